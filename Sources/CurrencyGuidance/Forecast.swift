/// Tries every candidate on the last returns: a rolling hold-out in which each day is forecast from the days before it alone.
///
/// - Parameter returns: daily logarithmic returns, ascending; the last `estimationReturns + 1 + holdOutReturns` are used.
/// - Returns: one per candidate, in their order; none where there are too few returns, or where nothing moved.
/// - Complexity: O(n): least squares come from running sums.
func tryForecasts(_ returns: [Double], policy: ForecastPolicy, decay: Double) -> [ForecastTest] {
    let needed = policy.estimationReturns + 1 + policy.holdOutReturns
    guard returns.count >= needed, policy.estimationReturns > 2, policy.holdOutReturns > 1 else { return [] }
    let sums = RunningSums(Array(returns.suffix(needed)), decay: decay)
    let days = (needed - policy.holdOutReturns)..<needed
    return ForecastCandidate.allCases.compactMap { candidate in
        let forecasts = days.map { sums.forecast(candidate, of: $0, window: policy.estimationReturns) }
        guard let score = ForecastScore(forecasts, actual: sums.returns[days]) else { return nil }
        return ForecastTest(
            candidate: candidate, theilU: score.theilU, dieboldMariano: score.dieboldMariano,
            nextReturn: sums.forecast(candidate, of: needed, window: policy.estimationReturns))
    }
}

/// Sums over the first i returns, so that those over any window are differences.
private struct RunningSums {
    let returns: [Double]
    private var plain: [Double] = [0]
    private var squares: [Double] = [0]
    /// Of a return and the one before it; the first has none.
    private var products: [Double] = [0]
    /// The exponentially weighted mean of the first i returns.
    private var means: [Double] = [0]

    init(_ returns: [Double], decay: Double) {
        self.returns = returns
        for (i, value) in returns.enumerated() {
            plain.append(plain[i] + value)
            squares.append(squares[i] + value * value)
            products.append(products[i] + (i > 0 ? value * returns[i - 1] : 0))
            means.append(i == 0 ? value : decay * means[i] + (1 - decay) * value)
        }
    }

    /// The forecast of return `day` from those before it.
    func forecast(_ candidate: ForecastCandidate, of day: Int, window: Int) -> Double {
        let n = Double(window)
        let sum = plain[day] - plain[day - window]
        switch candidate {
        case .drift: return sum / n
        case .movingMean: return means[day]
        case .autoregression:
            let before = plain[day - 1] - plain[day - window - 1]
            let square = squares[day - 1] - squares[day - window - 1]
            let product = products[day] - products[day - window]
            let spread = n * square - before * before
            guard spread > 0 else { return sum / n }
            let slope = (n * product - before * sum) / spread
            return (sum - slope * before) / n + slope * returns[day - 1]
        }
    }
}

/// Theil's U and the Diebold–Mariano statistic of one-day forecasts against forecasts of no change.
struct ForecastScore {
    let theilU: Double
    let dieboldMariano: Double

    /// - Returns: nil where nothing moved, or where both err alike on every day.
    init?(_ forecasts: [Double], actual: ArraySlice<Double>) {
        let n = Double(forecasts.count)
        var own = 0.0
        var unchanged = 0.0
        var gains: [Double] = []
        gains.reserveCapacity(forecasts.count)
        for (forecast, value) in zip(forecasts, actual) {
            let error = value - forecast
            own += error * error
            unchanged += value * value
            gains.append(value * value - error * error)
        }
        let mean = gains.reduce(0, +) / n
        let variance = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        guard unchanged > 0, variance > 0 else { return nil }
        theilU = (own / unchanged).squareRoot()
        // At horizon 1 the correction √((n + 1 − 2h + h(h − 1)/n) / n) is √((n − 1) / n).
        dieboldMariano = mean / (variance / n).squareRoot() * ((n - 1) / n).squareRoot()
    }
}
