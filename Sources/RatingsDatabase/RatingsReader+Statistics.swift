internal import GRDB
public import Problems

/// What the page on statistics says of trade: the latest year and the three before.
public struct TradeGuidance: Hashable, Sendable {
    /// The members of a dimension that are shown, of one flow in the latest year: the greatest by value, then withheld ones.
    public struct Breakdown: Hashable, Sendable {
        public var flow: String
        public var dimension: String
        public var rows: [StatisticRow] = []
        /// All members; of these, withheld ones.
        public var members: Int64 = 0
        public var withheld: Int64 = 0
    }

    /// A figure of a period that is over, published once and changed since: all trade of a flow.
    public struct Revision: Hashable, Sendable {
        public var period: String
        public var flow: String
        public var currency: String
        /// The day as of which it was first published, and that of the last change.
        public var firstAsOf: String
        public var lastAsOf: String
        /// nil where it was withheld then, is withheld now, or was in another currency.
        public var firstMinor: Int64?
        /// nil where it is withheld now.
        public var valueMinor: Int64?
        /// How often it was changed.
        public var changes: Int64
    }

    /// The dimensions by which the latest year is broken down, in the contract's order.
    public static let dimensions = ["TRADE_MODEL", "HS2", "CATEGORY", "PARTNER", "PAYMENT_METHOD", "CURRENCY", "UNCONVERTED"]
    /// How many revisions are told of one by one.
    public static let revisionsMax = 40
    /// Years shown.
    public static let years = 4

    /// The latest year of which there is a figure; nil: there are none.
    public var year: String?
    /// All trade of each flow, by year, quarter and month, ascending by period and flow.
    public var totals: [StatisticRow] = []
    /// Ascending by period.
    public var balances: [TradeBalanceRow] = []
    public var breakdowns: [Breakdown] = []
    /// Descending by period, then by flow; at most `revisionsMax`.
    public var revisions: [Revision] = []
    /// Cells of periods that are over, in all dimensions; of these, those that were changed after they were first published.
    public var publishedCells: Int64 = 0
    public var revisedCells: Int64 = 0
}

extension RatingsReader {
    /// Reads what is told of trade. However many members the dumps name, at most `membersMax` of each kind are read.
    ///
    /// - Parameter membersMax: how many members with figures, and as many without, a breakdown has.
    public func tradeGuidance(membersMax: Int) throws(Problem) -> TradeGuidance {
        try reading { database in
            var found = TradeGuidance()
            let latest = "SELECT max(period) FROM statistics WHERE dimension = 'ALL' AND length(period) = 4"
            guard let year = try String.fetchOne(database, sql: latest) else { return found }
            found.year = year
            let first = String((Int(year) ?? 0) - TradeGuidance.years + 1)
            found.totals = try StatisticRow.all(
                database, where: "dimension = 'ALL' AND period >= ? ORDER BY period, flow, member", [first])
            found.balances = try TradeBalanceRow.all(database, where: "period >= ? ORDER BY period", [first])
            for row in found.totals where row.period == year {
                for dimension in TradeGuidance.dimensions {
                    found.breakdowns.append(try breakdown(database, year, row.flow, dimension, membersMax))
                }
            }
            try addRevisions(database, since: first, to: &found)
            return found
        }
    }

    private func addRevisions(_ database: Database, since first: String, to found: inout TradeGuidance) throws {
        let counts = """
            SELECT count(*), coalesce(sum(vintage > 1), 0) FROM
                (SELECT max(vintage) AS vintage FROM statistics_vintages WHERE period >= ? GROUP BY period, flow, dimension, member)
            """
        if let row = try Row.fetchOne(database, sql: counts, arguments: [first]) {
            found.publishedCells = try row.decode(atIndex: 0)
            found.revisedCells = try row.decode(atIndex: 1)
        }
        let cell = "period, flow, dimension, member"
        let rows = try Row.fetchCursor(
            database,
            sql: """
                SELECT l.period, l.flow, l.currency, f.as_of, l.as_of, l.vintage - 1, s.value_minor,
                    CASE WHEN s.value_minor IS NOT NULL AND f.currency = s.currency THEN f.value_minor END
                FROM (SELECT \(cell), max(vintage) AS vintage, as_of, currency FROM statistics_vintages
                    WHERE dimension = 'ALL' AND period >= ? GROUP BY \(cell)) l
                JOIN statistics_vintages f USING (\(cell)) JOIN statistics s USING (\(cell))
                WHERE l.vintage > 1 AND f.vintage = 1 ORDER BY l.period DESC, l.flow LIMIT ?
                """, arguments: [first, TradeGuidance.revisionsMax])
        while let row = try rows.next() {
            found.revisions.append(
                TradeGuidance.Revision(
                    period: try row.decode(atIndex: 0), flow: try row.decode(atIndex: 1), currency: try row.decode(atIndex: 2),
                    firstAsOf: try row.decode(atIndex: 3), lastAsOf: try row.decode(atIndex: 4), firstMinor: try row.decode(atIndex: 7),
                    valueMinor: try row.decode(atIndex: 6), changes: try row.decode(atIndex: 5)))
        }
    }

    private func breakdown(
        _ database: Database, _ year: String, _ flow: String, _ dimension: String, _ membersMax: Int
    ) throws -> TradeGuidance.Breakdown {
        let cells = "period = ? AND flow = ? AND dimension = ?"
        let key: StatementArguments = [year, flow, dimension]
        var found = TradeGuidance.Breakdown(flow: flow, dimension: dimension)
        let counts = "SELECT count(*), coalesce(sum(suppression = 'CONFIDENTIAL'), 0) FROM statistics WHERE \(cells)"
        if let row = try Row.fetchOne(database, sql: counts, arguments: key) {
            found.members = try row.decode(atIndex: 0)
            found.withheld = try row.decode(atIndex: 1)
        }
        for (isSuppressed, order) in [(0, "value_minor DESC, member"), (1, "member")] {
            found.rows += try StatisticRow.all(
                database, where: "\(cells) AND is_suppressed = ? ORDER BY \(order) LIMIT ?", key + [isSuppressed, membersMax])
        }
        return found
    }
}

extension StatisticRow: ReadableRow {
    init(reading row: Row) throws {
        self.init(
            period: try row.decode(forColumn: "period"), flow: try row.decode(forColumn: "flow"),
            dimension: try row.decode(forColumn: "dimension"), member: try row.text("member"),
            orders: try row.decode(forColumn: "orders"), valueMinor: try row.decode(forColumn: "value_minor"),
            currency: try row.decode(forColumn: "currency"), sellers: try row.decode(forColumn: "sellers"),
            growth: try row.decode(forColumn: "growth"), growthOnPrevious: try row.decode(forColumn: "growth_on_previous"),
            share: try row.decode(forColumn: "share"), concentration: try row.decode(forColumn: "concentration"),
            isComplete: try row.decode(forColumn: "is_complete"),
            isOutOfRange: try row.wordIfThere("suppression", Suppression.self) == .outOfRange)
    }
}

extension TradeBalanceRow: ReadableRow {
    init(reading row: Row) throws {
        self.init(
            period: try row.decode(forColumn: "period"), exportsMinor: try row.decode(forColumn: "exports_minor"),
            importsMinor: try row.decode(forColumn: "imports_minor"), totalMinor: try row.decode(forColumn: "total_minor"),
            currency: try row.decode(forColumn: "currency"), ratio: try row.decode(forColumn: "ratio"),
            exportShare: try row.decode(forColumn: "export_share"), importShare: try row.decode(forColumn: "import_share"))
    }
}
