/// A run of bytes of known length that is written at places in any order. Bytes that were not written are what they were before.
@safe
public struct PlacedBytes: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    /// The bytes in use.
    @inlinable public var count: Int { length }
    @usableFromInline var length = 0

    public init() {
        capacity = 16
        // SAFETY: owned by this struct alone and freed in its deinit; zeroed, so that every byte is initialised for good.
        unsafe base = .allocate(byteCount: capacity, alignment: 16)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
    }

    deinit { unsafe base.deallocate() }

    /// Takes so many bytes into use.
    public mutating func reset(count: Int) {
        length = count
        guard count > capacity else { return }
        capacity = max(count, capacity * 2)
        // SAFETY: the former allocation is given up whole; the new one is zeroed.
        unsafe base.deallocate()
        unsafe base = .allocate(byteCount: capacity, alignment: 16)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity)
    }

    /// Copies the bytes of `range` to the place `at`.
    @inlinable
    public mutating func store(_ span: borrowing RawSpan, _ range: Range<Int>, at: Int) {
        precondition(range.lowerBound >= 0 && range.upperBound <= span.byteCount, "bytes outside the span were stored")
        precondition(at >= 0 && at &+ range.count <= count, "bytes were stored outside of those in use")
        // SAFETY: source and target were checked against their counts, and are different memory.
        unsafe span.withUnsafeBytes {
            unsafe base.advanced(by: at).copyMemory(
                from: $0.baseAddress.unsafelyUnwrapped + range.lowerBound, byteCount: range.count)
        }
    }

    /// The bytes in use.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // SAFETY: [0, count) of the allocation is initialised; the span borrows self, so that nothing moves under it.
            let span = unsafe RawSpan(_unsafeStart: base, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }
}
