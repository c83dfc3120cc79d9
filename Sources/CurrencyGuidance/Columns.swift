import Domain

/// A value of a row.
enum Cell: Equatable {
    case text(String)
    /// Digits as they stand in the files.
    case number(String)
    case missing
}

/// A row's subject: a pair and one of its methods.
struct GuidanceRow {
    let asOf: Day
    let table: String
    let pair: PairGuidance
    let method: MethodGuidance
    let policy: GuidancePolicy

    /// The candidate that came nearest to being published: the one with the least Theil's U.
    var best: ForecastTest? { pair.forecast ?? pair.tests.min { $0.theilU < $1.theilU } }
}

/// A column of the files: its name, what it says, what it holds. CSV, NDJSON and JSON Schema are all made from this list.
struct Column {
    enum Shape: Equatable {
        case text
        case day
        case currency
        case number
        case whole
        case word([String])
    }

    let name: String
    let meaning: String
    let shape: Shape
    /// Whether a row may leave it out (`null`; an empty field in CSV).
    var isOptional = false
    let value: @Sendable (GuidanceRow) -> Cell
}

extension Column {
    static let all: [Column] = keys + prices + outlook + provenance

    private static let keys: [Column] = [
        Column(name: "as_of", meaning: "The day that plays today.", shape: .day) { .text("\($0.asOf)") },
        Column(name: "listed_currency", meaning: "The currency of the price in the shop (ISO 4217).", shape: .currency) {
            .text(CodeList.unpack($0.pair.listed))
        },
        Column(name: "paid_currency", meaning: "The currency that the buyer has (ISO 4217).", shape: .currency) {
            .text(CodeList.unpack($0.pair.paid))
        },
        Column(name: "method", meaning: "The payment method, as the fee table names it.", shape: .text) { .text($0.method.method.id) },
        Column(
            name: "bill", meaning: "Whether the shop is paid in the listed currency or converts to the buyer's own.",
            shape: .word(PaymentMethod.Side.allCases.map(\.rawValue))
        ) { .text($0.method.method.side.rawValue) },
        Column(
            name: "status", meaning: "What the rates are worth. STALE: no numbers. INCONSISTENT: sources contradict each other.",
            shape: .word(PairGuidance.Status.allCases.map(\.rawValue))
        ) { .text($0.pair.status.rawValue) },
        Column(name: "rate_date", meaning: "The day of the latest reference rate of the pair.", shape: .day, isOptional: true) {
            optional($0.pair.rateDay) { .text("\($0)") }
        },
    ]

    private static let prices: [Column] = [
        rate("mid_rate", "Units of the paid currency for one of the listed, at the reference rates.") { $0.pair.mid },
        percent("spread_percent", "The method's mark-up on the reference rate.") { $0.method.cost?.spread },
        percent("fee_percent", "The method's percentage fee.") { $0.method.cost?.fee },
        percent("fixed_percent", "The method's fixed fee, as a percentage of the fee table's ordinary order.") { $0.method.cost?.fixed },
        percent("cost_percent", "spread_percent + fee_percent + fixed_percent.") { $0.method.cost?.total },
        percent("cost_low_percent", "The same with the least mark-up that sources name.") { $0.method.cost?.low },
        percent("cost_high_percent", "The same with the greatest mark-up that sources name.") { $0.method.cost?.high },
        rate("all_in_rate", "mid_rate × (1 + cost_percent ÷ 100).") { $0.method.allIn },
        Column(name: "settlement_days", meaning: "Quoted days until the rate that counts.", shape: .whole) {
            .number("\($0.method.method.settlementDays)")
        },
        percent("volatility_percent", "Daily volatility: EWMA of squared logarithmic returns, decay 0.94.") {
            $0.pair.deviation.map { 100 * $0 }
        },
        rate("range_low", "all_in_rate × exp(−1.645 σ √settlement_days).") { $0.method.low },
        rate("range_high", "all_in_rate × exp(+1.645 σ √settlement_days).") { $0.method.high },
        rate("median_rate", "The median all-in rate of the last 90 days, each day with the fee in force then.") { $0.method.median },
    ]

    private static let outlook: [Column] = [
        Column(
            name: "position", meaning: "all_in_rate against median_rate; favourable and unfavourable from one fee unit.",
            shape: .word(MethodGuidance.Position.allCases.map(\.rawValue))
        ) { .text($0.method.position.rawValue) },
        percent("gap_points", "What conversion at checkout costs more than paying in the listed currency, in percentage points.") {
            $0.method.gap
        },
        percent("risk_percent", "What gap_points was held against: 1.645 σ √h of the side that pays in the listed currency.") {
            $0.method.risk
        },
        Column(name: "advice", meaning: "The wording class.", shape: .word(Advice.allCases.map(\.rawValue))) {
            .text($0.method.advice.rawValue)
        },
        Column(
            name: "forecast", meaning: "The candidate that beats the random walk out of sample; NONE in all ordinary cases.",
            shape: .word(ForecastCandidate.allCases.map(\.rawValue) + ["NONE"])
        ) { .text($0.pair.forecast?.candidate.rawValue ?? "NONE") },
        Column(
            name: "forecast_percent", meaning: "Its forecast of the next day's change of mid_rate.", shape: .number, isOptional: true
        ) { optional($0.pair.forecast) { .number(decimalText(100 * (exponential($0.nextReturn) - 1), decimals: 4)) } },
        Column(
            name: "tried_best", meaning: "The candidate with the least Theil's U, published or not.",
            shape: .word(ForecastCandidate.allCases.map(\.rawValue)), isOptional: true
        ) { optional($0.best) { .text($0.candidate.rawValue) } },
        Column(
            name: "theil_u", meaning: "Its root mean square error ÷ the driftless random walk's, on the hold-out.", shape: .number,
            isOptional: true
        ) { optional($0.best) { .number(decimalText($0.theilU, decimals: 6)) } },
        Column(name: "diebold_mariano", meaning: "Its Diebold–Mariano statistic.", shape: .number, isOptional: true) {
            optional($0.best) { .number(decimalText($0.dieboldMariano, decimals: 4)) }
        },
        Column(name: "critical_value", meaning: "What that statistic must exceed (5 %, Bonferroni over the run).", shape: .number) {
            .number(decimalText($0.pair.criticalValue, decimals: 4))
        },
        percent("triangle_percent", "How far a quote against another base is from the cross of the two.") {
            $0.pair.triangleDeviation.map { 100 * $0 }
        },
    ]

    private static let provenance: [Column] = [
        Column(name: "fee_from", meaning: "The first day of the fee's entry.", shape: .day) { .text("\($0.method.fee.from)") },
        Column(name: "fee_until", meaning: "The last day of the fee's entry; missing: until further notice.", shape: .day, isOptional: true)
        {
            optional($0.method.fee.until) { .text("\($0)") }
        },
        Column(name: "fee_source", meaning: "Who says what the method costs.", shape: .text) { .text($0.method.fee.source) },
        Column(name: "fee_table", meaning: "The fee table and its version.", shape: .text) { .text($0.table) },
        Column(name: "text", meaning: "The guidance in English.", shape: .text) {
            .text(Wording(pair: $0.pair, method: $0.method, policy: $0.policy).english)
        },
        Column(name: "text_zh", meaning: "The guidance in Chinese.", shape: .text) {
            .text(Wording(pair: $0.pair, method: $0.method, policy: $0.policy).chinese)
        },
    ]

    private static func rate(_ name: String, _ meaning: String, _ value: @escaping @Sendable (GuidanceRow) -> Double?) -> Column {
        Column(name: name, meaning: meaning, shape: .number, isOptional: true) {
            optional(value($0)) { .number(significantText($0, digits: 8)) }
        }
    }

    private static func percent(_ name: String, _ meaning: String, _ value: @escaping @Sendable (GuidanceRow) -> Double?) -> Column {
        Column(name: name, meaning: meaning, shape: .number, isOptional: true) {
            optional(value($0)) { .number(decimalText($0, decimals: 4)) }
        }
    }
}

private func optional<Value>(_ value: Value?, _ cell: (Value) -> Cell) -> Cell { value.map(cell) ?? .missing }
