internal import GRDB
public import Problems

/// The tables that the ratings rest on, in a file of their own while they are written: evidence, subjects, products and what
/// marketplaces' standards say.
///
/// They take as long to write as the ratings do, and SQLite writes a file on one thread only: so another thread writes these at the same
/// time. `RatingsDatabaseBuilder.publish` then moves them into the database whole. Measured on 20,000 subjects and 112,000 products: half
/// a second to write, 0.05 s to move.
public final class EvidenceTables: Sendable {
    let path: String
    let queue: DatabaseQueue
    let metricCount: Int

    init(path: String, sheets: SheetTables, pageCountMax: Int?) throws(Problem) {
        self.path = path
        metricCount = sheets.layout.metrics.count
        queue = try NewDatabase.make(path, tables: EvidenceTables.statements(sheets), pageCountMax: pageCountMax)
        try reportingFaults(of: path) { try queue.writeWithoutTransaction { try $0.beginTransaction(.immediate) } }
    }

    private static let names = [
        SellerEvidenceRow.table, ProductEvidenceRow.table, SubjectRow.table, ProductRow.table, SheetTables.metrics,
    ]

    private static func statements(_ sheets: SheetTables) -> [String] {
        (Schema.tables + sheets.statements).filter { statement in names.contains { statement.hasPrefix("CREATE TABLE \($0) ") } }
    }

    /// Moves the rows into the tables of the same names, which are empty; nothing can be written here afterwards.
    func move(into database: Database) throws {
        try queue.writeWithoutTransaction { try $0.commit() }
        try queue.close()
        try database.execute(sql: "ATTACH DATABASE ? AS evidence", arguments: [path])
        try database.inTransaction {
            // Whole tables of one layout into empty ones: SQLite copies the cells without decoding them.
            for table in Self.names { try database.execute(sql: "INSERT INTO main.\(table) SELECT * FROM evidence.\(table)") }
            return .commit
        }
        try database.execute(sql: "DETACH DATABASE evidence")
    }

    /// Closes the file; without effect where it is closed.
    func close() {
        // A file that cannot be closed here is removed by the next run.
        try? queue.close()
    }

    private func insert<Row: TableRow>(_ rows: [Row]) throws(Problem) {
        try reportingFaults(of: path) { try queue.writeWithoutTransaction { try $0.insert(rows) } }
    }
}

// Rows may come in any number of batches; within a table they ascend by key over all of them.
extension EvidenceTables {
    /// Writes sellers' counters, ascending by seller.
    public func writeSellerEvidence(_ rows: [SellerEvidenceRow]) throws(Problem) { try insert(rows) }
    /// Writes products' counters, ascending by product.
    public func writeProductEvidence(_ rows: [ProductEvidenceRow]) throws(Problem) { try insert(rows) }
    /// Writes subjects, ascending by subject.
    public func writeSubjects(_ rows: [SubjectRow]) throws(Problem) { try insert(rows) }
    /// Writes products, ascending by product.
    public func writeProducts(_ rows: [ProductRow]) throws(Problem) { try insert(rows) }
}

extension Database {
    /// Inserts rows into their table.
    func insert<Row: TableRow>(_ rows: [Row]) throws {
        var insert = try BulkInsert(Row.insertion, in: self)
        for row in rows {
            row.bind(to: &insert)
            try insert.step()
        }
    }
}

/// Making a database's file.
enum NewDatabase {
    /// Makes the file with its tables.
    ///
    /// Nothing is journalled or synced on the way: the file is private until `publish` has synced it, and is thrown away after any fault.
    static func make(_ path: String, tables: [String], pageCountMax: Int?) throws(Problem) -> DatabaseQueue {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.allowsUnsafeTransactions = true  // one transaction over many calls
        return try reportingFaults(of: path) {
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.writeWithoutTransaction { database in
                try database.execute(
                    sql: """
                        PRAGMA page_size = \(RatingsDatabaseBuilder.pageSizeBytes);
                        PRAGMA journal_mode = OFF;
                        PRAGMA synchronous = OFF;
                        PRAGMA cache_size = -8192;
                        PRAGMA application_id = \(applicationID);
                        PRAGMA user_version = \(schemaVersion);
                        """)
                if let pageCountMax { try database.execute(sql: "PRAGMA max_page_count = \(pageCountMax)") }
                for table in tables { try database.execute(sql: table) }
            }
            return queue
        }
    }
}
