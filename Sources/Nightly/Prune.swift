import Bytes
public import Domain
import InformationBases
import Ingest
public import Problems
import Segments
public import Settings

/// What pruning did.
public struct PruneReport: Sendable {
    /// The first day that can still be reproduced.
    public var base: Day
    /// Partitions whose rows are gone; what they came to stays.
    public var partitions = 0
    /// Bytes that were freed.
    public var bytes = 0
}

/// Removes the rows of partitions that lie more than `keepDays` before the latest one, once a checkpoint stands for them. Later results
/// are those of the store as it was: counters by day, first bookings, orders that are not settled and the ids of those that are survive.
/// Days before the checkpoint can no longer be reproduced, and its partitions no longer be rerun.
///
/// - Throws: `.noInput` where no partition lies that far back; `.usage` where rates came since that the pruned rows would ask for, or the job is
///   not that of the runs.
public func prune(_ job: Job, _ context: RunContext, keepDays: Int) throws(Problem) -> PruneReport {
    let store = StoreLayout(path: job.store)
    try store.checkFormat()
    let lock = try store.lock("process \(context.process) since \(context.startedAt)")
    defer { extendLifetime(lock) }
    try store.makeReady()
    let contents = try StoreContents(store)
    try refuseStray(contents.days, contents, latest: job.latestPartition(now: context.now()), dumps: job.dumps)
    guard let last = contents.days.last, let base = contents.days.last(where: { $0 <= last - keepDays }), contents.hasSegment(base) else {
        throw Problem(
            .noInput, at: Position(source: store.path), "no partition with rows lies \(keepDays) days before the latest one",
            remedy: "there is nothing to prune; give a smaller --keep to prune more")
    }
    try refuseOtherSettings(contents, job, last: last)
    var input = try knownRows(contents, job, asOf: base, keepsUnjoined: false, remembersRates: true)
    let hashKey = input.hashKey
    let writer = try onDisk { () throws(SystemFailure) in try CheckpointWriter(folder: store.checkpoints, day: base, hashKey) }
    input.newCheckpoint = writer
    // Rows that are refused for good stand nowhere else once the segments are gone. Those that may yet find their orders are for the next run.
    input.settledUnjoined = store.unjoined
    let known = input
    var notes = try onDisk { () throws(SystemFailure) in
        try FileSystem.createFolder(store.unjoined)
        try forgetSettledUnjoined(in: store.unjoined, after: known.checkpoint?.notes.day, through: base)
        return try makeBases(known).checkpointNotes(known, partitions: contents.partitions.filter { $0.partition <= base })
    }
    notes.isBase = true
    try refuseToForgetRates(contents, job, known, notes, last: last)
    let complete = notes
    try onDisk { () throws(SystemFailure) in try writer.complete(complete) }
    var report = PruneReport(base: base)
    for day in contents.days where day <= base && contents.hasSegment(day) {
        report.partitions += 1
        report.bytes += try onDisk { () throws(SystemFailure) in try FileSystem.size(of: store.segment(day)) ?? 0 }
    }
    try StoreManifest.rebase(on: base, of: store)
    try CheckpointPolicy.tidy(store)
    try removePruned(StoreContents(store))
    return report
}

/// What a prune leaves was made for one home country, table of rates and window for ever: they must be those of the runs.
private func refuseOtherSettings(_ contents: StoreContents, _ job: Job, last: Day) throws(Problem) {
    guard let newest = try contents.latestCheckpoint(upTo: last, where: { _ in true }) else { return }
    let notes = newest.notes
    let input = try knownRows(contents, job, asOf: notes.day, keepsUnjoined: false, remembersRates: true)
    var differing: [String] = []
    if notes.homeCountry != input.homeCountry { differing.append("home country") }
    if notes.windowDays > job.evidenceWindowDays { differing.append("evidence window") }
    if notes.ratesHash != input.rates.hash(through: notes.ratesThrough, input.hashKey) { differing.append("table of rates") }
    guard !differing.isEmpty else { return }
    throw Problem(
        .usage, at: Position(source: contents.store.path),
        "the runs before had another \(differing.joined(separator: " and another ")): a pruned store can only go on with the one it was pruned with",
        remedy: "prune with the job that the runs have (--job); if that has changed, run with it first")
}

/// Rates that came behind the base for days whose orders it settles count today, and would not once the orders' rows are gone.
private func refuseToForgetRates(
    _ contents: StoreContents, _ job: Job, _ input: BaseInput, _ base: CheckpointNotes, last: Day
) throws(Problem) {
    let latest = try knownRows(contents, job, asOf: last, keepsUnjoined: false)
    guard let day = latest.rates.firstDifference(from: input.rates, through: base.ratesThrough) else { return }
    throw Problem(
        .usage, at: Position(source: contents.store.path),
        "a rate of \(day) came after \(base.day): pruning through that day would forget it for orders that are settled",
        remedy:
            "prune through the partition that brought it, with a smaller --keep, or only through days on which no such order was settled")
}

/// Removes the segments and quarantined rows of partitions for which the base stands: what a prune that was killed left, too.
func removePruned(_ contents: StoreContents) throws(Problem) {
    guard let base = contents.base else { return }
    let store = contents.store
    try onDisk { () throws(SystemFailure) in
        for day in base.partitions.map(\.partition) {
            try FileSystem.remove(store.segment(day))
            try FileSystem.removeTree("\(store.quarantine)/\(day)")
        }
    }
}
