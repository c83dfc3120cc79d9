internal import Domain

/// The names of a table's or view's columns.
protocol TableColumns {
    static var table: String { get }
    static var columns: [String] { get }
}

/// A row as its table has it: the names of its columns, and their values in the same order.
protocol TableRow: TableColumns {
    /// Hands over one value for each of `columns`, in their order.
    func bind(to row: inout some RowValues & ~Copyable)
}

extension TableRow {
    static var insertion: String {
        let places = Array(repeating: "?", count: columns.count).joined(separator: ", ")
        return "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(places))"
    }
}

extension TableColumns {
    static var selection: String { "SELECT \(columns.joined(separator: ", ")) FROM \(table)" }
}

/// Takes the values of a row, one after the other: a statement, or rows that are packed until one takes them.
protocol RowValues: ~Copyable {
    mutating func append(_ value: Int64)
    mutating func append(_ value: Double)
    mutating func append(utf8: some Collection<UInt8>)
    mutating func appendNull()
}

extension RowValues where Self: ~Copyable {
    mutating func append(_ text: Text) { append(utf8: text.utf8) }
    mutating func append(_ text: String) { append(utf8: text.utf8) }
    mutating func append(_ value: Int64?) { if let value { append(value) } else { appendNull() } }
    mutating func append(_ value: Double?) { if let value { append(value) } else { appendNull() } }
    mutating func append(_ text: Text?) { if let text { append(text) } else { appendNull() } }
    mutating func append(_ text: String?) { if let text { append(text) } else { appendNull() } }
    mutating func append(_ day: Day?) { append(day?.description) }
    mutating func append(_ instant: Instant) { append(instant.description) }
    mutating func append(_ word: (some RawRepresentable<String>)?) { append(word?.rawValue) }
}
