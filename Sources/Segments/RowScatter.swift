public import Bytes
import Decompression

/// One thread's scatter of rows into buckets: rows are framed into the slab's regions, full regions go to the file.
public struct RowScatter: ~Copyable {
    private var slab: ScatterSlab
    private var heads: [Head]
    private var frame = ByteBuffer(capacity: 8192)
    private var gathered = ByteBuffer(capacity: 65_536)

    private struct Head {
        var rows = 0
        var firstLine = 0
        var firstByte = 0
        var lastLine = 0
        var lastByte = 0
    }

    /// - Parameter regionBytes: memory per bucket; at least 4096, so that any row fits.
    public init(regionBytes: Int) {
        slab = ScatterSlab(bucketCount: bucketCount, capacity: max(regionBytes, 8192))
        heads = Array(repeating: Head(), count: bucketCount)
    }

    /// Frames `row` for its bucket. Lines and bytes of one source ascend.
    public mutating func append(
        _ row: borrowing RawSpan, bucket: Int, line: Int, byte: Int, source: Int, to file: ExtentFile
    ) throws(SystemFailure) {
        if !slab.fits(row.byteCount &+ 30, in: bucket) { try flush(bucket, source, file) }
        if heads[bucket].rows == 0 {
            heads[bucket] = Head(rows: 0, firstLine: line, firstByte: byte, lastLine: line, lastByte: byte)
        }
        frame.removeAll()
        frame.appendVarint(UInt64(row.byteCount))
        frame.appendVarint(UInt64(line &- heads[bucket].lastLine))
        frame.appendVarint(UInt64(byte &- heads[bucket].lastByte))
        slab.append(frame, to: bucket)
        slab.append(row, to: bucket)
        heads[bucket].rows &+= 1
        heads[bucket].lastLine = line
        heads[bucket].lastByte = byte
    }

    /// Frames a record that has no place in a source.
    public mutating func append(_ record: borrowing ByteBuffer, bucket: Int, to file: ExtentFile) throws(SystemFailure) {
        try append(record.bytes, bucket: bucket, line: 0, byte: 0, source: 0, to: file)
    }

    /// Writes all that is left; what is small goes out in one write.
    public mutating func finish(source: Int, to file: ExtentFile) throws(SystemFailure) {
        gathered.removeAll()
        var parts: [Extent] = []
        for bucket in 0..<bucketCount where slab.count(of: bucket) > 0 {
            parts.append(RowScatter.extent(bucket, source, offset: gathered.count, heads[bucket], slab.bytes(of: bucket)))
            gathered.append(slab, bucket: bucket)
            clear(bucket)
        }
        if gathered.count > 0 { try file.append(gathered.bytes, parts) }
    }

    /// Forgets all that is not yet written.
    public mutating func discard() {
        for bucket in 0..<bucketCount { clear(bucket) }
    }

    private mutating func flush(_ bucket: Int, _ source: Int, _ file: ExtentFile) throws(SystemFailure) {
        let part = RowScatter.extent(bucket, source, offset: 0, heads[bucket], slab.bytes(of: bucket))
        try file.append(slab.bytes(of: bucket), [part])
        clear(bucket)
    }

    private mutating func clear(_ bucket: Int) {
        slab.clear(bucket)
        heads[bucket] = Head()
    }

    private static func extent(_ bucket: Int, _ source: Int, offset: Int, _ head: Head, _ bytes: borrowing RawSpan) -> Extent {
        Extent(
            bucket: bucket, source: source, offset: offset, length: bytes.byteCount, rows: head.rows, firstLine: head.firstLine,
            firstByte: head.firstByte, checksum: crc32(bytes))
    }
}

/// Walks the framed rows of an extent that lies in a buffer.
public struct RowCursor: Sendable {
    private var cursor: ByteCursor
    private let end: Int
    /// The place of the row in hand in its source.
    public private(set) var line: Int
    public private(set) var byte: Int

    /// - Parameter start: where the extent's bytes begin in the buffer.
    @inlinable
    public init(_ extent: Extent, at start: Int) {
        self.init(at: start, end: start + extent.length, line: extent.firstLine, byte: extent.firstByte)
    }

    @usableFromInline init(at start: Int, end: Int, line: Int, byte: Int) {
        cursor = ByteCursor(at: start)
        self.end = end
        self.line = line
        self.byte = byte
    }

    /// The range of the next row's bytes, or nil behind the last.
    public mutating func next(_ bytes: borrowing RawSpan) -> Range<Int>? {
        guard cursor.at < end else { return nil }
        let length = Int(cursor.varint(bytes))
        line &+= Int(cursor.varint(bytes))
        byte &+= Int(cursor.varint(bytes))
        let start = cursor.at
        cursor.at &+= length
        return start..<cursor.at
    }
}
