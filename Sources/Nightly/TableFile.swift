import Bytes
import Parquet
import Tables

/// A table as a file in one of the formats, written front to back under a temporary name; `finish` gives it its own. What is not
/// finished is removed.
struct TableFile: ~Copyable {
    private let table: TableShape
    private let format: TableFormat
    private let folder: String
    private let file: RandomAccessFile
    private var end = 0
    private var buffer = ByteBuffer(capacity: 1 << 16)
    private var isFinished = false
    private let json: JSONLines
    private var parquet: ParquetWriter?
    private var line: [UInt8] = []

    private var path: String { "\(folder)/\(table.name).\(format.rawValue)" }

    /// - Throws: `SystemFailure` where the file cannot be created.
    init(_ table: TableShape, as format: TableFormat, in folder: String) throws(SystemFailure) {
        self.table = table
        self.format = format
        self.folder = folder
        json = JSONLines(table)
        parquet = format == .parquet ? ParquetWriter(table) : nil
        file = try RandomAccessFile(beside: "\(folder)/\(table.name).\(format.rawValue)")
        if format == .csv { CommaSeparated.appendHeader(of: table, to: &line) }
    }

    deinit {
        if !isFinished { try? FileSystem.remove(file.path) }
    }

    /// Appends a row.
    /// - Throws: `SystemFailure` where the disk does not take it.
    mutating func append(_ row: [Cell]) throws(SystemFailure) {
        switch format {
        case .csv: CommaSeparated.append(row, to: &line)
        case .ndjson: json.append(row, to: &line)
        case .parquet: parquet?.append(row, to: &buffer)
        }
        if line.count + buffer.count >= 1 << 16 { try write() }
    }

    /// Ends the file, brings it to the disk and gives it its name; and writes the table's JSON Schema beside it.
    /// - Returns: the paths of both.
    mutating func finish() throws(SystemFailure) -> [String] {
        parquet.take()?.finish(to: &buffer)
        try write()
        try file.sync()
        try FileSystem.rename(file.path, to: path)
        isFinished = true
        let schema = "\(folder)/\(table.name).schema.json"
        try FileSystem.writeWhole(String(decoding: table.jsonSchema, as: UTF8.self), to: schema)
        return [path, schema]
    }

    private mutating func write() throws(SystemFailure) {
        buffer.append(line)
        line.removeAll(keepingCapacity: true)
        try file.write(buffer.bytes, at: end)
        end += buffer.count
        buffer.removeAll()
    }
}
