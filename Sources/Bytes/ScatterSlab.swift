/// One region of equal capacity per bucket in a single allocation: records are appended to their bucket's region, and a region
/// that is full is taken out whole. Writing to a few hundred regions in turn keeps each region's current line in cache.
@safe
public struct ScatterSlab: ~Copyable {
    public let bucketCount: Int
    /// Bytes per region.
    public let capacity: Int
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline var used: PlainArray<Int>
    /// At most so many bytes frame a record.
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
        let region = unsafe base + bucket &* capacity
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
