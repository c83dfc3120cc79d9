import CurrencyGuidance
import Domain
import TestSupport

/// Random series and small tables for the tests of guidance.
struct Series {
    private var generator: SeededGenerator

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    /// Uniform over 0 to 1.
    mutating func share() -> Double { Double(generator.next() >> 11) / 9_007_199_254_740_992 }

    /// About normal: the sum of twelve uniform numbers less six.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + share() } }

    /// Returns with a first-order autoregression: r = slope · r₋₁ + deviation · noise.
    mutating func returns(_ count: Int, deviation: Double = 0.005, slope: Double = 0) -> [Double] {
        var last = 0.0
        return (0..<count).map { _ in
            last = slope * last + deviation * normal()
            return last
        }
    }

    /// A rate per euro on each of `days`, starting at `start`.
    mutating func quotes(_ currency: String, days: [Day], start: Double, deviation: Double = 0.005, slope: Double = 0) -> [Quote] {
        var level = naturalLogarithm(start)
        return zip(days, returns(days.count, deviation: deviation, slope: slope)).map { day, value in
            level += value
            return quote(currency, day, exponential(level))
        }
    }
}

/// A currency's packed code.
func code(_ text: String) -> UInt32 {
    guard let packed = CodeList.pack(text) else { preconditionFailure("\(text) is no code.") }
    return packed
}

func quote(_ currency: String, _ day: Day, _ rate: Double, base: String = "EUR") -> Quote {
    Quote(day: day, base: code(base), currency: code(currency), millionths: Int64((rate * 1_000_000).rounded()))
}

/// Days without Saturdays and Sundays, ascending, ending with `last`.
func workingDays(_ count: Int, until last: Day) -> [Day] {
    var days: [Day] = []
    var day = last
    while days.count < count {
        // 1970-01-01 was a Thursday.
        if !(2...3).contains((Int(day.number) % 7 + 7) % 7) { days.append(day) }
        day = day - 1
    }
    return days.reversed()
}

/// A Friday.
let someDay = Day("2026-04-10") ?? Day(0)

/// Card in the listed currency (2 %, settled after two days) and conversion at checkout (6 %).
func someFees(card: Int = 2000, checkout: Int = 6000) throws -> FeeTable {
    var content = FeeTableContent(
        id: "test", version: "1", date: someDay, orderValue: FeeAmount(thousandths: 100_000, currency: code("EUR")), unit: 500)
    content.methods = [
        PaymentMethod(id: "CARD", name: "card", chineseName: "卡", side: .listed, settlementDays: 2),
        PaymentMethod(id: "CHECKOUT", name: "checkout", chineseName: "结账", side: .own, settlementDays: 0),
    ]
    let start = Day("2000-01-01") ?? Day(0)
    content.fees = [
        Fee(method: "CARD", from: start, spread: card, low: 0, high: card, source: "test"),
        Fee(method: "CHECKOUT", from: start, spread: checkout, low: 0, high: checkout, source: "test"),
    ]
    return try FeeTable(content)
}
