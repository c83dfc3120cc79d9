internal import Domain
internal import RatingsDatabase

// How trade moves, in how few hands it is, what has no value in the reporting currency, and which figures were changed after they were
// published.

extension StatisticsPage {
    // MARK: Growth

    /// Growth by quarter; nil where none is known.
    func growthPart(_ flows: [String]) -> Fields? {
        let quarters = trade.totals.filter { length($0.period) == .quarter && $0.isComplete }
        let grown = quarters.filter { $0.valueMinor != nil && ($0.growth != nil || $0.growthOnPrevious != nil) }
        guard !grown.isEmpty else { return nil }
        let periods = Set(quarters.map(\.period)).sorted()
        let byKey = Dictionary(quarters.map { ($0.flow + $0.period, $0) }) { first, _ in first }
        var part = Fields()
        part.set(
            "flows",
            flows.map { flow in
                let changes = periods.map { period in
                    let row = byKey[flow + period]
                    return Charts.Change(
                        label: period.hasSuffix("Q1") || period == periods.first ? String(period.prefix(4)) : "",
                        share: row?.valueMinor == nil ? nil : row?.growth)
                }
                var fields = Fields()
                fields.set("name", TradeWords.flow(flow))
                fields.set("chart", Charts.changes(changes))
                return fields
            })
        part.set(
            "rows",
            periods.reversed().map { period in
                var fields = Fields()
                fields.set("name", TradeWords.period(period))
                fields.set("cells", flows.map { growthCell(byKey[$0 + period]) })
                return fields
            })
        part.set("hasWithheld", when: quarters.contains { $0.suppression == .confidential })
        return part
    }

    private func growthCell(_ row: StatisticRow?) -> Fields {
        var fields = Fields()
        let inPlace = row.flatMap(TradeWords.inPlace)
        fields.set("value", inPlace ?? row?.growth.map(Figures.growth) ?? "–")
        fields.set("previous", inPlace != nil ? "" : row?.growthOnPrevious.map(Figures.growth) ?? "")
        return fields
    }

    // MARK: Concentration

    /// In how few hands each flow is, by year; nil where that is not known of any.
    func concentrationPart(_ flows: [String]) -> Fields? {
        guard years.contains(where: { $0.valueMinor != nil && $0.concentration != nil }) else { return nil }
        var part = Fields()
        part.set(
            "flows",
            flows.map { flow in
                var fields = Fields()
                fields.set("name", TradeWords.flow(flow))
                fields.set("rows", years.filter { $0.flow == flow }.reversed().map(concentrationRow))
                return fields
            })
        part.set("hasWithheld", when: years.contains { $0.suppression == .confidential })
        return part
    }

    private func concentrationRow(_ row: StatisticRow) -> Fields {
        let index = row.valueMinor == nil ? nil : row.concentration
        var fields = Fields()
        fields.set("name", TradeWords.period(row.period))
        fields.set("isRunning", when: !row.isComplete)
        fields.set("bar", index.map { Charts.value(Figures.nearest($0 * 10_000), of: 10_000) } ?? "")
        fields.set("index", TradeWords.inPlace(of: row) ?? index.map(Figures.index) ?? "–")
        fields.set("equal", index.flatMap { $0 > 0 ? Figures.count(Int64(min(1e9, 1 / $0).rounded())) : nil } ?? "–")
        fields.set("words", index.map(TradeWords.concentration) ?? "")
        return fields
    }

    // MARK: Without a rate

    /// Lines without a reference rate, in their own currencies; nil where there are none.
    var unconvertedPart: Fields? {
        let found = Self.flowWords.flatMap { flow in trade.breakdowns.filter { $0.dimension == "UNCONVERTED" && $0.flow == flow } }
        let rows = found.flatMap(\.rows)
        guard !rows.isEmpty else { return nil }
        var part = Fields()
        part.set(
            "rows",
            rows.map { row in
                var fields = Fields()
                fields.set("flow", TradeWords.flow(row.flow))
                fields.set("name", TradeWords.member(row))
                fields.set("value", amount(row))
                fields.set("currency", Markup(row.currency))
                fields.set("orders", row.valueMinor == nil ? "–" : row.orders.map(Figures.count) ?? "–")
                return fields
            })
        part.set("hasWithheld", when: rows.contains { $0.suppression == .confidential })
        return part
    }

    // MARK: Revisions

    /// What was published before, and what of it was changed; nil where no period is over.
    var revisionsPart: Fields? {
        guard trade.publishedCells > 0 else { return nil }
        let revisions = trade.revisions
        var part = Fields()
        part.set("published", Figures.count(trade.publishedCells))
        part.set("revised", Figures.count(trade.revisedCells))
        part.set("hasRows", when: !revisions.isEmpty)
        part.set("hasWithheld", when: revisions.contains { $0.valueMinor == nil || $0.firstMinor == nil })
        part.set("chart", Charts.changes(revisions.reversed().map { Charts.Change(label: "", share: share($0)) }))
        part.set("rows", revisions.map(revisionRow))
        return part
    }

    /// By how much a figure is another than at first.
    private func share(_ revision: TradeGuidance.Revision) -> Double? {
        guard let first = revision.firstMinor, let value = revision.valueMinor, first != 0 else { return nil }
        return Double(value) / Double(first) - 1
    }

    private func revisionRow(_ revision: TradeGuidance.Revision) -> Fields {
        var fields = Fields()
        fields.set("name", TradeWords.period(revision.period))
        fields.set("flow", TradeWords.flow(revision.flow))
        fields.set("first", revision.firstMinor.map { Figures.amount($0, revision.currency) } ?? TradeWords.withheld)
        fields.set("firstDay", Day(revision.firstAsOf).map(Figures.date) ?? Markup(revision.firstAsOf))
        fields.set("value", revision.valueMinor.map { Figures.amount($0, revision.currency) } ?? TradeWords.withheld)
        fields.set("lastDay", Day(revision.lastAsOf).map(Figures.date) ?? Markup(revision.lastAsOf))
        fields.set("change", share(revision).map(Figures.growth) ?? "–")
        fields.set("changes", Figures.count(revision.changes))
        return fields
    }
}
