public import Domain
import InformationBases
public import RatingsDatabase

/// What a run did and what came of it.
public struct RunReport: Sendable {
    public var runID = ""
    /// The program's version.
    public var version = ""
    public var asOf = Day(0)
    public var database = ""
    public var modelID = ""
    public var newPartitions = 0
    /// Known partitions that were taken anew.
    public var replacedPartitions = 0
    /// Known partitions whose files changed and that were not taken.
    public var changedPartitions: [Day] = []
    public var partitions = 0
    public var sources = 0
    /// All rows known by D, by what became of them.
    public var rows = RowTotals()
    public var rowsByKind: [KindTotals] = []
    public var bytesRead: Int64 = 0
    public var filesRead = 0
    /// Of `takenPartitions` those that the store did not have.
    public var newDays: [Day] = []
    /// The partitions whose files were read, ascending.
    public var takenPartitions: [Day] = []
    /// Rules of the gate that the run broke.
    public var gate: [GateFinding] = []
    /// Why rows were quarantined.
    public var quarantined: [(reason: String, rows: Int64)] = []
    public var grades: [(grade: Grade, enterprises: Int)] = []
    public var changes: ChangeCounts?
    /// Enterprises whose grade each rule bounded or withheld.
    public var overlays: [(name: String, enterprises: Int)] = []
    /// How far the data have moved from the published run and from the model's constants.
    public var drift: [DriftRow] = []
    /// Files and folders among the dumps that are none of ours.
    public var ignored: [String] = []
    /// Fields with a withdrawn code, in the rows of all sources.
    public var withdrawnCodes = 0
    /// Columns that are none of the contract's, with the kind, each once.
    public var unknownColumns: [String] = []
    /// Files set aside as a whole, with the reason.
    public var setAside: [String] = []
    public var orders = 0
    public var feedbackOfNoSeller = 0
    public var feedbackOfNoProduct = 0
    public var invoicesOfOthers = 0
    public var unconvertedLines = 0
    /// Promises that are none: more than 365 days behind `ordered_at`.
    public var farPromises = 0
    /// Enterprises of several accounts.
    public var sharedEnterprises = 0
    /// Values of `enterprise_id` that too many accounts declare.
    public var crowdedEnterpriseIDs = 0
    /// Versions of a line of an order that change whose or what it is; an example of them.
    public var keyCollisions = 0
    public var keyCollision: String?
    /// Sums that take more than 64 bits.
    public var unpublished = UnpublishedSums()
    /// Seconds of wall time, by stage.
    public var stages: [(name: String, seconds: Double)] = []
    public var peakMemoryBytes = 0

    /// Rows of one kind.
    public struct KindTotals: Sendable {
        public var kind: String
        public var rows: RowTotals
    }

    public var wallSeconds: Double { stages.reduce(0) { $0 + $1.seconds } }
}

extension RowTotals {
    static func += (a: inout RowTotals, b: RowTotals) {
        a.read += b.read
        a.accepted += b.accepted
        a.duplicate += b.duplicate
        a.superseded += b.superseded
        a.quarantined += b.quarantined
    }
}

extension RunReport {
    /// What the plan says of the deliveries.
    mutating func describe(_ plan: RunPlan) {
        ignored = plan.ignored
        newPartitions = plan.taken.count { $0.isNew }
        replacedPartitions = plan.taken.count { !$0.isNew }
        changedPartitions = plan.deliveries.filter { !$0.isTaken }.map(\.partition)
        newDays = plan.taken.filter(\.isNew).map(\.partition)
        takenPartitions = plan.taken.map(\.partition)
        filesRead = plan.taken.reduce(0) { $0 + $1.files.count }
        bytesRead = plan.taken.reduce(0) { $0 + Int64($1.bytes) }
    }
}
