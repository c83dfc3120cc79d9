import Bytes
import Domain
import Logging
import Nightly
import Synchronization
import Tables

/// Lines on standard error, whole.
enum StandardError {
    static func write(_ line: String) {
        let bytes = Array("\(line)\n".utf8)
        FileSystem.writeStandardError(bytes)
    }
}

/// How far long work is: one line that is written over on a terminal, plain lines now and then otherwise.
final class ProgressLine: Sendable {
    private let isTerminal = FileSystem.standardErrorIsTerminal()
    private let isQuiet: Bool
    private let last = Mutex(ContinuousClock.now)

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func show(_ text: String) {
        guard !isQuiet else { return }
        let pause: Duration = isTerminal ? .milliseconds(100) : .seconds(5)
        let now = ContinuousClock.now
        let isDue = last.withLock { last in
            guard now - last >= pause else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        if isTerminal { FileSystem.writeStandardError(Array("\r\u{1B}[K\(text)".utf8)) } else { StandardError.write(text) }
    }

    /// Takes the line away.
    func clear() {
        if isTerminal && !isQuiet { FileSystem.writeStandardError(Array("\r\u{1B}[K".utf8)) }
    }
}

/// The log on standard error: one line per message, as text or as a JSON object.
struct LineLog: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level
    let isJSON: Bool

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let at = Instant(FileSystem.clockSeconds())
        if isJSON {
            StandardError.write("{\"at\":\"\(at)\",\"level\":\"\(event.level)\",\"message\":\(JSONLines.string("\(event.message)"))}")
        } else {
            StandardError.write("\(at) \(event.level): \(event.message)")
        }
    }
}

/// The log of this process.
func standardLog(isJSON: Bool, isQuiet: Bool) -> Logger {
    var log = Logger(label: "silkrate") { _ in LineLog(logLevel: isQuiet ? .error : .info, isJSON: isJSON) }
    log.logLevel = isQuiet ? .error : .info
    return log
}

/// The context of a run from this process.
func runContext(isJSON: Bool, isQuiet: Bool, _ progress: ProgressLine) -> RunContext {
    RunContext(
        version: Silkrate.version, startedAt: Instant(FileSystem.clockSeconds()), process: FileSystem.processID(),
        log: standardLog(isJSON: isJSON, isQuiet: isQuiet),
        progress: { progress.show($0) }, now: { Instant(FileSystem.clockSeconds()) })
}
