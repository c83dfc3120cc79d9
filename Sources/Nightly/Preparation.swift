import Bytes
public import Domain
import InformationBases
public import Ingest
public import Problems
import Records
import Segments

/// The dumps and the store side by side: what is there, what is new.
public struct Preparation: Sendable {
    public var store: StoreLayout
    /// Files of partitions that the store does not have, up to `asOf`.
    public var newFiles: [DumpFile]
    /// Partitions in the store up to `asOf`, ascending.
    public var known: [Day]
    public var asOf: Day
    /// Files and folders among the dumps that are none of ours.
    public var ignored: [String]

    /// - Parameter asOf: nil: the latest partition of dumps and store.
    /// - Throws: `.noInput` where there is no partition at all.
    public init(dumps: String, store: StoreLayout, asOf: Day?) throws(Problem) {
        self.store = store
        let folder = try DumpFolder(path: dumps)
        let stored = try Preparation.partitions(in: store)
        guard let latest = (folder.partitions + stored).max() else {
            throw Problem(
                .noInput, at: Position(source: dumps), "there is no partition",
                remedy: "lay dumps out as <dumps>/YYYY-MM-DD/<kind>.csv.gz, or name their folder with --dumps")
        }
        let day = asOf ?? latest
        self.asOf = day
        let knownSet = Set(stored)
        newFiles = folder.files.filter { !knownSet.contains($0.partition) && $0.partition <= day }
        known = stored.filter { $0 <= day }
        ignored = folder.ignored
        guard !newFiles.isEmpty || !known.isEmpty else {
            throw Problem(
                .noInput, at: Position(source: dumps), "no partition is known by \(day)",
                remedy: "give a later --as-of; the first partition is \((folder.partitions + stored).min()?.description ?? "none")")
        }
    }

    /// The store alone, without dumps.
    init(store: StoreLayout, asOf: Day?) throws(Problem) {
        self.store = store
        let stored = try Preparation.partitions(in: store)
        guard let day = asOf ?? stored.last, let first = stored.first, first <= day else {
            throw Problem(
                .noInput, at: Position(source: store.path), "the store knows no partition",
                remedy: "name the store with --store, or run first")
        }
        self.asOf = day
        newFiles = []
        known = stored.filter { $0 <= day }
        ignored = []
    }

    /// Partitions that the run takes for the first time.
    public var newPartitions: [Day] {
        newFiles.reduce(into: []) { days, file in if days.last != file.partition { days.append(file.partition) } }
    }

    /// The partitions whose segment files are complete, ascending.
    static func partitions(in store: StoreLayout) throws(Problem) -> [Day] {
        guard FileSystem.isFolder(store.segments) else { return [] }
        let names = try onDisk { () throws(SystemFailure) in try FileSystem.names(in: store.segments) }
        return names.compactMap { $0.hasSuffix(".seg") ? Day($0.dropLast(4)) : nil }.sorted()
    }

    /// Opens the segment files of the partitions known by D.
    func openSegments() throws(Problem) -> [SegmentFile] {
        var files: [SegmentFile] = []
        for day in try Preparation.partitions(in: store) where day <= asOf {
            files.append(try onDisk { () throws(SystemFailure) in try SegmentFile(path: store.segment(day), partition: day) })
        }
        return files
    }
}

/// Reads a table of reference rates (the contract's layout of `rates`, or the ECB's).
func readRates(path: String, asOf: Day) throws(Problem) -> RateTable {
    var sink = RateSink()
    var buffers = DumpReaderBuffers()
    // A table covers days far apart and is no delivery of one day: nothing in it is from the future.
    let file = try DumpFile(partition: Day(year: 9999, month: 1, day: 1) ?? asOf, path: path, kind: .rates)
    _ = try readDump(file, into: &sink, buffers: &buffers)
    if let fault = sink.fault {
        throw Problem(
            .inputRefused, at: Position(source: path, line: fault.line),
            "the table of rates has a row that cannot be used (\(fault.reason.rawValue))",
            remedy: fault.reason.remedy)
    }
    var table = RateTable()
    table.add(sink.rows)
    return table
}

private struct RateSink: RowSink, ~Copyable {
    var rows: [(day: Day, currency: UInt32, millionths: Int64)] = []
    var fault: (line: Int, reason: QuarantineReason)?
    private var decoder = RowDecoder(.rates)

    mutating func accept(_ batch: borrowing RowBatch) throws(Problem) {
        for i in batch.entries.indices {
            decoder.decode(batch.bytes, at: batch.entries[i].start)
            if let rate = RateTable.row(decoder) { rows.append(rate) }
        }
    }

    mutating func reject(_ fault: RowFault, field: [UInt8], _ raw: borrowing RawSpan, line: Int, byte: Int) throws(Problem) {
        if self.fault == nil { self.fault = (line, fault.reason) }
    }
}
