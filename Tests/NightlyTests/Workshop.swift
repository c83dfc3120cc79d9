import Decompression
import Domain
import Foundation
import Ingest
import Logging
import Nightly
import Problems
import RatingsDatabase
import Settings
import Synchronization
import Synthesis
import TestSupport

/// A folder of its own for one test: dumps, store, database; gone when the value is.
final class Workshop {
    let folder: String
    var dumps: String { "\(folder)/dumps" }
    var database: String { "\(folder)/ratings.sqlite" }
    var store: String { "\(folder)/store" }

    /// - Parameter inMemory: on a file system without a disk beneath, where there is one: for tests that would wait for the disk.
    init(inMemory: Bool = false) throws {
        let memory = "/dev/shm"
        let parent =
            inMemory && FileManager.default.isWritableFile(atPath: memory) ? memory : FileManager.default.temporaryDirectory.path
        folder = "\(parent)/silkrate-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: dumps, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Writes one file of a partition.
    func write(_ content: [UInt8], _ partition: String, _ name: String, container: Container = .plain) throws {
        try FileManager.default.createDirectory(atPath: "\(dumps)/\(partition)", withIntermediateDirectories: true)
        let writer = try DumpWriter(path: "\(dumps)/\(partition)/\(name)", container: container)
        try writer.write(content)
        try writer.finish()
    }

    func write(_ text: String, _ partition: String, _ name: String) throws { try write(Array(text.utf8), partition, name) }

    /// Writes what a synthesis made.
    func write(_ files: [SynthesisFile]) throws {
        for file in files {
            guard let partition = file.partition else { continue }
            try write(file.content, "\(partition)", file.name, container: file.container)
        }
    }

    /// The job of this folder.
    var job: Job {
        var job = Job()
        job.homeCountry = "CN"
        job.dumps = dumps
        job.store = store
        job.database = database
        job.threads = 2
        job.memoryBytes = 256 << 20
        return job
    }

    /// Runs and tells what came of it.
    @discardableResult
    func run(_ change: (inout Job) -> Void = { _ in }) throws(Problem) -> RunReport {
        var job = self.job
        change(&job)
        return try Nightly.run(job, .quiet)
    }

    /// The hash of the contract tables.
    func hash() throws -> String { try contractSHA256(database: database) }

    /// Forgets store and database, keeps the dumps.
    func startOver() throws {
        for path in [store, database] where FileManager.default.fileExists(atPath: path) {
            try FileManager.default.removeItem(atPath: path)
        }
    }
}

private let runsSoFar = Mutex<Int64>(0)

extension RunContext {
    /// A context that says nothing; each run starts a second after the one before, so that their ids differ.
    static var quiet: RunContext {
        let start = runsSoFar.withLock { runs in
            runs += 1
            return Instant(1_780_000_000 + runs)
        }
        return RunContext(
            version: "test", startedAt: start, process: 1,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, progress: { _ in }, now: { .farOff })
    }
}

extension Instant {
    /// A present that comes after all partitions of the tests (in 2096).
    static let farOff = Instant(4_000_000_000)
}

/// The files of a plan, in memory.
func files(of plan: SynthesisPlan) throws -> (files: [SynthesisFile], summary: SynthesisSummary) {
    var files: [SynthesisFile] = []
    let summary = try synthesise(plan) { (file) throws(Problem) in files.append(file) }
    return (files, summary)
}
