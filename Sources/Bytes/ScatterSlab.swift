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
    /// At most so many bytes frame a record.
    @usableFromInline static var frameLimit: Int { 30 }
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
        used[bucket] &+ bytes &+ ScatterSlab.frameLimit &+ Scratch.slack <= capacity
    }

    /// The bytes in use of the bucket's region.
    @inlinable public func count(of bucket: Int) -> Int { used[bucket] }

    /// Appends the scratch's first `length` bytes to the bucket's region, framed by their length and two numbers (LEB128
    /// each); it must fit.
    @inlinable @inline(__always)
    public mutating func append(_ record: borrowing Scratch, length: Int, _ first: UInt64, _ second: UInt64, to bucket: Int) {
        append(record, 0..<length, first, second, to: bucket)
    }

    /// The same for the scratch's bytes in `range`.
    @inlinable @inline(__always)
    public mutating func append(_ record: borrowing Scratch, _ range: Range<Int>, _ first: UInt64, _ second: UInt64, to bucket: Int) {
        let length = range.count
        precondition(range.lowerBound >= 0 && fits(length, in: bucket), "a record was appended to a region without room for it")
        record.check(range.upperBound)
        // SAFETY: bucket was checked by the array; `fits` leaves room for the frame, for the record, and for a chunk's surplus
        // behind it; the scratch has its slack for that.
        let region = unsafe base + starts[bucket]
        let source = unsafe record.base + range.lowerBound
        let at = unsafe ScatterSlab.frame(UInt64(truncatingIfNeeded: length), first, second, region, used[bucket])
        let target = unsafe region + at
        var done = 0
        repeat {
            unsafe target.storeBytes(of: source.loadUnaligned(fromByteOffset: done, as: Chunk.self), toByteOffset: done, as: Chunk.self)
            unsafe target.storeBytes(
                of: source.loadUnaligned(fromByteOffset: done &+ 16, as: Chunk.self), toByteOffset: done &+ 16, as: Chunk.self)
            done &+= 32
        } while done < length
        used[bucket] = at &+ length
        unsafe csc_prefetch_write(target + (length &+ 64))
        unsafe csc_prefetch_write(target + (length &+ 128))
    }

    @usableFromInline typealias Chunk = SIMD2<UInt64>

    /// Writes a frame at `at` and returns the place behind it.
    @inlinable @inline(__always)
    static func frame(_ length: UInt64, _ first: UInt64, _ second: UInt64, _ region: UnsafeMutableRawPointer, _ at: Int) -> Int {
        guard (length | first) &>> 14 | second &>> 21 == 0 else {
            // SAFETY: as below.
            let behind = unsafe store(first, region, store(length, region, at))
            return unsafe store(second, region, behind)
        }
        // Of the usual size: two numbers of two bytes at most and one of three, in one word.
        let lengthBits: UInt64 = length < 0x80 ? 8 : 16
        let firstBits: UInt64 = first < 0x80 ? 8 : 16
        let secondBytes: UInt64 = second < 0x80 ? 1 : second < 0x4000 ? 2 : 3
        let spread = second & 0x7F | (second &<< 1) & 0x7F00 | (second &<< 2) & 0x7F_0000
        let packed = spread | 0x808080 & ((1 &<< (secondBytes &* 8 &- 8)) &- 1)
        let word = pair(length) | (pair(first) | packed &<< firstBits) &<< lengthBits
        // SAFETY: the caller has room for 30 bytes and a chunk.
        unsafe region.storeBytes(of: word.littleEndian, toByteOffset: at, as: UInt64.self)
        return at &+ Int(truncatingIfNeeded: (lengthBits &+ firstBits) &>> 3 &+ secondBytes)
    }

    /// A number below 2¹⁴ as LEB128.
    @inlinable @inline(__always)
    static func pair(_ value: UInt64) -> UInt64 {
        value < 0x80 ? value : value & 0x7F | 0x80 | (value &<< 1) & 0x7F00
    }

    @inlinable @inline(__always)
    static func store(_ value: UInt64, _ region: UnsafeMutableRawPointer, _ at: Int) -> Int {
        if value < Varint.wordLimit {
            let length = Varint.length(value)
            // SAFETY: the caller has room for 30 bytes and a chunk.
            unsafe region.storeBytes(of: Varint.word(value, length: length).littleEndian, toByteOffset: at, as: UInt64.self)
            return at &+ length
        }
        var rest = value
        var at = at
        while rest >= 0x80 {
            unsafe region.storeBytes(of: UInt8(truncatingIfNeeded: rest) | 0x80, toByteOffset: at, as: UInt8.self)
            rest &>>= 7
            at &+= 1
        }
        unsafe region.storeBytes(of: UInt8(truncatingIfNeeded: rest), toByteOffset: at, as: UInt8.self)
        return at &+ 1
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
