extension ByteBuffer {
    /// Appends an array's bytes, all at once.
    public mutating func append(_ array: [UInt8]) {
        // SAFETY: bytes of an array of UInt8 are all initialised.
        unsafe append(array.span.bytes, 0..<array.count)
    }
}
