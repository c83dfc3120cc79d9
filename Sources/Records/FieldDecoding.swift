import Bytes
import Domain

/// Typed decoding of one field: bytes → integers. No `String`, no allocation; nil or a reason where the field is wrong.
enum FieldDecoding {
    /// A decimal in millionths: optional sign, digits, optionally a point and one to six decimals; the digits before the point
    /// may be missing (`.5`).
    static func decimal(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Result<Int64, RowFault> {
        var at = range.lowerBound
        let end = range.upperBound
        var isNegative = false
        if at < end {
            let sign = bytes.byte(at: at)
            isNegative = sign == 0x2D
            if isNegative || sign == 0x2B { at &+= 1 }
        }
        var value: UInt64 = 0
        var digits = 0
        var decimals = -1
        var overflows = false
        while at < end {
            let byte = bytes.byte(at: at)
            at &+= 1
            if byte == 0x2E && decimals < 0 {
                decimals = 0
                continue
            }
            let digit = UInt64(byte &- 0x30)
            guard digit < 10 else { return .failure(RowFault(.notADecimal)) }
            digits &+= 1
            if decimals >= 0 {
                guard decimals < 6 else { return .failure(RowFault(.notADecimal)) }
                decimals &+= 1
            }
            let (high, low) = value.multipliedFullWidth(by: 10)
            overflows = overflows || high != 0
            value = low &+ digit
            overflows = overflows || value < digit
        }
        guard digits > 0, decimals != 0 else { return .failure(RowFault(.notADecimal)) }
        for _ in max(decimals, 0)..<6 {
            let (high, low) = value.multipliedFullWidth(by: 10)
            overflows = overflows || high != 0
            value = low
        }
        if overflows || value > UInt64(Int64.max) { return .failure(RowFault(.overflow)) }
        return .success(isNegative ? -Int64(value) : Int64(value))
    }

    /// A decimal of at most eight bytes without a sign, in millionths; nil where it is another or none: ask `decimal`.
    @inline(__always)
    static func shortDecimal(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int64? {
        guard range.count <= 8 else { return nil }
        let used = UInt64.max &>> UInt64(64 &- range.count &* 8)
        // Digits as numbers from the lowest byte up; a point becomes 0x1E.
        var digits = (bytes.packed(range) ^ 0x3030_3030_3030_3030) & used
        var count = range.count
        var decimals = 0
        let noPoint = digits ^ 0x1E1E_1E1E_1E1E_1E1E
        let points = ~(((noPoint & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F) | noPoint | 0x7F7F_7F7F_7F7F_7F7F)
        if points != 0 {
            let place = points.trailingZeroBitCount &>> 3
            decimals = count &- 1 &- place
            let before = (1 &<< UInt64(place &* 8)) &- 1
            digits = (digits & before) | (digits &>> 8 & ~before)
            count &-= 1
            guard decimals > 0, decimals <= 6 else { return nil }
        }
        guard count > 0, (((digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0 else {
            return nil
        }
        return Int64(truncatingIfNeeded: number(digits &<< UInt64(64 &- count &* 8))) &* scale(decimals)
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

    /// Whether the bytes are six to ten digits.
    @inline(__always)
    static func isHSCode(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        guard range.count >= 6, range.count <= 10 else { return false }
        let split = min(range.lowerBound &+ 8, range.upperBound)
        return isDigits(bytes, range.lowerBound..<split) && isDigits(bytes, split..<range.upperBound)
    }

    /// Whether at most eight bytes are digits.
    @inline(__always)
    private static func isDigits(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        let used = range.count == 0 ? 0 : UInt64.max &>> UInt64(64 &- range.count &* 8)
        let digits = (bytes.packed(range) ^ 0x3030_3030_3030_3030) & used
        return (((digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080 == 0
    }

    /// RFC 3339 with `T`, `t` or a space between date and time, with offset or `Z`, kept to the second; or a date alone.
    /// The leap second 23:59:60 is the next day's first.
    static func instant(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int64? {
        let start = range.lowerBound
        guard range.count >= 10, let day = date(bytes, start) else { return nil }
        if range.count == 10 { return Int64(day) &* 86_400 }
        guard range.count >= 20 else { return nil }
        let separator = bytes.byte(at: start + 10)
        guard separator | 0x20 == 0x74 || separator == 0x20 else { return nil }
        guard let time = timeOfDay(bytes.word(at: start &+ 11)) else { return nil }
        var at = start &+ 19
        if bytes.byte(at: at) == 0x2E {
            at &+= 1
            let first = at
            while at < range.upperBound, bytes.byte(at: at) &- 0x30 < 10 { at &+= 1 }
            guard at > first else { return nil }
        }
        guard at < range.upperBound, let offset = offset(bytes, at..<range.upperBound) else { return nil }
        return Int64(day) &* 86_400 &+ time &- Int64(offset)
    }

    /// The seconds of the day of `hh:mm:ss` in a word, the first byte lowest, or nil.
    @inline(__always)
    static func timeOfDay(_ word: UInt64) -> Int64? {
        let digits = word ^ 0x3030_3A30_303A_3030
        // The top bit of each byte: a digit above 9, or something other than the colon.
        let wrong = ((digits & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7F76_767F_7676) | digits
        let hour = (digits & 0xFF) &* 10 &+ (digits &>> 8 & 0xFF)
        let minute = (digits &>> 24 & 0xFF) &* 10 &+ (digits &>> 32 & 0xFF)
        let second = (digits &>> 48 & 0xFF) &* 10 &+ (digits &>> 56)
        guard wrong & 0x8080_8080_8080_8080 == 0, hour < 24, minute < 60, second < 61 else { return nil }
        return Int64(truncatingIfNeeded: hour &* 3600 &+ minute &* 60 &+ second)
    }

    /// Days since 1970 of `YYYY-MM-DD` at `at`.
    static func date(_ bytes: borrowing RawSpan, _ at: Int) -> Int32? {
        let word = bytes.word(at: at)
        let days = UInt64(bytes.byte(at: at &+ 8)) | UInt64(bytes.byte(at: at &+ 9)) &<< 8
        guard let century = twoDigits(word), let year = twoDigits(word &>> 16), let month = twoDigits(word &>> 40),
            let day = twoDigits(days), word & 0xFF00_00FF_0000_0000 == 0x2D00_002D_0000_0000
        else { return nil }
        return Day(year: century &* 100 &+ year, month: month, day: day)?.number
    }

    /// The number of two ASCII digits in the lowest two bytes, the first one lowest.
    @inline(__always)
    private static func twoDigits(_ word: UInt64) -> Int? {
        let tens = (word & 0xFF) &- 0x30
        let ones = (word &>> 8 & 0xFF) &- 0x30
        return tens < 10 && ones < 10 ? Int(truncatingIfNeeded: tens &* 10 &+ ones) : nil
    }

    /// Seconds east of UTC: `Z`, `z`, or `±hh:mm`.
    @inline(__always)
    private static func offset(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int? {
        let sign = bytes.byte(at: range.lowerBound)
        if range.count == 1 { return sign | 0x20 == 0x7A ? 0 : nil }
        guard range.count == 6, sign == 0x2B || sign == 0x2D else { return nil }
        let rest = bytes.packed(range.lowerBound &+ 1..<range.upperBound)
        guard let hours = twoDigits(rest), let minutes = twoDigits(rest &>> 24), rest & 0xFF_0000 == 0x3A_0000,
            hours < 24, minutes < 60
        else { return nil }
        let seconds = hours &* 3600 &+ minutes &* 60
        return sign == 0x2D ? -seconds : seconds
    }

    /// Whether the bytes are well-formed UTF-8 (Unicode 15, table 3-7).
    static func isUTF8(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        var at = range.lowerBound
        let end = range.upperBound
        while at &+ 8 <= end {
            if bytes.word(at: at) & 0x8080_8080_8080_8080 != 0 { return isUTF8Slowly(bytes, at..<end) }
            at &+= 8
        }
        return bytes.packed(at..<end) & 0x8080_8080_8080_8080 == 0 || isUTF8Slowly(bytes, at..<end)
    }

    private static func isUTF8Slowly(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        var at = range.lowerBound
        while at < range.upperBound {
            let lead = bytes.byte(at: at)
            let length: Int
            let second: ClosedRange<UInt8>
            switch lead {
            case 0x00...0x7F: (length, second) = (1, 0x80...0xBF)
            case 0xC2...0xDF: (length, second) = (2, 0x80...0xBF)
            case 0xE0: (length, second) = (3, 0xA0...0xBF)
            case 0xED: (length, second) = (3, 0x80...0x9F)
            case 0xE1...0xEF: (length, second) = (3, 0x80...0xBF)
            case 0xF0: (length, second) = (4, 0x90...0xBF)
            case 0xF4: (length, second) = (4, 0x80...0x8F)
            case 0xF1...0xF3: (length, second) = (4, 0x80...0xBF)
            default: return false
            }
            guard at + length <= range.upperBound else { return false }
            if length > 1 && !second.contains(bytes.byte(at: at + 1)) { return false }
            for i in stride(from: 2, to: length, by: 1) where bytes.byte(at: at + i) & 0xC0 != 0x80 { return false }
            at += length
        }
        return true
    }
}
