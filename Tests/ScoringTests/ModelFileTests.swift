import Domain
import Problems
import Scoring
import Settings
import Testing

/// The model file: what it says arrives, and what does not fit is refused word for word.
@Suite struct ModelFileTests {
    static let yaml = String(decoding: embeddedModelBytes, as: UTF8.self)

    /// The refusal of the built-in model with one text replaced.
    private func refusal(_ old: String, _ new: String) throws -> Problem {
        let changed = try #require(ModelFileTests.replacing(old, by: new))
        return try #require(throws: Problem.self) { try loadModel(yaml: changed, source: "card.yaml") }
    }

    static func replacing(_ old: String, by new: String) -> String? {
        guard let range = yaml.firstRange(of: old) else { return nil }
        return yaml[..<range.lowerBound] + new + yaml[range.upperBound...]
    }

    /// The line on which the text starts, from 1.
    private func line(of text: String) -> Int? {
        ModelFileTests.yaml.firstRange(of: text).map { ModelFileTests.yaml[..<$0.lowerBound].count { $0 == "\n" } + 1 }
    }

    @Test func theBuiltInModelSaysWhatItsFileSays() throws {
        let content = try embeddedModel().content
        #expect(content.id == "expert" && content.version == "2.0.0" && content.date == Day("2026-11-27"))
        #expect(content.eventDefinition.hasPrefix("Credit event of an order of a seller (at most one): cancelled by the seller"))
        #expect(
            content.evidence
                == EvidenceRule(
                    windowDays: 730, ordinaryHalfLifeDays: 365, adjudicatedHalfLifeDays: 730, fastHalfLifeDays: 28,
                    classThousandths: [100, 500, 500, 1000],
                    evidenceThousandths: 600))
        #expect(content.characteristics.count == 35)
        for group in CharacteristicGroup.allCases {
            #expect(content.characteristics.contains { $0.group == group }, "\(group.name)")
        }
        let late = try #require(content.characteristics.first { $0.id == "late_handover" })
        guard case .rate(let rate) = late.measure else {
            Issue.record("late_handover is no rate")
            return
        }
        #expect(rate.bad == Tally(.soleHandoverLate) && rate.total == .soleHandoverDue && rate.priorWeight == 20)
        #expect(late.bins[4] == Bin(label: "10.0 % to < 20.0 %", from: 0.1, below: 0.2, evidenceHundredths: -260))
        let reviews = try #require(content.characteristics.first { $0.id == "review_mean" })
        #expect(reviews.bins.map(\.label).prefix(2) == ["> 4.8 stars", "> 4.5 stars to 4.8 stars"])
        #expect(content.notRated.effectiveOrdersMin == 10 && content.notRated.silenceDaysMax == 180)
        #expect(
            content.defaultRule.days == 365 && content.defaultRule.reasons.map(\.code) == ["D_BLACKLIST", "D_COUNTERFEIT", "D_SEIZURE"])
    }

    @Test func adjudicatedFaultsDecayMoreSlowly() throws {
        let slow = try embeddedModel().content.characteristics.filter {
            if case .rate(let rate) = $0.measure { rate.halfLife == .adjudicated } else { false }
        }
        #expect(
            slow.map(\.id) == [
                "seizures", "customs_discrepancy", "upheld_claims", "order_defects", "authenticity", "not_as_described", "inspections",
            ])
    }

    @Test func basesAnchorTheDeclaredAverages() throws {
        let model = try embeddedModel()
        for group in PeerGroup.allCases {
            let pd = model.defaultProbability(scoreHundredths: model.averageScoreHundredths(of: group))
            #expect(abs(pd / model.content.peerGroups[Int(group.rawValue)].averagePD - 1) < 0.001, "\(group.name)")
        }
    }

    @Test func counterNamesAreTheContracts() {
        #expect(Counter.evidence.prefix(3).map(\.name) == ["orders", "lines", "gross_minor"])
        #expect(Counter.maturedB2BDomestic.name == "matured_b2b_domestic")
        #expect(Counter.maturedC2CCrossBorder.name == "matured_c2c_cross_border")
        #expect(Counter.soleHandoverShareSum.name == "sole_handover_share_sum")
        #expect(Set(Counter.allCases.map(\.name)).count == Counter.allCases.count)
        #expect(CounterFamily.allCases.count <= CounterFamily.countMax)
        for family in CounterFamily.allCases {
            let places = Counter.allCases.filter { $0.family == family }.map(\.place)
            #expect(!places.isEmpty && places == Array(0..<places.count), "\(family)")
        }
    }

    @Test func anUnknownKeyIsRefusedWithTheNearestOne() throws {
        let problem = try refusal(
            "half_life: ordinary\n    prior_weight: 20          # expert; sellers",
            "halflife: ordinary\n    prior_weight: 20 # expert; sellers")
        #expect(problem.kind == .configuration)
        #expect(problem.message == "characteristics.late_handover.halflife: there is no such key")
        #expect(problem.remedy == "write half_life if that is what you mean")
        #expect(problem.position?.line == line(of: "half_life: ordinary\n    prior_weight: 20          # expert; sellers"))
        #expect(problem.description.hasPrefix("card.yaml:"))
    }

    @Test func anUnknownCounterIsRefused() throws {
        let problem = try refusal("numerator: sole_handover_late", "numerator: sole_handover_lat")
        #expect(problem.message == "characteristics.late_handover.numerator: there is no counter \"sole_handover_lat\"")
        #expect(problem.remedy == "write sole_handover_late if that is what you mean")
        #expect(problem.position == Position(source: "card.yaml", line: line(of: "numerator: sole_handover_late")))
    }

    @Test(arguments: ["Late_handover", "late-handover", "base"])
    func aCharacteristicIsNamedInSnakeCase(_ name: String) throws {
        let problem = try refusal("  late_handover:\n", "  \(name):\n")
        #expect(problem.message == "characteristics.\(name): \"\(name)\" is no name for a characteristic")
        #expect(problem.position?.line != nil)
    }

    @Test func binsMustBeContiguous() throws {
        let old = "{from: 0.1, below: 0.2, points: -2.60}"
        let problem = try refusal(old, "{from: 0.11, below: 0.2, points: -2.60}")
        #expect(
            problem.message
                == "characteristics.late_handover.bins[4]: the bins of late_handover are not contiguous: bin 4 ends at 0.1, bin "
                + "5 starts at 0.11"
        )
        #expect(problem.remedy == "let each bin start where the one before it ends")
        #expect(problem.position?.line == line(of: old))
    }

    @Test func pointsMustBeMonotone() throws {
        let problem = try refusal("{from: 0.1, below: 0.2, points: -2.60}", "{from: 0.1, below: 0.2, points: 0.02}")
        #expect(
            problem.message
                == "characteristics.late_handover.bins[4]: the points of late_handover are not monotone: bin 5 gains points on "
                + "bin 4, though lower is better"
        )
        #expect(problem.remedy == "order the points so that they fall from bin to bin, or merge the two bins")
    }

    @Test func binsMustCoverEveryValue() throws {
        let open = try refusal("{from: 0, below: 0.015, points: 3.50}", "{from: 0.001, below: 0.015, points: 3.50}")
        #expect(open.message == "characteristics.late_handover.bins[0]: the first bin of late_handover starts at 0.001, not at 0")
        let closed = try refusal("{from: 0.4, points: -8.70}", "{from: 0.4, below: 1, points: -8.70}")
        #expect(closed.message == "characteristics.late_handover.bins[6]: the last bin of late_handover has an upper edge")
        #expect(closed.remedy == "leave `below` out of the last bin, so that every value has one")
    }

    @Test func anAverageThatFallsOnAnEdgeIsRefused() throws {
        let problem = try refusal("prior: 0.06               # expert, between", "prior: 0.1 # expert, between")
        #expect(
            problem.message
                == "characteristics.late_handover.bins[4]: a prior of late_handover is the edge 0.1 between two bins, so that "
                + "the average falls into either"
        )
        #expect(problem.remedy == "move the edge or the prior")
    }

    @Test func aBaseThatMissesTheAverageIsRefused() throws {
        let problem = try refusal("base: 603.18", "base: 613.18")
        #expect(problem.message == "peer_groups.B2C_CROSS_BORDER.base: base and prior means come to 0.71 times the declared average PD")
        #expect(problem.remedy == "set base so that an average enterprise scores offset + factor × ln((1 − average_pd) / average_pd)")
    }

    @Test func weightsThatRewardWithholdingAreRefused() throws {
        let problem = try refusal("none: 0.1", "none: 0.9")
        #expect(problem.message == "evidence.corroboration: the weights do not rise from none to both legs within 0 and 1")
        #expect(problem.remedy == "state 0 ≤ none ≤ invoice_only, movement_only ≤ both ≤ 1, so that withholding never pays")
    }

    @Test func anotherScalingIsRefused() throws {
        let problem = try refusal("factor: 28.8539", "factor: 28.85")
        #expect(problem.message == "scaling: the scaling is not 487.12288 and 28.8539, from which the grades' edges are derived")
    }

    @Test func otherFaultsAreNamedWithTheirKeyPath() throws {
        #expect(try refusal("z: 1.96", "z: 1.96e0").message == "interval.z: \"1.96e0\" is no number")
        #expect(
            try refusal("points: 97.20", "points: 97.205").message
                == "characteristics.credit_events.bins[0].points: \"97.205\" is no number with at most 2 decimals")
        #expect(
            try refusal("group: standing", "group: standings").message
                == "characteristics.identifiers.group: \"standings\" is none of fulfilment, commercial_integrity, "
                + "quality_and_feedback, standing, structure_of_trade"
        )
        #expect(
            try refusal("{limit} are needed", "{limits} are needed").message
                == "not_rated.reasons.orders.text: a placeholder is unknown or not closed, or text and zh name different ones")
        #expect(try refusal("  buyers_min: 5\n", "").message == "not_rated: the key buyers_min is missing")
        #expect(
            try refusal("code: SEIZURES", "code: RETURNS").message
                == "characteristics.returns.reason.code: the reason code RETURNS is also that of seizures")
        #expect(
            try refusal("is: EXPIRED", "is: LAPSED").message == "characteristics.licence.bins: the bins of licence are not VALID, EXPIRED")
        #expect(
            try refusal("numerator: invoice_missing", "numerator: gross_minor").message
                == "characteristics.invoice_missing: invoice_missing counts money or seconds, whose sums may not fit")
        #expect(try refusal("z: 1.96 ", "sigma: 1.96 ").message == "interval.sigma: the key stands here twice")
        #expect(try refusal("  z: 1.96", "  z: [1.96").message.hasPrefix("the file is no YAML: "))
        #expect(
            try refusal("measure: tenure_days", "measure: tenure_days\n    parts: 3").message
                == "characteristics.tenure.parts: measure tenure_days has no parts")
    }

    @Test func anEmptyFileIsRefused() throws {
        let problem = try #require(throws: Problem.self) { try loadModel(yaml: "", source: "card.yaml") }
        #expect(problem.description == "card.yaml: the file is empty. Fix: state at least one key.")
    }

    @Test func aFactThatIsMissingMayNotEarnMoreThanThePrior() throws {
        let old =
            "measure: identifiers      # INVALID: one fails its standard's check; VALID: one passes and none fails\n    prior: "
            + "NONE\n    missing: 0"
        let problem = try refusal(old, "measure: identifiers\n    prior: INVALID\n    missing: 0")
        #expect(
            problem.message
                == "characteristics.identifiers.missing: identifiers gives more points to missing data than to the prior mean "
                + "of B2B_DOMESTIC"
        )
        #expect(problem.remedy == "state at most the points of the prior mean, or `prior`")
    }

    @Test func aModelMadeInCodeFromTheSameContentRatesTheSame() throws {
        let model = try embeddedModel()
        let again = try Model(model.content)
        var random = SplitMix64(state: 99)
        for _ in 0..<50 {
            let evidence = random.enterprise()
            let (a, b) = (rate(evidence, asOf: someDay, model: model), rate(evidence, asOf: someDay, model: again))
            #expect((a.points == b.points && a.reasons == b.reasons && a.pd == b.pd) as Bool)
        }
    }
}
