internal import GRDB
public import Problems
internal import Tables

extension RatingsReader {
    /// Hands over `sellers.csv` line by line: the header, then one line per seller, ascending by id (RFC 4180, ends in LF).
    public func forEachSellerEvidence(_ body: (String) throws(Problem) -> Void) throws(Problem) {
        try exportCSV("seller_evidence", key: "seller_id", SellerEvidenceRow.counters, body)
    }

    /// Hands over `products.csv` line by line: the header, then one line per product, ascending by id (RFC 4180, ends in LF).
    public func forEachProductEvidence(_ body: (String) throws(Problem) -> Void) throws(Problem) {
        try exportCSV("product_evidence", key: "product_id", ProductEvidenceRow.counters, body)
    }

    private func exportCSV(
        _ table: String, key: String, _ counters: [String], _ body: (String) throws(Problem) -> Void
    ) throws(Problem) {
        let columns = ([key] + counters).joined(separator: ",")
        try reading { database in
            try body(columns + "\n")
            let rows = try Row.fetchCursor(database, sql: "SELECT \(columns) FROM \(table) ORDER BY \(key)")
            while let row = try rows.next() {
                var line = CommaSeparated.field((row[0] as TextColumn).text.description)
                for column in 1...counters.count { line += "," + ((row[column] as Int64?).map { "\($0)" } ?? "") }
                try body(line + "\n")
            }
        }
    }
}

/// What law 1 speaks of: the contract's tables without the bookkeeping.
enum ContractTables {
    /// Columns that tell the story of the runs, in tables that do not. The tables `runs`, `partitions`, `sources`,
    /// `quarantine`, `rating_changes` and `enterprise_log` are left out altogether.
    static let bookkeepingColumns: Set<String> = ["run_id", "previous_grade"]

    static let all: [(table: String, columns: [String])] = [
        named(PublishedRating.self), named(RatingPointRow.self), named(RatingReasonRow.self), named(SellerEvidenceRow.self),
        named(ProductEvidenceRow.self), named(SubjectRow.self), named(ProductRow.self), named(MarketplaceMetricRow.self),
        named(StatisticRow.self), named(TradeBalanceRow.self), named(EnterpriseMarketRow.self), named(EnterpriseDeliveryRow.self),
    ]

    /// The columns of a table's key.
    static func ordering(of table: String) -> String {
        switch table {
        case RatingPointRow.table: "enterprise_id, characteristic"
        case StatisticRow.table: "period, flow, dimension, member"
        case MarketplaceMetricRow.table: "enterprise_id, standard, metric"
        case EnterpriseMarketRow.table: "enterprise_id, dimension, rank"
        case EnterpriseDeliveryRow.table: "enterprise_id, destination"
        case RatingReasonRow.table: "enterprise_id, rank"
        case RatingChangeRow.table: "enterprise_id, run_id"
        case EnterpriseMoveRow.table: "subject_id, run_id"
        default: "1"
        }
    }

    private static func named<Row: TableColumns>(_: Row.Type) -> (table: String, columns: [String]) {
        (Row.table, Row.columns.filter { !bookkeepingColumns.contains($0) })
    }
}

extension RatingsReader {
    /// Hands over every contract table as text, line by line, for comparing databases byte by byte (DESIGN 2, law 1).
    ///
    /// Per table a line with its name and columns, then one per row, ascending by key: values apart by tabs; NULL is `-`,
    /// text begins with `'`. Without the bookkeeping (`runs`, `partitions`, `sources`, `quarantine`, `rating_changes`, `enterprise_log`,
    /// every `run_id`, `previous_grade`).
    public func contractDump(to body: (borrowing Span<UInt8>) -> Void) throws(Problem) {
        try reading { database in
            for (table, columns) in ContractTables.all {
                body(Array("\(table)\t\(columns.joined(separator: "\t"))\n".utf8).span)
                // The key is the table: a WITHOUT ROWID table's own order is that of its key.
                let lines = try DumpLine.fetchCursor(
                    database, sql: "SELECT \(columns.joined(separator: ", ")) FROM \(table) ORDER BY \(ContractTables.ordering(of: table))")
                while let line = try lines.next() { body(line.text.span) }
            }
        }
    }
}
