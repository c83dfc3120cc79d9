import Bytes
import Domain
import Ingest
public import Problems
import Records
import Segments

/// One problem of a row, as `check` tells it.
public struct RowProblem: Sendable, CustomStringConvertible {
    public var position: Position
    public var reason: String
    /// What stands in the column; the row's beginning where the fault has no column.
    public var field: String
    public var remedy: String

    /// `dump.csv.gz:1204:unit_price (byte 88213): NOT_A_DECIMAL "12,3x". Fix: …`
    public var description: String { "\(position): \(reason) \"\(field)\". Fix: \(remedy)." }
}

/// What `check` found in one file.
public struct CheckedFile: Sendable {
    public var path: String
    public var kind: String
    public var rowsRead = 0
    public var rowsRefused = 0
    public var unknownColumns: [String] = []
    /// As `RowEncoder.withdrawnCodes`.
    public var withdrawnCodes = 0
    /// What keeps the whole file from being read.
    public var problem: Problem?
}

/// Reads dumps against the contract and keeps nothing: `silkrate check`.
///
/// - Parameters:
///   - paths: files, or folders of dumps (`<partition>/<kind>….csv`).
///   - kind: what the files hold where their names do not say it.
///   - onIgnored: is told of every file and folder in a folder of dumps that is no dump of ours.
///   - onProblem: is told of every row that would be quarantined.
/// - Throws: `.noInput` for a path that is not there, and, when all else is checked, for a folder without a dump of ours; `.usage` for a kind
///   that is none.
public func check(
    _ paths: [String], kind: String?, onIgnored: (String) -> Void = { _ in }, onProblem: (RowProblem) -> Void,
    onFile: (CheckedFile) -> Void
) throws(Problem) {
    var idle: Problem?
    for path in paths {
        guard try isFolder(path) else {
            onFile(checked(try file(path, kind), onProblem))
            continue
        }
        let folder = try dumpFolder(path)
        for name in folder.ignored { onIgnored("\(path)/\(name)") }
        for file in folder.files { onFile(checked(file, onProblem)) }
        guard folder.files.isEmpty, idle == nil else { continue }
        idle = Problem(
            .noInput, at: Position(source: path),
            folder.ignored.isEmpty
                ? "the folder holds no dumps" : "none of the \(folder.ignored.count) files and folders here is a dump of ours",
            remedy: "lay dumps out as <dumps>/YYYY-MM-DD/<kind>.csv[.gz|.zst], or name a file and what it holds with --kind")
    }
    if let idle { throw idle }
}

private func isFolder(_ path: String) throws(Problem) -> Bool {
    do throws(SystemFailure) {
        return try FileSystem.entry(at: FilePath(path)).form == .folder
    } catch {
        throw Problem(
            error.isUnreachable ? .noInput : .inputOutput, at: Position(source: path), "there is nothing to check here",
            remedy: "check the path and its rights", cause: "\(error)")
    }
}

/// A folder of partitions, or of one: then its name is the day.
private func dumpFolder(_ path: String) throws(Problem) -> DumpFolder {
    let partition = path.split(separator: "/").last.flatMap { Day($0) }
    if let partition { return try DumpFolder(partition: partition, path: path) }
    return try DumpFolder(path: path)
}

/// A single file; its partition is the name of its folder where that is a date.
private func file(_ path: String, _ kindName: String?) throws(Problem) -> DumpFile {
    let parts = path.split(separator: "/")
    let name = parts.last.map(String.init) ?? path
    let named = kindName.flatMap { name in Kind.allCases.first { $0.name == name } }
    if let kindName, named == nil {
        throw Problem(
            .usage, "there is no kind \"\(kindName)\"", remedy: "give --kind one of \(Kind.allCases.map(\.name).joined(separator: ", "))")
    }
    guard let kind = named ?? DumpFolder.kind(ofFile: name) else {
        throw Problem(
            .usage, at: Position(source: path), "the file's name does not begin with a kind", remedy: "say what it holds with --kind")
    }
    let folder = parts.dropLast().last.flatMap { Day($0) }
    // Without a partition nothing is from the future.
    return try DumpFile(partition: folder ?? Day(year: 9999, month: 1, day: 1) ?? Day(0), path: path, kind: kind)
}

private func checked(_ file: DumpFile, _ onProblem: (RowProblem) -> Void) -> CheckedFile {
    var result = CheckedFile(path: file.path, kind: file.kind.name)
    withoutActuallyEscaping(onProblem) { onProblem in
        var sink = CheckSink(file: file, onProblem: onProblem)
        var buffers = DumpReaderBuffers(bucketCount: 1)
        do throws(Problem) {
            let summary = try readDump(file, into: &sink, buffers: &buffers)
            result.rowsRead = summary.rowsRead
            result.unknownColumns = summary.unknownColumns
            result.withdrawnCodes = summary.withdrawnCodes
        } catch {
            result.problem = error
        }
        result.rowsRefused = sink.refused
    }
    return result
}

private struct CheckSink: RowSink, ~Copyable {
    let file: DumpFile
    let schema: Schema
    let onProblem: (RowProblem) -> Void
    var refused = 0

    init(file: DumpFile, onProblem: @escaping (RowProblem) -> Void) {
        self.file = file
        schema = Schema.of(file.kind)
        self.onProblem = onProblem
    }

    mutating func take(_ bucket: Int, of rows: inout RowScatter) { rows.slab.clear(bucket) }

    mutating func takeAll(of rows: inout RowScatter) { rows.discard() }

    mutating func reject(_ fault: RowFault, field: [UInt8], _ raw: borrowing RawSpan, line: Int, byte: Int) throws(Problem) {
        refused += 1
        let shown = fault.column == nil ? raw.array(0..<min(80, raw.byteCount)) : Array(field.prefix(80))
        let column = fault.column.map { schema.columns[$0] }
        onProblem(
            RowProblem(
                position: Position(source: file.path, line: line, byte: byte, column: column?.name), reason: fault.reason.rawValue,
                field: String(decoding: shown, as: UTF8.self), remedy: fault.reason.remedy(in: column)))
    }
}
