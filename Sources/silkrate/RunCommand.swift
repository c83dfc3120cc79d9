import ArgumentParser
import Domain
import Nightly
import Problems
import RatingsDatabase
import Settings

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Ingest what is new, join, rate, publish.",
        discussion: "Takes the partitions that the store does not have yet and publishes the ratings database whole or not at all.")

    @OptionGroup var settings: JobOptions
    @OptionGroup var common: CommonOptions

    @Flag(help: "Take known partitions whose files changed anew, too.")
    var changed = false

    @Option(help: ArgumentHelp("Publish even if the gate refuses; the reason is recorded.", valueName: "reason"))
    var accept: String?

    func run() throws {
        try exiting { () throws(Problem) in
            try perform(try settings.merged(), changed ? .newAndChanged : .new, accept, common)
        }
    }
}

struct RerunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rerun", abstract: "Take partitions anew in place of what they brought before, rate, publish.",
        discussion: """
            The files of the partitions are taken as they are now: changed, added or removed. A partition whose folder is empty is
            taken out. What depends on them is computed anew; the result is that of a run over all files as they are.
            """)

    @Option(help: ArgumentHelp("The partition, or the first and the last: A or A..B.", valueName: "days"))
    var partition: String

    @Option(help: ArgumentHelp("Publish even if the gate refuses; the reason is recorded.", valueName: "reason"))
    var accept: String?

    @OptionGroup var settings: JobOptions
    @OptionGroup var common: CommonOptions

    func run() throws {
        try exiting { () throws(Problem) in
            try perform(try settings.merged(), .rerun(try days(partition)), accept, common)
        }
    }
}

/// The days of `A` or `A..B`.
func days(_ text: String) throws(Problem) -> ClosedRange<Day> {
    let parts = text.split(separator: "..", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let first = Day(parts[0]), let last = Day(parts[parts.count - 1]), first <= last else {
        throw Problem(
            .usage, "\"\(text)\" names no partitions",
            remedy: "give --partition as YYYY-MM-DD, or YYYY-MM-DD..YYYY-MM-DD with the earlier first")
    }
    return first...last
}

/// Runs a job and prints what came of it.
private func perform(_ job: Job, _ request: Request, _ accept: String?, _ common: CommonOptions) throws(Problem) {
    let isJSON = common.logFormat.map { $0 == .json } ?? (job.logFormat == .json)
    let progress = ProgressLine(isQuiet: common.quiet)
    let context = runContext(isJSON: isJSON, isQuiet: common.quiet, progress)
    let report = try Nightly.run(job, context, request: request, accept: accept)
    progress.clear()
    for line in report.lines { print(line) }
    let reader = try RatingsReader(path: job.database)
    printEnterprises("Best", try reader.best(3))
    printEnterprises("Worst", try reader.worst(3))
}

/// A few enterprises under a heading; nothing where there are none.
func printEnterprises(_ heading: String, _ rows: [RatingRow]) {
    guard !rows.isEmpty else { return }
    print("")
    print(heading)
    for row in rows {
        let score = row.scoreHundredths.map { hundredths($0) } ?? "-"
        let pd = row.pd.map { percent($0) } ?? "-"
        print(
            "  \(padded(row.grade.name, 4)) score \(score)  PD \(pd)  \(row.orders) orders  \(row.enterpriseID)\(row.name.map { "  \($0)" } ?? "")"
        )
    }
}

extension RunReport {
    /// The report as lines.
    var lines: [String] {
        var lines = ["Ratings as of \(asOf) by model \(modelID): \(database)", ""]
        lines.append("Rows\(String(repeating: " ", count: 12))read    accepted   duplicate  superseded quarantined")
        for kind in rowsByKind { lines.append("  \(padded(kind.kind, 13))\(columns(kind.rows))") }
        lines.append("  \(padded("all", 13))\(columns(rows))")
        let anew = replacedPartitions == 0 ? "" : ", \(replacedPartitions) taken anew"
        lines.append("  \(sources) files of \(partitions) partitions, \(newPartitions) of them new\(anew) (\(bytesRead) bytes)")
        if !quarantined.isEmpty {
            lines += ["", "Quarantined"] + quarantined.map { "  \(padded($0.reason, 20))\($0.rows)" }
        }
        lines += notes
        let rated = grades.filter { $0.enterprises > 0 }.map { "\($0.grade.name) \($0.enterprises)" }.joined(separator: "  ")
        lines += ["", "Enterprises by grade", "  \(rated)"]
        if let changes {
            lines.append("  since the former run: \(changes.added) added, \(changes.changed) changed, \(changes.removed) removed")
        }
        lines += overlayLines + driftLines
        let times = stages.map { "\($0.name) \(seconds($0.seconds)) s" }.joined(separator: ", ")
        lines += ["", "Time: \(times); peak memory \(peakMemoryBytes >> 20) MiB"]
        return lines
    }

    /// Grades that rules decided, as a share of those that a score earned or a rule withheld.
    private var overlayLines: [String] {
        guard !overlays.isEmpty else { return [] }
        let all = grades.filter { $0.grade <= .c }.reduce(0) { $0 + $1.enterprises }
        let ruled = overlays.reduce(0) { $0 + $1.enterprises }
        let each = overlays.map { "\($0.name) \($0.enterprises)" }.joined(separator: ", ")
        return ["  decided by a rule: \(ruled) beside \(all) rated (\(each))"]
    }

    /// What has moved: the scores beyond chance, and rates to less than half or more than twice the model's.
    private var driftLines: [String] {
        drift.compactMap { row in
            if row.measure == DriftRow.scorePSI {
                guard row.value >= row.reference else { return nil }
                return "  drift: the scores' PSI is \(tenThousandths(row.value)), beyond \(tenThousandths(row.reference)) of chance"
            }
            guard row.enterprises >= 100, row.value > 2 * row.reference || row.value < row.reference / 2 else { return nil }
            return "  drift: \(row.measure) is \(percent(row.value)) today, \(percent(row.reference)) in the model"
        }
    }

    private var notes: [String] {
        var notes: [String] = []
        if !changedPartitions.isEmpty {
            notes.append(
                "Changed since they were taken, and left as they were: \(changedPartitions.map(\.description).joined(separator: ", ")); "
                    + "run with --changed to take them anew")
        }
        notes += gate.map { "Gate: \($0.description)" }
        if !ignored.isEmpty { notes.append("Ignored, no dumps of ours: \(shown(ignored))") }
        if withdrawnCodes > 0 { notes.append("Fields with a withdrawn code: \(withdrawnCodes); the table sources has them by file") }
        if !unknownColumns.isEmpty { notes.append("Ignored, no columns of the contract: \(byName(unknownColumns, after: "."))") }
        notes += setAside.prefix(5).map { "Set aside: \($0)" }
        if setAside.count > 5 { notes.append("Set aside: \(setAside.count - 5) files more; the table sources names them") }
        if unconvertedLines > 0 { notes.append("Lines without a reference rate, in no sum of money: \(unconvertedLines)") }
        if farPromises > 0 { notes.append("Promises more than 365 days behind their order, taken as none: \(farPromises)") }
        if sharedEnterprises > 0 { notes.append("Enterprises of several accounts, by a declared enterprise_id: \(sharedEnterprises)") }
        if crowdedEnterpriseIDs > 0 {
            notes.append("Values of enterprise_id that more than 1000 accounts declare, taken as none: \(crowdedEnterpriseIDs)")
        }
        if let keyCollision {
            notes.append(
                "Keys that collide: \(keyCollisions) versions of an order line change its seller, buyer or product (e.g. \(keyCollision))")
        }
        notes += unpublished.columns.map { "Sums beyond 64 bits, published as null: \($0.name) in \($0.rows) rows" }
        if feedbackOfNoSeller > 0 { notes.append("Feedback that belongs to no seller: \(feedbackOfNoSeller)") }
        if feedbackOfNoProduct > 0 { notes.append("Feedback that belongs to no product: \(feedbackOfNoProduct)") }
        if invoicesOfOthers > 0 { notes.append("Invoices that name a seller without a line in the order: \(invoicesOfOthers)") }
        return notes.isEmpty ? [] : [""] + notes
    }

    /// The first paths, and how many there are more.
    private func shown(_ paths: [String]) -> String {
        let more = paths.count - RunReport.pathsShownMax
        return paths.prefix(RunReport.pathsShownMax).joined(separator: ", ") + (more > 0 ? " and \(more) more, which plan names" : "")
    }

    private static let pathsShownMax = 20

    /// Names, each once, with how often where more than once: `stock.csv (3 times)`.
    private func byName(_ paths: [String], after separator: Character = "/") -> String {
        var counts: [(name: String, count: Int)] = []
        for path in paths {
            let name = path.split(separator: separator).last.map(String.init) ?? path
            if let known = counts.firstIndex(where: { $0.name == name }) { counts[known].count += 1 } else { counts.append((name, 1)) }
        }
        return counts.map { $0.count == 1 ? $0.name : "\($0.name) (\($0.count) times)" }.joined(separator: ", ")
    }

    private func columns(_ rows: RowTotals) -> String {
        [rows.read, rows.accepted, rows.duplicate, rows.superseded, rows.quarantined].map { right("\($0)", 11) }.joined(separator: " ")
    }
}

func padded(_ text: String, _ width: Int) -> String { text + String(repeating: " ", count: max(0, width - text.count)) }

func right(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }

/// Hundredths as a number with two decimals.
func hundredths(_ value: Int64) -> String {
    let digits = String(value.magnitude % 100 + 100).dropFirst()
    return "\(value < 0 ? "-" : "")\(value.magnitude / 100).\(digits)"
}

/// A number with four decimals.
func tenThousandths(_ value: Double) -> String {
    let parts = Int64((value * 10_000).rounded())
    let digits = String(parts.magnitude % 10_000 + 10_000).dropFirst()
    return "\(parts < 0 ? "-" : "")\(parts.magnitude / 10_000).\(digits)"
}

/// A share as a percentage with two decimals.
func percent(_ share: Double) -> String { "\(hundredths(Int64((share * 10_000).rounded()))) %" }

private func seconds(_ value: Double) -> String { hundredths(Int64((value * 100).rounded())) }
