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
    /// What keeps the whole file from being read.
    public var problem: Problem?
}

/// Reads dumps against the contract and keeps nothing: `silkrate check`.
///
/// - Parameters:
///   - paths: files, or folders of dumps (`<partition>/<kind>….csv`).
///   - kind: what the files hold where their names do not say it.
///   - onProblem: is told of every row that would be quarantined.
/// - Throws: `.noInput` for a path that is not there, `.usage` for a kind that is none.
public func check(
    _ paths: [String], kind: String?, onProblem: (RowProblem) -> Void, onFile: (CheckedFile) -> Void
) throws(Problem) {
    for path in paths {
        let isFolder = try onDumps { () throws(SystemFailure) in try FileSystem.isFolder(path) }
        let files = isFolder ? try DumpFolder(path: path).files : [try file(path, kind)]
        for file in files { onFile(checked(file, onProblem)) }
    }
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
        let place = Position(source: file.path, line: line, byte: byte, column: fault.column.map { schema.columns[$0].name })
        onProblem(
            RowProblem(
                position: place, reason: fault.reason.rawValue, field: String(decoding: shown, as: UTF8.self), remedy: fault.reason.remedy))
    }
}
