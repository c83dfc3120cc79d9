public import Bytes
import Decompression

/// One thread's scatter of rows into buckets: rows are framed into the slab's regions, full regions go to the file.
public struct RowScatter: ~Copyable {
    public var slab: ScatterSlab
    /// What the regions that were taken out are.
    private var parts: [Extent] = []

    /// Memory per bucket: any row fits. Smaller ones stay in nearer caches until they are written, and each is read back by one call.
    ///
    /// Measured, seconds of ingest and of what reads the rows again (4,000,000 orders, two threads, 1 MiB of second cache each):
    /// 12 KiB 2.70 + 3.27, 16 KiB 2.70 + 3.21, 24 KiB 2.71 + 3.20, 32 KiB 2.83 + 3.14; with 8 KiB a third of the time of reading is calls.
    static let regionBytes = 16_384
    /// Regions wait up to so many bytes for one write.
    ///
    /// Of longer writes the kernel makes larger pages, as far as its memory is in one piece, and each region of a write then costs a walk over
    /// all blocks of its page. Measured, system seconds of a run over 4,000,000 orders in the worse state of memory (ext4, Linux 6.18):
    /// 32 KiB 1.3 to 1.7, 64 KiB 1.3 to 1.5, 128 KiB 1.2 to 1.6, 512 KiB 1.7 to 2.7, and 4.5 to 4.8 where writes begin at multiples of these.
    private static let writeBytes = 65_536

    /// Regions beside those of the buckets: while some are written others are filled.
    private static let spareCount = RowScatter.writeBytes / RowScatter.regionBytes * 3

    /// - Parameter bucketCount: a store's, or as many as all quarters of these; or 1 for rows that are to stay in order.
    public init(bucketCount: Int = Segments.bucketCount) {
        slab = ScatterSlab(bucketCount: bucketCount, capacity: RowScatter.regionBytes, spareCount: RowScatter.spareCount)
    }

    /// Bytes that one takes, whatever is scattered.
    public static func heldBytes(bucketCount: Int = Segments.bucketCount) -> Int { (bucketCount + spareCount) * regionBytes }

    /// Frames a record that has no place in a source.
    @inlinable @inline(__always)
    public mutating func append(_ record: borrowing Scratch, length: Int, bucket: Int, to file: ExtentFile) throws(SystemFailure) {
        if !slab.fits(length, in: bucket) { try flush(bucket, source: 0, to: file) }
        slab.append(record, length: length, to: bucket)
    }

    /// Takes the bucket's region out and empties it; what was taken out is written when there is enough of it.
    public mutating func flush(_ bucket: Int, source: Int, to file: ExtentFile) throws(SystemFailure) {
        note(bucket, source)
        slab.takeOut(bucket)
        // While another thread writes there is room to go on.
        if slab.takenBytes >= RowScatter.writeBytes || !slab.hasSpare { try write(to: file, waits: !slab.hasSpare) }
    }

    /// Writes all that is left.
    public mutating func finish(source: Int, to file: ExtentFile) throws(SystemFailure) {
        for bucket in 0..<slab.bucketCount where slab.count(of: bucket) > 0 {
            note(bucket, source)
            slab.takeLast(bucket)
            if slab.takenBytes >= RowScatter.writeBytes { try write(to: file, waits: true) }
        }
        if slab.takenBytes > 0 { try write(to: file, waits: true) }
    }

    /// The bucket's region as it will lie behind what was taken out, without its checksum.
    private func extent(_ bucket: Int, _ source: Int) -> Extent {
        let first = slab.first(of: bucket)
        let isFine = slab.bucketCount > Segments.bucketCount
        var extent = Extent(
            bucket: isFine ? bucket / quartersPerBucket : bucket, source: source, offset: slab.takenBytes, length: slab.count(of: bucket),
            rows: slab.rows(of: bucket), firstLine: first.line, firstByte: first.byte, checksum: 0)
        if isFine { extent.quarter = bucket % quartersPerBucket }
        return extent
    }

    /// Notes the bucket's region, which is taken out next.
    private mutating func note(_ bucket: Int, _ source: Int) {
        var extent = extent(bucket, source)
        extent.checksum = crc32(slab.bytes(of: bucket))
        parts.append(extent)
    }

    /// Hands over the rows in the bucket's region, each with its place in the source, and empties the region: for rows that go to no file.
    public mutating func drain(_ bucket: Int, _ body: (borrowing RawSpan, Range<Int>, ScatterSlab.Place) -> Void) {
        read(bucket, body)
        slab.clear(bucket)
    }

    private func read(_ bucket: Int, _ body: (borrowing RawSpan, Range<Int>, ScatterSlab.Place) -> Void) {
        let bytes = slab.bytes(of: bucket)
        var cursor = RowCursor(extent(bucket, 0), at: 0)
        while let row = cursor.next(bytes) { body(bytes, row, ScatterSlab.Place(line: cursor.line, byte: cursor.byte)) }
    }

    private mutating func write(to file: ExtentFile, waits: Bool) throws(SystemFailure) {
        guard try file.append(slab, parts, waits: waits) else { return }
        slab.release()
        parts.removeAll(keepingCapacity: true)
    }

    /// Forgets all that is not yet written.
    public mutating func discard() {
        for bucket in 0..<slab.bucketCount { slab.clear(bucket) }
        slab.release()
        parts.removeAll()
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
