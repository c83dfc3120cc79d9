import Problems
import Scoring

private let characteristicKeys = [
    "title", "group", "measure", "numerator", "denominator", "parts", "numerator_classes", "half_life", "prior_weight", "prior",
    "better", "missing", "display", "bins", "reason",
]

extension ModelReader {
    func characteristics(_ fields: Fields) throws(Problem) -> [Characteristic] {
        var characteristics: [Characteristic] = []
        for (id, setting) in try fields.fields("characteristics", known: nil).all {
            guard id.utf8.allSatisfy({ 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x5F }), id != "base" else {
                throw setting.problem(
                    "\"\(id)\" is no name for a characteristic",
                    remedy: "name it in snake case (a to z, digits, _), and not \"base\": columns of the ratings database are named by it")
            }
            characteristics.append(try characteristic(id, Fields(setting, known: characteristicKeys)))
        }
        return characteristics
    }

    private func characteristic(_ id: String, _ fields: Fields) throws(Problem) -> Characteristic {
        let measure = try measure(fields)
        var fact: StandingFact?
        if case .fact(let named) = measure { fact = named }
        let display = try display(fields)
        let lowerIsBetter =
            fact != nil ? true : try fields.required("better").word([("lower", true), ("higher", false)])
        return Characteristic(
            id: id, title: try fields.required("title").text(),
            group: try fields.required("group").word(CharacteristicGroup.allCases.map { ($0.name, $0) }), measure: measure,
            lowerIsBetter: lowerIsBetter, bins: try bins(fields, fact: fact, display: display), missing: try missing(fields),
            priors: try priors(fields, fact: fact), display: display, reason: try fields.required("reason").reasonText())
    }

    // MARK: Measure

    private func measure(_ fields: Fields) throws(Problem) -> Measure {
        let facts = StandingFact.allCases.map { ($0.name, Measure.fact($0)) }
        let plain: [(name: String, value: Measure?)] = [
            ("good_orders", .goodOrders), ("tenure_days", .tenureDays), ("active_months", .activeMonths),
        ]
        let weighed: [(name: String, value: Measure?)] = [("rate", nil)] + sharesByName.map { ($0.key, nil) }
        let named = try fields.required("measure")
        if let measure = try named.word(weighed + plain + facts.map { ($0.0, $0.1) }) {
            try refuse(["numerator", "denominator", "parts", "numerator_classes", "half_life", "prior_weight"], in: fields, named)
            return measure
        }
        let priorWeight = try fields.required("prior_weight").number()
        if let share = sharesByName[try named.text()] {
            try refuse(["numerator", "denominator", "parts", "numerator_classes", "half_life"], in: fields, named)
            return share(priorWeight)
        }
        return .rate(try rate(fields, priorWeight: priorWeight))
    }

    /// A key that a measure has no use for would look as if it did something.
    private func refuse(_ keys: [String], in fields: Fields, _ measure: Setting) throws(Problem) {
        for key in keys {
            guard let setting = fields.optional(key) else { continue }
            throw setting.problem("measure \(try measure.text()) has no \(key)", remedy: "remove \(key)")
        }
    }

    private func rate(_ fields: Fields, priorWeight: Double) throws(Problem) -> Rate {
        var classes = Rate.allClasses
        if let named = fields.optional("numerator_classes") {
            classes = 0
            for item in try named.list() {
                classes |= 1 << (try item.word(Corroboration.weighed.map { ($0.name, UInt8($0.weighedPlace)) }))
            }
        }
        let halfLives: [(name: String, value: HalfLife)] = [("ordinary", .ordinary), ("adjudicated", .adjudicated), ("fast", .fast)]
        return Rate(
            bad: try tally(fields.required("numerator")), total: try fields.required("denominator").counter(),
            parts: Int64(try fields.optional("parts")?.integer(in: 1...1_000_000) ?? 1), badClasses: classes,
            halfLife: try fields.required("half_life").word(halfLives), priorWeight: priorWeight)
    }

    /// A counter's name, or one or two counters with whole factors.
    private func tally(_ setting: Setting) throws(Problem) -> Tally {
        if setting.isScalar { return Tally(try setting.counter()) }
        let terms = try Fields(setting, known: Array(countersByName.keys).sorted()).all
        guard (1...2).contains(terms.count), let first = countersByName[terms[0].name],
            let last = countersByName[terms[terms.count - 1].name]
        else { throw setting.problem("this is not one or two counters", remedy: "state {counter: factor} or two of them") }
        let factor = Int64(try terms[0].setting.integer(in: -1_000...1_000))
        if terms.count == 1 { return Tally(first, times: factor) }
        return Tally(first, times: factor, last, times: Int64(try terms[1].setting.integer(in: -1_000...1_000)))
    }

    private func display(_ fields: Fields) throws(Problem) -> ValueDisplay {
        guard let setting = fields.optional("display") else { return .percent }
        let parts = try Fields(setting, known: ["scale", "offset", "decimals", "unit", "unit_zh"])
        return ValueDisplay(
            scale: try parts.required("scale").number(), offset: try parts.optional("offset")?.number() ?? 0,
            decimals: try parts.required("decimals").integer(in: 0...6), unit: try parts.optional("unit")?.text() ?? "",
            chineseUnit: try (parts.optional("unit_zh") ?? parts.optional("unit"))?.text() ?? "")
    }

    // MARK: Bins, missing, prior

    private func bins(_ fields: Fields, fact: StandingFact?, display: ValueDisplay) throws(Problem) -> [Bin] {
        let items = try fields.required("bins").list()
        var bins: [Bin] = []
        for (k, item) in items.enumerated() {
            if fact != nil {
                let parts = try Fields(item, known: ["is", "points"])
                bins.append(
                    Bin(
                        label: try parts.required("is").text(), from: Double(k),
                        below: k == items.count - 1 ? .infinity : Double(k + 1),
                        evidenceHundredths: try parts.required("points").hundredths()))
                continue
            }
            let parts = try Fields(item, known: ["from", "below", "points"])
            let from = try parts.required("from").number()
            let below = try parts.optional("below")?.number() ?? .infinity
            bins.append(
                Bin(
                    label: label(from: from, below: below, display), from: from, below: below,
                    evidenceHundredths: try parts.required("points").hundredths()))
        }
        return bins
    }

    /// What a bin holds, in the words of its display: `< 1.0 %`, `1.0 % to < 3.0 %`, `≥ 40.0 %`; turned round where the display
    /// falls as the value rises.
    private func label(from: Double, below: Double, _ display: ValueDisplay) -> String {
        let (low, high) = (display.text(from), display.text(below == .infinity ? from : below))
        if from == 0, below == .infinity { return "any" }
        if display.scale < 0 {
            return from == 0 ? "> \(high)" : below == .infinity ? "≤ \(low)" : "> \(high) to \(low)"
        }
        return from == 0 ? "< \(high)" : below == .infinity ? "≥ \(low)" : "\(low) to < \(high)"
    }

    private func missing(_ fields: Fields) throws(Problem) -> MissingPoints {
        let setting = try fields.required("missing")
        return try setting.text() == "prior" ? .prior : .hundredths(try setting.hundredths())
    }

    /// One value for all peer groups, or `{all: …, B2B_DOMESTIC: …}`; a fact's prior is one of its words or NONE.
    private func priors(_ fields: Fields, fact: StandingFact?) throws(Problem) -> [Double?] {
        let setting = try fields.required("prior")
        if let fact {
            let words = fact.words.enumerated().map { (name: $1, value: Double?.some(Double($0))) }
            let place = try setting.word(words + [(name: "NONE", value: nil)])
            return PeerGroup.allCases.map { _ in place }
        }
        if setting.isScalar {
            let mean = try setting.number()
            return PeerGroup.allCases.map { _ in mean }
        }
        let parts = try Fields(setting, known: ["all"] + PeerGroup.allCases.map(\.name))
        var priors: [Double?] = []
        for group in PeerGroup.allCases {
            if let own = parts.optional(group.name) {
                priors.append(try own.number())
            } else {
                priors.append(try parts.required("all").number())
            }
        }
        return priors
    }
}

/// Measures of how trade is spread, by name; each is shrunk with a weight.
private let sharesByName: [String: @Sendable (Double) -> Measure] = [
    "orders_per_buyer": { .ordersPerBuyer(priorWeight: $0) }, "largest_buyer_share": { .largestBuyerShare(priorWeight: $0) },
    "burst_share": { .burstShare(priorWeight: $0) },
]

private let countersByName: [String: Counter] = Dictionary(uniqueKeysWithValues: Counter.allCases.map { ($0.name, $0) })

extension Setting {
    /// A counter by its name in snake case.
    func counter() throws(Problem) -> Counter {
        let name = try text()
        guard let counter = countersByName[name] else {
            throw problem("there is no counter \"\(name)\"", remedy: suggestion(for: name, among: countersByName.keys.sorted()))
        }
        return counter
    }
}
