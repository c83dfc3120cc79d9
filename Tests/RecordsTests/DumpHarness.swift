import Bytes
import Decompression
import Domain
import Ingest
import Problems
import Records
import Segments
import TestSupport

/// Everything that a pass over a dump hands out.
struct ReadDump: Equatable {
    var rows: [Accepted] = []
    var rejects: [Rejected] = []
    var rowsRead = 0
    var unknownColumns: [String] = []
    var withdrawnCodes = 0

    struct Accepted: Equatable {
        var encoding: [UInt8]
        var line: Int
        var byte: Int
    }

    struct Rejected: Equatable {
        var reason: QuarantineReason
        var column: Int?
        var field: [UInt8]
        var raw: [UInt8]
        var line: Int
        var byte: Int
    }
}

private struct CollectingSink: RowSink, ~Copyable {
    var result = ReadDump()

    mutating func take(_ bucket: Int, of rows: inout RowScatter) {
        rows.drain(bucket) { bytes, row, place in
            result.rows.append(.init(encoding: bytes.array(row), line: place.line, byte: place.byte))
        }
    }

    mutating func takeAll(of rows: inout RowScatter) { for bucket in 0..<rows.slab.bucketCount { take(bucket, of: &rows) } }

    mutating func reject(_ fault: RowFault, field: [UInt8], _ raw: borrowing RawSpan, line: Int, byte: Int) throws(Problem) {
        result.rejects.append(
            .init(reason: fault.reason, column: fault.column, field: field, raw: raw.array(0..<raw.byteCount), line: line, byte: byte))
    }
}

/// Reads dumps from a folder of its own, with buffers that go from file to file as a thread's do.
struct DumpHarness: ~Copyable {
    let folder: TemporaryFolder
    private var buffers = DumpReaderBuffers(bucketCount: 1)
    /// The partition of the dumps.
    var partition = Day("2026-11-20") ?? Day(0)

    init() throws { folder = try TemporaryFolder() }

    /// Writes a document in a container and reads it.
    mutating func read(_ kind: Kind, _ document: [UInt8], _ container: Container = .plain) throws -> ReadDump {
        let path = "\(folder.path)/\(kind.name).csv\(container.fileNameEnding)"
        let writer = try DumpWriter(path: path, container: container, level: container == .plain ? nil : 1)
        try writer.write(document)
        try writer.finish()
        return try read(kind, path: path)
    }

    /// Reads a file that is there.
    mutating func read(_ kind: Kind, path: String) throws -> ReadDump {
        var sink = CollectingSink()
        let summary = try readDump(try DumpFile(partition: partition, path: path, kind: kind), into: &sink, buffers: &buffers)
        var result = sink.result
        result.rowsRead = summary.rowsRead
        result.unknownColumns = summary.unknownColumns
        result.withdrawnCodes = summary.withdrawnCodes
        return result
    }

    /// Why a document is refused as a whole; nil where it is not.
    mutating func refusal(_ kind: Kind, _ document: String) throws -> Problem? {
        do {
            _ = try read(kind, Array(document.utf8))
            return nil
        } catch let problem as Problem {
            return problem
        }
    }
}
