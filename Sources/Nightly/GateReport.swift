import Domain
import Foundation
import RatingsDatabase
import Settings

/// What the gate looks at.
struct GateMeasures {
    /// Of this run and of the published one; the latter is 0 where nothing is published.
    var enterprises: (now: Int, former: Int) = (0, 0)
    var rows: (now: Int64, former: Int64) = (0, 0)
    /// By kind: rows read and quarantined.
    var kinds: [(name: String, read: Int64, quarantined: Int64)] = []
    /// By reason: rows quarantined.
    var reasons: [(name: String, rows: Int64)] = []
    /// Enterprises in both runs, and how many of them moved to another grade.
    var common = 0
    var moved = 0
    /// Rated enterprises by grade from best to worst, now and before.
    var grades: (now: [Int], former: [Int]) = ([], [])
}

/// A rule of the gate with what was measured.
public struct GateFinding: Sendable, Equatable {
    public var rule: String
    public var value: Double
    /// The threshold that was reached.
    public var threshold: Double
    /// Whether it refuses; else it warns.
    public var refuses: Bool

    /// `quarantined of logistics is 0.0312, refused from 0.02 on`
    public var description: String {
        "\(rule) is \(GateFinding.text(value)), \(refuses ? "refused" : "warned of") from \(GateFinding.text(threshold)) on"
    }

    private static func text(_ value: Double) -> String { "\((value * 10_000).rounded() / 10_000)" }
}

/// Judges a run: the rules that warn or refuse, in order of the rules. A pure function.
///
/// Rules against the published run ask nothing where there is none.
func judge(_ measures: GateMeasures, by gate: Gate) -> [GateFinding] {
    var findings: [GateFinding] = []
    func check(_ rule: String, _ value: Double, _ thresholds: GateThresholds?, isLeast: Bool = false) {
        guard let thresholds else { return }
        let isBroken = { (threshold: Double) in isLeast ? value < threshold : value >= threshold }
        if let refuse = thresholds.refuse, isBroken(refuse) {
            findings.append(GateFinding(rule: rule, value: value, threshold: refuse, refuses: true))
        } else if let warn = thresholds.warn, isBroken(warn) {
            findings.append(GateFinding(rule: rule, value: value, threshold: warn, refuses: false))
        }
    }
    if measures.enterprises.former > 0 {
        let enterprises = Double(measures.enterprises.now) / Double(measures.enterprises.former)
        check("enterprises_min", enterprises, gate.enterprisesMin, isLeast: true)
        check("enterprises_max", enterprises, gate.enterprisesMax)
    }
    if measures.rows.former > 0 {
        let rows = Double(measures.rows.now) / Double(measures.rows.former)
        check("rows_min", rows, gate.rowsMin, isLeast: true)
        check("rows_max", rows, gate.rowsMax)
    }
    for kind in measures.kinds where kind.read > 0 {
        let share = Double(kind.quarantined) / Double(kind.read)
        check("quarantined of \(kind.name)", share, gate.quarantinedKinds[kind.name] ?? gate.quarantined)
    }
    for reason in measures.reasons where measures.rows.now > 0 {
        check("quarantined as \(reason.name)", Double(reason.rows) / Double(measures.rows.now), gate.quarantinedReasons[reason.name])
    }
    if measures.common > 0 { check("grades_moved", Double(measures.moved) / Double(measures.common), gate.gradesMoved) }
    if let index = stabilityIndex(now: measures.grades.now, former: measures.grades.former) { check("score_psi", index, gate.scorePSI) }
    return findings
}

/// The population stability index Σ (a − e) · ln(a ÷ e) of two distributions over the same classes (optbinning, scorecard monitoring);
/// a class that is empty counts half. nil where one of them has no members.
func stabilityIndex(now: [Int], former: [Int]) -> Double? {
    let (all, before) = (now.reduce(0, +), former.reduce(0, +))
    guard all > 0, before > 0 else { return nil }
    var index = 0.0
    for (count, known) in zip(now, former) where count > 0 || known > 0 {
        let actual = max(Double(count), 0.5) / Double(all)
        let expected = max(Double(known), 0.5) / Double(before)
        index += (actual - expected) * log(actual / expected)
    }
    return index
}

extension GateMeasures {
    /// - Parameter ratings: the new ratings, ascending by enterprise.
    init(_ report: RunReport, _ ratings: [(enterpriseID: Text, grade: Grade)], _ former: FormerRatings) {
        enterprises = (ratings.count, former.count)
        rows = (report.rows.read, former.rowsRead)
        kinds = report.rowsByKind.map { ($0.kind, $0.rows.read, $0.rows.quarantined) }
        reasons = report.quarantined.map { ($0.reason, $0.rows) }
        let performing = Grade.allCases.filter { $0 != .nr && $0 != .d }
        grades = (performing.map { _ in 0 }, performing.map { _ in 0 })
        for place in 0..<former.count {
            if let band = performing.firstIndex(of: former[place].rating.grade) { grades.former[band] += 1 }
        }
        var place = 0
        for (enterpriseID, grade) in ratings {
            if let band = performing.firstIndex(of: grade) { grades.now[band] += 1 }
            while place < former.count, former[place].enterpriseID < enterpriseID { place += 1 }
            guard place < former.count, former[place].enterpriseID == enterpriseID else { continue }
            common += 1
            if former[place].rating.grade != grade { moved += 1 }
        }
    }
}
