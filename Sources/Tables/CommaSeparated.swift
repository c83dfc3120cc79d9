/// Rows as CSV (RFC 4180, lines end in LF): nothing for null, two quotes for an empty text.
public enum CommaSeparated {
    /// Appends the line of the columns' names.
    public static func appendHeader(of table: TableShape, to text: inout [UInt8]) {
        text += table.columns.map(\.name).joined(separator: ",").utf8
        text.append(0x0A)
    }

    /// Appends the line of a row.
    public static func append(_ row: [Cell], to text: inout [UInt8]) {
        for (index, cell) in row.enumerated() {
            if index > 0 { text.append(0x2C) }
            switch cell {
            case .null: break
            case .integer(let value): text += "\(value)".utf8
            case .real(let value): text += value.description.utf8  // the shortest text that reads back as the same number
            case .text(let value): appendField(value, to: &text)
            case .day(let value): text += "\(value)".utf8
            }
        }
        text.append(0x0A)
    }

    /// A text as a field: in quotes where it holds a comma, a quote or a line end. Byte by byte: to `String` a quote and an accent that
    /// follows it are one character, which is no quote.
    public static func field(_ field: String) -> String {
        var text: [UInt8] = []
        if !field.isEmpty { appendField(Array(field.utf8), to: &text) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends a text, quoted where it holds a comma, a quote or a line end, or nothing.
    private static func appendField(_ field: [UInt8], to text: inout [UInt8]) {
        let isPlain = !field.contains { $0 == 0x2C || $0 == 0x22 || $0 == 0x0A || $0 == 0x0D }
        if isPlain && !field.isEmpty {
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
}
