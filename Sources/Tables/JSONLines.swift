/// Rows as JSON objects (RFC 8259), one a line, all columns in the table's order; null where a value is missing.
public struct JSONLines: Sendable {
    /// What stands before each value: brace or comma, the column's name, a colon.
    private let openings: [[UInt8]]

    public init(_ table: TableShape) {
        openings = table.columns.enumerated().map { index, column in
            var opening: [UInt8] = [index == 0 ? 0x7B : 0x2C]
            JSONLines.append(Array(column.name.utf8), to: &opening)
            opening.append(0x3A)
            return opening
        }
    }

    /// Appends the line of a row.
    public func append(_ row: [Cell], to text: inout [UInt8]) {
        precondition(row.count == openings.count, "a row has one value for each column of its table")
        for (index, cell) in row.enumerated() {
            text += openings[index]
            switch cell {
            case .null: text += "null".utf8
            case .integer(let value): text += "\(value)".utf8
            case .real(let value): text += (value.isFinite ? value.description : "null").utf8  // JSON has no other numbers
            case .text(let value): JSONLines.append(value, to: &text)
            case .day(let value): text += "\"\(value)\"".utf8
            }
        }
        text.append(0x7D)
        text.append(0x0A)
    }

    /// A text as a JSON string (RFC 8259).
    public static func string(_ text: String) -> String {
        var json: [UInt8] = []
        append(Array(text.utf8), to: &json)
        return String(decoding: json, as: UTF8.self)
    }

    /// Appends a text as a JSON string: quotes, backslashes and control characters escaped, all else as it is.
    static func append(_ string: [UInt8], to text: inout [UInt8]) {
        text.append(0x22)
        for byte in string {
            switch byte {
            case 0x22, 0x5C:
                text.append(0x5C)
                text.append(byte)
            case 0x0A: text += "\\n".utf8
            case 0x0D: text += "\\r".utf8
            case 0x09: text += "\\t".utf8
            case 0..<0x20:
                let digits = String(byte, radix: 16)
                text += "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8
            default: text.append(byte)
            }
        }
        text.append(0x22)
    }
}
