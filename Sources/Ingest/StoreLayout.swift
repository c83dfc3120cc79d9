public import Domain

/// Where a store keeps what.
public struct StoreLayout: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    public var segments: String { "\(path)/segments" }
    public var quarantine: String { "\(path)/quarantine" }
    /// What the partitions up to a day came to.
    public var checkpoints: String { "\(path)/checkpoints" }
    /// The reference rates that the last run used beside those of the dumps; not there if it used none.
    public var rates: String { "\(path)/rates" }
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

    /// The rows of a source that ingest could not use. A name that is too long for the system with the ending is cut, and told from others by
    /// its hash.
    public func quarantine(_ partition: Day, _ source: String) -> String {
        let ending = ".rows.csv"
        var name = source
        if name.utf8.count + ending.utf8.count > StoreLayout.nameBytesMax {
            name = "\(String(decoding: source.utf8.prefix(128), as: UTF8.self))~\(sha256(of: Array(source.utf8)))"
        }
        return "\(quarantine)/\(partition)/\(name)\(ending)"
    }

    /// Bytes of a file's name on Linux.
    private static let nameBytesMax = 255

    /// The folder of rows that the join could not use as of the last run: orphans and rows that came too late.
    public var unjoined: String { "\(quarantine)/unjoined" }
}
