internal import GRDB
internal import GRDBSQLite
internal import Glibc
internal import Problems

// The calls into C, in one place: the only file of this target with `unsafe`. Bulk rows by `sqlite3_bind` and
// `sqlite3_step` on GRDB's connection (more than twice as fast as GRDB's own statement arguments), text columns with their
// length, and the system calls that take a path.

/// One prepared INSERT that takes row after row: append a value for each column, then `step`.
struct BulkInsert: RowValues, ~Copyable {
    /// Kept so that the C statement lives as long as this value.
    private let statement: Statement
    private let columnCount: Int32
    private var appendedCount: Int32 = 0
    /// The texts of the row under way, one after the other, and where each lies. SQLite reads them here, without a copy.
    private var textBytes: [UInt8] = []
    private var texts: [(column: Int32, range: Range<Int>)] = []
    /// The first result that was not SQLITE_OK while binding.
    private var bindResult: Int32 = SQLITE_OK

    /// A statement of `database`, to be used only inside the same access to it.
    init(_ sql: String, in database: Database) throws {
        statement = try database.cachedStatement(sql: sql)
        // SAFETY: the pointer is that of a statement which GRDB prepared and which `statement` keeps alive.
        columnCount = unsafe sqlite3_bind_parameter_count(statement.sqliteStatement)
    }

    private mutating func note(_ result: Int32) {
        if bindResult == SQLITE_OK { bindResult = result }
    }

    mutating func append(_ value: Int64) {
        appendedCount += 1
        // SAFETY: the statement is alive (see `init`); SQLite refuses a column number that is out of range.
        note(unsafe sqlite3_bind_int64(statement.sqliteStatement, appendedCount, value))
    }

    mutating func append(_ value: Double) {
        appendedCount += 1
        // SAFETY: as above.
        note(unsafe sqlite3_bind_double(statement.sqliteStatement, appendedCount, value))
    }

    mutating func appendNull() {
        appendedCount += 1
        // SAFETY: as above.
        note(unsafe sqlite3_bind_null(statement.sqliteStatement, appendedCount))
    }

    mutating func append(utf8: some Collection<UInt8>) {
        appendedCount += 1
        let start = textBytes.count
        textBytes.append(contentsOf: utf8)
        texts.append((appendedCount, start..<textBytes.count))
    }

    /// Inserts the row.
    mutating func step() throws {
        precondition(appendedCount == columnCount, "a row has one value for each column of its table")
        // A byte more, so that an empty text has an address too: SQLite takes no address for NULL.
        textBytes.append(0)
        var result = bindResult
        var message: String?
        // SAFETY: SQLite reads the texts only during the step inside this closure, in which the array does not move; each
        // range lies inside the array. The addresses that stay bound afterwards are never read: every later step has
        // bound all columns anew (the precondition), and resetting reads none.
        unsafe textBytes.withUnsafeBytes { bytes in
            for (column, range) in texts where result == SQLITE_OK {
                let start = unsafe bytes.baseAddress?.advanced(by: range.lowerBound).assumingMemoryBound(to: CChar.self)
                unsafe result = sqlite3_bind_text(statement.sqliteStatement, column, start, Int32(range.count), nil)
            }
            guard result == SQLITE_OK else { return }
            unsafe result = sqlite3_step(statement.sqliteStatement)
            if result != SQLITE_DONE {
                message = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(statement.sqliteStatement)))
            }
            unsafe sqlite3_reset(statement.sqliteStatement)
        }
        guard result == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: result), message: message, sql: statement.sql)
        }
        appendedCount = 0
        textBytes.removeAll(keepingCapacity: true)
        texts.removeAll(keepingCapacity: true)
    }
}

/// A text column read with all its bytes: GRDB's own `String` ends at a NUL.
struct TextColumn: DatabaseValueConvertible, StatementColumnConvertible {
    let text: Text

    init?(sqliteStatement: SQLiteStatement, index: CInt) {
        // SAFETY: GRDB hands over a live statement that stands on a row; the address holds `count` bytes until the
        // statement moves, and they are copied here.
        guard let start = unsafe sqlite3_column_text(sqliteStatement, index) else { return nil }
        let count = unsafe Int(sqlite3_column_bytes(sqliteStatement, index))
        text = Text(utf8: unsafe Array(UnsafeBufferPointer(start: start, count: count)))
    }

    private init(text: Text) { self.text = text }

    var databaseValue: DatabaseValue { text.description.databaseValue }

    static func fromDatabaseValue(_ value: DatabaseValue) -> TextColumn? {
        String.fromDatabaseValue(value).map { TextColumn(text: Text($0)) }
    }
}

/// A whole row as bytes: equal for equal rows, of any columns, and without a copy of each value.
struct RowBytes: DatabaseValueConvertible, StatementColumnConvertible {
    private(set) var bytes: [UInt8] = []

    /// - Parameter index: any column of the row.
    init?(sqliteStatement: SQLiteStatement, index: CInt) {
        // SAFETY: GRDB hands over a live statement that stands on a row; the address of a text holds `count` bytes until the
        // statement moves, and they are copied here. Values are read as the type that they have, so that none is converted.
        for column in unsafe 0..<sqlite3_column_count(sqliteStatement) {
            let type = unsafe sqlite3_column_type(sqliteStatement, column)
            bytes.append(UInt8(truncatingIfNeeded: type))
            switch type {
            case SQLITE_INTEGER: append(UInt64(bitPattern: unsafe sqlite3_column_int64(sqliteStatement, column)))
            case SQLITE_FLOAT: append(unsafe sqlite3_column_double(sqliteStatement, column).bitPattern)
            case SQLITE_TEXT:
                guard let start = unsafe sqlite3_column_text(sqliteStatement, column) else { return nil }
                let count = unsafe Int(sqlite3_column_bytes(sqliteStatement, column))
                append(UInt64(count))
                unsafe bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
            default: break
            }
        }
    }

    private mutating func append(_ word: UInt64) {
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(place)))) }
    }

    /// A row that is no longer in its statement's hands has no bytes.
    static func fromDatabaseValue(_ value: DatabaseValue) -> RowBytes? { nil }
    var databaseValue: DatabaseValue { .null }
}

/// The few things that a database's publication asks of the file system.
enum FileSystem {
    /// The folder and the name of a path; "." where it names no folder.
    static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        return (folder, String(path[path.index(after: slash)...]))
    }

    static func exists(_ path: String) -> Bool {
        // SAFETY: the path is passed as a NUL-terminated copy that outlives the call; so in all calls below.
        unsafe access(path, F_OK) == 0
    }

    static func isReadable(_ path: String) -> Bool {
        // SAFETY: see `exists`.
        unsafe access(path, R_OK) == 0
    }

    /// Makes the folder unless it is there.
    static func makeFolder(_ path: String) throws(Problem) {
        // SAFETY: see `exists`.
        guard unsafe mkdir(path, 0o777) != 0, errno != EEXIST else { return }
        throw problem("cannot make the folder", path, errno)
    }

    /// Removes the empty folder; true where it is gone.
    static func removeFolder(_ path: String) -> Bool {
        // SAFETY: see `exists`.
        unsafe rmdir(path) == 0 || errno == ENOENT
    }

    /// Removes the file; true where it is gone.
    static func removeFile(_ path: String) -> Bool {
        // SAFETY: see `exists`.
        unsafe unlink(path) == 0 || errno == ENOENT
    }

    /// Opens the folder and locks it against other processes until the descriptor is closed (or the process ends).
    static func lockFolder(_ path: String) throws(Problem) -> Int32 {
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard flock(descriptor, LOCK_EX | LOCK_NB) != 0 else { return descriptor }
        let code = errno
        _ = Glibc.close(descriptor)
        guard code != EWOULDBLOCK else {
            throw Problem(
                .storeBusy, at: Position(source: path), "another run is building this database",
                remedy: "wait until it has finished, then run again")
        }
        throw problem("cannot lock the folder", path, code)
    }

    static func unlock(_ descriptor: Int32) { _ = Glibc.close(descriptor) }

    /// Returns once the file's or the folder's content is on the disk.
    static func sync(_ path: String) throws(Problem) {
        let descriptor = try open(path, O_RDONLY | O_CLOEXEC)
        defer { _ = Glibc.close(descriptor) }
        guard fsync(descriptor) != 0 else { return }
        throw problem("cannot bring to the disk", path, errno)
    }

    /// Puts `source` in the place of `target`, in one step.
    static func rename(_ source: String, over target: String) throws(Problem) {
        // SAFETY: see `exists`.
        guard unsafe Glibc.rename(source, target) != 0 else { return }
        throw problem("cannot put the new database in place", target, errno)
    }

    private static func open(_ path: String, _ flags: Int32) throws(Problem) -> Int32 {
        // SAFETY: see `exists`.
        let descriptor = unsafe Glibc.open(path, flags)
        guard descriptor < 0 else { return descriptor }
        throw problem("cannot open", path, errno)
    }

    private static func problem(_ message: String, _ path: String, _ code: Int32) -> Problem {
        // SAFETY: strerror's answer is NUL-terminated, and copied before any other call.
        let cause = unsafe String(cString: strerror(code))
        let place = Position(source: path)
        switch code {
        case ENOSPC, EDQUOT:
            return Problem(.inputOutput, at: place, message, remedy: "free space on this disk, then run again", cause: cause)
        case EACCES, EPERM, EROFS, ENOENT, ENOTDIR, EISDIR, ENAMETOOLONG, ELOOP:
            return Problem(
                .cannotCreate, at: place, message, remedy: "name a folder that exists and may be written to", cause: cause)
        default:
            return Problem(.inputOutput, at: place, message, remedy: "check the disk, then run again", cause: cause)
        }
    }
}
