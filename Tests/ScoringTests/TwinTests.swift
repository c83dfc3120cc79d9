import Domain
import Foundation
import Scoring
import Settings
import Testing

/// The fast rating equals the readable one.
@Suite struct TwinTests {
    @Test func ratingEqualsItsSlowTwinOnRandomEvidence() throws {
        let model = try embeddedModel()
        var random = SplitMix64(state: 20_261_123)
        var met: [RatingStatus: Int] = [:]
        var ruled = 0
        for number in 0..<1000 {
            let evidence = random.enterprise()
            let fast = rate(evidence, asOf: someDay, model: model)
            let slow = SlowTwin(evidence: evidence, asOf: someDay, model: model.content)
            let rows = slow.points() ?? []
            #expect(fast.points.map(\.pointsHundredths) == rows.map(\.points), "enterprise \(number)")
            #expect(fast.scoreHundredths == slow.score)
            #expect(agree(fast.pd, slow.pd, within: 2e-9))
            for (a, b) in zip(fast.points, rows) where a.value != nil { #expect(agree(a.value, b.value, within: 1e-9)) }
            #expect(abs(fast.effectiveOrders - (slow.score == nil ? 0 : slow.effectiveOrders)) < 1e-6)
            #expect(fast.status == (slow.isDefaulted ? .defaulted : slow.isNotRated || slow.isHeld ? .notRated : .rated))
            if fast.status == .rated { #expect(fast.grade == slow.grade, "enterprise \(number)") }
            if !fast.overlays.isEmpty { ruled += 1 }
            if let lift = fast.lift { expectProved(lift, evidence, fast, model) }
            if fast.scoreHundredths != nil { #expect(fast.peerGroup == slow.peerGroup) }
            met[fast.status, default: 0] += 1
        }
        #expect(ruled >= 50, "rules decide: \(ruled)")
        #expect(met.count == 3 && met.values.allSatisfy { $0 >= 20 }, "every status is met: \(met)")
    }

    /// So many more good orders give the grade, one fewer does not.
    private func expectProved(_ lift: Lift, _ evidence: EnterpriseEvidence, _ rating: Rating, _ model: Model) {
        guard let group = rating.peerGroup, let last = evidence.whole.last(where: { $0.counters[.matured] > 0 })?.day else {
            Issue.record("a lift without a matured order")
            return
        }
        let lifted = rate(evidence.with(lift.orders, goodOrdersUpTo: last, of: group), asOf: someDay, model: model)
        #expect(lifted.scoreGrade == lift.grade && lift.grade < rating.grade)
        let almost = rate(evidence.with(lift.orders - 1, goodOrdersUpTo: last, of: group), asOf: someDay, model: model)
        #expect(almost.scoreGrade ?? .d >= rating.grade)
    }

    private func agree(_ a: Double?, _ b: Double?, within tolerance: Double) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) <= tolerance * max(1, abs(b))
    }
}

extension EnterpriseEvidence {
    /// The evidence with so many more orders that are all that an order should be, written down anew: spread evenly over the six blocks of
    /// 30 days up to `day`, each of a buyer of its own, invoiced, handed over in half of the promised time, delivered, matured.
    fileprivate func with(_ count: Int, goodOrdersUpTo day: Day, of group: PeerGroup) -> EnterpriseEvidence {
        var changed = self
        for block in 0..<6 {
            let share = Int64(count * (block + 1) / 6 - count * block / 6)
            guard share > 0 else { continue }
            let booked = day - 30 * block
            var place = changed.whole.firstIndex { $0.day == booked && $0.corroboration == .both }
            if place == nil {
                place =
                    changed.whole.firstIndex { ($0.day, $0.corroboration.rawValue) > (booked, Corroboration.both.rawValue) }
                    ?? changed.whole.count
                changed.whole.insert(WholeCell(day: booked, corroboration: .both, counters: Counters()), at: place ?? 0)
            }
            guard let place else { continue }
            let once: [Counter] = [
                .orders, .lines, .invoiceDue, .invoiceMatched, .handoverDue, .handedOver, .handoverShareOrders, .deliveryDue, .delivered,
                .matured, .soleHandoverDue, .soleHandoverShareOrders, .overdueHandoverDue, .soleHandedOver, .invoiceTimed, group.counter,
            ]
            for counter in once { changed.whole[place].counters[counter] += share }
            changed.whole[place].counters[.soleHandoverShareSum] += 500 * share
        }
        changed.buyers += count
        changed.recentOrders += count
        return changed
    }
}
