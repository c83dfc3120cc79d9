/// Numbers of one to nine bytes, seven bits of the number for each but the ninth. As many bits as there are bytes come first, lowest: zeros
/// and a one, so that the first byte tells the length and the number is the rest, shifted. Nine bytes are a 0 and the whole number.
///
/// For the next maintainer: LEB128 has the same lengths and was read in 40 instructions in place of 15, since its bits are scattered.
public enum Varint {
    /// The least number that takes nine bytes.
    @inlinable static var wordLimit: UInt64 { 1 &<< 56 }
    /// No number takes more bytes.
    @inlinable static var bytesMax: Int { 9 }

    /// The bytes that `value`, below 2⁵⁶, takes.
    @inlinable @inline(__always)
    static func length(_ value: UInt64) -> Int {
        let bits = 64 &- (value | 1).leadingZeroBitCount
        // (bits + 6) / 7 for 1 ... 56.
        return ((bits &+ 6) &* 37) &>> 8
    }

    /// `value`, below 2⁵⁶, as `length` bytes, the first one lowest.
    @inlinable @inline(__always)
    static func word(_ value: UInt64, length: Int) -> UInt64 {
        (value &<< 1 | 1) &<< UInt64(truncatingIfNeeded: length &- 1)
    }

    /// The number in the lowest `length` bytes, 1 to 8, of `word`; bytes behind them do not matter.
    @inlinable @inline(__always)
    static func value(_ word: UInt64, length: Int) -> UInt64 {
        // 64 − 8 · length, as processors have it in the fewest steps.
        let above = UInt64(truncatingIfNeeded: (length &- 1) &* 8 ^ 56)
        return (word &<< above) &>> (above &+ UInt64(truncatingIfNeeded: length))
    }

    /// Small numbers for both signs: 0, −1, 1, −2 …
    @inlinable @inline(__always)
    public static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)) }
}

/// Reads what `ByteBuffer`, `RowPen` and `Scratch` wrote, front to back.
public struct ByteCursor: Sendable {
    public var at: Int
    @inlinable public init(at: Int = 0) { self.at = at }

    /// The next byte.
    @inlinable @inline(__always)
    public mutating func byte(_ span: borrowing RawSpan) -> UInt8 {
        let value = span.byte(at: at)
        at &+= 1
        return value
    }

    /// The range of the next text, as `RowPen.putText` writes it: 1 to 256 bytes behind their number less one.
    @inlinable @inline(__always)
    public mutating func text(_ span: borrowing RawSpan) -> Range<Int> {
        let start = at &+ 1
        at = start &+ Int(span.byte(at: at)) &+ 1
        // SAFETY: a text has a byte at least, and its length stood within the span: the end is greater than the start.
        return unsafe Range(uncheckedBounds: (start, at))
    }

    /// The next unsigned number.
    @inlinable @inline(__always)
    public mutating func varint(_ span: borrowing RawSpan) -> UInt64 {
        if span.holds(8, at: at) {
            let word = span.word(at: at)
            // Nine where the first byte is 0.
            let length = (word | 0x100).trailingZeroBitCount &+ 1
            if length <= 8 {
                at &+= length
                return Varint.value(word, length: length)
            }
        }
        let (value, end) = ByteCursor.longVarint(span, at: at)
        at = end
        return value
    }

    /// The number at a place and where it ends, where it takes nine bytes or is among the span's last.
    // Not mutating: a call that could change the cursor would keep it in memory wherever one is read.
    @inlinable @inline(never)
    static func longVarint(_ span: borrowing RawSpan, at start: Int) -> (value: UInt64, end: Int) {
        let length = span.byte(at: start).trailingZeroBitCount &+ 1
        let end = start &+ length
        return (length <= 8 ? Varint.value(span.packed(start..<end), length: length) : span.word(at: end &- 8), end)
    }

    /// The next signed number, stored in its zigzag form.
    @inlinable @inline(__always)
    public mutating func zigzag(_ span: borrowing RawSpan) -> Int64 {
        let raw = varint(span)
        return Int64(bitPattern: (raw &>> 1) ^ (0 &- (raw & 1)))
    }

    /// The next instant, seconds since 1970.
    @inlinable @inline(__always)
    public mutating func instant(_ span: borrowing RawSpan) -> Int64 {
        let word = span.halfWord(at: at)
        at &+= 4
        guard word == .max else { return Int64(word) }
        at &+= 8
        return Int64(bitPattern: span.word(at: at &- 8))
    }
}
