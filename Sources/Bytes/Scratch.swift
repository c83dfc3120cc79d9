/// A fixed run of bytes in which one record at a time is composed. The writer keeps its own place: every function writes at
/// an offset and returns the offset behind what it wrote; words may be stored whole though fewer of their bytes count.
@safe
public struct Scratch: ~Copyable {
    @usableFromInline let base: UnsafeMutableRawPointer
    @usableFromInline let capacity: Int
    /// Bytes behind the capacity that exist too, so that words may be stored and copied whole, and a text be checked once: its length and
    /// 256 bytes in chunks of 16.
    @usableFromInline static var slack: Int { 320 }

    /// - Parameter capacity: the longest record in bytes.
    public init(capacity: Int) {
        self.capacity = capacity
        // SAFETY: owned by this struct alone and freed in its deinit; zeroed, so that every byte is initialised for good.
        unsafe base = .allocate(byteCount: capacity + Scratch.slack, alignment: 16)
        unsafe base.initializeMemory(as: UInt8.self, repeating: 0, count: capacity + Scratch.slack)
    }

    deinit { unsafe base.deallocate() }

    @inlinable @inline(__always)
    func check(_ at: Int) {
        precondition(UInt(bitPattern: at) <= UInt(bitPattern: capacity), "a record grew beyond its scratch")
    }

    /// The first `count` bytes.
    @inlinable
    @_lifetime(borrow self)
    public func bytes(_ count: Int) -> RawSpan {
        check(count)
        // SAFETY: count was checked against the capacity, all bytes are initialised, and the span borrows self.
        let span = unsafe RawSpan(_unsafeStart: base, byteCount: count)
        return unsafe _overrideLifetime(span, borrowing: self)
    }

    /// A pen that writes here.
    @inlinable @inline(__always)
    @_lifetime(&self)
    public mutating func pen() -> RowPen {
        // SAFETY: the pen borrows self exclusively, and `slack` bytes follow the capacity.
        let pen = unsafe RowPen(base: base, capacity: capacity)
        return unsafe _overrideLifetime(pen, mutating: &self)
    }

    /// Writes the lowest `width` (at most 8) bytes of `word`.
    @inlinable @inline(__always)
    public mutating func store(_ word: UInt64, width: Int, at: Int) -> Int {
        check(at)
        // SAFETY: at is within the capacity, and eight bytes of slack follow it.
        unsafe base.storeBytes(of: word.littleEndian, toByteOffset: at, as: UInt64.self)
        return at &+ width
    }

    /// Stores one byte and returns the place behind it.
    @inlinable @inline(__always)
    public mutating func store(_ byte: UInt8, at: Int) -> Int {
        check(at)
        // SAFETY: at is within the capacity or its slack.
        unsafe base.storeBytes(of: byte, toByteOffset: at, as: UInt8.self)
        return at &+ 1
    }

    /// Stores an unsigned number as `Varint` and returns the place behind it.
    @inlinable @inline(__always)
    public mutating func storeVarint(_ value: UInt64, at: Int) -> Int {
        guard value < Varint.wordLimit else { return store(value, width: 8, at: store(0, at: at)) }
        let length = Varint.length(value)
        return store(Varint.word(value, length: length), width: length, at: at)
    }

    /// Stores a signed number as `Varint` of its zigzag form and returns the place behind it.
    @inlinable @inline(__always)
    public mutating func storeZigzag(_ value: Int64, at: Int) -> Int { storeVarint(Varint.zigzag(value), at: at) }

    /// Stores an instant as `RowPen.putInstant` does and returns the place behind it.
    public mutating func storeInstant(_ seconds: Int64, at: Int) -> Int { pen().putInstant(seconds, at: at) }

    /// Copies the bytes of `range`; `ored` is all their words or-ed: its top bits tell whether any byte is beyond ASCII.
    @inlinable @inline(__always)
    public mutating func store(_ span: borrowing RawSpan, _ range: Range<Int>, at: Int, ored: inout UInt64) -> Int {
        var from = range.lowerBound
        var left = range.count
        var at = at
        while left > 8 {
            let word = span.word(at: from)
            ored |= word
            at = store(word, width: 8, at: at)
            from &+= 8
            left &-= 8
        }
        let word = span.packed(from..<from &+ left)
        ored |= word
        return store(word, width: left, at: at)
    }

    /// Copies the bytes of `range`.
    @inlinable @inline(__always)
    public mutating func store(_ span: borrowing RawSpan, _ range: Range<Int>, at: Int) -> Int {
        let count = range.upperBound &- range.lowerBound
        var done = 0
        while done < count {
            let from = range.lowerBound &+ done
            // Words are stored whole, with what follows the range.
            let word = span.holds(8, at: from) ? span.word(at: from) : span.packed(from..<range.upperBound)
            _ = store(word, width: 8, at: at &+ done)
            done &+= 8
        }
        return at &+ count
    }
}
