import Domain

/// Typed decoding of fields that lie in a word or two, the first byte lowest: no loop, and hardly a branch.
enum FieldWords {
    private static let tops: UInt64 = 0x8080_8080_8080_8080
    private static let rests: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    private static let zeros: UInt64 = 0x3030_3030_3030_3030

    /// What keeps the lowest `count` (1 to 8) bytes.
    @inline(__always)
    static func used(_ count: Int) -> UInt64 { UInt64.max &>> UInt64(truncatingIfNeeded: 64 &- count &* 8) }

    /// Whether all bytes are numbers of one digit. A sum carries into the next byte only from one that is wrong by its own top bit.
    @inline(__always)
    private static func areDigits(_ digits: UInt64) -> Bool { ((digits &+ 0x7676_7676_7676_7676) | digits) & tops == 0 }

    /// Whether the lowest `count` (at most 8) bytes are digits.
    @inline(__always)
    static func isDigits(_ word: UInt64, count: Int) -> Bool { count == 0 || areDigits((word ^ zeros) & used(count)) }

    /// A decimal of at most eight bytes without a sign, in millionths; nil where it is another or none.
    @inline(__always)
    static func decimal(_ word: UInt64, count: Int) -> Int64? {
        guard count > 0, count <= 8 else { return nil }
        // Digits as numbers from the lowest byte up; a point becomes 0x1E.
        var digits = (word ^ zeros) & used(count)
        var digitCount = count
        var decimals = 0
        let noPoint = digits ^ 0x1E1E_1E1E_1E1E_1E1E
        let points = ~(((noPoint & rests) &+ rests) | noPoint | rests)
        if points != 0 {
            let place = points.trailingZeroBitCount &>> 3
            decimals = count &- 1 &- place
            let before = (1 &<< UInt64(truncatingIfNeeded: place &* 8)) &- 1
            digits = (digits & before) | (digits &>> 8 & ~before)
            digitCount &-= 1
            guard decimals > 0, decimals <= 6 else { return nil }
        }
        guard digitCount > 0, areDigits(digits) else { return nil }
        return Int64(truncatingIfNeeded: number(digits &<< UInt64(truncatingIfNeeded: 64 &- digitCount &* 8))) &* scale(decimals)
    }

    /// A whole number of one to eight digits; nil where it is another or none.
    @inline(__always)
    static func whole(_ word: UInt64, count: Int) -> Int64? {
        guard count > 0, count <= 8 else { return nil }
        let digits = (word ^ zeros) & used(count)
        guard areDigits(digits) else { return nil }
        return Int64(truncatingIfNeeded: number(digits &<< UInt64(truncatingIfNeeded: 64 &- count &* 8)))
    }

    /// The number of eight digits, the first one in the lowest byte (D. Lemire, "Quickly parsing eight digits").
    @inline(__always)
    private static func number(_ digits: UInt64) -> UInt64 {
        let pairs = (digits &* 2561) &>> 8 & 0x00FF_00FF_00FF_00FF
        let fours = (pairs &* 6_553_601) &>> 16 & 0x0000_FFFF_0000_FFFF
        return (fours &* 42_949_672_960_001) &>> 32
    }

    /// 10^(6 − decimals).
    @inline(__always)
    private static func scale(_ decimals: Int) -> Int64 {
        switch decimals {
        case 0: 1_000_000
        case 2: 10_000
        case 1: 100_000
        case 3: 1000
        case 4: 100
        case 5: 10
        default: 1
        }
    }

    /// The seconds of the day of `hh:mm:ss`, or nil; the leap second is left to `FieldDecoding`.
    @inline(__always)
    static func timeOfDay(_ word: UInt64) -> Int64? {
        let digits = word ^ 0x3030_3A30_303A_3030
        // The top bit of each byte: a digit above 9, or something other than the colon.
        let wrong = (digits &+ 0x7676_7F76_767F_7676) | digits
        // In bytes 0, 3 and 6: the tens ten times and the ones, which are hours, minutes and seconds.
        let pairs = (digits &* 10 &+ digits &>> 8) & 0x00FF_0000_FF00_00FF
        // The top bit of those bytes: beyond 23, 59 and 59.
        let beyond = pairs &+ 0x0044_0000_4400_0068
        guard _fastPath((wrong | beyond) & tops == 0) else { return nil }
        // In the bits from 24 on: the minutes of the day.
        let minutes = (pairs &* (60 &<< 24 | 1)) &>> 24 & 0xFFFF
        return Int64(truncatingIfNeeded: minutes &* 60 &+ pairs &>> 48)
    }

    /// Days since 1970 of `YYYY-MM-` and `DD`, the latter in the lowest two bytes; or nil.
    static func date(_ month: UInt64, _ dayOfMonth: UInt64) -> Int32? {
        guard let century = twoDigits(month), let year = twoDigits(month &>> 16), let number = twoDigits(month &>> 40),
            let day = twoDigits(dayOfMonth), month & 0xFF00_00FF_0000_0000 == 0x2D00_002D_0000_0000
        else { return nil }
        return Day(year: century &* 100 &+ year, month: number, day: day)?.number
    }

    /// Seconds east of UTC of `±hh:mm` in the lowest six bytes, or nil.
    static func offset(_ word: UInt64) -> Int? {
        let sign = word & 0xFF
        guard sign == 0x2B || sign == 0x2D, let hours = twoDigits(word &>> 8), let minutes = twoDigits(word &>> 32),
            word & 0xFF00_0000 == 0x3A00_0000, hours < 24, minutes < 60
        else { return nil }
        let seconds = hours &* 3600 &+ minutes &* 60
        return sign == 0x2D ? -seconds : seconds
    }

    /// The number of two ASCII digits in the lowest two bytes, the first one lowest.
    @inline(__always)
    private static func twoDigits(_ word: UInt64) -> Int? {
        let tens = (word & 0xFF) &- 0x30
        let ones = (word &>> 8 & 0xFF) &- 0x30
        return tens < 10 && ones < 10 ? Int(truncatingIfNeeded: tens &* 10 &+ ones) : nil
    }

    /// Whether the lowest three bytes are each one of A–Z and 2–9, as behind the country in a UN/LOCODE.
    @inline(__always)
    static func isPlaceName(_ word: UInt64) -> Bool {
        let bytes = word & 0xFF_FFFF
        // The top bit of each byte: at least A, beyond Z, at least 2, beyond 9.
        let letters = (bytes &+ 0x3F3F3F) & ~(bytes &+ 0x252525)
        let figures = (bytes &+ 0x4E4E4E) & ~(bytes &+ 0x464646)
        return bytes & 0x808080 == 0 && (letters | figures) & 0x808080 == 0x808080
    }
}
