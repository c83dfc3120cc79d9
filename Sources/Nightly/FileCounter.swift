import Synchronization

/// Counts files that are done and tells how far the run is.
final class FileCounter: Sendable {
    private let done = Mutex(0)
    private let total: Int
    private let progress: @Sendable (String) -> Void

    init(total: Int, progress: @escaping @Sendable (String) -> Void) {
        self.total = total
        self.progress = progress
    }

    func count() {
        let now = done.withLock { count in
            count += 1
            return count
        }
        progress("ingest: \(now) of \(total) files")
    }
}
