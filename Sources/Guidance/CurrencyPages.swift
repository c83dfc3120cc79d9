public import CurrencyGuidance
internal import Domain
internal import Problems

/// What the pages on currencies are made from.
public struct CurrencyRates: Sendable {
    /// Reference rates, in any order; those later than the run's day are not looked at.
    public var quotes: [Quote]
    /// What ways to pay add to them.
    public var fees: FeeTable

    public init(quotes: [Quote], fees: FeeTable) {
        self.quotes = quotes
        self.fees = fees
    }
}

/// The pages on what paying in which currency costs: one for each currency of a price, and their list. They are the same computation as
/// `export currency`.
struct CurrencyPages {
    /// Pages lie here.
    static let folder = "currency"

    private let rates: CurrencyRates
    private let policy = GuidancePolicy()
    /// The day that plays today: that of the latest rates, so that a day without new ones leaves the pages alone; the run's day where that
    /// is so much later that all are stale.
    let asOf: Day

    /// nil where no rate against the euro is known by the run's day, or no fee is in force: there is nothing to say then.
    init?(_ rates: CurrencyRates, asOf runDay: Day) {
        var known = rates
        known.quotes = rates.quotes.filter { $0.day <= runDay }
        guard let last = known.quotes.filter({ $0.base == Currency.euro }).map(\.day).max() else { return nil }
        let day = runDay - last <= policy.staleAfterDays ? last : runDay
        guard known.fees.content.fees.contains(where: { $0.from <= day && $0.until.map { day <= $0 } ?? true }) else { return nil }
        self.rates = known
        asOf = day
    }

    /// All that the pages depend on.
    var inputs: Digest {
        var bytes = Array("\(asOf)\n\(rates.fees.content)\n".utf8)
        bytes.reserveCapacity(bytes.count + 24 * rates.quotes.count)
        for quote in rates.quotes {
            let codes = UInt64(quote.base) << 32 | UInt64(quote.currency)
            for word in [UInt64(UInt32(bitPattern: quote.day.number)), codes, UInt64(bitPattern: quote.millionths)] {
                for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(8 * place))) }
            }
        }
        return Digest(bytes)
    }

    /// What can be said of every pair with a way to pay, by the currency of the price, ascending by code.
    func byListed() -> [(listed: UInt32, pairs: [PairGuidance])] {
        let all = CurrencyGuidance.guidance(quotes: rates.quotes, fees: rates.fees, asOf: asOf, policy: policy).filter {
            !$0.methods.isEmpty
        }
        var groups: [(listed: UInt32, pairs: [PairGuidance])] = []
        for pair in all {
            if groups.last?.listed != pair.listed { groups.append((pair.listed, [])) }
            groups[groups.count - 1].pairs.append(pair)
        }
        return groups
    }

    static func file(_ currency: UInt32) -> String { "\(folder)/\(CodeList.unpack(currency)).html" }

    /// The fields of the page of one currency.
    func fields(_ listed: UInt32, _ pairs: [PairGuidance]) -> Fields {
        var fields = Fields()
        fields.set("listed", Self.name(listed))
        fields.set("date", Figures.date(asOf))
        fields.set("table", Markup("\(rates.fees.content.id) \(rates.fees.content.version)"))
        fields.set("days", Markup(policy.comparisonDays))
        fields.set("hasForecast", when: pairs.contains { $0.forecast != nil })
        fields.set("pairs", pairs.map { part($0, listed) })
        return fields
    }

    private func part(_ pair: PairGuidance, _ listed: UInt32) -> Fields {
        let best = pair.methods.filter { $0.cost != nil }.min { ($0.cost?.total ?? 0) < ($1.cost?.total ?? 0) } ?? pair.methods.first
        let top = pair.methods.compactMap { $0.cost?.total }.max() ?? 0
        var fields = Fields()
        fields.set("id", Markup(CodeList.unpack(pair.paid)))
        fields.set("paid", Self.name(pair.paid))
        fields.set("isStale", when: pair.status == .stale)
        fields.set("sentence", best.map { sentence(pair, $0) } ?? "")
        fields.set("hasNumbers", when: pair.mid != nil)
        fields.set("mid", pair.mid.map(Figures.rate) ?? "–")
        fields.set("rateDay", pair.rateDay.map(Figures.date) ?? "–")
        fields.set("volatility", pair.deviation.map { Figures.hundredths(100 * $0) } ?? "–")
        fields.set("rows", pair.methods.map { row($0, of: top) })
        fields.set(
            "sentences",
            pair.methods.map { method in
                var line = Fields()
                line.set("text", sentence(pair, method))
                return line
            })
        return fields
    }

    private func sentence(_ pair: PairGuidance, _ method: MethodGuidance) -> Markup {
        let texts = pair.sentences(of: method, policy: policy)
        return .both(Markup(texts.english), Markup(texts.chinese))
    }

    private func row(_ method: MethodGuidance, of top: Double) -> Fields {
        var fields = Fields()
        fields.set("method", .both(Markup(method.method.name), Markup(method.method.chineseName)))
        fields.set("bar", method.cost.map { Charts.value(Figures.nearest(100 * $0.total), of: Figures.nearest(100 * top)) } ?? "")
        fields.set("cost", method.cost.map { Figures.hundredths($0.total) + " %" } ?? "–")
        fields.set(
            "span", method.cost.map { Figures.hundredths($0.low) + " – " + Figures.hundredths($0.high) + " %" } ?? "–")
        fields.set("price", method.allIn.map(Figures.rate) ?? "–")
        let range = method.low.flatMap { low in method.high.map { Figures.rate(low) + " – " + Figures.rate($0) } }
        // What is converted at checkout is settled there.
        fields.set("range", method.method.settlementDays == 0 ? .both("settled at once", "当即确定") : range ?? "–")
        fields.set("position", position(method))
        return fields
    }

    /// Today's price against the median of the last days, in words and per cent.
    private func position(_ method: MethodGuidance) -> Markup {
        guard let price = method.allIn, let median = method.median else { return .both("not known", "未知") }
        let change = Figures.growth(price / median - 1)
        return switch method.position {
        case .favourable: .both("cheaper than usual (\(change))", "低于近期水平（\(change)）")
        case .unfavourable: .both("dearer than usual (\(change))", "高于近期水平（\(change)）")
        case .usual: .both("as usual (\(change))", "与近期持平（\(change)）")
        case .unknown: .both("not known", "未知")
        }
    }

    /// A currency's code; a script adds its name.
    static func name(_ currency: UInt32) -> Markup {
        let code = CodeList.unpack(currency)
        return "<span data-currency=\"\(code)\">\(code)</span>"
    }
}

extension Site {
    /// Writes the pages on currencies, unless rates and fees are those of before.
    func writeCurrency(_ pages: CurrencyPages, _ folder: SiteFolder) throws(Problem) {
        let inputs = pages.inputs
        guard try !folder.carryOver(CurrencyPages.folder, from: inputs) else { return }
        let groups = pages.byListed()
        for (listed, pairs) in groups {
            let title = Markup(CodeList.unpack(listed))
            let main = templates.currency.render(pages.fields(listed, pairs))
            try folder.put(CurrencyPages.file(listed), page("\(title) · Currencies · 货币", depth: 1, main: main))
        }
        var fields = Fields()
        fields.set("date", Figures.date(pages.asOf))
        fields.set(
            "rows",
            groups.map { listed, pairs in
                var row = Fields()
                row.set("place", Markup("\(CodeList.unpack(listed)).html"))
                row.set("name", CurrencyPages.name(listed))
                row.set("isStale", when: pairs.allSatisfy { $0.status == .stale })
                return row
            })
        let main = templates.currencies.render(fields)
        try folder.put("\(CurrencyPages.folder)/index.html", page("Currencies · 货币", depth: 1, main: main))
        folder.remember(CurrencyPages.folder, from: inputs)
    }
}

extension Figures {
    /// A rate with six significant digits or more.
    static func rate(_ rate: Double) -> Markup {
        var decimals = 5
        var bound = 10.0
        while rate >= bound, decimals > 2 {
            decimals -= 1
            bound *= 10
        }
        bound = 1
        while rate < bound, decimals < 12 {
            decimals += 1
            bound /= 10
        }
        return Markup(decimalText(rate, decimals: decimals))
    }

    /// Two decimals.
    static func hundredths(_ value: Double) -> Markup { Markup(decimalText(value, decimals: 2)) }
}
