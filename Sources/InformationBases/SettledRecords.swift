import Bytes

extension ByteBuffer {
    /// Empties the buffer and begins a record of an account or a product with this id.
    mutating func begin(_ tag: BaseRecord, _ id: [UInt8]) {
        removeAll()
        append(tag.rawValue)
        append(UInt8(truncatingIfNeeded: id.count - 1))
        append(id)
    }

    /// Appends a record, framed as in segments; it has no place in a source. The bit that says it is settled is taken off.
    mutating func appendRecord(_ bytes: borrowing RawSpan, _ range: Range<Int>) {
        appendVarint(UInt64(range.count))
        append(0, width: 2)
        append(bytes.byte(at: range.lowerBound) & ~BaseRecord.settledBit)
        append(bytes, range.lowerBound + 1..<range.upperBound)
    }
}
