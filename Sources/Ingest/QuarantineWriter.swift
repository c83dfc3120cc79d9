import Bytes
import Problems
import Records
import Segments

/// Writes the rows of one source that cannot be used, whole, to a CSV of their own, and counts them.
///
/// Columns: source, line, byte, column, reason, remedy, row. The file comes into being with the first row.
struct QuarantineWriter: ~Copyable {
    static let header = "source,line,byte,column,reason,remedy,row\n"
    private let path: String?
    /// The source's name as a field of CSV.
    private let source: [UInt8]
    private let schema: Schema
    private var file: RandomAccessFile?
    private var written = 0
    private var buffer = ByteBuffer(capacity: 4096)
    private(set) var counts: [QuarantineCount] = []

    /// - Parameter path: where to write; nil only counts.
    init(path: String?, source: String, schema: Schema) {
        self.path = path
        var field: [UInt8] = []
        RowText.appendQuoted(Array(source.utf8), to: &field)
        self.source = field
        self.schema = schema
    }

    mutating func add(_ fault: RowFault, _ raw: borrowing RawSpan, line: Int, byte: Int) throws(SystemFailure) {
        let column = fault.column.map { schema.columns[$0].name } ?? ""
        let remedy = fault.reason.remedy(in: fault.column.map { schema.columns[$0] })
        if let known = counts.firstIndex(where: { $0.reason == fault.reason }) {
            counts[known].rows += 1
        } else {
            counts.append(
                QuarantineCount(
                    reason: fault.reason, rows: 1, firstLine: line, firstByte: byte, column: column,
                    example: raw.array(0..<min(256, raw.byteCount))))
        }
        guard let path else { return }
        if file == nil {
            file = try RandomAccessFile(path: path, mode: .create)
            buffer.append(QuarantineWriter.header.utf8)
        }
        buffer.append(source)
        buffer.append(",\(line),\(byte),\(column),\(fault.reason.rawValue),\"\(remedy)\",\"".utf8)
        for at in 0..<raw.byteCount {
            let byte = raw.byte(at: at)
            if byte == 0x22 { buffer.append(0x22) }
            buffer.append(byte)
        }
        buffer.append("\"\n".utf8)
        if buffer.count > 65_536 { try flush() }
    }

    mutating func flush() throws(SystemFailure) {
        guard let file, buffer.count > 0 else { return }
        try file.write(buffer.bytes, at: written)
        written += buffer.count
        buffer.removeAll()
    }
}
