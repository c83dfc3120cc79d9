internal import GRDB
public import Problems

/// Builds a ratings database beside the published one and puts it in its place (DESIGN 2, law 4: whole or not at all).
///
/// It is the only writer. Rows are written table by table, in any order of tables, each table's rows ascending by key:
///
///     let builder = try RatingsDatabaseBuilder(target: "ratings.sqlite", runID: runID)
///     try builder.writeRatings(ratings)
///     try builder.sheets.write(packedRows, of: enterprises)
///     try builder.writeRun(run)
///     try builder.publish()
///
/// Until `publish` renames the new file nothing at `target` changes; a builder that ends without it leaves nothing behind.
/// The story of former runs (`runs`, `rating_changes`) is carried over from the published database, and what changed
/// against it is told in `rating_changes` and `previous_grade`.
public final class RatingsDatabaseBuilder {
    /// The ratings that the new database will replace.
    public var former: FormerRatings { tracker.former }
    /// What the ratings written so far change; complete after `finishRows` or `publish`.
    public var changes: ChangeCounts { tracker.counts }

    /// The tables that another thread may write meanwhile. A fault there is to be answered with `discard`.
    public var sheets: EnterpriseSheets {
        guard let enterpriseSheets else { preconditionFailure("a builder is not written to after publish, discard or a fault") }
        return enterpriseSheets
    }

    let target: String
    let tables: SheetTables
    let folder: String
    let path: String
    var queue: DatabaseQueue?
    private var enterpriseSheets: EnterpriseSheets?
    var tracker: ChangeTracker
    private var lock: Int32?

    /// Starts a database for `target`, as run `runID`.
    ///
    /// What a run that was killed left in the build folder is removed.
    ///
    /// - Parameters:
    ///   - target: where the database is to be; a link stays, and what it leads to is replaced, in its own folder.
    ///   - layout: the characteristics and metrics that the ratings have.
    ///   - pageCountMax: the file grows no further than so many pages of `pageSizeBytes`; nil: only the disk limits it.
    /// - Throws: `Problem`: `.storeBusy` while another process builds for the same target or writes to it, `.cannotCreate`
    ///   where the folder cannot be written or the target is no ratings database of this schema version.
    public init(
        target: String, runID: String, layout: SheetLayout = SheetLayout(), pageCountMax: Int? = nil
    ) throws(Problem) {
        let target = try FileSystem.followingLinks(target)
        self.target = target
        tables = SheetTables(layout: layout)
        let (parent, name) = FileSystem.split(target)
        folder = "\(parent)/.\(name).build"
        path = "\(folder)/\(name)"
        try PublishedFile.refuseSidecars(of: target)
        tracker = ChangeTracker(former: try FormerRatings(publishedAt: target), runID: runID)
        // Reading a database that someone has put into WAL mode makes these files: better refused now than after the night.
        try PublishedFile.refuseSidecars(of: target)
        try FileSystem.makeFolder(folder)
        lock = try FileSystem.lockFolder(folder)
        try removeLeftovers()
        do {
            queue = try makeDatabase(pageCountMax: pageCountMax)
            enterpriseSheets = try EnterpriseSheets(path: path + Self.sheetsSuffix, tables: tables, pageCountMax: pageCountMax)
        } catch {
            discard()
            throw error
        }
    }

    deinit { discard() }

    /// Gives the new database up and removes what there is of it; without effect after `publish`.
    public func discard() {
        // A file that cannot be closed or removed here is removed by the next run.
        try? queue?.close()
        queue = nil
        enterpriseSheets?.close()
        enterpriseSheets = nil
        guard let lock else { return }
        try? removeLeftovers()
        _ = FileSystem.removeFolder(folder)
        FileSystem.unlock(lock)
        self.lock = nil
    }

    private static let sheetsSuffix = "-sheets"

    private func removeLeftovers() throws(Problem) {
        for suffix in ["", "-journal", "-wal", "-shm", Self.sheetsSuffix] where !FileSystem.removeFile(path + suffix) {
            throw Problem(
                .cannotCreate, at: Position(source: path + suffix), "cannot remove what an earlier run left behind",
                remedy: "remove it by hand, then run again")
        }
    }

    /// Does `body` with the database; a fault gives the database up.
    func writing(_ body: (Database) throws -> Void) throws(Problem) {
        guard let queue else { preconditionFailure("a builder is not written to after publish, discard or a fault") }
        do {
            try reportingFaults(of: path) { try queue.writeWithoutTransaction(body) }
        } catch {
            discard()
            throw error
        }
    }

    func insert<Row: TableRow>(_ rows: [Row]) throws(Problem) {
        try writing { try $0.insert(rows) }
    }
}

// Rows may come in any number of batches; within a table they ascend by key over all of them.
extension RatingsDatabaseBuilder {
    /// Writes ratings, ascending by enterprise, and with each what changed against the former database.
    public func writeRatings(_ rows: [RatingRow]) throws(Problem) {
        try writing { database in
            var ratings = try BulkInsert(PublishedRating.insertion, in: database, rows: rows.count)
            var changes = try BulkInsert(RatingChangeRow.insertion, in: database, rows: rows.count)
            for row in rows {
                let (previousGrade, changed) = tracker.advance(to: row)
                PublishedRating(rating: row, previousGrade: previousGrade, runID: tracker.runID).bind(to: &ratings)
                try ratings.endRow()
                for change in changed {
                    change.bind(to: &changes)
                    try changes.endRow()
                }
            }
            try ratings.finish()
            try changes.finish()
        }
    }

    /// Writes subjects, ascending by subject.
    public func writeSubjects(_ rows: [SubjectRow]) throws(Problem) { try insert(rows) }
    /// Writes products and their counters, ascending by product.
    public func writeProducts(_ rows: borrowing PackedRows) throws(Problem) {
        try writing { database in
            var products = try BulkInsert(ProductTables.insertion, in: database, rows: BulkInsert.rowsMax)
            try rows.forEachRow { table, row, cursor in
                precondition(table == .products, "a pack of products has rows of nothing else")
                try products.insert(row, at: &cursor)
            }
            try products.finish()
        }
    }
    /// Writes this run, after those that were carried over.
    public func writeRun(_ row: RunRow) throws(Problem) {
        precondition(row.runID == tracker.runID, "a builder writes the run that it was made for")
        try insert([row])
    }
    /// Writes runs that published nothing: they failed, were refused or interrupted since the last one that did.
    public func writeUnpublishedRuns(_ rows: [RunRow]) throws(Problem) { try insert(rows) }
    /// Writes all partitions of the store, ascending.
    public func writePartitions(_ rows: [PartitionRow]) throws(Problem) { try insert(rows) }
    /// Writes all sources of the store, ascending.
    public func writeSources(_ rows: [SourceRow]) throws(Problem) { try insert(rows) }
    /// Writes how enterprises moved between grades, ascending by their names.
    public func writeMigration(_ rows: [MigrationRow]) throws(Problem) { try insert(rows) }
    /// Writes how far the data have moved, ascending by measure.
    public func writeDrift(_ rows: [DriftRow]) throws(Problem) { try insert(rows) }
    /// Writes all quarantined rows' places and reasons, ascending by source and reason.
    public func writeQuarantine(_ rows: [QuarantineRow]) throws(Problem) { try insert(rows) }
}
