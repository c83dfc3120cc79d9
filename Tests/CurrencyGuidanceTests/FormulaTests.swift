import Domain
import Foundation
import Tables
import Testing

@testable import CurrencyGuidance

@Suite("Formulas against their slow twins and against published values")
struct FormulaTests {
    private let policy = GuidancePolicy()

    private func isNear(_ a: Double, _ b: Double, _ share: Double = 1e-9) -> Bool { abs(a - b) <= share * max(abs(a), abs(b)) + 1e-15 }

    @Test func theLogarithmIsTheLibrarysToTheLastDigits() {
        var series = Series(seed: 1)
        for _ in 0..<20_000 {
            let x = Foundation.exp((series.share() - 0.5) * 60)
            let expected = Foundation.log(x)
            #expect(abs(naturalLogarithm(x) - expected) <= 4e-16 * max(1, abs(expected)), "\(x)")
        }
        #expect(naturalLogarithm(1) == 0)
        #expect(abs(naturalLogarithm(exponential(0.25)) - 0.25) < 1e-15)
        // To the bit, so that a machine on which it differed would say so here.
        #expect(naturalLogarithm(7.9827).bitPattern == 0x4000_9E43_3F1D_63BA)
    }

    @Test(arguments: 1...20) func volatilityEqualsItsTwin(seed: UInt64) {
        var series = Series(seed: seed)
        let returns = series.returns(60 + Int(seed) * 10)
        let fast = movingDeviation(returns, decay: 0.94)
        #expect(isNear(fast ?? 0, SlowTwin.deviation(returns, decay: 0.94)))
    }

    @Test func volatilityOfEqualReturnsIsTheirSize() {
        let returns = (0..<100).map { $0 % 2 == 0 ? 0.01 : -0.01 }
        #expect(isNear(movingDeviation(returns, decay: 0.94) ?? 0, 0.01))
        #expect(movingDeviation(Array(returns.prefix(20)), decay: 0.94) == nil)
        #expect(movingDeviation(Array(repeating: 0, count: 100), decay: 0.94) == 0)
    }

    @Test(arguments: 1...12) func forecastsEqualTheirTwins(seed: UInt64) {
        var series = Series(seed: seed)
        var small = ForecastPolicy()
        small.estimationReturns = 40 + Int(seed)
        small.holdOutReturns = 60
        let returns = series.returns(120 + Int(seed) * 3, slope: Double(seed) / 20 - 0.3)
        for test in tryForecasts(returns, policy: small, decay: 0.94) {
            let twin = SlowTwin.test(test.candidate, returns, policy: small, decay: 0.94)
            #expect(isNear(test.theilU, twin.theilU) && isNear(test.dieboldMariano, twin.dieboldMariano, 1e-7), "\(test) \(twin)")
            #expect(abs(test.nextReturn - twin.nextReturn) < 1e-12, "\(test.candidate)")
        }
    }

    @Test func tooFewReturnsAreNotTried() {
        var series = Series(seed: 3)
        let needed = policy.forecast.estimationReturns + 1 + policy.forecast.holdOutReturns
        let returns = series.returns(needed)
        #expect(tryForecasts(Array(returns.dropFirst()), policy: policy.forecast, decay: 0.94).isEmpty)
        #expect(tryForecasts(returns, policy: policy.forecast, decay: 0.94).map(\.candidate) == ForecastCandidate.allCases)
        #expect(tryForecasts(Array(repeating: 0, count: needed), policy: policy.forecast, decay: 0.94).isEmpty)
    }

    @Test func quantilesAreTheTables() {
        // Abramowitz and Stegun, table 26.5, and Wichura's own check values.
        for (probability, value) in [
            (0.5, 0), (0.25, -0.6744897501960817), (0.001, -3.090232306167814), (0.95, 1.6448536269514722), (0.975, 1.959963984540054),
            (1e-20, -9.262340089798408),
        ] {
            #expect(abs(normalQuantile(probability) - value) < 2e-6, "\(probability)")
        }
        #expect(abs(policy.forecast.criticalValue(tests: 1) - 1.644854) < 1e-5)
        #expect(policy.forecast.criticalValue(tests: 1000) > 3.8)
    }

    @Test func mediansAreTheMiddle() {
        #expect(median([3, 1, 2]) == 2)
        #expect(median([4, 1, 3, 2]) == 2.5)
        #expect(median([]) == nil)
    }

    @Test func digitsAreWrittenWithoutExponents() {
        #expect(significantText(0.85587128, digits: 8) == "0.85587128")
        #expect(significantText(20_082.05, digits: 8) == "20082.050")
        #expect(significantText(0.00004979571, digits: 6) == "0.0000497957")
        #expect(significantText(372_274_123, digits: 6) == "372274123")
        #expect(decimalText(-0.00004, decimals: 3) == "0.000")
        #expect(CommaSeparated.field("a, \"b\"") == "\"a, \"\"b\"\"\"" && CommaSeparated.field("汇率") == "汇率")
        #expect(JSONLines.string("\"\\\n\u{1}") == "\"\\\"\\\\\\n\\u0001\"")
    }
}
