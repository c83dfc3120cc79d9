public import Bytes
public import Domain
import Records
import Segments

/// Writes a bucket's rows that could not be joined, whole, and forgets them: those that may yet find their order as of D, in place of the
/// former ones; those that cannot any more once, beside the checkpoint that does not carry them.
func writeUnjoined(_ bucket: Int, _ input: borrowing BaseInput, _ report: inout BucketReport) throws(SystemFailure) {
    defer {
        report.unjoined = []
        report.settled.unjoined = []
    }
    guard let folder = input.unjoined else { return }
    try write(report.unjoined, to: "\(folder)/\(bucket).rows.csv", input)
    guard let day = input.newCheckpoint?.day, !report.settled.unjoined.isEmpty else { return }
    try FileSystem.createFolder("\(folder)/through-\(day)")
    try write(report.settled.unjoined, to: "\(folder)/through-\(day)/\(bucket).rows.csv", input)
}

/// Removes what was written beside checkpoints behind `day`: it is written anew.
public func forgetUnjoined(in folder: String, after day: Day?) throws(SystemFailure) {
    for name in try FileSystem.names(in: folder) where name.hasPrefix("through-") {
        guard let through = Day(name.dropFirst("through-".count)), day.map({ through > $0 }) ?? true else { continue }
        try FileSystem.removeTree("\(folder)/\(name)")
    }
}

private func write(_ unjoined: [BucketReport.RefusedRow], to path: String, _ input: borrowing BaseInput) throws(SystemFailure) {
    try FileSystem.remove(path)
    guard !unjoined.isEmpty else { return }
    let rows = unjoined.sorted { ($0.source, $0.line, $0.byte) < ($1.source, $1.line, $1.byte) }
    var buffer = ByteBuffer(capacity: 1 << 16)
    buffer.append("source,line,byte,column,reason,remedy,row\n".utf8)
    var source = -1
    var sourceText: [UInt8] = []
    var text: [UInt8] = []
    for row in rows {
        if row.source != source {
            source = row.source
            sourceText.removeAll(keepingCapacity: true)
            RowText.appendQuoted(Array(input.sources[source].path.utf8), to: &sourceText)
        }
        text.removeAll(keepingCapacity: true)
        text += sourceText
        text += ",\(row.line),\(row.byte),order_id,\(row.reason.rawValue),\(row.reason.remedy),".utf8
        RowText.appendQuoted(row.text, to: &text)
        text.append(0x0A)
        buffer.append(text)
    }
    try RandomAccessFile(path: path, mode: .create).write(buffer.bytes, at: 0)
}
