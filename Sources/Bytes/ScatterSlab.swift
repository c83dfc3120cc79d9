public import CScan

/// A region of equal capacity for each bucket, and spare ones, in a single allocation: records are appended to their bucket's region. A
/// region that is full is taken out as it is and written from where it lies, while the bucket goes on in a spare one.
///
/// The regions are larger than the caches and records come for all of them in turn, so that each would wait for the lines that it is
/// written to: they are asked for one record ahead.
@safe
public struct ScatterSlab: ~Copyable {
    public let bucketCount: Int
    /// Bytes per region.
    public let capacity: Int
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline var used: PlainArray<Int>
    /// For each bucket where its region begins.
    @usableFromInline var starts: PlainArray<Int>
    /// Where the spare regions begin.
    private var spares: PlainArray<Int>
    private var taken = PlainArray<Piece>()
    /// The bytes that were taken out.
    public private(set) var takenBytes = 0
    /// Between regions: at equal distances of a power of two their current lines would compete for the same sets of the caches.
    private static let gap = 192

    /// What was taken out of a bucket.
    private struct Piece: BitwiseCopyable {
        var start: Int
        var length: Int
        var isSpare: Bool
    }

    /// - Parameter spareCount: so many regions may be taken out one by one before `release`.
    public init(bucketCount: Int, capacity: Int, spareCount: Int) {
        self.bucketCount = bucketCount
        self.capacity = capacity
        used = PlainArray(repeating: 0, count: bucketCount)
        starts = PlainArray(capacity: bucketCount)
        spares = PlainArray(capacity: spareCount)
        let stride = capacity + ScatterSlab.gap
        for bucket in 0..<bucketCount { starts.append(bucket * stride) }
        for spare in 0..<spareCount { spares.append((bucketCount + spare) * stride) }
        // SAFETY: owned by this struct alone and freed in its deinit.
        unsafe base = .allocate(byteCount: (bucketCount + spareCount) * stride, alignment: 64)
    }

    deinit { unsafe base.deallocate() }

    /// Whether a record of so many bytes fits into the bucket's region with its frame.
    @inlinable @inline(__always)
    public func fits(_ bytes: Int, in bucket: Int) -> Bool {
        used[bucket] &+ bytes &+ RowFrame.limit &+ Scratch.slack <= capacity
    }

    /// The bytes in use of the bucket's region.
    @inlinable public func count(of bucket: Int) -> Int { used[bucket] }

    /// Appends the scratch's first `length` bytes, below 2¹⁶, to the bucket's region, behind their number in two bytes; they must fit.
    @inlinable @inline(__always)
    public mutating func append(_ record: borrowing Scratch, length: Int, to bucket: Int) {
        precondition(
            UInt(bitPattern: length) < 0x1_0000 && fits(length, in: bucket), "a record was appended to a region without room for it")
        // SAFETY: bucket was checked by the array; `fits` leaves room for two bytes, for the record, and for a chunk's surplus behind it.
        let region = unsafe base + starts[bucket]
        let at = used[bucket]
        unsafe region.storeBytes(of: UInt16(truncatingIfNeeded: length).littleEndian, toByteOffset: at, as: UInt16.self)
        unsafe copy(record, 0..<length, to: region + (at &+ 2))
        used[bucket] = at &+ 2 &+ length
    }

    /// Appends the scratch's bytes in `range` as a row behind its frame; it must fit.
    @inlinable @inline(__always)
    public mutating func append(_ rows: borrowing Scratch, _ range: Range<Int>, lines: Int, bytes: Int, to bucket: Int) {
        let length = range.count
        precondition(range.lowerBound >= 0 && fits(length, in: bucket), "a row was appended to a region without room for it")
        // SAFETY: as above; `fits` leaves room for the widest frame.
        let region = unsafe base + starts[bucket]
        var at = used[bucket]
        if let word = RowFrame.word(length, lines, bytes) {
            unsafe region.storeBytes(of: word.littleEndian, toByteOffset: at, as: UInt64.self)
            at &+= RowFrame.size
        } else {
            let (head, lineStep, byteStep) = RowFrame.wide(length, lines, bytes)
            unsafe region.storeBytes(of: head.littleEndian, toByteOffset: at, as: UInt64.self)
            unsafe region.storeBytes(of: lineStep.littleEndian, toByteOffset: at &+ RowFrame.size, as: UInt64.self)
            unsafe region.storeBytes(of: byteStep.littleEndian, toByteOffset: at &+ RowFrame.size &+ 8, as: UInt64.self)
            at &+= RowFrame.limit
        }
        unsafe copy(rows, range, to: region + at)
        used[bucket] = at &+ length
    }

    @usableFromInline typealias Chunk = SIMD2<UInt64>

    /// Copies the scratch's bytes in `range` chunk by chunk, and asks for the memory behind them.
    @inlinable @inline(__always)
    func copy(_ scratch: borrowing Scratch, _ range: Range<Int>, to target: UnsafeMutableRawPointer) {
        scratch.check(range.upperBound)
        let length = range.count
        // SAFETY: the caller checked that the target has room; the scratch has its slack for a chunk's surplus.
        let source = unsafe scratch.base + range.lowerBound
        var done = 0
        repeat {
            unsafe target.storeBytes(of: source.loadUnaligned(fromByteOffset: done, as: Chunk.self), toByteOffset: done, as: Chunk.self)
            unsafe target.storeBytes(
                of: source.loadUnaligned(fromByteOffset: done &+ 16, as: Chunk.self), toByteOffset: done &+ 16, as: Chunk.self)
            done &+= 32
        } while done < length
        unsafe csc_prefetch_write(target + (length &+ 64))
        unsafe csc_prefetch_write(target + (length &+ 128))
    }

    /// Whether a region can be taken out.
    public var hasSpare: Bool { !spares.isEmpty }
    /// The number of pieces that were taken out.
    public var takenCount: Int { taken.count }

    /// Takes the bucket's bytes out; the bucket is then empty. There must be a spare region.
    public mutating func takeOut(_ bucket: Int) {
        precondition(hasSpare, "a region was taken out and none was left in its place")
        add(bucket, isSpare: true)
        starts[bucket] = spares[spares.count - 1]
        spares.truncate(to: spares.count - 1)
    }

    /// Takes the bucket's bytes out, which stay in its region: nothing may be appended to it until `release`.
    public mutating func takeLast(_ bucket: Int) { add(bucket, isSpare: false) }

    private mutating func add(_ bucket: Int, isSpare: Bool) {
        taken.append(Piece(start: starts[bucket], length: used[bucket], isSpare: isSpare))
        takenBytes += used[bucket]
        used[bucket] = 0
    }

    /// The bytes of the piece that was taken out last.
    public var lastTaken: RawSpan {
        @_lifetime(borrow self)
        get {
            let piece = taken[taken.count - 1]
            // SAFETY: [0, length) of the piece's region is initialised; the span borrows self.
            let span = unsafe RawSpan(_unsafeStart: base + piece.start, byteCount: piece.length)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
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
    public mutating func clear(_ bucket: Int) { used[bucket] = 0 }
}
