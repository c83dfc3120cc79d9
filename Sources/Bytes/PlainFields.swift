/// The fields of one record without quotes, between marks in a window that goes on for `slack` bytes behind the record: so
/// words may be loaded whole. Checked once when made (`MarkList.fields`).
@safe
public struct PlainFields: ~Escapable {
    /// Bytes that follow the record in its window.
    @inlinable public static var slack: Int { 40 }

    @usableFromInline let window: UnsafeRawPointer
    /// The mark that ends the first field; the one before it precedes the field.
    @usableFromInline let marks: UnsafePointer<UInt32>
    @usableFromInline let end: UInt32
    public let count: Int

    /// The window must hold the fields and `slack` bytes more.
    // SAFETY: a mark of this initialiser, so that only code that names the invariant calls it.
    @unsafe @inlinable @inline(__always)
    @_lifetime(immortal)
    init(_ window: UnsafeRawPointer, _ marks: UnsafePointer<UInt32>, count: Int, end: UInt32) {
        // SAFETY: the pointers are used only as long as what they point into lives: callers give the fields that lifetime.
        unsafe self.window = window
        unsafe self.marks = marks
        self.count = count
        self.end = end
    }

    /// Where field `index` begins in the window.
    @inlinable @inline(__always)
    func start(_ index: Int) -> UInt32 {
        precondition(UInt(bitPattern: index) < UInt(bitPattern: count), "a field outside the record was read")
        // SAFETY: a mark precedes that of the first field, and `count` of them follow it.
        return unsafe marks[index &- 1] &+ 1
    }

    /// Where the record begins in the window, and its length in bytes without its line end.
    @inlinable public var start: Int { Int(start(0)) }
    @inlinable public var length: Int { Int(end) &- start }

    /// The bytes of field `index`, below `count`, for what reads them one by one.
    @_lifetime(copy self)
    public func bytes(_ index: Int) -> RawSpan {
        let field = self[index]
        // SAFETY: the field lies in the window, on which the span's lifetime depends.
        let bytes = unsafe RawSpan(_unsafeStart: field.base, byteCount: field.count)
        return unsafe _overrideLifetime(bytes, copying: self)
    }

    /// Field `index`; nil where there is none or it is empty.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func filled(_ index: Int) -> PlainField? {
        guard UInt(bitPattern: index) < UInt(bitPattern: count) else { return nil }
        let field = self[index]
        return field.count > 0 ? field : nil
    }

    /// Field `index`, below `count`.
    @inlinable @inline(__always)
    public subscript(index: Int) -> PlainField {
        @_lifetime(copy self)
        get {
            let start = start(index)
            // SAFETY: the index was checked; only the last field's mark may lie behind the record's end, as the line feed of
            // a CRLF. The field lies in the window, and `slack` bytes follow it.
            let end = unsafe Swift.min(marks[index], end)
            let field = unsafe PlainField(base: window + Int(start), count: Int(end) &- Int(start))
            return unsafe _overrideLifetime(field, copying: self)
        }
    }
}

/// One field, in a window that goes on for `PlainFields.slack` bytes behind it.
@safe
public struct PlainField: ~Escapable {
    @usableFromInline let base: UnsafeRawPointer
    /// Its length in bytes.
    public let count: Int

    // SAFETY: a mark of this initialiser: its caller gives the field the lifetime of its window.
    @unsafe @inlinable @inline(__always)
    @_lifetime(immortal)
    init(base: UnsafeRawPointer, count: Int) {
        // SAFETY: the pointer is only stored; `load` reads within the field and its slack.
        unsafe self.base = base
        self.count = count
    }

    @inlinable @inline(__always)
    func load(_ offset: Int) -> UInt64 {
        // SAFETY: callers stay within the field and its slack; unaligned loads of a trivial type are fine.
        unsafe UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// Bytes 0 to 7, the first one lowest; what lies behind the field is not cleared.
    @inlinable @inline(__always) public var first: UInt64 { load(0) }
    /// Bytes 8 to 15.
    @inlinable @inline(__always) public var second: UInt64 { load(8) }
    /// Bytes 16 to 23.
    @inlinable @inline(__always) public var third: UInt64 { load(16) }

    /// The eight bytes from `offset` on, which is below `PlainFields.slack` by eight at least, whether or not the field has as many.
    @inlinable @inline(__always)
    public func word(_ offset: Int) -> UInt64 {
        precondition(UInt(bitPattern: offset) <= UInt(bitPattern: PlainFields.slack &- 8), "a word was read too far behind a field")
        return load(offset)
    }

    /// The byte at `offset`, likewise.
    @inlinable @inline(__always)
    public func byte(_ offset: Int) -> UInt8 { UInt8(truncatingIfNeeded: word(offset)) }

    /// What clears the bytes behind the first `count` of a word; none are left for `count` ≤ 0.
    @inlinable @inline(__always)
    public static func mask(_ count: Int) -> UInt64 {
        count >= 8 ? .max : count <= 0 ? 0 : (1 &<< UInt64(truncatingIfNeeded: count &* 8)) &- 1
    }

    /// `RawSpan.hash` of the field.
    @inlinable @inline(__always)
    public var hash: UInt64 {
        var folded = FoldedHash()
        var at = 0
        while count &- at > 16 {
            folded.take(load(at), load(at &+ 8))
            at &+= 16
        }
        let isShort = count <= 8
        let first = isShort ? first & PlainField.mask(count) : load(count > 16 ? count &- 16 : 0)
        return folded.finish(first, isShort ? 0 : load(count &- 8), count: count)
    }
}
