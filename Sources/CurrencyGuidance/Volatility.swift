/// The daily volatility after RiskMetrics: σ²ₜ = λ · σ²ₜ₋₁ + (1 − λ) · r²ₜ, begun with the mean square of the first twenty returns.
///
/// - Parameters:
///   - returns: daily logarithmic returns, ascending by day.
///   - decay: λ.
/// - Returns: the standard deviation of the next return, as a share; nil for fewer than twenty-one returns.
func movingDeviation(_ returns: [Double], decay: Double) -> Double? {
    let seed = 20
    guard returns.count > seed else { return nil }
    var variance = returns[..<seed].reduce(0) { $0 + $1 * $1 } / Double(seed)
    for value in returns[seed...] { variance = decay * variance + (1 - decay) * value * value }
    return variance.squareRoot()
}

/// The root of the mean square: the standard deviation about no drift.
func plainDeviation(_ returns: [Double]) -> Double {
    guard !returns.isEmpty else { return 0 }
    return (returns.reduce(0) { $0 + $1 * $1 } / Double(returns.count)).squareRoot()
}

/// The middle value, or the mean of the two in the middle; nil of none.
func median(_ values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
