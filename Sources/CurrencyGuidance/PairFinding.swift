/// What the rates say of a pair, whatever the method: made once per pair, mirrored for the other direction.
struct PairFinding {
    /// Of the next return, as a share.
    var deviation: Double?
    var isPeg = false
    /// One per candidate; none for a peg (whose last digits are rounding) and for short histories.
    var tests: [ForecastTest] = []

    init(_ pair: PairSeries, policy: GuidancePolicy) {
        let returns = pair.returns(last: policy.volatilityReturns)
        guard returns.count >= policy.volatilityReturnsMin else { return }
        deviation = movingDeviation(returns, decay: policy.decay)
        let logs = pair.logs.suffix(returns.count + 1)
        let range = (logs.max() ?? 0) - (logs.min() ?? 0)
        isPeg =
            (deviation ?? 1) < policy.pegDeviationMax && plainDeviation(returns) < policy.pegDeviationMax && range < policy.pegRangeMax
        guard !isPeg else { return }
        let length = policy.forecast.estimationReturns + 1 + policy.forecast.holdOutReturns
        tests = tryForecasts(pair.returns(last: length), policy: policy.forecast, decay: policy.decay)
    }

    /// The same for the pair the other way round.
    var mirrored: PairFinding {
        var result = self
        result.tests = tests.map(\.mirrored)
        return result
    }
}
