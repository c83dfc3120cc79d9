/// What stands before a row in an extent: its length, and the steps in lines and bytes from the row before it in the same source.
///
/// Seven bytes, read and written as one word: 14 bits of length, 18 of lines, 24 of bytes. What is larger follows a length of 0: the length
/// in place of the steps, then each step in eight bytes.
public enum RowFrame {
    /// No frame has more bytes.
    @inlinable static var limit: Int { 23 }
    @inlinable static var size: Int { 7 }

    /// The frame of usual steps, or nil where it must be a wide one.
    @inlinable @inline(__always)
    static func word(_ length: Int, _ lines: Int, _ bytes: Int) -> UInt64? {
        let (length, lines, bytes) = (UInt64(bitPattern: Int64(length)), UInt64(bitPattern: Int64(lines)), UInt64(bitPattern: Int64(bytes)))
        guard length &>> 14 | lines &>> 18 | bytes &>> 24 == 0 else { return nil }
        return length | lines &<< 14 | bytes &<< 32
    }

    /// The words of a wide frame, the first one without its last byte.
    @inlinable
    static func wide(_ length: Int, _ lines: Int, _ bytes: Int) -> (UInt64, UInt64, UInt64) {
        (UInt64(length) << 14, UInt64(lines), UInt64(bytes))
    }

    /// The frame at `at`: what it says and where the row begins.
    @inlinable @inline(__always)
    public static func read(_ span: borrowing RawSpan, at: Int) -> (length: Int, lines: Int, bytes: Int, start: Int) {
        let word = span.word(at: at)
        let length = Int(truncatingIfNeeded: word & 0x3FFF)
        guard length > 0 else { return readWide(span, at: at) }
        return (
            length, Int(truncatingIfNeeded: word &>> 14 & 0x3_FFFF), Int(truncatingIfNeeded: word &>> 32 & 0xFF_FFFF), at &+ RowFrame.size
        )
    }

    @usableFromInline @inline(never)
    static func readWide(_ span: borrowing RawSpan, at: Int) -> (length: Int, lines: Int, bytes: Int, start: Int) {
        let length = Int(truncatingIfNeeded: span.word(at: at) &>> 14 & 0x3FF_FFFF_FFFF)
        let behind = at + RowFrame.size
        return (length, Int(truncatingIfNeeded: span.word(at: behind)), Int(truncatingIfNeeded: span.word(at: behind + 8)), behind + 16)
    }
}

extension ByteBuffer {
    /// Appends the frame of a row of so many bytes.
    public mutating func appendFrame(_ length: Int, lines: Int, bytes: Int) {
        if let word = RowFrame.word(length, lines, bytes) { return append(word, width: RowFrame.size) }
        let (head, lineStep, byteStep) = RowFrame.wide(length, lines, bytes)
        append(head, width: RowFrame.size)
        append(lineStep, width: 8)
        append(byteStep, width: 8)
    }
}
