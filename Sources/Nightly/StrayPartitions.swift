import Domain
import Ingest
import Problems
import Settings

extension Job {
    /// The last day that a partition may bear: the job's, else two days after the machine's clock, since calendars and clocks differ. The
    /// clock decides whether a run starts and nothing of what it comes to.
    func latestPartition(now: Instant) -> Day { latest ?? now.day + 2 }
}

/// Refuses partitions with a day that has not come: one folder with a typo in its year would make every later night a step back.
///
/// - Parameters:
///   - days: the partitions that a command would rest on, of the dumps and of the store.
///   - latest: the last day that one may bear.
/// - Throws: `.inputRefused` for the first that lies beyond, with what to do about it in the dumps or in the store.
func refuseStray(_ days: some Sequence<Day>, _ contents: StoreContents, latest: Day, dumps: String) throws(Problem) {
    guard let stray = days.filter({ $0 > latest }).min() else { return }
    let source = contents.hasSegment(stray) ? "\(dumps)/\(stray)" : contents.store.path
    let isKnown = contents.days.contains(stray) || contents.damaged.contains(stray)
    let remedy =
        if !contents.hasSegment(stray) {
            "the store was pruned beyond it: take the dumps of all other partitions into a new store with --store"
        } else if isKnown {
            "leave this folder empty and run silkrate rerun --partition \(stray), which takes the partition out of the store"
        } else {
            "give the folder the day that was meant, or move it away"
        }
    throw Problem(
        .inputRefused, at: Position(source: source),
        "the partition \(stray)\(isKnown ? " of the store" : "") lies after \(latest), the last day that a partition may bear"
            + " (two days after the machine's clock, or latest in the job file)",
        remedy: "\(remedy); if the day is right, mend the clock or set latest: \(stray) in the job file")
}
