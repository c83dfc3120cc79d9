/// Writes rows to memory that is another's; what does not fit traps. The writer keeps its own place: every function writes at an offset
/// and returns the offset behind what it wrote. Words and chunks are stored whole, though fewer of their bytes count.
///
/// For the next maintainer: a place within the pen would be stored and loaded again for each field, since what is written to memory may,
/// for all that the compiler knows, be the pen.
@safe
public struct RowPen: ~Copyable, ~Escapable {
    @usableFromInline let base: UnsafeMutableRawPointer
    /// Up to here a write may begin: `Scratch.slack` bytes follow.
    @usableFromInline let capacity: Int

    // SAFETY: a mark of this initialiser: its caller gives the pen the lifetime of the memory.
    @unsafe @inlinable @inline(__always)
    @_lifetime(immortal)
    init(base: UnsafeMutableRawPointer, capacity: Int) {
        // SAFETY: the pointer is only stored; every write is checked against the capacity.
        unsafe self.base = base
        self.capacity = capacity
    }

    @inlinable @inline(__always)
    func check(_ at: Int) {
        precondition(UInt(bitPattern: at) <= UInt(bitPattern: capacity), "a row grew beyond its memory")
    }

    /// Writes the lowest `width` (at most 8) bytes of `word`.
    @inlinable @inline(__always)
    public func put(_ word: UInt64, width: Int, at: Int) -> Int {
        check(at)
        // SAFETY: `at` is within the capacity, and more than eight bytes follow it.
        unsafe base.storeBytes(of: word.littleEndian, toByteOffset: at, as: UInt64.self)
        return at &+ width
    }

    /// Writes one byte.
    @inlinable @inline(__always)
    public func put(_ byte: UInt8, at: Int) -> Int {
        check(at)
        // SAFETY: `at` is within the capacity.
        unsafe base.storeBytes(of: byte, toByteOffset: at, as: UInt8.self)
        return at &+ 1
    }

    /// Writes the lowest `width` (at most 3) bytes of `word` over what stands at `place`; what follows them stays.
    @inlinable @inline(__always)
    public func replace(_ word: UInt32, width: Int, at place: Int) {
        check(place)
        // SAFETY: `place` is within the capacity, and more than three bytes follow it.
        let target = unsafe base + place
        if width > 1 {
            unsafe target.storeBytes(of: UInt16(truncatingIfNeeded: word).littleEndian, as: UInt16.self)
            if width > 2 { unsafe target.storeBytes(of: UInt8(truncatingIfNeeded: word &>> 16), toByteOffset: 2, as: UInt8.self) }
        } else if width > 0 {
            unsafe target.storeBytes(of: UInt8(truncatingIfNeeded: word), as: UInt8.self)
        }
    }

    /// Writes a signed number as `Varint` of its zigzag form.
    @inlinable @inline(__always)
    public func putZigzag(_ value: Int64, at: Int) -> Int {
        let raw = Varint.zigzag(value)
        guard raw < Varint.wordLimit else { return put(raw, width: 8, at: put(0, at: at)) }
        let length = Varint.length(raw)
        return put(Varint.word(raw, length: length), width: length, at: at)
    }

    /// Writes an instant, seconds since 1970: four bytes up to the year 2106, else twelve.
    @inlinable @inline(__always)
    public func putInstant(_ seconds: Int64, at: Int) -> Int {
        let word = UInt64(bitPattern: seconds)
        guard word < 0xFFFF_FFFF else { return put(word, width: 8, at: put(0xFFFF_FFFF, width: 4, at: at)) }
        return put(word, width: 4, at: at)
    }

    /// Writes a text of 1 to 256 bytes: its length less one in a byte, and its bytes.
    @inlinable @inline(__always)
    public func putText(_ field: PlainField, at: Int) -> Int {
        precondition(field.count > 0 && field.count <= 256, "a text without bytes, or with too many, was written")
        check(at)
        // SAFETY: `at` is within the capacity, and the memory's slack is longer than any text with its length. The field has `slack`
        // bytes behind it, so that a chunk that begins within its length is readable.
        unsafe base.storeBytes(of: UInt8(truncatingIfNeeded: field.count &- 1), toByteOffset: at, as: UInt8.self)
        let target = unsafe base + (at &+ 1)
        unsafe target.storeBytes(of: field.base.loadUnaligned(as: Chunk.self), as: Chunk.self)
        var done = 16
        while done < field.count {
            unsafe target.storeBytes(of: field.base.loadUnaligned(fromByteOffset: done, as: Chunk.self), toByteOffset: done, as: Chunk.self)
            done &+= 16
        }
        return at &+ 1 &+ field.count
    }

    @usableFromInline typealias Chunk = SIMD2<UInt64>
}
