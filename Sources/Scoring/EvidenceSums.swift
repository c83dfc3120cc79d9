import Domain

/// The integer sums of one rate: decayed bad outcomes, decayed good outcomes per class, and both as counted.
struct RateSums {
    var bad: Int64 = 0
    var good: InlineArray<4, Int64> = InlineArray(repeating: 0)
    var numerator: Int64 = 0
    var denominator: Int64 = 0
}

/// All integer sums over the cells of a window. No allocation; the order of cells does not matter.
///
/// Sums are in units of `DecayTable.unit`: a rate of 4000 parts has room for 3 × 10¹⁰ orders in 64 bits.
struct EvidenceSums {
    var rates: InlineArray<32, RateSums> = InlineArray(repeating: RateSums())
    /// Decayed matured orders with a credit event, and per class those without.
    var eventOrders: Int64 = 0
    var goodOrders: InlineArray<4, Int64> = InlineArray(repeating: 0)
    var orders: Int64 = 0
    var matured: Int64 = 0
    /// Orders booked in the 180 days up to L.
    var recentOrders: Int64 = 0
    var maturedByPeers: InlineArray<6, Int64> = InlineArray(repeating: 0)
    var firstDay: Day?
    var lastDay: Day?

    init(_ evidence: borrowing EnterpriseEvidence, in window: EvidenceWindow, model: borrowing Model) {
        for index in window.cells {
            let orders = evidence.cells[index].counters[.orders]
            let day = evidence.cells[index].day
            let age = max(0, window.anchor - day)
            let weights = (model.ordinaryDecay.weights[age], model.adjudicatedDecay.weights[age])
            let classIndex = Int(evidence.cells[index].corroboration.rawValue)
            addOrders(evidence.cells[index].counters, decay: weights.0, classIndex: classIndex)
            addRates(evidence.cells[index].counters, decay: weights, classIndex: classIndex, model: model)
            guard orders > 0 else { continue }
            if firstDay == nil { firstDay = day }
            lastDay = day
            if age < recentDays, day <= window.anchor { recentOrders += orders }
        }
    }

    @inline(__always)
    private mutating func addOrders(_ counters: borrowing Counters, decay: Int64, classIndex: Int) {
        orders += counters[.orders]
        let matured = counters[.matured]
        guard matured > 0 else { return }
        let events = counters[.creditEvents]
        self.matured += matured
        eventOrders += decay * events
        goodOrders[classIndex] += decay * (matured - events)
        let first = Counter.maturedB2BDomestic.rawValue
        for group in 0..<6 { maturedByPeers[group] += counters.values[first + group] }
    }

    @inline(__always)
    private mutating func addRates(
        _ counters: borrowing Counters, decay: (ordinary: Int64, adjudicated: Int64), classIndex: Int, model: borrowing Model
    ) {
        for k in model.rates.indices {
            let total = counters[model.rates[k].total] * model.rates[k].parts
            let counted = model.rates[k].badClasses & (1 << UInt8(classIndex)) != 0
            let bad = counted ? model.rates[k].bad.value(in: counters) : 0
            let weight = model.rates[k].halfLife == .ordinary ? decay.ordinary : decay.adjudicated
            rates[k].bad += weight * bad
            rates[k].good[classIndex] += weight * (total - bad)
            rates[k].numerator += bad
            rates[k].denominator += total
        }
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
