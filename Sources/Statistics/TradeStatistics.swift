public import Domain

/// A figure of the statistics: one period, flow, dimension and member.
public struct TradeStatistic: Sendable, Equatable {
    public var key: TradeKey
    /// Figures are hidden; nil below.
    public var isSuppressed: Bool
    /// Orders of sellers with a line in the cell, none cancelled; of categories once for each product. They need not add up.
    public var orders: Int64?
    /// Exact: members add up to the flow's total. A database's integers may not hold it.
    public var valueMinor: Int128?
    public var enterprises: Int64?
    /// value ÷ value of the same period of the year before − 1, and of the period just before; nil while the period is not over, where
    /// there was none, or one of them is hidden.
    public var growth: Double?
    public var growthOnPrevious: Double?
    /// Of the flow's total; of a flow's total in all flows, where all are shown.
    public var share: Double?
    /// Herfindahl–Hirschman index over enterprises, 0…1.
    public var concentration: Double?
    /// The period was over by the day of the statistics.
    public var isComplete: Bool
}

/// Exports against imports of a period.
public struct TradeBalance: Sendable, Equatable {
    public var period: TradePeriod
    public var exportsMinor: Int128
    public var importsMinor: Int128
    /// Exports ÷ imports; nil without imports.
    public var ratio: Double? { importsMinor == 0 ? nil : real(exportsMinor) / real(importsMinor) }
    public var exportShare: Double? { share(exportsMinor) }
    public var importShare: Double? { share(importsMinor) }
    /// The sum, never rounded.
    public var totalMinor: Int128 { exportsMinor &+ importsMinor }

    public init(period: TradePeriod, exportsMinor: Int128, importsMinor: Int128) {
        self.period = period
        self.exportsMinor = exportsMinor
        self.importsMinor = importsMinor
    }

    private func share(_ part: Int128) -> Double? { totalMinor == 0 ? nil : real(part) / real(totalMinor) }
}

/// The statistics as of a day: ascending by period (a month before its quarter, the quarter before its year), flow, dimension, member.
///
/// A pure function of the totals and the day.
public func tradeStatistics(_ totals: TradeTotals, asOf: Day) -> [TradeStatistic] {
    let cells = totals.totals.map { (key: $0.key, total: $0.value) }.sorted { $0.key < $1.key }
    let hidden = Suppression(cells).isHidden
    var shown: [TradeKey: Int128] = [:]
    for (place, cell) in cells.enumerated() where !hidden[place] { shown[cell.key] = cell.total.valueMinor }
    let flows = flowTotals(cells, shown)
    return cells.enumerated().map { place, cell in
        var row = TradeStatistic(key: cell.key, isSuppressed: hidden[place], isComplete: cell.key.period.end <= asOf + 1)
        guard !hidden[place] else { return row }
        let total = cell.total
        row.orders = total.orders
        row.valueMinor = total.valueMinor
        row.enterprises = total.enterprises
        row.concentration = total.concentration
        let whole = cell.key.dimension == .all ? flows[cell.key.period] : shown[cell.key.whole]
        if cell.key.dimension != .unconverted, let whole, whole != 0 { row.share = real(total.valueMinor) / real(whole) }
        if row.isComplete {
            row.growth = growth(total.valueMinor, shown[cell.key.moved(to: cell.key.period.yearBefore)])
            row.growthOnPrevious = growth(total.valueMinor, shown[cell.key.moved(to: cell.key.period.advanced(by: -1))])
        }
        return row
    }
}

/// Exports against imports, ascending by period, where both are shown.
public func tradeBalances(_ statistics: [TradeStatistic]) -> [TradeBalance] {
    var values: [TradeKey: Int128] = [:]
    for row in statistics where row.key.dimension == .all { values[row.key] = row.valueMinor }
    return statistics.compactMap { row in
        guard row.key.dimension == .all, row.key.flow == .export, let exports = row.valueMinor else { return nil }
        var key = row.key
        key.flow = .import
        return values[key].map { TradeBalance(period: key.period, exportsMinor: exports, importsMinor: $0) }
    }
}

/// For each period the value of all flows; none where one is hidden.
private func flowTotals(_ cells: [(key: TradeKey, total: TradeTotal)], _ shown: [TradeKey: Int128]) -> [TradePeriod: Int128] {
    var sums: [TradePeriod: Int128] = [:]
    var hidden: Set<TradePeriod> = []
    for cell in cells where cell.key.dimension == .all {
        if shown[cell.key] == nil { hidden.insert(cell.key.period) }
        sums[cell.key.period, default: 0] &+= cell.total.valueMinor
    }
    return sums.filter { !hidden.contains($0.key) }
}

private func growth(_ value: Int128, _ before: Int128?) -> Double? {
    guard let before, before > 0 else { return nil }
    return real(value) / real(before) - 1
}

extension TradeKey: Comparable {
    public static func < (a: TradeKey, b: TradeKey) -> Bool {
        if a.period != b.period { return a.period < b.period }
        if a.flow != b.flow { return a.flow.rawValue < b.flow.rawValue }
        if a.dimension != b.dimension { return a.dimension.rawValue < b.dimension.rawValue }
        return a.member.utf8.lexicographicallyPrecedes(b.member.utf8)
    }

    /// The total of its flow.
    fileprivate var whole: TradeKey { TradeKey(period: period, flow: flow, dimension: .all, member: allMember) }

    fileprivate func moved(to period: TradePeriod) -> TradeKey {
        TradeKey(period: period, flow: flow, dimension: dimension, member: member)
    }
}
