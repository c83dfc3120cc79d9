import TestSupport
import Testing

/// The tokeniser reads what its slow twin reads, wherever the windows end.
struct TokenizerTests {
    /// All ways of feeding a small document: whole, in two chunks, in chunks of some sizes, and in a window that only grows.
    private func everyWay(_ count: Int) -> [Feeding] {
        (0...count).map { Feeding(ends: [$0, count]) } + [1, 2, 3, 7, 64].map { Feeding.chunks(of: $0, count) }
            + [.whole(count), Feeding(ends: [count, count]), Feeding(ends: Array(0...count), drops: false)]
    }

    @Test(arguments: [
        "", "\n", "\r", "\r\n", "\n\r\n\n", "a", "a,b\nc,d\n", "a,b\r\nc,d", ",\n", "a,", ",,,", "a\r\r\nb", "\r\na\r", "a\rb,c\n",
        "\n\r\na\n\nb", "\u{FEFF}a\nb", "a\n\u{FEFF}b", "\u{FEFF}", "\u{FEFF}\n", "\u{FEFF}\"a\"\n", "\u{FEFF}\u{FEFF}a", "\u{EF}",
        "\"a,b\",c\n", "\"a\nb\r\nc\",d\ne\n", "\"say \"\"hi\"\"\"\n", "\"\"\n", "\"\"\"\"\n", "\"\",\"\"\r\n", "\"a\"", "\" \"\n",
        "x,\"\"\"\",\"a\"\"\",\"\"\"b\"\n", "\"a\"\r\n\"b\"\r\n", "a, \"b\nc\",d\n", "a\"b,\"c\nd\ne\n", "\"x\ny\",a\"b\nz\n",
        "a\"\r\nb\r\n",
        "\"a\"b,c\nd\n", "\"a\"b\"c,\"d\ne\"\nf\n", "\"a\" ,b\n", "\"a\"\rb\n", "\"a\"\r", "\"a\"\r\rb\n\"c\"", "a,\"b\nc,d\n",
        "\"\n\"\n\"\n",
        "\"a\"\"\r\nb", "\"", "\"\n", "\"\r\n", "\"\r", "\"a\nb\",\"c\nd\n", "\"a\"b,\"c\nd\n", "\"a\"b,c\"d,\"e\nf\"\n",
        "a\",\"b\"c\n\"d\"\n",
        "a\n\u{FEFF}\"b\nc\"\n\u{FEFF}\n\u{FEFF}\u{FEFF}d,\u{FEFF}e\r\n\u{FEFF}", "\"x,\u{FEFF}\n\u{FEFF}y\",z\"\n\u{FEFF}a",
        "\"a,b\nc,d\ne,\"f\"\ng", "\"a\n\"b\n\"c\n\"d\n\"", "\"a\"\n\"b\nc\"d\ne\n", "\"a\nb\",\"c\nd\" e,\"f\ng\"\n",
        "\"a\"b\r\nc\n", "\"a\",\r\nb\n", "a\"b\r", "\"a\r\nb\"c\r\n\r\nd", "\u{2C}\u{AC}\u{10A}\u{122},b\n",
    ])
    func `Documents made by hand`(_ text: String) {
        let document = Array(text.utf8)
        agrees(document, fed: everyWay(document.count))
    }

    @Test(arguments: 0..<4)
    func `Random documents heavy in commas, quotes and line ends`(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<100 {
            let document = randomDocument(pieces: Int.random(in: 0...24, using: &random), &random)
            guard agrees(document, fed: everyWay(document.count)) else { return }
        }
    }

    private func randomDocument(pieces: Int, _ random: inout SeededGenerator) -> [UInt8] {
        let structure = [",", ",", "\"", "\"", "\"\"", "\n", "\n", "\r\n", "\r", "\",\"", "\"\n"].map { Array($0.utf8) }
        // Bytes one bit away from the marks, where a search by words could err; a byte order mark; text.
        let text: [[UInt8]] = [
            [0x2D], [0xAC], [0x0B], [0x8A], [0x23], [0xA2], [0x00], [0xFF], [0xEF, 0xBB, 0xBF], [0xC3, 0xA9], Array("a".utf8),
            Array("bcd".utf8), Array("a longer field 17".utf8),
        ]
        var document: [UInt8] = Int.random(in: 0..<6, using: &random) == 0 ? [0xEF, 0xBB, 0xBF] : []
        for _ in 0..<pieces {
            let isStructure = Int.random(in: 0..<10, using: &random) < 6
            let pieces = isStructure ? structure : text
            document += pieces[Int.random(in: pieces.indices, using: &random)]
        }
        return document
    }

    @Test(arguments: ["\",\"", "\"\"", "\"\"\"\n", "\"\r\n", "\r\n", "x,\"y\"\n", "\"\n\n,\""])
    func `Marks are found in blocks of 16 KiB, and nothing is lost where one ends`(_ snippet: String) {
        for end in [16_381, 16_383, 16_384, 16_385] {
            for opening in ["", "\""] {
                let before = Array(opening.utf8) + [UInt8](repeating: 0x78, count: end - opening.utf8.count)
                let document = before + Array((snippet + "tail,\"q\nr\"\nnext,line\n").utf8)
                let cuts = [end - 1, end, end + 1, end + 2].map { Feeding(ends: [$0, document.count]) }
                agrees(document, fed: cuts + [.whole(document.count), .chunks(of: 5_000, document.count)])
            }
        }
    }

    @Test func `A long document of many records and blocks`() {
        var random = SeededGenerator(seed: 11)
        var document: [UInt8] = []
        while document.count < 70_000 {
            document += randomDocument(pieces: 12, &random) + Array("plain,\"quoted, field\",1.50\n".utf8)
        }
        agrees(document, fed: [.whole(document.count), .chunks(of: 4_096, document.count), .chunks(of: 40_001, document.count)])
    }

    @Test func `A file in which every line opens a quote that belongs to none, and one in which every third does`() {
        for period in [1, 3] {
            var document: [UInt8] = []
            for line in 0..<2_000 { document += Array("\(line),\(line % period == 0 ? "\"" : "")stray,\(line * 7)\r\n".utf8) }
            let count = document.count
            agrees(document, fed: [.whole(count), .chunks(of: 4_096, count), .chunks(of: 777, count)])
        }
    }

    @Test func `More fields than a record has room for at first`() {
        let document = Array(
            (Array(repeating: "f", count: 300).joined(separator: ",") + "\n" + String(repeating: ",\"x\"\"y\"", count: 150)).utf8)
        agrees(document, fed: [.whole(document.count), .chunks(of: 64, document.count)])
    }
}

/// The limit of 65,536 bytes a record, from both sides.
struct TokenizerLimitTests {
    private let limit = ReferenceCSV.recordBytesMax

    /// Windows that end in every way around the limit of a record that begins with the document.
    private func around(_ count: Int) -> [Feeding] {
        let cuts = [limit - 1, limit, limit + 1, limit + 2].filter { $0 < count }
        return [.whole(count), Feeding(ends: [count, count]), .chunks(of: 30_000, count)] + cuts.map { Feeding(ends: [$0, count]) }
    }

    /// A document whose text `before` `x`… `after` has the `x`s that make what comes before `after` `length` bytes long.
    private func document(_ before: String, upTo length: Int, _ after: String) -> [UInt8] {
        Array(before.utf8) + [UInt8](repeating: 0x78, count: length - before.utf8.count) + Array(after.utf8)
    }

    @Test(arguments: ["", "\n", "\r\nb\n", "\r", "\r\r\nb"])
    func `The line end is not of the record`(_ end: String) {
        for length in [limit - 1, limit, limit + 1] {
            let document = document("a,", upTo: length, end)
            agrees(document, fed: around(document.count))
        }
    }

    @Test(arguments: ["\"\nz\n", "\"\r\nz\n", "\"", "\"\"\"\nz\n", "\"\""])
    func `The closing quote lies within the limit`(_ end: String) {
        for length in [limit - 3, limit - 2, limit - 1, limit] {
            let document = document("a,\"\n", upTo: length, end)
            agrees(document, fed: around(document.count))
        }
    }

    @Test(arguments: [
        // Closed and then too long; a fault of quotes within the limit and then too long; text behind a quote up to the limit.
        ("\"a\nb\",", 5, "\nz\n"), ("a\"b,\"", 5, "\nz\n"), ("\"a\"b", 5, "\r\nz\n"), ("\"a\"b", 1, "\r\nz\n"), ("a\"", 1, "\r\nz\n"),
        ("\"a\"b", 0, "\r\n"),
        ("a\"", 70, ""), ("\"a\"b", 70, ""),
        // A first line that alone is beyond the limit and ends in a field that does not close.
        ("\"", 5, "\nz\n"), ("\"", 0, "\r\nz\n"), ("\"", 70, ""), ("a,\"", 1, "\r\nz"),
    ])
    func `Faults up to the limit, and what follows them`(_ before: String, _ beyond: Int, _ after: String) {
        let document = document(before, upTo: limit + beyond, after)
        agrees(document, fed: around(document.count))
    }

    @Test func `A quoted field that opens at the limit cannot close within it`() {
        for (before, after) in [("a,\"\n", "\"x,\"y\nz\"\n"), ("a", ",,,\"\"\nb\n")] {
            let document = document(before, upTo: limit - 3, after)
            agrees(document, fed: around(document.count))
        }
    }

    @Test func `Beyond the limit the tokeniser looks for the line end alone, where the twin goes on to look at quotes`() {
        let stray = document("", upTo: limit + 1, "x\"\nz\n")
        #expect(reasons(stray, readByTwin) == ["QUOTE", "well-formed"])
        let opening = document("", upTo: limit + 1, ",\"y\"\nz\n")
        #expect(reasons(opening, readByTwin) == ["QUOTE_UNTERMINATED", "well-formed"])
        for document in [stray, opening] {
            for feeding in around(document.count) {
                #expect(reasons(document) { read($0, feeding) } == ["RECORD_TOO_LONG", "well-formed"])
            }
        }
    }

    private func read(_ document: [UInt8], _ feeding: Feeding) -> [ReadRecord] { readByTokenizer(bufferOf(document), feeding) }

    private func reasons(_ document: [UInt8], _ read: ([UInt8]) -> [ReadRecord]) -> [String] {
        read(document).map { $0.malformation ?? "well-formed" }
    }
}
