/// The catalogue: every sentence of the guidance in English and Chinese. `{name}` stands for what `Filling` puts there; both texts of
/// a sentence name the same things (tested).
enum Sentence: CaseIterable {
    case cost, stale, inconsistent, peg
    case favourable, unfavourable, usual
    case payListed, payOwn, equal, waitRisk
    /// Tried and found wanting; not tried for want of rates; the rare exception.
    case unpredictable, untried, forecast

    var english: String {
        switch self {
        case .cost: "1 {listed} costs {price} {paid} ({method}): the reference rate of {day}, {mid}, and {cost} % on top."
        case .stale: "No guidance: the last reference rate of this pair is of {day}."
        case .inconsistent: "No advice: sources of this rate contradict each other by {difference} %."
        case .peg: "The two currencies are held near a fixed rate; such an arrangement can end overnight."
        case .favourable: "Today's price is {share} % below the median of the last {days} days."
        case .unfavourable: "Today's price is {share} % above the median of the last {days} days."
        case .usual: "Today's price is about the median of the last {days} days."
        case .payListed: "Pay in {listed}: paying in {paid} costs {gap} percentage points more."
        case .payOwn: "Pay in {paid}: paying in {listed} costs {gap} percentage points more."
        case .equal: "Paying in {listed} and in {paid} costs about the same."
        case .waitRisk:
            "Until settlement the rate may move by {range} % either way, more than the {gap} percentage points of fees between the two."
        case .unpredictable: "Which way the rate will move is not predictable: nothing tried beats the assumption of no change."
        case .untried: "Which way the rate will move is not predictable."
        case .forecast:
            "Tried on {tried} days, {candidate} erred less than the assumption of no change (U = {u}): {change} % for the next day, and often wrong."
        }
    }

    var chinese: String {
        switch self {
        case .cost: "{method}：1 {listed} 合 {price} {paid}，即{day}参考汇率 {mid} 另加 {cost}% 费用。"
        case .stale: "无法给出建议：该货币对最近一次参考汇率为{day}。"
        case .inconsistent: "无法给出建议：该汇率的不同来源相差 {difference}%。"
        case .peg: "两种货币之间的汇率基本固定，但这种安排可能突然终止。"
        case .favourable: "今日价格比最近{days}天的中位数低 {share}%。"
        case .unfavourable: "今日价格比最近{days}天的中位数高 {share}%。"
        case .usual: "今日价格接近最近{days}天的中位数。"
        case .payListed: "建议用标价货币 {listed} 付款：改用 {paid} 付款要多付 {gap} 个百分点。"
        case .payOwn: "建议用 {paid} 付款：改用标价货币 {listed} 付款要多付 {gap} 个百分点。"
        case .equal: "用 {listed} 或 {paid} 付款，费用大致相同。"
        case .waitRisk: "结算前汇率可能上下变动 {range}%，超过两种方式 {gap} 个百分点的费用差。"
        case .unpredictable: "汇率走向无法预测：所试方法均不优于“汇率不变”的假设。"
        case .untried: "汇率走向无法预测。"
        case .forecast: "在 {tried} 天的检验中，{candidate} 的误差小于“汇率不变”的假设（U = {u}）：预计次日变动 {change}%，仍常有偏差。"
        }
    }
}

/// What stands for the names in a sentence.
struct Filling {
    var values: [String: String]

    /// The text with every `{name}` replaced. A name without a value is our own fault.
    func text(_ template: String) -> String {
        var result = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            let name = String(rest[rest.index(after: open)..<close])
            guard let value = values[name] else { preconditionFailure("A sentence names {\(name)}, which has no value.") }
            result += rest[..<open] + value
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
