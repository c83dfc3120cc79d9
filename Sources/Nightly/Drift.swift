import Domain
import Foundation
import InformationBases
import RatingsDatabase
import Scoring

/// How far a run is from the published one and from its model's constants.
struct Drift {
    /// Ascending by the grades' names; empty where nothing is published.
    var migration: [MigrationRow] = []
    /// Ascending by measure.
    var measures: [DriftRow] = []

    /// - Parameter ratings: in order of subjects; nil for those that are no sellers.
    init(_ bases: Bases, _ ratings: [RatedEnterprise?], _ outcomes: OutcomeSums, _ former: FormerRatings, _ model: Model) {
        var moves: [Pair: Int64] = [:]
        let bands = Int(Grade.c.rawValue) + 1
        var (now, before) = (Array(repeating: 0, count: bands), Array(repeating: 0, count: bands))
        for place in 0..<former.count where former[place].rating.grade <= .c { before[Int(former[place].rating.grade.rawValue)] += 1 }
        var place = 0
        for subject in bases.subjects.indices {
            guard let grade = ratings[subject]?.rating.grade else { continue }
            if grade <= .c { now[Int(grade.rawValue)] += 1 }
            if former.count == 0 { continue }
            let id = Text(utf8: bases.subjects[subject].id)
            while place < former.count, former[place].enterpriseID < id { place += 1 }
            guard place < former.count, former[place].enterpriseID == id else { continue }
            moves[Pair(before: former[place].rating.grade, after: grade), default: 0] += 1
        }
        migration = moves.map { MigrationRow(before: $0.key.before, after: $0.key.after, enterprises: $0.value) }
            .sorted { ($0.before.name, $0.after.name) < ($1.before.name, $1.after.name) }
        measures = rates(outcomes, model)
        if let index = stabilityIndex(now: now, former: before) {
            measures.append(
                DriftRow(
                    measure: DriftRow.scorePSI, value: index, reference: noise(now, before), enterprises: Int64(now.reduce(0, +))))
        }
        measures.sort { $0.measure < $1.measure }
    }

    private struct Pair: Hashable {
        var before: Grade
        var after: Grade
    }

    /// Today's share of bad outcomes over all enterprises beside what the prior means of their peer groups would make of it.
    private func rates(_ outcomes: OutcomeSums, _ model: Model) -> [DriftRow] {
        model.content.characteristics.enumerated().compactMap { place, characteristic in
            guard case .rate = characteristic.measure else { return nil }
            var (bad, all, enterprises): (Int64, Int64, Int64) = (0, 0, 0)
            var expected = 0.0
            for (group, sums) in outcomes.sums.enumerated() {
                bad += sums[place].bad
                all += sums[place].all
                enterprises += sums[place].enterprises
                expected += Double(sums[place].all) * (characteristic.priors[group] ?? 0)
            }
            guard all > 0 else { return nil }
            return DriftRow(
                measure: characteristic.id, value: Double(bad) / Double(all), reference: expected / Double(all), enterprises: enterprises)
        }
    }

    /// The index that two samples of one distribution exceed once in a hundred: max(0.10, χ²₀.₉₉ · (1/n + 1/m)), where the degrees of freedom
    /// are the occupied bands less one.
    private func noise(_ now: [Int], _ before: [Int]) -> Double {
        let bands = zip(now, before).count { $0 > 0 || $1 > 0 }
        let (n, m) = (Double(now.reduce(0, +)), Double(before.reduce(0, +)))
        // The 99th percentile of χ² with 1 to 8 degrees of freedom (Abramowitz and Stegun, table 26.8).
        let percentiles = [6.635, 9.210, 11.345, 13.277, 15.086, 16.812, 18.475, 20.090]
        return max(0.10, percentiles[min(max(bands - 1, 1), percentiles.count) - 1] * (1 / n + 1 / m))
    }
}

/// How many ratings each rule bounded or withheld, by its name.
func overlayCounts(_ ratings: [RatedEnterprise?]) -> [(name: String, enterprises: Int)] {
    var counts: [String: Int] = [:]
    for rating in ratings { for name in rating?.rating.overlays ?? [] { counts[name, default: 0] += 1 } }
    return counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
}
