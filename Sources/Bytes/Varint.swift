/// LEB128: seven bits a byte, lowest first, the top bit set in all bytes but the last. Numbers below 2⁵⁶ are written and
/// read in one word without a loop: what varies from number to number would mispredict its branches.
public enum Varint {
    /// The greatest number that takes one word.
    @inlinable static var wordLimit: UInt64 { 1 &<< 56 }

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
        var x = (value & 0x0000_0000_0FFF_FFFF) | (value & 0x00FF_FFFF_F000_0000) &<< 4
        x = (x & 0x0000_3FFF_0000_3FFF) | (x & 0x0FFF_C000_0FFF_C000) &<< 2
        x = (x & 0x007F_007F_007F_007F) | (x & 0x3F80_3F80_3F80_3F80) &<< 1
        return x | (0x8080_8080_8080_8080 & ((1 &<< UInt64(truncatingIfNeeded: length &* 8 &- 8)) &- 1))
    }

    /// The number whose last byte is the one in which `stop` (0x80 in that byte) has its bit; bytes behind it do not matter.
    @inlinable @inline(__always)
    static func value(_ word: UInt64, stop: UInt64) -> UInt64 {
        var x = word & (stop ^ (stop &- 1)) & 0x7F7F_7F7F_7F7F_7F7F
        x = (x & 0x007F_007F_007F_007F) | (x & 0x7F00_7F00_7F00_7F00) &>> 1
        x = (x & 0x0000_3FFF_0000_3FFF) | (x & 0x3FFF_0000_3FFF_0000) &>> 2
        return (x & 0x0000_0000_0FFF_FFFF) | (x & 0x0FFF_FFFF_0000_0000) &>> 4
    }

    /// Small numbers for both signs: 0, −1, 1, −2 …
    @inlinable @inline(__always)
    static func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value &<< 1) ^ (value &>> 63)) }
}

/// Reads what `ByteBuffer` and `Scratch` wrote, front to back.
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
        let length = Int(byte(span)) &+ 1
        at &+= length
        return at &- length..<at
    }

    /// The next unsigned LEB128 number.
    @inlinable @inline(__always)
    public mutating func varint(_ span: borrowing RawSpan) -> UInt64 {
        if at &+ 8 <= span.byteCount {
            let word = span.word(at: at)
            let stops = ~word & 0x8080_8080_8080_8080
            if stops != 0 {
                at &+= (stops.trailingZeroBitCount &+ 1) &>> 3
                return Varint.value(word, stop: stops & (0 &- stops))
            }
        }
        return varintBytewise(span)
    }

    @inlinable @inline(never)
    mutating func varintBytewise(_ span: borrowing RawSpan) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = UInt64(byte(span))
            value |= (next & 0x7F) &<< shift
            if next < 0x80 { return value }
            shift &+= 7
        }
    }

    /// Passes over two numbers.
    @inlinable @inline(__always)
    public mutating func skipTwoVarints(_ span: borrowing RawSpan) {
        if at &+ 8 <= span.byteCount {
            let stops = ~span.word(at: at) & 0x8080_8080_8080_8080
            let second = stops & (stops &- 1)
            if second != 0 {
                at &+= (second.trailingZeroBitCount &+ 1) &>> 3
                return
            }
        }
        _ = varintBytewise(span)
        _ = varintBytewise(span)
    }

    /// The next signed number, stored in its zigzag form.
    @inlinable @inline(__always)
    public mutating func zigzag(_ span: borrowing RawSpan) -> Int64 {
        let raw = varint(span)
        return Int64(bitPattern: (raw &>> 1) ^ (0 &- (raw & 1)))
    }
}
