/// What stands before a row in an extent: its length, and the steps in lines and bytes from the row before it in the same source.
///
/// Five bytes: 9 bits of length, 12 of lines, 19 of bytes. Where one of them is larger, a length of 0 and the length in the 14 bits behind it;
/// then the step in lines in five bytes, and that in bytes in six.
public struct RowFrame: BitwiseCopyable, Sendable {
    @usableFromInline let lines: Int
    @usableFromInline let bytes: Int
    @usableFromInline let isWide: Bool

    /// No frame has more bytes.
    @inlinable static var limit: Int { 16 }
    @inlinable static var usualSize: Int { 5 }

    /// - Parameters:
    ///   - lines: from the row before to this one, at least 0.
    ///   - bytes: likewise.
    ///   - limit: the row behind has no more bytes.
    @inlinable @inline(__always)
    init(lines: Int, bytes: Int, limit: Int) {
        self.lines = lines
        self.bytes = bytes
        isWide = UInt(bitPattern: lines) &>> 12 | UInt(bitPattern: bytes) &>> 19 | UInt(bitPattern: limit) &>> 9 != 0
    }

    /// In bytes, whatever the row's length.
    @inlinable var size: Int {
        @inline(__always) get { isWide ? RowFrame.limit : RowFrame.usualSize }
    }

    /// Stores the frame without its length, which `close` adds, in `size` bytes at `target`.
    // SAFETY: a mark of this function, so that only code that names the invariant calls it.
    @unsafe @inlinable @inline(__always)
    func open(at target: UnsafeMutableRawPointer) {
        guard !isWide else { return unsafe openWide(at: target) }
        let word = UInt64(truncatingIfNeeded: lines) &<< 9 | UInt64(truncatingIfNeeded: bytes) &<< 21
        // SAFETY: the caller has room for the frame.
        unsafe target.storeBytes(of: UInt32(truncatingIfNeeded: word).littleEndian, as: UInt32.self)
        unsafe target.storeBytes(of: UInt8(truncatingIfNeeded: word &>> 32), toByteOffset: 4, as: UInt8.self)
    }

    // SAFETY: as `open`.
    @unsafe @usableFromInline @inline(never)
    func openWide(at target: UnsafeMutableRawPointer) {
        precondition(UInt(bitPattern: lines) >> 40 | UInt(bitPattern: bytes) >> 48 == 0, "a source is larger than sources are")
        let (first, second) = (UInt64(lines) &<< 40, UInt64(lines) &>> 24 | UInt64(bytes) &<< 16)
        // SAFETY: the caller has room for the frame's sixteen bytes.
        unsafe target.storeBytes(of: first.littleEndian, as: UInt64.self)
        unsafe target.storeBytes(of: second.littleEndian, toByteOffset: 8, as: UInt64.self)
    }

    /// Adds the length, 1 to 8192 and within the frame's limit, of the row behind to a frame of `size` bytes at `target`.
    // SAFETY: a mark of this function, so that only code that names the invariant calls it.
    @unsafe @inlinable @inline(__always)
    static func close(length: Int, size: Int, at target: UnsafeMutableRawPointer) {
        let isUsual = size == usualSize
        precondition(length > 0 && length <= (isUsual ? 511 : 8192), "a row is longer than rows are")
        let head = UInt32(truncatingIfNeeded: length)
        // SAFETY: the caller opened the frame there.
        let word = unsafe UInt32(littleEndian: target.loadUnaligned(as: UInt32.self)) | (isUsual ? head : head &<< 9)
        unsafe target.storeBytes(of: word.littleEndian, as: UInt32.self)
    }

    /// The frame at `at`: what it says and where the row begins.
    @inlinable @inline(__always)
    public static func read(_ span: borrowing RawSpan, at: Int) -> (length: Int, lines: Int, bytes: Int, start: Int) {
        let word = span.halfWord(at: at)
        let length = Int(truncatingIfNeeded: word & 0x1FF)
        guard length > 0 else { return readWide(span, at: at) }
        let bytes = Int(truncatingIfNeeded: word &>> 21) | Int(span.byte(at: at &+ 4)) &<< 11
        return (length, Int(truncatingIfNeeded: word &>> 9 & 0xFFF), bytes, at &+ RowFrame.usualSize)
    }

    @usableFromInline @inline(never)
    static func readWide(_ span: borrowing RawSpan, at: Int) -> (length: Int, lines: Int, bytes: Int, start: Int) {
        let length = Int(truncatingIfNeeded: span.halfWord(at: at) &>> 9 & 0x3FFF)
        let (lines, bytes) = (span.packed(at + 5..<at + 10), span.packed(at + 10..<at + 16))
        return (length, Int(truncatingIfNeeded: lines), Int(truncatingIfNeeded: bytes), at + RowFrame.limit)
    }
}

extension ByteBuffer {
    /// Appends the bytes of `range` as a row behind its frame.
    public mutating func appendRow(_ span: borrowing RawSpan, _ range: Range<Int>, lines: Int, bytes: Int) {
        let frame = RowFrame(lines: lines, bytes: bytes, limit: range.count)
        // SAFETY: the frame has as many bytes as are appended.
        unsafe appendUnsafe(frame.size) {
            unsafe frame.open(at: $0.baseAddress.unsafelyUnwrapped)
            unsafe RowFrame.close(length: range.count, size: frame.size, at: $0.baseAddress.unsafelyUnwrapped)
        }
        append(span, range)
    }
}
