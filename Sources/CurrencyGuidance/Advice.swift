/// The wording class: what to do at checkout.
public enum Advice: String, CaseIterable, Sendable {
    /// Paying in the listed currency costs less, by more than one fee unit and by more than the rate may move until settlement.
    case payListed = "PAY_LISTED"
    /// Having it converted at checkout costs less, likewise.
    case payOwn = "PAY_OWN"
    /// The two differ by no more than one fee unit.
    case equal = "EQUAL"
    /// Until settlement the rate may move by more than the two differ: fees do not decide.
    case waitRisk = "WAIT_RISK"
    /// Nothing to compare with, or rates that cannot be trusted.
    case none = "NONE"

    /// - Parameters:
    ///   - gap: what conversion at checkout costs more than paying in the listed currency, in percentage points; nil without one of them.
    ///   - range: half the range until settlement, in per cent; nil where unknown, which counts as none.
    ///   - unit: the fee unit, in percentage points.
    init(gap: Double?, range: Double?, unit: Double) {
        guard let gap else {
            self = .none
            return
        }
        if let range, range > unit, range > abs(gap) {
            self = .waitRisk
        } else if gap > unit {
            self = .payListed
        } else if gap < -unit {
            self = .payOwn
        } else {
            self = .equal
        }
    }
}
