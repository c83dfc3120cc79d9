internal import GRDB
internal import Problems

/// Opening a published database: read-only, and only one that this schema fits.
enum PublishedFile {
    /// - Throws: `Problem(.noInput)` where there is none or it may not be read.
    static func open(_ path: String) throws(Problem) -> DatabaseQueue {
        let place = Position(source: path)
        guard try FileSystem.exists(path) else {
            throw Problem(
                .noInput, at: place, "there is no ratings database", remedy: "name the right file, or make one with a run")
        }
        guard FileSystem.isReadable(path) else {
            throw Problem(.noInput, at: place, "the file may not be read", remedy: "ask its owner for the right to read it")
        }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.foreignKeysEnabled = false
        return try reportingFaults(of: path) { try DatabaseQueue(path: path, configuration: configuration) }
    }

    static func check(_ database: Database, _ path: String) throws {
        let place = Position(source: path)
        guard try Int32.fetchOne(database, sql: "PRAGMA application_id") == applicationID else {
            throw Problem(
                .cannotCreate, at: place, "this file is not a ratings database",
                remedy: "name another file, or move this one away")
        }
        let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        guard version == schemaVersion else {
            throw Problem(
                .cannotCreate, at: place, "the database has schema version \(version), this program knows \(schemaVersion)",
                remedy: "use the program that wrote it, or move the file away and let a run make a new one")
        }
    }

    /// Refuses while files beside the database say that another program writes to it: replacing it under them would give
    /// the new database the old one's log.
    static func refuseSidecars(of path: String) throws(Problem) {
        for suffix in ["-wal", "-shm", "-journal"] where try FileSystem.exists(path + suffix) {
            throw Problem(
                .storeBusy, at: Position(source: path + suffix),
                "another program writes to the published database, or was stopped while it did",
                remedy: "close it, run \"sqlite3 \(path) 'PRAGMA journal_mode=DELETE'\" so that this file goes, then run again")
        }
    }
}
