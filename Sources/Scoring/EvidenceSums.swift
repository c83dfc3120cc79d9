import Domain

/// The integer sums of one rate: decayed bad outcomes, decayed good outcomes per class, and both as counted.
struct RateSums {
    var bad: Int64 = 0
    var good: InlineArray<4, Int64> = InlineArray(repeating: 0)
    var numerator: Int64 = 0
    var denominator: Int64 = 0
}

/// The weights of one cell.
struct DecayWeights {
    var ordinary: Int64
    var adjudicated: Int64
    var fast: Int64

    @inline(__always)
    func of(_ halfLife: HalfLife) -> Int64 {
        switch halfLife {
        case .ordinary: ordinary
        case .adjudicated: adjudicated
        case .fast: fast
        }
    }
}

/// All integer sums over the cells of a window. No allocation; the order of cells does not matter.
///
/// Two kilobytes, and therefore not copyable. Sums are in units of `DecayTable.unit`: a rate of 4000 parts has room for 3 × 10¹⁰
/// orders in 64 bits.
struct EvidenceSums: ~Copyable {
    var rates: InlineArray<40, RateSums> = InlineArray(repeating: RateSums())
    /// Decayed matured orders with a credit event, and per class those without.
    var eventOrders: Int64 = 0
    var goodOrders: InlineArray<4, Int64> = InlineArray(repeating: 0)
    var orders: Int64 = 0
    var matured: Int64 = 0
    /// Orders booked in the 180 days up to L.
    var recentOrders: Int64 = 0
    /// Of these, by the block of 30 days up to L.
    private var months: InlineArray<6, Int64> = InlineArray(repeating: 0)
    var maturedByPeers: InlineArray<6, Int64> = InlineArray(repeating: 0)
    var firstDay: Day?
    var lastDay: Day?

    /// The cells are read in place: a copy of one cell's counters costs more than all its sums.
    init(_ evidence: borrowing EnterpriseEvidence, in window: EvidenceWindow, model: borrowing Model) {
        add(evidence.cells.span.extracting(window.cells), anchor: window.anchor, model: model)
    }

    /// A copy, which is never made unasked.
    init(copying other: borrowing EvidenceSums) {
        rates = other.rates
        eventOrders = other.eventOrders
        goodOrders = other.goodOrders
        orders = other.orders
        matured = other.matured
        recentOrders = other.recentOrders
        months = other.months
        maturedByPeers = other.maturedByPeers
        firstDay = other.firstDay
        lastDay = other.lastDay
    }

    /// Adds cells, whose ages count back from `anchor`.
    mutating func add(_ cells: Span<DayCell>, anchor: Day, model: borrowing Model) {
        for index in cells.indices {
            let age = max(0, anchor - cells[index].day)
            let weights = DecayWeights(
                ordinary: model.ordinaryDecay.weights[age], adjudicated: model.adjudicatedDecay.weights[age],
                fast: model.fastDecay.weights[age])
            addOrders(cells, index, decay: weights.ordinary, recentAge: cells[index].day <= anchor ? age : .max)
            addRates(cells, index, weights, rates: model.rates.span)
        }
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
        goodOrders[Int(cells[index].corroboration.rawValue)] += decay * (matured - events)
        let first = Counter.maturedB2BDomestic.rawValue
        for group in 0..<6 { maturedByPeers[group] += cells[index].counters.values[first + group] }
    }

    @inline(__always)
    private mutating func addRates(
        _ cells: Span<DayCell>, _ index: Int, _ weights: DecayWeights, rates model: Span<Rate>
    ) {
        let classIndex = Int(cells[index].corroboration.rawValue)
        for k in model.indices {
            let total = cells[index].counters[model[k].total] * model[k].parts
            var bad: Int64 = 0
            if model[k].badClasses & (1 << UInt8(classIndex)) != 0 {
                bad = model[k].bad.firstFactor * cells[index].counters[model[k].bad.first]
                bad += model[k].bad.secondFactor * cells[index].counters[model[k].bad.second]
            }
            let weight = weights.of(model[k].halfLife)
            rates[k].bad += weight * bad
            rates[k].good[classIndex] += weight * (total - bad)
            rates[k].numerator += bad
            rates[k].denominator += total
        }
    }

    /// Blocks of 30 days with an order.
    var activeMonths: Int {
        var count = 0
        for block in months.indices where months[block] > 0 { count += 1 }
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
    func goodEffective(_ classThousandths: [Int]) -> Int64 {
        var sum: Int64 = 0
        for index in 0..<4 { sum += Int64(classThousandths[index]) * goodOrders[index] }
        return sum
    }

    /// n: the good ones and Σ decay over matured orders with a credit event, in units of `effectiveUnit`.
    func effective(_ classThousandths: [Int]) -> Int64 { 1000 * eventOrders + goodEffective(classThousandths) }
}

/// One effective order: a decay weight of one times a class weight of a thousand thousandths.
let effectiveUnit: Int64 = DecayTable.unit * 1000

/// The days over which distinct buyers are counted (CONTRACT: the last 180).
let recentDays = 180
