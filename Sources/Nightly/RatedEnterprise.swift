import Bytes
import Domain
import InformationBases
import Ingest
import Problems
import RatingsDatabase
import Scoring
import Synchronization

/// What a run keeps in memory of an enterprise's credit; the many rows that it comes to wait in the judges' spool.
final class RatedEnterprise: Judgement {
    /// Without points and reasons: they are among the rows.
    let rating: Rating
    /// Counted orders in the evidence window, distinct buyers of the last 180 days, and the booking day of its first order ever.
    let orders: Int64
    let buyers: Int
    let firstBooked: Day?
    /// Where its points, reasons, markets and metrics lie in the spool; and its counters where it is one account.
    let rows: Range<Int>

    init(_ rating: consuming Rating, of trade: SubjectTrade, rows: Range<Int> = 0..<0) {
        rating.points = []
        rating.reasons = []
        self.rating = rating
        orders = trade.totals?[.orders] ?? 0
        buyers = trade.evidence.buyers
        firstBooked = trade.evidence.firstBooked
        self.rows = rows
    }
}

/// An account of an enterprise of several.
final class CountedAccount: Judgement {
    /// Where its counters lie in the spool.
    let rows: Range<Int>

    init(rows: Range<Int>) { self.rows = rows }
}

extension Judges {
    /// An enterprise's hundredths of a point, of `base` and of each characteristic in the model's order; empty without a PD.
    func pointsHundredths(of rated: RatedEnterprise) throws(Problem) -> [Int64] {
        var rows = PackedRows()
        try onDisk { () throws(SystemFailure) in try spool.read([rated.rows], into: &rows) }
        return rows.pointsHundredths(layout)
    }
}

extension SubjectRecord {
    /// The enterprise that has its id; nil where there is none.
    var rated: RatedEnterprise? { enterprise as? RatedEnterprise }
    /// Where the rows of the enterprise that has its id, and those of the account alone, lie in the judges' spool.
    var rows: [Range<Int>] { [rated?.rows, (account as? CountedAccount)?.rows].compactMap { $0 } }
}

/// Rates enterprises on any thread while their evidence is at hand, and puts the rows of the ratings database aside.
final class Judges: Sendable {
    let spool: RowSpool
    /// Of the rows in the spool.
    let layout: SheetLayout
    private let model: Model
    private let rules: MarketplaceRules
    private let asOf: Day
    private let sums: Mutex<OutcomeSums>
    private let withheld = Mutex(UnpublishedSums())

    /// - Parameters:
    ///   - currency: of what enterprises sell.
    ///   - folder: for the rows that wait.
    init(_ model: Model, _ rules: MarketplaceRules, asOf: Day, currency: String, folder: String) throws(SystemFailure) {
        layout = SheetLayout(characteristics: model.layout, metrics: rules.layout, currency: currency)
        self.model = model
        self.rules = rules
        self.asOf = asOf
        spool = try RowSpool(folder: folder)
        sums = Mutex(OutcomeSums(characteristics: model.content.characteristics.count))
    }

    var judge: Judge { Judge { [self] judged, id, trade throws(SystemFailure) in try judge(judged, Text(utf8: id), trade) } }

    /// What the outcomes of all that was judged so far come to.
    var outcomes: OutcomeSums { sums.withLock { $0 } }

    /// Sums of what was judged so far that take more than 64 bits.
    var unpublished: UnpublishedSums { withheld.withLock { $0 } }

    private func judge(_ judged: Judged, _ id: Text, _ trade: SubjectTrade) throws(SystemFailure) -> any Judgement {
        var rows = PackedRows()
        if judged == .account {
            count(id, trade, into: &rows)
            return CountedAccount(rows: try spool.append(rows))
        }
        let rating = rate(trade.evidence, asOf: asOf, model: model)
        sums.withLock { $0.add(rating) }
        if !rating.points.isEmpty { rows.append(sheetRow(id, rating), layout) }
        rows.append(reasonRows(id, rating))
        if !trade.markets.isEmpty {
            let markets = enterpriseMarkets(trade.markets)
            if markets.lacksValue { withheld.withLock { $0.note("enterprise_markets.value_minor", of: id) } }
            rows.append(markets, of: id)
        }
        rows.append(metricRow(id, rules.measure(trade.evidence)), layout)
        if judged == .soleAccount { count(id, trade, into: &rows) }
        return RatedEnterprise(rating, of: trade, rows: try spool.append(rows))
    }

    /// Adds an account's counters.
    private func count(_ id: Text, _ trade: SubjectTrade, into rows: inout PackedRows) {
        guard let evidence = sellerEvidenceRow(id, trade) else { return }
        if evidence.values.contains(nil) { withheld.withLock { $0.note("seller_evidence.gross_minor", of: id) } }
        rows.append(evidence)
    }
}

/// What characteristics' outcomes come to over enterprises, by peer group. Sums of integers: the order of enterprises does not matter.
struct OutcomeSums: Sendable {
    struct Sum: Sendable {
        var bad: Int64 = 0
        var all: Int64 = 0
        var enterprises: Int64 = 0
    }

    /// By peer group, then by characteristic in the model's order.
    private(set) var sums: [[Sum]]

    init(characteristics: Int) {
        sums = Array(repeating: Array(repeating: Sum(), count: characteristics), count: PeerGroup.allCases.count)
    }

    /// Adds the outcomes of an enterprise; without effect where it has no PD.
    mutating func add(_ rating: Rating) {
        guard let group = rating.peerGroup else { return }
        let points = rating.points.span
        var sums = sums[Int(group.rawValue)].mutableSpan
        for place in sums.indices {
            guard let bad = points[place + 1].numerator, let all = points[place + 1].denominator, all > 0 else { continue }
            sums[place].bad += bad
            sums[place].all += all
            sums[place].enterprises += 1
        }
    }
}
