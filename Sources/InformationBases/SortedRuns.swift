import Bytes
import Segments

/// Records in order of their keys that need not fit into memory: each bucket's are put in order and go to a file without a name, and all
/// buckets' are merged when they are read. What comes out does not show what went into which bucket.
///
/// A record: length and bytes of its key, length and bytes of what belongs to it.
final class SortedRuns: Sendable {
    private let file: ExtentFile

    /// An extent has so many bytes, and what its last record has beyond: of each bucket one is in memory while all are read in turn.
    private static let extentBytes = 1 << 14

    struct Record {
        var key: [UInt8]
        var content: [UInt8]
    }

    init(in folder: String, as name: String) throws(SystemFailure) {
        try FileSystem.createFolder(folder)
        file = try ExtentFile(unnamedIn: folder, as: name)
    }

    /// Adds all records of a bucket, on any thread.
    func add(_ records: [Record], of bucket: Int) throws(SystemFailure) {
        var buffer = ByteBuffer(capacity: SortedRuns.extentBytes + 1 << 12)
        var rows = 0
        for record in records.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            for part in [record.key, record.content] {
                buffer.appendVarint(UInt64(part.count))
                buffer.append(part)
            }
            rows += 1
            guard buffer.count >= SortedRuns.extentBytes else { continue }
            try file.appendWhole(buffer.bytes, bucket: bucket, section: 0, rows: rows)
            buffer.removeAll()
            rows = 0
        }
        if rows > 0 { try file.appendWhole(buffer.bytes, bucket: bucket, section: 0, rows: rows) }
    }

    /// Hands over what belongs to each key, ascending by keys; nothing is added any more.
    func merge(_ body: (ArraySlice<UInt8>) throws(SystemFailure) -> Void) throws(SystemFailure) {
        let directory = try file.takeDirectory()
        var runs: [Run] = []
        for bucket in 0..<bucketCount {
            var run = Run(extents: try directory.extents(of: bucket)[...])
            if try run.advance(in: file.file) { runs.append(run) }
        }
        for place in stride(from: runs.count / 2 - 1, through: 0, by: -1) { SortedRuns.sink(place, &runs) }
        while !runs.isEmpty {
            try body(runs[0].bytes[runs[0].content])
            if try !runs[0].advance(in: file.file) {
                runs.swapAt(0, runs.count - 1)
                runs.removeLast()
            }
            SortedRuns.sink(0, &runs)
        }
    }

    /// What is left of a bucket.
    private struct Run {
        var extents: ArraySlice<Extent>
        /// The extent at hand, and where the record at hand lies there.
        var bytes: [UInt8] = []
        var key = 0..<0
        var content = 0..<0

        init(extents: ArraySlice<Extent>) { self.extents = extents }

        /// Goes on to the next record; false behind the last.
        mutating func advance(in file: RandomAccessFile) throws(SystemFailure) -> Bool {
            if content.upperBound == bytes.count {
                guard let extent = extents.popFirst() else { return false }
                var buffer = ByteBuffer(capacity: extent.length)
                try ExtentFile.read(extent, of: file, into: &buffer)
                bytes = buffer.bytes.array(0..<buffer.count)
                content = 0..<0
            }
            let bytes = bytes
            var cursor = ByteCursor(at: content.upperBound)
            key = Run.part(&cursor, bytes.span.rawBytes)
            content = Run.part(&cursor, bytes.span.rawBytes)
            return true
        }

        private static func part(_ cursor: inout ByteCursor, _ bytes: borrowing RawSpan) -> Range<Int> {
            let length = Int(truncatingIfNeeded: cursor.varint(bytes))
            cursor.at += length
            return cursor.at - length..<cursor.at
        }

        func precedes(_ other: Run) -> Bool { bytes.span.rawBytes.precedes(key, other.key, in: other.bytes.span.rawBytes) }
    }

    /// Moves the run at a place of the heap down to where none below comes before it.
    private static func sink(_ start: Int, _ runs: inout [Run]) {
        var place = start
        while true {
            var least = place
            for below in [2 * place + 1, 2 * place + 2] where below < runs.count && runs[below].precedes(runs[least]) { least = below }
            if least == place { return }
            runs.swapAt(place, least)
            place = least
        }
    }
}
