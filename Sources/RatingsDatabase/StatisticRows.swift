internal import GRDB
public import Problems

/// A figure of trade: a row of `statistics`, key (`period`, `flow`, `dimension`, `member`).
public struct StatisticRow: Hashable, Sendable {
    /// `2024-05`, `2024-Q2`, `2024`.
    public var period: String
    public var flow: String
    public var dimension: String
    public var member: Text
    /// nil where the cell is suppressed, as are all figures.
    public var orders: Int64?
    public var valueMinor: Int64?
    /// Of a suppressed cell: its value takes more than 64 bits. Else its figures would tell of single enterprises.
    public var isOutOfRange: Bool
    /// Of the value.
    public var currency: String
    public var sellers: Int64?
    /// On the same period of the year before, and on the period just before.
    public var growth: Double?
    public var growthOnPrevious: Double?
    public var share: Double?
    /// The Herfindahl–Hirschman index over sellers.
    public var concentration: Double?
    public var isComplete: Bool

    public init(
        period: String, flow: String, dimension: String, member: Text, orders: Int64?, valueMinor: Int64?, currency: String,
        sellers: Int64?,
        growth: Double?, growthOnPrevious: Double?, share: Double?, concentration: Double?, isComplete: Bool, isOutOfRange: Bool = false
    ) {
        self.period = period
        self.flow = flow
        self.dimension = dimension
        self.member = member
        self.orders = orders
        self.valueMinor = valueMinor
        self.currency = currency
        self.sellers = sellers
        self.growth = growth
        self.growthOnPrevious = growthOnPrevious
        self.share = share
        self.concentration = concentration
        self.isComplete = isComplete
        self.isOutOfRange = isOutOfRange
    }

    /// Why the figures are not there; nil: they are.
    public enum Suppression: String, CaseIterable, Sendable {
        /// They would tell of single enterprises, or others that do would follow from them.
        case confidential = "CONFIDENTIAL"
        /// The value takes more than 64 bits.
        case outOfRange = "OUT_OF_RANGE"
    }

    public var suppression: Suppression? { valueMinor != nil ? nil : isOutOfRange ? .outOfRange : .confidential }
}

/// Exports against imports: a row of `trade_balance`, key `period`.
public struct TradeBalanceRow: Hashable, Sendable {
    public var period: String
    /// nil, as are the next two, where it takes more than 64 bits.
    public var exportsMinor: Int64?
    public var importsMinor: Int64?
    public var totalMinor: Int64?
    public var currency: String
    /// Exports ÷ imports; nil without imports.
    public var ratio: Double?
    public var exportShare: Double?
    public var importShare: Double?

    public init(
        period: String, exportsMinor: Int64?, importsMinor: Int64?, totalMinor: Int64?, currency: String, ratio: Double?,
        exportShare: Double?, importShare: Double?
    ) {
        self.period = period
        self.exportsMinor = exportsMinor
        self.importsMinor = importsMinor
        self.totalMinor = totalMinor
        self.currency = currency
        self.ratio = ratio
        self.exportShare = exportShare
        self.importShare = importShare
    }
}

extension StatisticRow: TableRow {
    static let table = "statistics"
    static let columns = [
        "period", "flow", "dimension", "member", "orders", "value_minor", "currency", "sellers", "growth", "growth_on_previous", "share",
        "concentration", "is_suppressed", "is_complete", "suppression",
    ]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(period)
        row.append(flow)
        row.append(dimension)
        row.append(member)
        row.append(orders)
        row.append(valueMinor)
        row.append(currency)
        row.append(sellers)
        row.append(growth)
        row.append(growthOnPrevious)
        row.append(share)
        row.append(concentration)
        row.append(Int64(valueMinor == nil ? 1 : 0))
        row.append(Int64(isComplete ? 1 : 0))
        row.append(suppression?.rawValue)
    }
}

extension TradeBalanceRow: TableRow {
    static let table = "trade_balance"
    static let columns = [
        "period", "exports_minor", "imports_minor", "total_minor", "currency", "ratio", "export_share", "import_share",
    ]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(period)
        row.append(exportsMinor)
        row.append(importsMinor)
        row.append(totalMinor)
        row.append(currency)
        row.append(ratio)
        row.append(exportShare)
        row.append(importShare)
    }
}

extension RatingsDatabaseBuilder {
    /// Writes the statistics of trade, ascending by key, and what they revise: complete periods whose value was not known, or another one,
    /// in the database that this one replaces.
    public func writeStatistics(_ rows: [StatisticRow], asOf: String) throws(Problem) {
        try insert(rows)
        try writing { database in
            try database.execute(
                sql: """
                    INSERT INTO statistics_vintages
                    SELECT s.period, s.flow, s.dimension, s.member, coalesce(v.number, 0) + 1, ?, ?, s.value_minor, s.currency,
                        -- A difference that 64 bits do not hold is a REAL to SQLite.
                        CASE typeof(s.value_minor - v.value_minor) WHEN 'integer' THEN s.value_minor - v.value_minor END
                    FROM statistics s LEFT JOIN
                        (SELECT period, flow, dimension, member, max(vintage) AS number, value_minor FROM statistics_vintages
                        GROUP BY period, flow, dimension, member) v USING (period, flow, dimension, member)
                    WHERE s.is_complete AND (v.number IS NULL OR s.value_minor IS NOT v.value_minor)
                    """, arguments: [asOf, tracker.runID])
        }
    }

    /// Writes exports against imports, ascending by period.
    public func writeTradeBalance(_ rows: [TradeBalanceRow]) throws(Problem) { try insert(rows) }
}
