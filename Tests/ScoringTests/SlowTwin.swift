import Domain
import Foundation
import Scoring

/// DESIGN 4 written down a second time, for the eye: no code of Scoring's, only its data types. Decimal-friendly, slow, and in
/// places by other means (powers instead of tables, shares in floating point) so that an error would not be made twice.
struct SlowTwin {
    let evidence: EnterpriseEvidence
    let asOf: Day
    let model: ModelContent
    /// L.
    private let lastMatured: Day?
    private let firstOrder: Day?
    private let lastOrder: Day?
    /// The cells in the rating's window.
    private let counted: [WholeCell]
    /// Trade model and border of most matured orders.
    let peerGroup: PeerGroup

    init(evidence: EnterpriseEvidence, asOf: Day, model: ModelContent) {
        self.evidence = evidence
        self.asOf = asOf
        self.model = model
        let last = evidence.whole.filter { $0.counters[.matured] > 0 }.map(\.day).max()
        let booked = evidence.whole.filter { $0.counters[.orders] > 0 }.map(\.day)
        lastMatured = last
        firstOrder = booked.min()
        lastOrder = last ?? booked.max()
        let counted = evidence.whole.filter { cell in last.map { cell.day > $0 - model.evidence.windowDays } ?? true }
        self.counted = counted
        let sums = PeerGroup.allCases.map { group in counted.reduce(0) { $0 + $1.counters[group.counter] } }
        peerGroup = PeerGroup.allCases.first { sums[Int($0.rawValue)] == sums.max() } ?? .b2bDomestic
    }

    /// (id, value, points) per characteristic, `base` first; nil without a PD.
    func points() -> [(id: String, value: Double?, points: Int)]? {
        guard let last = lastOrder, asOf - last <= model.evidence.windowDays else { return nil }
        var rows: [(id: String, value: Double?, points: Int)] = []
        let peers = Int(peerGroup.rawValue)
        for characteristic in model.characteristics {
            let value = self.value(of: characteristic)
            let place = value ?? (characteristic.missing == .prior ? characteristic.priors[peers] : nil)
            var points: Int
            if let place {
                points = characteristic.bins.last { $0.from <= place }?.evidenceHundredths ?? 0
            } else if case .hundredths(let stated) = characteristic.missing {
                points = stated
            } else {
                points = 0
            }
            points = Int((Double(points) * Double(model.evidence.evidenceThousandths) / 1000).rounded(.towardZero))
            rows.append((characteristic.id, value, points))
        }
        for group in CharacteristicGroup.allCases { cap(group, &rows) }
        return [("base", nil, model.peerGroups[peers].baseHundredths)] + rows
    }

    var score: Int? { points()?.reduce(0) { $0 + $1.points } }

    var pd: Double? { score.map { 1 / (1 + exp((Double($0) / 100 - 487.12288) / 28.8539)) } }

    /// n = Σ decay × corroboration weight (bad ones: 1) over matured orders.
    var effectiveOrders: Double {
        counted.reduce(0) { sum, cell in
            let (matured, events) = (Double(cell.counters[.matured]), Double(cell.counters[.creditEvents]))
            return sum + decay(cell, .ordinary) * (events + classWeight(cell) * (matured - events))
        }
    }

    var isDefaulted: Bool {
        evidence.events.contains { event in
            guard [.blacklist, .counterfeitProven, .seizedForFraud].contains(event.kind) else { return false }
            return asOf - event.day < model.defaultRule.days || event.until.map { asOf <= $0 } ?? false
        }
    }

    var isNotRated: Bool {
        guard points() != nil else { return true }
        let tenure = evidence.firstBooked.map { asOf - $0 } ?? 0
        let silence = lastMatured.map { asOf - $0 } ?? .max
        return effectiveOrders < Double(model.notRated.effectiveOrdersMin) || evidence.buyers < model.notRated.buyersMin
            || tenure < model.notRated.tenureDaysMin || silence >= model.notRated.silenceDaysMax
    }

    /// The rules in force, by name.
    var rules: [Overlay] {
        model.overlays.filter { rule in
            if let from = rule.from, asOf < from { return false }
            if let until = rule.until, asOf > until { return false }
            switch rule.trigger {
            case .event(let kind, let days):
                return evidence.events.contains { $0.kind == kind && (asOf - $0.day < days || $0.until.map { asOf <= $0 } ?? false) }
            case .fact(let fact, let place): return value(of: fact) == Double(place)
            }
        }
    }

    var isHeld: Bool { rules.contains { $0.effect == .hold } }

    /// The grade of a rated enterprise: the best of the score's and the floors, then the worst of that and the caps.
    var grade: Grade? {
        guard var grade = score.map({ Grade.of(scoreHundredths: $0) }) else { return nil }
        for rule in rules { if case .floor(let least) = rule.effect, least < grade { grade = least } }
        for rule in rules { if case .cap(let most) = rule.effect, most > grade { grade = most } }
        return grade
    }

    // MARK: Time

    private func decay(_ cell: WholeCell, _ halfLife: HalfLife) -> Double {
        let days =
            [
                HalfLife.ordinary: model.evidence.ordinaryHalfLifeDays, .adjudicated: model.evidence.adjudicatedHalfLifeDays,
                .fast: model.evidence.fastHalfLifeDays,
            ][halfLife] ?? 0
        let age = lastMatured.map { max(0, $0 - cell.day) } ?? 0
        return (65_536 * pow(2, -Double(age) / Double(days)) - 1e-9).rounded() / 65_536
    }

    private func classWeight(_ cell: WholeCell) -> Double {
        Double(model.evidence.classThousandths[Int(cell.corroboration.rawValue)]) / 1000
    }

    // MARK: Values

    private func value(of characteristic: Characteristic) -> Double? {
        let mean = characteristic.priors[Int(peerGroup.rawValue)] ?? 0
        switch characteristic.measure {
        case .rate(let rate): return value(of: rate, mean: mean)
        case .ordersPerBuyer(let weight):
            let last = lastMatured ?? firstOrder ?? asOf
            let recent = evidence.whole.filter { $0.day > last - 180 && $0.day <= last }.reduce(0) { $0 + $1.counters[.orders] }
            return recent == 0 ? nil : (Double(recent) + weight * mean) / (Double(evidence.buyers) + weight)
        case .largestBuyerShare(let weight):
            return share(Double(evidence.largestBuyerOrders), of: Double(evidence.recentOrders), weight, mean)
        case .burstShare(let weight): return share(Double(evidence.burstOrders), of: Double(evidence.recentOrders), weight, mean)
        case .activeMonths:
            let last = lastMatured ?? firstOrder ?? asOf
            let recent = counted.filter { $0.day <= last && last - $0.day < 180 && $0.counters[.orders] > 0 }
            return Double(Set(recent.map { (last - $0.day) / 30 }).count)
        case .goodOrders:
            return counted.reduce(0) {
                $0 + decay($1, .ordinary) * classWeight($1) * Double($1.counters[.matured] - $1.counters[.creditEvents])
            }
        case .tenureDays:
            let last = lastMatured ?? firstOrder ?? asOf
            return evidence.firstBooked.map { Double(max(0, last - $0)) }
        case .fact(let fact): return value(of: fact)
        }
    }

    private func share(_ part: Double, of whole: Double, _ weight: Double, _ mean: Double) -> Double? {
        whole == 0 ? nil : (part + weight * mean) / (whole + weight)
    }

    private func value(of rate: Rate, mean: Double) -> Double? {
        var (bad, all, seen) = (0.0, 0.0, Int64(0))
        for cell in counted {
            let total = cell.counters[rate.total] * rate.parts
            var faults = rate.bad.firstFactor * cell.counters[rate.bad.first]
            faults += rate.bad.secondFactor * cell.counters[rate.bad.second]
            if rate.badClasses >> cell.corroboration.rawValue & 1 == 0 { faults = 0 }
            seen += total
            bad += decay(cell, rate.halfLife) * Double(faults)
            all += decay(cell, rate.halfLife) * (Double(faults) + classWeight(cell) * Double(total - faults))
        }
        let parts = Double(rate.parts)
        return seen == 0 ? nil : (bad / parts + rate.priorWeight * mean) / (all / parts + rate.priorWeight)
    }

    private func value(of fact: StandingFact) -> Double? {
        if fact == .penalties {
            let severity: [SubjectEvent.Kind: Double] = [.warning: 0, .fine: 1, .suspension: 2]
            return evidence.events.filter { asOf - $0.day < 365 || $0.until.map { asOf <= $0 } ?? false }.compactMap { severity[$0.kind] }
                .max()
        }
        guard let standing = evidence.standing else { return nil }
        switch fact {
        case .identifiers:
            let checks = [standing.registration, standing.lei, standing.vat]
            return checks.contains(.invalid) ? 1 : checks.contains(.valid) ? 0 : nil
        case .customsGrade:
            return standing.customsGrade.flatMap { grade in CustomsGrade.allCases.firstIndex(of: grade).map(Double.init) }
        case .licence: return standing.licenceUntil.map { asOf > $0 ? 1 : 0 }
        case .penalties, .deposit: return nil
        }
    }

    // MARK: Caps

    /// Takes the excess from the gains, or the lack from the losses, in proportion by running sums rounded down.
    private func cap(_ group: CharacteristicGroup, _ rows: inout [(id: String, value: Double?, points: Int)]) {
        let members = rows.indices.filter { model.characteristics[$0].group == group }
        let sum = members.reduce(0) { $0 + rows[$1].points }
        let limits = model.caps[Int(group.rawValue)]
        let target = min(max(sum, limits.floorHundredths), limits.ceilingHundredths)
        guard target != sum else { return }
        let changed = members.filter { target < sum ? rows[$0].points > 0 : rows[$0].points < 0 }
        let total = abs(changed.reduce(0) { $0 + rows[$1].points })
        let kept = total - abs(sum - target)
        var before = 0
        for k in changed {
            let after = before + abs(rows[k].points)
            let share = after * kept / total - before * kept / total
            rows[k].points = rows[k].points > 0 ? share : -share
            before = after
        }
    }
}
