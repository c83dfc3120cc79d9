import Bytes
import Domain
import Ingest
import Problems

/// Partitions that take the place of others, all at once: made in `staging`, then decided by one rename, then moved. A run that is
/// killed before the decision changed nothing; one that is killed behind it is completed by the next.
struct Staging {
    private let store: StoreLayout
    private var staged: StoreLayout { store.staging }

    init(_ store: StoreLayout) { self.store = store }

    /// Completes a replacement that was decided, and forgets one that was not.
    func recover() throws(Problem) {
        if let steps = try decidedSteps() { try carryOut(steps) }
        try onDisk { () throws(SystemFailure) in try FileSystem.removeTree(staged.path) }
    }

    /// The partitions whose replacement was decided and is not complete: the manifest may list what they were or what they are.
    func decided() throws(Problem) -> [Day] { try (decidedSteps() ?? []).map(\.day) }

    /// Puts what was staged of these partitions in place of what the store has; a partition of which nothing was staged is taken out.
    func replace(_ days: [Day]) throws(Problem) {
        guard !days.isEmpty else { return }
        let steps = try onDisk { () throws(SystemFailure) in
            var steps: [Step] = []
            for day in days { steps.append(Step(day: day, removes: try FileSystem.size(of: staged.segment(day)) == nil)) }
            try FileSystem.createOwnFolder(staged.path)
            try FileSystem.writeWhole(steps.map { "\($0.text)\n" }.joined(), to: staged.decision)
            return steps
        }
        try carryOut(steps)
        try onDisk { () throws(SystemFailure) in try FileSystem.removeTree(staged.path) }
    }

    /// What becomes of one partition.
    private struct Step {
        var day: Day
        var removes: Bool

        var text: String { "\(removes ? "remove" : "replace") \(day)" }
    }

    /// nil where nothing was decided.
    private func decidedSteps() throws(Problem) -> [Step]? {
        guard let text = try onDisk({ () throws(SystemFailure) in try FileSystem.contents(of: staged.decision) }) else { return nil }
        var steps: [Step] = []
        for line in String(decoding: text, as: UTF8.self).split(separator: "\n") {
            guard let day = Day(line.suffix(10)) else {
                throw Problem(
                    .inputRefused, at: Position(source: staged.decision), "the decision of a replacement is damaged",
                    remedy: "remove this file, then rerun the partitions that were to be replaced")
            }
            steps.append(Step(day: day, removes: line.hasPrefix("remove")))
        }
        return steps
    }

    /// Every step may have been done before.
    private func carryOut(_ steps: [Step]) throws(Problem) {
        try onDisk { () throws(SystemFailure) in
            try FileSystem.createOwnFolder(store.segments)
            try FileSystem.createOwnFolder(store.quarantine)
            for step in steps { if step.removes { try remove(step.day) } else { try replace(step.day) } }
            try FileSystem.syncFolder(store.segments)
        }
        try StoreManifest.list(steps.map(\.day), of: store)
    }

    private func remove(_ day: Day) throws(SystemFailure) {
        try FileSystem.removeTree("\(store.quarantine)/\(day)")
        try FileSystem.remove(store.segment(day))
    }

    private func replace(_ day: Day) throws(SystemFailure) {
        // The segment goes last: where it has gone, all has.
        guard try FileSystem.size(of: staged.segment(day)) != nil else { return }
        // Ingest makes this folder for every partition: where it is not there it has been moved.
        if try FileSystem.isFolder("\(staged.quarantine)/\(day)") {
            try FileSystem.removeTree("\(store.quarantine)/\(day)")
            try FileSystem.rename("\(staged.quarantine)/\(day)", to: "\(store.quarantine)/\(day)")
        }
        try FileSystem.rename(staged.segment(day), to: store.segment(day))
    }
}
