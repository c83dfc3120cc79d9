import Domain
import InformationBases
import Problems
import RatingsDatabase
import Statistics

/// Writes what trade there is, and exports against imports.
///
/// A cell whose value takes more than 64 bits is suppressed as a whole. What is formed of it elsewhere (growth, shares, ratios) is exact.
/// - Returns: what could not be published.
func writeStatistics(
    _ bases: Bases, _ currency: String, _ asOf: Day, _ builder: RatingsDatabaseBuilder
) throws(Problem) -> UnpublishedSums {
    var unpublished = UnpublishedSums()
    let statistics = tradeStatistics(bases.trade, asOf: asOf)
    let rows = statistics.map { statistic in
        let row = StatisticRow(statistic, currency)
        if row.isOutOfRange {
            let key = "\(row.period) \(row.flow) \(row.dimension) "
            unpublished.note("statistics.value_minor", of: Text(utf8: Array(key.utf8) + row.member.utf8))
        }
        return row
    }
    try builder.writeStatistics(rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }, asOf: asOf.description)
    let balances = tradeBalances(statistics).map { balance in
        let row = TradeBalanceRow(
            period: balance.period.description, exportsMinor: Int64(exactly: balance.exportsMinor),
            importsMinor: Int64(exactly: balance.importsMinor), totalMinor: Int64(exactly: balance.totalMinor), currency: currency,
            ratio: balance.ratio, exportShare: balance.exportShare, importShare: balance.importShare)
        let sums = [("exports_minor", row.exportsMinor), ("imports_minor", row.importsMinor), ("total_minor", row.totalMinor)]
        for (column, sum) in sums where sum == nil { unpublished.note("trade_balance.\(column)", of: Text(row.period)) }
        return row
    }
    try builder.writeTradeBalance(balances.sorted { $0.period < $1.period })
    return unpublished
}

extension StatisticRow {
    /// - Parameter currency: the reporting currency.
    fileprivate init(_ statistic: TradeStatistic, _ currency: String) {
        let value = statistic.valueMinor.flatMap { Int64(exactly: $0) }
        // Suppressed as a whole where its value is.
        func told<Figure>(_ figure: Figure?) -> Figure? { value == nil ? nil : figure }
        self.init(
            period: statistic.key.period.description, flow: statistic.key.flow.name, dimension: statistic.key.dimension.name,
            member: Text(statistic.key.member), orders: told(statistic.orders), valueMinor: value,
            currency: statistic.key.dimension == .unconverted ? statistic.key.member : currency, sellers: told(statistic.enterprises),
            growth: told(statistic.growth), growthOnPrevious: told(statistic.growthOnPrevious), share: told(statistic.share),
            concentration: told(statistic.concentration), isComplete: statistic.isComplete,
            isOutOfRange: statistic.valueMinor != nil && value == nil)
    }

    /// The key's texts, to be ordered by.
    fileprivate var key: [Text] { [Text(period), Text(flow), Text(dimension), member] }
}
