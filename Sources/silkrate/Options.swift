import ArgumentParser
import Bytes
import Domain
import Logging
import Nightly
import Parallel
import Problems
import Settings
import Synchronization

/// Options of every command.
struct CommonOptions: ParsableArguments {
    @Option(help: "How the log on standard error is written: text or json.")
    var logFormat: LogFormatOption?

    @Flag(help: "No progress and no log below errors on standard error.")
    var quiet = false
}

enum LogFormatOption: String, ExpressibleByArgument, CaseIterable {
    case text, json
}

/// Options that stand in the job file, too; the command line wins.
struct JobOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Read the settings from this job file.", valueName: "file"))
    var job: String?

    @Option(help: ArgumentHelp("The folder of dumps (default: dumps).", valueName: "dir"))
    var dumps: String?

    @Option(help: ArgumentHelp("The folder of the store (default: store).", valueName: "dir"))
    var store: String?

    @Option(help: ArgumentHelp("The ratings database (default: ratings.sqlite).", valueName: "file"))
    var database: String?

    @Option(help: ArgumentHelp("Rate as of this day (default: the latest partition).", valueName: "date"))
    var asOf: String?

    @Option(help: ArgumentHelp("Threads (default: one per processor).", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("Memory budget, e.g. 512MiB (default: 1GiB).", valueName: "size"))
    var memory: String?

    @Option(help: ArgumentHelp("The model file (default: the built-in expert card).", valueName: "file"))
    var model: String?

    @Option(help: ArgumentHelp("Reference exchange rates, e.g. the ECB's eurofxref-hist.csv.", valueName: "file"))
    var rates: String?

    /// The job file's settings with the command line's on top.
    func merged() throws(Problem) -> Job {
        var job = Job()
        if let path = self.job {
            job = try loadJob(yaml: try readSettings(path, what: "job file"), source: path)
        }
        if let dumps { job.dumps = dumps }
        if let store { job.store = store }
        if let database { job.database = database }
        if let model { job.model = model }
        if let rates { job.rates = rates }
        if let asOf {
            guard let day = Day(asOf) else {
                throw Problem(.usage, "\"\(asOf)\" is no day", remedy: "give --as-of as YYYY-MM-DD")
            }
            job.asOf = day
        }
        if let threads {
            let bounds = MemoryBudget.threadBounds
            guard bounds.contains(threads) else {
                throw Problem(
                    .usage, "--threads \(threads) is out of range", remedy: "give \(bounds.lowerBound) to \(bounds.upperBound) threads")
            }
            job.threads = threads
        }
        if let memory {
            guard let bytes = byteSize(memory) else {
                throw Problem(.usage, "--memory \(memory) is no size", remedy: "give a size such as 64MiB or 4GiB")
            }
            job.memoryBytes = bytes
        }
        return job
    }
}

/// Runs a command's work and ends with the problem's exit code where it has one; so, too, where its result could not be written.
func exiting(_ work: () throws(Problem) -> Void) throws {
    do throws(Problem) {
        defer { standardOutput.withLock { $0.flush() } }
        try work()
        try standardOutput.withLock { (output) throws(Problem) in try output.finish() }
    } catch {
        StandardError.write("silkrate: \(error)")
        throw ExitCode(error.kind.rawValue)
    }
}
