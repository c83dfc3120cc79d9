public import RatingsDatabase

/// Sums that take more than 64 bits, which the database's integers do not hold: they are published as NULL, and named here by the column
/// that lacks them. Nothing of it depends on the order in which they were found.
public struct UnpublishedSums: Sendable {
    /// What a column lacks.
    public struct Column: Sendable {
        /// The table's name, a point, the column's.
        public var name: String
        /// Rows without a value.
        public var rows: Int64
        /// The key of the first of them.
        public var first: Text
    }

    /// Ascending by name.
    public private(set) var columns: [Column] = []

    public init() {}

    /// Notes that the column has no value in the row of a key.
    mutating func note(_ column: String, of key: Text) { add(Column(name: column, rows: 1, first: key)) }

    /// Adds what others found.
    mutating func add(_ other: UnpublishedSums) {
        for column in other.columns { add(column) }
    }

    private mutating func add(_ column: Column) {
        let place = columns.firstIndex { $0.name >= column.name } ?? columns.count
        guard place < columns.count, columns[place].name == column.name else { return columns.insert(column, at: place) }
        columns[place].rows += column.rows
        columns[place].first = min(columns[place].first, column.first)
    }

    /// Their rows of `quarantine`. No row of a file is refused for them: `rows` is 0.
    func quarantineRows(_ runID: String) -> [QuarantineRow] {
        columns.map { column in
            QuarantineRow(
                runID: runID, source: Text(column.name), reason: QuarantineRow.sumOutOfRange, rows: 0,
                example: Text(utf8: Array("NULL in \(column.rows) rows, first ".utf8) + column.first.utf8),
                remedy: "the sum takes more than 64 bits: look at the amounts of the rows behind it")
        }
    }
}

extension EnterpriseMarkets {
    /// Whether a sum takes more than 64 bits.
    var lacksValue: Bool {
        [categories, chapters, destinations].contains { breakdown in breakdown.sums.contains { $0.valueMinor == nil } }
    }
}
