import Domain
import Testing

@testable import CurrencyGuidance

@Suite("Forecasts are published where there is something to foretell, and nowhere else")
struct ForecastTests {
    private let policy = GuidancePolicy()

    private func tests(_ returns: [Double]) -> [ForecastTest] { tryForecasts(returns, policy: policy.forecast, decay: policy.decay) }

    /// With a slope of a half every one of 100 series is published, whichever its sign; with one of 0.35 the test has not always the
    /// power: five hundred days are few.
    @Test(arguments: [(0.5, 100), (-0.5, 100), (0.35, 85), (-0.35, 85)])
    func aTrueAutoregressionIsFoundAndPublished(slope: Double, publishedMin: Int) throws {
        let critical = policy.forecast.criticalValue(tests: 3)
        var published = 0
        for seed in 1...100 as ClosedRange<UInt64> {
            var series = Series(seed: seed)
            let returns = series.returns(1001, slope: slope)
            let tried = tests(returns)
            #expect(tried.contains { $0.candidate == .autoregression && $0.theilU < 1 }, "seed \(seed)")
            guard let best = publishable(tried, criticalValue: critical) else { continue }
            published += 1
            #expect(best.candidate == .autoregression, "seed \(seed)")
            // The next return has the sign that the slope gives the last one, where that is not small.
            let last = try #require(returns.last)
            if abs(last) > 0.004 { #expect((best.nextReturn > 0) == (last * slope > 0), "seed \(seed)") }
        }
        #expect(published >= publishedMin)
    }

    /// Of 500 random walks none may pass at the level that a run of 500 pairs sets; at the level of a single one a few would.
    @Test func aRandomWalkPublishesNothing() {
        let critical = policy.forecast.criticalValue(tests: 1500)
        var below = 0
        var published = 0
        for seed in 1...500 as ClosedRange<UInt64> {
            var series = Series(seed: 1000 + seed)
            let tried = tests(series.returns(1001))
            if tried.contains(where: { $0.theilU < 1 }) { below += 1 }
            if publishable(tried, criticalValue: critical) != nil { published += 1 }
        }
        #expect(published == 0)
        // U below 1 alone is luck that comes often: why the second condition stands.
        #expect(below > 50, "\(below)")
    }

    @Test func bothConditionsMustHold() {
        let lucky = ForecastTest(candidate: .drift, theilU: 0.99, dieboldMariano: 1.9, nextReturn: 0.001)
        let worse = ForecastTest(candidate: .movingMean, theilU: 1.01, dieboldMariano: 9, nextReturn: 0.001)
        let good = ForecastTest(candidate: .autoregression, theilU: 0.97, dieboldMariano: 4, nextReturn: 0.001)
        let better = ForecastTest(candidate: .drift, theilU: 0.95, dieboldMariano: 3, nextReturn: 0.001)
        #expect(publishable([lucky, worse], criticalValue: 2) == nil)
        #expect(publishable([lucky, worse, good], criticalValue: 2) == good)
        #expect(publishable([better, good], criticalValue: 2) == better)
        #expect(good.mirrored.nextReturn == -0.001 && good.mirrored.theilU == 0.97)
    }

    /// From rates to the sentence: the forecast is published for both directions, with opposite signs.
    @Test func aPublishedForecastReachesTheText() throws {
        var series = Series(seed: 5)
        let days = workingDays(1100, until: someDay)
        let quotes = series.quotes("USD", days: days, start: 1.1, slope: 0.5)
        let pairs = guidance(quotes: quotes, fees: try someFees(), asOf: someDay)
        #expect(pairs.count == 2)
        let (there, back) = (try #require(pairs[0].forecast), try #require(pairs[1].forecast))
        #expect(there.nextReturn == -back.nextReturn && there.theilU == back.theilU)
        let words = Wording(pair: pairs[0], method: pairs[0].methods[0], policy: policy)
        #expect(words.sentences.last == .forecast)
        #expect(words.english.contains("AR1 erred less than the assumption of no change (U = 0."))
        let calm = guidance(
            quotes: series.quotes("USD", days: days, start: 1.1), fees: try someFees(), asOf: someDay)
        #expect(calm[0].forecast == nil)
        #expect(
            Wording(pair: calm[0], method: calm[0].methods[0], policy: policy).english
                .hasSuffix("Which way the rate will move is not predictable: nothing tried beats the assumption of no change."))
    }
}
