internal import GRDB
public import Problems

/// The wide tables of enterprises (points, reasons, markets, metrics, counters), in a file of their own while they are written.
///
/// They take as long to write as all others do, and SQLite writes a file on one thread only: so another thread writes these at the same
/// time. `RatingsDatabaseBuilder.publish` then moves them into the database whole: few rows, though long ones.
public final class EnterpriseSheets: Sendable {
    private let path: String
    private let queue: DatabaseQueue
    private let pointInsertion: Insertion
    private let metricInsertion: Insertion

    init(path: String, tables: SheetTables, pageCountMax: Int?) throws(Problem) {
        self.path = path
        pointInsertion = tables.pointInsertion
        metricInsertion = tables.metricInsertion
        queue = try NewDatabase.make(path, tables: EnterpriseSheets.statements(tables), pageCountMax: pageCountMax)
        try reportingFaults(of: path) { try queue.writeWithoutTransaction { try $0.beginTransaction(.immediate) } }
    }

    /// From so many on it pays to hand over several wide rows at once: a statement for sixteen has thousands of values, and SQLite takes as
    /// long to read it as is saved on half a thousand enterprises.
    private static let manyEnterprises = 512

    private static let names = [SheetTables.points, SheetTables.metrics, ReasonTables.table, MarketTables.table, SellerEvidenceRow.table]

    private static func statements(_ tables: SheetTables) -> [String] {
        (Schema.tables + tables.statements).filter { statement in names.contains { statement.hasPrefix("CREATE TABLE \($0) ") } }
    }

    /// Writes points, reasons, markets, metrics and counters, in each table ascending by enterprise over all packs.
    /// - Parameter enterprises: so many they are.
    public func write(_ rows: borrowing PackedRows, of enterprises: Int) throws(Problem) {
        let rowsAtOnce = enterprises < EnterpriseSheets.manyEnterprises ? 1 : BulkInsert.rowsMax
        try reportingFaults(of: path) {
            try queue.writeWithoutTransaction { database in
                var points = try BulkInsert(pointInsertion, in: database, rows: rowsAtOnce)
                var reasons = try BulkInsert(ReasonTables.insertion, in: database, rows: rowsAtOnce)
                var markets = try BulkInsert(MarketTables.insertion, in: database, rows: rowsAtOnce)
                var metrics = try BulkInsert(metricInsertion, in: database, rows: rowsAtOnce)
                var evidence = try BulkInsert(SellerEvidenceRow.insertion, in: database, rows: rowsAtOnce)
                try rows.forEachRow { table, row, cursor in
                    switch table {
                    case .points: try points.insert(row, at: &cursor)
                    case .reasons: try reasons.insert(row, at: &cursor)
                    case .markets: try markets.insert(row, at: &cursor)
                    case .metrics: try metrics.insert(row, at: &cursor)
                    case .evidence: try evidence.insert(row, at: &cursor)
                    case .products: preconditionFailure("products are not written to the sheets of enterprises")
                    }
                }
                try points.finish()
                try reasons.finish()
                try markets.finish()
                try metrics.finish()
                try evidence.finish()
            }
        }
    }

    /// Writes out what is still in memory; nothing can be written here afterwards. Publishing does it where it has not been done.
    public func finish() throws(Problem) {
        try reportingFaults(of: path) {
            try queue.writeWithoutTransaction { database in
                if database.isInsideTransaction { try database.commit() }
            }
        }
    }

    /// Moves the rows into the tables of the same names, which are empty.
    func move(into database: Database) throws {
        try finish()
        try queue.close()
        try database.execute(sql: "ATTACH DATABASE ? AS sheets", arguments: [path])
        try database.inTransaction {
            // Whole tables of one layout into empty ones: SQLite copies the cells without decoding them.
            for table in Self.names { try database.execute(sql: "INSERT INTO main.\(table) SELECT * FROM sheets.\(table)") }
            return .commit
        }
        try database.execute(sql: "DETACH DATABASE sheets")
    }

    /// Removes the file, whose rows have been moved. One that cannot be removed here is removed by `discard` or the next run.
    func remove() { _ = FileSystem.removeFile(path) }

    /// Closes the file; without effect where it is closed.
    func close() {
        // A file that cannot be closed here is removed by the next run.
        try? queue.close()
    }
}

extension Database {
    /// Inserts rows into their table.
    func insert<Row: TableRow>(_ rows: [Row]) throws {
        var insert = try BulkInsert(Row.insertion, in: self, rows: rows.count)
        // In place: a copy of a row counts the references in it.
        let rows = rows.span
        for place in rows.indices {
            rows[place].bind(to: &insert)
            try insert.endRow()
        }
        try insert.finish()
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
