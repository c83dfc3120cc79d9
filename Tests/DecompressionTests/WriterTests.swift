import Decompression
import Problems
import Testing

@Suite("Writing")
struct WriterTests {
    private let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    @Test(arguments: Container.allCases)
    func theSameContentGivesTheSameFile(container: Container) throws {
        let content = Shape.mixed.content(700_000, seed: 1)
        let whole = try directory.packed(content, container)
        let writer = try DumpWriter(path: directory.path("pieces" + container.fileNameEnding))
        var random = SeededGenerator(seed: 2)
        var start = 0
        while start < content.count {
            let end = min(content.count, start + Int.random(in: 0...60_000, using: &random))
            try writer.write(Array(content[start..<end]))
            start = end
        }
        try writer.finish()
        #expect(try directory.bytes(of: "pieces" + container.fileNameEnding) == whole)
        #expect(readAll(directory.path("pieces" + container.fileNameEnding)) == Outcome(content: content))
    }

    @Test(arguments: InflateEngine.available)
    func gzipHasNoNameAndNoTime(engine: InflateEngine) throws {
        let file = try directory.packed([65], .gzip, engine: engine)
        #expect(Array(file[0..<8]) == [0x1F, 0x8B, 8, 0, 0, 0, 0, 0])
    }

    @Test func everyLevelOfEveryEngineIsReadBack() throws {
        let content = Shape.mixed.content(150_000, seed: 3)
        var cases: [(Container, InflateEngine, ClosedRange<Int>)] = [(.gzip, .zlib, 0...9), (.zstd, .zlib, 1...9)]
        #if ISAL
            cases.append((.gzip, .isal, 0...3))
        #endif
        for (container, engine, levels) in cases {
            for level in levels {
                let file = try directory.packed(content, container, level: level, engine: engine)
                let path = try directory.put(file, as: "level" + container.fileNameEnding)
                for reader in InflateEngine.available {
                    #expect(readAll(path, engine: reader) == Outcome(content: content), "\(engine) \(level) \(reader)")
                }
            }
        }
    }

    @Test(arguments: Container.allCases)
    func noContent(container: Container) throws {
        let path = try directory.put(try directory.packed([], container), as: "none" + container.fileNameEnding)
        #expect(readAll(path) == Outcome(content: []))
    }

    @Test func levelsThatDoNotExist() throws {
        for (name, level, remedy) in [("a.gz", 10, "choose 0 to 9"), ("a.zst", 0, "choose 1 to 19")] {
            let problem = #expect(throws: Problem.self) { try DumpWriter(path: directory.path(name), level: level) }
            #expect(problem?.kind == .usage && problem?.remedy == remedy)
        }
    }

    @Test func aFileThatCannotBeCreated() {
        let problem = #expect(throws: Problem.self) { try DumpWriter(path: directory.path("no/such/place.gz")) }
        #expect(problem?.kind == .cannotCreate)
    }

    @Test func aFullDiskIsReported() throws {
        let writer = try DumpWriter(path: "/dev/full", container: .plain)
        let problem = #expect(throws: Problem.self) {
            try writer.write([UInt8](repeating: 1, count: 1 << 20))
            try writer.finish()
        }
        #expect(problem?.kind == .inputOutput && problem?.remedy == "make room on the disk, then run again")
    }

    @Test func aWriteAfterTheEndTraps() async {
        await #expect(processExitsWith: .failure) {
            let writer = try DumpWriter(path: "/dev/null")
            try writer.finish()
            try writer.finish()
        }
    }
}
