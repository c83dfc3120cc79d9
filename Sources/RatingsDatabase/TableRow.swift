internal import Domain

/// The names of a table's or view's columns.
protocol TableColumns {
    static var table: String { get }
    static var columns: [String] { get }
}

/// A row as its table has it: the names of its columns, and their values in the same order.
protocol TableRow: TableColumns {
    /// Hands over one value for each of `columns`, in their order.
    func bind(to row: inout BulkInsert)
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

extension BulkInsert {
    mutating func append(_ day: Day?) { append(day?.description) }
    mutating func append(_ instant: Instant) { append(instant.description) }
    mutating func append(_ word: (some RawRepresentable<String>)?) { append(word?.rawValue) }
}
