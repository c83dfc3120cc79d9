internal import Domain
internal import Problems
internal import RatingsDatabase
internal import Synchronization

/// As many readers of one database as there are threads, all opened before the work begins: should a night publish meanwhile, all go on
/// reading what they opened, and it is the same.
final class ReaderPool: Sendable {
    let run: PublishedRun
    let first: RatingsReader
    private let free: Mutex<[RatingsReader]>

    init(path: String, count: Int) throws(Problem) {
        var readers: [RatingsReader] = []
        for _ in 0..<max(1, count) { readers.append(try RatingsReader(path: path)) }
        let run = try readers[0].publishedRun()
        for reader in readers {
            guard try reader.publishedRun() == run else {
                throw Problem(
                    .storeBusy, at: Position(source: path), "a run published while the export began", remedy: "export again")
            }
        }
        self.run = run
        first = readers[0]
        free = Mutex(readers)
    }

    /// Runs `body` with a reader that no other thread uses meanwhile.
    func using<Value>(_ body: (RatingsReader) throws(Problem) -> Value) throws(Problem) -> Value {
        guard let reader = free.withLock({ $0.popLast() }) else { preconditionFailure("there are fewer readers than threads") }
        defer { free.withLock { $0.append(reader) } }
        return try body(reader)
    }
}
