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
        return FieldWords.decimal(bytes.packed(range), count: range.count)
    }

    /// Whether the bytes are six to ten digits.
    static func isHSCode(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        guard range.count >= 6, range.count <= 10 else { return false }
        let split = min(range.lowerBound &+ 8, range.upperBound)
        return FieldWords.isDigits(bytes.packed(range.lowerBound..<split), count: split &- range.lowerBound)
            && FieldWords.isDigits(bytes.packed(split..<range.upperBound), count: range.upperBound &- split)
    }

    /// RFC 3339 with `T`, `t` or a space between date and time, with offset or `Z`, kept to the second; or a date alone.
    /// The leap second, 23:59:60 UTC and no other, is the next day's first.
    static func instant(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int64? {
        let start = range.lowerBound
        guard range.count >= 10, let day = date(bytes, start) else { return nil }
        if range.count == 10 { return Int64(day) &* 86_400 }
        guard range.count >= 20 else { return nil }
        let separator = bytes.byte(at: start + 10)
        guard separator | 0x20 == 0x74 || separator == 0x20 else { return nil }
        var clock = bytes.word(at: start &+ 11)
        let isLeap = clock &>> 48 == FieldDecoding.sixty
        if isLeap { clock = clock & ~(0xFFFF &<< 48) | FieldDecoding.fiftyNine &<< 48 }
        guard let time = FieldWords.timeOfDay(clock) else { return nil }
        var at = start &+ 19
        if bytes.byte(at: at) == 0x2E {
            at &+= 1
            let first = at
            while at < range.upperBound, bytes.byte(at: at) &- 0x30 < 10 { at &+= 1 }
            guard at > first else { return nil }
        }
        guard at < range.upperBound, let offset = offset(bytes, at..<range.upperBound) else { return nil }
        let seconds = Int64(day) &* 86_400 &+ time &- Int64(offset) &+ (isLeap ? 1 : 0)
        return !isLeap || seconds % 86_400 == 0 ? seconds : nil
    }

    /// "60" and "59" as their bytes, the first one lowest.
    private static let sixty: UInt64 = 0x3036
    private static let fiftyNine: UInt64 = 0x3935

    /// Days since 1970 of `YYYY-MM-DD` at `at`.
    static func date(_ bytes: borrowing RawSpan, _ at: Int) -> Int32? {
        FieldWords.date(bytes.word(at: at), bytes.packed(at &+ 8..<at &+ 10))
    }

    /// Seconds east of UTC: `Z`, `z`, or `±hh:mm`.
    private static func offset(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int? {
        if range.count == 1 { return bytes.byte(at: range.lowerBound) | 0x20 == 0x7A ? 0 : nil }
        return range.count == 6 ? FieldWords.offset(bytes.packed(range)) : nil
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
