import Decompression
import Foundation
import Problems
import Testing

@Suite("Reading")
struct ReaderTests {
    private let directory: TestDirectory

    init() throws { directory = try TestDirectory() }

    @Test func containerIsWhatTheNameSays() {
        #expect(Container(fileName: "a/orders.csv") == .plain)
        #expect(Container(fileName: "orders.csv.gz") == .gzip)
        #expect(Container(fileName: "orders.ndjson.zst") == .zstd)
        #expect(Container(fileName: "orders.gz.csv") == .plain)
        for container in Container.allCases {
            #expect(Container(fileName: "x.csv" + container.fileNameEnding) == container)
        }
    }

    @Test(arguments: Container.allCases)
    func everyPortionAndReadSizeGivesTheContent(container: Container) throws {
        let content = Shape.rows.content(700, seed: 3)
        let file = try directory.packed(content, container)
        let path = try directory.put(file, as: "small" + container.fileNameEnding)
        for portion in 1...content.count + 1 {
            #expect(readAll(path, portion: portion).content == content)
        }
        for size in 1...file.count + 1 {
            for engine in InflateEngine.available {
                #expect(readAll(path, engine: engine, portion: 64, readSizeBytes: size) == Outcome(content: content))
            }
        }
    }

    @Test func portionsAreFullUntilTheEnd() throws {
        let content = Shape.mixed.content(300_000, seed: 4)
        for container in Container.allCases {
            let path = try directory.put(try directory.packed(content, container), as: "full" + container.fileNameEnding)
            let reader = try DumpReader(path: path, readSizeBytes: 1000)
            var storage = [UInt8](repeating: 0, count: 7000)
            var counts: [Int] = []
            while counts.last != 0 { counts.append(try reader.read(into: &storage, at: 0, atMost: 7000)) }
            #expect(counts == Array(repeating: 7000, count: 42) + [6000, 0])
            #expect(try reader.read(into: &storage, at: 0, atMost: 7000) == 0)
        }
    }

    @Test(arguments: Container.allCases)
    func observerSeesEveryByteOfTheFileOnceAndInOrder(container: Container) throws {
        let content = Shape.noise.content(5000, seed: 5)
        let file = try directory.packed(content, container)
        let path = try directory.put(file, as: "seen" + container.fileNameEnding)
        for size in [1, 7, 1000, 1 << 20] {
            var seen: [UInt8] = []
            let reader = try DumpReader(path: path, readSizeBytes: size) { bytes in
                unsafe bytes.withUnsafeBytes { unsafe seen.append(contentsOf: $0) }
            }
            var storage = [UInt8](repeating: 0, count: 512)
            while try reader.read(into: &storage, at: 0, atMost: 512) > 0 {}
            #expect(seen == file)
        }
    }

    @Test(arguments: InflateEngine.available)
    func observerSeesTheWholeOfADamagedFileOnce(engine: InflateEngine) throws {
        let member = try directory.packed(Shape.rows.content(100_000, seed: 6), .gzip)
        var file = member + member
        // The first member's checksum: refused only after all of it was read once, and judged again.
        file[member.count - 8] ^= 0xFF
        let path = try directory.put(file, as: "damaged.gz")
        var seen: [UInt8] = []
        let reader = try DumpReader(path: path, engine: engine, readSizeBytes: 512) { bytes in
            unsafe bytes.withUnsafeBytes { unsafe seen.append(contentsOf: $0) }
        }
        var storage = [UInt8](repeating: 0, count: 4096)
        #expect(throws: Problem.self) {
            while try reader.read(into: &storage, at: 0, atMost: 4096) > 0 {}
        }
        #expect(seen.count < file.count && seen == Array(file[..<seen.count]))
        try reader.observeRest()
        #expect(seen == file)
    }

    @Test func emptyPlainFileHasNoContent() throws {
        #expect(readAll(try directory.put([], as: "empty.csv")) == Outcome(content: []))
    }

    @Test(arguments: [Container.gzip, .zstd])
    func emptyCompressedFileIsTruncated(container: Container) throws {
        let outcome = readAll(try directory.put([], as: "empty" + container.fileNameEnding))
        #expect(outcome.byte == 0 && outcome.kind == .inputRefused)
        let name = container.rawValue
        #expect(outcome.refusal == "the \(name) stream ends before its first byte, after 0 compressed and 0 decompressed bytes")
    }

    @Test(arguments: Container.allCases, Container.allCases)
    func aFileThatIsNotWhatItsNameSaysIsRefusedWithTheRightName(promised: Container, actual: Container) throws {
        let content = Array("order_id,line_no\nO1,1\n".utf8)
        let path = try directory.put(try directory.packed(content, actual), as: "misnamed" + promised.fileNameEnding)
        let outcome = readAll(path, readSizeBytes: 1)
        if promised == actual {
            #expect(outcome == Outcome(content: content))
        } else {
            #expect(outcome.content == [] && outcome.byte == 0 && outcome.kind == .inputRefused)
            #expect(outcome.refusal?.contains("the file's name") == true)
        }
    }

    @Test func misnamedFilesAreToldApart() throws {
        let plain = Array("order_id\n".utf8)
        let cases: [(String, [UInt8], String)] = [
            ("a.csv", try directory.packed(plain, .gzip), "add .gz to its name"),
            ("a.csv", try directory.packed(plain, .zstd), "add .zst to its name"),
            ("a.csv.gz", try directory.packed(plain, .zstd), "name it .zst in place of .gz"),
            ("a.csv.zst", try directory.packed(plain, .gzip), "name it .gz in place of .zst"),
            ("a.csv.gz", plain, "compress it with gzip, or take .gz off its name if it is plain text"),
            ("a.csv.zst", plain, "compress it with zstd, or take .zst off its name if it is plain text"),
        ]
        for (name, bytes, remedy) in cases {
            let reader = try DumpReader(path: try directory.put(bytes, as: name))
            var storage = [UInt8](repeating: 0, count: 10)
            let problem = #expect(throws: Problem.self) { try reader.read(into: &storage, at: 0, atMost: 10) }
            #expect(problem?.remedy == remedy)
        }
    }

    @Test func missingFilesAndDirectoriesAreNoInput() throws {
        let missing = directory.path("nothing.csv.gz")
        let problem = #expect(throws: Problem.self) { try DumpReader(path: missing) }
        #expect(
            problem?.description
                == "\(missing): the file cannot be opened [open: No such file or directory]. Fix: check the path.")
        #expect(problem?.kind == .noInput)
        #expect(readAll(directory.url.path(percentEncoded: false)).kind == .noInput)
        #expect(readAll("/dev/zero").kind == .noInput)
    }

    @Test func aNamedPipeIsRefusedAndNotWaitedFor() throws {
        let path = directory.path("pipe.csv")
        #expect(unsafe mkfifo(path, 0o600) == 0)
        #expect(readAll(path).kind == .noInput)
    }

    @Test(arguments: Container.allCases, [-100, 100])
    func aFileThatChangesWhileItIsReadIsReported(container: Container, change: Int) throws {
        let file = try directory.packed(Shape.noise.content(50_000, seed: 8), container)
        let path = try directory.put(file, as: "changing" + container.fileNameEnding)
        let reader = try DumpReader(path: path, readSizeBytes: 4096)
        var storage = [UInt8](repeating: 0, count: 1000)
        #expect(try reader.read(into: &storage, at: 0, atMost: 1000) == 1000)
        let handle = try FileHandle(forWritingTo: URL(filePath: path))
        try handle.truncate(atOffset: UInt64(file.count + change))
        try handle.close()
        let problem = #expect(throws: Problem.self) {
            while try reader.read(into: &storage, at: 0, atMost: 1000) > 0 {}
        }
        #expect(problem?.kind == .inputRefused)
        #expect(
            problem?.message
                == "the file changed while it was read: \(file.count) bytes when it was opened, \(file.count + change) now")
    }

    @Test func aFileRewrittenAtTheSameSizeIsReported() throws {
        let path = try directory.put(Shape.rows.content(50_000, seed: 9), as: "rewritten.csv")
        let reader = try DumpReader(path: path, readSizeBytes: 4096)
        var storage = [UInt8](repeating: 0, count: 1000)
        #expect(try reader.read(into: &storage, at: 0, atMost: 1000) == 1000)
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: path)
        let problem = #expect(throws: Problem.self) {
            while try reader.read(into: &storage, at: 0, atMost: 1000) > 0 {}
        }
        #expect(problem?.message.hasPrefix("the file changed while it was read") == true)
    }

    @Test func theFirstErrorStands() throws {
        var file = try directory.packed(Shape.rows.content(5000, seed: 10), .gzip)
        file.removeLast(3)
        let reader = try DumpReader(path: try directory.put(file, as: "cut.gz"))
        var storage = [UInt8](repeating: 0, count: 10_000)
        let first = #expect(throws: Problem.self) { try reader.read(into: &storage, at: 0, atMost: 10_000) }
        let second = #expect(throws: Problem.self) { try reader.read(into: &storage, at: 0, atMost: 10_000) }
        #expect(first?.description == second?.description)
    }

    @Test func readsBeyondTheStorageTrap() async {
        await #expect(processExitsWith: .failure) {
            let reader = try DumpReader(path: #filePath)
            var storage = [UInt8](repeating: 0, count: 4)
            _ = try reader.read(into: &storage, at: 3, atMost: 2)
        }
    }

    @Test func severalReadersWorkSideBySide() async throws {
        let contents = Shape.allCases.map { $0.content(200_000, seed: 11) }
        var paths: [String] = []
        for (index, content) in contents.enumerated() {
            let container = Container.allCases[index % 3]
            paths.append(try directory.put(try directory.packed(content, container), as: "side\(index)" + container.fileNameEnding))
        }
        let files = Array(zip(paths, contents))
        let wrong = await withTaskGroup(of: Int.self) { group in
            for thread in 0..<4 {
                group.addTask {
                    (0..<10).count { round in
                        let (path, content) = files[(thread + round) % files.count]
                        let engine = InflateEngine.available[round % InflateEngine.available.count]
                        return readAll(path, engine: engine, portion: 10_000 + round, readSizeBytes: 5000) != Outcome(content: content)
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }
}
