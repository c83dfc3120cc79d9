public import Domain

/// What became of the rows of a file, a partition or all sources: `read` is the sum of the others (law 3).
public struct RowTotals: Hashable, Sendable {
    public var read: Int64
    public var accepted: Int64
    public var duplicate: Int64
    public var superseded: Int64
    public var quarantined: Int64

    public init(read: Int64 = 0, accepted: Int64 = 0, duplicate: Int64 = 0, superseded: Int64 = 0, quarantined: Int64 = 0) {
        self.read = read
        self.accepted = accepted
        self.duplicate = duplicate
        self.superseded = superseded
        self.quarantined = quarantined
    }
}

/// One run: a row of `runs`, key `runID`; runs are numbered in the order in which they published.
public struct RunRow: Hashable, Sendable {
    public var runID: String
    public var asOf: Day
    public var startedAt: Instant
    public var finishedAt: Instant
    public var status: String
    /// The program's version.
    public var version: String
    public var modelID: String
    public var modelSHA256: String
    /// What the ratings rest on: partitions, sources and rows in all as of this run, not what it read anew.
    public var partitions: Int64
    public var sources: Int64
    public var rows: RowTotals
    /// Enterprises in `ratings`, and how many have the status RATED, NR and D.
    public var enterprises: Int64
    public var rated: Int64
    public var notRated: Int64
    public var defaulted: Int64
    public var wallSeconds: Double
    public var peakMemoryBytes: Int64
    /// Bytes of dumps that this run read.
    public var bytesRead: Int64
    public var note: String?

    public init(
        runID: String, asOf: Day, startedAt: Instant, finishedAt: Instant, status: String = "PUBLISHED", version: String,
        modelID: String, modelSHA256: String, partitions: Int64, sources: Int64, rows: RowTotals, enterprises: Int64,
        rated: Int64, notRated: Int64, defaulted: Int64, wallSeconds: Double, peakMemoryBytes: Int64, bytesRead: Int64,
        note: String? = nil
    ) {
        self.runID = runID
        self.asOf = asOf
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.status = status
        self.version = version
        self.modelID = modelID
        self.modelSHA256 = modelSHA256
        self.partitions = partitions
        self.sources = sources
        self.rows = rows
        self.enterprises = enterprises
        self.rated = rated
        self.notRated = notRated
        self.defaulted = defaulted
        self.wallSeconds = wallSeconds
        self.peakMemoryBytes = peakMemoryBytes
        self.bytesRead = bytesRead
        self.note = note
    }
}

/// One delivery of dumps: a row of `partitions`, key `partition`.
public struct PartitionRow: Hashable, Sendable {
    public var partition: Day
    public var sources: Int64
    /// Of its files as delivered.
    public var bytes: Int64
    public var rows: RowTotals
    /// The run that first took rows of it in.
    public var firstRunID: String

    public init(partition: Day, sources: Int64, bytes: Int64, rows: RowTotals, firstRunID: String) {
        self.partition = partition
        self.sources = sources
        self.bytes = bytes
        self.rows = rows
        self.firstRunID = firstRunID
    }
}

/// One file: a row of `sources`, key `source`.
public struct SourceRow: Hashable, Sendable {
    /// The path below the folder of dumps, unique over all partitions.
    public var source: Text
    public var partition: Day
    public var kind: String
    /// Of the file as delivered, in lower-case hexadecimal.
    public var sha256: String
    public var bytes: Int64
    public var rows: RowTotals
    /// Fields with a code that its list has withdrawn (currencies, countries, units, the country of a place), in the rows that were not
    /// quarantined when the file was read: those that proved duplicates, superseded or orphans later are counted, too.
    public var withdrawnCodes: Int64
    public var outcome: SourceOutcome
    /// Why it was set aside, or what a reader should know of it.
    public var note: String?
    /// The run that took it in, and how long it took for that.
    public var runID: String
    public var wallSeconds: Double

    public init(
        source: Text, partition: Day, kind: String, sha256: String, bytes: Int64, rows: RowTotals, withdrawnCodes: Int64 = 0,
        outcome: SourceOutcome = .ok, note: String? = nil, runID: String, wallSeconds: Double = 0
    ) {
        self.source = source
        self.partition = partition
        self.kind = kind
        self.sha256 = sha256
        self.bytes = bytes
        self.rows = rows
        self.withdrawnCodes = withdrawnCodes
        self.outcome = outcome
        self.note = note
        self.runID = runID
        self.wallSeconds = wallSeconds
    }
}

/// The rows of one file that were refused for one reason: a row of `quarantine`, key (`source`, `reason`).
///
/// Sums that take more than 64 bits, and so are published as NULL, have a row for their column: no row of a file is refused for them.
public struct QuarantineRow: Hashable, Sendable {
    /// The reason of sums that take more than 64 bits.
    public static let sumOutOfRange = "SUM_OUT_OF_RANGE"

    public var runID: String
    public var source: Text
    public var reason: String
    public var rows: Int64
    /// Of the first such row: its line (1-based, the header is line 1) and its byte offset after decompression.
    public var firstLine: Int64?
    public var firstByte: Int64?
    /// The first such row, or its offending field.
    public var example: Text?
    public var remedy: String?

    public init(
        runID: String, source: Text, reason: String, rows: Int64, firstLine: Int64? = nil, firstByte: Int64? = nil,
        example: Text? = nil, remedy: String? = nil
    ) {
        self.runID = runID
        self.source = source
        self.reason = reason
        self.rows = rows
        self.firstLine = firstLine
        self.firstByte = firstByte
        self.example = example
        self.remedy = remedy
    }
}
