import Bytes
import Foundation
import TestSupport
import Testing

/// More files are held than a process may have open, and none is taken for another.
@Suite(.serialized) struct OpenFilesTests {
    private func byte(of file: RandomAccessFile) throws -> UInt8 {
        var buffer = ByteBuffer()
        try file.read(1, at: 0, into: &buffer)
        return buffer.bytes.array(0..<1)[0]
    }

    /// Descriptors of this process that lead below a folder.
    private func openCount(below folder: String) throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)"))?.hasPrefix(folder) ?? false
        }
    }

    @Test func `Files that nobody reads give their descriptors back, and are read again all the same`() throws {
        let folder = try TemporaryFolder()
        let files = try (0..<700).map { number in
            try RandomAccessFile(path: folder.put([UInt8(truncatingIfNeeded: number)], as: "f\(number)"), mode: .read)
        }
        #expect(try openCount(below: folder.path) <= 256)
        for round in 0..<2 {
            for (number, file) in files.enumerated() { #expect(try byte(of: file) == UInt8(truncatingIfNeeded: number), "round \(round)") }
        }
        #expect(try openCount(below: folder.path) <= 256)
    }

    @Test func `A file that was replaced while it was closed is not read in its place`() throws {
        let folder = try TemporaryFolder()
        let first = try RandomAccessFile(path: folder.put([1], as: "first"), mode: .read)
        let others = try (0..<300).map { number in try RandomAccessFile(path: folder.put([2], as: "f\(number)"), mode: .read) }
        #expect(try byte(of: first) == 1)
        for other in others { #expect(try byte(of: other) == 2) }
        try FileSystem.rename(folder.put([3], as: "next"), to: first.path)
        let failure = #expect(throws: SystemFailure.self) { try byte(of: first) }
        #expect(failure?.isAbsence == false && failure?.isDamage == false)
    }

    @Test func `Only what is said not to be there is absent`() throws {
        let folder = try TemporaryFolder()
        let file = try folder.put([1], as: "file")
        #expect(try FileSystem.size(of: file) == 1 && FileSystem.size(of: "\(folder.path)/none") == nil)
        #expect(try FileSystem.size(of: "\(file)/below") == nil && !FileSystem.isFolder("\(file)/below"))
        #expect(try FileSystem.contents(of: "\(folder.path)/none") == nil && FileSystem.contents(of: file) == [1])
        let long = "\(folder.path)/" + String(repeating: "x", count: 300)
        for ask in [{ _ = try FileSystem.size(of: long) }, { _ = try FileSystem.isFolder(long) }, { _ = try FileSystem.status(of: long) }] {
            #expect(throws: SystemFailure.self) { try ask() }
        }
        #expect(throws: SystemFailure.self) { try FileSystem.contents(of: long) }
    }
}
