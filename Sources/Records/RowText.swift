import Bytes
import Domain

/// Rows of one kind as CSV again, from their canonical encoding: the contract's columns in its order, typed values in one form.
public struct RowText: Sendable {
    private var row: RowDecoder
    private let types: [FieldType]

    public init(_ kind: Kind) {
        row = RowDecoder(kind)
        types = row.schema.columns.map(\.type)
    }

    /// The header of a kind's rows, without a line end.
    public static func header(_ kind: Kind) -> [UInt8] { Array(Schema.of(kind).columns.map(\.name).joined(separator: ",").utf8) }

    /// Appends the row at `start` as a record, without a line end.
    public mutating func append(_ bytes: borrowing RawSpan, at start: Int, to text: inout [UInt8]) {
        row.decode(bytes, at: start)
        for column in types.indices {
            if column > 0 { text.append(0x2C) }
            RowText.append(row, column, types[column], bytes, to: &text)
        }
    }

    /// Appends one column's value; nothing where it is missing.
    public static func append(_ row: RowDecoder, _ column: Int, _ bytes: borrowing RawSpan, to text: inout [UInt8]) {
        append(row, column, row.schema.columns[column].type, bytes, to: &text)
    }

    private static func append(
        _ row: RowDecoder, _ column: Int, _ type: FieldType, _ bytes: borrowing RawSpan, to text: inout [UInt8]
    ) {
        guard let value = row.number(column) else { return }
        switch type {
        case .text, .hsCode, .place: appendQuoted(bytes.array(row.text(column)), to: &text)
        case .instant: Instant(value).append(to: &text)
        case .decimal: appendDecimal(value, to: &text)
        case .whole: appendInteger(value, to: &text)
        case .word(let table): text += table.words[Int(value)].utf8
        case .code:
            var rest = value
            while rest != 0 {
                text.append(UInt8(truncatingIfNeeded: rest))
                rest >>= 8
            }
        }
    }

    /// Appends a field, quoted where it holds a comma, a quote or a line end, or begins as a file does that says that it is UTF-8.
    public static func appendQuoted(_ field: [UInt8], to text: inout [UInt8]) {
        // Nearly all bytes are greater than a comma.
        let hasMark = field.contains { $0 <= 0x2C && ($0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D) }
        guard hasMark || field.first == 0xEF && field.starts(with: [0xEF, 0xBB, 0xBF]) else {
            text += field
            return
        }
        text.append(0x22)
        var rest = field[...]
        while let quote = rest.firstIndex(of: 0x22) {
            text += rest[...quote]
            text.append(0x22)
            rest = rest[(quote + 1)...]
        }
        text += rest
        text.append(0x22)
    }

    /// Appends millionths as plain digits without trailing zeros.
    static func appendDecimal(_ micros: Int64, to text: inout [UInt8]) {
        let (whole, rest) = micros.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        if micros < 0 { text.append(UInt8(ascii: "-")) }
        appendInteger(Int64(whole), to: &text)
        guard rest > 0 else { return }
        // A leading one keeps the zeros behind the point; the point takes its place.
        let point = text.count
        appendInteger(Int64(rest) + 1_000_000, to: &text)
        text[point] = UInt8(ascii: ".")
        while text.last == UInt8(ascii: "0") { text.removeLast() }
    }
}
