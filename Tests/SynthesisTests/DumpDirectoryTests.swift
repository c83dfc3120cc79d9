import Decompression
import Domain
import Foundation
import Problems
import Synthesis
import Testing

@Suite struct Directories {
    private let root = FileManager.default.temporaryDirectory.appendingPathComponent("synthesis-\(UUID().uuidString)").path

    private func directory() -> DumpDirectory {
        DumpDirectory(dumps: root + "/dumps", notes: root) { (path) throws(Problem) in
            do {
                try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            } catch {
                throw Problem(.cannotCreate, "no directory \(path)", remedy: "make room", cause: "\(error)")
            }
        }
    }

    private func content(of path: String) throws(Problem) -> [UInt8] {
        let reader = try DumpReader(path: path)
        var content: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try reader.read(into: &chunk, at: 0, atMost: chunk.count)
            if count == 0 { return content }
            content += chunk[..<count]
        }
    }

    /// Every file comes back from the disk as it was made, in its container; a damaged one is refused.
    @Test func filesComeBack() throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        let target = directory()
        var files: [SynthesisFile] = []
        _ = try synthesise(SynthesisPlan(seed: 13, orders: 100, days: 16, faults: true)) { (file) throws(Problem) in
            files.append(file)
            try target.write(file)
        }
        #expect(Set(files.map(\.container)) == Set(Container.allCases))
        var refused = 0
        for file in files {
            let path = (file.partition.map { "\(root)/dumps/\($0)" } ?? root) + "/\(file.name)"
            guard file.name.contains("damaged") else {
                #expect(try content(of: path) == file.content, "\(path)")
                continue
            }
            let problem = #expect(throws: Problem.self) { try content(of: path) }
            #expect(problem?.kind == .inputRefused)
            refused += 1
        }
        #expect(refused > 1)
    }

    @Test func whatCannotBeWrittenIsSaid() throws {
        let target = DumpDirectory(dumps: root, notes: root) { (_) throws(Problem) in }
        let problem = #expect(throws: Problem.self) {
            try synthesise(SynthesisPlan(seed: 13, orders: 1, days: 1)) { (file) throws(Problem) in try target.write(file) }
        }
        #expect(problem?.kind == .cannotCreate)
    }
}
