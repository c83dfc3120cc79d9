import Decompression
import Problems
import Testing

@Suite("gzip")
struct GzipTests {
    private let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    /// `printf 'order_id,line_no\nO1,1\n' > o.csv; gzip o.csv` of GNU gzip 1.12: with a name and a time.
    private static let madeByGzip: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x08, 0x80, 0x8D, 0xFF, 0x6A, 0x00, 0x03, 0x6F, 0x2E, 0x63, 0x73, 0x76, 0x00, 0xCB, 0x2F,
        0x4A, 0x49, 0x2D, 0x8A, 0xCF, 0x4C, 0xD1, 0xC9, 0xC9, 0xCC, 0x4B, 0x8D, 0xCF, 0xCB, 0xE7, 0xF2, 0x37, 0xD4,
        0x31, 0xE4, 0x02, 0x00, 0x63, 0x70, 0x9E, 0x60, 0x16, 0x00, 0x00, 0x00,
    ]

    /// A member's header in place of the plain one of `DumpWriter`.
    private func member(_ content: [UInt8], header: [UInt8]) throws -> [UInt8] {
        header + (try directory.packed(content, .gzip)).dropFirst(10)
    }

    private func check(_ file: [UInt8], gives content: [UInt8], _ comment: Comment? = nil) throws {
        let path = try directory.put(file, as: "checked.gz")
        for engine in InflateEngine.available {
            for (portion, size) in [(1 << 16, 1 << 18), (1, 1), (5, 3), (1000, 17)] {
                #expect(readAll(path, engine: engine, portion: portion, readSizeBytes: size) == Outcome(content: content), comment)
            }
        }
    }

    @Test func readsWhatGzipMakes() throws {
        try check(Self.madeByGzip, gives: Array("order_id,line_no\nO1,1\n".utf8))
    }

    @Test func headersWithEveryCombinationOfFields() throws {
        let content = Array("some content\n".utf8)
        for flags in UInt8(0)..<32 {
            var header: [UInt8] = [0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 0, 255]
            if flags & 4 != 0 { header += [3, 1] + [UInt8](repeating: 7, count: 259) }
            if flags & 8 != 0 { header += Array("orders.csv".utf8) + [0] }
            if flags & 16 != 0 { header += Array("a comment".utf8) + [0] }
            if flags & 2 != 0 {
                // SAFETY: a UInt8 has no padding.
                let sum = unsafe crc32(header.span.bytes)
                header += [UInt8(truncatingIfNeeded: sum), UInt8(truncatingIfNeeded: sum >> 8)]
            }
            try check(try member(content, header: header), gives: content, "flags \(flags)")
        }
    }

    @Test func emptyExtraNameAndComment() throws {
        try check(try member([65], header: [0x1F, 0x8B, 8, 28, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0]), gives: [65])
    }

    @Test func headersThatAreRefused() throws {
        let cases: [([UInt8], Int, String)] = [
            ([0x1F, 0x8B, 7, 0, 0, 0, 0, 0, 0, 3], 2, "the gzip member has compression method 7; there is none but 8 (deflate)"),
            ([0x1F, 0x8B, 8, 0x20, 0, 0, 0, 0, 0, 3], 3, "the gzip header sets flags that the standard reserves (0x20)"),
            ([0x1F, 0x8B, 8, 2, 0, 0, 0, 0, 0, 3, 1, 2], 11, "the gzip header does not have the checksum that it states"),
        ]
        for (header, byte, message) in cases {
            let path = try directory.put(try member([65], header: header), as: "refused.gz")
            for engine in InflateEngine.available {
                let outcome = readAll(path, engine: engine)
                #expect(outcome.refusal == message && outcome.byte == byte && outcome.kind == .inputRefused)
            }
        }
    }

    @Test func severalMembersEmptyMembersAndPadding() throws {
        let contents = [Shape.rows.content(300, seed: 1), [], Shape.noise.content(100, seed: 2), [], Shape.zeros.content(1000, seed: 3)]
        let members = try contents.map { try directory.packed($0, .gzip) }
        let whole = contents.flatMap { $0 }
        try check(members.flatMap { $0 }, gives: whole)
        try check(members.flatMap { $0 } + [UInt8](repeating: 0, count: 700), gives: whole, "padded at the end")
        try check(members.flatMap { $0 + [0, 0, 0] }, gives: whole, "padded after each member")
        try check(try directory.packed([], .gzip), gives: [], "one empty member")
    }

    @Test func whatFollowsTheLastMemberMustBeZeros() throws {
        let content = Shape.rows.content(300, seed: 4)
        let member = try directory.packed(content, .gzip)
        let message = "what follows the last gzip member is neither a member nor zeros"
        for (tail, place) in [([7], 0), ([0, 0, 7, 0], 2), ([0x1F, 0x8A, 8, 0], 0), (Array("order_id\n".utf8), 0)] as [([UInt8], Int)] {
            let path = try directory.put(member + tail, as: "tail.gz")
            for engine in InflateEngine.available {
                for size in [1, 3, 1 << 18] {
                    let outcome = readAll(path, engine: engine, portion: 100, readSizeBytes: size)
                    #expect(outcome.content == content)
                    #expect(outcome.refusal == message && outcome.byte == member.count + place)
                }
            }
        }
    }

    @Test func trailersAreChecked() throws {
        let content = Shape.rows.content(500, seed: 5)
        let good = try directory.packed(content, .gzip)
        let cases = [
            (8, 8, "the content does not have the checksum (CRC-32) that the gzip trailer states"),
            (5, 8, "the content does not have the checksum (CRC-32) that the gzip trailer states"),
            (4, 4, "the content does not have the length that the gzip trailer states (500 bytes, not 501)"),
        ]
        for (fromEnd, place, message) in cases {
            var file = good
            file[file.count - fromEnd] ^= 1
            let path = try directory.put(file + good, as: "trailer.gz")
            for engine in InflateEngine.available {
                let outcome = readAll(path, engine: engine, readSizeBytes: 50)
                #expect(outcome.refusal == message && outcome.byte == good.count - place)
            }
        }
    }

    @Test(arguments: Shape.allCases)
    func enginesAreAlikeOnContentOfEveryKind(shape: Shape) throws {
        var random = SeededGenerator(seed: 77)
        for count in [0, 1, 2, 100, 32_767, 32_768, 32_769, 65_536, 65_537, 120_000] {
            let content = shape.content(count, seed: random.next())
            for level in [0, 1, 9] where level == 1 || count < 70_000 {
                let path = try directory.put(try directory.packed(content, .gzip, level: level), as: "alike.gz")
                for engine in InflateEngine.available {
                    let portion = Int.random(in: 1000...100_000, using: &random)
                    let size = Int.random(in: 500...50_000, using: &random)
                    let outcome = readAll(path, engine: engine, portion: portion, readSizeBytes: size)
                    #expect(outcome == Outcome(content: content), "\(count) at \(level), \(engine), portion \(portion), reads of \(size)")
                }
            }
        }
    }
}
