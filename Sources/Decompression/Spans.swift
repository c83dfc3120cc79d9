// The bytes of typed spans: the standard library calls them unsafe, since the elements of some types have padding.

extension MutableSpan where Element == UInt8 {
    /// The elements as raw bytes, to be written.
    var mutableRawBytes: MutableRawSpan {
        @_lifetime(&self)
        mutating get {
            // SAFETY: a UInt8 has no padding, and every byte that can be written is a valid one.
            unsafe mutableBytes
        }
    }
}

extension RawSpan {
    /// The byte at `offset`; traps outside the span.
    subscript(offset: Int) -> UInt8 {
        // SAFETY: every byte is a UInt8; the load itself checks the bounds.
        unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
    }
}
