import Domain
import Scoring

/// A generator that any machine repeats.
///
/// SplitMix64: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct SplitMix64 {
    private var state: UInt64

    /// The stream of one thing: any can be drawn again on its own.
    init(seed: UInt64, number: Int) {
        state = SplitMix64.mix(SplitMix64.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ UInt64(bitPattern: Int64(number)))
    }

    /// SplitMix64's finaliser, a bijection.
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return SplitMix64.mix(state)
    }

    /// 0 … bound − 1; 0 where the bound is not positive.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Like `below`, with small values much likelier: a quarter of the bound on average.
    mutating func skewed(_ bound: Int) -> Int { below(below(bound) + 1) }

    mutating func chance(_ perThousand: Int) -> Bool { below(1000) < perThousand }

    /// How many of `count` happen, each with this probability in thousandths, roughly; never more than `count`.
    mutating func share(_ count: Int64, _ perThousand: Int) -> Int64 {
        min(count, (count * Int64(min(perThousand, 1000)) + Int64(below(1000))) / 1000)
    }
}

/// Enterprises of random counters, as uneven as real ones: most have few days with orders, some have hundreds; most have few
/// faults, some are made of them. Integers only, so that every machine makes the same.
enum RandomEnterprise {
    /// D of all ratings here.
    static let asOf = Day(20_000)
    /// The most day cells of one enterprise; the mean is about a quarter of it.
    static let cellsMax = 120

    /// What is known of the enterprise with this number.
    static func evidence(seed: UInt64, number: Int) -> EnterpriseEvidence {
        var random = SplitMix64(seed: seed, number: number)
        var evidence = EnterpriseEvidence()
        let fault = random.skewed(random.chance(30) ? 600 : 60)
        let group = PeerGroup.allCases[random.below(PeerGroup.allCases.count)]
        let first = 60 + random.below(800)
        addCells(3 + random.skewed(cellsMax - 2), over: first, fault: fault, group, to: &evidence, &random)
        evidence.firstBooked = asOf - first
        let orders = evidence.cells.reduce(0) { $0 + ($1.day > asOf - 180 ? $1.counters[.orders] : 0) }
        evidence.recentOrders = Int(orders)
        evidence.buyers = evidence.recentOrders - random.skewed(evidence.recentOrders)
        evidence.products = 1 + random.skewed(200)
        evidence.destinations = 1 + random.skewed(30)
        evidence.largestBuyerOrders = orders == 0 ? 0 : 1 + random.skewed(evidence.recentOrders - evidence.buyers + 1)
        evidence.burstOrders = random.chance(100) ? random.below(evidence.recentOrders) : 0
        if random.chance(800) { evidence.standing = standing(&random) }
        if random.chance(40 + fault) { evidence.events = [event(&random)] }
        return evidence
    }

    /// Cells ascending by (day, corroboration), spread over the days since the first order; a day has one to three of them.
    private static func addCells(
        _ count: Int, over days: Int, fault: Int, _ group: PeerGroup, to evidence: inout EnterpriseEvidence, _ random: inout SplitMix64
    ) {
        evidence.cells.reserveCapacity(count)
        let size = 2 + random.skewed(60)
        for index in 0..<count {
            let age = days - index / 2 * 2 * days / (count + 1)
            let kind: Corroboration = index % 2 == 0 ? (random.chance(fault) ? .none : .invoiceOnly) : .both
            let orders = Int64(1 + random.below(index % 2 == 0 ? size / 4 : size))
            evidence.add(
                counters(orders, age: age, fault: fault, group, isCorroborated: kind == .both, &random), day: asOf - age,
                corroboration: kind)
        }
    }

    /// Orders of one class booked on one day, whose faults occur with the enterprise's own probability in thousandths.
    private static func counters(
        _ orders: Int64, age: Int, fault: Int, _ group: PeerGroup, isCorroborated: Bool, _ random: inout SplitMix64
    ) -> Counters {
        var cell = Counters()
        cell[.orders] = orders
        cell[.lines] = orders + random.share(orders, 250)
        cell[.cancelledBySeller] = random.share(orders, fault / 3)
        cell[.cancelled] = cell[.cancelledBySeller]
        cell[.refunded] = random.share(orders, fault * 2)
        let due = orders - cell[.cancelled]
        cell[.invoiceDue] = due
        cell[.invoiceMatched] = isCorroborated ? due : 0
        cell[.invoiceMissing] = isCorroborated ? 0 : random.share(due, 500)
        cell[.invoiceMismatched] = due - cell[.invoiceMatched] - cell[.invoiceMissing]
        cell[.invoiceTimed] = cell[.invoiceMatched]
        cell[.invoiceLate] = random.share(cell[.invoiceTimed], fault * 2)
        cell[.invoiceReversed] = random.share(due, fault)
        cell[.soleHandoverDue] = due
        cell[.soleHandoverLate] = random.share(due, fault * 3)
        cell[.soleHandoverShareOrders] = due
        cell[.soleHandoverShareSum] = due * Int64(random.below(1200))
        cell[.soleHandedOver] = due - random.share(cell[.soleHandoverLate], 100)
        cell[.soleTrackingInvalid] = random.share(cell[.soleHandedOver], fault)
        cell[.soleAttemptFailed] = random.share(cell[.soleHandedOver], 60)
        cell[.overdueHandoverDue] = due
        cell[.overdueHandoverMissing] = due - cell[.soleHandedOver]
        addOutcomes(orders, age: age, fault: fault, group, to: &cell, &random)
        return cell
    }

    /// What came of the orders: declarations, feedback, credit events.
    private static func addOutcomes(
        _ orders: Int64, age: Int, fault: Int, _ group: PeerGroup, to cell: inout Counters, _ random: inout SplitMix64
    ) {
        cell[.declared] = random.share(orders, 400)
        cell[.declaredOtherwise] = random.share(cell[.declared], fault)
        cell[.customsInspected] = random.share(cell[.declared], 30)
        cell[.customsAmended] = random.share(cell[.declared], fault)
        cell[.guardedReviews] = random.share(orders, 300)
        cell[.guardedReviewSum] = cell[.guardedReviews] * Int64(5 - random.skewed(5))
        cell[.defectOrders] = random.share(orders, fault / 2)
        cell[.guardedDefects] = random.share(orders - cell[.defectOrders], fault / 2)
        cell[.upheldQuality] = random.share(cell[.defectOrders], 500)
        cell[.upheldAuthenticity] = random.share(cell[.defectOrders], 100)
        guard age >= 90 else { return }
        cell[.matured] = orders
        cell[group.counter] = orders
        cell[.eventsUpheld] = random.share(orders, fault / 3)
        cell[.eventsCancelled] = cell[.cancelledBySeller]
        cell[.eventsNotHandedOver] = cell[.overdueHandoverMissing]
        cell[.eventsSeized] = random.share(orders, fault / 50)
        let events = cell[.eventsUpheld] + cell[.eventsCancelled] + cell[.eventsNotHandedOver] + cell[.eventsSeized]
        cell[.creditEvents] = min(orders, events)
    }

    private static func standing(_ random: inout SplitMix64) -> Standing {
        var standing = Standing()
        standing.registration = Verification.allCases[random.below(Verification.allCases.count)]
        standing.lei = Verification.allCases[random.below(Verification.allCases.count)]
        standing.vat = Verification.allCases[random.below(Verification.allCases.count)]
        standing.registeredOn = asOf - 100 - random.below(4000)
        if random.chance(700) { standing.licenceUntil = asOf + (random.below(1500) - 100) }
        if random.chance(600) { standing.customsGrade = CustomsGrade.allCases[random.below(CustomsGrade.allCases.count)] }
        return standing
    }

    private static func event(_ random: inout SplitMix64) -> SubjectEvent {
        let kind = SubjectEvent.Kind.allCases[random.below(SubjectEvent.Kind.allCases.count)]
        let day = asOf - random.below(900)
        return SubjectEvent(kind: kind, day: day, until: random.chance(300) ? day + random.below(900) : nil)
    }
}
