/// Lines without quotes, whole in a window that goes on for `PlainFields.slack` bytes behind the last: front to back.
@safe
public struct PlainLines: ~Escapable {
    @usableFromInline let window: UnsafeRawPointer
    @usableFromInline let marks: UnsafePointer<UInt32>
    /// The indices in `marks` of the lines' ends.
    @usableFromInline let ends: UnsafePointer<UInt32>
    @usableFromInline let count: Int
    @usableFromInline var taken = 0
    /// The mark that ends the first field of the next line.
    @usableFromInline var firstMark: Int

    /// The window must hold the lines, a byte before the first one's end, and `slack` bytes more; a mark precedes the first.
    // SAFETY: a mark of this initialiser, so that only code that names the invariant calls it.
    @unsafe
    @_lifetime(copy window)
    init(_ window: RawSpan, _ marks: UnsafePointer<UInt32>, _ ends: UnsafePointer<UInt32>, count: Int, firstMark: Int) {
        // SAFETY: the pointer is used only as long as the window, on which the result depends, lives.
        unsafe self.window = unsafe window.withUnsafeBytes { unsafe $0.baseAddress.unsafelyUnwrapped }
        unsafe self.marks = marks
        unsafe self.ends = ends
        self.count = count
        self.firstMark = firstMark
    }

    /// The fields of the next line, or nil behind the last.
    @inlinable @inline(__always)
    @_lifetime(copy self)
    public mutating func next() -> PlainFields? {
        guard taken < count else { return nil }
        // SAFETY: below the count there is a line, whose marks and bytes lie in the list and in the window; a byte precedes its end: the
        // line's, or the one that ends the line before.
        let last = unsafe Int(ends[taken])
        let end = unsafe Int(marks[last])
        let isPair = unsafe window.load(fromByteOffset: end &- 1, as: UInt8.self) == 0x0D
        let fields = unsafe PlainFields(
            window, marks + firstMark, count: last &- firstMark &+ 1, end: UInt32(truncatingIfNeeded: isPair ? end &- 1 : end))
        firstMark = last &+ 1
        taken &+= 1
        return unsafe _overrideLifetime(fields, copying: self)
    }
}
