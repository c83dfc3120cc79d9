import Domain
import Statistics
import Testing

/// What statistics say, and what they do not.
struct StatisticsTests {
    /// Totals of one enterprise's cell each: month, flow, dimension, member, value.
    private func totals(_ cells: [(month: String, flow: TradeFlow, dimension: TradeDimension, member: String, values: [Int64])]) throws
        -> TradeTotals
    {
        var totals = TradeTotals()
        for cell in cells {
            let day = try #require(Day("\(cell.month)-01"))
            for value in cell.values {
                totals.add(
                    [
                        TradeCell(
                            flow: cell.flow, dimension: cell.dimension, member: 0, month: TradePeriod.month(of: day), orders: 1,
                            valueMinor: Int128(value))
                    ], ends: [1], members: [Array(cell.member.utf8)])
            }
        }
        return totals
    }

    private func rows(_ totals: TradeTotals, _ day: String) throws -> [String: TradeStatistic] {
        let rows = tradeStatistics(totals, asOf: try #require(Day(day)))
        return Dictionary(
            uniqueKeysWithValues: rows.map { ("\($0.key.period) \($0.key.flow.name) \($0.key.dimension.name) \($0.key.member)", $0) })
    }

    /// `count` enterprises of equal value that add up to `value`.
    private func parts(_ value: Int64, _ count: Int64 = 4) -> [Int64] {
        (0..<count).map { value / count + ($0 < value % count ? 1 : 0) }
    }

    // MARK: The published figures of 2016 (China, cross-border e-commerce)

    @Test func `Shares of 82.08 and 17.92 % are a ratio of 4.58`() throws {
        let found = try totals([
            ("2016-06", .export, .all, "ALL", parts(8208)), ("2016-06", .import, .all, "ALL", parts(1792)),
        ])
        let balances = tradeBalances(tradeStatistics(found, asOf: try #require(Day("2016-12-31"))))
        let year = try #require(balances.first { $0.period.description == "2016" })
        #expect(year.exportShare == 0.8208 && year.importShare == 0.1792)
        #expect(((year.ratio ?? 0) * 100).rounded() == 458)
    }

    @Test func `B2B has 88.7 %, B2C 11.3 % of the whole`() throws {
        let found = try rows(
            totals([
                ("2016-06", .export, .all, "ALL", parts(1000)), ("2016-06", .export, .tradeModel, "B2B", parts(887)),
                ("2016-06", .export, .tradeModel, "B2C", parts(113)),
            ]), "2016-12-31")
        #expect(found["2016 EXPORT TRADE_MODEL B2B"]?.share == 0.887)
        #expect(found["2016 EXPORT TRADE_MODEL B2C"]?.share == 0.113)
    }

    @Test func `5.5 and 1.2 trillion are 6.7, not nearly 7`() throws {
        let (exports, imports): (Int64, Int64) = (550_000_000_000_000, 120_000_000_000_000)
        let found = try totals([
            ("2016-03", .export, .all, "ALL", parts(exports / 2)), ("2016-09", .export, .all, "ALL", parts(exports / 2)),
            ("2016-04", .import, .all, "ALL", parts(imports)),
        ])
        let balances = tradeBalances(tradeStatistics(found, asOf: try #require(Day("2016-12-31"))))
        #expect(balances.last?.period.description == "2016")
        #expect(balances.last?.totalMinor == 670_000_000_000_000)
    }

    // MARK: Growth

    @Test func `Growth is on the year before and on the period before, once the period is over`() throws {
        let cells = try totals([
            ("2024-01", .export, .all, "ALL", parts(100)), ("2024-12", .export, .all, "ALL", parts(160)),
            ("2025-01", .export, .all, "ALL", parts(200)),
        ])
        let open = try rows(cells, "2025-01-30")
        #expect(open["2025-01 EXPORT ALL ALL"]?.growth == nil)
        #expect(open["2025-01 EXPORT ALL ALL"]?.isComplete == false)
        let over = try rows(cells, "2025-01-31")
        #expect(over["2025-01 EXPORT ALL ALL"]?.growth == 1)
        #expect(over["2025-01 EXPORT ALL ALL"]?.growthOnPrevious == 0.25)
        #expect(over["2025 EXPORT ALL ALL"]?.growth == nil)
    }

    @Test func `Equal shares of four are a concentration of a quarter`() throws {
        let found = try rows(totals([("2024-01", .export, .all, "ALL", [25, 25, 25, 25])]), "2024-01-31")
        #expect(found["2024-01 EXPORT ALL ALL"]?.concentration == 0.25)
        #expect(found["2024-01 EXPORT ALL ALL"]?.enterprises == 4)
    }

    // MARK: Members

    @Test func `Two spellings of one accent are two members, whichever comes first`() throws {
        let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
        let cells = { (member: String, value: Int64) in
            [
                ("2024-01", TradeFlow.export, TradeDimension.all, "ALL", self.parts(value)),
                ("2024-01", TradeFlow.export, TradeDimension.category, member, self.parts(value)),
            ]
        }
        let (one, other) = (cells(composed, 300), cells(decomposed, 500))
        var merged = try totals(one)
        merged.merge(try totals(other))
        var reverse = try totals(other)
        reverse.merge(try totals(one))
        let all = [try totals(one + other), try totals(other + one), merged, reverse]
        let day = try #require(Day("2024-12-31"))
        for found in all.map({ tradeStatistics($0, asOf: day) }) {
            let members = found.filter { $0.key.dimension == .category && $0.key.period.length == .month }
            #expect(members.map { Array($0.key.member.utf8) } == [Array(decomposed.utf8), Array(composed.utf8)])
            #expect(members.map(\.valueMinor) == [500, 300])
            #expect(found == tradeStatistics(all[0], asOf: day))
        }
        // Each is hidden for itself: the one that tells of one enterprise, and the other with it.
        let small = try totals([
            ("2024-01", .export, .all, "ALL", parts(800)), ("2024-01", .export, .category, composed, [300]),
            ("2024-01", .export, .category, decomposed, parts(500)),
        ])
        let hidden = tradeStatistics(small, asOf: day).filter { $0.key.dimension == .category && $0.isSuppressed }
        #expect(Set(hidden.map { Array($0.key.member.utf8) }).count == 2)
    }

    // MARK: What is hidden

    @Test(arguments: [([50, 50], true), ([40, 30, 30], false), ([75, 15, 10], false), ([76, 14, 10], true)] as [([Int64], Bool)])
    func `Fewer than three enterprises are hidden, and one above 75 %`(_ values: [Int64], _ isHidden: Bool) throws {
        let found = try #require(try rows(totals([("2024-01", .export, .all, "ALL", values)]), "2024-01-31")["2024-01 EXPORT ALL ALL"])
        #expect(found.isSuppressed == isHidden)
        #expect((found.valueMinor == nil) == isHidden && (found.orders == nil) == isHidden && (found.enterprises == nil) == isHidden)
        #expect(!isHidden || found.share == nil && found.concentration == nil)
    }

    @Test func `A second member is hidden with the first, the one of least value`() throws {
        let found = try rows(
            totals([
                ("2024-01", .export, .all, "ALL", parts(1005)), ("2024-01", .export, .partner, "DE", [5]),
                ("2024-01", .export, .partner, "FR", parts(300)), ("2024-01", .export, .partner, "US", parts(700)),
            ]), "2024-01-31")
        #expect(found["2024-01 EXPORT PARTNER DE"]?.isSuppressed == true)
        #expect(found["2024-01 EXPORT PARTNER FR"]?.isSuppressed == true)
        #expect(found["2024-01 EXPORT PARTNER US"]?.valueMinor == 700)
        #expect(found["2024-01 EXPORT ALL ALL"]?.valueMinor == 1005)
    }

    @Test func `A hidden month does not follow from its quarter`() throws {
        let found = try rows(
            totals([
                ("2024-01", .export, .all, "ALL", [5]), ("2024-02", .export, .all, "ALL", parts(300)),
                ("2024-03", .export, .all, "ALL", parts(700)),
            ]), "2024-12-31")
        #expect(found["2024-01 EXPORT ALL ALL"]?.isSuppressed == true)
        #expect(found["2024-02 EXPORT ALL ALL"]?.isSuppressed == true)
        #expect(found["2024-03 EXPORT ALL ALL"]?.valueMinor == 700)
        #expect(found["2024-Q1 EXPORT ALL ALL"]?.valueMinor == 1005)
        #expect(found["2024-03 EXPORT ALL ALL"]?.growthOnPrevious == nil)
    }

    /// An attacker who knows every sum solves the linear system of what is shown; no hidden cell may have one solution only.
    @Test(arguments: 0..<400 as Range<UInt64>)
    func `No hidden cell can be computed from what is shown`(_ seed: UInt64) throws {
        var market = RandomMarket(seed: seed)
        let totals = market.totals()
        let rows = tradeStatistics(totals, asOf: try #require(Day("2024-12-31")))
        let attack = Attack(rows)
        #expect(attack.determined == [], "seed \(seed): of \(rows.count(where: \.isSuppressed)) hidden")
        #expect(market.sumsAreExact(rows))
    }
}
