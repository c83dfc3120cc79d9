import Domain

/// Joins rates and fees for one pair at a time.
struct PairContext {
    let book: RateBook
    let fees: FeeTable
    let policy: GuidancePolicy
    let criticalValue: Double

    /// The fee unit in percentage points.
    private var unit: Double { Double(fees.content.unit) / 1000 }

    func guidance(listed: UInt32, paid: UInt32, finding: PairFinding?) -> PairGuidance {
        let pair = book.pair(listed: listed, paid: paid)
        guard let finding, let last = pair.days.last, book.asOf - Day(last) <= policy.staleAfterDays else {
            return stale(listed: listed, paid: paid)
        }
        let deviation = book.triangleDeviation(listed: listed, paid: paid, days: policy.staleAfterDays)
        let status: PairGuidance.Status =
            if let deviation, abs(deviation) > policy.triangleShareMax { .inconsistent } else { finding.isPeg ? .peg : .ok }
        var result = PairGuidance(
            listed: listed, paid: paid, status: status, rateDay: Day(last), mid: pair.mids.last,
            deviation: finding.deviation, triangleDeviation: deviation, tests: finding.tests, criticalValue: criticalValue,
            forecast: status == .ok ? publishable(finding.tests, criticalValue: criticalValue) : nil, methods: [])
        result.methods = methods(listed, paid).compactMap { method, fee in
            price(method, fee, pair, deviation: finding.deviation)
        }
        advise(&result)
        return result
    }

    private func stale(listed: UInt32, paid: UInt32) -> PairGuidance {
        let late = [listed, paid].max { book.ageDays(of: $0) < book.ageDays(of: $1) } ?? listed
        let methods = methods(listed, paid).map { place, fee in
            MethodGuidance(method: fees.content.methods[place], fee: fee, position: .unknown, advice: .none)
        }
        return PairGuidance(
            listed: listed, paid: paid, status: .stale, rateDay: book.lastDay(of: late), tests: [], criticalValue: criticalValue,
            methods: methods)
    }

    /// The methods with a fee in force today, by their places.
    private func methods(_ listed: UInt32, _ paid: UInt32) -> [(place: Int, fee: Fee)] {
        fees.content.methods.indices.compactMap { place in
            fees.fee(method: place, listed: listed, paid: paid, on: book.asOf).map { (place, $0) }
        }
    }

    private func price(_ place: Int, _ fee: Fee, _ pair: PairSeries, deviation: Double?) -> MethodGuidance? {
        let method = fees.content.methods[place]
        let orderValue = fees.content.orderValue
        guard let mid = pair.mids.last, let day = pair.days.last, let cost = book.cost(fee, orderValue: orderValue, on: day) else {
            return nil
        }
        var result = MethodGuidance(method: method, fee: fee, cost: cost, position: .unknown, advice: .none)
        let allIn = mid * (1 + cost.total / 100)
        result.allIn = allIn
        if let width = logRange(deviation, days: method.settlementDays) {
            result.low = allIn * exponential(-width)
            result.high = allIn * exponential(width)
        }
        result.median = medianPrice(place, pair)
        if let median = result.median {
            let share = unit / 100
            result.position =
                allIn < median * (1 - share) ? .favourable : allIn > median * (1 + share) ? .unfavourable : .usual
        }
        return result
    }

    /// 1.645 · σ · √h: half the width of the range of the logarithm until settlement.
    private func logRange(_ deviation: Double?, days: Int) -> Double? {
        deviation.map { policy.rangeDeviations * $0 * Double(days).squareRoot() }
    }

    private func medianPrice(_ place: Int, _ pair: PairSeries) -> Double? {
        var prices: [Double] = []
        let first = (book.asOf - (policy.comparisonDays - 1)).number
        for index in pair.days.indices.reversed() {
            let day = pair.days[index]
            if day < first { break }
            guard let fee = fees.fee(method: place, listed: pair.key.listed, paid: pair.key.paid, on: Day(day)),
                let cost = book.cost(fee, orderValue: fees.content.orderValue, on: day)
            else { continue }
            prices.append(pair.mids[index] * (1 + cost.total / 100))
        }
        return prices.count >= policy.comparisonPricesMin ? CurrencyGuidance.median(prices) : nil
    }

    /// Compares each method with the cheapest one of the other side.
    private func advise(_ pair: inout PairGuidance) {
        let listed = cheapest(.listed, pair)
        let own = cheapest(.own, pair)
        for index in pair.methods.indices {
            let isListed = pair.methods[index].method.side == .listed
            guard let one = isListed ? pair.methods[index] : listed, let other = isListed ? own : pair.methods[index],
                let cost = one.cost, let otherCost = other.cost
            else { continue }
            // To the millionth: a difference of exactly one fee unit must not hang on a last bit.
            let gap = ((otherCost.total - cost.total) * 1_000_000).rounded() / 1_000_000
            let range = logRange(pair.deviation, days: one.method.settlementDays).map { 100 * $0 }
            pair.methods[index].gap = gap
            pair.methods[index].risk = range
            if pair.status != .inconsistent { pair.methods[index].advice = Advice(gap: gap, range: range, unit: unit) }
        }
    }

    private func cheapest(_ side: PaymentMethod.Side, _ pair: PairGuidance) -> MethodGuidance? {
        pair.methods.filter { $0.method.side == side && $0.cost != nil }.min {
            ($0.cost?.total ?? 0) < ($1.cost?.total ?? 0)
        }
    }
}
