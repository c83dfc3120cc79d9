public import Bytes
public import Domain
import Records
import Segments
import Synchronization

/// The rows that could not be joined, in the quarantine: one file of those that may yet find their orders, and one, beside a new checkpoint, of
/// those that it does not carry. Buckets are written in their order, and threads take them about in order: so few wait in memory for those
/// before them.
final class UnjoinedFiles: Sendable {
    private static let name = "orders.rows.csv"
    private let state = Mutex(State())

    /// What a bucket adds to the files.
    private struct Texts: Sendable {
        var open: [UInt8]
        var settled: [UInt8]
    }

    private struct State: Sendable {
        /// The bucket that is written next.
        var next = 0
        var waiting: [Int: Texts] = [:]
        var open = GrowingFile()
        var settled = GrowingFile()
    }

    /// Adds a bucket's rows, and takes them out of its report.
    func add(_ bucket: Int, _ input: borrowing BaseInput, _ report: inout BucketReport) throws(SystemFailure) {
        let (open, settled) = (report.unjoined, report.settled.unjoined)
        report.unjoined = []
        report.settled.unjoined = []
        let folders = (open: input.unjoined, settled: input.settledUnjoined)
        let day = input.newCheckpoint?.day
        guard folders.open != nil || folders.settled != nil else { return }
        let texts = Texts(open: UnjoinedFiles.text(open, input), settled: UnjoinedFiles.text(settled, input))
        try state.withLock { state throws(SystemFailure) in
            state.waiting[bucket] = texts
            while let texts = state.waiting.removeValue(forKey: state.next) {
                state.next += 1
                if let folder = folders.open { try state.open.append(texts.open, UnjoinedFiles.name, in: folder) }
                guard let folder = folders.settled, let day else { continue }
                try state.settled.append(texts.settled, UnjoinedFiles.name, in: "\(folder)/through-\(day)")
            }
        }
    }

    /// A file that is made with what is first appended to it.
    private struct GrowingFile: Sendable {
        private var file: RandomAccessFile?
        private var end = 0

        mutating func append(_ rows: [UInt8], _ name: String, in folder: String) throws(SystemFailure) {
            guard !rows.isEmpty else { return }
            var buffer = ByteBuffer(capacity: rows.count + 64)
            if file == nil { buffer.append("source,line,byte,column,reason,remedy,row\n".utf8) }
            buffer.append(rows)
            let target: RandomAccessFile
            if let file {
                target = file
            } else {
                try FileSystem.createOwnFolder(folder)
                target = try RandomAccessFile(path: "\(folder)/\(name)", mode: .create)
                file = target
            }
            try target.write(buffer.bytes, at: end)
            end += buffer.count
        }
    }

    private static func text(_ unjoined: [BucketReport.RefusedRow], _ input: borrowing BaseInput) -> [UInt8] {
        let rows = unjoined.sorted { ($0.source, $0.line, $0.byte) < ($1.source, $1.line, $1.byte) }
        var text: [UInt8] = []
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
            text += sourceText
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
        }
        return text
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
