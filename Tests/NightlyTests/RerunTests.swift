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

/// Partitions taken anew: the result is that of a run over all files as they are.
@Suite struct RerunTests {
    private static let plan = SynthesisPlan(
        seed: 31, orders: 1_000, sellers: 40, days: 400, orderDays: 380, containers: [.plain], filesPerKind: 1)

    @Test func correctedPartitionsAndCorrectedBack() throws {
        let made = try files(of: Self.plan).files
        let workshop = try Workshop()
        try workshop.runInGroups(of: 20...50, made, seed: 1) { $0.checkpointEvery = 2 }
        let original = try workshop.hash()
        var random = SeededGenerator(seed: 2)
        let chosen = Array(try workshop.days().shuffled(using: &random).prefix(20)).sorted()
        for day in chosen { try workshop.damage(day, &random) }
        // Noticed, and not taken unless asked for.
        let noticed = try workshop.run()
        #expect(noticed.changedPartitions == chosen)
        #expect(try workshop.hash() == original)
        for day in chosen {
            let report = try Nightly.run(workshop.job, .quiet, request: .rerun(day...day))
            #expect(report.replacedPartitions == 1 && report.newPartitions == 0)
        }
        let whole = try Workshop()
        try whole.copyDumps(of: workshop)
        try whole.run()
        #expect(try workshop.hash() == whole.hash())
        #expect(try workshop.hash() != original)
        #expect(try workshop.run().changedPartitions == [])
        for day in chosen {
            try FileManager.default.removeItem(atPath: "\(workshop.dumps)/\(day)")
            try workshop.write(made.filter { $0.partition == day })
        }
        let back = try Nightly.run(workshop.job, .quiet, request: .newAndChanged)
        #expect(back.replacedPartitions == chosen.count)
        #expect(try workshop.hash() == original)
        #expect(try verifyStore(path: workshop.store) == [])
    }

    @Test func aPartitionIsTakenOutByAnEmptyFolderOnly() throws {
        let made = try files(of: Self.plan).files
        let workshop = try Workshop()
        try workshop.write(made)
        try workshop.run()
        let day = try workshop.days()[50]
        try FileManager.default.removeItem(atPath: "\(workshop.dumps)/\(day)")
        let absent = #expect(throws: Problem.self) { try Nightly.run(workshop.job, .quiet, request: .rerun(day...day)) }
        #expect(absent?.kind == .noInput)
        try FileManager.default.createDirectory(atPath: "\(workshop.dumps)/\(day)", withIntermediateDirectories: true)
        let out = try Nightly.run(workshop.job, .quiet, request: .rerun(day...day))
        #expect(out.replacedPartitions == 1)
        #expect(try !workshop.days().contains(day))
        let whole = try Workshop()
        try whole.write(made.filter { $0.partition != day })
        try whole.run()
        #expect(try workshop.hash() == whole.hash())
    }

    /// A replacement that was decided is completed, one that was not is forgotten, wherever the run was killed.
    @Test(arguments: ["staged", "decided", "half moved", "moved"])
    func aKilledReplacementIsWholeOrNotAtAll(moment: String) throws {
        let made = try files(of: Self.plan).files
        let workshop = try Workshop()
        try workshop.write(made)
        try workshop.run()
        let before = try workshop.hash()
        let days = try workshop.days()
        let chosen = [days[30], days[90]]
        var random = SeededGenerator(seed: 3)
        for day in chosen { try workshop.damage(day, &random) }
        // What the run would have staged: the partitions of a store over the same dumps.
        let other = try Workshop()
        try other.copyDumps(of: workshop)
        try other.run()
        let staging = "\(workshop.store)/staging"
        for folder in ["segments", "quarantine"] {
            try FileManager.default.createDirectory(atPath: "\(staging)/\(folder)", withIntermediateDirectories: true)
        }
        for (place, day) in chosen.enumerated() {
            let isMoved = moment == "moved" || (moment == "half moved" && place == 0)
            let target = isMoved ? workshop.store : staging
            for name in ["segments/\(day).seg", "quarantine/\(day)"] {
                try? FileManager.default.removeItem(atPath: "\(target)/\(name)")
                try FileManager.default.copyItem(atPath: "\(other.store)/\(name)", toPath: "\(target)/\(name)")
            }
        }
        if moment != "staged" {
            let decision = chosen.map { "replace \($0)\n" }.joined()
            try Data(decision.utf8).write(to: URL(fileURLWithPath: "\(staging)/decision"))
        }
        try workshop.run()
        #expect(try workshop.hash() == (moment == "staged" ? before : other.hash()))
        #expect(!FileManager.default.fileExists(atPath: staging))
        #expect(try verifyStore(path: workshop.store) == [])
    }

    /// An older partition moves the first partition and the closing day of an order: rows that were too late count.
    @Test func anOlderPartitionMakesLateRowsCount() throws {
        let header = "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,deliver_by,status,status_at\n"
        let line = { (deliverBy: String) in "O,1,2026-01-01T10:00:00Z,S,B,P,1,10.00,EUR,\(deliverBy),PLACED,2026-01-01T10:00:00Z\n" }
        let claim = "feedback_id,order_id,kind,reason,occurred_at,outcome\nF,O,CLAIM,DEFECTIVE,2026-09-01,UPHELD\n"
        let documents = { (workshop: Workshop) in
            try workshop.write(
                "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\nI,O,S,INVOICE,2026-01-02,EUR,10.00\n", "2026-01-02",
                "invoices.csv")
            try workshop.write("shipment_id,order_id,event,occurred_at\nX,O,EMA,2026-01-02\n", "2026-01-02", "logistics.csv")
            try workshop.write(header + line("2026-01-20"), "2026-01-02", "transactions.csv")
            try workshop.write(claim, "2026-09-02", "feedback.csv")
        }
        let workshop = try Workshop()
        try documents(workshop)
        let late = try workshop.run { $0.checkpointEvery = 1 }
        #expect(late.quarantined.map(\.reason) == ["TOO_LATE"])
        // The promise of the first partition now reaches to August: the order takes rows until December.
        try workshop.write(header + line("2026-08-20"), "2026-01-01", "transactions.csv")
        let report = try workshop.run { $0.checkpointEvery = 1 }
        #expect(report.quarantined.isEmpty)
        let whole = try Workshop()
        try documents(whole)
        try whole.write(header + line("2026-08-20"), "2026-01-01", "transactions.csv")
        try whole.run()
        #expect(try workshop.hash() == whole.hash())
    }

    @Test func planSaysWhatWouldBeDoneAndChangesNothing() throws {
        let made = try files(of: Self.plan).files
        let days = Set(made.compactMap(\.partition)).sorted()
        let workshop = try Workshop()
        try workshop.write(made.filter { $0.partition.map { $0 < days[300] } ?? false })
        try workshop.run()
        var random = SeededGenerator(seed: 4)
        try workshop.damage(days[100], &random)
        try workshop.write(made.filter { $0.partition == days[300] })
        let before = try workshop.listing()
        let plan = try Nightly.plan(workshop.job, now: .farOff)
        #expect(plan.taken.map(\.partition) == [days[300]])
        #expect(plan.deliveries.map(\.partition) == [days[100], days[300]])
        #expect(plan.deliveries.first?.changes.contains { $0.change == .changed } == true)
        #expect(plan.start == days[299])
        #expect(plan.lines.contains { $0.hasPrefix("\(days[300]) new, ") })
        #expect(plan.lines.contains { $0.hasPrefix("\(days[100]) changed") && $0.contains("run with --changed") })
        let gaps = zip(days.prefix(301), days.prefix(301).dropFirst()).filter { $1 - $0 > 1 }
        #expect(plan.missing.map(\.lowerBound) == gaps.map { $0.0 + 1 })
        let anew = try Nightly.plan(workshop.job, request: .rerun(days[100]...days[100]), now: .farOff)
        #expect(anew.start == nil && anew.joinedPartitions == 300)
        #expect(try workshop.listing() == before)
    }
}

extension Workshop {
    /// Changes a delivery as a corrected one might differ: rows are dropped, amounts differ, a file is missing or has come.
    func damage(_ day: Day, _ random: inout SeededGenerator) throws {
        let folder = "\(dumps)/\(day)"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".csv") }.sorted()
        for name in names {
            let path = "\(folder)/\(name)"
            let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n", omittingEmptySubsequences: true)
            var kept = lines.dropFirst().filter { _ in Int.random(in: 0..<3, using: &random) > 0 }
            kept.shuffle(using: &random)
            try ([lines[0]] + kept).map { "\($0)\n" }.joined().write(toFile: path, atomically: true, encoding: .utf8)
        }
        guard names.count > 1 else { return }
        let path = "\(folder)/\(names[Int.random(in: 0..<names.count, using: &random)])"
        let moved = path.replacingOccurrences(of: ".csv", with: "-corrected.csv")
        if names.contains(where: { $0.contains("-") }) && path.contains("-") {
            try FileManager.default.moveItem(atPath: path, toPath: moved)
        }
    }

    func copyDumps(of other: Workshop) throws {
        try FileManager.default.removeItem(atPath: dumps)
        try FileManager.default.copyItem(atPath: other.dumps, toPath: dumps)
    }

    /// Every file below the folder with its size.
    func listing() throws -> [String] {
        guard let paths = FileManager.default.enumerator(atPath: folder) else { return [] }
        return paths.compactMap { $0 as? String }.sorted().map { path in
            "\(path) \((try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(path)")[.size]) ?? 0)"
        }
    }
}
