public import Bytes
public import Domain
import Records
import Segments
import Synchronization

/// The files of the rows that could not be joined, in the quarantine: a file for so many buckets that are neighbours, written by the thread
/// that adds the last of them. Buckets come about in order, so that few files wait at a time.
final class UnjoinedFiles: Sendable {
    /// To make a file takes longer than to write what it holds.
    private static let bucketsPerFile = 16
    private let waiting = Mutex<[Int: Part]>([:])

    /// What there is of a file, by bucket.
    private struct Part: Sendable {
        var open: [Int: [UInt8]] = [:]
        var settled: [Int: [UInt8]] = [:]
    }

    /// Adds a bucket's rows, and takes them out of its report.
    func add(_ bucket: Int, _ input: borrowing BaseInput, _ report: inout BucketReport) throws(SystemFailure) {
        let (open, settled) = (report.unjoined, report.settled.unjoined)
        report.unjoined = []
        report.settled.unjoined = []
        guard let folder = input.unjoined else { return }
        let (openText, settledText) = (UnjoinedFiles.text(open, input), UnjoinedFiles.text(settled, input))
        let place = bucket / UnjoinedFiles.bucketsPerFile
        let whole: Part? = waiting.withLock { waiting in
            waiting[place, default: Part()].open[bucket] = openText
            waiting[place, default: Part()].settled[bucket] = settledText
            return waiting[place]?.open.count == UnjoinedFiles.bucketsPerFile ? waiting.removeValue(forKey: place) : nil
        }
        guard let whole else { return }
        try UnjoinedFiles.write(whole.open, to: "\(place).rows.csv", in: folder)
        guard let day = input.newCheckpoint?.day else { return }
        try UnjoinedFiles.write(whole.settled, to: "\(place).rows.csv", in: "\(folder)/through-\(day)")
    }

    private static func write(_ parts: [Int: [UInt8]], to name: String, in folder: String) throws(SystemFailure) {
        guard parts.contains(where: { !$0.value.isEmpty }) else { return }
        var buffer = ByteBuffer(capacity: 1 << 16)
        buffer.append("source,line,byte,column,reason,remedy,row\n".utf8)
        for part in parts.sorted(by: { $0.key < $1.key }) { buffer.append(part.value) }
        try FileSystem.createFolder(folder)
        try RandomAccessFile(path: "\(folder)/\(name)", mode: .create).write(buffer.bytes, at: 0)
    }

    private static func text(_ unjoined: [BucketReport.RefusedRow], _ input: borrowing BaseInput) -> [UInt8] {
        let rows = unjoined.sorted { ($0.source, $0.line, $0.byte) < ($1.source, $1.line, $1.byte) }
        var text: [UInt8] = []
        var source = -1
        var sourceText: [UInt8] = []
        for row in rows {
            if row.source != source {
                source = row.source
                sourceText.removeAll(keepingCapacity: true)
                RowText.appendQuoted(Array(input.sources[source].path.utf8), to: &sourceText)
            }
            text += sourceText
            text += ",\(row.line),\(row.byte),order_id,\(row.reason.rawValue),\(row.reason.remedy),".utf8
            RowText.appendQuoted(row.text, to: &text)
            text.append(0x0A)
        }
        return text
    }
}

/// Removes the files that the next run writes anew: those of rows that may yet find their orders, and those beside checkpoints behind `day`.
public func forgetUnjoined(in folder: String, after day: Day?) throws(SystemFailure) {
    for name in try FileSystem.names(in: folder) {
        if name.hasSuffix(".rows.csv") { try FileSystem.remove("\(folder)/\(name)") }
        guard name.hasPrefix("through-"), let through = Day(name.dropFirst("through-".count)), day.map({ through > $0 }) ?? true else {
            continue
        }
        try FileSystem.removeTree("\(folder)/\(name)")
    }
}
