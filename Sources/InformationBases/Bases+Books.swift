import Domain
import Segments

extension Bases {
    /// Begins with the books of what a checkpoint settled.
    init(_ checkpoint: Checkpoint?) {
        guard let notes = checkpoint?.notes else { return }
        outcomes = notes.outcomes
        refused = notes.refused
        settledOutcomes = notes.outcomes
        settledRefused = notes.refused
    }

    /// Adds what became of rows that belong to no order.
    mutating func settle(_ outcomes: RegisterOutcomes) {
        Bases.add(outcomes.all, to: &self.outcomes)
        Bases.add(outcomes.settled, to: &settledOutcomes)
    }

    mutating func add(_ bucket: BucketReport) {
        Bases.add(bucket.outcomes, to: &outcomes)
        Bases.add(bucket.refused, to: &refused)
        Bases.add(bucket.settled.outcomes, to: &settledOutcomes)
        Bases.add(bucket.settled.refused, to: &settledRefused)
        if let day = bucket.settled.bookedLast { settledBookedLast = max(settledBookedLast ?? day, day) }
        report.orders += bucket.orders
        report.feedbackOfNoSeller += bucket.feedbackOfNoSeller
        report.feedbackOfNoProduct += bucket.feedbackOfNoProduct
        report.invoicesOfOthers += bucket.invoicesOfOthers
        report.unconvertedLines += bucket.unconvertedLines
        report.farPromises += bucket.farPromises
    }

    private static func add(_ outcomes: [Int: SourceOutcome], to all: inout [Int: SourceOutcome]) {
        for (source, outcome) in outcomes { all[source, default: SourceOutcome()] += outcome }
    }

    private static func add(_ refused: [BucketReport.RefusalKey: QuarantineCount], to all: inout [Int: [QuarantineCount]]) {
        for (key, count) in refused {
            guard let known = all[key.source]?.firstIndex(where: { $0.reason == key.reason }) else {
                all[key.source, default: []].append(count)
                continue
            }
            let former = all[key.source]?[known] ?? count
            var merged = count.firstLine < former.firstLine ? count : former
            merged.rows = count.rows + former.rows
            all[key.source]?[known] = merged
        }
    }

    /// The notes of the checkpoint that was made with these bases.
    /// - Parameter partitions: those known by D, with the identities of their segments.
    public func checkpointNotes(_ input: BaseInput, partitions: [PartitionIdentity]) -> CheckpointNotes {
        let former = input.checkpoint?.notes
        // Before the first settled order no rate is in any record.
        let through = [former?.ratesThrough, settledBookedLast].compactMap { $0 }.max() ?? Day(0)
        var notes = CheckpointNotes(
            day: input.asOf, earliest: input.earliest, windowDays: min(input.windowDays, former?.windowDays ?? .max), ratesThrough: through)
        notes.ratesHash = input.rates.hash(through: through, input.hashKey)
        notes.homeCountry = input.homeCountry
        notes.partitions = partitions
        notes.sources = input.sources
        notes.outcomes = settledOutcomes
        notes.refused = settledRefused
        notes.settledLists = former?.settledLists ?? []
        return notes
    }
}
