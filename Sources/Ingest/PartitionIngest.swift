public import Bytes
import Crypto
import Decompression
public import Domain
public import Parallel
public import Problems
import Records
public import Segments
import Synchronization

/// What becomes of a file whose compressed stream is damaged or whose header is refused.
public enum DamagedFiles: Sendable {
    /// The run stops.
    case stop
    /// None of the file's rows is used; the ledger and the quarantine say so.
    case setAside
}

/// How ingest is done; none of it changes what the rows are.
public struct IngestOptions: Sendable {
    /// Partitions of more bytes of dumps are scattered into quarters of buckets: the rows of a bucket that are joined together are in
    /// memory, for each worker.
    public var budget: MemoryBudget
    public var damagedFiles: DamagedFiles
    /// The run that takes the files in.
    public var runID: String
    /// The store's: its files have one.
    public var hashKey: HashKey
    /// Called after each file, on any thread.
    public var onFile: @Sendable (SourceRecord, Day) -> Void

    public init(
        budget: MemoryBudget, damagedFiles: DamagedFiles, runID: String, hashKey: HashKey = .ofProcess,
        onFile: @escaping @Sendable (SourceRecord, Day) -> Void
    ) {
        self.runID = runID
        self.hashKey = hashKey
        self.budget = budget
        self.damagedFiles = damagedFiles
        self.onFile = onFile
    }
}

/// Writes the segment file of each partition that `files` belong to, each whole or not at all.
///
/// - Parameter files: all files of the partitions concerned.
/// - Throws: the problem of the first file (in order of partition and size) that has one.
public func ingest(_ files: [DumpFile], into store: StoreLayout, options: IngestOptions) throws(Problem) {
    try onDisk { () throws(SystemFailure) in
        try FileSystem.createOwnFolder(store.segments)
        try FileSystem.createOwnFolder(store.quarantine)
    }
    // Within a partition the largest first, so that threads end together; partitions in turn, so that few are open at once.
    let tasks = files.sorted { ($0.partition, -$0.bytes, $0.name) < ($1.partition, -$1.bytes, $1.name) }
    var jobs: [Day: PartitionJob] = [:]
    for file in tasks {
        let job = jobs[file.partition] ?? PartitionJob(file.partition, store, options.hashKey)
        job.add(file)
        jobs[file.partition] = job
    }
    for job in jobs.values { job.seal() }
    let buckets = jobs.values.map { $0.bucketCount(options) }.max() ?? bucketCount
    let workers = options.budget.workers(holding: RowScatter.heldBytes(bucketCount: buckets))
    let windows = ZstdWindows(options.budget, workers: workers)
    let (wide, others) = try windows.split(tasks)
    try ingest(wide, jobs, options, workers: 1, windowLogMax: windows.alone)
    try ingest(others, jobs, options, workers: workers, windowLogMax: windows.together)
}

/// Ingests files, each of a partition among `jobs`.
private func ingest(
    _ files: [DumpFile], _ jobs: [Day: PartitionJob], _ options: IngestOptions, workers: Int, windowLogMax: Int
) throws(Problem) {
    _ = try parallelMap(count: files.count, threads: workers, state: { IngestWorker() }) {
        (worker: inout IngestWorker, index: Int) throws(Problem) -> Bool in
        guard let job = jobs[files[index].partition] else { preconditionFailure("a file of no partition was ingested") }
        try worker.ingest(files[index], job, options, windowLogMax: windowLogMax)
        return true
    }
}

/// The greatest windows of zstd files that the memory budget holds, as powers of two: a quarter of it is theirs.
struct ZstdWindows {
    /// Of a file that is read by itself.
    let alone: Int
    /// Of files that are read on all threads at once: what any decoder should take (8 MiB), or more.
    let together: Int

    init(_ budget: MemoryBudget, workers: Int) {
        func log(_ bytes: Int) -> Int { min(Int.bitWidth - 1 - max(1, bytes).leadingZeroBitCount, zstdWindowLogLimit) }
        let least = DumpReader.zstdWindowLogMaxDefault
        alone = log(budget.share(of: 1, part: 4, least: 1 << least))
        together = log(budget.share(of: workers, part: 4, least: 1 << least))
    }

    /// The files that must be read one by one, and the others, in their order.
    func split(_ files: [DumpFile]) throws(Problem) -> (wide: [DumpFile], others: [DumpFile]) {
        var (wide, others): ([DumpFile], [DumpFile]) = ([], [])
        for file in files {
            guard alone > together, file.container == .zstd, let window = try ZstdWindow.log(of: file.location), window > together else {
                others.append(file)
                continue
            }
            wide.append(file)
        }
        return (wide, others)
    }
}

/// A system failure as the problem that a user sees.
public func onDisk<T: ~Copyable>(_ body: () throws(SystemFailure) -> T) throws(Problem) -> T {
    do throws(SystemFailure) { return try body() } catch { throw storeProblem(error) }
}

/// The problem that a failed call on a file of the store is to a user: 73 where something cannot be created, 65 where a file that the
/// ratings rest on was read and is damaged, else 74.
public func storeProblem(_ failure: SystemFailure) -> Problem {
    if failure.isLink {
        return Problem(
            .cannotCreate, at: Position(source: failure.path),
            "this is a symbolic link where a file or folder of ours belongs; what it leads to is left as it is",
            remedy: "remove the link, or name another folder, then run again", cause: "\(failure)")
    }
    if failure.isDamage, [".seg", ".ckp", ".settled"].contains(where: { failure.path.hasSuffix($0) }) {
        return Problem(
            .inputRefused, at: Position(source: failure.path), "a file of the store is damaged",
            remedy: "run silkrate verify with --store: it names all that is damaged and how to mend it", cause: "\(failure)")
    }
    let isFull = failure.code == 28 || failure.code == 122
    return Problem(
        failure.operation.hasPrefix("create") && !isFull ? .cannotCreate : .inputOutput, at: Position(source: failure.path),
        isFull ? "the disk is full" : "a file of the store cannot be used",
        remedy: isFull ? "free some space and run again" : "check the folder's rights and the disk, then run again", cause: "\(failure)")
}

/// One partition in the making; its files are read by several threads.
private final class PartitionJob: Sendable {
    let partition: Day
    let store: StoreLayout
    private let hashKey: HashKey
    private let state: Mutex<State>

    private struct State {
        var names: [String] = []
        var records: [SourceRecord?] = []
        var left = 0
        var bytes = 0
        var extents: ExtentFile?
    }

    init(_ partition: Day, _ store: StoreLayout, _ hashKey: HashKey) {
        self.hashKey = hashKey
        self.partition = partition
        self.store = store
        state = Mutex(State())
    }

    func add(_ file: DumpFile) {
        state.withLock {
            $0.names.append(file.name)
            $0.bytes += file.bytes
        }
    }

    /// Into so many buckets the partition's rows are scattered.
    func bucketCount(_ options: IngestOptions) -> Int {
        Segments.bucketCount * (state.withLock { $0.bytes } > options.budget.bytes ? quartersPerBucket : 1)
    }

    /// No more files come: sources have their places, in order of names.
    func seal() {
        state.withLock { state in
            state.names.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            state.records = Array(repeating: nil, count: state.names.count)
            state.left = state.names.count
        }
    }

    func source(of name: String) -> Int { state.withLock { $0.names.firstIndex(of: name) ?? 0 } }

    /// The partition's file, made when its first source begins.
    func extents() throws(SystemFailure) -> ExtentFile {
        if let known = state.withLock({ $0.extents }) { return known }
        return try state.withLock { state throws(SystemFailure) in
            if let known = state.extents { return known }
            try FileSystem.createOwnFolder("\(store.quarantine)/\(partition)")
            let file = try ExtentFile(path: store.segment(partition) + ".part", headerLength: SegmentFile.headerLength)
            state.extents = file
            return file
        }
    }

    /// Takes a source's record; the last one completes the partition.
    func done(_ source: Int, _ record: SourceRecord) throws(SystemFailure) {
        let complete: [SourceRecord]? = state.withLock { state in
            state.records[source] = record
            state.left -= 1
            return state.left == 0 ? state.records.compactMap { $0 } : nil
        }
        guard let complete else { return }
        try SegmentFile.complete(try extents(), hashKey, sources: complete)
        try FileSystem.rename(store.segment(partition) + ".part", to: store.segment(partition))
        state.withLock { $0.extents = nil }
    }
}

/// One thread's buffers, used for file after file.
private struct IngestWorker: ~Copyable {
    private var buffers = DumpReaderBuffers()
    private var sink = SegmentSink()

    mutating func ingest(_ file: DumpFile, _ job: PartitionJob, _ options: IngestOptions, windowLogMax: Int) throws(Problem) {
        let start = ContinuousClock.now
        let quarantinePath = job.store.quarantine(file.partition, file.name)
        let extents = try onDisk { () throws(SystemFailure) in
            try FileSystem.remove(quarantinePath)
            return try job.extents()
        }
        let source = job.source(of: file.name)
        buffers.scatter(into: job.bucketCount(options))
        sink.begin(
            extents, source: source,
            quarantine: QuarantineWriter(path: quarantinePath, source: "\(file.partition)/\(file.name)", schema: Schema.of(file.kind)))
        var hasher = SHA256()
        var raw: [UInt8] = []
        var record = SourceRecord(name: file.name, kind: file.kind, bytes: file.bytes, sha256: "")
        do throws(Problem) {
            let summary = try readDump(file, options.hashKey, into: &sink, buffers: &buffers, zstdWindowLogMax: windowLogMax) { bytes in
                bytes.copy(0..<bytes.byteCount, into: &raw)
                hasher.update(data: raw)
            }
            record.rowsRead = summary.rowsRead
            record.unknownColumns = summary.unknownColumns
            record.withdrawnCodes = summary.withdrawnCodes
            record.quarantined = sink.quarantine.counts
            record.sha256 = hexadecimal(hasher.finalize())
        } catch {
            guard error.kind == .inputRefused, options.damagedFiles == .setAside else { throw error }
            try onDisk { () throws(SystemFailure) in try FileSystem.remove(quarantinePath) }
            record = try setAside(file, error)
        }
        let passed = (ContinuousClock.now - start).components
        record.wallMilliseconds = Int(passed.seconds) * 1000 + Int(passed.attoseconds / 1_000_000_000_000_000)
        record.runID = options.runID
        record.modifiedNanoseconds = file.status.modifiedNanoseconds
        guard try file.statusNow() == file.status else {
            throw Problem(
                .inputRefused, at: Position(source: file.path), "the file changed while it was read",
                remedy: "run again when the delivery is complete")
        }
        let done = record
        try onDisk { () throws(SystemFailure) in try job.done(source, done) }
        options.onFile(done, file.partition)
    }

    /// The record of a file of which no row is used.
    private mutating func setAside(_ file: DumpFile, _ damage: Problem) throws(Problem) -> SourceRecord {
        var record = SourceRecord(name: file.name, kind: file.kind, bytes: file.bytes, sha256: "")
        record.sha256 = try Ingest.sha256(ofFile: file.location)
        record.isSetAside = true
        record.quarantined = [
            QuarantineCount(
                reason: .fileDamaged, rows: 0, firstLine: 0, firstByte: damage.position?.byte ?? 0, column: "",
                example: Array(damage.message.utf8.prefix(256)))
        ]
        return record
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
public func sha256(of bytes: [UInt8]) -> String { hexadecimal(SHA256.hash(data: bytes)) }

/// The SHA-256, in hexadecimal, of the bytes that `produce` appends piece by piece.
public func sha256(of produce: ((borrowing Span<UInt8>) -> Void) throws(Problem) -> Void) throws(Problem) -> String {
    var hasher = SHA256()
    var buffer = ByteBuffer()
    var bytes: [UInt8] = []
    func take() {
        buffer.bytes.copy(0..<buffer.count, into: &bytes)
        hasher.update(data: bytes)
        buffer.removeAll()
    }
    try produce { piece in
        buffer.append(piece)
        if buffer.count >= 1 << 16 { take() }
    }
    take()
    return hexadecimal(hasher.finalize())
}

private func hexadecimal(_ digest: SHA256.Digest) -> String {
    digest.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
}

/// Rows → the partition's buckets; made once per thread, pointed at file after file.
private struct SegmentSink: RowSink, ~Copyable {
    private var extents: ExtentFile?
    private var source = 0
    private(set) var quarantine = QuarantineWriter(path: nil, source: "", schema: Schema.of(.transactions))

    mutating func begin(_ extents: ExtentFile, source: Int, quarantine: consuming QuarantineWriter) {
        self.extents = extents
        self.source = source
        self.quarantine = quarantine
    }

    mutating func take(_ bucket: Int, of rows: inout RowScatter) throws(Problem) {
        guard let extents else { preconditionFailure("rows came before their file") }
        do throws(SystemFailure) { try rows.flush(bucket, source: source, to: extents) } catch { throw storeProblem(error) }
    }

    mutating func takeAll(of rows: inout RowScatter) throws(Problem) {
        guard let extents else { preconditionFailure("rows came before their file") }
        do throws(SystemFailure) {
            try rows.finish(source: source, to: extents)
            try quarantine.flush()
        } catch {
            throw storeProblem(error)
        }
    }

    mutating func reject(_ fault: RowFault, field: [UInt8], _ raw: borrowing RawSpan, line: Int, byte: Int) throws(Problem) {
        do throws(SystemFailure) { try quarantine.add(fault, raw, line: line, byte: byte) } catch { throw storeProblem(error) }
    }
}

/// The SHA-256 of a file's bytes as they stand, in hexadecimal.
public func sha256(ofFile path: FilePath) throws(Problem) -> String {
    var hasher = SHA256()
    let reader = try DumpReader(file: path, container: .plain) { hasher.update(data: $0.array(0..<$0.byteCount)) }
    try reader.observeRest()
    return hexadecimal(hasher.finalize())
}
