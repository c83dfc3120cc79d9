import Bytes
import Domain
import InformationBases
import Ingest
import Problems
import Segments

/// What a store holds: its partitions and checkpoints, as its manifest lists them and as they were found.
struct StoreContents {
    let store: StoreLayout
    /// Ascending; pruned ones too.
    private(set) var partitions: [PartitionIdentity] = []
    /// Days of the checkpoints, ascending.
    private(set) var checkpoints: [Day] = []
    /// What the buckets of all its files follow from.
    private(set) var hashKey = HashKey.ofProcess
    /// Partitions whose segment file is not there, not whole, not the one that the manifest lists, or of another store; ascending. They are
    /// taken anew.
    private(set) var damaged: [Day] = []
    /// Partitions with a whole segment that the manifest does not list yet: a run was killed before it did.
    private(set) var unlisted: [Day] = []
    /// The store was pruned: the partitions up to this day are known from this checkpoint alone.
    private(set) var base: CheckpointNotes?

    /// - Throws: `.inputRefused` where something is missing or damaged that cannot be made anew from dumps, `.inputOutput` where
    ///   something cannot be read.
    init(_ store: StoreLayout) throws(Problem) {
        self.store = store
        var manifest = try StoreManifest(store)
        while true {
            var failure: Problem?
            do throws(Problem) { try look(manifest) } catch { failure = error }
            if failure == nil && damaged.isEmpty { return }
            // Whoever reads without the lock may have seen a run that was changing the store.
            let now = try StoreManifest(store)
            if now == manifest {
                if let failure { throw failure }
                return
            }
            manifest = now
        }
    }

    private mutating func look(_ manifest: StoreManifest) throws(Problem) {
        checkpoints = try namedDays(in: store.checkpoints, ending: ".ckp")
        hashKey = manifest.hashKey
        base = try manifest.openBase(store)?.notes
        partitions = base?.partitions ?? []
        (damaged, unlisted) = ([], [])
        let replaced = Set(try Staging(store).decided())
        let files = try namedDays(in: store.segments, ending: ".seg")
        for day in Set(files).union(manifest.segments.keys).sorted() where hasSegment(day) {
            let listed = replaced.contains(day) ? nil : manifest.segments[day]
            let found: (mark: SealedMark, hashKey: HashKey)?
            do throws(SystemFailure) {
                found = try SegmentFile.mark(path: store.segment(day))
            } catch {
                guard error.isAbsence || error.isDamage else { throw storeProblem(error) }
                if error.isAbsence && listed == nil { continue }
                found = nil
            }
            guard let found, listed == nil || listed == found.mark, found.hashKey == hashKey else {
                damaged.append(day)
                continue
            }
            if listed == nil { unlisted.append(day) }
            partitions.append(PartitionIdentity(partition: day, identity: found.mark.identity))
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

    /// The sources of every partition up to `day`: from the latest checkpoint that fits, and from segment files behind it. Partitions whose
    /// files turn out to be damaged there join `damaged`.
    mutating func sources(upTo day: Day) throws(Problem) -> [KnownSource] {
        let checkpoint = try latestCheckpoint(upTo: day) { _ in true }
        var sources = checkpoint?.notes.sources ?? []
        for partition in days where partition <= day && checkpoint.map({ partition > $0.notes.day }) ?? true {
            do throws(SystemFailure) {
                let segment = try SegmentFile(path: store.segment(partition), partition: partition)
                sources += segment.sources.map { KnownSource(partition: partition, record: $0) }
            } catch {
                guard error.isDamage else { throw storeProblem(error) }
                partitions.removeAll { $0.partition == partition }
                damaged = (damaged + [partition]).sorted()
            }
        }
        return sources
    }

    /// The latest checkpoint up to a day that was made from the partitions as they are now.
    func latestCheckpoint(upTo day: Day, where fits: (Checkpoint) throws(Problem) -> Bool) throws(Problem) -> Checkpoint? {
        for candidate in checkpoints.reversed() where candidate <= day {
            guard let checkpoint = try checkpoint(candidate) else { continue }
            let now = partitions.filter { $0.partition <= candidate }
            if checkpoint.hashKey == hashKey, checkpoint.notes.partitions == now, try fits(checkpoint) { return checkpoint }
        }
        return nil
    }

    /// The checkpoint of a day; nil where it is damaged or a list of it is gone, which is as good as none: what it was made from is there.
    /// - Throws: `.inputOutput` where it cannot be read, and what `storeProblem` says of a base that is damaged.
    func checkpoint(_ day: Day) throws(Problem) -> Checkpoint? {
        do throws(SystemFailure) {
            return try Checkpoint(folder: store.checkpoints, day: day)
        } catch {
            guard error.isDamage || error.isAbsence, base?.day != day else { throw storeProblem(error) }
            return nil
        }
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
    do throws(SystemFailure) {
        return try FileSystem.names(in: folder).compactMap { $0.hasSuffix(ending) ? Day($0.dropLast(ending.count)) : nil }.sorted()
    } catch {
        guard error.isAbsence else { throw storeProblem(error) }
        return []
    }
}
