internal import Domain

/// The names of a table's or view's columns.
protocol TableColumns {
    static var table: String { get }
    static var columns: [String] { get }
}

/// A row as its table has it.
protocol TableRow: TableColumns {
    /// The table and the columns that it is written to: those that it is read from, unless that is a view.
    static var insertion: Insertion { get }

    /// Hands over one value for each column of `insertion`, in their order.
    func bind(to row: inout some RowValues & ~Copyable)
}

extension TableRow {
    static var insertion: Insertion { Insertion(table: table, columns: columns) }
}

extension TableColumns {
    static var selection: String { "SELECT \(columns.joined(separator: ", ")) FROM \(table)" }
}

/// The rows that a statement inserts.
struct Insertion: Sendable {
    var table: String
    var columns: [String]

    /// The statement for up to `rows` rows: their values one after the other, and for more than one the number of those that there are.
    func statement(rows: Int) -> String {
        let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        let target = "INSERT INTO \(table) (\(columns.joined(separator: ", ")))"
        guard rows > 1 else { return "\(target) VALUES (\(places))" }
        return "\(target) " + Array(repeating: "SELECT \(places)", count: rows).joined(separator: " UNION ALL ") + " LIMIT ?"
    }
}

/// Takes the values of a row, one after the other: a statement, or rows that are packed until one takes them.
protocol RowValues: ~Copyable {
    mutating func append(_ value: Int64)
    mutating func append(_ value: Double)
    mutating func append(utf8: borrowing Span<UInt8>)
    mutating func appendNull()
}

extension RowValues where Self: ~Copyable {
    mutating func append(_ text: Text) { append(utf8: text.utf8.span) }
    mutating func append(_ text: String) { append(utf8: text.utf8.span) }
    mutating func append(_ value: Int64?) { if let value { append(value) } else { appendNull() } }
    mutating func append(_ value: Double?) { if let value { append(value) } else { appendNull() } }
    mutating func append(_ text: Text?) { if let text { append(text) } else { appendNull() } }
    mutating func append(_ text: String?) { if let text { append(text) } else { appendNull() } }
    mutating func append(_ day: Day?) { if let day { append(day) } else { appendNull() } }
    mutating func append(_ day: Day) {
        // Without a `String`, which would take longer to make than the rest of a row.
        var text: [UInt8] = []
        day.append(to: &text)
        append(utf8: text.span)
    }
    mutating func append(_ instant: Instant) { append(instant.description) }
    mutating func append(_ word: (some RawRepresentable<String>)?) { append(word?.rawValue) }
}
