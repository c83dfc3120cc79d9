/// One region of equal capacity per bucket in a single allocation: rows are appended to their bucket's region, and a region
/// that is full is taken out whole. Writing to a few hundred regions in turn keeps each region's current line in cache.
@safe
public struct ScatterSlab: ~Copyable {
    public let bucketCount: Int
    /// Bytes per region.
    public let capacity: Int
    private let base: UnsafeMutableRawPointer
    private var used: [Int]

    public init(bucketCount: Int, capacity: Int) {
        self.bucketCount = bucketCount
        self.capacity = capacity
        used = Array(repeating: 0, count: bucketCount)
        // SAFETY: owned by this struct alone and freed in its deinit.
        unsafe base = .allocate(byteCount: bucketCount * capacity, alignment: 64)
    }

    deinit { unsafe base.deallocate() }

    /// Whether `bytes` more fit into the bucket's region.
    public func fits(_ bytes: Int, in bucket: Int) -> Bool { used[bucket] &+ bytes <= capacity }

    /// The bytes in use of the bucket's region.
    public func count(of bucket: Int) -> Int { used[bucket] }

    /// Appends to the bucket's region; it must fit.
    public mutating func append(_ bytes: borrowing RawSpan, to bucket: Int) {
        let length = bytes.byteCount
        precondition(used[bucket] &+ length <= capacity, "a row was appended to a region without room for it")
        // SAFETY: bucket was checked by the array, and the region has room for `length` bytes.
        unsafe bytes.withUnsafeBytes {
            if let source = $0.baseAddress {
                unsafe base.advanced(by: bucket &* capacity &+ used[bucket]).copyMemory(from: source, byteCount: length)
            }
        }
        used[bucket] &+= length
    }

    /// Appends a buffer's bytes to the bucket's region; they must fit.
    public mutating func append(_ buffer: borrowing ByteBuffer, to bucket: Int) { append(buffer.bytes, to: bucket) }

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
