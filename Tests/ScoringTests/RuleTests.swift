import Domain
import Scoring
import Settings
import Testing

/// NR, D and reasons at their edges.
@Suite struct RuleTests {
    let model: Model

    init() throws { model = try embeddedModel() }

    private func rated(_ change: (inout EnterpriseEvidence) -> Void = { _ in }, orders: Int64 = 40, daysAgo: Int = 100) -> Rating {
        var evidence = enterprise([cell(daysAgo, goodOrders(orders))])
        change(&evidence)
        return rate(evidence, asOf: someDay, model: model)
    }

    @Test func tenEffectiveOrdersAreEnough() {
        #expect(rated(orders: 10).status == .rated)
        let nine = rated(orders: 9)
        #expect(nine.status == .notRated && nine.grade == .nr)
        #expect(nine.pd != nil && nine.scoreHundredths != nil)
        #expect(nine.reasons.first?.code == "NR_ORDERS")
        #expect(nine.reasons.first?.text == "9.0 effective orders; 10 are needed")
        #expect(nine.reasons.first?.shortfallHundredths == nil)
    }

    @Test func fiveBuyersAreEnough() {
        #expect(rated { $0.buyers = 5 }.status == .rated)
        #expect(rated { $0.buyers = 4 }.reasons.first?.text == "4 distinct buyers in 180 days; 5 are needed")
    }

    @Test func thirtyDaysOfTenureAreEnough() {
        // Orders mature after 90 days at the earliest, so the day of the first booking is set apart from the cells here.
        #expect(rated { $0.firstBooked = someDay - 30 }.status == .rated)
        #expect(rated { $0.firstBooked = someDay - 29 }.reasons.first?.text == "29 days since the first order; 30 are needed")
    }

    @Test func nothingMaturedIn180Days() {
        #expect(rated(daysAgo: 179).status == .rated)
        let silent = rated(daysAgo: 180)
        #expect(silent.status == .notRated)
        #expect(silent.reasons.first?.code == "NR_SILENCE")
        #expect(silent.pd != nil)
    }

    @Test func noPDOnceSilentForMoreThanTwoYears() {
        #expect(rated({ $0.firstBooked = someDay - 2000 }, daysAgo: 730).pd != nil)
        let gone = rated({ $0.firstBooked = someDay - 2000 }, daysAgo: 731)
        #expect(gone.pd == nil && gone.scoreHundredths == nil && gone.status == .notRated && gone.points.isEmpty)
        #expect(gone.reasons.map(\.code) == ["NR_NO_EVIDENCE"])
        #expect(gone.reasons.first?.text == "no orders in evidence, or none that matured within 730 days")
        let never = rate(EnterpriseEvidence(), asOf: someDay, model: model)
        #expect(never.pd == nil && never.status == .notRated && never.peerGroup == nil)
    }

    @Test func ordersThatHaveNotMaturedGiveAPDButNoRating() {
        let fresh = rate(enterprise([cell(5, counters([.orders: 30]))]), asOf: someDay, model: model)
        #expect(fresh.status == .notRated && fresh.pd != nil && fresh.effectiveOrders == 0)
        #expect(fresh.reasons.map(\.code).prefix(2) == ["NR_ORDERS", "NR_SILENCE"])
        #expect(fresh.reasons.dropFirst().first?.text == "no order booked in the last 180 days has matured (the last: none)")
    }

    @Test func aProvenFaultHoldsFor365Days() {
        func status(_ daysAgo: Int, until: Day? = nil) -> RatingStatus {
            rated { $0.events = [SubjectEvent(kind: .counterfeitProven, day: someDay - daysAgo, until: until)] }.status
        }
        #expect(status(0) == .defaulted)
        #expect(status(364) == .defaulted)
        #expect(status(365) == .rated)
        #expect(status(365, until: someDay) == .defaulted)
        #expect(status(365, until: someDay - 1) == .rated)
        #expect(status(100, until: someDay - 50) == .defaulted)
    }

    @Test func aProvenFaultComesBeforeNRAndFirstAmongTheReasons() {
        let rating = rated(
            {
                $0.buyers = 1
                $0.events = [
                    SubjectEvent(kind: .seizedForFraud, day: someDay - 10, until: nil),
                    SubjectEvent(kind: .blacklist, day: someDay - 400, until: someDay + 100),
                    SubjectEvent(kind: .blacklist, day: someDay - 400, until: someDay + 20),
                ]
            }, orders: 5)
        #expect(rating.status == .defaulted && rating.grade == .d && rating.pd != nil)
        #expect(rating.reasons.prefix(2).map(\.code) == ["D_BLACKLIST", "D_SEIZURE"])
        #expect(rating.reasons.first?.text == "blacklisted on \(someDay - 400); in force through \(someDay + 100)")
        #expect(rating.reasons.map(\.rank) == Array(1...rating.reasons.count))
        let empty = EnterpriseEvidence()
        var listed = empty
        listed.events = [SubjectEvent(kind: .blacklist, day: someDay, until: nil)]
        #expect(rate(listed, asOf: someDay, model: model).grade == .d)
    }

    @Test func reasonsGoByShortfallAndTiesByTheCard() {
        var bad = goodOrders(208)
        bad[.soleHandoverLate] = 30  // (30 + 1.2) / 228 = 13.7 %: −2.60
        bad[.invoiceMatched] = 168  // 40 missing: (40 + 1.4) / 228 = 18.2 %: −2.20; (40 + 0.6) / 228 = 17.8 %: −4.30
        bad[.invoiceMissing] = 40
        bad[.refunded] = 40  // (40 + 2.5) / 258 = 16.5 %: −3.00; six tenths of each count
        bad[.eventsUpheld] = 2  // (2 + 0.5) / 308 = 0.8 %: 0
        var evidence = enterprise([cell(100, bad)])
        evidence.firstBooked = someDay - 200
        let reasons = rate(evidence, asOf: someDay, model: model).reasons
        #expect(reasons.map(\.code) == ["INVOICE_MISSING", "RETURNS", "LATE_HANDOVER", "INVOICE_UNMATCHED"])
        #expect(reasons.map(\.shortfallHundredths) == [258, 180, 156, 132])
        #expect(reasons[2].text == "30 of 208 orders handed over late (usual: 6.0 %)")
        #expect(reasons[2].chineseText == "208 笔订单中有 30 笔延迟交运（同类平均 6.0 %）")
        #expect(reasons[2].characteristic == "late_handover")
        // A tie at −1.02 of recent lateness, a warning and unsteady trade: the card's order decides.
        bad[.refunded] = 0
        var tied = enterprise([cell(100, bad)])
        tied.standing = Standing()
        tied.events = [SubjectEvent(kind: .warning, day: someDay, until: nil)]
        let codes = rate(tied, asOf: someDay, model: model).reasons.map(\.code)
        #expect(codes == ["INVOICE_MISSING", "LATE_HANDOVER", "INVOICE_UNMATCHED", "RECENT_LATENESS"])
    }

    @Test func cappedPointsAreSharedInProportionAndInWhole() throws {
        // What the built-in card takes at a floor of −70, beside the same card without one.
        let yaml = try #require(ModelFileTests.replacing("{floor: -70, ceiling: 65}", by: "{floor: -900, ceiling: 65}"))
        let uncapped = try loadModel(yaml: yaml, source: "card.yaml")
        var bad = goodOrders(400)
        for fault in [Counter.creditEvents, .cancelledBySeller, .overdueHandoverMissing, .soleHandoverLate] { bad[fault] = 400 }
        bad[.soleHandoverShareSum] = 400 * 4000
        let evidence = enterprise([cell(100, bad)])
        let free = rate(evidence, asOf: someDay, model: uncapped)
        let rating = rate(evidence, asOf: someDay, model: model)
        let ids = ["credit_events", "seller_cancellation", "non_handover", "late_handover", "handover_share", "recent_lateness"]
        let full = try ids.map { id in -(try #require(free.points(id, uncapped)).pointsHundredths) }
        let all = full.reduce(0, +)
        #expect(all > 7000 && full[0] == 6036)
        var (running, given) = (0, 0)
        for (id, points) in zip(ids, full) {
            running += points
            let upTo = running * 7000 / all
            #expect(rating.points(id, model)?.pointsHundredths == given - upTo, "\(id)")
            given = upTo
        }
        #expect(given == 7000)
    }

    /// A rule bounds a grade and comes first among the reasons; the score stays, and nothing lifts the enterprise.
    @Test func overlaysBoundAndWithholdGrades() {
        let free = rated(orders: 400)
        #expect(free.overlays.isEmpty && free.grade == free.scoreGrade && free.lift != nil)
        func with(_ kind: SubjectEvent.Kind, _ daysAgo: Int, until: Day? = nil) -> Rating {
            rated({ $0.events = [SubjectEvent(kind: kind, day: someDay - daysAgo, until: until)] }, orders: 400)
        }
        let suspended = with(.suspension, 179)
        #expect(suspended.grade == .ccc && suspended.status == .rated && suspended.overlays == ["suspension"] && suspended.lift == nil)
        #expect(suspended.scoreGrade == Grade.of(scoreHundredths: suspended.score))
        #expect(suspended.reasons.first?.code == "O_SUSPENSION" && suspended.reasons.first?.rank == 1)
        #expect(suspended.reasons.first?.text == "at most CCC: suspended on \(someDay - 179), through \(someDay)")
        #expect(with(.suspension, 180).overlays.isEmpty)
        #expect(with(.suspension, 400, until: someDay + 3).overlays == ["suspension"])
        let held = with(.sanction, 10)
        #expect(held.status == .notRated && held.grade == .nr && held.reasons.first?.code == "O_SANCTION" && held.pd != nil)
        let discredited = rated({
            $0.standing = Standing()
            $0.standing?.customsGrade = .discredited
        })
        #expect(discredited.grade == .ccc && discredited.reasons.first?.text.hasSuffix("until further notice") == true)
        #expect(discredited.reasons.first?.chineseText.hasSuffix("直至 另行通知") == true)
    }

    @Test func aFloorLiftsAndACapIsStrongerThanIt() {
        var bad = goodOrders(400)
        for fault in [Counter.creditEvents, .cancelledBySeller, .overdueHandoverMissing, .soleHandoverLate, .defectOrders] {
            bad[fault] = 400
        }
        bad[.guardedReviews] = 40
        bad[.guardedReviewSum] = 40
        var evidence = enterprise([cell(100, bad)])
        #expect(rate(evidence, asOf: someDay, model: model).grade > .ccc)
        evidence.standing = Standing()
        evidence.standing?.customsGrade = .advancedCertified
        let raised = rate(evidence, asOf: someDay, model: model)
        #expect(raised.grade == .ccc && raised.overlays == ["customs_advanced"])
        evidence.events = [SubjectEvent(kind: .blacklist, day: someDay, until: nil)]
        #expect(rate(evidence, asOf: someDay, model: model).grade == .d)
    }

    @Test func reviewsAndTheWindowAreWrittenInTheirOwnUnits() {
        var bad = goodOrders(100)
        bad[.guardedReviews] = 40
        bad[.guardedReviewSum] = 88
        bad[.soleHandoverShareSum] = 100 * 1300
        let texts = rate(enterprise([cell(100, bad)]), asOf: someDay, model: model).reasons.map(\.text)
        #expect(texts.contains("40 reviews of orders whose goods moved average 2.2 stars (usual: 4.2 stars)"))
        #expect(texts.contains("130 % of the promised handling time used on average over 100 orders (usual: 50 %)"))
    }
}
