import Domain
import Foundation
import Problems
import RatingsDatabase
import Settings
import Testing

@testable import Nightly

/// Every rule of the gate on both sides of both thresholds.
@Suite struct GateTests {
    private func findings(_ change: (inout Gate) -> Void, _ measure: (inout GateMeasures) -> Void) -> [GateFinding] {
        var gate = Gate()
        change(&gate)
        var measures = GateMeasures()
        measure(&measures)
        return judge(measures, by: gate)
    }

    private static let least = GateThresholds(warn: 0.9, refuse: 0.8)
    private static let most = GateThresholds(warn: 0.1, refuse: 0.2)

    @Test(arguments: [(90, nil), (89, false), (80, false), (79, true)] as [(Int, Bool?)])
    func tooFewEnterprisesAndRows(now: Int, refuses: Bool?) {
        #expect(
            findings {
                $0.enterprisesMin = Self.least
            } _: {
                $0.enterprises = (now, 100)
            }.first?.refuses == refuses)
        #expect(
            findings {
                $0.rowsMin = Self.least
            } _: {
                $0.rows = (Int64(now), 100)
            }.first?.refuses == refuses)
        #expect(
            findings {
                $0.rowsMin = Self.least
            } _: {
                $0.rows = (Int64(now), 0)
            }.isEmpty, "nothing is published yet")
    }

    @Test(arguments: [(149, nil), (150, false), (199, false), (200, true)] as [(Int, Bool?)])
    func tooManyEnterprisesAndRows(now: Int, refuses: Bool?) {
        let most = GateThresholds(warn: 1.5, refuse: 2)
        #expect(
            findings {
                $0.enterprisesMax = most
            } _: {
                $0.enterprises = (now, 100)
            }.first?.refuses == refuses)
        #expect(
            findings {
                $0.rowsMax = most
            } _: {
                $0.rows = (Int64(now), 100)
            }.first?.refuses == refuses)
    }

    @Test(arguments: [(9, nil), (10, false), (19, false), (20, true)] as [(Int64, Bool?)])
    func tooManyRowsInQuarantine(quarantined: Int64, refuses: Bool?) {
        let measure = { (measures: inout GateMeasures) in
            measures.rows = (100, 0)
            measures.kinds = [("invoices", 100, quarantined)]
            measures.reasons = [("ORPHAN", quarantined)]
        }
        let general = findings({ $0.quarantined = Self.most }, measure)
        #expect(general.first?.refuses == refuses && general.first?.rule ?? "quarantined of invoices" == "quarantined of invoices")
        #expect(findings({ $0.quarantinedKinds = ["invoices": Self.most] }, measure).first?.refuses == refuses)
        #expect(findings({ $0.quarantinedReasons = ["ORPHAN": Self.most] }, measure).first?.refuses == refuses)
        #expect(findings({ $0.quarantinedReasons = ["TOO_LATE": Self.most] }, measure).isEmpty)
        let lenient = findings(
            { (gate: inout Gate) in
                gate.quarantined = Self.most
                gate.quarantinedKinds = ["invoices": GateThresholds(refuse: 0.5)]
            }, measure)
        #expect(lenient.isEmpty, "the kind's own rule stands in place of the general one")
    }

    @Test(arguments: [(9, nil), (10, false), (20, true)] as [(Int, Bool?)])
    func tooManyGradesMoved(moved: Int, refuses: Bool?) {
        let found = findings {
            $0.gradesMoved = Self.most
        } _: {
            $0.common = 100
            $0.moved = moved
        }
        #expect(found.first?.refuses == refuses)
    }

    @Test func theStabilityIndexIsThePublishedOne() throws {
        let index = try #require(stabilityIndex(now: [8, 9, 10, 10, 10, 10, 10, 10, 11, 12], former: Array(repeating: 10, count: 10)))
        #expect(abs(index - 0.0101160091167848) < 1e-15)
        #expect(stabilityIndex(now: [0, 0], former: [1, 2]) == nil)
        let shifted = findings {
            $0.scorePSI = GateThresholds(warn: 0.1, refuse: 0.25)
        } _: {
            $0.grades = ([50, 50], [80, 20])
        }
        #expect(shifted.first?.refuses == true)
        #expect(shifted.first?.description == "score_psi is 0.4159, refused from 0.25 on")
        let stable = findings {
            $0.scorePSI = GateThresholds(warn: 0.1, refuse: 0.25)
        } _: {
            $0.grades = ([51, 49], [50, 50])
        }
        #expect(stable.isEmpty)
    }

    @Test func theJobFileStatesTheRules() throws {
        let job = try loadJob(
            yaml: """
                gate:
                  enterprises_min: {warn: 0.9, refuse: 0.8}
                  quarantined: {refuse: 0.05}
                  quarantined_kinds:
                    logistics: {warn: 0.1}
                """, source: "job.yaml")
        #expect(job.gate?.enterprisesMin == Self.least && job.gate?.quarantined == GateThresholds(refuse: 0.05))
        #expect(job.gate?.quarantinedKinds == ["logistics": GateThresholds(warn: 0.1)])
        let wrong = #expect(throws: Problem.self) { try loadJob(yaml: "gate:\n  rows_min: {warn: 0.8, refuse: 0.9}", source: "job.yaml") }
        #expect(wrong?.description.contains("gate.rows_min: refuse comes before warn") == true)
        let mistyped = #expect(throws: Problem.self) { try loadJob(yaml: "gate:\n  row_min: {warn: 0.8}", source: "job.yaml") }
        #expect(mistyped?.description.contains("write rows_min if that is what you mean") == true)
    }
}
