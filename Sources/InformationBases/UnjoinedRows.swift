public import Bytes
public import Domain
import Records
import Segments
import Synchronization

/// The rows that could not be joined, in the quarantine: one file of those that may yet find their orders, and one, beside a new checkpoint, of
/// those that it does not carry. In both they stand in order of their sources and of their places there.
final class UnjoinedFiles: Sendable {
    private static let name = "orders.rows.csv"
    /// nil until there is a row.
    private let open = Mutex<SortedRuns?>(nil)
    private let settled = Mutex<SortedRuns?>(nil)

    /// Adds a bucket's rows, on any thread, and takes them out of its report.
    func add(_ bucket: Int, _ input: borrowing BaseInput, _ report: inout BucketReport) throws(SystemFailure) {
        let (open, settled) = (report.unjoined, report.settled.unjoined)
        report.unjoined = []
        report.settled.unjoined = []
        if input.unjoined != nil { try UnjoinedFiles.add(open, bucket, input, to: self.open) }
        if input.settledUnjoined != nil, input.newCheckpoint != nil { try UnjoinedFiles.add(settled, bucket, input, to: self.settled) }
    }

    private static func add(
        _ rows: [BucketReport.RefusedRow], _ bucket: Int, _ input: borrowing BaseInput, to runs: borrowing Mutex<SortedRuns?>
    ) throws(SystemFailure) {
        if rows.isEmpty { return }
        let folder = input.temporary
        let known = try runs.withLock { runs throws(SystemFailure) in
            if let known = runs { return known }
            let new = try SortedRuns(in: folder, as: "unjoined")
            runs = new
            return new
        }
        try known.add(records(rows, input), of: bucket)
    }

    /// Writes the files, when all buckets are in.
    func finish(_ input: borrowing BaseInput) throws(SystemFailure) {
        if let folder = input.unjoined { try UnjoinedFiles.write(open.withLock { $0 }, in: folder) }
        guard let folder = input.settledUnjoined, let day = input.newCheckpoint?.day else { return }
        try UnjoinedFiles.write(settled.withLock { $0 }, in: "\(folder)/through-\(day)")
    }

    private static func write(_ runs: SortedRuns?, in folder: String) throws(SystemFailure) {
        guard let runs else { return }
        try FileSystem.createOwnFolder(folder)
        let file = try RandomAccessFile(path: "\(folder)/\(name)", mode: .create)
        var buffer = ByteBuffer(capacity: 1 << 16)
        var end = 0
        buffer.append("source,line,byte,column,reason,remedy,row\n".utf8)
        try runs.merge { (row) throws(SystemFailure) in
            buffer.append(row)
            guard buffer.count > 1 << 16 else { return }
            try file.write(buffer.bytes, at: end)
            end += buffer.count
            buffer.removeAll()
        }
        try file.write(buffer.bytes, at: end)
    }

    private static func records(_ rows: [BucketReport.RefusedRow], _ input: borrowing BaseInput) -> [SortedRuns.Record] {
        var records: [SortedRuns.Record] = []
        var source = -1
        var sourceText: [UInt8] = []
        var kind = Kind.transactions
        var rowText = RowText(kind)
        var record: [UInt8] = []
        for row in rows {
            if row.kind != kind {
                kind = row.kind
                rowText = RowText(kind)
            }
            if row.source != source {
                source = row.source
                sourceText.removeAll(keepingCapacity: true)
                RowText.appendQuoted(Array(input.sources[source].path.utf8), to: &sourceText)
            }
            var key: [UInt8] = []
            for number in [row.source, row.line, row.byte] {
                for shift in stride(from: 56, through: 0, by: -8) { key.append(UInt8(truncatingIfNeeded: number >> shift)) }
            }
            var text = sourceText
            text.append(0x2C)
            appendInteger(Int64(row.line), to: &text)
            text.append(0x2C)
            appendInteger(Int64(row.byte), to: &text)
            text += ",\(row.column),\(row.reason.rawValue),".utf8
            RowText.appendQuoted(Array(row.reason.remedy.utf8), to: &text)
            text.append(0x2C)
            record.removeAll(keepingCapacity: true)
            rowText.append(row.encoding.span.rawBytes, at: 0, to: &record)
            RowText.appendQuoted(record, to: &text)
            text.append(0x0A)
            records.append(SortedRuns.Record(key: key, content: text))
        }
        return records
    }
}

/// Removes the files that the next run writes anew: those of rows that may yet find their orders, and those beside checkpoints behind `day`.
public func forgetUnjoined(in folder: String, after day: Day?) throws(SystemFailure) {
    for name in try FileSystem.names(in: folder) where name.hasSuffix(".rows.csv") { try FileSystem.remove("\(folder)/\(name)") }
    try forgetSettledUnjoined(in: folder, after: day, through: nil)
}

/// Removes the files beside checkpoints behind `day`, up to `last` where that is given.
public func forgetSettledUnjoined(in folder: String, after day: Day?, through last: Day?) throws(SystemFailure) {
    for name in try FileSystem.names(in: folder) {
        guard name.hasPrefix("through-"), let through = Day(name.dropFirst("through-".count)) else { continue }
        guard day.map({ through > $0 }) ?? true, last.map({ through <= $0 }) ?? true else { continue }
        try FileSystem.removeTree("\(folder)/\(name)")
    }
}
