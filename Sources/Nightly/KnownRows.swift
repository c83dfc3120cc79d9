import Bytes
import Domain
import InformationBases
import Ingest
import Problems
import Records
import Segments
import Settings

/// What the bases as of D are made from: the latest checkpoint that fits, the segments behind it, and the rates.
///
/// - Parameters:
///   - keepsUnjoined: rows that cannot be joined are written to the quarantine, where D is the last day.
///   - remembersRates: without a table of the job's, the reference rates are those of the store's last run.
/// - Throws: `.noInput` where a kind is missing that the store must have; `.inputRefused` where the store was pruned and rates or
///   window of before have changed since.
func knownRows(
    _ contents: StoreContents, _ job: Job, asOf: Day, keepsUnjoined: Bool = true, remembersRates: Bool = false
) throws(Problem) -> BaseInput {
    let rates = try referenceRates(job, contents.store, asOf: asOf, orRemembered: remembersRates)
    var found: BaseInput?
    func input(_ checkpoint: Checkpoint?) throws(Problem) -> BaseInput {
        var input = BaseInput(
            checkpoint: checkpoint, segments: try contents.segments(after: checkpoint?.notes.day, upTo: asOf), asOf: asOf,
            windowDays: job.evidenceWindowDays, rates: rates, budget: job.budget,
            temporary: contents.store.temporary, unjoined: nil)
        input.homeCountry = job.homeCountry.flatMap { CodeList.pack($0) } ?? 0
        input.pruned = contents.pruned
        let known = input
        input.rates = try onDisk { () throws(SystemFailure) in try addRates(of: known, to: known.rates) }
        return input
    }
    let checkpoint = try contents.latestCheckpoint(upTo: asOf) { (checkpoint) throws(Problem) in
        let candidate = try input(checkpoint)
        guard checkpoint.notes.windowDays >= job.evidenceWindowDays, checkpoint.notes.homeCountry == candidate.homeCountry else {
            return false
        }
        found = candidate
        return candidate.rates.hash(through: checkpoint.notes.ratesThrough, candidate.hashKey) == checkpoint.notes.ratesHash
    }
    if checkpoint == nil {
        if let base = contents.base {
            throw Problem(
                .inputRefused, at: Position(source: contents.store.path),
                "the store was pruned through \(base.day), and the job's table of rates, evidence window or home country have changed since",
                remedy: "go back to those of before, or take all dumps into a store of its own with --store")
        }
        found = try input(nil)
    }
    guard var found else { preconditionFailure("the rows of a store were found in no way") }
    try requireKinds(found, job)
    // What could not be joined is written as of the last day only: a day of the past must not write over it.
    guard keepsUnjoined, contents.days.allSatisfy({ $0 <= asOf }) else { return found }
    found.unjoined = contents.store.unjoined
    found.settledUnjoined = contents.store.unjoined
    try onDisk { () throws(SystemFailure) in
        try FileSystem.createOwnFolder(contents.store.unjoined)
        try forgetUnjoined(in: contents.store.unjoined, after: checkpoint?.notes.day)
    }
    return found
}

extension StoreContents {
    /// What the store was pruned through; nil: it has the rows of all its partitions.
    var pruned: PrunedStore? { base.map { PrunedStore(day: $0.day, ratesThrough: $0.ratesThrough) } }
}

private func requireKinds(_ input: BaseInput, _ job: Job) throws(Problem) {
    let kinds = Set(input.sources.map(\.record.kind))
    let missing = [Kind.transactions, .invoices, .logistics].filter { !kinds.contains($0) }
    guard !missing.isEmpty else { return }
    throw Problem(
        .noInput, at: Position(source: job.dumps), "the store has no \(missing.map(\.name).joined(separator: " and no "))",
        remedy: "deliver these kinds; they are mandatory in the store as a whole")
}

/// The rows of all partitions in the store up to D, without a checkpoint: for what wants every order, settled or not.
func allRows(_ contents: StoreContents, _ job: Job, asOf: Day) throws(Problem) -> BaseInput {
    if let base = contents.base {
        throw Problem(
            .inputRefused, at: Position(source: contents.store.path), "the store was pruned through \(base.day): not every order is there",
            remedy: "take all dumps into a store of its own with --store")
    }
    let rates = try referenceRates(job, contents.store, asOf: asOf, orRemembered: true)
    var input = BaseInput(
        checkpoint: nil, segments: try contents.segments(after: nil, upTo: asOf), asOf: asOf, windowDays: job.evidenceWindowDays,
        rates: rates, budget: job.budget, temporary: contents.store.temporary, unjoined: nil)
    let known = input
    input.rates = try onDisk { () throws(SystemFailure) in try addRates(of: known, to: known.rates) }
    return input
}
