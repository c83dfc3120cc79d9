public import Bytes

/// Where the extents of a file lie, bucket by bucket. A store of many rows has a million extents, of which those of one bucket are asked for at
/// a time: a large directory stays in its file.
///
///     for each bucket   extents, bytes and rows of them, bytes of what follows here: varints
///       for each extent its source times 8, and its quarter (0: none); offset, length, rows, first line and first byte, both as steps from the
///                       former extent of the same source and quarter: varints; CRC-32, 4 bytes
public struct ExtentDirectory: Sendable {
    private let file: RandomAccessFile
    /// Where the directory begins in the file.
    private let offset: Int
    /// Its bytes; empty where they stay in the file.
    private let bytes: [UInt8]
    private let buckets: [Bucket]
    /// Whether there are extents of quarters: where one is, all are.
    public let isFine: Bool

    private static let heldMax = 1 << 18

    private struct Bucket {
        /// Where the extents stand in the directory, and the hash of these bytes.
        var range: Range<Int>
        var hash: UInt64
        var count: Int
        var length: Int
        var rows: Int
    }

    /// Reads what `write` wrote.
    /// - Parameters:
    ///   - source: holds the directory's bytes from `cursor` on.
    ///   - offset: where in the file these bytes stand.
    init(_ source: borrowing RawSpan, _ cursor: inout ByteCursor, of file: RandomAccessFile, at offset: Int) {
        let start = cursor.at
        var buckets: [Bucket] = []
        buckets.reserveCapacity(bucketCount)
        var isFine = false
        for _ in 0..<bucketCount {
            let count = Int(cursor.varint(source))
            let length = Int(cursor.varint(source))
            let rows = Int(cursor.varint(source))
            let bytes = Int(cursor.varint(source))
            let range = cursor.at..<cursor.at + bytes
            if count > 0 {
                var first = cursor
                isFine = first.varint(source) & 7 != 0
            }
            buckets.append(
                Bucket(
                    range: range.lowerBound - start..<range.upperBound - start, hash: source.checksum(range), count: count, length: length,
                    rows: rows))
            cursor.at = range.upperBound
        }
        self.file = file
        self.offset = offset
        self.buckets = buckets
        self.isFine = isFine
        bytes = cursor.at - start > ExtentDirectory.heldMax ? [] : source.array(start..<cursor.at)
    }

    /// Writes a directory.
    /// - Parameters:
    ///   - extents: ascending by bucket, quarter, source and place in the source.
    ///   - keeping: which of them the directory names.
    static func write(_ extents: [Extent], keeping: (Extent) -> Bool, into target: inout ByteBuffer) {
        var next = 0
        var buffer = ByteBuffer()
        // About as much as they take.
        target.reserve(extents.count * 24)
        for bucket in 0..<bucketCount {
            buffer.removeAll()
            var steps = Steps()
            var (count, length, rows) = (0, 0, 0)
            while next < extents.count && extents[next].bucket == bucket {
                if keeping(extents[next]) {
                    steps.write(extents[next], into: &buffer)
                    count += 1
                    length += extents[next].length
                    rows += extents[next].rows
                }
                next += 1
            }
            for value in [count, length, rows, buffer.count] { target.appendVarint(UInt64(value)) }
            target.append(buffer)
        }
        precondition(next == extents.count, "extents were not in order of their buckets")
    }

    /// The extents of one bucket, ascending by quarter, source and place in the source.
    /// - Throws: where the directory is in its file and cannot be read; a damage where it is another than it was.
    public func extents(of bucket: Int) throws(SystemFailure) -> [Extent] {
        guard buckets[bucket].count > 0 else { return [] }
        let range = buckets[bucket].range
        guard bytes.isEmpty else { return read(bucket, bytes.span.rawBytes, at: range.lowerBound) }
        var buffer = ByteBuffer(capacity: range.count)
        try file.read(range.count, at: offset + range.lowerBound, into: &buffer)
        guard buffer.bytes.checksum(0..<buffer.count) == buckets[bucket].hash else {
            throw SystemFailure.damage(file.path, "its directory has changed")
        }
        return read(bucket, buffer.bytes, at: 0)
    }

    private func read(_ bucket: Int, _ bytes: borrowing RawSpan, at start: Int) -> [Extent] {
        var cursor = ByteCursor(at: start)
        var steps = Steps()
        var result: [Extent] = []
        result.reserveCapacity(buckets[bucket].count)
        for _ in 0..<buckets[bucket].count { result.append(steps.read(bytes, &cursor, bucket: bucket)) }
        return result
    }

    /// The extents of all buckets, one bucket's after the other's.
    /// - Throws: as `extents(of:)`.
    public func all() throws(SystemFailure) -> [Extent] {
        var all: [Extent] = []
        for bucket in 0..<bucketCount { all += try extents(of: bucket) }
        return all
    }

    /// The bytes of one bucket's extents.
    public func length(of bucket: Int) -> Int { buckets[bucket].length }
    /// The rows in one bucket's extents.
    public func rows(of bucket: Int) -> Int { buckets[bucket].rows }
    /// The bytes of all extents.
    public var length: Int { buckets.reduce(0) { $0 + $1.length } }
    /// The rows in all extents.
    public var rows: Int { buckets.reduce(0) { $0 + $1.rows } }

    /// Extents one after the other: of the former one its source with the quarter, and the place of its first row.
    private struct Steps {
        private var head = UInt64.max
        private var line = 0
        private var byte = 0

        mutating func write(_ extent: Extent, into buffer: inout ByteBuffer) {
            begin(UInt64(extent.source) << 3 | UInt64(extent.quarter.map { $0 + 1 } ?? 0))
            buffer.appendVarint(head)
            for value in [extent.offset, extent.length, extent.rows, extent.firstLine - line, extent.firstByte - byte] {
                buffer.appendVarint(UInt64(value))
            }
            buffer.append(UInt64(extent.checksum), width: 4)
            (line, byte) = (extent.firstLine, extent.firstByte)
        }

        @inline(__always)
        mutating func read(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor, bucket: Int) -> Extent {
            begin(cursor.varint(bytes))
            let offset = Int(cursor.varint(bytes))
            let length = Int(cursor.varint(bytes))
            let rows = Int(cursor.varint(bytes))
            line += Int(cursor.varint(bytes))
            byte += Int(cursor.varint(bytes))
            var extent = Extent(
                bucket: bucket, source: Int(head >> 3), offset: offset, length: length, rows: rows, firstLine: line, firstByte: byte,
                checksum: bytes.halfWord(at: cursor.at))
            cursor.at += 4
            if head & 7 != 0 { extent.quarter = Int(head & 7) - 1 }
            return extent
        }

        /// Places are steps within one source and quarter.
        private mutating func begin(_ head: UInt64) {
            if head != self.head { (line, byte) = (0, 0) }
            self.head = head
        }
    }
}
