internal import GRDB
internal import Problems

/// Runs `body` and turns SQLite's errors into problems with the exit codes of CONTRACT 2, at the database's `path`.
func reportingFaults<Value>(of path: String, _ body: () throws -> Value) throws(Problem) -> Value {
    do {
        return try body()
    } catch let problem as Problem {
        throw problem
    } catch let error as DatabaseError {
        throw problem(of: path, error)
    } catch let error as RowDecodingError {
        throw unreadable(path, "\(error)")
    } catch let error as UnreadableColumn {
        throw unreadable(path, "column \(error.name)")
    } catch {
        throw Problem(
            .internalFault, at: Position(source: path), "the database could not be used", remedy: "report this as a fault",
            cause: "\(error)")
    }
}

private func unreadable(_ path: String, _ cause: String) -> Problem {
    Problem(
        .inputOutput, at: Position(source: path), "a row of the database is damaged",
        remedy: "check the file with \"silkrate verify\"; a run makes a new one", cause: cause)
}

private func problem(of path: String, _ error: DatabaseError) -> Problem {
    let place = Position(source: path)
    let cause = error.message ?? "SQLite result \(error.extendedResultCode.rawValue)"
    switch error.resultCode {
    case .SQLITE_FULL:
        return Problem(
            .inputOutput, at: place, "the disk is full, or the database has reached its limit",
            remedy: "free space on this disk, then run again", cause: cause)
    case .SQLITE_IOERR:
        return Problem(
            .inputOutput, at: place, "the database could not be read or written", remedy: "check the disk, then run again",
            cause: cause)
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
        return Problem(
            .inputOutput, at: place, "this is not an intact database",
            remedy: "restore it, or move it away and let a run make a new one", cause: cause)
    case .SQLITE_CANTOPEN, .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
        return Problem(
            .cannotCreate, at: place, "the database cannot be opened or written",
            remedy: "name a folder that exists and may be written to", cause: cause)
    case .SQLITE_BUSY, .SQLITE_LOCKED:
        return Problem(
            .storeBusy, at: place, "another program holds the database",
            remedy: "close the program that writes to it, then run again", cause: cause)
    default:
        return Problem(
            .internalFault, at: place, "the database refused what was asked of it", remedy: "report this as a fault",
            cause: cause)
    }
}
