import Domain
import InformationBases
import Problems
import Segments

extension RunPlan {
    /// Finds from where the join would go on.
    mutating func findStart(_ contents: StoreContents) throws(Problem) {
        let first = taken.first?.partition
        let checkpoint = try contents.latestCheckpoint(upTo: asOf) { checkpoint in first.map { checkpoint.notes.day < $0 } ?? true }
        start = checkpoint?.notes.day
        carriedBytes = checkpoint?.carriedBytes ?? 0
        for segment in try contents.segments(after: start, upTo: asOf) {
            joinedPartitions += 1
            joinedRows += segment.extents.rows
            joinedBytes += segment.extents.length
        }
    }

    /// The plan in words, a line each.
    public var lines: [String] {
        var lines = ["as of \(asOf): \(taken.count) of \(deliveries.count) deliveries are taken, \(known.count) partitions are known"]
        for delivery in deliveries { lines.append(delivery.line) }
        if !damaged.isEmpty { lines.append("damaged in the store, taken anew: \(damaged.map(\.description).joined(separator: ", "))") }
        if !tooOld.isEmpty {
            lines.append("cannot be taken, since the store was pruned beyond: \(tooOld.map(\.description).joined(separator: ", "))")
        }
        for gap in missing {
            lines.append(gap.count == 1 ? "missing day: \(gap.lowerBound)" : "missing days: \(gap.lowerBound) to \(gap.upperBound)")
        }
        if later > 0 { lines.append("left for later, after \(asOf): \(later) partitions") }
        return lines
    }
}

extension RunPlan {
    /// What of the store the run reads again, beside the deliveries that it takes.
    public var joinLine: String {
        let stored = "\(joinedPartitions) partitions of the store with \(joinedRows) rows in \(joinedBytes) bytes"
        guard let start else { return "joined again from the first partition on: \(stored)" }
        return "goes on from the checkpoint of \(start) (\(carriedBytes) bytes of rows that are not settled), behind it \(stored)"
    }
}

extension Delivery {
    fileprivate var line: String {
        let why = isNew ? "new" : changes.contains { $0.change != .unchanged } ? "changed" : "taken anew"
        let what = changes.filter { $0.change != .unchanged && !isNew }.map { "\($0.name) \($0.change.rawValue)" }
        let detail = what.isEmpty ? "" : ": \(what.joined(separator: ", "))"
        let left = isTaken ? "" : " (not taken; run with --changed, or rerun --partition \(partition))"
        return "\(partition) \(why), \(files.count) files, \(bytes) bytes\(detail)\(left)"
    }
}

extension ClosedRange<Day> {
    /// The days in the range.
    fileprivate var count: Int { upperBound - lowerBound + 1 }
}
