public import Bytes
public import Domain
public import Parallel
import Scoring
public import Segments
import Statistics

/// What the bases are made from: the segments of the partitions known by D, and the tables.
public struct BaseInput: Sendable {
    /// What the partitions before the segments came to; nil: there are none before.
    public let checkpoint: Checkpoint?
    /// Behind the checkpoint, ascending by partition.
    public let segments: [SegmentFile]
    /// All sources known by D, ascending by partition and name: the checkpoint's, then the segments'.
    public let sources: [KnownSource]
    /// What the buckets of the checkpoint and of all segments follow from.
    public let hashKey: HashKey
    /// Whether a segment's rows lie in quarters of buckets.
    private let hasQuarters: Bool
    /// For each segment the place of its first source among all sources.
    public let firstSource: [Int]
    /// A checkpoint as of D to be made on the way.
    public var newCheckpoint: CheckpointWriter?
    public let asOf: Day
    public var rates: RateTable
    /// Those of `rates` that came with no partition.
    public let referenceRates: RateTable
    public var budget: MemoryBudget
    /// A folder for what is needed only while the bases are made.
    public var temporary: String
    /// A folder for the rows that could not be joined; nil: they are only counted.
    public var unjoined: String?
    /// The same for those of them that a new checkpoint does not carry.
    public var settledUnjoined: String?
    /// nil: the store has the rows of all its partitions.
    public var pruned: PrunedStore?

    /// The country that tells export from import, as its packed bytes; 0: none is stated.
    public var homeCountry: UInt32 = 0

    /// Statistics tell of orders booked from this day on.
    let statisticsStart: Day
    /// The first partition known.
    let earliest: Day
    /// Evidence counts orders booked after this day.
    public var windowStart: Day { asOf - windowDays }
    /// The evidence window, in days.
    public var windowDays: Int
    /// The rating looks back 730 days from an enterprise's last matured order, which itself may be 730 days old; and no less than the evidence.
    public var ratingStart: Day { asOf - max(1460, windowDays) }
    /// Distinct counts take orders booked after this day.
    public var nearStart: Day { asOf - 180 }
    /// Of orders booked after this day so few have arrived that times of delivery would be those of the fast ones.
    var arrivalEnd: Day { asOf - 30 }
    /// Lapses are kept of orders booked after this day.
    public var lapseStart: Day { asOf - lapseDays }
    /// 00:00 UTC of the day after D: deadlines before it have passed.
    public var end: Int64 { (asOf + 1).start.seconds }

    public init(
        checkpoint: Checkpoint? = nil, segments: [SegmentFile], asOf: Day, windowDays: Int = 730, rates: RateTable, budget: MemoryBudget,
        temporary: String, unjoined: String?
    ) {
        self.checkpoint = checkpoint
        self.segments = segments.filter { $0.partition <= asOf }.sorted { $0.partition < $1.partition }
        let key = checkpoint?.hashKey ?? self.segments.first?.hashKey ?? .ofProcess
        precondition(
            self.segments.allSatisfy { $0.hashKey == key } && checkpoint?.settled.allSatisfy { $0.sealed.hashKey == key } ?? true,
            "files of several stores were to be joined: their buckets follow from different hash keys")
        hashKey = key
        self.asOf = asOf
        statisticsStart = Statistics.statisticsStart(asOf: asOf)
        earliest = checkpoint?.notes.earliest ?? self.segments.first?.partition ?? asOf
        self.windowDays = windowDays
        self.rates = rates
        referenceRates = rates
        self.budget = budget
        self.temporary = temporary
        self.unjoined = unjoined
        var firstSource: [Int] = []
        var sources = checkpoint?.notes.sources ?? []
        for segment in self.segments {
            firstSource.append(sources.count)
            sources += segment.sources.map { KnownSource(partition: segment.partition, record: $0) }
        }
        self.firstSource = firstSource
        hasQuarters = self.segments.contains { $0.extents.isFine }
        self.sources = sources
    }

    /// The bytes of a bucket's rows of orders.
    func bytes(ofBucket bucket: Int) throws(SystemFailure) -> Int {
        let carried = try checkpoint?.extents(.orders, of: bucket).reduce(0) { $0 + $1.length } ?? 0
        return segments.reduce(carried) { sum, segment in sum + segment.extents.length(of: bucket) }
    }

    /// About as many rows.
    func rows(ofBucket bucket: Int) throws(SystemFailure) -> Int {
        let carried = try checkpoint?.extents(.orders, of: bucket).reduce(0) { $0 + $1.rows } ?? 0
        return segments.reduce(carried) { sum, segment in sum + segment.extents.rows(of: bucket) }
    }

    /// How many workers join: each holds regions for the records of sellers and of products. The other half of the budget is for buckets.
    var joinWorkers: Int { budget.workers(holding: 2 * RowScatter.heldBytes(), part: 2) }
    /// How many workers collect what was joined: each may hold regions for the records of enterprises.
    var collectWorkers: Int { budget.workers(holding: RowScatter.heldBytes(), part: 2) }

    /// In how many passes a bucket is read: its rows, their index and the tables take about four times their bytes, and half of the budget
    /// is for buckets. Quarters are passes of their own, since that costs nothing.
    func passes(ofBucket bucket: Int) throws(SystemFailure) -> Int {
        let bytes = try bytes(ofBucket: bucket)
        let share = budget.share(of: joinWorkers, part: 2, least: 1 << 20)
        let passes = max(1, (bytes * 4 + share - 1) / share)
        guard hasQuarters else { return passes }
        return (passes + quartersPerBucket - 1) / quartersPerBucket * quartersPerBucket
    }
}
