/// What stands before a row in an extent: its length, and the steps in lines and bytes from the row before it in the same source.
///
/// Seven bytes, read as one word: 14 bits of length, 18 of lines, 24 of bytes. Where a step is larger they hold a length of 0 and the length
/// in place of the steps, and each step follows in eight bytes.
public struct RowFrame: BitwiseCopyable, Sendable {
    @usableFromInline let lines: Int
    @usableFromInline let bytes: Int

    /// No frame has more bytes.
    @inlinable static var limit: Int { 23 }
    @inlinable static var usualSize: Int { 7 }

    /// - Parameters:
    ///   - lines: from the row before to this one, at least 0.
    ///   - bytes: likewise.
    @inlinable @inline(__always)
    init(lines: Int, bytes: Int) {
        self.lines = lines
        self.bytes = bytes
    }

    @inlinable var isWide: Bool {
        @inline(__always) get { UInt(bitPattern: lines) &>> 18 | UInt(bitPattern: bytes) &>> 24 != 0 }
    }

    /// In bytes, whatever the row's length.
    @inlinable var size: Int {
        @inline(__always) get { isWide ? RowFrame.limit : RowFrame.usualSize }
    }

    /// Stores the frame without its length, which `close` adds, in `size` bytes at `target`.
    // SAFETY: a mark of this function, so that only code that names the invariant calls it.
    @unsafe @inlinable @inline(__always)
    func open(at target: UnsafeMutableRawPointer) {
        // SAFETY: the caller has room for the frame; two half words overlap, since there may be no eighth byte.
        guard isWide else {
            let word = UInt64(truncatingIfNeeded: lines) &<< 14 | UInt64(truncatingIfNeeded: bytes) &<< 32
            unsafe target.storeBytes(of: UInt32(truncatingIfNeeded: word).littleEndian, as: UInt32.self)
            return unsafe (target + 3).storeBytes(of: UInt32(truncatingIfNeeded: word &>> 24).littleEndian, as: UInt32.self)
        }
        unsafe target.storeBytes(of: 0, as: UInt64.self)
        unsafe (target + 7).storeBytes(of: UInt64(lines).littleEndian, as: UInt64.self)
        unsafe (target + 15).storeBytes(of: UInt64(bytes).littleEndian, as: UInt64.self)
    }

    /// Adds the length, 1 to 8192, of the row behind to a frame of `size` bytes at `target`.
    // SAFETY: a mark of this function, so that only code that names the invariant calls it.
    @unsafe @inlinable @inline(__always)
    static func close(length: Int, size: Int, at target: UnsafeMutableRawPointer) {
        precondition(length > 0 && length <= 8192, "a row is longer than rows are")
        let head = UInt32(truncatingIfNeeded: length)
        // SAFETY: the caller opened the frame there.
        let word = unsafe UInt32(littleEndian: target.loadUnaligned(as: UInt32.self)) | (size == usualSize ? head : head &<< 14)
        unsafe target.storeBytes(of: word.littleEndian, as: UInt32.self)
    }

    /// The frame at `at`: what it says and where the row begins.
    @inlinable @inline(__always)
    public static func read(_ span: borrowing RawSpan, at: Int) -> (length: Int, lines: Int, bytes: Int, start: Int) {
        let word = span.word(at: at)
        let length = Int(truncatingIfNeeded: word & 0x3FFF)
        guard length > 0 else { return readWide(span, at: at) }
        let start = at &+ RowFrame.usualSize
        return (length, Int(truncatingIfNeeded: word &>> 14 & 0x3_FFFF), Int(truncatingIfNeeded: word &>> 32 & 0xFF_FFFF), start)
    }

    @usableFromInline @inline(never)
    static func readWide(_ span: borrowing RawSpan, at: Int) -> (length: Int, lines: Int, bytes: Int, start: Int) {
        let length = Int(truncatingIfNeeded: span.word(at: at) &>> 14 & 0x3FFF)
        let (lines, bytes) = (span.word(at: at + 7), span.word(at: at + 15))
        return (length, Int(truncatingIfNeeded: lines), Int(truncatingIfNeeded: bytes), at + RowFrame.limit)
    }
}

extension ByteBuffer {
    /// Appends the bytes of `range` as a row behind its frame.
    public mutating func appendRow(_ span: borrowing RawSpan, _ range: Range<Int>, lines: Int, bytes: Int) {
        let frame = RowFrame(lines: lines, bytes: bytes)
        // SAFETY: the frame has as many bytes as are appended.
        unsafe appendUnsafe(frame.size) {
            unsafe frame.open(at: $0.baseAddress.unsafelyUnwrapped)
            unsafe RowFrame.close(length: range.count, size: frame.size, at: $0.baseAddress.unsafelyUnwrapped)
        }
        append(span, range)
    }
}
