internal import Bytes
internal import GRDB
internal import GRDBSQLite
internal import Glibc
internal import Problems

// The calls into C, in one place: the only file of this target with `unsafe`. Bulk rows by `sqlite3_bind` and
// `sqlite3_step` on GRDB's connection (more than twice as fast as GRDB's own statement arguments), text columns with their
// length, and the system calls that take a path.

/// A prepared INSERT that takes row after row: append a value for each column and `endRow`, or `insert` one that is packed; and `finish`
/// behind the last.
struct BulkInsert: RowValues, ~Copyable {
    /// So many rows are handed to SQLite at once. It opens the table and finds its place in it once for all of them: rows of ten columns
    /// take two thirds of what they take one by one, those of a hundred five sixths.
    static let rowsMax = 16

    /// Kept so that the C statement lives as long as this value.
    private let statement: Statement
    private let columnCount: Int
    private let rowsMax: Int
    private var rowCount = 0
    private var appendedCount: Int32 = 0
    /// The texts of the rows under way, one after the other, and where each lies. SQLite reads them here, without a copy.
    private var textBytes = ByteBuffer()
    private var texts = PlainArray<BoundText>()
    /// By column, what is bound to it. It stays there, so that the same once more need not be bound: most NULLs and seven in ten whole
    /// numbers are what they were in the row that had the place before.
    private var bound: PlainArray<Bound>
    /// The first result that was not SQLITE_OK while binding.
    private var bindResult: Int32 = SQLITE_OK

    private enum Bound: BitwiseCopyable, Equatable {
        case null
        case whole(Int64)
        case other
    }

    private struct BoundText: BitwiseCopyable {
        var column: Int32
        var start: Int
        var count: Int32
    }

    /// A statement of `database`, to be used only inside the same access to it.
    ///
    /// - Parameter rows: how many there are to come, as far as is known.
    init(_ insertion: Insertion, in database: Database, rows: Int = 1) throws {
        rowsMax = rows < Self.rowsMax ? 1 : Self.rowsMax
        columnCount = insertion.columns.count
        statement = try database.cachedStatement(sql: insertion.statement(rows: rowsMax))
        bound = PlainArray(repeating: .other, count: rowsMax * columnCount)
    }

    private mutating func note(_ result: Int32) {
        if bindResult == SQLITE_OK { bindResult = result }
    }

    mutating func append(_ value: Int64) {
        guard isNew(.whole(value)) else { return }
        // SAFETY: the statement is alive (see `statement`); SQLite refuses a column number that is out of range.
        note(unsafe sqlite3_bind_int64(statement.sqliteStatement, appendedCount, value))
    }

    mutating func append(_ value: Double) {
        _ = isNew(.other)
        // SAFETY: as above.
        note(unsafe sqlite3_bind_double(statement.sqliteStatement, appendedCount, value))
    }

    mutating func appendNull() {
        guard isNew(.null) else { return }
        // SAFETY: as above.
        note(unsafe sqlite3_bind_null(statement.sqliteStatement, appendedCount))
    }

    /// Goes on to the next column; whether something else was bound to it so far.
    private mutating func isNew(_ value: Bound) -> Bool {
        let column = Int(appendedCount)
        appendedCount &+= 1
        guard bound[column] != value else { return false }
        bound[column] = value
        return true
    }

    mutating func append(utf8: borrowing Span<UInt8>) {
        beginText(count: utf8.count)
        textBytes.append(utf8)
    }

    /// Notes that the next value is a text of so many bytes, which are appended to `textBytes` next.
    private mutating func beginText(count: Int) {
        _ = isNew(.other)
        texts.append(BoundText(column: appendedCount, start: textBytes.count, count: Int32(count)))
    }

    /// Ends the row, and inserts it with those before it when there are enough.
    mutating func endRow() throws {
        rowCount += 1
        precondition(Int(appendedCount) == rowCount * columnCount, "a row has one value for each column of its table")
        if rowCount == rowsMax { try flush() }
    }

    /// Inserts the rows that are left.
    mutating func finish() throws {
        if rowCount > 0 { try flush() }
    }

    private mutating func flush() throws {
        // SAFETY: SQLite reads the texts only during the step inside this closure, in which the buffer does not move; each lies inside
        // the buffer, whose address is none of NULL, which SQLite would take for one. The addresses that stay bound afterwards are never
        // read: a later step reads no columns but those of its rows, which were bound anew or are NULL (the
        // precondition of `endRow`, and `bound`).
        try unsafe textBytes.bytes.withUnsafeBytes { bytes in
            let base = unsafe bytes.baseAddress?.assumingMemoryBound(to: CChar.self)
            var result = bindResult
            for place in texts.indices where result == SQLITE_OK {
                let text = texts[place]
                unsafe result = sqlite3_bind_text(statement.sqliteStatement, text.column, base?.advanced(by: text.start), text.count, nil)
            }
            if rowsMax > 1, result == SQLITE_OK {
                unsafe result = sqlite3_bind_int64(statement.sqliteStatement, Int32(rowsMax * columnCount + 1), Int64(rowCount))
            }
            try step(bound: result)
        }
        rowCount = 0
        appendedCount = 0
        textBytes.removeAll()
        texts.removeAll()
    }

    /// Appends the packed row at the cursor, and ends it.
    mutating func insert(_ row: borrowing RawSpan, at cursor: inout ByteCursor) throws {
        for _ in 0..<columnCount {
            switch PackedRows.Tag(rawValue: cursor.byte(row)) {
            case .null: appendNull()
            case .whole: append(cursor.zigzag(row))
            case .real:
                append(Double(bitPattern: row.word(at: cursor.at)))
                cursor.at += 8
            case .text:
                let count = Int(cursor.varint(row))
                beginText(count: count)
                textBytes.append(row, cursor.at..<cursor.at + count)
                cursor.at += count
            case nil: preconditionFailure("a packed value has no known tag")
            }
        }
        try endRow()
    }

    /// - Parameter bound: what became of binding the values.
    private func step(bound: Int32) throws {
        var result = bound
        var message: String?
        if result == SQLITE_OK {
            // SAFETY: the statement is alive (see `statement`); its texts are (see the callers).
            unsafe result = sqlite3_step(statement.sqliteStatement)
            if result != SQLITE_DONE {
                message = unsafe String(cString: sqlite3_errmsg(sqlite3_db_handle(statement.sqliteStatement)))
            }
            unsafe sqlite3_reset(statement.sqliteStatement)
        }
        guard result == SQLITE_DONE else {
            throw DatabaseError(resultCode: ResultCode(rawValue: result), message: message, sql: statement.sql)
        }
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

/// Appends the values of a row as they are, whatever type each has; false where the memory for a text is missing.
// SAFETY: a mark of this function: the caller's statement is alive and stands on a row.
@unsafe
private func append(_ statement: SQLiteStatement, to row: inout some RowValues) -> Bool {
    for column in unsafe 0..<sqlite3_column_count(statement) {
        switch unsafe sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: row.append(unsafe sqlite3_column_int64(statement, column))
        case SQLITE_FLOAT: row.append(unsafe sqlite3_column_double(statement, column))
        case SQLITE_TEXT:
            // SAFETY: the address holds `count` bytes until the statement moves.
            guard let start = unsafe sqlite3_column_text(statement, column) else { return false }
            let count = unsafe Int(sqlite3_column_bytes(statement, column))
            row.append(utf8: unsafe UnsafeBufferPointer(start: start, count: count).span)
        default: row.appendNull()
        }
    }
    return true
}

/// A whole row as bytes: equal for equal rows, of any columns, and without a copy of each value.
struct RowBytes: DatabaseValueConvertible, StatementColumnConvertible, RowValues {
    private(set) var bytes: [UInt8] = []

    /// - Parameter index: any column of the row.
    init?(sqliteStatement: SQLiteStatement, index: CInt) {
        // SAFETY: GRDB hands over a live statement that stands on a row.
        guard unsafe RatingsDatabase.append(sqliteStatement, to: &self) else { return nil }
    }

    mutating func append(_ value: Int64) { append(SQLITE_INTEGER, UInt64(bitPattern: value)) }
    mutating func append(_ value: Double) { append(SQLITE_FLOAT, value.bitPattern) }
    mutating func appendNull() { bytes.append(UInt8(truncatingIfNeeded: SQLITE_NULL)) }

    mutating func append(utf8: borrowing Span<UInt8>) {
        append(SQLITE_TEXT, UInt64(utf8.count))
        // SAFETY: the bytes are copied while the span is at hand.
        unsafe utf8.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    private mutating func append(_ type: Int32, _ word: UInt64) {
        bytes.append(UInt8(truncatingIfNeeded: type))
        for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> (8 * UInt64(place)))) }
    }

    /// A row that is no longer in its statement's hands has no bytes.
    static func fromDatabaseValue(_ value: DatabaseValue) -> RowBytes? { nil }
    var databaseValue: DatabaseValue { .null }
}

/// A whole row as a line of the contract's dump: values apart by tabs, NULL is `-`, text begins with `'`.
struct DumpLine: DatabaseValueConvertible, StatementColumnConvertible, RowValues {
    private(set) var text: [UInt8] = []

    /// - Parameter index: any column of the row.
    init?(sqliteStatement: SQLiteStatement, index: CInt) {
        // SAFETY: as for `RowBytes`.
        guard unsafe RatingsDatabase.append(sqliteStatement, to: &self) else { return nil }
        text.append(0x0A)
    }

    mutating func append(_ value: Int64) {
        begin()
        // Most are of one digit.
        if value >= 0, value < 10 { text.append(0x30 + UInt8(value)) } else { text += String(value).utf8 }
    }

    /// The shortest text that reads back as the same number.
    mutating func append(_ value: Double) {
        begin()
        text += value.description.utf8
    }

    mutating func appendNull() {
        begin()
        text.append(0x2D)
    }

    mutating func append(utf8: borrowing Span<UInt8>) {
        begin()
        text.append(0x27)
        for i in utf8.indices {
            switch utf8[i] {
            case 0x09: text += [0x5C, 0x74]
            case 0x0A: text += [0x5C, 0x6E]
            case 0x5C: text += [0x5C, 0x5C]
            default: text.append(utf8[i])
            }
        }
    }

    private mutating func begin() { if !text.isEmpty { text.append(0x09) } }

    /// A row that is no longer in its statement's hands has no text.
    static func fromDatabaseValue(_ value: DatabaseValue) -> DumpLine? { nil }
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

    /// Whether there is such a file.
    /// - Throws: where that cannot be told: it must not be taken for a file that is not there.
    static func exists(_ path: String) throws(Problem) -> Bool {
        // SAFETY: the path is passed as a NUL-terminated copy that outlives the call; so in all calls below.
        if unsafe access(path, F_OK) == 0 { return true }
        guard errno != ENOENT && errno != ENOTDIR else { return false }
        throw problem("it cannot be told whether this file is there", path, errno)
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

    /// Where a path leads to through the links that bear its name; the file need not be there.
    static func followingLinks(_ path: String) throws(Problem) -> String {
        do throws(SystemFailure) { return try Bytes.FileSystem.followingLinks(path) } catch {
            throw problem("cannot follow the links", path, error.code)
        }
    }

    /// Opens the folder, which is no link, and locks it against other processes until the descriptor is closed (or the process ends).
    static func lockFolder(_ path: String) throws(Problem) -> Int32 {
        guard !Bytes.FileSystem.isLink(path) else {
            throw Problem(
                .cannotCreate, at: Position(source: path),
                "this is a symbolic link where a folder of ours belongs; what it leads to is left as it is", remedy: "remove the link")
        }
        let descriptor = try open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
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
