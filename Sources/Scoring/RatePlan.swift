/// What the sums over cells need of a model's rates.
///
/// Every rate is a linear combination of counters, so that a cell need not be multiplied out for each of thirty rates: its counters are
/// summed once for each half-life that weighs them, and the rates are formed from the sums. Integers: the same to the last unit.
struct RatePlan: Sendable {
    /// A rate with the places of its terms.
    struct Terms: Sendable {
        var first: Int
        var firstFactor: Int64
        var second: Int
        var secondFactor: Int64
        var total: Int
        var parts: Int64
        var badClasses: UInt8
        var halfLife: Int
        /// K in units of `effectiveUnit` and parts.
        var priorWeight: Double
    }

    /// Where the terms of a family stand.
    struct FamilyTerms: Sendable {
        var start: Int
        /// By half-life, where its terms end.
        var ends: InlineArray<3, Int> = InlineArray(repeating: 0)
    }

    /// Counters' places in their families, each once for a half-life; those of one family stand together, and in it those of one half-life.
    private(set) var terms: [UInt8] = []
    private(set) var families: [FamilyTerms] = []
    /// The rates in their order.
    private(set) var rates: [Terms] = []

    init(_ rates: [Rate]) {
        for family in CounterFamily.allCases {
            var own = FamilyTerms(start: terms.count)
            for halfLife in HalfLife.allCases {
                let counters = rates.filter { $0.halfLife == halfLife }.flatMap { [$0.bad.first, $0.bad.second, $0.total] }
                terms += Set(counters.filter { $0.family == family }.map { UInt8($0.place) }).sorted()
                own.ends[Int(halfLife.rawValue)] = terms.count
            }
            families.append(own)
        }
        for rate in rates {
            let halfLife = Int(rate.halfLife.rawValue)
            let first = place(of: rate.bad.first, halfLife)
            let second = place(of: rate.bad.second, halfLife)
            let total = place(of: rate.total, halfLife)
            self.rates.append(
                Terms(
                    first: first, firstFactor: rate.bad.firstFactor, second: second, secondFactor: rate.bad.secondFactor, total: total,
                    parts: rate.parts, badClasses: rate.badClasses, halfLife: halfLife,
                    priorWeight: rate.priorWeight * Double(effectiveUnit * rate.parts)))
        }
    }

    private func place(of counter: Counter, _ halfLife: Int) -> Int {
        let family = families[Int(counter.family.rawValue)]
        let start = halfLife == 0 ? family.start : family.ends[halfLife - 1]
        guard let place = terms[start..<family.ends[halfLife]].firstIndex(of: UInt8(counter.place)) else {
            preconditionFailure("every counter of a rate has a term")
        }
        return place
    }
}

/// The counters of cells in the making: per corroboration class and term, as counted and weighed by age.
struct TermSums: ~Copyable {
    private let termCount: Int
    /// By class and term: the sum as counted, then the sum weighed.
    private var sums: [Int64]
    /// A bit for each class that has a cell.
    private var classes: UInt8 = 0

    init(termCount: Int) {
        self.termCount = termCount
        sums = Array(repeating: 0, count: Corroboration.weighed.count * termCount * 2)
    }

    /// Adds the cell at a place; most of its counters are 0.
    /// - Parameters:
    ///   - family: the cell's terms.
    ///   - weights: by half-life.
    @inline(__always)
    mutating func add<Cell: EvidenceCell>(
        _ cells: Span<Cell>, _ index: Int, _ family: RatePlan.FamilyTerms, weights: InlineArray<3, Int64>, _ plan: borrowing RatePlan
    ) {
        let classIndex = cells[index].corroboration.weighedPlace
        classes |= 1 &<< UInt8(classIndex)
        let start = classIndex &* termCount &* 2
        let terms = plan.terms.span
        var sums = sums.mutableSpan
        var place = family.start
        for halfLife in 0..<3 {
            let weight = weights[halfLife]
            let end = family.ends[halfLife]
            while place < end {
                // The mask changes nothing, and takes the place of a check.
                let value = cells[index].counters[at: Int(terms[place] & 63)]
                if value != 0 {
                    let target = start &+ place &* 2
                    sums[target] &+= value
                    sums[target &+ 1] &+= weight &* value
                }
                place &+= 1
            }
        }
    }

    /// Adds them to the sums of the rates.
    borrowing func add(to rates: inout [RateSums], _ plan: Span<RatePlan.Terms>) {
        let sums = sums.span
        var rates = rates.mutableSpan
        for k in plan.indices {
            let rate = plan[k]
            for classIndex in 0..<4 where classes & (1 &<< UInt8(classIndex)) != 0 {
                let start = classIndex &* termCount
                let total = (start &+ rate.total) &* 2
                var bad: Int64 = 0
                if rate.badClasses & (1 &<< UInt8(classIndex)) != 0 {
                    let (first, second) = ((start &+ rate.first) &* 2, (start &+ rate.second) &* 2)
                    bad = rate.firstFactor &* sums[first &+ 1] &+ rate.secondFactor &* sums[second &+ 1]
                    rates[k].numerator &+= rate.firstFactor &* sums[first] &+ rate.secondFactor &* sums[second]
                }
                rates[k].bad &+= bad
                rates[k].good[classIndex] &+= rate.parts &* sums[total &+ 1] &- bad
                rates[k].denominator &+= rate.parts &* sums[total]
            }
        }
    }
}

/// What the score of one peer group needs of a rate beside its sums.
struct RateOfGroup: Sendable {
    /// K × mean, in units of `effectiveUnit` and parts.
    var weighedMean: Double
    /// What one good order (see `EnterpriseEvidence.goodOrders`) adds: outcomes in parts as counted; and for each unit of its decay, bad
    /// ones and all of them in thousandths.
    var counted: Int64
    var bad: Int64
    var total: Int64

    /// Whether a good order moves it at all.
    var isMoved: Bool { counted != 0 || bad != 0 }

    init(_ rate: Rate, _ terms: RatePlan.Terms, mean: Double, in group: PeerGroup, classThousandths: Int) {
        weighedMean = terms.priorWeight * mean
        let counters = EnterpriseEvidence.goodOrders(1, of: group)
        counted = rate.parts * counters[rate.total]
        bad = 0
        if rate.badClasses & (1 << Corroboration.both.weighedPlace) != 0 {
            bad = 1000 * (rate.bad.firstFactor * counters[rate.bad.first] + rate.bad.secondFactor * counters[rate.bad.second])
        }
        total = bad + Int64(classThousandths) * (counted - bad / 1000)
    }
}
