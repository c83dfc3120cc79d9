import Bytes
public import Domain
import InformationBases
import Ingest
public import Logging
import Parallel
public import Problems
import RatingsDatabase
import Records
import Scoring
import Segments
public import Settings

/// What a run needs to know beside its job: who runs it, when, and who listens.
public struct RunContext: Sendable {
    /// The program's version.
    public var version: String
    public var startedAt: Instant
    /// The process's id.
    public var process: Int32
    public var log: Logger
    /// Called with a line that says how far the run is; may come from any thread.
    public var progress: @Sendable (String) -> Void
    /// The present instant.
    public var now: @Sendable () -> Instant

    public init(
        version: String, startedAt: Instant, process: Int32, log: Logger, progress: @escaping @Sendable (String) -> Void,
        now: @escaping @Sendable () -> Instant
    ) {
        self.version = version
        self.startedAt = startedAt
        self.process = process
        self.log = log
        self.progress = progress
        self.now = now
    }

    /// An id for a run: `<start>/<process>-<8 random digits>`. Start and process do not suffice: in containers every process is number 1, and
    /// clocks are set back. Ids are bookkeeping; no rating depends on them.
    func makeRunID() -> String {
        let digits = String(UInt32.random(in: .min ... .max), radix: 16)
        return "\(startedAt)/\(process)-" + String(repeating: "0", count: 8 - digits.count) + digits
    }
}

/// Takes the deliveries of `request`, joins, rates and publishes: `silkrate run` and `rerun`.
///
/// - Parameter accept: why the ratings are published though the gate refuses them.
/// - Throws: the problem that stopped it; the former ratings then stand, and the journal tells of the run.
public func run(
    _ job: Job, _ context: RunContext, request: Request = .new, accept: String? = nil
) throws(Problem) -> RunReport {
    let model = try RunModel(job)
    let store = StoreLayout(path: job.store)
    try store.checkFormat()
    let lock = try store.lock("process \(context.process) since \(context.startedAt)")
    defer { extendLifetime(lock) }
    try store.makeReady()
    var report = RunReport()
    report.runID = context.makeRunID()
    report.version = context.version
    report.database = job.database
    report.modelID = model.model.content.id
    report.asOf = job.asOf ?? context.startedAt.day
    var journal = try RunJournal(store, now: context.startedAt)
    try journal.begin(
        JournalRecord(
            run: report.runID, asOf: "\(report.asOf)", started: "\(context.startedAt)", version: context.version, model: report.modelID,
            modelSHA256: model.sha256))
    let announcement = Announcement(job: job, context: context)
    do throws(Problem) {
        try perform(job, context, Mandate(request: request, accept: accept, model: model), journal, announcement, &report)
    } catch {
        report.peakMemoryBytes = FileSystem.peakMemoryBytes()
        // The problem that stopped the run is the one to tell of, even where it can be told nowhere else.
        do throws(Problem) { try journal.fail(error, at: context.now()) } catch { context.log.warning("\(error)") }
        announcement.end(report, error)
        throw error
    }
    try journal.published()
    announcement.end(report, nil)
    return report
}

/// What a run is asked to do.
struct Mandate {
    var request: Request
    var accept: String?
    var model: RunModel
}

private func perform(
    _ job: Job, _ context: RunContext, _ mandate: Mandate, _ journal: RunJournal, _ announcement: Announcement, _ report: inout RunReport
) throws(Problem) {
    let store = StoreLayout(path: job.store)
    let latest = job.latestPartition(now: context.now())
    var contents = try StoreContents(store)
    let plan = try RunPlan(mandate.request, dumps: job.dumps, &contents, asOf: job.asOf, latest: latest)
    try refuseStepBack(plan.asOf, job.database, latest)
    report.asOf = plan.asOf
    report.describe(plan)
    for line in plan.lines { context.log.info("\(line)") }
    announcement.begin(report)
    var stages = StageClock()
    try take(plan, job, report.runID, context)
    stages.end("ingest", &report)
    let rules = MarketplaceRules(try embeddedStandards(), asOf: plan.asOf)
    let asOf = plan.asOf
    let judges = try onDisk { () throws(SystemFailure) in
        try Judges(mandate.model.model, rules, asOf: asOf, currency: job.reportingCurrency, folder: store.temporary)
    }
    let (input, bases) = try join(StoreContents(store), job, asOf, judges.judge)
    stages.end("join and rate", &report)
    let ledger = Ledger(input, bases)
    ledger.describe(&report, bases)
    warnOfLateRates(report, context)
    try publish(bases, judges, ledger, mandate, job, context, journal, &report)
    // A day of the past writes nothing beside its database.
    if input.unjoined != nil { try RememberedRates(store).keep(input.referenceRates) }
    try CheckpointPolicy.tidy(store)
    stages.end("publish", &report)
    // Giving back a record for each product and subject, and the file of rows, takes longer than what is left to do.
    letGo(bases)
    letGo(judges)
    report.peakMemoryBytes = FileSystem.peakMemoryBytes()
}

private func warnOfLateRates(_ report: RunReport, _ context: RunContext) {
    let reason = QuarantineReason.tooLateForPruned
    guard let late = report.quarantined.first(where: { $0.reason == reason.rawValue }) else { return }
    context.log.warning("quarantined as \(reason.rawValue): \(late.rows) rates; \(reason.remedy)")
}

/// What `run` would do with the same arguments; changes nothing.
///
/// - Parameter now: the present instant: a partition more than two days after it is refused.
public func plan(_ job: Job, request: Request = .new, now: Instant) throws(Problem) -> RunPlan {
    _ = try RunModel(job)
    let store = StoreLayout(path: job.store)
    try store.checkFormat()
    var contents = try StoreContents(store)
    let latest = job.latestPartition(now: now)
    var plan = try RunPlan(request, dumps: job.dumps, &contents, asOf: job.asOf, latest: latest)
    try refuseStepBack(plan.asOf, job.database, latest)
    try plan.findStart(contents)
    return plan
}

/// The bases as of D with their judgements, and on the way a checkpoint where one is due.
private func join(_ contents: StoreContents, _ job: Job, _ asOf: Day, _ judge: Judge) throws(Problem) -> (BaseInput, Bases) {
    var input = try knownRows(contents, job, asOf: asOf)
    guard CheckpointPolicy.isDue(input, partitionsMax: job.checkpointEvery) else {
        let known = input
        return (input, try onDisk { () throws(SystemFailure) in try makeBases(known, judge: judge) })
    }
    let store = contents.store
    let hashKey = input.hashKey
    let writer = try onDisk { () throws(SystemFailure) in try CheckpointWriter(folder: store.checkpoints, day: asOf, hashKey) }
    input.newCheckpoint = writer
    let known = input
    let bases = try onDisk { () throws(SystemFailure) in
        let bases = try makeBases(known, judge: judge)
        try writer.complete(bases.checkpointNotes(known, partitions: contents.partitions.filter { $0.partition <= asOf }))
        return bases
    }
    return (input, bases)
}

/// Wall time by stage.
private struct StageClock {
    private var start = ContinuousClock.now

    mutating func end(_ name: String, _ report: inout RunReport) {
        let now = ContinuousClock.now
        report.stages.append((name, seconds(now - start)))
        start = now
    }
}

func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
}

/// A run as of a day before the published one needs a database of its own, unless that day has not come: it was published from a partition
/// that is refused now, and must not lock out the nights.
private func refuseStepBack(_ asOf: Day, _ database: String, _ latest: Day) throws(Problem) {
    guard try onDisk({ () throws(SystemFailure) in try FileSystem.size(of: database) }) != nil,
        let published = try RatingsReader(path: database).summary().asOf, published > asOf, published <= latest
    else { return }
    throw Problem(
        .usage, at: Position(source: database), "the published ratings are as of \(published), later than \(asOf)",
        remedy: "give the run as of \(asOf) a database of its own with --database")
}

/// Takes new partitions into the store as each is complete, and replaces known ones all at once.
private func take(_ plan: RunPlan, _ job: Job, _ runID: String, _ context: RunContext) throws(Problem) {
    let store = StoreLayout(path: job.store)
    let hashKey = try StoreContents(store).hashKey
    let taken = plan.taken
    let counter = FileCounter(total: taken.reduce(0) { $0 + $1.files.count }, progress: context.progress)
    let options = IngestOptions(
        budget: job.budget, damagedFiles: job.damagedFiles == .stop ? .stop : .setAside,
        runID: runID, hashKey: hashKey
    ) { record, partition in
        counter.count()
        if record.isSetAside {
            context.log.warning(
                "\(partition)/\(record.name) is set aside: \(String(decoding: record.quarantined.first?.example ?? [], as: UTF8.self))")
        }
    }
    let new = taken.filter(\.isNew)
    try ingest(new.flatMap(\.files), into: store, options: options)
    try StoreManifest.list(new.map(\.partition), of: store)
    let replaced = taken.filter { !$0.isNew }
    if replaced.isEmpty { return }
    try ingest(replaced.flatMap(\.files), into: store.staging, options: options)
    try Staging(store).replace(replaced.map(\.partition))
}

extension Job {
    /// Threads to use: as many as the job says, else as the machine has processors.
    var threadCount: Int { threads ?? min(FileSystem.processorCount(), MemoryBudget.threadBounds.upperBound) }
    /// The memory budget.
    var budget: MemoryBudget { MemoryBudget(bytes: memoryBytes ?? MemoryBudget.bytesDefault, threads: threadCount) }
}

/// The model of a run, and the hash of its text.
struct RunModel: Sendable {
    var model: Model
    var sha256: String

    init(_ job: Job) throws(Problem) {
        guard let path = job.model else {
            model = try embeddedModel()
            sha256 = Ingest.sha256(of: embeddedModelBytes)
            return
        }
        let text = try readSettings(path, what: "model file")
        model = try loadModel(yaml: text, source: path)
        sha256 = Ingest.sha256(of: Array(text.utf8))
    }
}

/// A small text file of the user's, whole.
public func readText(_ path: String, what: String) throws(Problem) -> [UInt8] {
    do throws(SystemFailure) {
        let file = try RandomAccessFile(path: path, mode: .read)
        var buffer = ByteBuffer()
        try file.read(try file.size(), at: 0, into: &buffer)
        return buffer.bytes.array(0..<buffer.count)
    } catch {
        // A name that leads nowhere, a folder, or a file of others: the job's fault, not the disk's.
        let isNamedWrongly = error.isAbsence || error.isRefusal
        throw Problem(
            isNamedWrongly ? .configuration : .inputOutput, at: Position(source: path), "the \(what) cannot be read",
            remedy: isNamedWrongly ? "check the path" : "check the disk or mount that it lies on, then run again", cause: "\(error)")
    }
}
