/// Writes one row, front to back, to memory that is another's; what does not fit traps. Words and chunks are stored whole,
/// though fewer of their bytes count: those behind `at` mean nothing.
@safe
public struct RowPen: ~Copyable, ~Escapable {
    @usableFromInline let base: UnsafeMutableRawPointer
    /// Up to here a write may begin: `Scratch.slack` bytes follow.
    @usableFromInline let capacity: Int
    /// Where the next write begins.
    public var at: Int

    // SAFETY: a mark of this initialiser: its caller gives the pen the lifetime of the memory.
    @unsafe @inlinable @inline(__always)
    @_lifetime(immortal)
    init(base: UnsafeMutableRawPointer, capacity: Int, at: Int) {
        // SAFETY: the pointer is only stored; every write is checked against the capacity.
        unsafe self.base = base
        self.capacity = capacity
        self.at = at
    }

    @inlinable @inline(__always)
    func check(_ at: Int) {
        precondition(UInt(bitPattern: at) <= UInt(bitPattern: capacity), "a row grew beyond its memory")
    }

    /// Writes the lowest `width` (at most 8) bytes of `word`.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func put(_ word: UInt64, width: Int) {
        check(at)
        // SAFETY: `at` is within the capacity, and more than eight bytes follow it.
        unsafe base.storeBytes(of: word.littleEndian, toByteOffset: at, as: UInt64.self)
        at &+= width
    }

    /// Writes one byte.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func put(_ byte: UInt8) {
        check(at)
        // SAFETY: `at` is within the capacity.
        unsafe base.storeBytes(of: byte, toByteOffset: at, as: UInt8.self)
        at &+= 1
    }

    /// Writes the lowest `width` (at most 8) bytes of `word` over what stands at `place`, before `at`.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func replace(_ word: UInt64, width: Int, at place: Int) {
        check(place)
        for i in 0..<width {
            // SAFETY: `place` is within the capacity, and more than eight bytes follow it.
            unsafe base.storeBytes(of: UInt8(truncatingIfNeeded: word &>> UInt64(i &* 8)), toByteOffset: place &+ i, as: UInt8.self)
        }
    }

    /// Leaves room for `count` bytes.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func skip(_ count: Int) { at &+= count }

    /// Writes a signed number as LEB128 of its zigzag form.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func putZigzag(_ value: Int64) {
        let raw = Varint.zigzag(value)
        guard raw < Varint.wordLimit else { return putBytewise(raw) }
        let length = Varint.length(raw)
        put(Varint.word(raw, length: length), width: length)
    }

    @inlinable @inline(never)
    @_lifetime(self: copy self)
    mutating func putBytewise(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            put(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        put(UInt8(truncatingIfNeeded: rest))
    }

    /// Writes a text of 1 to 256 bytes: its length less one in a byte, and its bytes.
    @inlinable @inline(__always)
    @_lifetime(self: copy self)
    public mutating func putText(_ field: PlainField) {
        precondition(field.count > 0, "a text without bytes was written")
        put(UInt8(truncatingIfNeeded: field.count &- 1))
        check(at &+ field.count)
        var done = 0
        repeat {
            // SAFETY: the field has `slack` bytes behind it and the memory too: a chunk that begins within the field's length
            // is readable, and writable at `at`, which was checked with that length.
            let chunk = unsafe field.base.loadUnaligned(fromByteOffset: done, as: SIMD2<UInt64>.self)
            unsafe base.storeBytes(of: chunk, toByteOffset: at &+ done, as: SIMD2<UInt64>.self)
            done &+= 16
        } while done < field.count
        at &+= field.count
    }
}
