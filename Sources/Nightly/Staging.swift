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
        if FileSystem.size(of: staged.decision) != nil {
            let text = try readText(staged.decision, what: "decision of a replacement")
            try carryOut(String(decoding: text, as: UTF8.self).split(separator: "\n").map(String.init))
        }
        try onDisk { () throws(SystemFailure) in try FileSystem.removeTree(staged.path) }
    }

    /// Puts what was staged of these partitions in place of what the store has; a partition of which nothing was staged is taken out.
    func replace(_ days: [Day]) throws(Problem) {
        guard !days.isEmpty else { return }
        let steps = days.map { FileSystem.size(of: staged.segment($0)) == nil ? "remove \($0)" : "replace \($0)" }
        try onDisk { () throws(SystemFailure) in
            try FileSystem.createOwnFolder(staged.path)
            try FileSystem.writeWhole(steps.map { "\($0)\n" }.joined(), to: staged.decision)
        }
        try carryOut(steps)
        try onDisk { () throws(SystemFailure) in try FileSystem.removeTree(staged.path) }
    }

    /// Every step may have been done before.
    private func carryOut(_ steps: [String]) throws(Problem) {
        try onDisk { () throws(SystemFailure) in
            try FileSystem.createOwnFolder(store.segments)
            try FileSystem.createOwnFolder(store.quarantine)
            for step in steps {
                guard let day = Day(step.suffix(10)) else { continue }
                if step.hasPrefix("remove") { try remove(day) } else { try replace(day) }
            }
            try FileSystem.syncFolder(store.segments)
        }
    }

    private func remove(_ day: Day) throws(SystemFailure) {
        try FileSystem.removeTree("\(store.quarantine)/\(day)")
        try FileSystem.remove(store.segment(day))
    }

    private func replace(_ day: Day) throws(SystemFailure) {
        // The segment goes last: where it has gone, all has.
        guard FileSystem.size(of: staged.segment(day)) != nil else { return }
        // Ingest makes this folder for every partition: where it is not there it has been moved.
        if FileSystem.isFolder("\(staged.quarantine)/\(day)") {
            try FileSystem.removeTree("\(store.quarantine)/\(day)")
            try FileSystem.rename("\(staged.quarantine)/\(day)", to: "\(store.quarantine)/\(day)")
        }
        try FileSystem.rename(staged.segment(day), to: store.segment(day))
    }
}
