import Domain
import Problems
import Scoring
import Settings
import Testing

/// The standards of marketplaces: windows, minimums, distinct buyers, dates, and what dumps do not tell.
struct StandardsTests {
    /// What the built-in standards say of an enterprise on a day: status, numerator, denominator and outcome by standard and metric.
    private func measure(_ evidence: EnterpriseEvidence, asOf: Day = someDay) throws -> [String: MarketplaceMetric] {
        let rules = MarketplaceRules(try embeddedStandards(), asOf: asOf)
        let names = rules.metrics.map { "\($0.standard) \($0.name)" }
        return Dictionary(uniqueKeysWithValues: zip(names, rules.measure(evidence)))
    }

    private func evidence(_ cells: [WholeCell], _ lapsed: [LapsedOrder] = []) -> EnterpriseEvidence {
        var evidence = enterprise(cells)
        evidence.lapsedOrders = lapsed.sorted { ($0.booked, $0.buyer) < ($1.booked, $1.buyer) }
        return evidence
    }

    /// So many orders with lapses, each of a buyer of its own.
    private func lapsed(_ count: Int, _ daysAgo: Int, _ lapses: Lapses, buyers: Int? = nil, asOf: Day = someDay) -> [LapsedOrder] {
        (0..<count).map { LapsedOrder(booked: asOf - daysAgo, buyer: UInt64($0 % (buyers ?? count)), lapses: lapses) }
    }

    // MARK: Worked examples of the reference

    @Test func `Amazon: an order with several defects counts once: 1078, not 442 + 15 + 628`() throws {
        // 7 of the 1085 components stand on an order that has another.
        let found = try measure(evidence([cell(20, counters([.orders: 539_000]))], lapsed(1078, 20, .orderDefect)))
        let metric = try #require(found["AMAZON order_defect_rate"])
        #expect(metric.numerator == 1078 && metric.denominator == 539_000 && metric.status == .good)  // 0.2 %, whatever rate was carried
    }

    @Test func `Amazon since 2024-09-25: of 130 orders the last seven days' 30 are left out; 90 of 100 in time are 90 % and enough`() throws
    {
        let asOf = try #require(Day("2024-10-31"))
        func found(_ late: Int) throws -> MarketplaceMetric? {
            let cells = [(8, 100), (2, 30)].map {
                WholeCell(day: asOf - $0, corroboration: .both, counters: counters([.orders: $1, .trackedDeliveryDue: $1]))
            }
            return try measure(
                evidence(cells, lapsed(late, 8, .deliveredLate, asOf: asOf) + lapsed(30, 2, .deliveredLate, asOf: asOf)), asOf: asOf)[
                    "AMAZON on_time_delivery_rate"]
        }
        #expect(try found(10)?.numerator == 90 && found(10)?.denominator == 100)
        #expect(try found(10)?.status == .good)
        #expect(try found(11)?.status == .bad)
    }

    @Test func `Amazon until 2024-09-24: more than 97 % of 30 days`() throws {
        let asOf = try #require(Day("2024-09-24"))
        let cells = [WholeCell(day: asOf - 2, corroboration: .both, counters: counters([.trackedDeliveryDue: 100]))]
        let found = try measure(evidence(cells, lapsed(3, 2, .deliveredLate, asOf: asOf)), asOf: asOf)
        #expect(found["AMAZON on_time_delivery_rate"]?.status == .bad)  // 97 % is not more than 97 %
    }

    @Test(arguments: [(399, 1), (400, 0)])
    func `eBay: the last three months where they have 400 transactions, else twelve`(_ orders: Int64, _ window: Int) throws {
        let asOf = try #require(Day("2024-10-25"))  // evaluated on the 20th: July to September
        let recent = try #require(Day("2024-07-01"))
        let former = try #require(Day("2023-10-01"))
        let cells = [(former, Int64(1000)), (recent, orders)].map {
            WholeCell(day: $0, corroboration: .both, counters: counters([.orders: $1]))
        }
        let metric = try #require(measure(evidence(cells), asOf: asOf)["EBAY transaction_defect_rate"])
        #expect(metric.window == window)
        #expect(metric.denominator == (window == 0 ? 400 : 1399))
    }

    @Test func `eBay: before the 20th the month before the last is the last one`() throws {
        let windows = StandardWindow.adaptive(months: 3, ordersMin: 400, elseMonths: 12, evaluated: 20).ranges(
            asOf: try #require(Day("2024-03-19")))
        #expect(windows.map(\.description) == ["2023-11-01...2024-01-31", "2023-02-01...2024-01-31"])
    }

    @Test(arguments: [(5, MarketplaceMetric.Status.bad), (4, .good)])
    func `eBay: a defect rate above 2 % bites once more than four distinct buyers stand behind it`(
        _ buyers: Int, _ status: MarketplaceMetric.Status
    ) throws {
        let asOf = try #require(Day("2024-10-25"))
        let booked = try #require(Day("2024-08-01"))
        let lapses = (0..<30).map { LapsedOrder(booked: booked, buyer: UInt64($0 % buyers), lapses: .cancelledBySeller) }
        let cells = [WholeCell(day: booked, corroboration: .both, counters: counters([.orders: 500]))]
        let found = try measure(evidence(cells, lapses), asOf: asOf)
        let metric = try #require(found["EBAY transaction_defect_rate"])
        #expect(metric.numerator == 30 && metric.status == status)
    }

    @Test(arguments: [(Int64(2), MarketplaceMetric.Status.good), (3, .bad)])
    func `eBay: two cases closed without resolution are allowed, whatever the rate`(
        _ cases: Int64, _ status: MarketplaceMetric.Status
    ) throws {
        let asOf = try #require(Day("2024-10-25"))
        let booked = try #require(Day("2024-08-01"))
        let cells = [WholeCell(day: booked, corroboration: .both, counters: counters([.orders: 100]))]
        let lapses = (0..<Int(cases)).map { LapsedOrder(booked: booked, buyer: UInt64($0), lapses: .unresolvedCase) }
        #expect(try measure(evidence(cells, lapses), asOf: asOf)["EBAY cases_closed_without_resolution"]?.status == status)
    }

    @Test(arguments: [
        ("2024-01-14", Int64(15), MarketplaceMetric.Status.bad), ("2024-01-15", 15, .good), ("2024-01-15", 20, .good),
        ("2024-01-15", 21, .bad),
    ])
    func `Shopee: the limit of late shipments rose from 10 to 20 % on 2024-01-15`(
        _ date: String, _ late: Int64, _ status: MarketplaceMetric.Status
    ) throws {
        let asOf = try #require(Day(date))
        let cells = [WholeCell(day: asOf, corroboration: .both, counters: counters([.handoverDue: 100, .handoverLate: late]))]
        #expect(try measure(evidence(cells), asOf: asOf)["SHOPEE late_shipment_rate"]?.status == status)
    }

    @Test(arguments: [(100, 100, 2 as Int?), (99, 99, nil), (150, 100, 4), (149, 100, 2), (120, 880, nil)])
    func `Shopee: 50 % and 100 orders unfulfilled cost 2 points, 60 % and 100 orders 4`(
        _ unfulfilled: Int, _ others: Int, _ points: Int?
    ) throws {
        // Ten more orders, withdrawn by their buyers, are in neither.
        let cells = [cell(3, counters([.orders: Int64(unfulfilled + others + 10)]))]
        let lapses = lapsed(unfulfilled, 3, .unfulfilled) + lapsed(10, 3, .withdrawn)
        let metric = try #require(measure(evidence(cells, lapses))["SHOPEE non_fulfilment_rate"])
        #expect(metric.outcome == points)
        #expect(metric.denominator == Int64(unfulfilled + others))
        #expect(metric.status == .bad)
    }

    // MARK: What cannot be told

    @Test func `What dumps do not tell has status NONE and names what is missing`() throws {
        let rules = MarketplaceRules(try embeddedStandards(), asOf: someDay)
        let values = rules.measure(enterprise([cell(5, goodOrders(1000))]))
        var missing: [String] = []
        for (metric, value) in zip(rules.metrics, values) {
            guard case .unknown(let what) = metric.definition else { continue }
            #expect(value == MarketplaceMetric(status: .none, numerator: nil))
            #expect(!what.isEmpty)
            missing.append("\(metric.standard) \(metric.name)")
        }
        #expect(missing.contains("ETSY message_response_rate"))
        #expect(missing.contains("EBAY tracking_uploaded_in_handling_time"))
        #expect(missing.contains("SHOPEE penalty_tier"))
    }

    @Test func `A level needs all that it asks; what is not known leaves it open; what fails decides`() throws {
        let good = try measure(evidence(months(goodOrders(200))))
        // The top is out of reach only for what dumps do not tell: nothing can be said.
        #expect(good["EBAY seller_level"] == MarketplaceMetric(status: .none))
        #expect(good["ETSY star_seller"]?.status == MarketplaceMetric.Status.none)
        var slow = goodOrders(200)
        slow[.handoverLate] = 100
        #expect(try measure(evidence(months(slow)))["ETSY star_seller"] == MarketplaceMetric(status: .bad, outcome: 1))
        // Fifty cancellations of as many buyers: not top, not standard.
        let bad = try measure(evidence(months(goodOrders(200)), (1...12).flatMap { lapsed(50, $0 * 30, .cancelledBySeller) }))
        #expect(bad["EBAY seller_level"] == MarketplaceMetric(status: .bad, outcome: 2))
    }

    private func months(_ counters: Counters) -> [WholeCell] { (1...12).map { cell($0 * 30, counters) } }

    @Test func `Nothing in the window is NONE, not GOOD`() throws {
        let found = try measure(evidence([cell(100, goodOrders(50))]))
        for name in ["AMAZON order_defect_rate", "AMAZON valid_tracking_rate", "SHOPEE non_fulfilment_rate"] {
            #expect(found[name]?.status == MarketplaceMetric.Status.none, "\(name)")
            #expect(found[name]?.denominator == 0)
        }
    }

    // MARK: The file

    @Test(arguments: [
        (
            "M:\n  rate:\n    window: {days: 7, lag: 0}\n    numerator: {with: [late]}\n",
            "s.yaml:4: M.rate.numerator.with[0]: \"late\" is none of "
        ),
        (
            "M:\n  rate:\n    window: {days: 7, lag: 0}\n    numerator: {}\n",
            "s.yaml:4: M.rate.numerator: nothing is counted. Fix: state sum, with or days_since_first_order"
        ),
        (
            "M:\n  rate:\n    - {missing: a}\n    - {from: 2024-01-01, missing: b}\n",
            "s.yaml:4: M.rate[1]: this version begins before the former one ends. Fix: state from and until, in order"
        ),
        (
            "M:\n  level:\n    levels: {TOP: [rate]}\n", "s.yaml:3: M.level.levels.TOP[0]: \"rate\" is none of level. Fix: use one of level"
        ),
        (
            "M:\n  rate:\n    window: {days: 7, lag: 0}\n    numerator: {sum: [orders]}\n    target: {below: 1}\n",
            "s.yaml:5: M.rate.target.below: there is no such key. Fix: use one of less_than, at_most, greater_than, at_least, equals"
        ),
        (
            "M:\n  rate:\n    window: {days: 7, lag: 0}\n    numerator: {sum: [orders]}\n    buyers_min: 3\n",
            "s.yaml:2: M.rate: buyers_min counts the buyers behind lapses, and the numerator has none. Fix: remove it"
        ),
    ])
    func `A broken file of standards is refused with its line and a remedy`(_ yaml: String, _ message: String) throws {
        let problem = try #require(throws: Problem.self) { _ = try loadStandards(yaml: yaml, source: "s.yaml") }
        #expect(problem.description.hasPrefix(message), "\(problem)")
        #expect(problem.kind == .configuration)
    }

    @Test func `Targets are compared as integers`() {
        #expect(StandardTarget(.lessThan, millionths: 10_000).isMet(1, 101))
        #expect(!StandardTarget(.lessThan, millionths: 10_000).isMet(1, 100))
        #expect(StandardTarget(.atMost, millionths: 333_333).isMet(333_333, 1_000_000))
        #expect(!StandardTarget(.atMost, millionths: 333_333).isMet(1, 3))
        #expect(StandardTarget(.atLeast, millionths: 4_800_000).isMet(.max / 2, .max / 10))  // sums that overflow 64 bits
        #expect(StandardTarget(.equals, millionths: 0).isMet(0, 1))
    }
}
