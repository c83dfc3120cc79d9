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
/// - Throws: `.noInput` where no partition lies that far back.
public func prune(_ job: Job, _ context: RunContext, keepDays: Int) throws(Problem) -> PruneReport {
    let store = StoreLayout(path: job.store)
    try store.checkFormat()
    let lock = try store.lock("process \(context.process) since \(context.startedAt)")
    defer { extendLifetime(lock) }
    try store.makeReady()
    let contents = try StoreContents(store)
    guard let last = contents.days.last, let base = contents.days.last(where: { $0 <= last - keepDays }), contents.hasSegment(base) else {
        throw Problem(
            .noInput, at: Position(source: store.path), "no partition with rows lies \(keepDays) days before the latest one",
            remedy: "there is nothing to prune; give a smaller --keep to prune more")
    }
    var input = try knownRows(contents, job, asOf: base)
    let hashKey = input.hashKey
    let writer = try onDisk { () throws(SystemFailure) in try CheckpointWriter(folder: store.checkpoints, day: base, hashKey) }
    input.newCheckpoint = writer
    let known = input
    try onDisk { () throws(SystemFailure) in
        var notes = try makeBases(known).checkpointNotes(known, partitions: contents.partitions.filter { $0.partition <= base })
        notes.isBase = true
        try writer.complete(notes)
    }
    var report = PruneReport(base: base)
    for day in contents.days where day <= base && contents.hasSegment(day) {
        report.partitions += 1
        report.bytes += FileSystem.size(of: store.segment(day)) ?? 0
    }
    try CheckpointPolicy.tidy(store)
    try removePruned(store)
    return report
}

/// Removes the segments and quarantined rows of partitions for which the base stands: what a prune that was killed left, too.
func removePruned(_ store: StoreLayout) throws(Problem) {
    let contents = try StoreContents(store)
    guard let base = contents.base else { return }
    try onDisk { () throws(SystemFailure) in
        for day in base.partitions.map(\.partition) {
            try FileSystem.remove(store.segment(day))
            try FileSystem.removeTree("\(store.quarantine)/\(day)")
        }
    }
}
