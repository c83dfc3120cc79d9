/// Lines without quotes, whole in a window that goes on for `PlainFields.slack` bytes behind the last: front to back.
@safe
public struct PlainLines: ~Escapable {
    @usableFromInline let window: UnsafeRawPointer
    @usableFromInline let marks: UnsafePointer<UInt32>
    /// The indices in `marks` of the lines' ends.
    @usableFromInline let ends: UnsafePointer<UInt32>
    @usableFromInline let count: Int
    @usableFromInline let order: Order
    /// Room for the marks of a line that ends with CRLF.
    @usableFromInline let pairMarks: UnsafeMutablePointer<UInt32>
    @usableFromInline var taken = 0
    /// The mark that ends the first field of the next line.
    @usableFromInline var firstMark: Int
    /// Where the line last given begins in the window, and its length in bytes without its end.
    @usableFromInline var recordStart = 0
    @usableFromInline var recordLength = 0
    @inlinable public var start: Int { recordStart }
    @inlinable public var length: Int { recordLength }

    /// What a `FieldOrder` says.
    @safe @usableFromInline
    struct Order {
        @usableFromInline let bounds: UnsafePointer<FieldOrder.Bounds>
        @usableFromInline let columnCount: Int
        @usableFromInline let fieldCount: Int
    }

    /// The window must hold the lines, a byte before the first one's end, and `slack` bytes more; a mark precedes the first. There must be
    /// room for the marks of a line of the order and the one before it.
    // SAFETY: a mark of this initialiser, so that only code that names the invariant calls it.
    @unsafe
    @_lifetime(copy window)
    init(
        _ window: RawSpan, _ marks: UnsafePointer<UInt32>, _ ends: UnsafePointer<UInt32>, count: Int, firstMark: Int,
        _ order: borrowing FieldOrder, pairMarks: UnsafeMutablePointer<UInt32>
    ) {
        // SAFETY: the pointers are used only as long as what they point into lives: callers give the lines that lifetime.
        unsafe self.window = unsafe window.withUnsafeBytes { unsafe $0.baseAddress.unsafelyUnwrapped }
        unsafe self.marks = marks
        unsafe self.ends = ends
        self.count = count
        self.firstMark = firstMark
        self.order = unsafe Order(bounds: order.bounds.base, columnCount: order.bounds.count, fieldCount: order.fieldCount)
        unsafe self.pairMarks = pairMarks
    }

    /// The fields of the next line, or nil behind the last and before one that has more fields or fewer than the order says. Those given
    /// before then mean nothing, though they can still be read: lines that end with CRLF share the memory of their marks.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public mutating func next() -> PlainFields? {
        guard taken < count else { return nil }
        // SAFETY: below the count there is a line, whose marks and bytes lie in the list and in the window; a byte precedes its end: the
        // line's, or the one that ends the line before. There are as many marks as the order has fields, and one before.
        let last = unsafe Int(ends[taken])
        guard last &- firstMark &+ 1 == order.fieldCount else { return nil }
        var own = unsafe marks + (firstMark &- 1)
        var end = unsafe Int(marks[last])
        if unsafe window.load(fromByteOffset: end &- 1, as: UInt8.self) == 0x0D {
            end &-= 1
            unsafe own = unsafe marksOfPair(own, end: end)
        }
        recordStart = unsafe Int(own[0] &+ 1)
        recordLength = end &- recordStart
        firstMark = last &+ 1
        taken &+= 1
        let fields = unsafe PlainFields(window, own, bounds: order.bounds, columnCount: order.columnCount)
        return unsafe _overrideLifetime(fields, copying: self)
    }

    /// The marks of a line that ends with CRLF, the last one at its CR.
    // SAFETY: a mark of this function: the marks are a line's of the order.
    @unsafe @usableFromInline @inline(never)
    func marksOfPair(_ own: UnsafePointer<UInt32>, end: Int) -> UnsafePointer<UInt32> {
        // SAFETY: there is room for the marks of a line and the one before it, in memory of its own.
        unsafe pairMarks.update(from: own, count: order.fieldCount)
        unsafe pairMarks[order.fieldCount] = UInt32(truncatingIfNeeded: end)
        return unsafe UnsafePointer(pairMarks)
    }
}
