import Domain
import Foundation
import Scoring
import Settings
import Testing

/// Every formula of DESIGN 4 against numbers worked out by hand.
@Suite struct FormulaTests {
    let model: Model

    init() throws { model = try embeddedModel() }

    private func late(_ late: Int64, of due: Int64) -> Counters {
        counters([
            .orders: due, .soleHandoverDue: due, .soleHandoverLate: late, .matured: due, .maturedB2CCrossBorder: due,
        ])
    }

    private func value(_ id: String, _ cells: [WholeCell]) -> Double? {
        rate(enterprise(cells), asOf: someDay, model: model).points(id, model)?.value
    }

    private func expect(_ value: Double?, near expected: Double, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(abs((value ?? .nan) - expected) < 1e-12, "\(String(describing: value)) is not \(expected)", sourceLocation: sourceLocation)
    }

    @Test func aRateIsShrunkTowardThePrior() {
        // K = 20, mean 0.06: (12 + 1.2) / (208 + 20)
        expect(value("late_handover", [cell(100, late(12, of: 208))]), near: 13.2 / 228)
    }

    @Test func evidenceHalvesInAHalfLife() {
        // The older cell weighs one half: bad 4 + 10/2, all 50 + 100/2.
        expect(
            value("late_handover", [cell(100, late(4, of: 50)), cell(465, late(10, of: 100))]), near: (9 + 1.2) / (100 + 20))
    }

    @Test func adjudicatedFaultsHalveInTwoYears() {
        // 365 days are half of a half-life of 730 days: 65 536 × √½ = 46 341 to the nearest.
        let upheld = counters([.orders: 10, .matured: 10, .eventsUpheld: 2, .creditEvents: 2, .maturedB2CCrossBorder: 10])
        let fresh = counters([.orders: 10, .matured: 10, .maturedB2CCrossBorder: 10])
        let decay = 46_341.0 / 65_536
        expect(
            value("upheld_claims", [cell(100, fresh), cell(465, upheld)]),
            near: (2 * decay + 100 * 0.005) / (10 + 10 * decay + 100))
    }

    @Test func ageCountsBackFromTheLastMaturedOrder() {
        // Booked after L: age 0. Booked 365 days before L: one half, wherever D is.
        let unripe = counters([.orders: 40, .soleHandoverDue: 40, .soleHandoverLate: 8])
        let cells = [cell(20, unripe), cell(100, late(4, of: 50)), cell(465, late(10, of: 100))]
        expect(value("late_handover", cells), near: (8 + 4 + 5 + 1.2) / (40 + 50 + 50 + 20))
    }

    @Test func theWindowEndsTwoYearsBeforeTheLastMaturedOrder() {
        let inside = value("late_handover", [cell(100, late(4, of: 50)), cell(829, late(50, of: 50))])
        let outside = value("late_handover", [cell(100, late(4, of: 50)), cell(830, late(50, of: 50))])
        expect(outside, near: (4 + 1.2) / (50 + 20))
        #expect((inside ?? 0) > 0.15)
    }

    @Test func corroborationWeighsGoodOutcomesOnly() {
        // 5 late of 50 in each class: bad 20; good 45 × (1 + 0.5 + 0.5 + 0.1).
        let cells = Corroboration.weighed.map { cell(100, $0, late(5, of: 50)) }
        expect(value("late_handover", cells), near: (20 + 1.2) / (20 + 45 * 2.1 + 20))
    }

    @Test func countsAreStoredAsTheyAre() {
        let cells = Corroboration.weighed.map { cell(465, $0, late(5, of: 50)) } + [cell(100, late(0, of: 1))]
        let points = rate(enterprise(cells), asOf: someDay, model: model).points("late_handover", model)
        #expect(points?.numerator == 20)
        #expect(points?.denominator == 201)
    }

    @Test func outcomesOfDegreeCountInParts() {
        // 10 orders used 800 thousandths each: 8000 of 40 000 parts; K = 10 orders at 0.125.
        let share = counters([
            .orders: 10, .matured: 10, .soleHandoverShareOrders: 10, .soleHandoverShareSum: 8000, .guardedReviews: 4,
            .guardedReviewSum: 14, .maturedB2CCrossBorder: 10,
        ])
        expect(value("handover_share", [cell(100, share)]), near: (8000 + 10 * 0.125 * 4000) / (40_000 + 10 * 4000))
        // Stars 14 of 4 reviews: 6 bad parts of 16; K = 10 reviews at 0.2.
        expect(value("review_mean", [cell(100, share)]), near: (6 + 10 * 0.2 * 4) / (16 + 10 * 4.0))
    }

    @Test func uncorroboratedCountsTheClassNone() {
        // 10 of class none are bad in full, 40 of both good, 20 with one leg half good; K = 20 at 0.06.
        let cells = [
            cell(100, .both, late(0, of: 40)), cell(100, .none, late(0, of: 10)), cell(100, .invoiceOnly, late(0, of: 20)),
        ]
        expect(value("uncorroborated", cells), near: (10 + 1.2) / (10 + 40 + 10 + 20))
    }

    @Test func ordersPerBuyerLooksBack180DaysFromTheLastMaturedOrder() {
        // 30 + 30 orders within 180 days of L; the third cell is a day too old; 200 buyers; K = 10 at 1.2.
        let cells = [cell(100, late(0, of: 30)), cell(279, late(0, of: 30)), cell(280, late(0, of: 30))]
        expect(value("orders_per_buyer", cells), near: (60 + 12) / (200 + 10.0))
    }

    @Test func effectiveOrdersAreDecayedAndCorroborated() {
        // Fresh: 10 bad in full and 40 good by half; a half-life old: 20 good in full.
        let mixed = counters([.orders: 60, .matured: 50, .creditEvents: 10, .maturedB2CCrossBorder: 50])
        let rating = rate(enterprise([cell(100, .movementOnly, mixed), cell(465, late(0, of: 20))]), asOf: someDay, model: model)
        #expect(rating.effectiveOrders == 10 + 20 + 10)
        #expect(rating.orders == 80)
        #expect(rating.evidenceFrom == someDay - 465 && rating.evidenceTo == someDay - 100)
        expect(rating.points("good_orders", model)?.value, near: 30)
        #expect(rating.confidence == .low)
    }

    @Test func theScoreIsThePD() {
        // 600 points are odds of 50:1, 20 points double them (B1, B4).
        expect(model.defaultProbability(scoreHundredths: 60_000) * 51, near: 1.0, within: 1e-5)
        expect(model.defaultProbability(scoreHundredths: 62_000) * 101, near: 1.0, within: 1e-5)
        for score in stride(from: 10_000, through: 90_000, by: 137) {
            let exact = 1 / (1 + exp((Double(score) / 100 - 487.12288) / 28.8539))
            expect(model.defaultProbability(scoreHundredths: score) / exact, near: 1, within: 1e-13)
        }
    }

    private func expect(_ value: Double, near expected: Double, within tolerance: Double) {
        #expect(abs(value - expected) < tolerance)
    }

    @Test func gradesChangeAtTheHundredthWhereThePDDoes() {
        for (grade, edge) in [
            (Grade.aaa, 0.001), (.aa, 0.003), (.a, 0.007), (.bbb, 0.015), (.bb, 0.03), (.b, 0.08), (.ccc, 0.15), (.cc, 0.3),
        ] {
            let least = Int(((487.12288 + 28.8539 * log((1 - edge) / edge)) * 100).rounded(.up))
            #expect(Grade.of(scoreHundredths: least) == grade)
            #expect(model.defaultProbability(scoreHundredths: least) < edge)
            #expect(Grade.of(scoreHundredths: least - 1) != grade)
            #expect(model.defaultProbability(scoreHundredths: least - 1) >= edge)
        }
    }

    @Test func theIntervalIsThatOfTheDesign() {
        let rating = rate(enterprise([cell(100, goodOrders(300))]), asOf: someDay, model: model)
        let pd = 1 / (1 + exp((Double(rating.score) / 100 - 487.12288) / 28.8539))
        let half = 1.96 * (0.35 * 0.35 + 2 / ((rating.effectiveOrders + 100) * pd * (1 - pd))).squareRoot()
        let logit = log(pd / (1 - pd))
        #expect(rating.pd == (pd * 1e9).rounded() / 1e9)
        #expect(abs((rating.pdLow ?? 0) - 1 / (1 + exp(half - logit))) < 1e-9)
        #expect(abs((rating.pdHigh ?? 0) - 1 / (1 + exp(-half - logit))) < 1e-9)
        #expect(rating.effectiveOrders == 300 && rating.confidence == .high)
    }

    @Test func peerGroupIsThatOfMostMaturedOrdersAndTiesGoToTheLesserCode() {
        func group(_ pairs: KeyValuePairs<Counter, Int64>) -> PeerGroup? {
            var one = counters(pairs)
            one[.orders] = 20
            one[.matured] = 20
            return rate(enterprise([cell(100, one)]), asOf: someDay, model: model).peerGroup
        }
        #expect(group([.maturedB2CDomestic: 9, .maturedC2CCrossBorder: 11]) == .c2cCrossBorder)
        #expect(group([.maturedB2CDomestic: 10, .maturedC2CCrossBorder: 10]) == .b2cDomestic)
        #expect(group([.maturedB2BCrossBorder: 7, .maturedB2CDomestic: 6, .maturedC2CDomestic: 7]) == .b2bCrossBorder)
    }

    @Test func anAverageEnterpriseHasTheAveragePD() {
        // Exactly the prior means in every rate, a million orders, the average tenure and buyers; no subject row.
        for group in PeerGroup.allCases {
            let average = averageEnterprise(of: group, orders: 1_000_000)
            let rating = rate(average, asOf: someDay, model: model)
            let declared = model.content.peerGroups[Int(group.rawValue)].averagePD
            let ratio = (rating.pd ?? 0) / declared
            #expect(ratio > 0.9 && ratio < 1.1, "\(group.name): \(ratio)")
            #expect(rating.reasons.isEmpty)
        }
    }

    private func averageEnterprise(of group: PeerGroup, orders: Int64) -> EnterpriseEvidence {
        let place = Int(group.rawValue)
        var cells = [Counters(), Counters()]  // both, none
        for characteristic in model.content.characteristics {
            guard case .rate(let rate) = characteristic.measure, let mean = characteristic.priors[place] else { continue }
            guard rate.badClasses == Rate.allClasses else { continue }
            cells[0][rate.total] = orders
            let bad = Int64((mean * Double(orders * rate.parts)).rounded())
            if rate.bad.secondFactor == 0 {
                cells[0][rate.bad.first] = bad
            } else if rate.bad.first == rate.total {  // first × total − second = bad
                cells[0][rate.bad.second] = rate.bad.firstFactor * orders - bad
            } else {  // first + second = bad
                cells[0][rate.bad.second] = bad - cells[0][rate.bad.first]
            }
        }
        cells[1][.orders] = orders * 6 / 100
        cells[1][.matured] = orders * 6 / 100
        cells[0][group.counter] = orders
        // A few orders in each of the five months before: trade is steady.
        let months = (1...5).map { cell(100 + 30 * $0, .both, counters([.orders: 1])) }
        var evidence = enterprise([cell(100, .both, cells[0]), cell(100, .none, cells[1])] + months)
        evidence.firstBooked = someDay - 465
        evidence.buyers = Int(orders / (place < 2 ? 3 : 1))
        return evidence
    }
}
