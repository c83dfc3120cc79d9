public import Domain

/// Where a store keeps what.
public struct StoreLayout: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    public var segments: String { "\(path)/segments" }
    public var quarantine: String { "\(path)/quarantine" }
    /// What the partitions up to a day came to.
    public var checkpoints: String { "\(path)/checkpoints" }
    /// The version of the store's format, as text.
    public var format: String { "\(path)/format" }
    /// What the ratings rest on, file by file.
    public var manifest: String { "\(path)/manifest" }
    /// Where partitions that replace others are made: a store of its own.
    public var staging: StoreLayout { StoreLayout(path: "\(path)/staging") }
    /// In `staging`: the partitions whose replacement has been decided.
    public var decision: String { "\(path)/decision" }
    /// What a run needs only while it runs.
    public var temporary: String { "\(path)/tmp" }
    /// Held (flock) by the run that owns the store.
    public var lock: String { "\(path)/lock" }

    /// The rows of a partition.
    public func segment(_ partition: Day) -> String { "\(segments)/\(partition).seg" }

    /// The rows of a source that ingest could not use.
    public func quarantine(_ partition: Day, _ source: String) -> String { "\(quarantine)/\(partition)/\(source).rows.csv" }

    /// The folder of rows that the join could not use as of the last run: orphans and rows that came too late.
    public var unjoined: String { "\(quarantine)/unjoined" }
}
