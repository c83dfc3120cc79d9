internal import GRDB
public import Problems
public import Tables

/// The contract's tables that are exported, and what a row of each is.
private let exportedTables: [(name: String, summary: String)] = [
    (PublishedRating.table, "The rating of an enterprise: ascending by enterprise_id."),
    (RatingPointRow.table, "What a characteristic gave an enterprise: ascending by enterprise_id, characteristic."),
    (
        MarketplaceMetricRow.table,
        "What a metric of a marketplace's standard says of an enterprise: ascending by enterprise_id, standard, metric."
    ),
    (RatingReasonRow.table, "A reason for the grade of an enterprise: ascending by enterprise_id, rank (1 weighs most)."),
    (SellerEvidenceRow.table, "The raw counters of a seller account: ascending by seller_id."),
    (ProductEvidenceRow.table, "The raw counters of a product: ascending by product_id."),
    (SubjectRow.table, "A market subject (information base 1): ascending by subject_id."),
    (ProductRow.table, "A product (information base 2): ascending by product_id."),
    (StatisticRow.table, "A figure of trade: ascending by period, flow, dimension, member."),
    (
        EnterpriseMarketRow.table,
        """
        What an enterprise sells, by category and chapter of the HS, of lines booked in the calendar month of as_of and the five before it; \
        and where it ships, of orders of the last 180 days: ascending by enterprise_id, dimension, rank (by orders; 9: OTHER, all the rest).
        """
    ),
    (
        EnterpriseDeliveryRow.table,
        """
        How many days from order to delivery sufficed for half and for nine in ten of the delivered orders booked 30 to 179 days before \
        as_of, from the enterprise's country to a destination: ascending by enterprise_id, destination.
        """
    ),
    // The story of the runs, which law 1 does not speak of: another way to the same ratings tells another one.
    (RatingChangeRow.table, "What a run changed in the rating of an enterprise: ascending by enterprise_id, run_id."),
    (EnterpriseMoveRow.table, "An account that a run found in another enterprise than the run before: ascending by subject_id, run_id."),
    (RunRow.table, "A run: ascending by number."),
    (SourceRow.table, "A file that was delivered: ascending by source."),
]

extension RatingsReader {
    /// The shapes of the contract's tables that are exported, in the contract's order, as the database itself tells them: INTEGER,
    /// REAL and TEXT, and what may be NULL.
    public func tables() throws(Problem) -> [TableShape] {
        try reading { database in
            try exportedTables.map { name, summary in
                TableShape(
                    name: name, summary: summary,
                    columns: try Row.fetchAll(
                        database, sql: "SELECT name, type, \"notnull\" OR pk > 0 AS \"notnull\" FROM pragma_table_info(?)",
                        arguments: [name]
                    )
                    .map { try column($0, of: name) })
            }
        }
    }

    /// Hands over a table's rows one by one, ascending by key.
    public func forEachRow(of table: TableShape, _ body: ([Cell]) throws(Problem) -> Void) throws(Problem) {
        try reading { database in
            let columns = table.columns.map(\.name).joined(separator: ", ")
            let rows = try Row.fetchCursor(
                database, sql: "SELECT \(columns) FROM \(table.name) ORDER BY \(ContractTables.ordering(of: table.name))")
            let types = table.columns.map(\.type)
            while let row = try rows.next() { try body(try types.indices.map { try cell(row, $0, types[$0]) }) }
        }
    }

    private func column(_ row: Row, of table: String) throws -> TableColumn {
        let name: String = try row.decode(forColumn: "name")
        let viewed = SheetTables.viewColumns[table]?[name]
        let type: ColumnType =
            switch try viewed?.type ?? row.decode(String.self, forColumn: "type") {
            case "INTEGER": .integer
            case "REAL": .real
            case "TEXT": .text
            default: throw UnreadableColumn(name: name)
            }
        let words = Schema.vocabularies.first { $0.table == table && $0.column == name }?.words
        return TableColumn(
            name, type, isNullable: try viewed?.isNullable ?? !row.decode(Bool.self, forColumn: "notnull"),
            words: words?.split(separator: ", ").map(String.init))
    }

    private func cell(_ row: Row, _ index: Int, _ type: ColumnType) throws -> Cell {
        switch type {
        case .integer: try row.decode(Int64?.self, atIndex: index).map(Cell.integer) ?? .null
        case .real: try row.decode(Double?.self, atIndex: index).map(Cell.real) ?? .null
        case .text, .day, .instant: try row.decode(TextColumn?.self, atIndex: index).map { .text($0.text.utf8) } ?? .null
        }
    }
}
