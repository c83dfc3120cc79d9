public import Domain

/// What a marketplace's standard says of one enterprise in one metric.
public struct MarketplaceMetric: Sendable, Equatable {
    /// GOOD and BAD: the target is met or missed; NONE: nothing can be said.
    public enum Status: UInt8, CaseIterable, Sendable {
        case good, bad, none
        /// The word in `marketplace_metrics`.
        public var name: String { ["GOOD", "BAD", "NONE"][Int(rawValue)] }
    }

    public var status: Status
    /// Which of the metric's windows was taken.
    public var window: Int
    public var numerator: Int64?
    public var denominator: Int64?
    /// The level reached (place among the metric's levels), or penalty points.
    public var outcome: Int?

    public init(status: Status, window: Int = 0, numerator: Int64? = nil, denominator: Int64? = nil, outcome: Int? = nil) {
        self.status = status
        self.window = window
        self.numerator = numerator
        self.denominator = denominator
        self.outcome = outcome
    }
}

/// The standards in force as of one day, with their windows: made once, used for every enterprise.
public struct MarketplaceRules: Sendable {
    public let metrics: [StandardMetric]
    /// For each metric its windows, the preferred one first; none where nothing is measured.
    public let windows: [[ClosedRange<Day>]]
    private let asOf: Day
    private let plan: MeasurePlan
    /// For each level metric, by level, the places of the metrics that it asks.
    private let asked: [[[Int]]]

    public init(_ standards: Standards, asOf: Day) {
        self.asOf = asOf
        let metrics = standards.inForce(on: asOf)
        self.metrics = metrics
        windows = metrics.map { metric in
            guard case .measured(let measure) = metric.definition else { return [] }
            return measure.window.ranges(asOf: asOf)
        }
        plan = MeasurePlan(metrics, windows: windows)
        asked = metrics.map { metric in
            guard case .level(let levels) = metric.definition else { return [] }
            return levels.map { level in
                level.metrics.compactMap { name in metrics.firstIndex { $0.standard == metric.standard && $0.name == name } }
            }
        }
    }

    /// One value for each of `metrics`.
    ///
    /// A pure function of the evidence and the day. Rates are compared as integers, never as floating point.
    ///
    /// - Complexity: O(windows × their cells + metrics × lapses).
    public func measure(_ evidence: EnterpriseEvidence) -> [MarketplaceMetric] {
        var values = Array(repeating: MarketplaceMetric(status: .none), count: metrics.count)
        let (measures, sums) = (plan.measures.span, plan.sums(of: evidence.cells.span, evidence.platformCells.span))
        for index in measures.indices { values[measures[index].metric] = measure(measures[index], sums.span, evidence) }
        for place in metrics.indices where !asked[place].isEmpty { values[place] = level(asked[place], values) }
        return values
    }

    private func measure(
        _ measure: MeasurePlan.Measure, _ sums: Span<Int64>, _ evidence: borrowing EnterpriseEvidence
    ) -> MarketplaceMetric {
        let isFirst = plan.orders(measure.windows.0, sums) >= measure.ordersMin
        let window = isFirst ? measure.windows.0 : measure.windows.1
        let numerator = value(measure.numerator, window, sums, evidence)
        var denominator: Int64?
        if let quantity = measure.denominator { denominator = value(quantity, window, sums, evidence) }
        var metric = MarketplaceMetric(status: .none, window: isFirst ? 0 : 1, numerator: numerator, denominator: denominator)
        guard let target = measure.target, denominator ?? 1 >= max(1, measure.denominatorMin) else { return metric }
        let isMet = numerator <= measure.numeratorAllowed && measure.numeratorAllowed > 0 || target.isMet(numerator, denominator ?? 1)
        let isExcused =
            !isMet && measure.buyersMin > 0
            && !areOfBuyers(measure.buyersMin, measure.numerator.with, evidence, plan.windows[window])
        metric.status = isMet || isExcused ? .good : .bad
        let penalties = plan.penalties.span
        for place in measure.penalties
        where numerator >= penalties[place].numeratorMin
            && product(numerator, 1_000_000) >= product(penalties[place].rateMinMillionths, denominator ?? 1)
        {
            metric.outcome = penalties[place].points
            break
        }
        return metric
    }

    private func value(
        _ quantity: MeasurePlan.Quantity, _ window: Int, _ sums: Span<Int64>, _ evidence: borrowing EnterpriseEvidence
    ) -> Int64 {
        if quantity.isTenure { return evidence.firstBooked.map { Int64(asOf - $0) + 1 } ?? 0 }
        var sum = plan.value(quantity, window, sums)
        guard !quantity.with.isEmpty || !quantity.without.isEmpty else { return sum }
        let (days, orders) = (plan.windows[window], evidence.lapsedOrders.span)
        for place in orders.indices where days.contains(orders[place].booked) {
            if !orders[place].lapses.isDisjoint(with: quantity.with) { sum += 1 }
            if !orders[place].lapses.isDisjoint(with: quantity.without) { sum -= 1 }
        }
        return sum
    }

    /// Whether the orders with one of these lapses are of at least so many buyers.
    private func areOfBuyers(
        _ count: Int, _ lapses: Lapses, _ evidence: borrowing EnterpriseEvidence, _ days: ClosedRange<Day>
    ) -> Bool {
        // So few that each is found sooner among them than in a set.
        var buyers: [UInt64] = []
        let orders = evidence.lapsedOrders.span
        for place in orders.indices where days.contains(orders[place].booked) && !orders[place].lapses.isDisjoint(with: lapses) {
            if !buyers.contains(orders[place].buyer) { buyers.append(orders[place].buyer) }
            if buyers.count >= count { return true }
        }
        return false
    }

    /// The best level whose metrics are all GOOD. Where a better one fails for nothing but what is not known, nothing can be said.
    private func level(_ levels: [[Int]], _ values: [MarketplaceMetric]) -> MarketplaceMetric {
        for (place, asked) in levels.enumerated() {
            if asked.contains(where: { values[$0].status == .bad }) { continue }
            if asked.contains(where: { values[$0].status == .none }) { break }
            return MarketplaceMetric(status: place < levels.count - 1 ? .good : .bad, outcome: place)
        }
        return MarketplaceMetric(status: .none)
    }
}
