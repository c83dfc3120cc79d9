import Bytes
import Domain
import InformationBases
import Ingest
import Problems
import Segments

/// When a run leaves a checkpoint, and how many are kept.
///
/// A run reads the rows carried by its checkpoint and all rows behind it. A checkpoint pays where many small files have come
/// together behind the last one, or where most of what is read belongs to orders that are settled by now; otherwise it would carry
/// nearly all it read.
enum CheckpointPolicy {
    /// Orders of partitions this old are nearly all settled: 180 days at least pass from an order to its closing day.
    static let settledAfterDays = 240
    /// Checkpoints kept: a rerun goes on from the latest before it. They lie `checkpoint_every` nights apart.
    static let keptMax = 3

    /// - Parameter partitionsMax: so many partitions behind the last checkpoint make one due: each costs 256 reads a source.
    static func isDue(_ input: BaseInput, partitionsMax: Int) -> Bool {
        // A day of the past writes nothing beside its database.
        if input.unjoined == nil { return false }
        if input.segments.count >= partitionsMax { return true }
        var old = 0
        var all = input.checkpoint?.carriedBytes ?? 0
        for segment in input.segments {
            let bytes = segment.extents.length
            all += bytes
            if segment.partition < input.asOf - settledAfterDays { old += bytes }
        }
        return old > all / 2
    }

    /// Removes checkpoints that do not fit the store any more, all but the latest ones, and lists that none names.
    static func tidy(_ store: StoreLayout) throws(Problem) {
        let contents = try StoreContents(store)
        var kept: [Checkpoint] = []
        for day in contents.checkpoints.reversed() {
            guard let checkpoint = try contents.checkpoint(day) else { continue }
            let isBase = day == contents.base?.day
            let fits = checkpoint.notes.partitions == contents.partitions.filter { $0.partition <= day }
            if (fits && kept.count < keptMax) || isBase { kept.append(checkpoint) }
            // What came before the base is told by it.
            if isBase { break }
        }
        let names = Set(kept.flatMap { ["\($0.notes.day).ckp"] + $0.notes.settledLists })
        try onDisk { () throws(SystemFailure) in
            for name in try FileSystem.names(in: store.checkpoints) where !names.contains(name) {
                try FileSystem.remove("\(store.checkpoints)/\(name)")
            }
        }
    }
}
