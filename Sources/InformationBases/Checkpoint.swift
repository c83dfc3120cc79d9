public import Bytes
public import Domain
import Records
public import Segments

/// What the partitions up to a day came to: the records of orders that can no longer change, and the rows of all others. A run goes on
/// from there with the partitions behind it, and its work does not grow with those before it.
///
/// An order is *settled* as of C when its closing day has come and every instant at which time alone could change what it adds has passed.
/// From a settled order stay the records that it added to its sellers and products (summed by day), and its id, so that rows that
/// come for it later are known to be too late. All rows of orders that are not settled are carried, whatever became of them, each with its
/// partition, source, line and byte; of the rows that belong to no order the winning versions, and those that lost to one of the same version
/// time. Rows that can find no order any more are counted as orphans for good.
///
/// What is dropped must answer no later question. A row that comes again is a duplicate of the earliest one, without effect; taken for a new
/// one it would have a later partition, which decides among versions of one time. So versions that tie with the winner are carried. Versions
/// of an earlier time are not: whichever way they are taken, they lose.
///
/// A sealed file `<store>/checkpoints/<C>.ckp` with four sections in each bucket, and in its notes what it rests on. It holds nothing that
/// the segments do not tell, unless they were pruned: a checkpoint that does not fit its segments, rates or window is passed over.
public struct Checkpoint: Sendable {
    /// "SILKCKPB", and what its rows and counters mean: a file of another layout is none of this version.
    static let magic: UInt64 = 0x4250_4B43_4B4C_4953 ^ storeFingerprint

    /// What an extent holds.
    enum Section: Int {
        /// Rows of orders that are not settled, in blocks of one source each.
        case orders
        /// Rows of the kinds that belong to no order, in the same blocks: winning ones, and those that tie with them.
        case registers
        /// What settled orders added to sellers and products, as `BaseRecord`s, framed as in segments.
        case sellers, products
    }

    public var notes: CheckpointNotes
    let sealed: SealedFile
    let settled: [SettledOrders]
    /// Bytes of the rows that are carried.
    public let carriedBytes: Int

    /// Opens a checkpoint with its lists of settled orders.
    /// - Parameter folder: the store's folder of checkpoints.
    /// - Throws: `SystemFailure`; a damage where a file is not what it should be.
    public init(folder: String, day: Day) throws(SystemFailure) {
        sealed = try SealedFile(path: Checkpoint.path(folder, day), magic: Checkpoint.magic)
        notes = CheckpointNotes(day: day, sealed.notes)
        var settled: [SettledOrders] = []
        for name in notes.settledLists { settled.append(try SettledOrders(path: "\(folder)/\(name)")) }
        self.settled = settled
        carriedBytes = try sealed.extents.all().reduce(0) { sum, extent in
            sum + (extent.source == Section.orders.rawValue || extent.source == Section.registers.rawValue ? extent.length : 0)
        }
    }

    /// Where the checkpoint of a day lies.
    public static func path(_ folder: String, _ day: Day) -> String { "\(folder)/\(day).ckp" }

    /// The sealed files of a checkpoint, to be checked: itself and its lists.
    public var files: [SealedFile] { [sealed] + settled.map(\.sealed) }

    /// What the buckets follow from.
    public var hashKey: HashKey { sealed.hashKey }

    func extents(_ section: Section, of bucket: Int) throws(SystemFailure) -> [Extent] {
        try sealed.extents.extents(of: bucket).filter { $0.source == section.rawValue }
    }

    /// Whether the order with the id in `range` of `bytes` is settled.
    func isSettled(
        _ bytes: borrowing RawSpan, _ range: Range<Int>, hash: UInt64, _ buffer: inout ByteBuffer
    ) throws(SystemFailure) -> Bool {
        for list in settled where try list.contains(bytes, range, hash: hash, &buffer) { return true }
        return false
    }
}

/// What a checkpoint rests on, and the books of what it settled.
public struct CheckpointNotes: Sendable {
    /// C: all partitions up to it are in the checkpoint.
    public var day: Day
    /// The first partition known.
    public var earliest: Day
    /// Products' records reach so many days back from C.
    public var windowDays: Int
    /// Rates up to this day, the last on which a settled order was booked, are in the records; their hash.
    public var ratesThrough: Day
    public var ratesHash: UInt64 = 0
    /// The home country whose exports and imports the records tell apart, as its packed bytes; 0: none.
    public var homeCountry: UInt32 = 0
    /// The partitions it was made from, ascending, with the identities of their segment files.
    public var partitions: [PartitionIdentity] = []
    /// The store was pruned: the segments of these partitions are gone, and this checkpoint stands for them.
    public var isBase = false
    /// All sources of those partitions, ascending by partition and name.
    public var sources: [KnownSource] = []
    /// By source: how rows fared that are carried no longer.
    public var outcomes: [Int: SourceOutcome] = [:]
    public var refused: [Int: [QuarantineCount]] = [:]
    /// The names of the lists of settled orders, in the folder of checkpoints, oldest first.
    public var settledLists: [String] = []

    public init(day: Day, earliest: Day, windowDays: Int, ratesThrough: Day) {
        self.day = day
        self.earliest = earliest
        self.windowDays = windowDays
        self.ratesThrough = ratesThrough
    }
}

/// A partition and which of its contents.
public struct PartitionIdentity: Hashable, Sendable {
    public var partition: Day
    public var identity: UInt64

    public init(partition: Day, identity: UInt64) {
        self.partition = partition
        self.identity = identity
    }
}

/// A source with its partition.
public struct KnownSource: Sendable {
    public var partition: Day
    public var record: SourceRecord

    public init(partition: Day, record: SourceRecord) {
        self.partition = partition
        self.record = record
    }

    /// Its path below the folder of dumps.
    public var path: String { "\(partition)/\(record.name)" }
}
