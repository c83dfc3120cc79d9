import Domain
import InformationBases
import RatingsDatabase
import Records
import Segments
import Tables

/// What became of every file's rows as of D.
struct Ledger {
    /// Ascending by partition, then name.
    private(set) var sources: [Entry] = []

    struct Entry {
        var partition: Day
        var record: SourceRecord
        var rows: RowTotals
        /// Ingest's and the join's, in order of reasons.
        var quarantined: [QuarantineCount]
        var path: String { "\(partition)/\(record.name)" }
    }

    init(_ input: BaseInput, _ bases: Bases) {
        for (index, source) in input.sources.enumerated() {
            let record = source.record
            let outcome = bases.outcomes[index] ?? InformationBases.SourceOutcome()
            let quarantined = (record.quarantined + (bases.refused[index] ?? [])).sorted { $0.reason.rawValue < $1.reason.rawValue }
            let refused = quarantined.reduce(0) { $0 + $1.rows }
            let rows = RowTotals(
                read: Int64(record.rowsRead),
                accepted: Int64(record.rowsRead - outcome.duplicate - outcome.superseded - refused),
                duplicate: Int64(outcome.duplicate), superseded: Int64(outcome.superseded), quarantined: Int64(refused))
            sources.append(Entry(partition: source.partition, record: record, rows: rows, quarantined: quarantined))
        }
    }

    /// All rows.
    var totals: RowTotals { sources.reduce(into: RowTotals()) { $0 += $1.rows } }

    /// Tells the report what the files held.
    func describe(_ report: inout RunReport, _ bases: Bases) {
        report.sources = sources.count
        report.partitions = Set(sources.map(\.partition)).count
        report.rows = totals
        report.rowsByKind = Kind.allCases.compactMap { kind in
            let own = sources.filter { $0.record.kind == kind }
            return own.isEmpty ? nil : RunReport.KindTotals(kind: kind.name, rows: own.reduce(into: RowTotals()) { $0 += $1.rows })
        }
        var byReason: [String: Int64] = [:]
        for entry in sources {
            for count in entry.quarantined { byReason[count.reason.rawValue, default: 0] += Int64(count.rows) }
        }
        report.quarantined = byReason.filter { $0.value > 0 }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        report.withdrawnCodes = sources.reduce(0) { $0 + $1.record.withdrawnCodes }
        let unknown = sources.flatMap { entry in entry.record.unknownColumns.map { Text("\(entry.record.kind.name).\($0)") } }
        report.unknownColumns = Set(unknown).sorted().map(\.description)
        report.setAside = sources.filter { $0.record.isSetAside }.map { entry in
            "\(entry.path): \(String(decoding: entry.quarantined.first?.example ?? [], as: UTF8.self))"
        }
        report.orders = bases.report.orders
        report.feedbackOfNoSeller = bases.report.feedbackOfNoSeller
        report.feedbackOfNoProduct = bases.report.feedbackOfNoProduct
        report.invoicesOfOthers = bases.report.invoicesOfOthers
        report.unconvertedLines = bases.report.unconvertedLines
        report.farPromises = bases.report.farPromises
        report.sharedEnterprises = bases.report.sharedEnterprises
        report.crowdedEnterpriseIDs = bases.report.crowdedEnterpriseIDs
        for (index, entry) in sources.enumerated() {
            guard let collisions = bases.outcomes[index]?.keyCollisions else { continue }
            report.keyCollisions += collisions.versions
            let order = JSONLines.string(String(decoding: collisions.orderID, as: UTF8.self))
            let example = "order \(order) line \(collisions.lineNo) in \(entry.path):\(collisions.line)"
            report.keyCollision = report.keyCollision ?? example
        }
    }
}
