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
            #expect(fast.points.map(\.characteristic) == rows.map(\.id), "enterprise \(number)")
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
        guard let group = rating.peerGroup, let last = evidence.cells.last(where: { $0.counters[.matured] > 0 })?.day else {
            Issue.record("a lift without a matured order")
            return
        }
        let lifted = rate(evidence.adding(goodOrders: lift.orders, on: last, of: group), asOf: someDay, model: model)
        #expect(lifted.scoreGrade == lift.grade && lift.grade < rating.grade)
        let almost = rate(evidence.adding(goodOrders: lift.orders - 1, on: last, of: group), asOf: someDay, model: model)
        #expect(almost.scoreGrade ?? .d >= rating.grade)
    }

    private func agree(_ a: Double?, _ b: Double?, within tolerance: Double) -> Bool {
        guard let a, let b else { return a == nil && b == nil }
        return abs(a - b) <= tolerance * max(1, abs(b))
    }
}
