/// RFC 4180 on a whole document, one byte after the other: the slow twin of the tokeniser.
///
/// - The separator is `,`; a record ends at LF or CRLF, the last one also at the end of the document. A lone CR is data.
/// - UTF-8 byte order marks before a record are skipped (offsets count them); an empty line is no record.
/// - A field is quoted if and only if its first byte is `"`. Inside, `""` is one quote and everything else is data.
/// - What breaks the rules makes the record malformed and is never guessed at: see `Malformation`. A malformed record is its first physical
///   line; what follows is read anew.
public enum ReferenceCSV {
    /// The longest record, from its first byte to before its line end.
    public static let recordBytesMax = 65_536

    /// One field of a well-formed record.
    public struct Field: Hashable, Sendable {
        /// The value: without the enclosing quotes, doubled quotes made single.
        public var bytes: [UInt8]
        /// Whether the field stood in quotes.
        public var isQuoted: Bool

        public init(bytes: [UInt8], isQuoted: Bool) {
            self.bytes = bytes
            self.isQuoted = isQuoted
        }

        /// The value as text; invalid UTF-8 is shown with replacement characters.
        public var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    /// Why a record cannot be told into fields.
    public enum Malformation: String, Hashable, Sendable {
        /// A quote inside an unquoted field, or other text after a closing quote, before any other fault of quotes.
        case quote = "QUOTE"
        /// A quoted field whose closing quote is not among the record's first `recordBytesMax` bytes, or not in the document.
        case quoteUnterminated = "QUOTE_UNTERMINATED"
        /// More than `recordBytesMax` bytes, with no quote out of place.
        case recordTooLong = "RECORD_TOO_LONG"
    }

    /// One record, well-formed or not.
    public struct Record: Hashable, Sendable {
        /// The fields in order; none where the record is malformed.
        public var fields: [Field]
        /// The physical line on which the record begins, from 1; line ends inside quotes count.
        public var line: Int
        /// The offset of the record's first byte in the document, from 0; a byte order mark counts.
        public var offset: Int
        /// The record as it stands in the document, without its line end.
        public var raw: [UInt8]
        /// What is wrong with the record; nil where it is well-formed.
        public var malformation: Malformation?

        public var isWellFormed: Bool { malformation == nil }
    }

    /// All records of a document, in order, the header among them.
    ///
    /// - Parameter fails: whether a well-formed record that holds line ends cannot be used for a reason that lies in or behind its first field
    ///   with one: it then costs its first physical line alone, as a malformed one does, and keeps its fields.
    public static func records(of document: [UInt8], failing fails: (Record) -> Bool = { _ in false }) -> [Record] {
        var reader = Reader(document: document)
        var records: [Record] = []
        while let record = reader.nextRecord(fails) { records.append(record) }
        return records
    }
}

private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
private let quote = UInt8(ascii: "\"")
private let comma = UInt8(ascii: ",")

private struct Reader {
    let bytes: [UInt8]
    var position: Int
    var line = 1

    init(document: [UInt8]) {
        bytes = document
        position = 0
    }

    mutating func nextRecord(_ fails: (ReferenceCSV.Record) -> Bool) -> ReferenceCSV.Record? {
        while true {
            while bytes[position...].starts(with: [0xEF, 0xBB, 0xBF]) { position += 3 }
            if lineEndLength(at: position) == 0 { break }
            skipLineEnd()
        }
        guard position < bytes.count else { return nil }
        let start = position
        var (fields, end, malformation) = parse(from: start)
        if malformation == nil && end - start > ReferenceCSV.recordBytesMax { malformation = .recordTooLong }
        if malformation != nil { fields = [] }
        var record = ReferenceCSV.Record(
            fields: fields, line: line, offset: start, raw: Array(bytes[start..<end]), malformation: malformation)
        if malformation != nil || record.raw.contains(lineFeed) && fails(record) {
            end = endOfLine(from: start)
            record.raw = Array(bytes[start..<end])
        }
        line += record.raw.count { $0 == lineFeed }
        position = end
        skipLineEnd()
        return record
    }

    /// The fields of the record at `start`, where it ends (before its line end), and what is wrong with it first; its end then means nothing.
    private func parse(from start: Int) -> (fields: [ReferenceCSV.Field], end: Int, malformation: ReferenceCSV.Malformation?) {
        var fields: [ReferenceCSV.Field] = []
        var next = start
        while true {
            if next < bytes.count && bytes[next] == quote {
                guard let closing = closingQuote(ofFieldAt: next, limit: start + ReferenceCSV.recordBytesMax) else {
                    return ([], start, .quoteUnterminated)
                }
                fields.append(.init(bytes: unescaped(bytes[(next + 1)..<closing]), isQuoted: true))
                next = closing + 1
                if endOfField(from: next) != next { return ([], start, .quote) }
            } else {
                let end = endOfField(from: next)
                let value = bytes[next..<end]
                if value.contains(quote) { return ([], start, .quote) }
                fields.append(.init(bytes: Array(value), isQuoted: false))
                next = end
            }
            guard next < bytes.count && bytes[next] == comma else { return (fields, next, nil) }
            next += 1
        }
    }

    /// The first quote after the opening one that is not half of a doubled quote, before `limit` and the document's end.
    private func closingQuote(ofFieldAt opening: Int, limit: Int) -> Int? {
        var index = opening + 1
        while index < min(limit, bytes.count) {
            if bytes[index] != quote {
                index += 1
            } else if index + 1 < bytes.count && bytes[index + 1] == quote {
                index += 2
            } else {
                return index
            }
        }
        return nil
    }

    private func unescaped(_ quoted: ArraySlice<UInt8>) -> [UInt8] {
        var value: [UInt8] = []
        var rest = quoted
        while let byte = rest.popFirst() {
            value.append(byte)
            if byte == quote { rest = rest.dropFirst() }
        }
        return value
    }

    /// The next comma, line end or the document's end.
    private func endOfField(from index: Int) -> Int {
        var end = index
        while end < bytes.count && bytes[end] != comma && lineEndLength(at: end) == 0 { end += 1 }
        return end
    }

    /// The next line end or the document's end, whatever stands before it.
    private func endOfLine(from index: Int) -> Int {
        var end = index
        while end < bytes.count && lineEndLength(at: end) == 0 { end += 1 }
        return end
    }

    /// 1 for LF, 2 for CRLF, 0 for anything else.
    private func lineEndLength(at index: Int) -> Int {
        guard index < bytes.count else { return 0 }
        if bytes[index] == lineFeed { return 1 }
        let isPair = bytes[index] == carriageReturn && index + 1 < bytes.count && bytes[index + 1] == lineFeed
        return isPair ? 2 : 0
    }

    private mutating func skipLineEnd() {
        let length = lineEndLength(at: position)
        if length > 0 { line += 1 }
        position += length
    }
}
