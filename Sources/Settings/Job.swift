public import Domain

/// What to do with a file that cannot be read to its end.
public enum DamagedFiles: String, CaseIterable, Sendable {
    /// Refuse the run: the former ratings stand.
    case stop
    /// Leave the whole file out, name it in the report, and go on.
    case setAside = "set_aside"
}

/// How the log is written.
public enum LogFormat: String, CaseIterable, Sendable {
    case text, json
}

/// The settings of a run (CONTRACT 2): the job file's, then the command line's, which win.
public struct Job: Sendable, Equatable {
    /// The folder of partitions.
    public var dumps = "dumps"
    /// The folder of the store.
    public var store = "store"
    /// The ratings database that is published.
    public var database = "ratings.sqlite"
    /// D; nil: the latest partition.
    public var asOf: Day?
    /// The last day that a partition may bear; nil: two days after the machine's clock.
    public var latest: Day?
    /// nil: as many as the machine has processors.
    public var threads: Int?
    /// The memory budget; nil: chosen by the run.
    public var memoryBytes: Int?
    /// A model file; nil: the model that is built in.
    public var model: String?
    /// A file of reference rates; nil: the `rates` dumps alone.
    public var rates: String?
    /// ISO 4217; EUR is the only one so far.
    public var reportingCurrency = "EUR"
    /// ISO 3166-1 alpha-2; nil: statistics know no export and import.
    public var homeCountry: String?
    /// The days of booking that evidence covers.
    public var evidenceWindowDays = 730
    /// A run leaves a checkpoint once so many partitions lie behind the last one. It never changes a result.
    public var checkpointEvery = 32
    public var damagedFiles = DamagedFiles.stop
    public var logFormat = LogFormat.text
    /// What a run must satisfy to be published; nil: nothing.
    public var gate: Gate?
    /// Where the metrics of every run go, in the Prometheus text format; nil: nowhere.
    public var metrics: String?
    /// The folder of OpenLineage events; nil: none are written.
    public var lineage: String?

    public init() {}
}
