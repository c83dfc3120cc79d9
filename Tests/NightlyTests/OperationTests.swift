import Decompression
import Domain
import Foundation
import Nightly
import Problems
import RatingsDatabase
import Settings
import Synthesis
import TestSupport
import Testing

/// What those who run the batch rely on: the gate, the ledger of failed runs, metrics and lineage.
@Suite struct OperationTests {
    private static let plan = SynthesisPlan(seed: 51, orders: 300, sellers: 20, days: 60, containers: [.plain], filesPerKind: 1)

    @Test func aRefusedRunLeavesTheFormerRatingsAndIsToldOf() throws {
        let workshop = try Workshop()
        let made = try files(of: Self.plan).files
        let days = Set(made.compactMap(\.partition)).sorted()
        try workshop.write(made.filter { $0.partition != days.last })
        try workshop.run()
        let before = try workshop.hash()
        let last = try #require(days.last)
        try workshop.write(made.filter { $0.partition == last })
        var gate = Gate()
        gate.rowsMin = GateThresholds(refuse: 1.5)
        let metrics = "\(workshop.folder)/silkrate.prom"
        let refused = #expect(throws: Problem.self) {
            try workshop.run {
                $0.gate = gate
                $0.metrics = metrics
            }
        }
        #expect(refused?.kind == .publishRefused)
        #expect(refused?.message.contains("rows_min is 1.0") == true && refused?.remedy.contains("--accept") == true)
        #expect(try workshop.hash() == before)
        #expect(try samples(metrics)["silkrate_run_exit_code"] == 79)
        var job = workshop.job
        job.gate = gate
        let report = try Nightly.run(job, .quiet, accept: "a short week")
        #expect(report.gate.map(\.refuses) == [true])
        #expect(try workshop.hash() != before)
        let runs = try workshop.runs()
        #expect(runs.map(\.status) == ["PUBLISHED", "REFUSED", "PUBLISHED"])
        #expect(runs[1].note.contains("rows_min") && runs[2].note.hasPrefix("accepted, a short week: rows_min"))
        #expect(try RatingsDatabase.verify(path: workshop.database) == [])
    }

    @Test func failedAndInterruptedRunsAreInTheLedger() throws {
        let workshop = try Workshop()
        try workshop.write(try files(of: Self.plan).files)
        try workshop.write("id,amount\n1,2\n", "2027-01-01", "invoices.csv")
        #expect(throws: Problem.self) { try workshop.run() }
        // What a killed run leaves: a start without an end, and perhaps half a line.
        let journal = "\(workshop.store)/runs.jsonl"
        var text = try String(contentsOfFile: journal, encoding: .utf8)
        text += text.replacingOccurrences(of: "FAILED", with: "RUNNING").replacingOccurrences(of: "/1-", with: "/2-") + "{\"run\":\"half"
        try text.write(toFile: journal, atomically: true, encoding: .utf8)
        try FileManager.default.removeItem(atPath: "\(workshop.dumps)/2027-01-01")
        try workshop.run()
        let runs = try workshop.runs()
        #expect(runs.map(\.status) == ["FAILED", "INTERRUPTED", "PUBLISHED"])
        #expect(runs[0].note.contains("this is no dump of invoices"))
        #expect(try RatingsDatabase.verify(path: workshop.database) == [])
        try workshop.run()
        #expect(try workshop.runs().map(\.status) == ["FAILED", "INTERRUPTED", "PUBLISHED", "PUBLISHED"])
    }

    @Test func metricsAndLineageTellOfTheRun() throws {
        let workshop = try Workshop()
        try workshop.write(try files(of: Self.plan).files)
        let metrics = "\(workshop.folder)/silkrate.prom"
        let lineage = "\(workshop.folder)/lineage"
        let report = try workshop.run {
            $0.metrics = metrics
            $0.lineage = lineage
        }
        let values = try samples(metrics)
        #expect(values["silkrate_run_exit_code"] == 0)
        #expect(values["silkrate_run_last_success_timestamp_seconds"] ?? 0 > 0)
        #expect(values["silkrate_rows{kind=\"invoices\",outcome=\"accepted\"}"] ?? 0 > 100)
        let enterprises = values.filter { $0.key.hasPrefix("silkrate_enterprises{") }.values.reduce(0, +)
        #expect(Int64(enterprises) == (try RatingsReader(path: workshop.database).summary().enterprises))
        let names = try FileManager.default.contentsOfDirectory(atPath: lineage).sorted()
        #expect(names.count == 2 && names[0].hasSuffix("-complete.json") && names[1].hasSuffix("-start.json"))
        let data = try Data(contentsOf: URL(fileURLWithPath: "\(lineage)/\(names[0])"))
        let event = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(event["eventType"] as? String == "COMPLETE")
        let inputs = try #require(event["inputs"] as? [[String: Any]])
        #expect(inputs.count == 1)
        let facets = try #require(inputs[0]["inputFacets"] as? [String: [String: Any]])
        let condition = try #require(facets["subset"]?["inputCondition"] as? [String: Any])
        #expect((condition["partitions"] as? [Any])?.count == report.takenPartitions.count)
    }

    @Test func diffNamesWhatMovedAndItsPartsAddUp() throws {
        let plan = SynthesisPlan(seed: 52, orders: 900, sellers: 15, days: 200, containers: [.plain], filesPerKind: 1)
        let made = try files(of: plan).files
        let days = Set(made.compactMap(\.partition)).sorted()
        let workshop = try Workshop()
        for last in [150, 151, 154] {
            let known = try last == 150 ? nil : workshop.days().last
            try workshop.write(made.filter { $0.partition.map { day in day <= days[last] && known.map { day > $0 } ?? true } ?? false })
            try workshop.run()
        }
        let before = try workshop.listing()
        let changes = try diff(workshop.job, .quiet, from: "1", to: "3", explains: true)
        #expect(changes.count > 5)
        #expect(changes.contains { $0.parts.contains { $0.name == "partition \(days[151])" } })
        #expect(changes.contains { $0.parts.contains { $0.name == "time" } })
        for explained in changes {
            let change = explained.change
            guard let old = change.scoreBefore, let new = change.scoreAfter else { continue }
            #expect(explained.parts.reduce(0) { $0 + $1.hundredths } == new - old, "\(change.enterpriseID)")
            #expect(change.points.reduce(0) { $0 + $1.after - $1.before } == new - old, "\(change.enterpriseID)")
            let rating = try #require(try RatingsReader(path: workshop.database).explain(change.enterpriseID)?.rating)
            #expect(rating.scoreHundredths == new && rating.grade.name == change.gradeAfter)
        }
        // A night alone: with its partition taken back the score is that of the day before, but for time.
        let night = try diff(workshop.job, .quiet, from: "1", to: "2", explains: true)
        #expect(night.allSatisfy { $0.parts.allSatisfy { ["partition \(days[151])", "time"].contains($0.name) } })
        #expect(try workshop.listing() == before)
        #expect(throws: Problem.self) { try diff(workshop.job, .quiet, from: "2", to: "1", explains: false) }
        #expect(throws: Problem.self) { try diff(workshop.job, .quiet, from: "1", to: "9", explains: false) }
    }

    /// The samples of a page of metrics; a line that is none is an error.
    private func samples(_ path: String) throws -> [String: Double] {
        let form = /([a-z_]+(?:\{[a-z]+="[^"]*"(?:,[a-z]+="[^"]*")*\})?) (-?[0-9.e+]+)/
        var values: [String: Double] = [:]
        for line in try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n") {
            if line.hasPrefix("# HELP silkrate_") || line.hasPrefix("# TYPE silkrate_") && line.hasSuffix(" gauge") { continue }
            let match = try #require(line.wholeMatch(of: form), "\(line)")
            values[String(match.1)] = Double(String(match.2)) ?? .nan
        }
        return values
    }
}

extension Workshop {
    /// The ledger's runs in order.
    func runs() throws -> [(status: String, note: String)] {
        try RatingsReader(path: database).runs().map { ($0.status, $0.note ?? "") }
    }
}
