import Bytes
import Decompression
import Problems
import Testing

@Suite("zstd")
struct ZstdTests {
    private let directory: TestDirectory
    private let skippable: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 3, 0, 0, 0, 1, 2, 3]

    init() throws { directory = try TestDirectory() }

    private func check(_ file: [UInt8], gives content: [UInt8], _ comment: Comment? = nil) throws {
        let path = try directory.put(file, as: "checked.zst")
        for (portion, size) in [(1 << 16, 1 << 18), (1, 1), (5, 3), (1000, 17), (content.count + 1, 9)] {
            #expect(readAll(path, portion: portion, readSizeBytes: size) == Outcome(content: content), comment)
        }
    }

    @Test func severalFramesEmptyFramesAndSkippableFrames() throws {
        let contents = [Shape.rows.content(300, seed: 1), [], Shape.noise.content(100, seed: 2), []]
        let frames = try contents.map { try directory.packed($0, .zstd) }
        let whole = contents.flatMap { $0 }
        try check(frames.flatMap { $0 }, gives: whole)
        try check(skippable + frames.flatMap { $0 + skippable }, gives: whole)
        try check(frames[1], gives: [], "one empty frame")
        try check(skippable, gives: [], "nothing but a skippable frame")
    }

    @Test(arguments: Shape.allCases)
    func contentOfEveryKind(shape: Shape) throws {
        var random = SeededGenerator(seed: 3)
        for count in [0, 1, 100, 131_071, 131_072, 131_073] {
            let content = shape.content(count, seed: random.next())
            for level in [1, 19] where level < 19 || count < 131_072 {
                let path = try directory.put(try directory.packed(content, .zstd, level: level), as: "kind.zst")
                let portion = Int.random(in: 1000...200_000, using: &random)
                let size = Int.random(in: 500...50_000, using: &random)
                #expect(readAll(path, portion: portion, readSizeBytes: size) == Outcome(content: content))
            }
        }
    }

    @Test(arguments: Shape.allCases)
    func framesMadeInOneStep(shape: Shape) throws {
        let compressor = ZstdCompressor()
        for count in [0, 1, 100, 131_073, 1 << 20] {
            let content = shape.content(count, seed: 9)
            var buffer = ByteBuffer()
            buffer.append(content)
            let frame = compressor.compress(buffer.bytes)
            #expect(readAll(try directory.put(frame, as: "frame.zst")) == Outcome(content: content))
            #expect(compressor.compress(buffer.bytes) == frame, "what was compressed before has no part in it")
        }
    }

    /// The library holds a block's content back where the output is smaller; a cut right behind the block must not hide it.
    @Test func contentBeforeACutIsCountedWhole() throws {
        let file = try directory.packed(Shape.rows.content(140_000, seed: 6), .zstd, level: 1)
        // A frame header with the content's size in 4 bytes, then the first block's header: its size is in bits 3 to 23.
        let header = file[9..<12].reversed().reduce(0) { $0 << 8 | Int($1) }
        let nextBlock = 12 + header >> 3
        for cut in nextBlock..<nextBlock + 10 {
            let outcome = readAll(try directory.put(Array(file[..<cut]), as: "cut.zst"), portion: 1000)
            #expect(
                outcome.refusal
                    == "the zstd stream ends in the middle of a frame, after \(cut) compressed and 131072 decompressed bytes")
            #expect(outcome.content.count == 131_000)
        }
    }

    @Test func aWrongChecksumIsPlacedAtTheChecksum() throws {
        let content = Shape.rows.content(500, seed: 4)
        var file = try directory.packed(content, .zstd)
        file[file.count - 1] ^= 1
        let path = try directory.put(file, as: "checksum.zst")
        for size in [1, 2, 7, 1 << 18] {
            let outcome = readAll(path, readSizeBytes: size)
            #expect(outcome.refusal == "the zstd data is damaged in the block that begins here")
            #expect(outcome.byte == file.count - 4)
        }
    }

    @Test func whatFollowsTheLastFrameMustBeAFrame() throws {
        let file = try directory.packed(Shape.rows.content(500, seed: 5), .zstd)
        let outcome = readAll(try directory.put(file + Array("order_id\n".utf8), as: "tail.zst"), readSizeBytes: 3)
        #expect(outcome.byte == file.count && outcome.kind == .inputRefused)
    }

    @Test func aWindowThatIsTooLargeIsRefusedWithItsRemedy() throws {
        // A frame header of one window descriptor (RFC 8878 section 3.1.1.1.2): 2^24 bytes, then an empty last block.
        let file: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 14 << 3, 0x01, 0x00, 0x00]
        let path = try directory.put(file, as: "window.zst")
        var storage: [UInt8] = [0]
        let narrow = try DumpReader(path: path)
        let problem = #expect(throws: Problem.self) { try narrow.read(into: &storage, at: 0, atMost: 1) }
        #expect(problem?.remedy == "compress it without --long and --ultra, or give the run more memory")
        #expect(problem?.message == "the zstd frame needs a window of more than the 8 MiB of memory that are allowed for one file")
        let wide = try DumpReader(path: path, zstdWindowLogMax: 24)
        #expect(try wide.read(into: &storage, at: 0, atMost: 1) == 0)
    }

    @Test func aFrameThatNeedsADictionaryIsNotCalledDamaged() throws {
        // The descriptor says that one byte with a dictionary's number follows the window's.
        let file: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0x01, 0x00, 0x05, 0x01, 0x00, 0x00]
        let outcome = readAll(try directory.put(file, as: "dictionary.zst"), readSizeBytes: 3)
        #expect(outcome.refusal == "the zstd frame was compressed with a dictionary, which is not at hand")
        #expect(outcome.kind == .inputRefused)
    }

    @Test(
        arguments: [
            ([0x00, 14 << 3, 0x01, 0x00, 0x00], 24), ([0x00, 17 << 3, 0x01, 0x00, 0x00], 27), ([0x00, 13 << 3 | 1, 0x01, 0x00, 0x00], 24),
            ([0x02, 0x58, 0x01, 0x02], 21),
            // One segment: as much as the content has bytes.
            ([0x20, 0x01], 0), ([0x60, 0x00, 0x01], 9), ([0xA0, 0x01, 0x00, 0x00, 0x04], 27), ([0xE1, 0x09, 0, 0, 0, 8, 0, 0, 0, 0], 27),
            ([0xE0, 0, 0, 0, 0, 1, 0, 0, 0], 32),
        ] as [([UInt8], Int)])
    func theWindowOfTheFirstFrameIsKnownBeforehand(_ header: [UInt8], _ log: Int) throws {
        for before in [[], skippable, skippable + skippable] {
            let path = try directory.put(before + [0x28, 0xB5, 0x2F, 0xFD] + header, as: "header.zst")
            #expect(try ZstdWindow.log(of: FilePath(path)) == log)
        }
    }

    @Test func whatIsNoFrameHasNoWindow() throws {
        for bytes in [[], [0x28], skippable, skippable.dropLast(), Array("order_id,line_no".utf8)] as [[UInt8]] {
            #expect(try ZstdWindow.log(of: FilePath(try directory.put(bytes, as: "none.zst"))) == nil)
        }
    }
}
