public import CScan

/// A region of equal capacity for each bucket, and spare ones, in a single allocation: records are written to their bucket's region, each
/// behind a frame of its length and its place in its source. A region that is full is taken out as it is and written from where it lies,
/// while the bucket goes on in a spare one.
///
/// The regions are larger than the caches and records come for all of them in turn, so that each would wait for the lines that it is
/// written to: they are asked for one record ahead.
@safe
public struct ScatterSlab: ~Copyable {
    public let bucketCount: Int
    /// Bytes per region.
    public let capacity: Int
    @usableFromInline let base: UnsafeMutableRawPointer
    /// By bucket.
    @usableFromInline var regions: PlainArray<Region>
    /// By bucket: the place of the first record of its region.
    @usableFromInline var firsts: PlainArray<Place>
    /// Where the spare regions begin.
    private var spares: PlainArray<Int>
    private var taken = PlainArray<Piece>()
    /// The bytes that were taken out.
    public private(set) var takenBytes = 0
    /// Records are copied in chunks: so many bytes may be written behind one.
    @usableFromInline static var surplus: Int { 32 }
    /// Between regions: a pen's slack. At equal distances of a power of two their current lines would compete for the same sets of the caches.
    private static let gap = 320

    /// A bucket's region. Small: all of them together stay in the first cache.
    @usableFromInline
    struct Region: BitwiseCopyable {
        @usableFromInline var start: UInt32
        @usableFromInline var used: UInt32 = 0
        @usableFromInline var rows = 0
        /// The place of the last record.
        @usableFromInline var last = Place()

        init(start: Int) { self.start = UInt32(start) }
    }

    /// A record's place in its source.
    public struct Place: BitwiseCopyable, Sendable {
        public var line: Int
        public var byte: Int

        @inlinable
        public init(line: Int = 0, byte: Int = 0) {
            self.line = line
            self.byte = byte
        }
    }

    /// What was taken out of a bucket.
    private struct Piece: BitwiseCopyable {
        var start: Int
        var length: Int
        var isSpare: Bool
    }

    /// - Parameter bucketCount: a power of two.
    /// - Parameter spareCount: so many regions may be taken out one by one before `release`.
    public init(bucketCount: Int, capacity: Int, spareCount: Int) {
        self.bucketCount = bucketCount
        self.capacity = capacity
        regions = PlainArray(capacity: bucketCount)
        firsts = PlainArray(repeating: Place(), count: bucketCount)
        spares = PlainArray(capacity: spareCount)
        let stride = capacity + ScatterSlab.gap
        for bucket in 0..<bucketCount { regions.append(Region(start: bucket * stride)) }
        for spare in 0..<spareCount { spares.append((bucketCount + spare) * stride) }
        // SAFETY: owned by this struct alone and freed in its deinit.
        unsafe base = .allocate(byteCount: (bucketCount + spareCount) * stride, alignment: 64)
    }

    deinit { unsafe base.deallocate() }

    /// The bucket of a hash: its highest bits.
    @inlinable @inline(__always)
    public func bucket(ofHash hash: UInt64) -> Int {
        Int(truncatingIfNeeded: hash.multipliedFullWidth(by: UInt64(truncatingIfNeeded: bucketCount)).high)
    }

    /// Whether a record of so many bytes fits into the bucket's region with its frame.
    @inlinable @inline(__always)
    public func fits(_ bytes: Int, in bucket: Int) -> Bool {
        Int(regions[bucket].used) &+ bytes &+ RowFrame.limit &+ ScatterSlab.surplus <= capacity
    }

    /// The bytes in use of the bucket's region.
    public func count(of bucket: Int) -> Int { Int(regions[bucket].used) }
    /// The records in the bucket's region.
    public func rows(of bucket: Int) -> Int { regions[bucket].rows }
    /// The place in its source of the first record in the bucket's region.
    public func first(of bucket: Int) -> Place { firsts[bucket] }

    /// Begins a row of at most `limit` bytes: writes its frame, all but the length, and gives the place in the region where the row begins;
    /// nil where the bucket's region has no room for it. What the pen of the bucket writes from there on becomes a row by `end`, and is
    /// nothing without. Places of one source ascend.
    @inlinable @inline(__always)
    public mutating func begin(limit: Int, at place: Place, in bucket: Int) -> Int? {
        guard fits(limit, in: bucket) else { return nil }
        if regions[bucket].rows == 0 {
            firsts[bucket] = place
            regions[bucket].last = place
        }
        let region = regions[bucket]
        let frame = RowFrame(lines: place.line &- region.last.line, bytes: place.byte &- region.last.byte, limit: limit)
        // SAFETY: the limit leaves room for the frame.
        unsafe frame.open(at: base + (Int(region.start) &+ Int(region.used)))
        return Int(region.used) &+ frame.size
    }

    /// Asks for the line of the bucket's region that is written to next.
    @inlinable @inline(__always)
    public func expect(_ bucket: Int) {
        let region = regions[bucket]
        // SAFETY: only a hint: nothing is read or written.
        unsafe csc_prefetch_write(base + (Int(region.start) &+ Int(region.used)))
    }

    /// What writes to the bucket's region.
    @inlinable @inline(__always)
    @_lifetime(&self)
    public mutating func pen(of bucket: Int) -> RowPen {
        // SAFETY: the pen borrows self exclusively; the gap, which is as large as the slack, follows the region.
        let pen = unsafe RowPen(base: base + Int(regions[bucket].start), capacity: capacity)
        return unsafe _overrideLifetime(pen, mutating: &self)
    }

    /// Ends the row that `begin` placed at `start`: it goes up to `end`, which is within its limit.
    @inlinable @inline(__always)
    public mutating func end(_ start: Int, at end: Int, _ place: Place, in bucket: Int) {
        precondition(end <= capacity, "a row grew beyond its limit")
        let region = regions[bucket]
        // SAFETY: the bytes in use end within the region, and the frame stands behind them.
        let frame = unsafe base + (Int(region.start) &+ Int(region.used))
        unsafe RowFrame.close(length: end &- start, size: start &- Int(region.used), at: frame)
        regions[bucket].last = place
        close(bucket, at: end)
    }

    /// What was written up to `end` is a row or record of the bucket; the memory behind it is asked for.
    @inlinable @inline(__always)
    mutating func close(_ bucket: Int, at end: Int) {
        regions[bucket].used = UInt32(truncatingIfNeeded: end)
        regions[bucket].rows &+= 1
        // SAFETY: only a hint: nothing is read or written.
        let target = unsafe base + (Int(regions[bucket].start) &+ end)
        unsafe csc_prefetch_write(target + 64)
        unsafe csc_prefetch_write(target + 128)
    }

    /// Adds the scratch's first `length` bytes as a row of the bucket, where it must fit.
    @inlinable @inline(__always)
    public mutating func append(_ row: borrowing Scratch, length: Int, at place: Place, to bucket: Int) {
        guard let start = begin(limit: length, at: place, in: bucket) else {
            preconditionFailure("a row was appended to a region without room for it")
        }
        // SAFETY: `begin` leaves room for the row and for a chunk's surplus behind it.
        unsafe copy(row, length, to: base + (Int(regions[bucket].start) &+ start))
        end(start, at: start &+ length, place, in: bucket)
    }

    /// Adds the scratch's first `length` bytes, below 2¹⁶, as a record of the bucket, which has no place in a source: their number stands before
    /// them in two bytes. It must fit.
    @inlinable @inline(__always)
    public mutating func append(_ record: borrowing Scratch, length: Int, to bucket: Int) {
        precondition(
            UInt(bitPattern: length) < 0x1_0000 && fits(length, in: bucket), "a record was appended to a region without room for it")
        let at = Int(regions[bucket].used)
        // SAFETY: `fits` leaves room for two bytes, for the record, and for a chunk's surplus behind it.
        let target = unsafe base + (Int(regions[bucket].start) &+ at)
        unsafe target.storeBytes(of: UInt16(truncatingIfNeeded: length).littleEndian, as: UInt16.self)
        unsafe copy(record, length, to: target + 2)
        close(bucket, at: at &+ 2 &+ length)
    }

    @usableFromInline typealias Chunk = SIMD2<UInt64>

    /// Copies the scratch's first `length` bytes chunk by chunk.
    @inlinable @inline(__always)
    func copy(_ scratch: borrowing Scratch, _ length: Int, to target: UnsafeMutableRawPointer) {
        scratch.check(length)
        // SAFETY: the caller checked that the target has room; the scratch has its slack for a chunk's surplus.
        let source = unsafe scratch.base
        var done = 0
        repeat {
            unsafe target.storeBytes(of: source.loadUnaligned(fromByteOffset: done, as: Chunk.self), toByteOffset: done, as: Chunk.self)
            unsafe target.storeBytes(
                of: source.loadUnaligned(fromByteOffset: done &+ 16, as: Chunk.self), toByteOffset: done &+ 16, as: Chunk.self)
            done &+= 32
        } while done < length
    }

    /// Whether a region can be taken out.
    public var hasSpare: Bool { !spares.isEmpty }

    /// Takes the bucket's region out whole, zeros behind its bytes; the bucket is then empty. There must be a spare region.
    public mutating func takeOut(_ bucket: Int) {
        precondition(hasSpare, "a region was taken out and none was left in its place")
        let count = count(of: bucket)
        // SAFETY: the region goes on up to its capacity.
        unsafe (base + Int(regions[bucket].start) + count).initializeMemory(as: UInt8.self, repeating: 0, count: capacity - count)
        add(bucket, length: capacity, isSpare: true)
        regions[bucket].start = UInt32(spares[spares.count - 1])
        spares.truncate(to: spares.count - 1)
    }

    /// Takes the bucket's bytes out, which stay in its region: nothing may be appended to it until `release`.
    public mutating func takeLast(_ bucket: Int) { add(bucket, length: count(of: bucket), isSpare: false) }

    private mutating func add(_ bucket: Int, length: Int, isSpare: Bool) {
        taken.append(Piece(start: Int(regions[bucket].start), length: length, isSpare: isSpare))
        takenBytes += length
        clear(bucket)
    }

    /// The bytes of the bucket's region.
    @_lifetime(borrow self)
    public func bytes(of bucket: Int) -> RawSpan {
        // SAFETY: as below.
        let span = unsafe RawSpan(_unsafeStart: base + Int(regions[bucket].start), byteCount: count(of: bucket))
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Writes what was taken out, one piece behind the other.
    public func writeTaken(to file: borrowing RandomAccessFile, at offset: Int) throws(SystemFailure) {
        // SAFETY: the pieces lie in the allocation, which outlives the call; their bytes are initialised.
        try unsafe file.write(
            taken.indices.map { unsafe UnsafeRawBufferPointer(start: base + taken[$0].start, count: taken[$0].length) }, at: offset)
    }

    /// Forgets what was taken out; its regions are spare again.
    public mutating func release() {
        for i in taken.indices where taken[i].isSpare { spares.append(taken[i].start) }
        taken.removeAll()
        takenBytes = 0
    }

    /// Empties the bucket's region.
    public mutating func clear(_ bucket: Int) {
        regions[bucket].used = 0
        regions[bucket].rows = 0
    }
}
