import CScan

/// Where the bytes lie that give a CSV text its structure: the offsets of every `,`, `"` and line feed, ascending, found in
/// blocks ahead of the reader and consumed front to back, one by one or by lines.
public struct MarkList: ~Copyable {
    /// The element before the next mark is where the record in hand begins, less one: each field lies between two elements.
    @usableFromInline var marks = PlainArray<UInt32>(repeating: .max, count: 1)
    /// The indices in `marks` of the line feeds.
    @usableFromInline var lines = PlainArray<UInt32>()
    @usableFromInline var nextMark = 1
    @usableFromInline var nextLine = 0
    /// No block in the list holds a `"`.
    public private(set) var isPlain = true
    /// No block that reaches into the record in hand holds a byte beyond ASCII.
    public private(set) var isASCII = true
    private var isLastASCII = true
    /// The marks of a line that ends with CRLF, as its fields have them.
    private var pairMarks = PlainArray<UInt32>()
    private let scanner: Scanner

    /// - Parameter scanner: one that the machine has.
    public init(by scanner: Scanner = .widest) { self.scanner = scanner }

    /// A way to search bytes. All find the same.
    public struct Scanner: Sendable {
        fileprivate let code: csc_scanner

        /// The widest one that the machine has.
        public static var widest: Scanner { Scanner(code: csc_widest()) }

        /// All that the machine has, from 64-bit words to the widest: what has wide registers has the narrower ones too.
        public static var all: [Scanner] { (csc_words.rawValue...csc_widest().rawValue).map { Scanner(code: csc_scanner(rawValue: $0)) } }
    }

    /// Forgets all marks; the next record begins at `start`.
    public mutating func restart(at start: Int) {
        marks.truncate(to: 1)
        marks[0] = UInt32(truncatingIfNeeded: start) &- 1
        lines.removeAll()
        nextMark = 1
        nextLine = 0
        isPlain = true
        isASCII = true
        isLastASCII = true
    }

    /// Finds the marks in `range` of `bytes`, behind those of the list; those consumed are dropped.
    public mutating func find(in bytes: borrowing RawSpan, _ range: Range<Int>) {
        dropConsumed()
        precondition(range.lowerBound >= 0 && range.upperBound <= bytes.byteCount, "marks were sought outside the bytes")
        let known = marks.count
        marks.reserve(range.count &+ 8)
        lines.reserve(range.count &+ 8)
        // SAFETY: the range lies in the span; both arrays have room for a mark in every byte and eight more.
        let found = unsafe bytes.withUnsafeBytes { source in
            unsafe csc_find_marks(
                scanner.code, source.baseAddress, range.lowerBound, range.upperBound, marks.base + known, lines.base + lines.length,
                UInt32(known))
        }
        marks.length = known + found.marks
        lines.length += found.lines
        isPlain = isPlain && found.quotes == 0
        isLastASCII = found.high == 0
        isASCII = isASCII && isLastASCII
    }

    private mutating func dropConsumed() {
        let dropped = nextMark &- 1
        guard dropped > 0 else { return }
        marks.removeFirst(dropped)
        let kept = lines.count &- nextLine
        for i in 0..<kept { lines[i] = lines[i &+ nextLine] &- UInt32(dropped) }
        lines.truncate(to: kept)
        nextMark = 1
        nextLine = 0
        // A block with quotes counts until all its marks are consumed; what lies behind the last of them has no quote, but
        // may have other bytes that count.
        if marks.count == 1 {
            isPlain = true
            isASCII = isLastASCII
        }
    }

    /// The next mark, or nil where all are consumed.
    @inlinable @inline(__always)
    public mutating func take() -> Int? {
        guard nextMark < marks.count else { return nil }
        let mark = Int(marks[nextMark])
        if nextLine < lines.count && Int(lines[nextLine]) == nextMark { nextLine &+= 1 }
        nextMark &+= 1
        return mark
    }

    /// A line's place among the marks.
    public struct Line: Sendable {
        /// The mark that ends the first field.
        public var first: Int
        public var fieldCount: Int
        /// The line feed's offset.
        public var end: Int

        @inlinable init(first: Int, fieldCount: Int, end: Int) {
            self.first = first
            self.fieldCount = fieldCount
            self.end = end
        }
    }

    /// Consumes the marks up to the next line feed, that one too; nil where the list has none.
    @inlinable @inline(__always)
    public mutating func takeLine() -> Line? {
        guard nextLine < lines.count else { return nil }
        let last = Int(lines[nextLine])
        let line = Line(first: nextMark, fieldCount: last &- nextMark &+ 1, end: Int(marks[last]))
        nextLine &+= 1
        nextMark = last &+ 1
        return line
    }

    /// Puts the last line back.
    @inlinable
    public mutating func putBack(_ line: Line) {
        nextLine &-= 1
        nextMark = line.first
    }

    /// Says that the record in hand begins at `start`, behind bytes that are not its own; no mark may lie between.
    public mutating func beginRecord(at start: Int) { marks[nextMark &- 1] = UInt32(truncatingIfNeeded: start) &- 1 }

    /// Whether the list has a line that was not consumed.
    public var hasLine: Bool { nextLine < lines.count }

    /// The lines in the list that lie, with `PlainFields.slack` bytes behind, in `window`; none where a block holds a `"`, or where the first
    /// line is empty and nothing stands before it.
    @_lifetime(&self, copy window, borrow order)
    public mutating func plainLines(_ window: RawSpan, _ order: borrowing FieldOrder) -> PlainLines {
        var count = isPlain ? lines.count &- nextLine : 0
        while count > 0, Int(marks[Int(lines[nextLine &+ count &- 1])]) &+ PlainFields.slack > window.byteCount { count &-= 1 }
        if count > 0, marks[Int(lines[nextLine])] == 0 { count = 0 }
        pairMarks.reset(to: 0, count: order.fieldCount + 1)
        // SAFETY: both ascend, so that the marks of all lines are in the list and their bytes in the window with its slack; the result
        // borrows self exclusively and the order, and lives no longer than the window.
        let result = unsafe PlainLines(
            window, marks.base, lines.base + nextLine, count: count, firstMark: nextMark, order, pairMarks: pairMarks.base)
        return unsafe _overrideLifetime(result, copying: window)
    }

    /// Consumes the marks of the next `count` lines, at least one; returns the last one's end.
    public mutating func drop(lines count: Int) -> Int {
        nextLine &+= count
        nextMark = Int(lines[nextLine &- 1]) &+ 1
        return Int(marks[nextMark &- 1])
    }

    /// The fields of the line whose first field ends at mark `first` and that ends at `end`; nil where that is not a mark, as of a line that
    /// ends with CRLF, where the line has more fields or fewer than the order says, or where `window` does not go on for `PlainFields.slack`
    /// bytes behind it.
    @inlinable @inline(__always)
    @_lifetime(borrow self, copy window, borrow order)
    public func fields(first: Int, count: Int, end: Int, _ window: RawSpan, _ order: borrowing FieldOrder) -> PlainFields? {
        precondition(first > 0 && count > 0 && first &+ count <= marks.count, "fields were sought outside the marks")
        guard count == order.fieldCount, Int(marks[first &+ count &- 1]) == end, end &+ PlainFields.slack <= window.byteCount else {
            return nil
        }
        // SAFETY: marks ascend, so that all fields lie before the last mark, which is within the window with its slack, and one precedes
        // them; the result borrows self and the order and lives no longer than the window.
        let bytes = unsafe window.withUnsafeBytes { unsafe $0.baseAddress.unsafelyUnwrapped }
        let fields = unsafe PlainFields(
            bytes, marks.base + (first &- 1), bounds: order.bounds.base, columnCount: order.bounds.count)
        return unsafe _overrideLifetime(fields, copying: window)
    }

    /// Field `index` of the line whose first field ends at mark `first`: between two marks.
    @inlinable @inline(__always)
    public func field(_ index: Int, first: Int) -> Range<Int> {
        let end = Int(marks[first &+ index])
        let start = Int(marks[first &+ index &- 1] &+ 1)
        return Swift.min(start, end)..<end
    }
}

extension RawSpan {
    /// Asks for the cache lines of the bytes in `range`, which are read before long: else the first one read would be waited for.
    public func prefetch(_ range: Range<Int>) {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "bytes outside the span were asked for")
        // SAFETY: the range was checked against the span's count.
        unsafe withUnsafeBytes { unsafe csc_prefetch($0.baseAddress.unsafelyUnwrapped + range.lowerBound, range.count) }
    }
}
