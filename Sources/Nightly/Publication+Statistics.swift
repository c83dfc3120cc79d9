import Domain
import InformationBases
import Problems
import RatingsDatabase
import Statistics

/// Writes what trade there is, and exports against imports.
func writeStatistics(_ bases: Bases, _ currency: String, _ asOf: Day, _ builder: RatingsDatabaseBuilder) throws(Problem) {
    let statistics = tradeStatistics(bases.trade, asOf: asOf)
    let rows = statistics.map { statistic in
        StatisticRow(
            period: statistic.key.period.description, flow: statistic.key.flow.name, dimension: statistic.key.dimension.name,
            member: Text(statistic.key.member), orders: statistic.orders, valueMinor: statistic.valueMinor,
            currency: statistic.key.dimension == .unconverted ? statistic.key.member : currency, sellers: statistic.enterprises,
            growth: statistic.growth, growthOnPrevious: statistic.growthOnPrevious, share: statistic.share,
            concentration: statistic.concentration, isComplete: statistic.isComplete)
    }
    try builder.writeStatistics(rows.sorted { $0.key.lexicographicallyPrecedes($1.key) }, asOf: asOf.description)
    let balances = tradeBalances(statistics).map { balance in
        TradeBalanceRow(
            period: balance.period.description, exportsMinor: balance.exportsMinor, importsMinor: balance.importsMinor,
            totalMinor: balance.totalMinor, currency: currency, ratio: balance.ratio, exportShare: balance.exportShare,
            importShare: balance.importShare)
    }
    try builder.writeTradeBalance(balances.sorted { $0.period < $1.period })
}

extension StatisticRow {
    /// The key's texts, to be ordered by.
    fileprivate var key: [Text] { [Text(period), Text(flow), Text(dimension), member] }
}
