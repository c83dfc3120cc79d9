public import Bytes

/// A field of a record: a range of the window, or of the tokeniser's buffer of unescaped fields.
public struct FieldSlice: BitwiseCopyable, Sendable {
    var start: Int32
    var end: Int32
    public var isUnescaped: Bool
    public var range: Range<Int> { Int(start)..<Int(end) }
}

/// RFC 4180 over a sliding window: no allocation per record, no file, no thread.
///
/// Feed it the window again and again: `.record` leaves the record's fields, place and flaw in the properties; `.needMore`
/// asks for more bytes behind those from `start` on (drop what comes before, then call `rebase`); `.end` is the end.
/// A UTF-8 BOM, empty lines and a last line without an end are ordinary; CRLF ends a line as LF does. The result does not
/// depend on where the windows end.
///
/// A record that shows no fault of quotes in its first 65,536 bytes and goes on is too long, whatever follows, and ends at the
/// next line feed. That alone differs from the whole-document reading, in which a quote out of place beyond the limit counts.
///
/// For the next maintainer: there are two ways to a record. Where the blocks in hand hold no quote, a line's marks are its
/// fields (`plainRecord`, and `plainLines` for many at once), and nothing is copied; else, and at the document's end, `record` goes from
/// mark to mark. Both give the same. `marks` are found in blocks ahead of the record in hand, and `restart` forgets them. Whatever moves `cursor`
/// other than to just behind a consumed mark must restart.
public struct Tokenizer: ~Copyable {
    /// What a call found.
    public enum Step: Sendable { case record, needMore, end }

    /// The greatest length of a record in bytes.
    public static let recordLimit = 65_536
    private static let blockLength = 16_384

    /// The number of the record's fields.
    public private(set) var fieldCount = 0
    /// What is wrong with the record's form; its fields then mean nothing.
    public private(set) var flaw: QuarantineReason?
    /// The record's bytes in the window, without its line end.
    public private(set) var start = 0
    public private(set) var end = 0
    /// The record's first physical line, 1-based.
    public private(set) var line = 1
    /// Fields with doubled quotes, undoubled.
    public private(set) var unescaped = ByteBuffer()
    /// The offset in the document of the window's first byte.
    public private(set) var base = 0

    private var marks = MarkList()
    /// The fields of a record that `record` found, and whether it did.
    private var fields = PlainArray<FieldSlice>(capacity: 64)
    private var isPlain = false
    private var firstMark = 0
    private var indexed = 0
    private var cursor = 0
    private var nextLine = 1
    private var quotedLines = 0
    /// A quote stood inside an unquoted field: nothing says any more which quotes belong together, up to the line's end.
    private var isLiteral = false
    private var isSkipping = false

    public init() {}

    /// The offset in the document of the record's first byte.
    public var byte: Int { base + start }

    /// The record's field `index`, below `fieldCount`.
    @inline(__always)
    public func field(_ index: Int) -> FieldSlice {
        guard isPlain else { return fields[index] }
        let range = plainField(index)
        return FieldSlice(
            start: Int32(truncatingIfNeeded: range.lowerBound), end: Int32(truncatingIfNeeded: range.upperBound), isUnescaped: false)
    }

    /// Whether no field of the record is quoted: `plainField` gives them all.
    @inline(__always)
    var hasPlainFields: Bool { isPlain }

    /// The record's fields, where none is quoted and the window goes on behind it.
    @inline(__always)
    @_lifetime(borrow self, copy window, borrow order)
    func plainFields(_ window: RawSpan, _ order: borrowing FieldOrder) -> PlainFields? {
        isPlain ? marks.fields(first: firstMark, count: fieldCount, end: end, window, order) : nil
    }

    @inline(__always)
    func plainField(_ index: Int) -> Range<Int> {
        // Only the last field's mark may lie behind the record's end: the line feed of a CRLF.
        let range = marks.field(index, first: firstMark)
        let end = min(range.upperBound, end)
        return min(range.lowerBound, end)..<end
    }

    /// Tells that the bytes before `start` were dropped from the window.
    public mutating func rebase() {
        base += start
        cursor -= start
        start = 0
        restart()
    }

    /// Finds the next record in `window`; `isLast` says that no bytes follow it.
    public mutating func next(_ window: borrowing RawSpan, isLast: Bool) -> Step {
        if base == 0 && cursor == 0 && nextLine == 1 {
            if window.byteCount < 3 && !isLast { return .needMore }
            if window.byteCount >= 3 && window.packed(0..<3) == 0xBF_BBEF { moveCursor(3) }
        }
        if isSkipping && !skipLine(window, isLast: isLast) { return isLast ? .end : .needMore }
        while true {
            start = cursor
            line = nextLine
            if plainRecord(window) { return .record }
            switch record(window, isLast: isLast) {
            case .record: return .record
            case .emptyLine: continue
            case .end: return .end
            case .needMore:
                moveCursor(start)
                return .needMore
            }
        }
    }

    /// Whether lines without quotes are at hand, in `plainLines`; marks are sought for them.
    mutating func hasPlainLines(_ window: borrowing RawSpan) -> Bool {
        // A BOM stands before the first line only.
        guard nextLine > 1, !isSkipping else { return false }
        while marks.isPlain && !marks.hasLine {
            guard indexed < window.byteCount else { return false }
            findMarks(window)
        }
        return marks.isPlain
    }

    /// The lines at hand.
    @_lifetime(&self, copy window, borrow order)
    mutating func plainLines(_ window: RawSpan, _ order: borrowing FieldOrder) -> PlainLines { marks.plainLines(window, order) }

    /// The number of the first line at hand.
    var lineAtHand: Int { nextLine }

    /// Whether the lines at hand are surely ASCII.
    var isASCII: Bool { marks.isASCII }

    /// Goes on behind the first `count` lines at hand.
    mutating func drop(lines count: Int) {
        guard count > 0 else { return }
        cursor = marks.drop(lines: count) &+ 1
        nextLine &+= count
    }

    /// The record at `start`, where the marks at hand hold no quote and reach to its line feed. Leaves all else to `record`.
    @inline(__always)
    private mutating func plainRecord(_ window: borrowing RawSpan) -> Bool {
        while marks.isPlain {
            guard let found = marks.takeLine() else {
                guard indexed < window.byteCount else { return false }
                findMarks(window)
                continue
            }
            let hasReturn = found.end > start && window.byte(at: found.end &- 1) == 0x0D
            let end = hasReturn ? found.end &- 1 : found.end
            guard found.end &- start <= Tokenizer.recordLimit, end > start || found.fieldCount > 1 else {
                marks.putBack(found)
                return false
            }
            isPlain = true
            firstMark = found.first
            fieldCount = found.fieldCount
            flaw = nil
            self.end = end
            cursor = found.end &+ 1
            nextLine = line &+ 1
            return true
        }
        return false
    }

    private enum Outcome { case record, emptyLine, needMore, end }

    private mutating func record(_ window: borrowing RawSpan, isLast: Bool) -> Outcome {
        fieldCount = 0
        fields.removeAll()
        isPlain = false
        flaw = nil
        quotedLines = 0
        isLiteral = false
        unescaped.removeAll()
        var fieldStart = start
        while true {
            guard let mark = nextMark(window) else {
                if isTooLong(window, isLast: isLast) { return tooLong(window.byteCount, window, endsLine: false) }
                guard isLast else { return .needMore }
                if start == window.byteCount { return .end }
                add(fieldStart, window.byteCount)
                return finish(end: window.byteCount, next: window.byteCount)
            }
            if mark &- start > Tokenizer.recordLimit && isTooLong(upTo: mark, window) {
                return tooLong(mark, window, endsLine: window.byte(at: mark) == 0x0A)
            }
            switch window.byte(at: mark) {
            case 0x2C:
                add(fieldStart, mark)
                fieldStart = mark &+ 1
            case 0x0A:
                let end = mark > fieldStart && window.byte(at: mark &- 1) == 0x0D ? mark &- 1 : mark
                if end == start && fieldCount == 0 {
                    cursor = mark &+ 1
                    nextLine &+= 1
                    return .emptyLine
                }
                add(fieldStart, end)
                return finish(end: end, next: mark &+ 1)
            default:
                guard mark == fieldStart && !isLiteral else {
                    flaw = .quote
                    isLiteral = true
                    continue
                }
                switch quoted(mark, window, isLast: isLast) {
                case .field(let next): fieldStart = next
                case .record: return .record
                case .needMore: return .needMore
                }
            }
        }
    }

    private enum QuotedOutcome {
        case field(next: Int)
        case record, needMore
    }

    /// A quoted field that opens at `quote`.
    private mutating func quoted(_ quote: Int, _ window: borrowing RawSpan, isLast: Bool) -> QuotedOutcome {
        var isDoubled = false
        while true {
            guard let mark = nextMark(window) else {
                if isLast || window.byteCount - start > Tokenizer.recordLimit { return unterminated(window) }
                return .needMore
            }
            if mark &- start >= Tokenizer.recordLimit { return unterminated(window) }
            let byte = window.byte(at: mark)
            if byte == 0x0A { quotedLines &+= 1 }
            guard byte == 0x22 else { continue }
            if mark &+ 1 == window.byteCount && !isLast { return .needMore }
            if mark &+ 1 < window.byteCount && window.byte(at: mark &+ 1) == 0x22 {
                isDoubled = true
                _ = nextMark(window)
                continue
            }
            if isDoubled { addUnescaped(quote + 1..<mark, window) } else { add(quote &+ 1, mark) }
            return behindQuote(mark &+ 1, window, isLast: isLast)
        }
    }

    /// What stands behind a closing quote, at `at`: a comma, the record's end, or text that does not belong there.
    private mutating func behindQuote(_ at: Int, _ window: borrowing RawSpan, isLast: Bool) -> QuotedOutcome {
        if at == window.byteCount {
            _ = finish(end: at, next: at)
            return .record
        }
        let byte = window.byte(at: at)
        if byte == 0x2C {
            _ = nextMark(window)
            return .field(next: at &+ 1)
        }
        if byte == 0x0D && at &+ 1 == window.byteCount && !isLast { return .needMore }
        let lineEnd = byte == 0x0D && at &+ 1 < window.byteCount ? at &+ 1 : at
        if window.byte(at: lineEnd) == 0x0A {
            _ = nextMark(window)
            _ = finish(end: at, next: lineEnd &+ 1)
            return .record
        }
        flaw = .quote
        while let mark = nextMark(window) {
            if mark &- start > Tokenizer.recordLimit && isTooLong(upTo: mark, window) {
                _ = tooLong(mark, window, endsLine: window.byte(at: mark) == 0x0A)
                return .record
            }
            switch window.byte(at: mark) {
            case 0x2C: return .field(next: mark &+ 1)
            case 0x0A:
                let end = window.byte(at: mark &- 1) == 0x0D ? mark &- 1 : mark
                _ = finish(end: end, next: mark &+ 1)
                return .record
            default: continue
            }
        }
        if isTooLong(window, isLast: isLast) {
            _ = tooLong(window.byteCount, window, endsLine: false)
            return .record
        }
        guard isLast else { return .needMore }
        _ = finish(end: window.byteCount, next: window.byteCount)
        return .record
    }

    /// The record is its first physical line; what follows is read anew.
    private mutating func unterminated(_ window: borrowing RawSpan) -> QuotedOutcome {
        fieldCount = 0
        flaw = .quoteUnterminated
        var at = start
        while at < window.byteCount && window.byte(at: at) != 0x0A { at &+= 1 }
        let lineEnd = at > start && at < window.byteCount && window.byte(at: at - 1) == 0x0D ? at - 1 : at
        end = min(lineEnd, start + Tokenizer.recordLimit)
        nextLine = line + 1
        moveCursor(min(at + 1, window.byteCount))
        isSkipping = at == window.byteCount
        return .record
    }

    /// Whether the record, which has no mark in what is left of the window, is longer than the limit. One byte more may be the
    /// CR of its line end.
    private func isTooLong(_ window: borrowing RawSpan, isLast: Bool) -> Bool {
        window.byteCount - start > (isLast ? Tokenizer.recordLimit : Tokenizer.recordLimit + 1)
    }

    /// Whether the record, which goes up to a mark behind the limit, is longer than that: the CR of its line end does not count.
    private func isTooLong(upTo mark: Int, _ window: borrowing RawSpan) -> Bool {
        let isPair = window.byte(at: mark) == 0x0A && window.byte(at: mark - 1) == 0x0D
        return mark - start > (isPair ? Tokenizer.recordLimit + 1 : Tokenizer.recordLimit)
    }

    /// Goes on behind the line's end; a fault of quotes found before the limit stands.
    private mutating func tooLong(_ at: Int, _ window: borrowing RawSpan, endsLine: Bool) -> Outcome {
        fieldCount = 0
        if flaw == nil { flaw = .recordTooLong }
        end = min(at, start + Tokenizer.recordLimit)
        nextLine = line &+ quotedLines &+ 1
        moveCursor(endsLine ? at + 1 : at)
        isSkipping = !endsLine
        return .record
    }

    /// Goes on behind the next line feed; false where the window has none.
    private mutating func skipLine(_ window: borrowing RawSpan, isLast: Bool) -> Bool {
        var at = cursor
        while at < window.byteCount && window.byte(at: at) != 0x0A { at &+= 1 }
        moveCursor(min(at + 1, window.byteCount))
        start = cursor
        isSkipping = at == window.byteCount
        return !isSkipping
    }

    private mutating func finish(end: Int, next: Int) -> Outcome {
        self.end = end
        cursor = next
        nextLine = line &+ quotedLines &+ 1
        return .record
    }

    @inline(__always)
    private mutating func add(_ start: Int, _ end: Int) {
        fields.append(FieldSlice(start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end), isUnescaped: false))
        fieldCount &+= 1
    }

    private mutating func addUnescaped(_ range: Range<Int>, _ window: borrowing RawSpan) {
        let from = unescaped.count
        var at = range.lowerBound
        while at < range.upperBound {
            let byte = window.byte(at: at)
            unescaped.append(byte)
            at += byte == 0x22 ? 2 : 1
        }
        add(from, unescaped.count)
        fields[fieldCount - 1].isUnescaped = true
    }

    @inline(__always)
    private mutating func nextMark(_ window: borrowing RawSpan) -> Int? {
        while true {
            if let mark = marks.take() { return mark }
            guard indexed < window.byteCount else { return nil }
            findMarks(window)
        }
    }

    private mutating func findMarks(_ window: borrowing RawSpan) {
        let upTo = min(indexed &+ Tokenizer.blockLength, window.byteCount)
        marks.find(in: window, indexed..<upTo)
        indexed = upTo
    }

    private mutating func moveCursor(_ at: Int) {
        cursor = at
        restart()
    }

    private mutating func restart() {
        marks.restart(at: cursor)
        indexed = cursor
    }
}
