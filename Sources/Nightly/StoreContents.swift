import Bytes
import Domain
import InformationBases
import Ingest
import Problems
import Segments

/// What a store holds: its partitions and checkpoints.
struct StoreContents {
    let store: StoreLayout
    /// Ascending; pruned ones too.
    private(set) var partitions: [PartitionIdentity] = []
    /// Days of the checkpoints, ascending.
    private(set) var checkpoints: [Day] = []
    /// What the buckets of all its files follow from: the base's, else its first partition's; of a store without either a new one.
    private(set) var hashKey = HashKey.random()
    /// Partitions whose segment file is not whole, which a power failure may leave, or of another store. They are taken anew.
    private(set) var damaged: [Day] = []
    /// The store was pruned: the partitions up to this day are known from its first checkpoint alone.
    private(set) var base: CheckpointNotes?

    init(_ store: StoreLayout) throws(Problem) {
        self.store = store
        checkpoints = try namedDays(in: store.checkpoints, ending: ".ckp")
        for day in checkpoints {
            guard let checkpoint = try? Checkpoint(folder: store.checkpoints, day: day), checkpoint.notes.isBase else { continue }
            base = checkpoint.notes
            hashKey = checkpoint.hashKey
        }
        var isKnown = base != nil
        partitions = base?.partitions ?? []
        for day in try namedDays(in: store.segments, ending: ".seg") where hasSegment(day) {
            do throws(SystemFailure) {
                let (identity, key) = try SegmentFile.identity(path: store.segment(day))
                if !isKnown { hashKey = key }
                isKnown = true
                if key == hashKey {
                    partitions.append(PartitionIdentity(partition: day, identity: identity))
                } else {
                    damaged.append(day)
                }
            } catch {
                damaged.append(day)
            }
        }
    }

    var days: [Day] { partitions.map(\.partition) }

    /// The same store as if it had never taken these partitions.
    func without(_ days: [Day]) -> StoreContents {
        var contents = self
        contents.partitions.removeAll { days.contains($0.partition) }
        return contents
    }

    /// Whether a partition of this day has a segment file: after pruning those up to the base have none.
    func hasSegment(_ day: Day) -> Bool { base.map { day > $0.day } ?? true }

    /// The sources of every partition up to `day`: from the latest checkpoint that fits, and from segment files behind it.
    func sources(upTo day: Day) throws(Problem) -> [KnownSource] {
        var sources: [KnownSource] = []
        var covered: Day?
        if let checkpoint = try latestCheckpoint(upTo: day, where: { _ in true }) {
            sources = checkpoint.notes.sources
            covered = checkpoint.notes.day
        }
        for segment in try segments(after: covered, upTo: day) {
            sources += segment.sources.map { KnownSource(partition: segment.partition, record: $0) }
        }
        return sources
    }

    /// The latest checkpoint up to a day that was made from the partitions as they are now.
    func latestCheckpoint(upTo day: Day, where fits: (Checkpoint) throws(Problem) -> Bool) throws(Problem) -> Checkpoint? {
        for candidate in checkpoints.reversed() where candidate <= day {
            let checkpoint: Checkpoint
            do throws(SystemFailure) {
                checkpoint = try Checkpoint(folder: store.checkpoints, day: candidate)
            } catch {
                // A damaged checkpoint is as good as none, unless what it was made from is gone.
                guard base?.day == candidate else { continue }
                throw storeProblem(error)
            }
            let now = partitions.filter { $0.partition <= candidate }
            if checkpoint.hashKey == hashKey, checkpoint.notes.partitions == now, try fits(checkpoint) { return checkpoint }
        }
        return nil
    }

    /// Opens the segment files of partitions in `(first, last]`, ascending.
    func segments(after first: Day?, upTo last: Day) throws(Problem) -> [SegmentFile] {
        var files: [SegmentFile] = []
        for day in days where day <= last && first.map({ day > $0 }) ?? true {
            files.append(try onDisk { () throws(SystemFailure) in try SegmentFile(path: store.segment(day), partition: day) })
        }
        return files
    }
}

/// The days that name files in a folder, ascending; none where there is no folder.
private func namedDays(in folder: String, ending: String) throws(Problem) -> [Day] {
    guard FileSystem.isFolder(folder) else { return [] }
    let names = try onDisk { () throws(SystemFailure) in try FileSystem.names(in: folder) }
    return names.compactMap { $0.hasSuffix(ending) ? Day($0.dropLast(ending.count)) : nil }.sorted()
}
