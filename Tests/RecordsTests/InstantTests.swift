import Domain
import Records
import TestSupport
import Testing

/// Instants: RFC 3339 with an offset, kept to the second, or a date alone.
struct InstantTests {
    private func seconds(_ fields: [String]) throws -> [Int64?] {
        // A column that may hold any time.
        try judged(.subjects, "registered_on", fields).map { result in
            if let reason = result.reason { #expect(reason == .notAnInstant) }
            guard let row = result.encoding, case .number(let seconds) = typedValues(.subjects, row)[9] else { return nil }
            return seconds
        }
    }

    @Test(arguments: [
        ("1970-01-01", 0), ("1970-01-01T00:00:00Z", 0), ("2026-01-01T00:00:00Z", 1_767_225_600), ("2026-01-01t00:00:00z", 1_767_225_600),
        ("2026-01-01 00:00:00Z", 1_767_225_600), ("2026-01-01T08:00:00+08:00", 1_767_225_600), ("2025-12-31T19:00:00-05:00", 1_767_225_600),
        ("2026-01-01T05:45:00+05:45", 1_767_225_600), ("2026-01-01T00:00:00-00:00", 1_767_225_600),
        ("2026-01-01T00:00:00.0Z", 1_767_225_600),
        ("2026-01-01T00:00:00.999999999999Z", 1_767_225_600), ("2026-01-01T08:00:00.5+08:00", 1_767_225_600),
        ("2026-01-01T23:59:00+23:59", 1_767_225_600), ("2025-12-31T00:01:00-23:59", 1_767_225_600),
        // A leap second is the next day's first second in UTC.
        ("2016-12-31T23:59:60Z", 1_483_228_800), ("2017-01-01T07:59:60+08:00", 1_483_228_800), ("2016-12-31T23:59:60.7Z", 1_483_228_800),
        ("2016-12-31T18:29:60-05:30", 1_483_228_800), ("1972-06-30T23:59:60Z", 78_796_800), ("2017-01-01 00:59:60.25+01:00", 1_483_228_800),
        ("2024-02-29", 1_709_164_800), ("2000-02-29T12:00:00Z", 951_825_600), ("1969-12-31T23:59:59Z", -1),
        ("0001-01-01", -62_135_596_800), ("0000-02-29", -62_162_121_600), ("9999-12-31T23:59:59Z", 253_402_300_799),
    ])
    func `Every shape of an instant`(_ field: String, _ expected: Int64) throws {
        #expect(try seconds([field]) == [expected])
    }

    @Test func `What is no instant`() throws {
        let fields = [
            "2026-1-1", "2026-01-1", "26-01-01", "2026/01/01", "20260101", "2026-13-01", "2026-00-10", "2026-04-31", "2026-01-00",
            "2023-02-29",
            "1900-02-29", "2026-01-01T", "2026-01-01T00", "2026-01-01T00:00", "2026-01-01T00:00Z", "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.5", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00,5Z", "2026-01-01T24:00:00Z", "2026-01-01T23:60:00Z",
            "2026-01-01T23:59:61Z", "2026-01-01T00:00:60Z", "2026-01-01T23:58:60Z", "2026-01-01T23:59:60+08:00", "2026-01-01T12:30:60.5Z",
            "2026-01-01T23:59:60+00:01", "2026-01-01T24:59:60Z", "2026-01-01T00:00:00+0800", "2026-01-01T00:00:00+08",
            "2026-01-01T00:00:00+8:00",
            "2026-01-01T00:00:00+24:00", "2026-01-01T00:00:00+08:60", "2026-01-01T00:00:00 08:00", "2026-01-01T00:00:00−08:00",
            "2026-01-01T00:00:00ZZ", "2026-01-01T00:00:00Z ", " 2026-01-01T00:00:00Z", "2026-01-01T00:00:00X", "2026-01-01\u{0}00:00:00Z",
            "2026-01-01T 0:00:00Z", "2026-01-01T00-00-00Z", "2026-01-01T0:000:00Z", "2026-01-01_00:00:00Z", "2026-W01-1", "2026-001",
            "now", "1767225600", "+2026-01-01", "-001-01-01", "2026-01-01T00:00:00.5.5Z", "2026-01-01T00:00:00+08:00Z", "2026-01-01Z",
            "２０２６-01-01",
        ]
        for (field, value) in zip(fields, try seconds(fields)) { #expect(value == nil, "\(field)") }
    }

    @Test func `Each day of years with and without a leap day, as days of the calendar go`() throws {
        for year in [1600, 1900, 1999, 2000, 2024, 2026, 2100, 9998] {
            var expected = Int64(daysBefore(year: year))
            var fields: [String] = []
            for month in 1...12 {
                for day in 1...31 { fields.append("\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)") }
            }
            let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
            let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
            for (index, found) in try seconds(fields).enumerated() {
                guard index % 31 < lengths[index / 31] else {
                    #expect(found == nil, "\(fields[index])")
                    continue
                }
                #expect(found == expected * 86_400, "\(fields[index])")
                expected += 1
            }
        }
    }

    /// Days from 1970-01-01 to the year's first.
    private func daysBefore(year: Int) -> Int {
        let years = min(year, 1970)..<max(year, 1970)
        let days = years.reduce(0) { sum, year in sum + (year % 4 == 0 && year % 100 != 0 || year % 400 == 0 ? 366 : 365) }
        return year < 1970 ? -days : days
    }

    @Test func `Instants with a letter changed, against a reading of the text`() throws {
        var random = SeededGenerator(seed: 9)
        let shapes = [
            "2026-11-20T08:30:00+08:00", "2024-02-29T23:59:60Z", "2026-11-20", "2025-12-31t00:00:00.123Z", "1999-06-30 12:34:56-03:30",
        ].map { Array($0.unicodeScalars) }
        let alphabet = Array("0123456789-:TtZz +.".unicodeScalars)
        let fields = (0..<3_000).map { _ in
            var text = shapes[Int.random(in: shapes.indices, using: &random)]
            for _ in 0..<Int.random(in: 1...2, using: &random) {
                let place = Int.random(in: text.indices, using: &random)
                switch Int.random(in: 0..<6, using: &random) {
                case 0: text.remove(at: place)
                case 1: text.insert(alphabet[Int.random(in: alphabet.indices, using: &random)], at: place)
                default: text[place] = alphabet[Int.random(in: alphabet.indices, using: &random)]
                }
            }
            return String(String.UnicodeScalarView(text))
        }
        var known = 0
        for (field, found) in zip(fields, try seconds(fields)) {
            let expected = slowSeconds(field)
            if found != expected {
                Issue.record("\(field) is \(found.map { "\($0)" } ?? "none"), not \(expected.map { "\($0)" } ?? "none")")
            }
            if found != nil { known += 1 }
        }
        #expect(known > 300 && known < 2_700)
    }

    private func slowSeconds(_ field: String) -> Int64? {
        let shape =
            /([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[Tt ]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.[0-9]+)?(?:[Zz]|([+-])([0-9]{2}):([0-9]{2})))?/
        guard let match = field.wholeMatch(of: shape), let year = Int(match.1), let month = Int(match.2), let day = Int(match.3) else {
            return nil
        }
        let isLeap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        guard (1...12).contains(month), (1...lengths[month - 1]).contains(day) else { return nil }
        let days = daysBefore(year: year) + lengths[..<(month - 1)].reduce(0, +) + day - 1
        let clock = [match.4, match.5, match.6, match.8, match.9].map { $0.flatMap { Int($0) } ?? 0 }
        guard clock[0] < 24, clock[1] < 60, clock[2] <= 60, clock[3] < 24, clock[4] < 60 else { return nil }
        let offset = (clock[3] * 60 + clock[4]) * 60 * (match.7 == "-" ? -1 : 1)
        let seconds = days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2] - offset
        return clock[2] == 60 && seconds % 86_400 != 0 ? nil : Int64(seconds)
    }

    @Test func `An instant of trade lies in 1995 or later, whatever the file's offset; others may lie anywhere`() throws {
        let early = ["1970-01-01", "0001-01-01T00:00:00Z", "1994-12-31T23:59:59Z", "1995-01-01T07:59:59+08:00", "1969-12-31T23:59:59.9Z"]
        let first = [
            "1995-01-01", "1995-01-01T00:00:00Z", "1995-01-01T08:00:00+08:00", "1994-12-31T16:00:00-08:00", "1994-12-31T23:59:60Z",
        ]
        let trade: [(Kind, String)] = [
            (.transactions, "ordered_at"), (.transactions, "status_at"), (.invoices, "issued_at"), (.payments, "paid_at"),
            (.logistics, "occurred_at"), (.feedback, "occurred_at"), (.feedback, "outcome_at"), (.inspections, "occurred_at"),
            (.traces, "occurred_at"), (.customs, "declared_at"), (.customs, "outcome_at"), (.deposits, "occurred_at"),
        ]
        for (kind, column) in trade {
            for field in early { #expect(try judged(kind, column, [field]) == [.fault(.outOfRange, column: column, field: field)]) }
            #expect(try judged(kind, column, first + ["1995-01-02T00:00:00Z"]).allSatisfy { $0.reason == nil }, "\(kind) \(column)")
        }
        let others: [(Kind, String)] = [
            (.transactions, "ship_by"), (.transactions, "deliver_by"), (.subjects, "registered_on"), (.subjects, "updated_at"),
            (.products, "updated_at"), (.penalties, "decided_on"), (.rates, "date"), (.sealKeys, "valid_from"),
        ]
        for (kind, column) in others { #expect(try judged(kind, column, early).allSatisfy { $0.reason == nil }, "\(kind) \(column)") }
    }
}
