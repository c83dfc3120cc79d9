import Domain
import Scoring

/// A day to rate on, far enough from 1970 that no age is negative.
let someDay = Day(20_000)

/// The counters of all families of one day and set of legs.
struct WholeCell {
    var day: Day
    var corroboration: Corroboration
    var counters: Counters
}

extension EnterpriseEvidence {
    /// The cells with those of platforms: each of these with the first cell of its day and legs.
    var whole: [WholeCell] {
        get {
            var result = cells.map { cell in
                var counters = Counters()
                for counter in Counter.allCases where counter.family == .core { counters[counter] = cell.counters[counter] }
                return WholeCell(day: cell.day, corroboration: cell.corroboration, counters: counters)
            }
            for cell in platformCells {
                guard let place = result.firstIndex(where: { $0.day == cell.day && $0.corroboration == cell.corroboration }) else {
                    preconditionFailure("a platform's cell is of no orders")
                }
                for counter in Counter.allCases where counter.family == cell.family {
                    result[place].counters[counter] += cell.counters[at: counter.place]
                }
            }
            return result
        }
        set {
            cells = []
            platformCells = []
            for cell in newValue { add(cell.counters, day: cell.day, corroboration: cell.corroboration) }
        }
    }
}

/// Counters from pairs.
func counters(_ pairs: KeyValuePairs<Counter, Int64>) -> Counters {
    var counters = Counters()
    for (counter, value) in pairs { counters[counter] = value }
    return counters
}

/// `count` good matured B2C cross-border orders: everything due, nothing wrong, half of the window used, four-star reviews for a tenth.
func goodOrders(_ count: Int64) -> Counters {
    counters([
        .orders: count, .lines: count, .invoiceDue: count, .invoiceMatched: count, .handoverDue: count, .handedOver: count,
        .handoverShareOrders: count, .handoverShareSum: 500 * count, .soleHandoverDue: count, .soleHandoverShareOrders: count,
        .soleHandoverShareSum: 500 * count, .deliveryDue: count, .delivered: count, .matured: count, .overdueHandoverDue: count,
        .guardedReviews: count / 10, .guardedReviewSum: count / 10 * 4, .maturedB2CCrossBorder: count,
    ])
}

/// An enterprise with these cells that passes every condition of NR on `someDay`.
func enterprise(_ cells: [WholeCell]) -> EnterpriseEvidence {
    var evidence = EnterpriseEvidence()
    evidence.whole = cells.sorted { ($0.day, $0.corroboration.rawValue) < ($1.day, $1.corroboration.rawValue) }
    evidence.buyers = 200
    evidence.firstBooked = someDay - 500
    return evidence
}

func cell(_ daysAgo: Int, _ counters: Counters) -> WholeCell { cell(daysAgo, .both, counters) }

func cell(_ daysAgo: Int, _ corroboration: Corroboration, _ counters: Counters) -> WholeCell {
    WholeCell(day: someDay - daysAgo, corroboration: corroboration, counters: counters)
}

extension Rating {
    func points(_ characteristic: String, _ model: Model) -> CharacteristicPoints? {
        model.content.characteristics.firstIndex { $0.id == characteristic }.map { points[$0 + 1] }
    }
    var score: Int { scoreHundredths ?? .min }
}

/// SplitMix64 (Steele, Lea, Flood 2014): seeded, the same on every machine.
struct SplitMix64: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

extension SplitMix64 {
    /// How many of `count` happen, each with this probability, roughly: enough for test data.
    mutating func share(of count: Int64, _ probability: Double) -> Int64 {
        let expected = Double(count) * min(probability, 1)
        return min(count, Int64(expected * 2 * Double.random(in: 0..<1, using: &self) + Double.random(in: 0..<1, using: &self)))
    }

    /// Orders of one class and day whose faults occur with the enterprise's own probability.
    mutating func orders(_ count: Int64, fault: Double, peers: PeerGroup) -> Counters {
        var cell = Counters()
        cell[.orders] = count
        cell[.lines] = count
        cell[.cancelledBySeller] = share(of: count, fault / 3)
        cell[.refunded] = share(of: count, fault * 2)
        cell[.invoiceDue] = count - cell[.cancelledBySeller]
        cell[.invoiceMissing] = share(of: cell[.invoiceDue], fault)
        cell[.invoiceMatched] = cell[.invoiceDue] - cell[.invoiceMissing] - share(of: cell[.invoiceDue] - cell[.invoiceMissing], fault)
        cell[.soleHandoverDue] = cell[.invoiceDue]
        cell[.soleHandoverLate] = share(of: cell[.soleHandoverDue], fault * 3)
        cell[.soleHandoverShareOrders] = cell[.soleHandoverDue]
        cell[.soleHandoverShareSum] = cell[.soleHandoverDue] * Int64.random(in: 0...1200, using: &self)
        cell[.overdueHandoverDue] = cell[.soleHandoverDue]
        cell[.overdueHandoverMissing] = share(of: cell[.soleHandoverLate], 0.1)
        cell[.matured] = share(of: count, 0.9)
        cell[.eventsUpheld] = share(of: cell[.matured], fault / 3)
        cell[.eventsSeized] = share(of: cell[.matured], fault / 50)
        cell[.creditEvents] = min(cell[.matured], cell[.eventsUpheld] + cell[.cancelledBySeller])
        cell[.guardedReviews] = share(of: count, 0.2)
        cell[.guardedReviewSum] = cell[.guardedReviews] * Int64.random(in: 1...5, using: &self)
        cell[peers.counter] = cell[.matured]
        for (part, whole, share) in [
            (Counter.soleTrackingInvalid, Counter.soleHandedOver, 1.0), (.soleAttemptFailed, .soleHandedOver, 2),
            (.invoiceLate, .invoiceTimed, 2),
            (.declaredOtherwise, .declared, 2), (.customsInspected, .declared, 2), (.customsAmended, .declared, 1),
            (.inspectionsFailed, .inspections, 1),
        ] {
            if cell[whole] == 0 { cell[whole] = self.share(of: count, 0.6) }
            cell[part] = self.share(of: cell[whole], fault * share)
        }
        cell[.invoiceReversed] = self.share(of: cell[.invoiceDue], fault)
        cell[.defectOrders] = self.share(of: count, fault / 2)
        cell[.guardedDefects] = self.share(of: count - cell[.defectOrders], fault / 2)
        cell[.upheldAuthenticity] = self.share(of: cell[.defectOrders], 0.2)
        cell[.upheldQuality] = self.share(of: cell[.defectOrders], 0.5)
        return cell
    }

    /// Random evidence of one enterprise up to `someDay`.
    mutating func enterprise() -> EnterpriseEvidence {
        let fault = Double.random(in: 0...1, using: &self) * Double.random(in: 0...0.5, using: &self)
        var cells: [WholeCell] = []
        for _ in 0..<Int.random(in: 0...25, using: &self) {
            let peers = PeerGroup(rawValue: UInt8.random(in: 0..<6, using: &self)) ?? .b2cDomestic
            let kind = Corroboration(rawValue: UInt8.random(in: 0..<4, using: &self))
            let count = Int64.random(in: 1...40, using: &self)
            cells.append(
                WholeCell(
                    day: someDay - Int.random(in: 0...900, using: &self), corroboration: kind,
                    counters: orders(count, fault: fault, peers: peers)))
        }
        var evidence = ScoringTests.enterprise(cells)
        evidence.buyers = Int.random(in: 0...60, using: &self)
        evidence.recentOrders = Int(cells.filter { $0.day > someDay - 180 }.reduce(0) { $0 + $1.counters[.orders] })
        evidence.largestBuyerOrders = evidence.recentOrders == 0 ? 0 : Int.random(in: 1...evidence.recentOrders, using: &self)
        evidence.burstOrders = Bool.random(using: &self) ? 0 : Int.random(in: 0...evidence.recentOrders, using: &self)
        evidence.firstBooked = cells.isEmpty ? nil : someDay - Int.random(in: 900...2000, using: &self)
        if Bool.random(using: &self) { evidence.standing = standing() }
        if Int.random(in: 0..<10, using: &self) == 0 {
            evidence.events = [
                SubjectEvent(
                    kind: .counterfeitProven, day: someDay - Int.random(in: 0...800, using: &self),
                    until: Bool.random(using: &self) ? nil : someDay + Int.random(in: -500...500, using: &self))
            ]
        }
        if Int.random(in: 0..<4, using: &self) == 0 {
            evidence.events.append(
                SubjectEvent(
                    kind: [.suspension, .fine, .warning, .sanction, .recall].randomElement(using: &self) ?? .fine,
                    day: someDay - Int.random(in: 0...500, using: &self), until: nil))
        }
        return evidence
    }

    private mutating func standing() -> Standing {
        var standing = Standing()
        standing.registration = Verification.allCases.randomElement(using: &self) ?? .unknown
        standing.lei = Verification.allCases.randomElement(using: &self) ?? .unknown
        standing.customsGrade = Bool.random(using: &self) ? nil : CustomsGrade.allCases.randomElement(using: &self)
        standing.licenceUntil = Bool.random(using: &self) ? nil : someDay + Int.random(in: -300...300, using: &self)
        return standing
    }
}
