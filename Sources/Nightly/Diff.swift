import Bytes
import Domain
import InformationBases
import Ingest
public import Problems
import RatingsDatabase
import Scoring
public import Settings

/// An enterprise whose rating differs between two runs, and what moved its score.
public struct ExplainedChange: Sendable {
    public var change: EnterpriseChange
    /// Parts of the change of the score in hundredths, named; they add up to it. Empty where one of the scores is missing.
    public var parts: [(name: String, hundredths: Int64)]
}

/// The enterprises whose rating differs between two published runs of a store: `silkrate diff`.
///
/// A partition's part is the score less the score with that partition alone taken back. What is left is named: time, for what the later
/// day changes of the rows that both runs knew (with the model or reruns, where these changed too), and interaction, for what partitions
/// do only together.
///
/// - Parameters:
///   - first, last: run ids, or the runs' numbers in the ledger.
///   - explains: whether parts are found: that joins the store once for each partition taken in between, and once without them.
/// - Throws: `.usage` for runs that the ledger does not tell of or that stand in the wrong order, `.noInput` where the store keeps no
///   record of a run in between.
public func diff(
    _ job: Job, _ context: RunContext, from first: String, to last: String, explains: Bool
) throws(Problem) -> [ExplainedChange] {
    let store = StoreLayout(path: job.store)
    try store.checkFormat()
    let lock = try store.lock("process \(context.process) since \(context.startedAt)")
    defer { extendLifetime(lock) }
    let records = try records(store, RatingsReader(path: job.database).runs(), first, last)
    var changes: [Text: EnterpriseChange] = [:]
    for record in records {
        for change in record.enterprises {
            changes[change.enterpriseID] = changes[change.enterpriseID].map { $0.followed(by: change) } ?? change
        }
    }
    let moved = changes.values.filter { $0.gradeBefore != $0.gradeAfter || $0.scoreBefore != $0.scoreAfter || !$0.points.isEmpty }
        .sorted { $0.enterpriseID < $1.enterpriseID }
    guard explains, let end = records.last, moved.contains(where: { $0.scoreBefore != nil && $0.scoreAfter != nil }) else {
        return moved.map { ExplainedChange(change: $0, parts: []) }
    }
    let parts = try Parts(job, store, records, end.asOf)
    return moved.map { ExplainedChange(change: $0, parts: parts.explain($0)) }
}

/// The records behind run `first` up to run `last`, in order.
private func records(_ store: StoreLayout, _ runs: [LedgerRun], _ first: String, _ last: String) throws(Problem) -> [ChangeRecord] {
    func place(_ name: String) throws(Problem) -> Int {
        if let place = runs.firstIndex(where: { $0.runID == name }) { return place }
        if let number = Int(name), number >= 1, number <= runs.count { return number - 1 }
        throw Problem(
            .usage, "the ledger tells of no run \"\(name)\"", remedy: "name runs by run_id or number as they stand in the table runs")
    }
    let (start, end) = (try place(first), try place(last))
    guard start < end else {
        throw Problem(.usage, "run \(first) does not come before run \(last)", remedy: "name the earlier run first")
    }
    var found: [ChangeRecord] = []
    for run in runs[start + 1...end] where run.status == "PUBLISHED" {
        guard let record = try ChangeRecord(store, run.runID) else {
            throw Problem(
                .noInput, at: Position(source: ChangeRecord.path(store, run.runID)), "the store keeps no record of run \(run.runID)",
                remedy: "records are kept for \(ChangeRecord.keptDays) days in the store of the run; compare later runs")
        }
        found.append(record)
    }
    return found
}

extension EnterpriseChange {
    /// This change and a later one as one.
    fileprivate func followed(by later: EnterpriseChange) -> EnterpriseChange {
        var result = self
        result.gradeAfter = later.gradeAfter
        result.scoreAfter = later.scoreAfter
        for point in later.points {
            if let known = result.points.firstIndex(where: { $0.characteristic == point.characteristic }) {
                result.points[known].after = point.after
            } else {
                result.points.append(point)
            }
        }
        result.points.removeAll { $0.before == $0.after }
        return result
    }
}

/// Scores with partitions taken back, as of the later run's day.
private struct Parts {
    private var withoutOne: [(day: Day, scores: [Text: Int64])] = []
    private var withoutAll: [Text: Int64] = [:]
    private let restName: String

    init(_ job: Job, _ store: StoreLayout, _ records: [ChangeRecord], _ asOf: Day) throws(Problem) {
        let contents = try StoreContents(store)
        let taken = Set(records.flatMap(\.new)).sorted()
        var rest = ["time"]
        if Set(records.map(\.model)).count > 1 { rest.append("model") }
        let replaced = Set(records.flatMap(\.replaced)).sorted()
        if !replaced.isEmpty { rest.append("reruns of \(replaced.map(\.description).joined(separator: ", "))") }
        restName = rest.joined(separator: ", ")
        for day in taken { withoutOne.append((day, try Parts.scores(job, contents.without([day]), asOf))) }
        withoutAll = taken.count == 1 ? withoutOne[0].scores : try Parts.scores(job, contents.without(taken), asOf)
    }

    func explain(_ change: EnterpriseChange) -> [(name: String, hundredths: Int64)] {
        guard let before = change.scoreBefore, let after = change.scoreAfter else { return [] }
        var parts: [(name: String, hundredths: Int64)] = []
        for (day, scores) in withoutOne {
            guard let score = scores[change.enterpriseID] else { continue }
            if score != after { parts.append(("partition \(day)", after - score)) }
        }
        let rest = (withoutAll[change.enterpriseID] ?? before) - before
        if rest != 0 { parts.append((restName, rest)) }
        let left = after - before - parts.reduce(0) { $0 + $1.hundredths }
        if left != 0 { parts.append(("interaction", left)) }
        return parts
    }

    private static func scores(_ job: Job, _ contents: StoreContents, _ asOf: Day) throws(Problem) -> [Text: Int64] {
        let input = try knownRows(contents, job, asOf: asOf, keepsUnjoined: false, remembersRates: true)
        let model = try RunModel(job).model
        let judge = Judge { judged, _, trade in
            if judged == .account { return CountedAccount(rows: 0..<0) }
            return RatedEnterprise(rate(trade.evidence, asOf: asOf, model: model), of: trade)
        }
        let bases = try onDisk { () throws(SystemFailure) in try makeBases(input, judge: judge) }
        var scores: [Text: Int64] = [:]
        for subject in bases.subjects {
            if let score = subject.rated?.rating.scoreHundredths { scores[Text(utf8: subject.id)] = Int64(score) }
        }
        return scores
    }
}
