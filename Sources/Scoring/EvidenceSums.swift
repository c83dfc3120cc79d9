import Domain

/// The integer sums of one rate: decayed bad outcomes, decayed good outcomes per class, and both as counted.
struct RateSums {
    var bad: Int64 = 0
    var good: InlineArray<4, Int64> = InlineArray(repeating: 0)
    var numerator: Int64 = 0
    var denominator: Int64 = 0

    /// Bad and all outcomes, weighed by age and corroboration, in thousandths.
    func thousandths(_ classes: InlineArray<4, Int64>) -> (bad: Int128, total: Int128) {
        let bad = Int128(self.bad) &* 1000
        var total = bad
        for index in 0..<4 { total &+= Int128(good[index]) &* Int128(classes[index]) }
        return (bad, total)
    }
}

/// All integer sums over the cells of a window; the order of cells does not matter.
///
/// Sums are in units of `DecayTable.unit`: a rate of 4000 parts has room for 3 × 10¹⁰ orders in 64 bits.
struct EvidenceSums {
    /// One for each rate of the model.
    private(set) var rates: [RateSums]
    /// Decayed matured orders with a credit event, and per class those without.
    private(set) var eventOrders: Int64 = 0
    private var goodOrders: InlineArray<4, Int64> = InlineArray(repeating: 0)
    private(set) var orders: Int64 = 0
    private(set) var matured: Int64 = 0
    /// Orders booked in the 180 days up to L.
    private(set) var recentOrders: Int64 = 0
    /// Of these, by the block of 30 days up to L.
    private var months: InlineArray<6, Int64> = InlineArray(repeating: 0)
    private var maturedByPeers: InlineArray<6, Int64> = InlineArray(repeating: 0)
    private(set) var firstDay: Day?
    private(set) var lastDay: Day?

    /// The cells are read in place: a copy of one cell's counters costs more than all its sums.
    init(_ evidence: borrowing EnterpriseEvidence, in window: EvidenceWindow, model: borrowing Model) {
        rates = Array(repeating: RateSums(), count: model.plan.rates.count)
        add(evidence.cells.span.extracting(window.cells), evidence.platformCells.span, anchor: window.anchor, model: model)
    }

    /// Adds cells, whose ages count back from `anchor`; those of platforms as far as they are in the window.
    mutating func add(_ cells: Span<DayCell>, _ platforms: Span<PlatformCell>, anchor: Day, model: borrowing Model) {
        var sums = TermSums(termCount: model.plan.terms.count)
        let families = model.plan.families.span
        let core = families[Int(CounterFamily.core.rawValue)]
        for index in cells.indices {
            let age = max(0, anchor - cells[index].day)
            let weights = model.weights(age: age)
            addOrders(cells, index, decay: weights[0], recentAge: cells[index].day <= anchor ? age : .max)
            sums.add(cells, index, core, weights: weights, model.plan)
        }
        let windowDays = model.content.evidence.windowDays
        for index in platforms.indices where anchor - platforms[index].day < windowDays {
            let weights = model.weights(age: max(0, anchor - platforms[index].day))
            sums.add(platforms, index, families[Int(platforms[index].family.rawValue)], weights: weights, model.plan)
        }
        sums.add(to: &rates, model.plan.rates.span)
    }

    @inline(__always)
    private mutating func addOrders(_ cells: Span<DayCell>, _ index: Int, decay: Int64, recentAge: Int) {
        let booked = cells[index].counters[.orders]
        orders += booked
        if booked > 0 {
            if firstDay == nil { firstDay = cells[index].day }
            lastDay = cells[index].day
            if recentAge < recentDays {
                recentOrders += booked
                months[recentAge / 30] += booked
            }
        }
        let matured = cells[index].counters[.matured]
        guard matured > 0 else { return }
        let events = cells[index].counters[.creditEvents]
        self.matured += matured
        eventOrders += decay * events
        goodOrders[cells[index].corroboration.weighedPlace] += decay * (matured - events)
        let first = Counter.maturedB2BDomestic.rawValue
        for group in 0..<6 { maturedByPeers[group] += cells[index].counters[at: first + group] }
    }

    /// Blocks of 30 days with an order, further ones among them.
    func activeMonths(adding further: FurtherOrders) -> Int {
        var count = 0
        for block in months.indices where months[block] > 0 || further.blocks[block] > 0 { count += 1 }
        return count
    }

    /// The trade model and border of most matured orders; ties go to the lesser code.
    var peerGroup: PeerGroup {
        var best = PeerGroup.b2bDomestic
        for group in PeerGroup.allCases
        where maturedByPeers[Int(group.rawValue)] > maturedByPeers[Int(best.rawValue)] {
            best = group
        }
        return best
    }

    /// Σ decay × class weight over good matured orders, in units of `effectiveUnit`.
    func goodEffective(_ classThousandths: InlineArray<4, Int64>) -> Int64 {
        var sum: Int64 = 0
        for index in 0..<4 { sum += classThousandths[index] * goodOrders[index] }
        return sum
    }

    /// n: the good ones and Σ decay over matured orders with a credit event, in units of `effectiveUnit`.
    func effective(_ classThousandths: InlineArray<4, Int64>) -> Int64 { 1000 * eventOrders + goodEffective(classThousandths) }
}

/// One effective order: a decay weight of one times a class weight of a thousand thousandths.
let effectiveUnit: Int64 = DecayTable.unit * 1000

/// The days over which distinct buyers are counted (CONTRACT: the last 180).
let recentDays = 180
