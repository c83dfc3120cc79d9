import Bytes
import CurrencyGuidance
import Domain
public import Guidance
import InformationBases
import Ingest
public import Problems
import RatingsDatabase
import Scoring
public import Settings

/// Makes the site for consumers of the job's ratings database and puts it in the place of the former one.
///
/// Where reference rates are known (the job's table, else that of the store's last run, and those that were delivered), the site tells what paying in which
/// currency costs.
///
/// - Parameters:
///   - out: the link that leads to the site.
///   - contact: whom to ask for a correction; nil: nobody is named.
///   - fees: a fee table; nil: the one that is built in.
///   - isStoreNamed: whether somebody named the job's store. One that nobody named and this program cannot read is left out, and `log` says
///     why.
public func exportGuidance(
    _ job: Job, to out: String, contact: String?, fees: String? = nil, isStoreNamed: Bool = true,
    log: (String) -> Void = { _ in }, progress: @escaping @Sendable (String) -> Void
) throws(Problem) -> GuidanceReport {
    let model = try RunModel(job)
    var request = GuidanceRequest(
        database: job.database, model: model.model.content, modelSHA256: model.sha256, out: out, contact: contact,
        threads: job.threadCount)
    request.program = programSHA256()
    let unread = isStoreNamed ? nil : unreadableStore(job)
    if let unread {
        log("the reference rates in \"\(job.store)\" are left out: \(unread.message); to have them, name a store with --store")
    }
    let quotes = try knownQuotes(job, isStoreRead: unread == nil)
    if !quotes.isEmpty { request.currency = CurrencyRates(quotes: quotes, fees: try feeTable(fees)) }
    return try exportGuidanceSite(request, progress: progress)
}

/// The SHA-256 of this program's file, which holds all templates and words; nil where it cannot be read.
func programSHA256() -> String? { try? sha256(ofFile: FilePath(FileSystem.programPath)) }

/// The reference rates of the job's table (else of the store's last run) and of its store, as far as they were known on the day of the published run.
private func knownQuotes(_ job: Job, isStoreRead: Bool) throws(Problem) -> [Quote] {
    let asOf = try RatingsReader(path: job.database).publishedRun().asOf
    let quotes = try job.rates.map { (path) throws(Problem) in try readQuotes(path: path) } ?? []
    var table = RateTable()
    table.add(quotes.filter { $0.base == Currency.euro }.map { ($0.day, $0.currency, $0.millionths) })
    if isStoreRead, try onDisk({ () throws(SystemFailure) in try FileSystem.isFolder(job.store) }) {
        if job.rates == nil { table = try RememberedRates(StoreLayout(path: job.store)).read() }
        table = try storedRates(job, asOf: asOf, on: table)
    }
    return quotes.filter { $0.base != Currency.euro }
        + table.rows.map { Quote(day: $0.day, currency: $0.currency, millionths: $0.millionths) }
}

/// Why the job's store is none that this program reads; nil: it is one, or there is none.
/// - Throws: where that cannot be told.
private func unreadableStore(_ job: Job) -> Problem? {
    do throws(Problem) {
        try StoreLayout(path: job.store).checkFormat()
        return nil
    } catch {
        return error
    }
}

/// The winning rates of the store's partitions up to a day, on top of `table`.
private func storedRates(_ job: Job, asOf: Day, on table: RateTable) throws(Problem) -> RateTable {
    let store = StoreLayout(path: job.store)
    try store.checkFormat()
    let contents = try StoreContents(store)
    let checkpoint = try contents.latestCheckpoint(upTo: asOf) { _ in true }
    var input = BaseInput(
        checkpoint: checkpoint, segments: try contents.segments(after: checkpoint?.notes.day, upTo: asOf), asOf: asOf,
        windowDays: job.evidenceWindowDays, rates: table, budget: job.budget,
        temporary: store.temporary, unjoined: nil)
    input.pruned = contents.pruned
    let known = input
    return try onDisk { () throws(SystemFailure) in try addRates(of: known, to: table) }
}
