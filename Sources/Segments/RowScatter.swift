public import Bytes
import Decompression

/// One thread's scatter of rows into buckets: rows are framed into the slab's regions, full regions go to the file.
public struct RowScatter: ~Copyable {
    @usableFromInline var slab: ScatterSlab
    @usableFromInline var heads: PlainArray<Head>
    /// What the regions that were taken out are.
    private var parts: [Extent] = []

    /// Memory per bucket: any row fits. Each is read back by one call: with 8 KiB a third of the time of reading is calls.
    private static let regionBytes = 32_768
    /// Regions wait up to so many bytes for one write: the kernel then takes large pages.
    ///
    /// Measured, system seconds for 1.9 GB (ext4, Linux 6.18): 8 KiB a write 2.4 to 4.4, 64 KiB 1.4 to 2.7, 512 KiB 0.7 to 0.8, 1 MiB 0.8.
    private static let writeBytes = 524_288

    @usableFromInline
    struct Head: BitwiseCopyable {
        @usableFromInline var rows = 0
        @usableFromInline var firstLine = 0
        @usableFromInline var firstByte = 0
        @usableFromInline var lastLine = 0
        @usableFromInline var lastByte = 0

        @usableFromInline init() {}

        /// The first row's place is no step away.
        @usableFromInline init(line: Int, byte: Int) {
            firstLine = line
            firstByte = byte
            lastLine = line
            lastByte = byte
        }
    }

    public init() {
        slab = ScatterSlab(
            bucketCount: bucketCount, capacity: RowScatter.regionBytes, spareCount: RowScatter.writeBytes / RowScatter.regionBytes * 2)
        heads = PlainArray(repeating: Head(), count: bucketCount)
    }

    /// Whether a row of so many bytes needs no `flush` of its bucket before it.
    @inlinable @inline(__always)
    public func fits(_ length: Int, in bucket: Int) -> Bool { slab.fits(length, in: bucket) }

    /// Frames the scratch's first `length` bytes as a row of the bucket, where it must fit. Lines and bytes of one source ascend.
    @inlinable @inline(__always)
    public mutating func append(_ row: borrowing Scratch, length: Int, bucket: Int, line: Int, byte: Int) {
        append(row, 0..<length, bucket, line, byte)
    }

    @inlinable @inline(__always)
    mutating func append(_ rows: borrowing Scratch, _ range: Range<Int>, _ bucket: Int, _ line: Int, _ byte: Int) {
        var head = heads[bucket]
        if head.rows == 0 { head = Head(line: line, byte: byte) }
        slab.append(rows, range, lines: line &- head.lastLine, bytes: byte &- head.lastByte, to: bucket)
        head.rows &+= 1
        head.lastLine = line
        head.lastByte = byte
        heads[bucket] = head
    }

    /// Frames the batch's rows, each in its bucket; full regions go to the file.
    public mutating func append(_ batch: borrowing RowBatch, source: Int, to file: ExtentFile) throws(SystemFailure) {
        for i in batch.entries.indices {
            let entry = batch.entries[i]
            let bucket = bucket(ofHash: entry.hash)
            if !fits(entry.length, in: bucket) { try flush(bucket, source: source, to: file) }
            append(batch.rows, entry.range, bucket, entry.line, entry.byte)
        }
    }

    /// Frames a record that has no place in a source.
    @inlinable @inline(__always)
    public mutating func append(_ record: borrowing Scratch, length: Int, bucket: Int, to file: ExtentFile) throws(SystemFailure) {
        if !fits(length, in: bucket) { try flush(bucket, source: 0, to: file) }
        slab.append(record, length: length, to: bucket)
        heads[bucket].rows &+= 1
    }

    /// Takes the bucket's region out and empties it; what was taken out is written when there is enough of it.
    public mutating func flush(_ bucket: Int, source: Int, to file: ExtentFile) throws(SystemFailure) {
        let start = slab.takenBytes
        slab.takeOut(bucket)
        note(bucket, source, start)
        if slab.takenBytes >= RowScatter.writeBytes || !slab.hasSpare { try write(to: file) }
    }

    /// Writes all that is left.
    public mutating func finish(source: Int, to file: ExtentFile) throws(SystemFailure) {
        for bucket in 0..<bucketCount where slab.count(of: bucket) > 0 {
            let start = slab.takenBytes
            slab.takeLast(bucket)
            note(bucket, source, start)
        }
        if slab.takenBytes > 0 { try write(to: file) }
    }

    /// Notes what was taken out last.
    private mutating func note(_ bucket: Int, _ source: Int, _ start: Int) {
        let extent = RowScatter.extent(bucket, source, offset: start, heads[bucket], slab.lastTaken)
        parts.append(extent)
        heads[bucket] = Head()
    }

    private static func extent(_ bucket: Int, _ source: Int, offset: Int, _ head: Head, _ bytes: borrowing RawSpan) -> Extent {
        Extent(
            bucket: bucket, source: source, offset: offset, length: bytes.byteCount, rows: head.rows, firstLine: head.firstLine,
            firstByte: head.firstByte, checksum: crc32(bytes))
    }

    private mutating func write(to file: ExtentFile) throws(SystemFailure) {
        try file.append(slab, parts)
        slab.release()
        parts.removeAll(keepingCapacity: true)
    }

    /// Forgets all that is not yet written.
    public mutating func discard() {
        for bucket in 0..<bucketCount { clear(bucket) }
        slab.release()
        parts.removeAll()
    }

    private mutating func clear(_ bucket: Int) {
        slab.clear(bucket)
        heads[bucket] = Head()
    }
}

/// Walks the framed rows of an extent that lies in a buffer.
public struct RowCursor: Sendable {
    /// Where the next frame begins.
    @usableFromInline var at: Int
    @usableFromInline let end: Int
    /// The place in its source of the row that `next` gave.
    public var line: Int
    public var byte: Int

    /// - Parameter start: where the extent's bytes begin in the buffer.
    @inlinable
    public init(_ extent: Extent, at start: Int) {
        self.init(at: start, end: start + extent.length, line: extent.firstLine, byte: extent.firstByte)
    }

    @usableFromInline init(at start: Int, end: Int, line: Int, byte: Int) {
        at = start
        self.end = end
        self.line = line
        self.byte = byte
    }

    /// The range of the next row's bytes, or nil behind the last.
    @inlinable @inline(__always)
    public mutating func next(_ bytes: borrowing RawSpan) -> Range<Int>? {
        guard at < end else { return nil }
        let frame = RowFrame.read(bytes, at: at)
        line &+= frame.lines
        byte &+= frame.bytes
        at = frame.start &+ frame.length
        return frame.start..<at
    }
}

/// Walks the records without places of an extent that lies in a buffer.
public struct RecordCursor: Sendable {
    @usableFromInline var at: Int
    @usableFromInline let end: Int

    /// - Parameter start: where the extent's bytes begin in the buffer.
    @inlinable
    public init(_ extent: Extent, at start: Int) {
        at = start
        end = start + extent.length
    }

    /// The range of the next record's bytes, or nil behind the last.
    @inlinable @inline(__always)
    public mutating func next(_ bytes: borrowing RawSpan) -> Range<Int>? {
        guard at < end else { return nil }
        let start = at &+ 2
        at = start &+ (Int(bytes.byte(at: at)) | Int(bytes.byte(at: at &+ 1)) &<< 8)
        return start..<at
    }
}
