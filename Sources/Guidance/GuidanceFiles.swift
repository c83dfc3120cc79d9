internal import Bytes
internal import Domain
internal import Parallel
public import Problems
internal import RatingsDatabase
internal import Tables

// The content of the enterprises' pages for machines: one file of lines, or a file each. Stretches of enterprises are made in parallel
// and written in order, so that memory is bounded and the bytes are the same whatever the threads.

/// What guidance can be written as for machines.
public enum GuidanceFileFormat: String, CaseIterable, Sendable {
    /// A line per enterprise, flat.
    case csv
    /// An object per enterprise, one a line.
    case ndjson
    /// A file per enterprise, in folders as the site's pages are.
    case json
}

/// Writes what the enterprises' pages say as files for machines, and `guidance.schema.json` beside them.
///
/// CSV and NDJSON are files of the folder `out`, put in place by a rename. JSON is as many files as there are enterprises: `out` is then a
/// link that leads to a folder beside it, as with the site.
///
/// - Parameter program: tells this program from every other version of it; nil: not known, and every file is made.
/// - Throws: `Problem`: `.cannotCreate` where `out` cannot be written to, or is in use for something else.
public func exportGuidanceFiles(
    database: String, as format: GuidanceFileFormat, to out: String, contact: String?, threads: Int, program: String? = nil,
    progress: @Sendable (String) -> Void = { _ in }
) throws(Problem) -> GuidanceReport {
    let export = FilesExport(
        readers: try ReaderPool(path: database, count: threads), contact: try Contact(contact), threads: max(1, threads),
        frame: program.map { SiteContent.json.frame([$0, contact ?? ""]) })
    switch format {
    case .csv, .ndjson: return try export.writeLines(as: format, to: out, progress)
    case .json: return try export.writeFiles(to: out, progress)
    }
}

struct FilesExport: Sendable {
    static let schemaName = "guidance.schema.json"

    let readers: ReaderPool
    let contact: Contact
    let threads: Int
    /// What all files behind a link depend on; nil: not known.
    let frame: Digest?

    func writeFiles(to out: String, _ progress: @Sendable (String) -> Void) throws(Problem) -> GuidanceReport {
        let folder = try SiteFolder(link: out, for: .json, frame: frame)
        let bounds = try readers.first.enterpriseBounds(every: Site.enterprisesAtOnce)
        let counts = try parallelMap(count: bounds.count, threads: threads, state: { () }) { (_, index) throws(Problem) in
            let stretch = try stretch(bounds, index)
            for enterprise in stretch {
                let place = PagePlace(enterprise.enterpriseID.utf8)
                try folder.put("enterprises/\(place.shard)/\(place.name).json", from: enterprise.inputs) { record(enterprise).json.file }
            }
            progress("enterprises \(index * Site.enterprisesAtOnce + stretch.count)")
            return stretch.count
        }
        try folder.put(Self.schemaName, GuidanceRecord.schema.file)
        return GuidanceReport(enterprises: counts.reduce(0, +), of: folder.count, in: try folder.publish())
    }

    func writeLines(
        as format: GuidanceFileFormat, to out: String, _ progress: @Sendable (String) -> Void
    ) throws(Problem) -> GuidanceReport {
        try SiteFolder.refuseLink(out, for: format)
        try onSite { () throws(SystemFailure) in try FileSystem.createFolder(out) }
        let bounds = try readers.first.enterpriseBounds(every: Site.enterprisesAtOnce)
        var file = try LinesFile(path: "\(out)/guidance.\(format.rawValue)")
        if format == .csv {
            var header: [UInt8] = []
            CommaSeparated.appendHeader(of: GuidanceColumn.table, to: &header)
            try file.append(header)
        }
        var report = GuidanceReport(files: 2, filesMade: 2, filesWritten: 2, folder: out)
        // As many stretches at a time as there are threads: what is made waits for its turn in memory.
        for start in stride(from: 0, to: bounds.count, by: threads) {
            let count = min(threads, bounds.count - start)
            let stretches = try parallelMap(count: count, threads: threads, state: { () }) { (_, index) throws(Problem) in
                try lines(stretch(bounds, start + index).map(record), format)
            }
            for stretch in stretches {
                try file.append(stretch.text)
                report.enterprises += stretch.count
            }
            progress("enterprises \(report.enterprises)")
        }
        let schema = GuidanceRecord.schema.file
        report.bytes = file.end + schema.utf8.count
        report.bytesWritten = report.bytes
        try file.finish()
        try onSite { () throws(SystemFailure) in try FileSystem.writeWhole(schema, to: "\(out)/\(Self.schemaName)") }
        return report
    }

    private func stretch(_ bounds: [Text], _ index: Int) throws(Problem) -> [EnterpriseGuidance] {
        let below = index + 1 < bounds.count ? bounds[index + 1] : nil
        return try readers.using { (reader) throws(Problem) in try reader.guidance(from: bounds[index], below: below) }
    }

    private func record(_ enterprise: EnterpriseGuidance) -> GuidanceRecord {
        GuidanceRecord(EnterprisePage(enterprise: enterprise, contact: contact))
    }

    private func lines(_ records: [GuidanceRecord], _ format: GuidanceFileFormat) -> (text: [UInt8], count: Int) {
        var text: [UInt8] = []
        for record in records {
            if format == .csv {
                CommaSeparated.append(record.row, to: &text)
            } else {
                record.json.append(to: &text)
                text.append(0x0A)
            }
        }
        return (text, records.count)
    }
}

/// A file written front to back under a temporary name; `finish` gives it its own. What is not finished is removed.
private struct LinesFile: ~Copyable {
    private let path: String
    private let file: RandomAccessFile
    private(set) var end = 0
    private var isFinished = false

    init(path: String) throws(Problem) {
        self.path = path
        file = try onSite { () throws(SystemFailure) in try RandomAccessFile(beside: path) }
    }

    deinit {
        if !isFinished { try? FileSystem.remove(file.path) }
    }

    mutating func append(_ text: [UInt8]) throws(Problem) {
        try onSite { [file, end] () throws(SystemFailure) in
            var buffer = ByteBuffer(capacity: text.count)
            buffer.append(text)
            try file.write(buffer.bytes, at: end)
        }
        end += text.count
    }

    mutating func finish() throws(Problem) {
        try onSite { [file, path] () throws(SystemFailure) in
            try file.sync()
            try FileSystem.rename(file.path, to: path)
        }
        isFinished = true
    }
}
