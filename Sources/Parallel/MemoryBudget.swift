/// What a run may use: threads, and bytes of memory. Every stage asks here how many workers it may have and how much each may take at a
/// time; nothing computes a share of its own.
///
/// A worker holds some memory whatever its input (the regions that rows are scattered into), and takes as much of its input at a time as
/// there is left. Both follow from the budget, so that it holds for any number of threads. The process itself and what a run keeps of each
/// enterprise come on top.
public struct MemoryBudget: Sendable, Hashable {
    /// How many threads a run may be told to use.
    public static let threadBounds = 1...1024
    /// 1 GiB: where nobody says otherwise.
    public static let bytesDefault = 1 << 30

    public let threads: Int
    public let bytes: Int

    /// - Parameters:
    ///   - bytes: any positive number; with very few a stage takes the least that it can work with.
    ///   - threads: within `threadBounds`.
    public init(bytes: Int = MemoryBudget.bytesDefault, threads: Int) {
        precondition(MemoryBudget.threadBounds.contains(threads), "a run was to have \(threads) threads")
        precondition(bytes > 0, "a run was to have no memory")
        self.bytes = bytes
        self.threads = threads
    }

    /// How many workers a stage may have: one on each thread, or fewer, so that what they hold fits into a part of the budget.
    /// - Parameters:
    ///   - held: bytes that each holds whatever its input.
    ///   - part: the part of the budget: 1 for all of it, 2 for a half.
    public func workers(holding held: Int, part: Int = 1) -> Int { max(1, min(threads, bytes / part / max(1, held))) }

    /// How many bytes of its input each of so many workers may have at hand.
    /// - Parameters:
    ///   - part: of the budget, as above.
    ///   - least: without so many a worker cannot go on.
    public func share(of workers: Int, part: Int, least: Int) -> Int { max(least, bytes / part / workers) }
}
