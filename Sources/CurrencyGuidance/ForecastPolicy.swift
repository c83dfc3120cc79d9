import Domain

/// How forecasts are tried against the assumption of no change, and what it takes to publish one.
public struct ForecastPolicy: Sendable {
    /// Returns from which the drift and the autoregression are estimated, anew for each day: about two years.
    public var estimationReturns = 500
    /// Days forecast one after the other, each from what was known the day before: about two years.
    public var holdOutReturns = 500
    /// The chance of publishing anything at all where nothing can be foretold (one-sided), over **all** candidates and pairs of a
    /// run together: without that, one in twenty of more than a thousand trials would pass by luck.
    public var significance = 0.05

    public init() {}

    /// The Diebold–Mariano statistic that a candidate must exceed (Bonferroni).
    ///
    /// - Parameter tests: how many candidates were tried on all pairs.
    public func criticalValue(tests: Int) -> Double { normalQuantile(1 - significance / Double(max(1, tests))) }
}

/// A way to forecast the next logarithmic return from those before it.
public enum ForecastCandidate: String, CaseIterable, Sendable {
    /// A random walk with drift: the mean of the estimation window.
    case drift = "DRIFT"
    /// A first-order autoregression: a + φ · r, by least squares over the estimation window.
    case autoregression = "AR1"
    /// The exponentially weighted mean.
    case movingMean = "EWMA_MEAN"
}

/// What a candidate was worth on the days of the hold-out, and what it says of the next one.
public struct ForecastTest: Sendable, Equatable {
    public var candidate: ForecastCandidate
    /// Theil's U: the candidate's root mean square error ÷ that of the driftless random walk. Below 1 is better.
    public var theilU: Double
    /// Diebold and Mariano (1995) on squared errors, horizon 1, with the correction of Harvey, Leybourne and Newbold (1997); above 0
    /// the candidate is better. The candidates nest the random walk, which makes the test the more cautious (Clark and West 2007).
    public var dieboldMariano: Double
    /// The forecast of the next logarithmic return.
    public var nextReturn: Double

    /// The same for the pair the other way round.
    var mirrored: ForecastTest {
        ForecastTest(candidate: candidate, theilU: theilU, dieboldMariano: dieboldMariano, nextReturn: -nextReturn)
    }
}

/// The one that may be published: U below 1 and the statistic above the critical value; of several the one with the least U.
func publishable(_ tests: [ForecastTest], criticalValue: Double) -> ForecastTest? {
    tests.filter { $0.theilU < 1 && $0.dieboldMariano > criticalValue }.min { $0.theilU < $1.theilU }
}

/// The value below which a standard normal variable lies with a probability: Wichura's AS 241 (Applied Statistics 37, 1988), PPND7, to seven
/// figures.
///
/// - Parameter probability: strictly between 0 and 1.
func normalQuantile(_ probability: Double) -> Double {
    precondition(probability > 0 && probability < 1, "A quantile needs a probability between 0 and 1.")
    let q = probability - 0.5
    if abs(q) <= 0.425 {
        let r = 0.180625 - q * q
        let above = ((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179
        return q * above / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1)
    }
    let tail = q < 0 ? probability : 1 - probability
    let root = (-naturalLogarithm(tail)).squareRoot()
    let size: Double
    if root <= 5 {
        let r = root - 1.6
        size =
            (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777) / ((0.12021132975 * r + 0.73700164250) * r + 1)
    } else {
        let r = root - 5
        size =
            (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150)
            / ((0.012258202635 * r + 0.24197894225) * r + 1)
    }
    return q < 0 ? -size : size
}
