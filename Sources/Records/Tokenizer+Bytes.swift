import Bytes

/// A field of a record: a range of the window, or of the tokeniser's buffer of unescaped fields.
public struct FieldSlice: BitwiseCopyable, Sendable {
    var start: Int32
    var end: Int32
    public var isUnescaped: Bool
    public var range: Range<Int> { Int(start)..<Int(end) }
}

// What the bytes around a record say, without regard to how far the tokeniser is.

extension Tokenizer {
    /// Whether U+FEFF stands at `at`.
    @inline(__always)
    static func hasByteOrderMark(_ window: borrowing RawSpan, at start: Int) -> Bool {
        start &+ 3 <= window.byteCount && window.byte(at: start) == 0xEF && window.byte(at: start &+ 1) == 0xBB
            && window.byte(at: start &+ 2) == 0xBF
    }

    /// Whether the record, which has no mark in what is left of the window, is longer than the limit. One byte more may be the
    /// CR of its line end.
    func isTooLong(_ window: borrowing RawSpan, isLast: Bool) -> Bool {
        window.byteCount - start > (isLast ? Tokenizer.recordLimit : Tokenizer.recordLimit + 1)
    }

    /// Whether the record, which goes up to a mark behind the limit, is longer than that: the CR of its line end does not count.
    func isTooLong(upTo mark: Int, _ window: borrowing RawSpan) -> Bool {
        let isPair = window.byte(at: mark) == 0x0A && window.byte(at: mark - 1) == 0x0D
        return mark - start > (isPair ? Tokenizer.recordLimit + 1 : Tokenizer.recordLimit)
    }
}
