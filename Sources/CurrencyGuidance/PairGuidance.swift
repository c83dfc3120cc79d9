public import Domain

/// What guidance knows of an ordered pair of currencies.
public struct PairGuidance: Sendable {
    /// What the rates are worth.
    public enum Status: String, CaseIterable, Sendable {
        case ok = "OK"
        /// Held near a fixed rate: hardly moves, until it does.
        case peg = "PEG"
        /// One of the two has had no rate for more days than the policy allows: no numbers.
        case stale = "STALE"
        /// A quote against another base contradicts the cross of the two rates against the euro: no advice.
        case inconsistent = "INCONSISTENT"
    }

    /// The currency of the price in the shop and the one that the buyer has, packed.
    public var listed: UInt32
    public var paid: UInt32
    public var status: Status
    /// The day of the latest rate that both have; where stale, of the last rate of the one without.
    public var rateDay: Day?
    /// Units of the paid currency for one of the listed, at the reference rates; nil where stale.
    public var mid: Double?
    /// The standard deviation of the next day's logarithmic return, as a share; nil for short histories.
    public var deviation: Double?
    /// The share by which a quote against another base differs from the cross; nil without one.
    public var triangleDeviation: Double?
    /// What candidates were worth, in their order.
    public var tests: [ForecastTest]
    /// The Diebold–Mariano statistic that it takes, in this run.
    public var criticalValue: Double
    /// The forecast that beats the random walk; nil in all ordinary cases.
    public var forecast: ForecastTest?
    /// One per method with a fee in force, in the table's order.
    public var methods: [MethodGuidance]
}

/// What guidance knows of a method for a pair.
public struct MethodGuidance: Sendable {
    /// Today's price against those of the last days.
    public enum Position: String, CaseIterable, Sendable {
        /// Below, or above, the median by more than one fee unit.
        case favourable = "FAVOURABLE"
        case unfavourable = "UNFAVOURABLE"
        case usual = "USUAL"
        /// Too few prices.
        case unknown = "UNKNOWN"
    }

    public var method: PaymentMethod
    public var fee: Fee
    /// nil where stale.
    public var cost: Cost?
    /// mid × (1 + total ÷ 100), and the range at settlement.
    public var allIn: Double?
    public var low: Double?
    public var high: Double?
    /// The median of the all-in rates of the comparison days, each with the fee of its day.
    public var median: Double?
    public var position: Position
    public var advice: Advice
    /// What the other side costs more (the cheapest method that has the buyer pay the own currency, against the listed one), in
    /// percentage points; nil where there is no other side.
    public var gap: Double?
    /// What the gap was held against: 1.645 · σ · √h in per cent, h the settlement days of the side that pays in the listed currency.
    public var risk: Double?
}
