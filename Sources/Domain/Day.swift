/// A calendar day in UTC, as days since 1970-01-01 (proleptic Gregorian calendar, ISO 8601).
public struct Day: Hashable, Comparable, Sendable {
    /// Days since 1970-01-01.
    public var number: Int32

    @inlinable public init(_ number: Int32) { self.number = number }
    /// - Precondition: the number has 32 bits.
    @inlinable public init(_ number: Int) { self.number = Int32(number) }

    /// The day with this civil date, or nil where the month or the day of the month does not exist.
    ///
    /// Days from civil after Howard Hinnant, "chrono-compatible low-level date algorithms".
    @inlinable public init?(year: Int, month: Int, day: Int) {
        guard (1...12).contains(month), day >= 1, day <= Day.length(ofMonth: month, year: year) else { return nil }
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        number = Int32(era * 146_097 + dayOfEra - 719_468)
    }

    /// The day of an ISO 8601 date `YYYY-MM-DD`, or nil where the text is nothing else.
    public init?(_ text: some StringProtocol) {
        let parts = Array(text.utf8)
        guard parts.count == 10, parts[4] == 0x2D, parts[7] == 0x2D else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in parts[range] {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = value * 10 + Int(byte - 0x30)
            }
            return value
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    @inlinable static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Year, month and day of the month.
    public var civil: (year: Int, month: Int, day: Int) {
        let z = Int(number) + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let mp = (5 * dayOfYear + 2) / 153
        let month = mp < 10 ? mp + 3 : mp - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * mp + 2) / 5 + 1)
    }

    /// The first instant of the day (00:00 UTC).
    @inlinable public var start: Instant { Instant(Int64(number) * 86_400) }

    @inlinable public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
    /// The day `days` later; the last or first day that can be told where that lies beyond it, about 5.9 million years from 1970.
    @inlinable public static func + (a: Day, days: Int) -> Day {
        let (sum, overflows) = Int(a.number).addingReportingOverflow(days)
        return Day(overflows ? (days > 0 ? Int32.max : Int32.min) : Int32(clamping: sum))
    }
    /// The day `days` earlier; bounded as `+` is.
    @inlinable public static func - (a: Day, days: Int) -> Day {
        let (difference, overflows) = Int(a.number).subtractingReportingOverflow(days)
        return Day(overflows ? (days > 0 ? Int32.min : Int32.max) : Int32(clamping: difference))
    }
    /// The days from `b` to `a`.
    @inlinable public static func - (a: Day, b: Day) -> Int { Int(a.number) - Int(b.number) }
}

extension Day: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    public var description: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the description, in ASCII.
    public func append(to text: inout [UInt8]) { text.append(addingCapacity: Day.textBytesMax) { append(to: &$0) } }

    /// A sign and a year of seven digits at most.
    fileprivate static let textBytesMax = 14

    fileprivate func append(to text: inout OutputSpan<UInt8>) {
        let (year, month, day) = civil
        text.appendDigits(year, atLeast: 4)
        text.append(UInt8(ascii: "-"))
        text.appendDigits(month, atLeast: 2)
        text.append(UInt8(ascii: "-"))
        text.appendDigits(day, atLeast: 2)
    }
}

/// A point in time, in whole seconds since 1970-01-01T00:00:00Z, without leap seconds (POSIX time).
public struct Instant: Hashable, Comparable, Sendable {
    public var seconds: Int64

    @inlinable public init(_ seconds: Int64) { self.seconds = seconds }

    /// The UTC day in which the instant lies; bounded as `Day.+` is.
    @inlinable public var day: Day {
        // Division rounds toward zero; the remainder tells which instants before 1970 lie a day earlier.
        Day(Int32(clamping: seconds / 86_400 - (seconds % 86_400 < 0 ? 1 : 0)))
    }

    @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.seconds < b.seconds }
}

extension Instant: CustomStringConvertible {
    /// RFC 3339 in UTC: `YYYY-MM-DDThh:mm:ssZ`.
    public var description: String {
        var text: [UInt8] = []
        append(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the description, in ASCII.
    public func append(to text: inout [UInt8]) {
        let day = day
        let rest = Int(seconds - day.start.seconds)
        text.append(addingCapacity: Day.textBytesMax + 10) { text in
            day.append(to: &text)
            text.append(UInt8(ascii: "T"))
            text.appendDigits(rest / 3600, atLeast: 2)
            text.append(UInt8(ascii: ":"))
            text.appendDigits(rest / 60 % 60, atLeast: 2)
            text.append(UInt8(ascii: ":"))
            text.appendDigits(rest % 60, atLeast: 2)
            text.append(UInt8(ascii: "Z"))
        }
    }
}
