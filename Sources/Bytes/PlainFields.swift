/// The fields of one record without quotes by the columns that they feed, between marks in a window that goes on for `slack` bytes behind the
/// record: so words may be loaded whole. Checked once when made (`MarkList.fields`, `PlainLines`).
@safe
public struct PlainFields: ~Escapable {
    /// Bytes that follow the record in its window.
    @inlinable public static var slack: Int { 40 }

    @usableFromInline let window: UnsafeRawPointer
    /// The mark before the first field; those that end the fields follow.
    @usableFromInline let marks: UnsafePointer<UInt32>
    /// By column.
    @usableFromInline let bounds: UnsafePointer<FieldOrder.Bounds>
    public let columnCount: Int

    /// The window must hold the fields, of which there are as many as `order` says, and `slack` bytes more.
    // SAFETY: a mark of this initialiser, so that only code that names the invariant calls it.
    @unsafe @inlinable @inline(__always)
    @_lifetime(immortal)
    init(_ window: UnsafeRawPointer, _ marks: UnsafePointer<UInt32>, bounds: UnsafePointer<FieldOrder.Bounds>, columnCount: Int) {
        // SAFETY: the pointers are used only as long as what they point into lives: callers give the fields that lifetime.
        unsafe self.window = window
        unsafe self.marks = marks
        unsafe self.bounds = bounds
        self.columnCount = columnCount
    }

    /// The bytes of the field of `column`, for what reads them one by one.
    @_lifetime(copy self)
    public func bytes(_ column: Int) -> RawSpan {
        let field = self[column]
        // SAFETY: the field lies in the window, on which the span's lifetime depends.
        let bytes = unsafe RawSpan(_unsafeStart: field.base, byteCount: Swift.max(field.count, 0))
        return unsafe _overrideLifetime(bytes, copying: self)
    }

    /// The field of `column`; nil where there is none or it is empty.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public func filled(_ column: Int) -> PlainField? {
        let field = self[column]
        return field.count > 0 ? field : nil
    }

    /// The field of `column`, of which there are `columnCount`; none has −1 bytes.
    @inlinable @inline(__always)
    public subscript(column: Int) -> PlainField {
        @_lifetime(copy self)
        get {
            precondition(UInt(bitPattern: column) < UInt(bitPattern: columnCount), "the field of a column outside the layout was read")
            // SAFETY: the column was checked, and its bounds are marks of the record. The field lies in the window, and `slack` bytes
            // follow it.
            let bounds = unsafe bounds[column]
            let start = unsafe Int(marks[Int(bounds.before)] &+ 1)
            let end = unsafe Int(marks[Int(bounds.behind)])
            let field = unsafe PlainField(base: window + start, count: end &- start)
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
    public func hash(_ key: HashKey) -> UInt64 {
        var folded = FoldedHash(key)
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
