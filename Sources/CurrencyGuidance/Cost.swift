import Domain

/// What a method adds to the reference rate, in per cent of the amount.
public struct Cost: Sendable, Equatable {
    /// The mark-up on the rate.
    public var spread: Double
    /// The percentage fee, and the fixed fee as a percentage of the table's ordinary order.
    public var fee: Double
    public var fixed: Double
    /// spread + fee + fixed; and with the least and the greatest mark-up that sources name.
    public var total: Double
    public var low: Double
    public var high: Double
}

extension RateBook {
    /// What an entry comes to on a day; nil where a fixed fee's currency has no rate.
    ///
    /// total = spread + percentage + 100 × fixed ÷ order, both amounts in euro by the rates of that day.
    func cost(_ fee: Fee, orderValue: FeeAmount, on day: Int32) -> Cost? {
        var fixed = 0.0
        if let amount = fee.fixed, amount.thousandths > 0 {
            guard let own = euros(amount, on: day), let order = euros(orderValue, on: day) else { return nil }
            fixed = 100 * own / order
        }
        let percent = Double(fee.percent) / 1000
        // Whole thousandths are summed first: equal sums give equal bits.
        func total(_ spread: Int) -> Double { Double(spread + fee.percent) / 1000 + fixed }
        return Cost(
            spread: Double(fee.spread) / 1000, fee: percent, fixed: fixed, total: total(fee.spread), low: total(fee.spreadLow),
            high: total(fee.spreadHigh))
    }

    private func euros(_ amount: FeeAmount, on day: Int32) -> Double? {
        if amount.currency == Currency.euro { return Double(amount.thousandths) }
        return rate(of: amount.currency, on: day).map { Double(amount.thousandths) / $0 }
    }
}
