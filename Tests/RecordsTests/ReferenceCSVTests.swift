import TestSupport
import Testing

/// What the twin tokeniser says of documents small enough to be judged by eye.
struct ReferenceCSVTests {
    private func records(_ text: String) -> [ReferenceCSV.Record] { ReferenceCSV.records(of: Array(text.utf8)) }

    /// Records in one line each: fields between bars, or the reason and the raw text.
    private func shown(_ text: String) -> [String] {
        records(text).map { record in
            let raw = String(decoding: record.raw, as: UTF8.self)
            let what = record.malformation.map { "\($0.rawValue): \(raw)" } ?? record.fields.map(\.text).joined(separator: "|")
            return "\(record.line)@\(record.offset) \(what)"
        }
    }

    @Test(arguments: [
        ("a,b\nc,d\n", ["1@0 a|b", "2@4 c|d"]),
        ("a,b\r\nc,d", ["1@0 a|b", "2@5 c|d"]),
        ("a,b\nc,d", ["1@0 a|b", "2@4 c|d"]),
        (",\n", ["1@0 |"]),
        ("a,", ["1@0 a|"]),
        ("", []),
        ("\n\r\n\n", []),
        ("\n\r\na\n\nb", ["3@3 a", "5@6 b"]),
        ("\u{FEFF}a\nb", ["1@3 a", "2@5 b"]),
        ("a\n\u{FEFF}b", ["1@0 a", "2@5 b"]),
        ("\u{FEFF}\u{FEFF}\"a\"\n\u{FEFF}\n\u{FEFF}\"b\nc\"", ["1@6 a", "3@17 b\nc"]),
        ("a,\u{FEFF}b\n\"\u{FEFF}c\"", ["1@0 a|\u{FEFF}b", "2@7 \u{FEFF}c"]),
        ("\u{FEFF}", []),
    ])
    func `Records end at LF, CRLF or the end; empty lines are none; byte order marks before them are dropped, and count in offsets`(
        _ text: String, _ expected: [String]
    ) {
        #expect(shown(text) == expected)
    }

    @Test(arguments: [
        ("a\rb,c\n", ["1@0 a\rb|c"]),
        ("\r\na\r", ["2@2 a\r"]),
        ("\r", ["1@0 \r"]),
        ("a\r\r\nb", ["1@0 a\r", "2@4 b"]),
    ])
    func `A lone CR is data`(_ text: String, _ expected: [String]) {
        #expect(shown(text) == expected)
    }

    @Test(arguments: [
        ("\"a,b\",c\n", ["1@0 a,b|c"]),
        ("\"a\nb\r\nc\",d\ne\n", ["1@0 a\nb\r\nc|d", "4@11 e"]),
        ("\"say \"\"hi\"\"\"\n", ["1@0 say \"hi\""]),
        ("\"\"\n", ["1@0 "]),
        ("\"\"\"\"\n", ["1@0 \""]),
        ("\"\",\"\"\r\n", ["1@0 |"]),
        ("\"a\"", ["1@0 a"]),
        ("\" \"\n", ["1@0  "]),
    ])
    func `Inside quotes everything is data and two quotes are one`(_ text: String, _ expected: [String]) {
        #expect(shown(text) == expected)
    }

    @Test func `Quoted is a field whose first byte is a quote`() {
        #expect(records("\"a\",b\n")[0].fields.map(\.isQuoted) == [true, false])
    }

    @Test(arguments: [
        // A space before the quote makes the field unquoted, and the quotes in it literal up to the line's end.
        ("a, \"b\nc\",d\n", ["1@0 QUOTE: a, \"b", "2@6 QUOTE: c\",d"]),
        // After a stray quote a later field is not taken as quoted: the record ends with the line.
        ("a\"b,\"c\nd\ne\n", ["1@0 QUOTE: a\"b,\"c", "2@7 d", "3@9 e"]),
        // Behind a line end the record is its first line, and the second is read anew.
        ("\"x\ny\",a\"b\nz\n", ["1@0 QUOTE: \"x", "2@3 QUOTE: y\",a\"b", "3@10 z"]),
        ("a\"\r\nb\r\n", ["1@0 QUOTE: a\"", "2@4 b"]),
    ])
    func `A quote in an unquoted field is malformed, and quotes are literal up to the end of the line`(_ text: String, _ expected: [String])
    {
        #expect(shown(text) == expected)
    }

    @Test(arguments: [
        ("\"a\"b,c\nd\n", ["1@0 QUOTE: \"a\"b,c", "2@7 d"]),
        // No later field is taken as quoted.
        ("\"a\"b\"c,\"d\ne\"\nf\n", ["1@0 QUOTE: \"a\"b\"c,\"d", "2@10 QUOTE: e\"", "3@13 f"]),
        // A quote that opens a field by mistake closes at the next quoted field: the good lines between them stay.
        ("\"a,b\nc,d\ne,\"f\"\n", ["1@0 QUOTE: \"a,b", "2@5 c|d", "3@9 e|f"]),
        ("\"a\" ,b\n", ["1@0 QUOTE: \"a\" ,b"]),
        // A lone CR after the closing quote is other text.
        ("\"a\"\rb\n", ["1@0 QUOTE: \"a\"\rb"]),
        ("\"a\"\r", ["1@0 QUOTE: \"a\"\r"]),
    ])
    func `Text after a closing quote is malformed, and quotes are literal up to the end of the line`(_ text: String, _ expected: [String]) {
        #expect(shown(text) == expected)
    }

    @Test(arguments: [
        ("a,\"b\nc,d\n", ["1@0 QUOTE_UNTERMINATED: a,\"b", "2@5 c|d"]),
        ("\"\n\"\n\"\n", ["1@0 \n", "3@4 QUOTE_UNTERMINATED: \""]),
        ("\"a\"\"\r\nb", ["1@0 QUOTE_UNTERMINATED: \"a\"\"", "2@6 b"]),
        ("\"", ["1@0 QUOTE_UNTERMINATED: \""]),
        // The first line ends inside the first field, which is properly closed; the second line is then read anew.
        ("\"a\nb\",\"c\nd\n", ["1@0 QUOTE_UNTERMINATED: \"a", "2@3 QUOTE: b\",\"c", "3@9 d"]),
        // Text after a closing quote and then no closing quote at all: the first fault counts.
        ("\"a\"b,\"c\nd\n", ["1@0 QUOTE: \"a\"b,\"c", "2@8 d"]),
    ])
    func `An unterminated quoted field costs the record's first physical line`(_ text: String, _ expected: [String]) {
        #expect(shown(text) == expected)
    }
}

/// The limit of 65,536 bytes a record, from both sides.
struct ReferenceCSVLimitTests {
    private let limit = ReferenceCSV.recordBytesMax
    private func text(_ length: Int) -> [UInt8] { [UInt8](repeating: UInt8(ascii: "x"), count: length) }
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
    private func reasons(_ document: [UInt8]) -> [String] {
        ReferenceCSV.records(of: document).map { $0.malformation?.rawValue ?? "well-formed" }
    }

    @Test(arguments: ["\n", "\r\n", ""])
    func `A record of the limit is well-formed, one byte more is too long; its line end does not count`(_ end: String) {
        #expect(reasons(text(limit) + bytes(end)) == ["well-formed"])
        #expect(reasons(text(limit + 1) + bytes(end)) == ["RECORD_TOO_LONG"])
    }

    @Test func `A record too long ends at its line end`() {
        let records = ReferenceCSV.records(of: text(limit + 1) + bytes(",y\nz\n"))
        #expect(records.map(\.raw.count) == [limit + 3, 1])
        #expect(records[1].isWellFormed && records[1].line == 2)
        #expect(records[0].fields.isEmpty)
    }

    @Test func `The closing quote is among the record's first bytes up to the limit, or the field is unterminated`() {
        let last = bytes("a,\"\n") + text(limit - 5) + bytes("\"\n")
        #expect(reasons(last) == ["well-formed"])
        let oneLater = bytes("a,\"\n") + text(limit - 4) + bytes("\"\n")
        // The second line is then xxx…" by itself: a stray quote.
        #expect(reasons(oneLater) == ["QUOTE_UNTERMINATED", "QUOTE"])
    }

    @Test func `A quote at the limit's last byte that is half of a pair does not close`() {
        let pair = bytes("\"") + text(limit - 2) + bytes("\"\"\"\n")
        #expect(reasons(pair) == ["QUOTE_UNTERMINATED"])
    }

    @Test func `A properly closed field followed by too much text is too long, not unterminated`() {
        #expect(reasons(bytes("\"a\nb\",") + text(limit) + bytes("\nz\n")) == ["RECORD_TOO_LONG", "QUOTE", "well-formed"])
    }

    @Test func `A record with line ends that fails behind one costs its first line, and keeps its fields`() {
        let document = bytes("h\n\"a\nb\",c\nd\n\"e\nf\"\n")
        let records = ReferenceCSV.records(of: document) { $0.fields.count == 2 }
        #expect(records.map { String(decoding: $0.raw, as: UTF8.self) } == ["h", "\"a", "b\",c", "d", "\"e\nf\""])
        #expect(records.map(\.line) == [1, 2, 3, 4, 5])
        #expect(records.map(\.isWellFormed) == [true, true, false, true, true] && records[1].fields.count == 2)
    }

    @Test func `Quote trouble comes before length`() {
        #expect(reasons(text(limit) + bytes("x\"\nz\n")) == ["QUOTE", "well-formed"])
        #expect(reasons(text(limit) + bytes(",\"z\"\nz\n")) == ["QUOTE_UNTERMINATED", "well-formed"])
    }
}

/// What is written by the rules is read back as it was, whatever the bytes.
struct ReferenceCSVRoundTripTests {
    @Test(arguments: 0..<40)
    func `Fields written with quotes where needed come back with their places`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var document: [UInt8] = random.next() % 2 == 0 ? [0xEF, 0xBB, 0xBF] : []
        var expected: [[[UInt8]]] = []
        var offsets: [Int] = []
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            let fields = (0..<Int.random(in: 1...5, using: &random)).map { _ in field(&random) }
            let line = Array(fields.map { written($0, &random) }.joined(separator: [UInt8(ascii: ",")]))
            if line.isEmpty { continue }
            expected.append(fields)
            offsets.append(document.count)
            document += line + Array(["\n", "\r\n", "\n\n"][Int.random(in: 0...2, using: &random)].utf8)
        }
        let records = ReferenceCSV.records(of: document)
        #expect(records.map { $0.fields.map(\.bytes) } == expected)
        #expect(records.map(\.offset) == offsets)
        #expect(records.map(\.line) == offsets.map { offset in 1 + document[..<offset].count { $0 == UInt8(ascii: "\n") } })
    }

    private func field(_ random: inout SeededGenerator) -> [UInt8] {
        let alphabet = Array("ab,\"\r\n\u{E9}".utf8)
        return (0..<Int.random(in: 0...6, using: &random)).map { _ in alphabet[Int.random(in: alphabet.indices, using: &random)] }
    }

    private func written(_ field: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        let needsQuotes = field.contains { Array(",\"\r\n".utf8).contains($0) }
        guard needsQuotes || random.next() % 4 == 0 else { return field }
        let quote = UInt8(ascii: "\"")
        return [quote] + field.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }
}
