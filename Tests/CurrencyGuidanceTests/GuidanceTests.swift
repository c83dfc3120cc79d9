import Domain
import TestSupport
import Testing

@testable import CurrencyGuidance

@Suite("Guidance for pairs and methods, by hand")
struct GuidanceTests {
    private let policy = GuidancePolicy()

    private func find(_ pairs: [PairGuidance], _ listed: String, _ paid: String) throws -> PairGuidance {
        try #require(pairs.first { $0.listed == code(listed) && $0.paid == code(paid) })
    }

    private func constant(_ currency: String, _ rate: Double, until last: Day = someDay, count: Int = 80) -> [Quote] {
        workingDays(count, until: last).map { quote(currency, $0, rate) }
    }

    @Test func costsByHand() throws {
        var content = try someFees().content
        content.fees[0].percent = 250
        content.fees[0].fixed = FeeAmount(thousandths: 300, currency: code("USD"))
        let fees = try FeeTable(content)
        let quotes = constant("USD", 1.25) + constant("CNY", 8)
        let pair = try find(guidance(quotes: quotes, fees: fees, asOf: someDay), "USD", "CNY")
        let card = try #require(pair.methods.first)
        // 2 % + 0.25 % + 0.30 USD = 0.24 EUR on 100 EUR: 2.49 %. 1 USD = 8 ÷ 1.25 CNY.
        #expect(pair.mid == 6.4)
        let cost = try #require(card.cost)
        #expect(cost.spread == 2 && cost.fee == 0.25 && abs(cost.fixed - 0.24) < 1e-12 && abs(cost.total - 2.49) < 1e-12)
        #expect(abs(cost.low - 0.49) < 1e-12)
        #expect(abs((card.allIn ?? 0) - 6.4 * 1.0249) < 1e-12)
        #expect(abs((card.gap ?? 0) - 3.51) < 1e-9 && card.advice == .payListed)
    }

    @Test func rangesGrowWithTheRootOfTheDays() throws {
        var series = Series(seed: 8)
        let quotes = series.quotes("USD", days: workingDays(300, until: someDay), start: 1.1)
        var content = try someFees().content
        content.methods[0].settlementDays = 9
        let pair = try find(guidance(quotes: quotes, fees: FeeTable(content), asOf: someDay), "USD", "EUR")
        let card = pair.methods[0]
        let (low, price, high) = (try #require(card.low), try #require(card.allIn), try #require(card.high))
        let deviation = try #require(pair.deviation)
        #expect(abs(naturalLogarithm(high / price) - 1.645 * deviation * 3) < 1e-12)
        #expect(abs(naturalLogarithm(price / low) - 1.645 * deviation * 3) < 1e-12)
        #expect(pair.methods[1].low == pair.methods[1].allIn)
    }

    @Test func adviceByHand() {
        // gap, range, unit.
        #expect(Advice(gap: 3, range: 1, unit: 0.5) == .payListed)
        #expect(Advice(gap: -3, range: 1, unit: 0.5) == .payOwn)
        #expect(Advice(gap: 0.5, range: 0.4, unit: 0.5) == .equal)
        #expect(Advice(gap: 0.4, range: 0.5, unit: 0.5) == .equal)
        #expect(Advice(gap: 0.4, range: 0.6, unit: 0.5) == .waitRisk)
        #expect(Advice(gap: 3, range: 3.1, unit: 0.5) == .waitRisk)
        #expect(Advice(gap: 3, range: 3, unit: 0.5) == .payListed)
        #expect(Advice(gap: 3, range: nil, unit: 0.5) == .payListed)
        #expect(Advice(gap: nil, range: 3, unit: 0.5) == .none)
    }

    /// Ninety days at 1, then today higher, lower or within the unit of 0.5 %.
    @Test(arguments: [(0.99, "FAVOURABLE"), (1.01, "UNFAVOURABLE"), (1.004, "USUAL"), (0.996, "USUAL")])
    func todayAgainstTheMedian(rate: Double, position: String) throws {
        let quotes = constant("USD", 1, until: someDay - 1) + [quote("USD", someDay, rate)]
        let pair = try find(guidance(quotes: quotes, fees: try someFees(), asOf: someDay), "EUR", "USD")
        #expect(pair.methods[0].position.rawValue == position)
        #expect(pair.methods[0].median == 1.02)
    }

    @Test func pricesOfTheMedianHaveTheFeeOfTheirDay() throws {
        var content = try someFees().content
        content.fees[0].until = someDay - 1
        content.fees.append(Fee(method: "CARD", from: someDay, spread: 4000, low: 0, high: 4000, source: "dearer"))
        let pair = try find(guidance(quotes: constant("USD", 1), fees: FeeTable(content), asOf: someDay), "EUR", "USD")
        #expect(pair.methods[0].fee.source == "dearer" && pair.methods[0].allIn == 1.04)
        #expect(pair.methods[0].median == 1.02 && pair.methods[0].position == .unfavourable)
        let before = guidance(quotes: constant("USD", 1), fees: try FeeTable(content), asOf: someDay - 1)
        #expect(try find(before, "EUR", "USD").methods[0].fee.source == "test")
    }

    @Test func staleCurrenciesHaveNoNumbers() throws {
        let quotes = constant("USD", 1.1) + constant("RUB", 100, until: someDay - 8) + constant("SKK", 30, until: someDay - 8)
        let pairs = guidance(quotes: quotes, fees: try someFees(), asOf: someDay)
        let pair = try find(pairs, "RUB", "USD")
        #expect(pair.status == .stale && pair.mid == nil && pair.methods[0].allIn == nil && pair.methods[0].advice == .none)
        #expect(pair.rateDay == workingDays(1, until: someDay - 8)[0])
        #expect(!pairs.contains { $0.listed == code("SKK") }, "a withdrawn currency is no stale one")
        let words = Wording(pair: pair, method: pair.methods[0], policy: policy)
        #expect(words.english == "No guidance: the last reference rate of this pair is of 2026-04-02.")
        let week = guidance(quotes: quotes, fees: try someFees(), asOf: someDay - 1)
        #expect(try find(week, "RUB", "USD").status == .peg, "seven days are not too many")
    }

    @Test func contradictingSourcesGetNoAdvice() throws {
        let cross = quote("CNY", someDay, 7.0, base: "USD")
        let quotes = constant("USD", 1.25) + constant("CNY", 8) + [cross]
        let pair = try find(guidance(quotes: quotes, fees: try someFees(), asOf: someDay), "USD", "CNY")
        #expect(pair.status == .inconsistent && pair.methods.allSatisfy { $0.advice == .none })
        #expect(abs((pair.triangleDeviation ?? 0) - (7 / 6.4 - 1)) < 1e-12)
        let back = try find(guidance(quotes: quotes, fees: try someFees(), asOf: someDay), "CNY", "USD")
        #expect(back.status == .inconsistent && abs((back.triangleDeviation ?? 0) - (6.4 / 7 - 1)) < 1e-12)
        #expect(
            Wording(pair: pair, method: pair.methods[0], policy: policy).english
                .hasSuffix("No advice: sources of this rate contradict each other by 9.38 %."))
        let near = constant("USD", 1.25) + constant("CNY", 8) + [quote("CNY", someDay, 6.41, base: "USD")]
        #expect(try find(guidance(quotes: near, fees: try someFees(), asOf: someDay), "USD", "CNY").status == .peg)
    }

    /// Nobody gets richer by going there and back, and the order of the quotes does not matter.
    @Test(arguments: 1...5) func thereAndBackCostsSomething(seed: UInt64) throws {
        var series = Series(seed: seed)
        let days = workingDays(260, until: someDay)
        var quotes: [Quote] = []
        for currency in ["USD", "CNY", "JPY", "GBP"] { quotes += series.quotes(currency, days: days, start: 1 + 10 * series.share()) }
        let fees = try someFees()
        let pairs = guidance(quotes: quotes, fees: fees, asOf: someDay)
        #expect(pairs.count == 20)
        for pair in pairs {
            let back = try #require(pairs.first { $0.listed == pair.paid && $0.paid == pair.listed })
            for (method, other) in zip(pair.methods, back.methods) { #expect((method.allIn ?? 0) * (other.allIn ?? 0) > 1) }
            #expect(pair.deviation == back.deviation)
        }
        var generator = SeededGenerator(seed: seed)
        let shuffled = guidance(quotes: quotes.shuffled(using: &generator), fees: fees, asOf: someDay)
        let (one, other) = (GuidanceTable(pairs, fees: fees, asOf: someDay), GuidanceTable(shuffled, fees: fees, asOf: someDay))
        #expect(one.csv == other.csv && one.ndjson == other.ndjson)
        // What comes later, a second rate of a past day aside, changes nothing.
        let later = quotes + series.quotes("USD", days: workingDays(20, until: someDay + 40).filter { $0 > someDay }, start: 9)
        #expect(GuidanceTable(guidance(quotes: later, fees: fees, asOf: someDay), fees: fees, asOf: someDay).csv == one.csv)
    }

    @Test func everySentenceNamesTheSameThingsInBothLanguages() {
        func names(_ text: String) -> Set<Substring> {
            Set(text.split(separator: "{", omittingEmptySubsequences: false).dropFirst().compactMap { $0.split(separator: "}").first })
        }
        for sentence in Sentence.allCases { #expect(names(sentence.english) == names(sentence.chinese), "\(sentence)") }
    }

    @Test func theFilesByHand() throws {
        let fees = try someFees()
        let pairs = guidance(quotes: constant("USD", 1.25), fees: fees, asOf: someDay)
        let table = GuidanceTable(pairs, fees: fees, asOf: someDay)
        let lines = table.csv.split(separator: "\n")
        #expect(lines.count == 5)
        let numbers: String =
            "2026-04-10,EUR,USD,CARD,listed,PEG,2026-04-10,1.2500000,2.0000,0.0000,0.0000,2.0000,0.0000,2.0000,1.2750000,2,0.0000,"
            + "1.2750000,1.2750000,1.2750000,USUAL,4.0000,0.0000,PAY_LISTED,NONE,,,,,1.6449,,2000-01-01,,test,test 1"
        let english: String =
            "1 EUR costs 1.27500 USD (card): the reference rate of 2026-04-10, 1.25000, and 2.00 % on top. "
            + "Today's price is about the median of the last 90 days. Pay in EUR: paying in USD costs 4.00 percentage points more. "
            + "The two currencies are held near a fixed rate; such an arrangement can end overnight."
        let chinese: String =
            "卡：1 EUR 合 1.27500 USD，即2026-04-10参考汇率 1.25000 另加 2.00% 费用。今日价格接近最近90天的中位数。"
            + "建议用标价货币 EUR 付款：改用 USD 付款要多付 4.00 个百分点。两种货币之间的汇率基本固定，但这种安排可能突然终止。"
        #expect(String(lines[1]) == "\(numbers),\"\(english)\",\(chinese)")
        #expect(
            table.ndjson.hasPrefix("{\"as_of\":\"2026-04-10\",\"listed_currency\":\"EUR\",\"paid_currency\":\"USD\",\"method\":\"CARD\""))
        #expect(
            GuidanceTable.schema.contains(
                "\"as_of\": {\"description\": \"The day that plays today.\", \"type\": \"string\", \"format\": \"date\"}"))
    }
}
