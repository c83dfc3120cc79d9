import Domain
import Scoring
import Settings
import Testing

/// What must hold for any evidence: sums, directions, silence, withholding.
@Suite struct PropertyTests {
    let model: Model

    init() throws { model = try embeddedModel() }

    private func score(_ evidence: EnterpriseEvidence, on day: Day = someDay) -> Int? {
        rate(evidence, asOf: day, model: model).scoreHundredths
    }

    private func forEachEnterprise(_ count: Int, seed: UInt64, _ body: (EnterpriseEvidence, inout SplitMix64) -> Void) {
        var random = SplitMix64(state: seed)
        for _ in 0..<count {
            let evidence = random.enterprise()
            if !evidence.whole.isEmpty { body(evidence, &random) }
        }
    }

    @Test func pointsAddUpToTheScoreAndStayWithinTheCaps() {
        var capped = 0
        forEachEnterprise(400, seed: 1) { evidence, _ in
            let rating = rate(evidence, asOf: someDay, model: model)
            guard let score = rating.scoreHundredths else { return }
            #expect(rating.points.reduce(0) { $0 + $1.pointsHundredths } == score)
            #expect(rating.points.count == model.content.characteristics.count + 1)
            for group in CharacteristicGroup.allCases {
                let sum = zip(model.content.characteristics, rating.points.dropFirst()).reduce(0) { sum, entry in
                    sum + (entry.0.group == group ? entry.1.pointsHundredths : 0)
                }
                let cap = model.content.caps[Int(group.rawValue)]
                #expect((cap.floorHundredths...cap.ceilingHundredths).contains(sum))
                if sum == cap.floorHundredths { capped += 1 }
            }
        }
        #expect(capped >= 10, "caps are met: \(capped)")
    }

    /// Counters of which one more is one fault more, all else equal.
    static let faults: [Counter] = [
        .creditEvents, .cancelledBySeller, .overdueHandoverMissing, .soleHandoverLate, .soleHandoverShareSum, .invoiceMissing,
        .eventsSeized, .eventsUpheld, .refunded, .soleTrackingInvalid, .soleAttemptFailed, .invoiceReversed, .invoiceLate,
        .declaredOtherwise, .customsInspected, .customsAmended, .defectOrders, .upheldAuthenticity, .upheldQuality, .inspectionsFailed,
    ]
    /// Counters of which one less is one fault more.
    static let merits: [Counter] = [.invoiceMatched, .guardedReviewSum]

    @Test func worseningOneCounterNeverRaisesTheScore() {
        var lowered = 0
        forEachEnterprise(150, seed: 2) { evidence, random in
            guard let before = score(evidence) else { return }
            let place = Int.random(in: 0..<evidence.whole.count, using: &random)
            for fault in PropertyTests.faults where room(for: fault, in: evidence.whole[place].counters) > 0 {
                var worse = evidence
                worse.whole[place].counters[fault] += room(for: fault, in: evidence.whole[place].counters)
                let after = score(worse) ?? .max
                #expect(after <= before, "\(fault)")
                if after < before { lowered += 1 }
            }
            for merit in PropertyTests.merits {
                var worse = evidence
                worse.whole[place].counters[merit] = merit == .guardedReviewSum ? worse.whole[place].counters[.guardedReviews] : 0
                #expect((score(worse) ?? .max) <= before, "\(merit)")
            }
        }
        #expect(lowered >= 100, "worsening is felt: \(lowered)")
    }

    private func room(for fault: Counter, in counters: Counters) -> Int64 {
        switch fault {
        case .creditEvents, .eventsSeized, .eventsUpheld: counters[.matured] - counters[fault]
        case .cancelledBySeller, .refunded, .upheldAuthenticity, .upheldQuality: counters[.orders] - counters[fault]
        case .defectOrders: counters[.orders] - counters[fault] - counters[.guardedDefects]
        case .soleTrackingInvalid, .soleAttemptFailed: counters[.soleHandedOver] - counters[fault]
        case .invoiceReversed: counters[.invoiceDue] - counters[fault]
        case .invoiceLate: counters[.invoiceTimed] - counters[fault]
        case .declaredOtherwise, .customsInspected, .customsAmended: counters[.declared] - counters[fault]
        case .inspectionsFailed: counters[.inspections] - counters[fault]
        case .overdueHandoverMissing: counters[.overdueHandoverDue] - counters[fault]
        case .soleHandoverLate: counters[.soleHandoverDue] - counters[fault]
        case .soleHandoverShareSum: 4000 * counters[.soleHandoverShareOrders] - counters[fault]
        default: counters[.invoiceDue] - counters[.invoiceMatched] - counters[fault]
        }
    }

    /// A good order booked on a day on which the enterprise has orders, by a new buyer, corroborated by both. (A later day would
    /// move L: all evidence ages, the good too. Reviews: none.)
    @Test func aGoodOrderNeverLowersTheScore() {
        forEachEnterprise(200, seed: 3) { evidence, random in
            let rating = rate(evidence, asOf: someDay, model: model)
            guard let before = rating.scoreHundredths, let peers = rating.peerGroup else { return }
            let last = evidence.whole.last { $0.counters[.matured] > 0 }?.day
            guard let place = evidence.whole.indices.last(where: { evidence.whole[$0].corroboration == .both }),
                evidence.whole[place].day <= last ?? evidence.whole[place].day
            else { return }
            var better = evidence
            better.buyers += 1
            better.recentOrders += 1
            for counter in [
                .orders, .invoiceDue, .invoiceMatched, .soleHandoverDue, .soleHandoverShareOrders, .overdueHandoverDue, .matured,
            ]
                + [peers.counter]
            { better.whole[place].counters[counter] += 1 }
            #expect((score(better) ?? .min) >= before)
        }
    }

    @Test func silenceLeavesTheScoreAsItIs() {
        forEachEnterprise(200, seed: 4) { evidence, _ in
            var quiet = evidence
            quiet.standing?.licenceUntil = nil  // a date that passes is no silence, nor a penalty that ends
            quiet.events.removeAll()
            let today = rate(quiet, asOf: someDay, model: model)
            for days in [1, 100, 365, 700] {
                let later = rate(quiet, asOf: someDay + days, model: model)
                guard later.scoreHundredths != nil else { continue }
                #expect(later.scoreHundredths == today.scoreHundredths)
                #expect((later.points == today.points) as Bool)
                #expect(later.effectiveOrders == today.effectiveOrders)
            }
        }
    }

    @Test func buyersThatFallOutOfSightNeverRaiseTheScore() {
        forEachEnterprise(100, seed: 5) { evidence, _ in
            var fewer = evidence
            fewer.buyers = evidence.buyers / 2
            guard let before = score(evidence), let after = score(fewer) else { return }
            #expect(after <= before)
        }
    }

    /// Withdrawing invoices: matched and mismatched ones become missing, and the class loses its invoice.
    @Test func withholdingInvoicesNeverEarnsMore() {
        var felt = 0
        forEachEnterprise(200, seed: 6) { evidence, random in
            guard let before = score(evidence) else { return }
            var withheld = evidence
            for place in withheld.whole.indices where Bool.random(using: &random) {
                withheld.whole[place].corroboration =
                    [.none, .none, .movementOnly, .movementOnly][Int(withheld.whole[place].corroboration.rawValue)]
                withheld.whole[place].counters[.invoiceMatched] = 0
                withheld.whole[place].counters[.invoiceMissing] = withheld.whole[place].counters[.invoiceDue]
            }
            let after = score(withheld) ?? .max
            #expect(after <= before)
            if after < before { felt += 1 }
        }
        #expect(felt >= 50)
    }

    /// Withdrawing tracking events: no handover, so late, the whole promised window used and overdue; the class loses its
    /// movement. Reviews stay here: dropping them hides faults too, but earns at most the prior mean (`reviewsWithheld`).
    @Test func withholdingMovementsNeverEarnsMore() {
        forEachEnterprise(200, seed: 7) { evidence, random in
            guard let before = score(evidence) else { return }
            var withheld = evidence
            for place in withheld.whole.indices where Bool.random(using: &random) {
                withheld.whole[place].corroboration =
                    [.none, .invoiceOnly, .none, .invoiceOnly][Int(withheld.whole[place].corroboration.rawValue)]
                withheld.whole[place].counters[.soleHandoverLate] = withheld.whole[place].counters[.soleHandoverDue]
                withheld.whole[place].counters[.soleHandoverShareSum] = 4000 * withheld.whole[place].counters[.soleHandoverShareOrders]
                withheld.whole[place].counters[.overdueHandoverMissing] = withheld.whole[place].counters[.overdueHandoverDue]
            }
            #expect((score(withheld) ?? .max) <= before)
        }
    }

    @Test func whatIsMissingEarnsAtMostThePriorMean() {
        let nothing = rate(enterprise([cell(100, counters([.orders: 20]))]), asOf: someDay, model: model)
        for (place, points) in nothing.points.enumerated() where points.value == nil {
            #expect(points.pointsHundredths <= points.referencePointsHundredths, "place \(place)")
        }
        for id in ["review_mean", "customs_grade"] {
            let bins = model.content.characteristics.first { $0.id == id }?.bins.count
            #expect(nothing.points(id, model)?.binPlace == bins, "missing: behind the last bin")
        }
    }

    @Test func theOrderOfCellsOfOneDayAndTheirGroupingDoNotMatter() {
        forEachEnterprise(100, seed: 8) { evidence, _ in
            var split = evidence
            split.whole = evidence.whole.flatMap { cell in
                var half = cell
                for counter in Counter.allCases { half.counters[counter] /= 2 }
                var rest = cell
                for counter in Counter.allCases { rest.counters[counter] -= half.counters[counter] }
                return [rest, half]
            }
            let (whole, parts) = (rate(evidence, asOf: someDay, model: model), rate(split, asOf: someDay, model: model))
            #expect((whole.points == parts.points) as Bool)
            #expect(whole.reasons == parts.reasons)
        }
    }
}
