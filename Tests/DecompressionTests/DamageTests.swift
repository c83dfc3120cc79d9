import Decompression
import Problems
import Testing

@Suite("Damage")
struct DamageTests {
    private let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    /// Both engines, small and large reads: one verdict for all. (What is handed out before a refusal may differ: it is void.)
    private func read(_ file: [UInt8], _ container: Container) throws -> Outcome {
        let path = try directory.put(file, as: "damaged" + container.fileNameEnding)
        let first = readAll(path, engine: .zlib, portion: 200)
        for (engine, size) in [(InflateEngine.zlib, 3), (.best, 3), (.best, 1 << 18)] {
            let other = readAll(path, engine: engine, portion: 200, readSizeBytes: size)
            #expect(other.verdict == first.verdict, "\(engine) with reads of \(size)")
        }
        return first
    }

    @Test func gzipCutAtEveryByte() throws {
        let contents = [Shape.rows.content(400, seed: 1), Shape.noise.content(60, seed: 2), Array("x".utf8)]
        let members = try contents.map { try directory.packed($0, .gzip) }
        let file = members.flatMap { $0 }
        let ends = [members[0].count, members[0].count + members[1].count]
        for length in 0..<file.count {
            let outcome = try read(Array(file[..<length]), .gzip)
            if let complete = ends.firstIndex(of: length) {
                // A legal gzip file: nothing in it says that there was more.
                #expect(outcome == Outcome(content: contents[...complete].flatMap { $0 }))
            } else {
                #expect(outcome.byte == length && outcome.kind == .inputRefused)
                #expect(outcome.refusal?.hasPrefix("the gzip stream ends ") == true)
                #expect(contents.flatMap { $0 }.starts(with: outcome.content))
            }
        }
    }

    @Test func theMessageOfATruncatedFile() throws {
        let file = try directory.packed(Shape.noise.content(1000, seed: 3), .gzip, level: 0)
        // Stored data: 10 bytes of header, 5 of the block, then the content itself.
        let path = try directory.put(Array(file[..<115]), as: "cut.csv.gz")
        let reader = try DumpReader(path: path, source: "2026-11-20/cut.csv.gz")
        var storage = [UInt8](repeating: 0, count: 1000)
        let problem = #expect(throws: Problem.self) { try reader.read(into: &storage, at: 0, atMost: 1000) }
        #expect(
            problem?.description == """
                2026-11-20/cut.csv.gz (byte 115): the gzip stream ends in the middle of a member, after 115 compressed and \
                100 decompressed bytes. Fix: deliver the file again, or set damaged_files: set_aside in the job file.
                """)
    }

    @Test func zstdCutAtEveryByte() throws {
        let contents = [Shape.rows.content(400, seed: 1), Shape.noise.content(60, seed: 2)]
        let skippable: [UInt8] = [0x5A, 0x2A, 0x4D, 0x18, 6, 0, 0, 0, 1, 2, 3, 4, 5, 6]
        let frames = try [directory.packed(contents[0], .zstd), skippable, directory.packed(contents[1], .zstd)]
        let file = frames.flatMap { $0 }
        let ends = [frames[0].count, frames[0].count + frames[1].count]
        for length in 0..<file.count {
            let outcome = try read(Array(file[..<length]), .zstd)
            if ends.contains(length) {
                #expect(outcome == Outcome(content: contents[0]))
            } else {
                #expect(outcome.byte == length && outcome.kind == .inputRefused)
                #expect(outcome.refusal?.hasPrefix("the zstd stream ends ") == true)
                #expect(contents.flatMap { $0 }.starts(with: outcome.content))
            }
        }
    }

    @Test(arguments: [Container.gzip, .zstd], [Shape.rows, .digits])
    func everySingleBitFlippedIsNoticedOrHarmless(container: Container, shape: Shape) throws {
        let content = shape.content(160, seed: 4)
        let file = try directory.packed(content, container)
        var harmless: Set<Int> = []
        for bit in 0..<file.count * 8 {
            var flipped = file
            flipped[bit / 8] ^= 1 << (bit % 8)
            let outcome = try read(flipped, container)
            if outcome.refusal == nil {
                #expect(outcome.content == content, "bit \(bit) changed the content silently")
                harmless.insert(bit / 8)
            } else {
                #expect(outcome.kind == .inputRefused)
                #expect((0...file.count).contains(outcome.byte ?? -1))
            }
        }
        // gzip: the time, the extra flags and the system. Elsewhere a flip may write the same content in another way.
        if container == .gzip { #expect(harmless.isSuperset(of: [4, 5, 6, 7, 8, 9])) }
        #expect(harmless.count < 20)
    }

    /// Damage far behind the start, after content that ISA-L has handed out: zlib's verdict and place, and the same content.
    @Test func damageInALargeFileIsJudgedAlike() throws {
        var random = SeededGenerator(seed: 5)
        let content = Shape.rows.content(400_000, seed: 6)
        let file = try directory.packed(content, .gzip)
        for round in 0..<40 {
            var damaged = try directory.packed(Array("before\n".utf8), .gzip) + file
            let place = Int.random(in: 100..<damaged.count, using: &random)
            switch round % 3 {
            case 0: damaged[place] ^= UInt8.random(in: 1...255, using: &random)
            case 1: damaged.remove(at: place)
            default: damaged.insert(contentsOf: random.bytes(3), at: place)
            }
            let path = try directory.put(damaged, as: "large.gz")
            let outcomes = InflateEngine.available.map { engine in
                readAll(path, engine: engine, portion: 10_000, readSizeBytes: Int.random(in: 100...100_000, using: &random))
            }
            #expect(outcomes.allSatisfy { $0.verdict == outcomes[0].verdict })
            #expect(outcomes[0].kind == .inputRefused)
        }
    }

    @Test(arguments: [Container.gzip, .zstd])
    func garbageEndsInAnError(container: Container) throws {
        var random = SeededGenerator(seed: 7)
        let start = Array(try directory.packed([65], container).prefix(container == .gzip ? 10 : 4))
        for _ in 0..<500 {
            let file = start + random.bytes(Int.random(in: 1...400, using: &random))
            #expect(try read(file, container).kind == .inputRefused)
        }
    }

    /// Bits that a fair stream does not have, behind a good start, so that the engines get deep into a block first.
    @Test func mutatedStreamsNeverHangAndAreJudgedAlike() throws {
        var random = SeededGenerator(seed: 8)
        let good = try Shape.allCases.map { try directory.packed($0.content(3000, seed: 9), .gzip) }
        for round in 0..<300 {
            var file = good[round % good.count]
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                file[Int.random(in: 10..<file.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if file == good[round % good.count] { continue }
            #expect(try read(file, .gzip).kind == .inputRefused)
        }
    }
}
