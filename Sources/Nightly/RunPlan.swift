import Bytes
public import Domain
import InformationBases
public import Ingest
import Problems
import Records
import Segments

/// Which deliveries a run takes.
public enum Request: Sendable, Equatable {
    /// Partitions that the store does not have.
    case new
    /// These, and known partitions whose files changed.
    case newAndChanged
    /// The partitions from one day to another as they are now, whatever they brought before; nothing else.
    case rerun(ClosedRange<Day>)
}

/// A partition whose files are not what the store took.
public struct Delivery: Sendable {
    /// What a file is against what the partition brought before.
    public enum Change: String, Sendable {
        case added, changed, removed
        /// Taken anew because the request says so.
        case unchanged
    }

    public var partition: Day
    /// The store has no rows of it.
    public var isNew: Bool
    /// The run takes it.
    public var isTaken: Bool
    /// The files as they are now, ascending by name.
    public var files: [DumpFile]
    /// Each file with what became of it, by name.
    public var changes: [(name: String, change: Change)]

    public var bytes: Int { files.reduce(0) { $0 + $1.bytes } }
}

/// What a run would do and why: the dumps against the store.
public struct RunPlan: Sendable {
    public var asOf: Day
    /// New and changed partitions up to `asOf`, ascending.
    public var deliveries: [Delivery] = []
    /// Partitions of the store up to `asOf`, ascending.
    public var known: [Day] = []
    /// Days without a delivery between the first and the last, as ranges.
    public var missing: [ClosedRange<Day>] = []
    /// Partitions behind `asOf`, which are left for later.
    public var later = 0
    /// Partitions that came too late: the store was pruned beyond them.
    public var tooOld: [Day] = []
    /// Partitions whose rows in the store are lost or damaged; they are taken anew.
    public var damaged: [Day] = []
    /// Files and folders among the dumps that are none of ours.
    public var ignored: [String] = []
    /// The checkpoint from which the join goes on; nil: from the first partition. Only `plan` looks for it.
    public var start: Day?
    /// Bytes of rows that it carries, and what the partitions of the store behind it hold.
    public var carriedBytes = 0
    public var joinedPartitions = 0
    public var joinedRows = 0
    public var joinedBytes = 0

    /// What the run takes, ascending.
    public var taken: [Delivery] { deliveries.filter(\.isTaken) }

    /// - Parameters:
    ///   - contents: the store; partitions that turn out to be damaged are told of there.
    ///   - asOf: nil: the latest partition of dumps and store; for a rerun of the store and the range.
    ///   - latest: the last day that a partition may bear.
    /// - Throws: `.noInput` where there is no partition, or a rerun names one whose folder is not there; `.usage` where the store
    ///   was pruned beyond what is asked; `.inputRefused` for a partition beyond `latest`, and where rows are lost for good.
    init(_ request: Request, dumps: String, _ contents: inout StoreContents, asOf: Day?, latest: Day) throws(Problem) {
        let folder = try DumpFolder(path: dumps)
        var range: ClosedRange<Day>?
        if case .rerun(let days) = request { range = days }
        let found = range.map { range in folder.partitions.filter { range.contains($0) } } ?? folder.partitions
        // What a rerun takes out; days that have not come do not count even until then.
        let emptied = Set(range.map { range in folder.folders.filter { range.contains($0) } } ?? []).subtracting(folder.partitions)
        let mended = emptied.filter { $0 > latest }
        let expected = (found + contents.days + contents.damaged).filter { !mended.contains($0) }
        try refuseStray(expected.filter { $0 <= asOf ?? $0 }, contents, latest: latest, dumps: dumps)
        guard let last = expected.max() else {
            throw Problem(
                .noInput, at: Position(source: dumps), "there is no partition",
                remedy: "lay dumps out as <dumps>/YYYY-MM-DD/<kind>.csv.gz, or name their folder with --dumps")
        }
        self.asOf = asOf ?? last
        ignored = folder.ignored
        try refusePruned(contents, range)
        var before: [Day: [SourceRecord]] = [:]
        for source in try contents.sources(upTo: self.asOf) { before[source.partition, default: []].append(source.record) }
        known = contents.days.filter { $0 <= self.asOf }
        damaged = contents.damaged.filter { $0 <= self.asOf }
        later = Set(folder.partitions).subtracting(contents.days).filter { $0 > self.asOf }.count
        if let range { try refuseAbsent(folder, contents, range, dumps) }
        if let lost = damaged.first(where: { !folder.partitions.contains($0) && !emptied.contains($0) }) {
            throw Problem(
                .inputRefused, at: Position(source: contents.store.segment(lost)),
                "the rows of \(lost) are missing or damaged, and its dumps are not there",
                remedy: "deliver the partition's dumps again, or restore this file from a copy of the store")
        }
        try compare(folder, contents, request, before, mended)
        guard !known.isEmpty || deliveries.contains(where: \.isTaken) else {
            throw Problem(
                .noInput, at: Position(source: dumps), "no partition is known by \(self.asOf)",
                remedy: "give a later --as-of; the first partition is \((found + contents.days).min()?.description ?? "none")")
        }
        missing = RunPlan.gaps(Set(known + deliveries.map(\.partition)).sorted())
    }

    private func refusePruned(_ contents: StoreContents, _ range: ClosedRange<Day>?) throws(Problem) {
        guard let base = contents.base else { return }
        guard asOf >= base.day else {
            throw Problem(
                .usage, at: Position(source: contents.store.path),
                "the store was pruned: days before \(base.day) cannot be reproduced any more",
                remedy: "ask for \(base.day) or later, or take all dumps into a store of its own with --store")
        }
        guard let range, range.lowerBound <= base.day else { return }
        throw Problem(
            .usage, at: Position(source: contents.store.path),
            "the store was pruned through \(base.day): \(range.lowerBound) cannot be rerun",
            remedy: "rerun partitions after \(base.day), or take all dumps into a store of its own with --store")
    }

    /// A folder that is not there may be a path that is wrong: that must not take a partition out.
    private func refuseAbsent(
        _ folder: DumpFolder, _ contents: StoreContents, _ range: ClosedRange<Day>, _ dumps: String
    ) throws(Problem) {
        let absent = contents.days.filter { range.contains($0) && !folder.folders.contains($0) }
        guard let first = absent.first else {
            if folder.folders.contains(where: range.contains) { return }
            throw Problem(
                .noInput, at: Position(source: dumps), "there is no partition from \(range.lowerBound) to \(range.upperBound)",
                remedy: "check the days given with --partition and the folder given with --dumps")
        }
        throw Problem(
            .noInput, at: Position(source: "\(dumps)/\(first)"), "the store has this partition, and its folder is not there",
            remedy: "deliver its files again; to take the partition out, leave an empty folder")
    }

    private mutating func compare(
        _ folder: DumpFolder, _ contents: StoreContents, _ request: Request, _ before: [Day: [SourceRecord]], _ mended: Set<Day>
    ) throws(Problem) {
        let files = Dictionary(grouping: folder.files, by: \.partition)
        let stored = Set(contents.days)
        for day in folder.folders where day <= asOf || mended.contains(day) {
            let now = files[day] ?? []
            // Lost rows whose folder was left empty are taken out as any others.
            let isNew = !stored.contains(day) && !(now.isEmpty && contents.damaged.contains(day))
            if isNew && now.isEmpty { continue }
            if let base = contents.base, day <= base.day {
                if isNew { tooOld.append(day) }
                continue
            }
            var isTaken = isNew
            switch request {
            case .new: break
            case .newAndChanged: isTaken = true
            case .rerun(let range): isTaken = range.contains(day) || damaged.contains(day)
            }
            let changes = try RunPlan.changes(from: before[day] ?? [], to: now)
            let isSame = changes.allSatisfy { $0.change == .unchanged }
            if case .rerun = request { if !isTaken { continue } } else if !isNew && isSame { continue }
            deliveries.append(Delivery(partition: day, isNew: isNew, isTaken: isTaken, files: now, changes: changes))
        }
    }

    private static func changes(
        from before: [SourceRecord], to now: [DumpFile]
    ) throws(Problem) -> [(name: String, change: Delivery.Change)] {
        var changes: [(name: String, change: Delivery.Change)] = []
        for file in now {
            guard let known = before.first(where: { isSame($0.name, file.name) }) else {
                changes.append((file.name, .added))
                continue
            }
            changes.append((file.name, try isSame(file, known) ? .unchanged : .changed))
        }
        for known in before where !now.contains(where: { isSame($0.name, known.name) }) { changes.append((known.name, .removed)) }
        return changes.sorted { $0.name < $1.name }
    }

    /// Whether two names of files are: by their bytes, as the file system has it.
    private static func isSame(_ a: String, _ b: String) -> Bool { a.utf8.elementsEqual(b.utf8) }

    /// Size and time of the last change tell; where only the time differs the content decides.
    private static func isSame(_ file: DumpFile, _ known: SourceRecord) throws(Problem) -> Bool {
        guard file.bytes == known.bytes else { return false }
        if file.status.modifiedNanoseconds == known.modifiedNanoseconds { return true }
        return try sha256(ofFile: file.location) == known.sha256
    }

    private static func gaps(_ days: [Day]) -> [ClosedRange<Day>] {
        zip(days, days.dropFirst()).compactMap { a, b in b - a > 1 ? (a + 1)...(b - 1) : nil }
    }
}
