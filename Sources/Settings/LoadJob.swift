import Domain
import Parallel
public import Problems

/// The keys of a job file.
private let jobKeys = [
    "dumps", "store", "database", "as_of", "latest", "threads", "memory", "model", "rates", "reporting_currency", "home_country",
    "evidence_window_days", "checkpoint_every", "damaged_files", "log_format", "gate",
    "metrics", "lineage",
]

/// Reads a job file; what it leaves out keeps its default.
///
/// - Parameters:
///   - yaml: the file's text.
///   - source: the file's name, for messages.
/// - Throws: a problem of kind `.configuration` with line, key path and remedy.
public func loadJob(yaml: String, source: String) throws(Problem) -> Job {
    let fields = try Fields(root(yaml: yaml, source: source), known: jobKeys)
    var job = Job()
    if let dumps = try fields.optional("dumps")?.text() { job.dumps = dumps }
    if let store = try fields.optional("store")?.text() { job.store = store }
    if let database = try fields.optional("database")?.text() { job.database = database }
    job.asOf = try fields.optional("as_of")?.day()
    job.latest = try fields.optional("latest")?.day()
    job.threads = try fields.optional("threads")?.integer(in: MemoryBudget.threadBounds)
    job.memoryBytes = try fields.optional("memory")?.size()
    job.model = try fields.optional("model")?.text()
    job.rates = try fields.optional("rates")?.text()
    if let currency = fields.optional("reporting_currency") { job.reportingCurrency = try currency.reportingCurrency() }
    job.homeCountry = try fields.optional("home_country")?.country()
    if let days = try fields.optional("evidence_window_days")?.integer(in: 1...3650) { job.evidenceWindowDays = days }
    if let nights = try fields.optional("checkpoint_every")?.integer(in: 1...1000) { job.checkpointEvery = nights }
    if let choice = try fields.optional("damaged_files")?.word(DamagedFiles.allCases.map { ($0.rawValue, $0) }) {
        job.damagedFiles = choice
    }
    if let format = try fields.optional("log_format")?.word(LogFormat.allCases.map { ($0.rawValue, $0) }) {
        job.logFormat = format
    }
    job.gate = try fields.optional("gate").map { (setting) throws(Problem) in try Gate(setting) }
    job.metrics = try fields.optional("metrics")?.text()
    job.lineage = try fields.optional("lineage")?.text()
    return job
}

extension Setting {
    func day() throws(Problem) -> Day {
        let text = try text()
        guard let day = Day(text) else { throw problem("\"\(text)\" is no date", remedy: "state it like 2026-11-20") }
        return day
    }

    func integer(in range: ClosedRange<Int>) throws(Problem) -> Int {
        let value = try integer()
        guard range.contains(value) else {
            throw problem("\(value) is out of range", remedy: "state a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    fileprivate func size() throws(Problem) -> Int {
        let text = try text()
        guard let bytes = byteSize(text) else {
            throw problem("\"\(text)\" is no size", remedy: "state it like 64MiB or 4GiB, or as a number of bytes")
        }
        return bytes
    }

    fileprivate func reportingCurrency() throws(Problem) -> String {
        let text = try text()
        guard text == "EUR" else {
            throw problem(
                "\"\(text)\" is not supported as reporting currency",
                remedy: "state EUR or remove the key; other reporting currencies need rates with another base")
        }
        return text
    }

    fileprivate func country() throws(Problem) -> String {
        let text = try text()
        guard text.utf8.count == 2, text.utf8.allSatisfy({ (0x41...0x5A).contains($0) }) else {
            throw problem("\"\(text)\" is no country code", remedy: "state ISO 3166-1 alpha-2 in capitals, e.g. CN (in quotes: \"NO\")")
        }
        return text
    }
}
