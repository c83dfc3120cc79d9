import Domain
import Foundation

@testable import CurrencyGuidance

/// A readable second implementation: every formula from its definition, with the library's logarithm, nothing carried along.
enum SlowTwin {
    /// σ² = (1 − λ) Σ λᵏ r²ₙ₋₁₋ₖ over all but the first twenty, which give the rest of the weight in equal parts.
    static func deviation(_ returns: [Double], decay: Double) -> Double {
        let later = Array(returns.dropFirst(20).reversed())
        var variance = 0.0
        for (age, value) in later.enumerated() { variance += (1 - decay) * pow(decay, Double(age)) * value * value }
        for value in returns.prefix(20) { variance += pow(decay, Double(later.count)) * value * value / 20 }
        return sqrt(variance)
    }

    /// The forecast of the return after `past`.
    static func forecast(_ candidate: ForecastCandidate, past: [Double], window: Int, decay: Double) -> Double {
        let recent = Array(past.suffix(window))
        switch candidate {
        case .drift: return recent.reduce(0, +) / Double(window)
        case .movingMean:
            var mean = past[0]
            for value in past.dropFirst() { mean = decay * mean + (1 - decay) * value }
            return mean
        case .autoregression:
            let before = Array(past.dropLast().suffix(window))
            let meanX = before.reduce(0, +) / Double(window)
            let meanY = recent.reduce(0, +) / Double(window)
            var together = 0.0
            var alone = 0.0
            for (x, y) in zip(before, recent) {
                together += (x - meanX) * (y - meanY)
                alone += (x - meanX) * (x - meanX)
            }
            let slope = together / alone
            return meanY - slope * meanX + slope * (past.last ?? 0)
        }
    }

    static func test(_ candidate: ForecastCandidate, _ returns: [Double], policy: ForecastPolicy, decay: Double) -> ForecastTest {
        let used = Array(returns.suffix(policy.estimationReturns + 1 + policy.holdOutReturns))
        var gains: [Double] = []
        var own = 0.0
        var unchanged = 0.0
        for day in (used.count - policy.holdOutReturns)..<used.count {
            let guess = forecast(candidate, past: Array(used[..<day]), window: policy.estimationReturns, decay: decay)
            own += pow(used[day] - guess, 2)
            unchanged += pow(used[day], 2)
            gains.append(pow(used[day], 2) - pow(used[day] - guess, 2))
        }
        let n = Double(gains.count)
        let mean = gains.reduce(0, +) / n
        let variance = gains.map { pow($0 - mean, 2) }.reduce(0, +) / n
        return ForecastTest(
            candidate: candidate, theilU: sqrt(own) / sqrt(unchanged), dieboldMariano: mean / sqrt(variance / n) * sqrt((n - 1) / n),
            nextReturn: forecast(candidate, past: used, window: policy.estimationReturns, decay: decay))
    }
}
