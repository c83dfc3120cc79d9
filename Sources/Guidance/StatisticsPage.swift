internal import Domain
internal import RatingsDatabase

/// The page on trade: how much there is and how it grows, exports against imports, and what it is made of. Every drawing has its table.
struct StatisticsPage {
    /// How many members of a breakdown have a row, and how many withheld ones.
    static let membersMax = 10

    let trade: TradeGuidance
    /// The categories that have a page.
    let categories: Set<Text>

    /// The contract's words for flows, in its order.
    static let flowWords = ["EXPORT", "IMPORT", "DOMESTIC", "THIRD", "UNKNOWN"]

    /// The flows that there are.
    private var flows: [String] {
        let known = Set(trade.totals.map(\.flow))
        return Self.flowWords.filter(known.contains)
    }

    private var currency: String { trade.totals.first?.currency ?? "" }
    var years: [StatisticRow] { trade.totals.filter { length($0.period) == .year } }
    private var months: [StatisticRow] { trade.totals.filter { length($0.period) == .month } }

    enum Length { case year, quarter, month }

    func length(_ period: String) -> Length { period.utf8.count == 4 ? .year : period.contains("Q") ? .quarter : .month }

    func fields() -> Fields {
        let flows = flows
        var fields = Fields()
        fields.set("isEmpty", when: flows.isEmpty)
        fields.set("isUndirected", when: flows == ["UNKNOWN"])
        fields.set("currency", Markup(currency))
        fields.set("years", flows.isEmpty ? nil : yearsPart(flows))
        fields.set("months", months.isEmpty ? nil : monthsPart(flows))
        fields.set("balance", balancePart)
        fields.set("year", trade.year.map(TradeWords.period) ?? "")
        fields.set("isRunning", when: years.contains { $0.period == trade.year && !$0.isComplete })
        fields.set("growth", growthPart(flows))
        fields.set("concentration", concentrationPart(flows))
        fields.set("dimensions", dimensions)
        fields.set("unconverted", unconvertedPart)
        fields.set("revisions", revisionsPart)
        return fields
    }

    // MARK: Years

    private func yearsPart(_ flows: [String]) -> Fields {
        var part = Fields()
        part.set(
            "flows",
            flows.map { flow in
                let rows = years.filter { $0.flow == flow }
                let top = rows.compactMap(\.valueMinor).max() ?? 0
                var fields = Fields()
                fields.set("name", TradeWords.flow(flow))
                fields.set("rows", rows.reversed().map { line($0, TradeWords.period($0.period), of: top) })
                return fields
            })
        part.set("hasWithheld", when: years.contains { $0.suppression == .confidential })
        return part
    }

    /// A row of a table with its bar. Nothing of a withheld cell is shown, whatever stands in it.
    private func line(_ row: StatisticRow, _ name: Markup, of top: Int64) -> Fields {
        var fields = Fields()
        let value = row.valueMinor
        fields.set("name", name)
        fields.set("isRunning", when: !row.isComplete)
        fields.set("bar", value.map { Charts.value($0, of: top) } ?? "")
        fields.set("value", amount(row))
        fields.set("orders", shown(row, row.orders.map(Figures.count)))
        fields.set("sellers", shown(row, row.sellers.map(Figures.count)))
        fields.set("growth", shown(row, row.growth.map(Figures.growth)))
        fields.set("share", shown(row, row.share.map { Figures.percent($0) }))
        fields.set("concentration", shown(row, row.concentration.map(Figures.index)))
        return fields
    }

    /// The value, or why there is none.
    func amount(_ row: StatisticRow) -> Markup {
        TradeWords.inPlace(of: row) ?? row.valueMinor.map { Figures.amount($0, row.currency) } ?? "–"
    }

    private func shown(_ row: StatisticRow, _ figure: Markup?) -> Markup { row.valueMinor == nil ? "–" : figure ?? "–" }

    // MARK: Months

    private func monthsPart(_ flows: [String]) -> Fields {
        let periods = Set(months.map(\.period)).sorted()
        var byKey: [String: StatisticRow] = [:]
        for row in months { byKey[row.flow + row.period] = row }
        var part = Fields()
        part.set(
            "flows",
            flows.map { flow in
                let drawn = gapless(periods).map { period in
                    let row = byKey[flow + period]
                    return Charts.TradeMonth(
                        period: period, valueMinor: row?.valueMinor, isWithheld: row != nil && row?.valueMinor == nil,
                        isComplete: row?.isComplete ?? true)
                }
                var fields = Fields()
                fields.set("name", TradeWords.flow(flow))
                fields.set("chart", Charts.months(drawn, currency: currency))
                return fields
            })
        part.set(
            "rows",
            periods.reversed().map { period in
                var fields = Fields()
                fields.set("name", TradeWords.period(period))
                fields.set("isRunning", when: flows.contains { byKey[$0 + period]?.isComplete == false })
                fields.set("cells", flows.map { cell(byKey[$0 + period]) })
                return fields
            })
        part.set("hasWithheld", when: months.contains { $0.suppression == .confidential })
        return part
    }

    /// All months from the first to the last, so that time runs evenly; at most those of the years shown.
    private func gapless(_ periods: [String]) -> [String] {
        guard var day = periods.first.flatMap({ Day($0 + "-01") }), let last = periods.last else { return periods }
        var all: [String] = []
        while all.count < 12 * TradeGuidance.years {
            let (year, month, _) = day.civil
            let period = String(day.description.prefix(7))
            all.append(period)
            guard period < last, let next = Day(year: month == 12 ? year + 1 : year, month: month % 12 + 1, day: 1) else { break }
            day = next
        }
        return all
    }

    private func cell(_ row: StatisticRow?) -> Fields {
        var fields = Fields()
        guard let row else {
            fields.set("value", "–")
            fields.set("growth", "")
            return fields
        }
        fields.set("value", amount(row))
        fields.set("growth", row.valueMinor == nil ? "" : row.growth.map(Figures.growth) ?? "")
        return fields
    }

    // MARK: Exports against imports

    /// nil where no flow is one of exports or imports.
    private var balancePart: Fields? {
        let traded = trade.totals.filter { $0.flow == "EXPORT" || $0.flow == "IMPORT" }
        guard !traded.isEmpty else { return nil }
        let balances = Dictionary(trade.balances.map { ($0.period, $0) }) { first, _ in first }
        func rows(_ wanted: Length) -> [Fields] {
            Set(traded.map(\.period)).filter { length($0) == wanted }.sorted().reversed().map { period in
                balanceRow(period, traded.filter { $0.period == period }, balances[period])
            }
        }
        var part = Fields()
        let parts = rows(.quarter) + rows(.month)
        part.set("years", rows(.year))
        part.set("parts", parts)
        part.set("hasParts", when: !parts.isEmpty)
        part.set("hasWithheld", when: traded.contains { $0.suppression == .confidential })
        return part
    }

    private func balanceRow(_ period: String, _ flows: [StatisticRow], _ balance: TradeBalanceRow?) -> Fields {
        var fields = Fields()
        let isWithheld = flows.contains { $0.valueMinor == nil }
        let balance = isWithheld ? nil : balance
        // A figure of one side that is shown elsewhere on the page may stand here, too.
        func side(_ word: String) -> Markup {
            flows.first { $0.flow == word }.map(amount) ?? "–"
        }
        fields.set("name", TradeWords.period(period))
        fields.set("isRunning", when: flows.contains { !$0.isComplete })
        fields.set("exports", side("EXPORT"))
        fields.set("imports", side("IMPORT"))
        fields.set("total", balance.flatMap { known in known.totalMinor.map { Figures.amount($0, known.currency) } } ?? "–")
        fields.set("ratio", balance?.ratio.map(Figures.ratio) ?? "–")
        fields.set("exportShare", balance?.exportShare.map { Figures.percent($0) } ?? "–")
        fields.set("importShare", balance?.importShare.map { Figures.percent($0) } ?? "–")
        fields.set("bar", balance?.exportShare.map(Charts.balance) ?? "")
        return fields
    }

    // MARK: Breakdowns

    private var dimensions: [Fields] {
        TradeGuidance.dimensions.filter { $0 != "UNCONVERTED" }.compactMap { dimension in
            let all = trade.breakdowns.filter { $0.dimension == dimension && !$0.rows.isEmpty }
            let shown = Self.flowWords.flatMap { word in all.filter { $0.flow == word } }
            guard !shown.isEmpty else { return nil }
            var fields = Fields()
            fields.set("id", Markup(dimension.lowercased().replacing("_", with: "-")))
            fields.set("title", TradeWords.dimension(dimension))
            fields.set("flows", shown.map(breakdown))
            fields.set("hasWithheld", when: shown.contains { $0.withheld > 0 })
            return fields
        }
    }

    private func breakdown(_ breakdown: TradeGuidance.Breakdown) -> Fields {
        let top = breakdown.rows.compactMap(\.valueMinor).max() ?? 0
        let rest = breakdown.members - Int64(breakdown.rows.count)
        let number = Figures.count(rest)
        var fields = Fields()
        fields.set("name", TradeWords.flow(breakdown.flow))
        fields.set("rows", breakdown.rows.map { line($0, name($0), of: top) })
        fields.set("more", rest > 0 ? .both("and \(number) more, not listed", "另有 \(number) 项未列出") : "")
        fields.set("hasMore", when: rest > 0)
        fields.set("top", greatest(breakdown))
        return fields
    }

    /// How much the greatest three make that are shown; "" of so few that the table says it all.
    private func greatest(_ breakdown: TradeGuidance.Breakdown) -> Markup {
        let shares = breakdown.rows.compactMap { $0.valueMinor == nil ? nil : $0.share }
        guard shares.count > 3 else { return "" }
        let part = Figures.percent(shares.prefix(3).reduce(0, +))
        return .both("The greatest three of those shown make \(part) of the value.", "所列最大三项合计占 \(part)。")
    }

    private func name(_ row: StatisticRow) -> Markup {
        let name = TradeWords.member(row)
        guard row.dimension == "CATEGORY", categories.contains(row.member) else { return name }
        return "<a href=\"\(Lane.categoryPlace(row.member))\">\(name)</a>"
    }
}
