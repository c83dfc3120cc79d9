/// One region of equal capacity per bucket in a single allocation: records are appended to their bucket's region, and a region
/// that is full is taken out whole. Writing to a few hundred regions in turn keeps each region's current line in cache.
@safe
public struct ScatterSlab: ~Copyable {
    public let bucketCount: Int
    /// Bytes per region.
    public let capacity: Int
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline var used: PlainArray<Int>
    /// At most so many bytes frame a record; so many may be overwritten behind it.
    @usableFromInline static var frameLimit: Int { 30 }

    public init(bucketCount: Int, capacity: Int) {
        self.bucketCount = bucketCount
        self.capacity = capacity
        used = PlainArray(repeating: 0, count: bucketCount)
        // SAFETY: owned by this struct alone and freed in its deinit.
        unsafe base = .allocate(byteCount: bucketCount * capacity, alignment: 64)
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
        precondition(fits(length, in: bucket), "a record was appended to a region without room for it")
        record.check(length)
        // SAFETY: bucket was checked by the array; three numbers take at most 30 bytes, and `fits` leaves room for them,
        // for the record, and for a chunk's surplus behind it.
        let region = unsafe base + bucket &* capacity
        var at = used[bucket]
        at = unsafe ScatterSlab.store(UInt64(truncatingIfNeeded: length), region, at)
        at = unsafe ScatterSlab.store(first, region, at)
        at = unsafe ScatterSlab.store(second, region, at)
        var done = 0
        while done < length {
            let chunk = unsafe record.base.loadUnaligned(fromByteOffset: done, as: SIMD2<UInt64>.self)
            unsafe region.storeBytes(of: chunk, toByteOffset: at &+ done, as: SIMD2<UInt64>.self)
            done &+= 16
        }
        used[bucket] = at &+ length
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

    /// The bytes in use of the bucket's region.
    @_lifetime(borrow self)
    public func bytes(of bucket: Int) -> RawSpan {
        // SAFETY: [0, used) of the region is initialised; the span borrows self.
        let span = unsafe RawSpan(_unsafeStart: base + bucket * capacity, byteCount: used[bucket])
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// Empties the bucket's region.
    public mutating func clear(_ bucket: Int) { used[bucket] = 0 }
}

extension ByteBuffer {
    /// Appends the bytes in use of a slab's region.
    public mutating func append(_ slab: borrowing ScatterSlab, bucket: Int) {
        append(slab.bytes(of: bucket), 0..<slab.count(of: bucket))
    }
}
