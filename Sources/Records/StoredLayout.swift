import Bytes

/// What the meaning of stored bytes depends on beside their format, as text: a store that was written by another text is not read.
public enum StoredLayout {
    /// The kinds with their columns, keys and versions, and the places of words.
    public static var rows: String {
        Kind.allCases.map { kind in
            let schema = Schema.of(kind)
            func names(_ columns: [Int]) -> String { columns.map { schema.columns[$0].name }.joined(separator: ",") }
            let columns = schema.columns.enumerated().map { place, column in
                "\(column.name):\(text(column.type)):\(column.isRequired):\(column.defaultCode ?? 0):\(schema.isOptional(place))"
            }
            let rank = schema.rank.map { schema.columns[$0].name } ?? ""
            return "\(kind.rawValue) \(kind.name) \(names(schema.key)) \(schema.isKeyedByDay) \(names(schema.version)) \(rank) "
                + "\(names(schema.layout)) \(columns.joined(separator: " "))"
        }.joined(separator: "\n")
    }

    private static func text(_ type: FieldType) -> String {
        switch type {
        case .text: "text"
        case .decimal: "decimal"
        case .whole: "whole"
        case .instant: "instant"
        case .code: "code"
        case .word(let table): "word(\(table.words.joined(separator: ",")))"
        case .hsCode: "hs"
        case .place: "place"
        }
    }

    /// Tells a layout's text from others.
    public static func fingerprint(of text: String) -> UInt64 {
        var buffer = ByteBuffer()
        buffer.append(text.utf8)
        return buffer.bytes.hash(0..<buffer.count, HashKey(0x5349_4C4B, 0x4C41_594F_5554))
    }
}
