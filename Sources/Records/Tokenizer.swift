public import Bytes

/// RFC 4180 over a sliding window: no allocation per record, no file, no thread.
///
/// Feed it the window again and again: `.record` leaves the record's fields, place and flaw in the properties; `.needMore`
/// asks for more bytes behind those from `start` on (drop what comes before, then call `rebase`); `.end` is the end.
/// A UTF-8 byte order mark before a record is dropped. Empty lines and a last line without an end are ordinary; CRLF ends a line
/// as LF does. The result does not depend on where the windows end.
///
/// A record with a flaw is its first line, and what follows is read anew: a quote out of place costs one line, not all up to the next quote.
/// Quotes open and close in turn, so that a record given up went no further than to the next line with an odd number of quotes,
/// or to the limit: no line is read more than a few times, whatever the file.
///
/// A record that shows no fault of quotes in its first 65,536 bytes and goes on is too long, whatever follows. That alone differs from
/// the whole-document reading, in which a quote out of place beyond the limit counts.
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
    /// Marks are found in blocks: of the greatest length while records follow one another, of the least behind a line that was given up.
    private static let blockLengths = 512...16_384

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
    private var blockLength = Tokenizer.blockLengths.upperBound
    private var cursor = 0
    private var nextLine = 1
    /// The line ends in quoted fields of the record that `record` found, and the field that holds the first of them.
    private var quotedLines = 0
    private var firstFieldWithLines = 0
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

    /// The first field that holds a line end; nil where the record is one line, or has a flaw.
    public var fieldWithLines: Int? { isPlain || flaw != nil || quotedLines == 0 ? nil : firstFieldWithLines }

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
        if isSkipping && !skipLine(window, isLast: isLast) { return isLast ? .end : .needMore }
        while true {
            start = cursor
            skipByteOrderMarks(window)
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

    /// Moves the record's start behind byte order marks: files that were put together have them anywhere.
    @inline(__always)
    private mutating func skipByteOrderMarks(_ window: borrowing RawSpan) {
        let first = start
        while Tokenizer.hasByteOrderMark(window, at: start) { start &+= 3 }
        if start != first { marks.beginRecord(at: start) }
    }

    /// Whether lines without quotes are at hand, in `plainLines`; marks are sought for them. A byte order mark may stand before them.
    mutating func hasPlainLines(_ window: borrowing RawSpan) -> Bool {
        guard !isSkipping else { return false }
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
                let isStray = mark != fieldStart || isLiteral
                if isStray && quotedLines > 0 { return giveUp(.quote, window) }
                guard !isStray else {
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
                guard isLast || window.byteCount - start > Tokenizer.recordLimit else { return .needMore }
                _ = giveUp(.quoteUnterminated, window)
                return .record
            }
            if mark &- start >= Tokenizer.recordLimit {
                _ = giveUp(.quoteUnterminated, window)
                return .record
            }
            let byte = window.byte(at: mark)
            if byte == 0x0A {
                if quotedLines == 0 { firstFieldWithLines = fieldCount }
                quotedLines &+= 1
            }
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
        if quotedLines > 0 {
            _ = giveUp(.quote, window)
            return .record
        }
        // The rest of the line is the record's, quotes and all.
        flaw = .quote
        isLiteral = true
        return .field(next: at)
    }

    /// Ends the record, which has a flaw, with its first line.
    private mutating func giveUp(_ reason: QuarantineReason, _ window: borrowing RawSpan) -> Outcome {
        fieldCount = 0
        flaw = reason
        cutToFirstLine(window)
        return .record
    }

    /// Cuts a record that holds line ends to its first line: the next one is read from the second. The fields can still be asked for.
    public mutating func keepFirstLine(_ window: borrowing RawSpan) {
        if fieldWithLines != nil { cutToFirstLine(window) }
    }

    private mutating func cutToFirstLine(_ window: borrowing RawSpan) {
        var at = start
        while at < window.byteCount && window.byte(at: at) != 0x0A { at &+= 1 }
        let lineEnd = at > start && at < window.byteCount && window.byte(at: at - 1) == 0x0D ? at - 1 : at
        end = min(lineEnd, start + Tokenizer.recordLimit)
        nextLine = line + 1
        moveCursor(min(at + 1, window.byteCount))
        isSkipping = at == window.byteCount
        // The line behind may be given up, too: then most of a long block would be searched for nothing.
        blockLength = Tokenizer.blockLengths.lowerBound
    }

    /// Goes on behind the first line's end; a fault of quotes found before the limit stands.
    private mutating func tooLong(_ at: Int, _ window: borrowing RawSpan, endsLine: Bool) -> Outcome {
        if quotedLines > 0 { return giveUp(.recordTooLong, window) }
        fieldCount = 0
        if flaw == nil { flaw = .recordTooLong }
        end = min(at, start + Tokenizer.recordLimit)
        nextLine = line &+ 1
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
        let upTo = min(indexed &+ blockLength, window.byteCount)
        marks.find(in: window, indexed..<upTo)
        indexed = upTo
        blockLength = min(blockLength &* 2, Tokenizer.blockLengths.upperBound)
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
