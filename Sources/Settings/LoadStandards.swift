import Domain
public import Problems
public import Scoring
import Yams

/// The standards that are built in.
///
/// - Throws: never, unless the build embedded a broken file: a problem of kind `.configuration`.
public func embeddedStandards() throws(Problem) -> Standards {
    try loadStandards(yaml: String(decoding: PackageResources.marketplaces_yaml, as: UTF8.self), source: "marketplaces.yaml (built in)")
}

/// Reads and checks a file of marketplaces' standards; the file that is built in says what may stand in one.
///
/// - Parameters:
///   - yaml: the file's text.
///   - source: the file's name, for messages.
/// - Throws: a problem of kind `.configuration` with line, key path and remedy.
public func loadStandards(yaml: String, source: String) throws(Problem) -> Standards {
    var metrics: [StandardMetric] = []
    for (standard, setting) in try Fields(root(yaml: yaml, source: source), known: nil).all {
        let named = try Fields(setting, known: nil).all
        let names = named.map(\.name)
        for (name, setting) in named {
            let versions = setting.node.sequence == nil ? [setting] : try setting.list()
            var former: StandardMetric?
            for version in versions {
                let metric = try StandardReader(fields: Fields(version, known: StandardReader.keys), known: names)
                    .metric(standard, name)
                if let former, former.until.map({ until in metric.from.map { $0 <= until } ?? true }) ?? true {
                    throw version.problem("this version begins before the former one ends", remedy: "state from and until, in order")
                }
                metrics.append(metric)
                former = metric
            }
        }
    }
    return Standards(metrics: metrics)
}

/// Reads one version of one metric.
private struct StandardReader {
    static let keys = [
        "from", "until", "window", "numerator", "denominator", "target", "denominator_min", "buyers_min", "numerator_allowed",
        "penalties", "levels", "missing",
    ]
    let fields: Fields
    /// The metrics of the same standard.
    let known: [String]

    func metric(_ standard: String, _ name: String) throws(Problem) -> StandardMetric {
        StandardMetric(
            standard: standard, name: name, from: try fields.optional("from")?.day(), until: try fields.optional("until")?.day(),
            definition: try definition())
    }

    private func definition() throws(Problem) -> StandardMetric.Definition {
        if let missing = fields.optional("missing") { return .unknown(missing: try missing.text()) }
        if let levels = fields.optional("levels") { return .level(try self.levels(levels)) }
        var measure = MeasuredMetric(
            window: try window(fields.required("window")), numerator: try quantity(fields.required("numerator")),
            denominator: try fields.optional("denominator").map { (setting) throws(Problem) in try quantity(setting) },
            target: try fields.optional("target").map { (setting) throws(Problem) in try target(setting) })
        if let least = try fields.optional("denominator_min")?.integer(in: 1...1_000_000) { measure.denominatorMin = Int64(least) }
        if let buyers = try fields.optional("buyers_min")?.integer(in: 1...1_000_000) {
            guard !measure.numerator.with.isEmpty else {
                throw fields.setting.problem("buyers_min counts the buyers behind lapses, and the numerator has none", remedy: "remove it")
            }
            measure.buyersMin = buyers
        }
        if let allowed = try fields.optional("numerator_allowed")?.integer(in: 1...1_000_000) { measure.numeratorAllowed = Int64(allowed) }
        for item in try fields.optional("penalties")?.list() ?? [] {
            let penalty = try Fields(item, known: ["rate_min", "numerator_min", "points"])
            measure.penalties.append(
                StandardPenalty(
                    rateMinMillionths: Int64(try penalty.required("rate_min").millionths()),
                    numeratorMin: Int64(try penalty.required("numerator_min").integer(in: 1...1_000_000)),
                    points: try penalty.required("points").integer(in: 1...1000)))
        }
        return .measured(measure)
    }

    private func levels(_ setting: Setting) throws(Problem) -> [StandardLevel] {
        var levels: [StandardLevel] = []
        for (name, setting) in try Fields(setting, known: nil).all {
            var metrics: [String] = []
            for item in try setting.list() { metrics.append(try item.word(known.map { ($0, $0) })) }
            levels.append(StandardLevel(name: name, metrics: metrics))
        }
        guard levels.count > 1, levels.last?.metrics.isEmpty == true else {
            throw setting.problem("the last of several levels asks nothing", remedy: "end with a level without metrics: `NAME: []`")
        }
        return levels
    }

    private func window(_ setting: Setting) throws(Problem) -> StandardWindow {
        let window = try Fields(setting, known: ["days", "lag", "months", "orders_min", "else_months", "evaluated"])
        if let days = window.optional("days") {
            return .days(try days.integer(in: 1...365), lag: try window.required("lag").integer(in: 0...60))
        }
        let months = try window.required("months").integer(in: 1...12)
        let evaluated = try window.required("evaluated").integer(in: 1...28)
        guard let least = window.optional("orders_min") else { return .months(months, evaluated: evaluated) }
        return .adaptive(
            months: months, ordersMin: Int64(try least.integer(in: 1...1_000_000)),
            elseMonths: try window.required("else_months").integer(in: 1...12), evaluated: evaluated)
    }

    private func quantity(_ setting: Setting) throws(Problem) -> StandardQuantity {
        let fields = try Fields(setting, known: ["sum", "with", "without", "days_since_first_order"])
        var quantity = StandardQuantity()
        let counters = Counter.allCases.map { ($0.name, $0) }
        let signed =
            counters.map { (name: $0.0, value: (counter: $0.1, isSubtracted: false)) }
            + counters.map { (name: "-\($0.0)", value: (counter: $0.1, isSubtracted: true)) }
        for item in try fields.optional("sum")?.list() ?? [] {
            let term = try item.word(signed)
            if term.isSubtracted { quantity.subtracted.append(term.counter) } else { quantity.added.append(term.counter) }
        }
        for item in try fields.optional("with")?.list() ?? [] { quantity.with.insert(try item.word(Lapses.named)) }
        for item in try fields.optional("without")?.list() ?? [] { quantity.without.insert(try item.word(Lapses.named)) }
        if let tenure = fields.optional("days_since_first_order") { quantity.isTenure = try tenure.word([("true", true)]) }
        guard quantity.isTenure || !quantity.added.isEmpty || !quantity.with.isEmpty else {
            throw setting.problem("nothing is counted", remedy: "state sum, with or days_since_first_order")
        }
        return quantity
    }

    private func target(_ setting: Setting) throws(Problem) -> StandardTarget {
        let words: [(String, StandardTarget.Condition)] = [
            ("less_than", .lessThan), ("at_most", .atMost), ("greater_than", .greaterThan), ("at_least", .atLeast), ("equals", .equals),
        ]
        let fields = try Fields(setting, known: words.map(\.0))
        guard fields.all.count == 1, let (name, value) = fields.all.first, let word = words.first(where: { $0.0 == name }) else {
            throw setting.problem("a target has one condition", remedy: "state one of \(words.map(\.0).joined(separator: ", "))")
        }
        return StandardTarget(word.1, millionths: Int64(try value.millionths()))
    }
}
