import Domain
import Records
import TestSupport
import Testing

/// Single fields: what each type takes, to what value, and what it refuses.
struct FieldTests {
    private func values(_ kind: Kind, _ column: String, _ fields: [String]) throws -> [TypedValue?] {
        let place = Schema.of(kind).index(of: column) ?? 0
        return try judged(kind, column, fields).map { $0.encoding.map { typedValues(kind, $0)[place] } }
    }

    private func reasons(_ kind: Kind, _ column: String, _ fields: [String]) throws -> [QuarantineReason?] {
        try judged(kind, column, fields).map(\.reason)
    }

    @Test(arguments: [
        ("0", 0), ("-0", 0), ("+0.0", 0), ("1", 1_000_000), ("+1", 1_000_000), ("-1", -1_000_000), ("007", 7_000_000), ("1.5", 1_500_000),
        ("1.50", 1_500_000), ("0.000001", 1), ("-0.000001", -1), (".5", 500_000), ("-.25", -250_000), ("123456.654321", 123_456_654_321),
        ("9223372036854.775807", Int64.max), ("-9223372036854.775807", -Int64.max), ("000000000000000000000000000000.1", 100_000),
    ])
    func `Decimals are exact millionths`(_ field: String, _ micros: Int64) throws {
        #expect(try values(.invoices, "gross", [field]) == [.number(micros)])
    }

    @Test func `What is no decimal, and what is too great for one`() throws {
        let none = [
            "1.", ".", "-", "+", "-.", "1.0000000", "0.0000001", "1,5", "1e3", "0x10", " 1", "1 ", "1.2.3", "--1", "+-1", "1-", "٣", "NaN",
            "1_0",
            "∞", "1\u{0}", "9999999999999999999999x",
        ]
        #expect(try reasons(.invoices, "gross", none) == none.map { _ in .notADecimal })
        let great = [
            "9223372036854.775808", "-9223372036854.775808", "9223372036855", "18446744073709.551616", "18446744073710",
            "99999999999999999999999999999999", "-184467440737095516160", "340282366920938463463374607431768211456",
        ]
        #expect(try reasons(.invoices, "gross", great) == great.map { _ in .overflow })
    }

    @Test func `Random decimals, against decimals made of text`() throws {
        var random = SeededGenerator(seed: 3)
        let alphabet = Array("00011234567899999....+-e ".unicodeScalars)
        let fields = (0..<3_000).map { _ in
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...22, using: &random) { text.append(alphabet[Int.random(in: alphabet.indices, using: &random)]) }
            return String(text)
        }
        let found = try judged(.invoices, "gross", fields)
        for (field, result) in zip(fields, found) {
            let (expected, reason) = slowMillionths(field)
            let value = result.encoding.map { typedValues(.invoices, $0)[8] }
            guard value != expected.map(TypedValue.number) || result.reason != reason else { continue }
            Issue.record("\(field) is \(result), not \(expected.map { "\($0)" } ?? "none")")
        }
        #expect(found.contains { $0.reason == .overflow } && found.contains { $0.encoding != nil })
    }

    /// Sign, digits, point and one to six digits, as text; the number in 128 bits.
    private func slowMillionths(_ field: String) -> (Int64?, QuarantineReason?) {
        guard let match = field.wholeMatch(of: /([+-]?)([0-9]*)(?:\.([0-9]{1,6}))?/), !match.2.isEmpty || match.3 != nil else {
            return (nil, .notADecimal)
        }
        let decimals = String(match.3 ?? "")
        let digits = match.2 + decimals + String(repeating: "0", count: 6 - decimals.count)
        guard let number = Int128(match.1 + digits), number.magnitude <= Int64.max else { return (nil, .overflow) }
        return (Int64(number), nil)
    }

    @Test func `Whole numbers may be written as decimals, and have bounds`() throws {
        #expect(try values(.transactions, "line_no", ["1", "1.0", "+01", "1000000000"]) == [1, 1, 1, 1_000_000_000].map { .number($0) })
        #expect(
            try reasons(.transactions, "line_no", ["0", "-1", "1000000001", "1.5", "0.999999", "x"])
                == [.outOfRange, .outOfRange, .outOfRange, .notADecimal, .notADecimal, .notADecimal])
        #expect(
            try reasons(.feedback, "score", ["0", "1", "5", "6", "4.5", ""]) == [.outOfRange, nil, nil, .outOfRange, .notADecimal, nil])
        #expect(try reasons(.products, "weight_g", ["0", "-1", "1000000000000", "1000000000001"]) == [nil, .outOfRange, nil, .outOfRange])
        #expect(try reasons(.transactions, "quantity", ["0", "-1", "0.000001", "0.0"]) == [.outOfRange, .outOfRange, nil, .outOfRange])
        #expect(try reasons(.rates, "rate", ["0", "-1.1", "1.1"]) == [.outOfRange, .outOfRange, nil])
    }

    @Test func `Texts hold 256 bytes, not 257, and nothing is trimmed`() throws {
        let long = String(repeating: "x", count: 256)
        #expect(try reasons(.transactions, "order_id", [long, long + "x"]) == [nil, .tooLong])
        // 128 letters of two bytes; one byte more. Doubled quotes count once.
        let letters = String(repeating: "é", count: 128)
        #expect(
            try reasons(.transactions, "contract_id", [letters, letters + "x", String(repeating: "\"", count: 256)]) == [
                nil, .tooLong, nil,
            ])
        let kept = [" x ", "007", "1.50", "\"", "a,b", "\n", "\u{0}", "ＯＫ", "e\u{301}"]
        #expect(try values(.transactions, "contract_id", kept) == kept.map { TypedValue($0) })
    }

    @Test func `Codes stand in their standard's list, in its case`() throws {
        #expect(try reasons(.invoices, "currency", ["EUR", "DEM", "CNH"]) == [nil, nil, nil])
        let none = ["eur", "EU", "EURO", "XXX", "€", " EUR", "EUR ", "EUR\u{0}", "ZZZ", "\u{0}", "USDUSD"]
        #expect(try reasons(.invoices, "currency", none) == none.map { _ in .notACode })
        #expect(
            try reasons(.transactions, "unit", ["C62", "KGM", "10", "c62", "MTR\u{0}", "10\u{0}"]) == [
                nil, nil, nil, .notACode, .notACode, .notACode,
            ])
        #expect(
            try reasons(.transactions, "origin", ["CN", "SU", "XK", "UK", "cn", "CHN", "DE\u{0}"]) == [
                nil, nil, nil, .notACode, .notACode, .notACode, .notACode,
            ])
    }

    @Test func `Words stand in their vocabulary, in its case`() throws {
        let words = [
            "PLACED", "CANCELLED_BY_SELLER", "placed", "PLACED ", "CANCELLED_BY", "CANCELLED_BY_SELLERS", "PLACED\u{0}",
            "PLACED\u{0}\u{0}\u{0}",
        ]
        #expect(try reasons(.transactions, "status", words) == [nil, nil] + Array(repeating: .notACode, count: 6))
        let long = String(repeating: "CANCELLED_BY_SELLER", count: 9)
        #expect(try reasons(.transactions, "status", [long]) == [.notACode])
        for kind in Kind.allCases {
            for column in Schema.of(kind).columns {
                guard case .word(let table) = column.type else { continue }
                #expect(try values(kind, column.name, table.words) == table.words.map { TypedValue($0) })
            }
        }
    }

    @Test func `Commodity codes and places are checked by form`() throws {
        let codes = ["010121", "0101210000", "01012", "01012100001", "0101.21", "01012a", "０１０１２１", "-10121"]
        #expect(try reasons(.transactions, "hs_code", codes) == [nil, nil] + Array(repeating: .notACode, count: 6))
        let places = ["CN", "CNSHA", "CN2A9", "cnsha", "CNSH", "CNSHA1", "CN1AA", "CN0AA", "ZZSHA", "CNSh2", "C", "CN\u{0}\u{0}\u{0}"]
        #expect(try reasons(.logistics, "location", places) == [nil, nil, nil] + Array(repeating: .notACode, count: 9))
    }
}

/// Texts are well-formed UTF-8.
struct UTF8Tests {
    /// Whether each text is taken as a text, at every place within a word of eight bytes.
    private func taken(_ texts: [[UInt8]]) throws -> [Bool] {
        var document = Array("penalty_id,subject_id,severity,decided_on,source\n".utf8)
        for text in texts { document += Array("x,x,FINE,2026-01-01,".utf8) + text + [0x0A] }
        return try judged(.penalties, document).map { judged in
            if let reason = judged.reason { #expect(reason == .notUTF8) }
            return judged.reason == nil
        }
    }

    @Test func `Every class of ill-formed bytes`() throws {
        let bad: [[UInt8]] = [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xC3, 0xC3], [0xE0, 0x80, 0x80], [0xE0, 0x9F, 0xBF],
            [0xE2, 0x82], [0xE2, 0x28, 0xA1], [0xE2, 0x82, 0x28], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xF0, 0x80, 0x80, 0x80],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x9A], [0xF0, 0x9F, 0x9A, 0x28], [0xF0, 0x28, 0x8C, 0xBC], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFE], [0xFF], [0xC3, 0xA9, 0x80],
        ]
        for lead in 0..<9 {
            let filler = [UInt8](repeating: 0x61, count: lead)
            #expect(try taken(bad.map { filler + $0 }) == bad.map { _ in false })
            #expect(try taken(bad.map { filler + $0 + Array("tail of it".utf8) }) == bad.map { _ in false })
        }
    }

    @Test func `The borders between well-formed and not, against the standard library`() throws {
        let borders: [UInt8] = [0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF]
        var texts: [[UInt8]] = []
        for lead in UInt8(0x7E)...0xFF {
            texts.append([lead])
            for second in borders {
                texts.append([lead, second])
                for third in [0x7F, 0x80, 0xBF, 0xC0] as [UInt8] {
                    texts.append([lead, second, third])
                    texts += lead >= 0xF0 ? [0x7F, 0x80, 0xBF, 0xC0].map { [lead, second, third, $0] } : []
                }
            }
        }
        let expected = texts.map { String(validating: $0, as: UTF8.self) != nil }
        let found = try taken(texts)
        #expect(found == expected)
        #expect(expected.contains(true) && expected.contains(false))
    }
}
