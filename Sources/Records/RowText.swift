import Bytes
import Domain

/// Rows as CSV again, from their canonical encoding: the contract's columns in its order, typed values in one form.
public enum RowText {
    /// The header of a kind's rows, without a line end.
    public static func header(_ kind: Kind) -> [UInt8] { Array(Schema.of(kind).columns.map(\.name).joined(separator: ",").utf8) }

    /// The row at `start` as a record, without a line end.
    public static func csv(_ kind: Kind, _ bytes: borrowing RawSpan, at start: Int) -> [UInt8] {
        var decoder = RowDecoder(kind)
        decoder.decode(bytes, at: start)
        var text: [UInt8] = []
        for column in decoder.schema.columns.indices {
            if column > 0 { text.append(0x2C) }
            append(decoder, column, bytes, to: &text)
        }
        return text
    }

    /// Appends one column's value; nothing where it is missing.
    public static func append(_ row: RowDecoder, _ column: Int, _ bytes: borrowing RawSpan, to text: inout [UInt8]) {
        guard let value = row.number(column) else { return }
        switch row.schema.columns[column].type {
        case .text, .hsCode, .place: appendQuoted(bytes.array(row.text(column)), to: &text)
        case .instant: text += "\(Instant(value))".utf8
        case .decimal: text += decimal(value).utf8
        case .whole: text += String(value).utf8
        case .word(let table): text += table.words[Int(value)].utf8
        case .code:
            for shift in [0, 8, 16] {
                let byte = UInt8(truncatingIfNeeded: value >> Int64(shift))
                if byte != 0 { text.append(byte) }
            }
        }
    }

    /// Appends a field, quoted where it holds a comma, a quote or a line end.
    public static func appendQuoted(_ field: [UInt8], to text: inout [UInt8]) {
        guard field.contains(where: { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }) else {
            text += field
            return
        }
        text.append(0x22)
        for byte in field {
            if byte == 0x22 { text.append(0x22) }
            text.append(byte)
        }
        text.append(0x22)
    }

    /// Millionths as plain digits without trailing zeros.
    static func decimal(_ micros: Int64) -> String {
        let (whole, rest) = micros.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
        var text = (micros < 0 ? "-" : "") + String(whole)
        guard rest > 0 else { return text }
        var digits = String(rest + 1_000_000).dropFirst()
        while digits.last == "0" { digits = digits.dropLast() }
        text += "." + digits
        return text
    }
}
