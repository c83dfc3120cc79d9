import Bytes
import Domain
import Logging
import Nightly
import Problems
import Synchronization
import Tables

/// Prints a line of a command's result. It stands in the place of Swift's own `print`: names and texts of others cannot end the line or
/// steer a terminal, and a result that could not be written is told (`exiting`).
func print(_ line: some CustomStringConvertible) {
    standardOutput.withLock { $0.append(escapingControls(line.description)) }
}

/// What has been printed and not yet written.
let standardOutput = Mutex(StandardOutput())

/// Standard output, written in pieces of many lines.
struct StandardOutput {
    private var pending: [UInt8] = []
    private var failure: SystemFailure?

    mutating func append(_ line: String) {
        pending += line.utf8
        pending.append(0x0A)
        if pending.count >= 1 << 15 || FileSystem.standardOutputIsTerminal() { flush() }
    }

    /// - Throws: `.inputOutput` where not all lines so far could be written. A reader that has gone away has what it wanted.
    mutating func finish() throws(Problem) {
        flush()
        guard let failure, !failure.isClosedPipe else { return }
        throw Problem(
            .inputOutput, at: Position(source: failure.path), "the result could not be written",
            remedy: "free space on the disk behind it or check where it leads to, then start the command again", cause: "\(failure)")
    }

    /// Writes what is pending; what fails is told by `finish`.
    mutating func flush() {
        guard failure == nil else { return pending.removeAll() }
        do throws(SystemFailure) { try FileSystem.writeStandardOutput(pending) } catch { failure = error }
        pending.removeAll(keepingCapacity: true)
    }
}

/// Lines on standard error, whole, with what could end a line or steer a terminal escaped.
enum StandardError {
    static func write(_ line: String) {
        let bytes = Array("\(escapingControls(line))\n".utf8)
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
        if isTerminal {
            FileSystem.writeStandardError(Array("\r\u{1B}[K\(escapingControls(text))".utf8))
        } else {
            StandardError.write(text)
        }
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
