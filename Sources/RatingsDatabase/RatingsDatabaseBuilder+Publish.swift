internal import GRDB
internal import Parallel
public import Problems

extension RatingsDatabaseBuilder {
    /// The size of the file's pages.
    ///
    /// Measured on 1.1 million rows of all tables with points and reasons, written and verified, CPU seconds (SQLite 3.40):
    ///
    ///     4,096: 2.70    8,192: 2.53    16,384: 2.42    32,768: 2.54    65,536: 2.70
    public static let pageSizeBytes = 16_384

    /// Makes the file with its tables, carries the story over and begins the one transaction of the rows.
    func makeDatabase(pageCountMax: Int?) throws(Problem) -> DatabaseQueue {
        let queue = try NewDatabase.make(path, tables: Schema.tables + tables.statements, pageCountMax: pageCountMax)
        try reportingFaults(of: path) {
            try queue.writeWithoutTransaction { database in
                try database.execute(
                    sql: "CREATE TEMP TABLE former_accounts (subject_id TEXT PRIMARY KEY, enterprise_id TEXT) WITHOUT ROWID")
                if try FileSystem.exists(target) { try carryOver(into: database) }
                try database.beginTransaction(.immediate)
            }
        }
        return queue
    }

    private func carryOver(into database: Database) throws {
        try database.execute(sql: "ATTACH DATABASE ? AS former", arguments: [target])
        // Whole tables of one layout into empty ones: SQLite copies the pages' cells without decoding them.
        try database.execute(sql: "INSERT INTO main.runs SELECT * FROM former.runs")
        try database.execute(sql: "INSERT INTO main.rating_changes SELECT * FROM former.rating_changes")
        try database.execute(sql: "INSERT INTO main.statistics_vintages SELECT * FROM former.statistics_vintages")
        try database.execute(sql: "INSERT INTO main.enterprise_log SELECT * FROM former.enterprise_log")
        try database.execute(
            sql: "INSERT INTO temp.former_accounts SELECT subject_id, enterprise_id FROM former.subjects WHERE \(Self.isShared)")
        try database.execute(sql: "DETACH DATABASE former")
        let run = try Int.fetchOne(database, sql: "SELECT number FROM runs WHERE run_id = ?", arguments: [tracker.runID])
        guard run == nil else {
            throw Problem(
                .internalFault, at: Position(source: target), "run \(tracker.runID) has been published already",
                remedy: "give every run an id of its own")
        }
    }

    /// An account of an enterprise that has another's id.
    private static let isShared = "enterprise_id <> subject_id"

    /// Logs the accounts whose enterprise is another than in the former database.
    private func logEnterprises(_ database: Database) throws {
        try database.execute(
            sql: """
                WITH now AS (SELECT subject_id, enterprise_id FROM subjects WHERE \(Self.isShared))
                INSERT INTO enterprise_log
                SELECT ?1, subject_id, f.enterprise_id, now.enterprise_id FROM now LEFT JOIN temp.former_accounts f USING (subject_id)
                    WHERE f.enterprise_id IS NOT now.enterprise_id
                UNION ALL
                SELECT ?1, subject_id, enterprise_id, NULL FROM temp.former_accounts WHERE subject_id NOT IN (SELECT subject_id FROM now)
                """, arguments: [tracker.runID])
    }

    /// Completes all tables but those of `sheets`, to which nothing can be written afterwards. `publish` does it where it has not been done:
    /// apart from it, another thread may still write the sheets meanwhile.
    public func finishRows() throws(Problem) {
        try writing { database in
            guard database.isInsideTransaction else { return }
            try database.insert(tracker.finish())
            try logEnterprises(database)
            for index in Schema.indexes { try database.execute(sql: index) }
            try database.commit()
        }
    }

    /// Completes the database, checks it, and puts it in the place of the published one.
    ///
    /// The new file is on the disk before its name is, so that a crash at any moment leaves the former or the new database.
    ///
    /// - Throws: `Problem`: `.publishRefused` with what `verify` found; `.storeBusy` where another program has begun to write
    ///   to the published database; `.inputOutput` where the disk is full. The former database stands, the new one is gone.
    public func publish(threads: Int = 2) throws(Problem) {
        defer { discard() }
        try finishRows()
        let sheets = sheets
        try writing { try sheets.move(into: $0) }
        try reportingFaults(of: path) { try queue?.close() }
        queue = nil
        // Verifying reads, syncing waits for the disk: each may take a part of a second, and neither needs the other.
        let path = path
        var findings: [String] = []
        try inParallel(threads: threads) { () throws(Problem) in
            findings = try verify(path: path, threads: threads)
        } elsewhere: { () throws(Problem) in
            sheets.remove()
            try FileSystem.sync(path)
        }
        guard findings.isEmpty else {
            throw Problem(
                .publishRefused, at: Position(source: target), "the new ratings contradict themselves; the former ones stand",
                remedy: "report this as a fault, with the findings", cause: findings.prefix(5).joined(separator: "; "))
        }
        try PublishedFile.refuseSidecars(of: target)
        try FileSystem.rename(path, over: target)
        try FileSystem.sync(FileSystem.split(target).folder)
    }
}
