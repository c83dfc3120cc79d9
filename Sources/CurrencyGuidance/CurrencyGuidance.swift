// CurrencyGuidance: what paying in which currency costs, how far the rate may move, and what nobody can foretell.
//
// Reference rates (`Quote`) become a `RateBook`; a dated `FeeTable` says what each payment method adds; `guidance` joins the two
// for every ordered pair of currencies; `GuidanceTable` writes the result as CSV, NDJSON and JSON Schema. Pure: no file, no clock,
// no Foundation. Nothing that became known after the day asked for is used, and no class is decided by more than + − × ÷ √
// (DESIGN 2, laws 2 and 7): logarithm and exponential are Domain's, which are made of these.
public import Domain

/// How guidance is made: thresholds that are no facts of the market. What they are and why stands at each.
public struct GuidancePolicy: Sendable {
    /// The decay of the volatility's and the mean's weights by quote: RiskMetrics, Technical Document (4th ed., 1996), daily data.
    public var decay = 0.94
    /// Returns that a volatility is made of: 0.94²⁵⁰ is 2 · 10⁻⁷, older ones cannot tell.
    public var volatilityReturns = 250
    /// Fewer returns than these give no volatility.
    public var volatilityReturnsMin = 60
    /// Standard deviations of the range on either side: 90 % of a normal distribution.
    public var rangeDeviations = 1.645
    /// Days of the calendar that today's price is compared with, today included.
    public var comparisonDays = 90
    /// Fewer prices than these give no comparison.
    public var comparisonPricesMin = 20
    /// A currency whose last quote is older is stale. The longest gap in the ECB's rates (1999–2026) is 5 days.
    public var staleAfterDays = 7
    /// A pair is held near a fixed rate where both deviations, EWMA and plain over the same returns, are below `pegDeviationMax` and the
    /// logarithm's range is below `pegRangeMax` (the half-width of ERM II's band). The ECB's rates of 2026-04-13, daily:
    ///
    ///     pair       EWMA      plain     range of 250
    ///     DKK/EUR    0.007 %   0.010 %   0.20 %       a peg (ERM II)
    ///     USD/HKD    0.061 %   0.060 %   1.28 %       a peg (a board with a band of 1.3 %)
    ///     RON/EUR    0.038 %   0.180 %   2.81 %       none: calm of late
    ///     USD/TRY    0.138 %   0.144 %   16.1 %       none: it crawls
    public var pegDeviationMax = 0.0008
    /// See `pegDeviationMax`.
    public var pegRangeMax = 0.0225
    /// A quote against another base than the euro may differ by this share from the cross of the two rates against the euro.
    public var triangleShareMax = 0.005
    /// How forecasts are tried.
    public var forecast = ForecastPolicy()

    public init() {}
}

/// What can be said of every ordered pair of currencies as of a day.
///
/// - Parameters:
///   - quotes: in any order; those later than `asOf` are not looked at.
///   - fees: what methods cost, dated.
///   - asOf: the day that plays today.
/// - Returns: one per ordered pair of different currencies that are quoted within the policy's days or, being in force in ISO 4217,
///   have been before (those are stale); ascending by the codes of the listed and the paid currency.
/// - Complexity: O(p · n) for p pairs and the n quotes of the forecasts' windows.
public func guidance(
    quotes: some Sequence<Quote>, fees: FeeTable, asOf: Day, policy: GuidancePolicy = GuidancePolicy()
) -> [PairGuidance] {
    let book = RateBook(quotes, asOf: asOf)
    let fresh = book.currencies.filter { book.ageDays(of: $0) <= policy.staleAfterDays }
    let stale = book.currencies.filter { !fresh.contains($0) && !isWithdrawn($0) }
    let codes = (fresh + stale).sorted(by: isBefore)
    var findings: [PairKey: PairFinding] = [:]
    for (place, first) in codes.enumerated() where fresh.contains(first) {
        for second in codes[(place + 1)...] where fresh.contains(second) {
            findings[PairKey(first, second)] = PairFinding(book.pair(listed: first, paid: second), policy: policy)
        }
    }
    let tried = findings.values.reduce(0) { $0 + $1.tests.count }
    let critical = policy.forecast.criticalValue(tests: tried)
    let context = PairContext(book: book, fees: fees, policy: policy, criticalValue: critical)
    return codes.flatMap { listed in
        codes.filter { $0 != listed }.map { paid in
            let finding = findings[PairKey(listed, paid)] ?? findings[PairKey(paid, listed)]?.mirrored
            return context.guidance(listed: listed, paid: paid, finding: finding)
        }
    }
}

private func isWithdrawn(_ currency: UInt32) -> Bool {
    guard let index = Currency.list.index(of: currency) else { return true }
    return Currency.list.isWithdrawn(index)
}

/// The order of two packed codes by their letters.
func isBefore(_ a: UInt32, _ b: UInt32) -> Bool { a.byteSwapped < b.byteSwapped }

/// An ordered pair of currencies.
struct PairKey: Hashable {
    let listed: UInt32
    let paid: UInt32

    init(_ listed: UInt32, _ paid: UInt32) {
        self.listed = listed
        self.paid = paid
    }
}
