import Domain

/// Further orders beyond which a lift is not stated: no answer is better than one that nobody can act on.
public let liftOrdersMax = 100_000

/// Further orders that are all that an order should be, evenly spread over the six blocks of 30 days up to L.
struct FurtherOrders {
    static let none = FurtherOrders()
    /// The corroboration class of all of them.
    static let classIndex = Corroboration.both.weighedPlace

    private(set) var count = 0
    /// Those inside the rating's window, in all and by block.
    private(set) var counted: Int64 = 0
    private(set) var blocks: InlineArray<6, Int64> = InlineArray(repeating: 0)
    /// Σ decay of these, in the order of `HalfLife`.
    private(set) var weighed: InlineArray<3, Int64> = InlineArray(repeating: 0)

    private init() {}

    init(_ count: Int, model: borrowing Model) {
        self.count = count
        for block in 0..<6 where 30 * block < model.content.evidence.windowDays {
            let share = FurtherOrders.share(of: count, block)
            counted += share
            blocks[block] = share
            weighed[0] += model.ordinaryDecay.weights[30 * block] * share
            weighed[1] += model.adjudicatedDecay.weights[30 * block] * share
            weighed[2] += model.fastDecay.weights[30 * block] * share
        }
    }

    /// How many of them fall into a block.
    static func share(of count: Int, _ block: Int) -> Int64 { Int64(count * (block + 1) / 6 - count * block / 6) }
}

/// What every rate comes to before further orders: of these only the sums move, and by whole multiples of the orders' decay.
private struct RateStart {
    var bad: Int128 = 0
    var total: Int128 = 0
    var denominator: Int64 = 0
}

extension Model {
    /// The least number of further good orders that gives a better grade: four times as many until it does, then halving.
    ///
    /// A number is tried on the sums alone, which are integers and linear in it; the one that is stated is proved by rating the changed
    /// cells.
    func lift(of measurement: borrowing Measurement, grade: Grade) -> Lift? {
        guard grade > .aaa, let last = measurement.window.lastMatured else { return nil }
        let known = rateStarts(measurement)
        let starts = known.span
        var still: InlineArray<5, Int> = InlineArray(repeating: 0)
        addPoints(of: stillPlaces, measurement, starts, adding: .none, to: &still)
        var high = 1
        while grade <= gradeWith(high, of: measurement, starts, still) {
            if high == liftOrdersMax { return nil }
            high = min(high * 4, liftOrdersMax)
        }
        var low = high / 4
        while high - low > 1 {
            let middle = (low + high) / 2
            if gradeWith(middle, of: measurement, starts, still) < grade { high = middle } else { low = middle }
        }
        let changed = Measurement(measurement, adding: high, on: last, model: self)
        let all = rateStarts(changed)
        var sums: InlineArray<5, Int> = InlineArray(repeating: 0)
        for places in [stillPlaces, movedPlaces] { addPoints(of: places, changed, all.span, adding: .none, to: &sums) }
        let proved = gradeOf(sums, in: measurement.group)
        precondition(proved == gradeWith(high, of: measurement, starts, still), "a lift that is stated is that of the changed evidence")
        return Lift(grade: proved, orders: high)
    }

    private func rateStarts(_ measurement: borrowing Measurement) -> [RateStart] {
        measurement.sums.rates.map { rate in
            let (bad, total) = rate.thousandths(classThousandths)
            return RateStart(bad: bad, total: total, denominator: rate.denominator)
        }
    }

    /// The grade with so many further good orders.
    /// - Parameter still: the points of what these do not move, by characteristic group.
    private func gradeWith(
        _ orders: Int, of measurement: borrowing Measurement, _ starts: Span<RateStart>, _ still: InlineArray<5, Int>
    ) -> Grade {
        var sums = still
        addPoints(of: movedPlaces, measurement, starts, adding: FurtherOrders(orders, model: self), to: &sums)
        return gradeOf(sums, in: measurement.group)
    }

    /// Adds the points of the characteristics at these places, before caps, to the sums by characteristic group.
    private func addPoints(
        of places: [Int], _ measurement: borrowing Measurement, _ starts: Span<RateStart>, adding further: FurtherOrders,
        to sums: inout InlineArray<5, Int>
    ) {
        let group = Int(measurement.group.rawValue)
        let (rates, missing) = (ratesByGroup[group], missingPoints[group])
        for k in places {
            let place = ratePlaces[k]
            let value =
                place < 0
                ? measurement.value(of: k, adding: further, model: self).value
                : shrunk(starts[place], plan.rates[place], rates[place], adding: further)
            sums[groups[k]] += value.map { bin(of: $0, in: k).hundredths } ?? missing[k]
        }
    }

    /// The grade of base and points, each group's within its floor and ceiling: what `points(of:)` adds up to.
    private func gradeOf(_ sums: InlineArray<5, Int>, in group: PeerGroup) -> Grade {
        var score = content.peerGroups[Int(group.rawValue)].baseHundredths
        for place in content.caps.indices {
            score += min(max(sums[place], content.caps[place].floorHundredths), content.caps[place].ceilingHundredths)
        }
        return Grade.of(scoreHundredths: score)
    }
}

/// The value of a rate with further good orders.
@inline(__always)
private func shrunk(_ start: RateStart, _ terms: RatePlan.Terms, _ rate: RateOfGroup, adding further: FurtherOrders) -> Double? {
    guard start.denominator + further.counted * rate.counted > 0 else { return nil }
    let weighed = Int128(further.weighed[terms.halfLife])
    return shrunk(
        start.bad &+ weighed &* Int128(rate.bad), start.total &+ weighed &* Int128(rate.total), weighedMean: rate.weighedMean,
        priorWeight: terms.priorWeight)
}

extension Measurement {
    /// The same with so many further good orders, up to `day`.
    fileprivate init(_ other: borrowing Measurement, adding orders: Int, on day: Day, model: borrowing Model) {
        var evidence = other.evidence
        evidence.addBuyers(orders)
        let cells = EnterpriseEvidence.goodOrders(orders, on: day, of: other.group)
            .filter { day - $0.day < model.content.evidence.windowDays }
        var sums = other.sums
        sums.add(cells.span, Span(), anchor: other.window.anchor, model: model)
        self.init(evidence, sums: sums, window: other.window, asOf: other.asOf, group: other.group)
    }
}

extension EnterpriseEvidence {
    /// So many orders that are all that an order should be: invoiced, handed over in half of the promised time, delivered, matured.
    static func goodOrders(_ count: Int64, of group: PeerGroup) -> Counters {
        var counters = Counters()
        for counter: Counter in [
            .orders, .lines, .invoiceDue, .invoiceMatched, .handoverDue, .handedOver, .handoverShareOrders, .deliveryDue, .delivered,
            .matured, .soleHandoverDue, .soleHandoverShareOrders, .overdueHandoverDue, .soleHandedOver, .invoiceTimed, group.counter,
        ] { counters[counter] = count }
        counters[.soleHandoverShareSum] = 500 * count
        return counters
    }

    /// The cells of so many such orders, spread evenly over the six blocks of 30 days up to `day`, so that they are no burst. Ascending.
    static func goodOrders(_ count: Int, on day: Day, of group: PeerGroup) -> [DayCell] {
        (0..<6).reversed().compactMap { block in
            let share = FurtherOrders.share(of: count, block)
            return share > 0 ? DayCell(day: day - 30 * block, corroboration: .both, counters: goodOrders(share, of: group)[.core]) : nil
        }
    }

    /// Orders of the last 180 days, each of a new buyer.
    mutating func addBuyers(_ count: Int) {
        buyers += count
        recentOrders += count
    }
}
