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

    /// Years shown.
    public static let years = 4

    /// The latest year of which there is a figure; nil: there are none.
    public var year: String?
    /// All trade of each flow, by year, quarter and month, ascending by period and flow.
    public var totals: [StatisticRow] = []
    /// Ascending by period.
    public var balances: [TradeBalanceRow] = []
    public var breakdowns: [Breakdown] = []
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
                for dimension in ["TRADE_MODEL", "CATEGORY", "PARTNER", "PAYMENT_METHOD"] {
                    found.breakdowns.append(try breakdown(database, year, row.flow, dimension, membersMax))
                }
            }
            return found
        }
    }

    private func breakdown(
        _ database: Database, _ year: String, _ flow: String, _ dimension: String, _ membersMax: Int
    ) throws -> TradeGuidance.Breakdown {
        let cells = "period = ? AND flow = ? AND dimension = ?"
        let key: StatementArguments = [year, flow, dimension]
        var found = TradeGuidance.Breakdown(flow: flow, dimension: dimension)
        let counts = "SELECT count(*), coalesce(sum(is_suppressed), 0) FROM statistics WHERE \(cells)"
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
            isComplete: try row.decode(forColumn: "is_complete"))
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
