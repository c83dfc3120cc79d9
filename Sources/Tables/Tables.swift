// Tables: the shape of what is exported, and its rows as text.
//
// Whoever has rows (the bases, the ratings database) says what its columns are and hands over cells; whoever writes a file
// turns them into CSV or JSON lines here, or into Parquet (target `Parquet`). So that every format tells the same of every
// table, there is one description of it, which is published beside the rows as a JSON Schema.

public import Domain

/// What the values of a column are.
public enum ColumnType: Hashable, Sendable {
    /// Signed, 64 bits.
    case integer
    /// An IEEE 754 double; neither an infinity nor NaN.
    case real
    /// UTF-8.
    case text
    /// A civil date.
    case day
    /// A text that is an RFC 3339 instant in UTC: times are text wherever they leave the house.
    case instant
}

/// A column of a table.
public struct TableColumn: Hashable, Sendable {
    public var name: String
    public var type: ColumnType
    /// Whether rows may lack a value.
    public var isNullable: Bool
    /// All words that a text may be; nil: any text.
    public var words: [String]?

    public init(_ name: String, _ type: ColumnType, isNullable: Bool = false, words: [String]? = nil) {
        self.name = name
        self.type = type
        self.isNullable = isNullable
        self.words = words
    }
}

/// The shape of a table.
public struct TableShape: Hashable, Sendable {
    /// Also the name of its file, without the ending.
    public var name: String
    /// What a row is, as a sentence.
    public var summary: String
    public var columns: [TableColumn]

    public init(name: String, summary: String, columns: [TableColumn]) {
        self.name = name
        self.summary = summary
        self.columns = columns
    }
}

/// A value of a row.
public enum Cell: Hashable, Sendable {
    case null
    case integer(Int64)
    case real(Double)
    /// Valid UTF-8, also of columns of instants.
    case text([UInt8])
    case day(Day)

    /// A text.
    public static func text(_ text: some StringProtocol) -> Cell { .text(Array(text.utf8)) }
}

/// What a table can be written as.
public enum TableFormat: String, CaseIterable, Sendable {
    case csv, ndjson, parquet
}
