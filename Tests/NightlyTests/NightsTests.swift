import Decompression
import Domain
import Foundation
import Ingest
import Nightly
import Problems
import RatingsDatabase
import Segments
import Settings
import Synthesis
import TestSupport
import Testing

/// Night by night: a run goes on from checkpoints, and nothing shows it.
@Suite struct NightsTests {
    static let plan = SynthesisPlan(
        seed: 21, orders: 1_200, sellers: 50, days: 460, orderDays: 420, faults: true, containers: [.plain], filesPerKind: 1)

    /// What must not depend on how the rows came: the contract's tables, the books of every file, the rows that found no order.
    struct Outcome: Equatable {
        var hash: String
        var rows: [String]
        var quarantined: [String]
        var unjoined: [String]
    }

    @Test func groupsOfNightsWithCheckpointsBetweenThemEqualOneRun() throws {
        let made = try files(of: Self.plan).files
        let whole = try Workshop()
        try whole.write(made)
        let expected = try whole.outcome(of: whole.run { $0.damagedFiles = .setAside })
        #expect(expected.quarantined.contains { $0.hasPrefix("TOO_LATE") } && expected.quarantined.contains { $0.hasPrefix("ORPHAN") })
        for (seed, longest, every, memory) in [(1, 9, 1, 64 << 20), (2, 40, 3, 1), (3, 60, 32, 64 << 20)] as [(UInt64, Int, Int, Int)] {
            let nights = try Workshop()
            let last = try nights.runInGroups(of: 1...longest, made, seed: seed) {
                $0.checkpointEvery = every
                $0.memoryBytes = memory
            }
            #expect(try nights.outcome(of: last) == expected, "groups of up to \(longest), a checkpoint every \(every)")
            #expect(try !nights.checkpoints().isEmpty)
            // A budget of one byte leaves partitions in quarters of buckets, which checkpoints are then made of.
            #expect(try nights.segments().allSatisfy { $0.extents.isFine == (memory == 1) })
            #expect(try verifyStore(path: nights.store) == [])
            // As of a day behind the last partition the two still agree, with a checkpoint in between and without.
            let later = try whole.days().last.map { $0 + 200 }
            let wholeLater = try whole.outcome(of: whole.run { $0.asOf = later })
            #expect(try nights.outcome(of: nights.run { $0.asOf = later }) == wholeLater)
            try whole.startOver()
            try whole.run { $0.damagedFiles = .setAside }
        }
    }

    @Test func aPastDayGoesOnFromACheckpointAndIsTheSame() throws {
        let made = try files(of: Self.plan).files
        let nights = try Workshop()
        try nights.runInGroups(of: 5...20, made, seed: 4) { $0.checkpointEvery = 2 }
        let days = try nights.days()
        let before = try nights.hash()
        for place in [40, 200, 300, days.count - 3] {
            let whole = try Workshop()
            try whole.write(made)
            try whole.run {
                $0.damagedFiles = .setAside
                $0.asOf = days[place]
            }
            let past = "\(nights.folder)/past.sqlite"
            try nights.run {
                $0.asOf = days[place]
                $0.database = past
            }
            #expect(try contractSHA256(database: past) == whole.hash(), "as of \(days[place])")
            try FileManager.default.removeItem(atPath: past)
        }
        #expect(try nights.hash() == before)
    }

    @Test func aRateOfLongAgoThatCameLateCounts() throws {
        let plan = SynthesisPlan(seed: 22, orders: 600, sellers: 30, days: 420, orderDays: 300, containers: [.plain], filesPerKind: 1)
        let made = try files(of: plan).files
        let nights = try Workshop()
        try nights.runInGroups(of: 20...40, made, seed: 5) { $0.checkpointEvery = 1 }
        let before = try nights.hash()
        let day = try #require(try nights.days().last) + 1
        let correction = "date,currency,rate\n" + (0..<40).map { "\(Day(20_454) + $0),CNY,17.25\n" }.joined()
        try nights.write(correction, "\(day)", "rates-correction.csv")
        let whole = try Workshop()
        try whole.write(made)
        try whole.write(correction, "\(day)", "rates-correction.csv")
        try whole.run()
        try nights.run()
        #expect(try nights.hash() == whole.hash())
        #expect(try nights.hash() != before)
    }

    @Test func aDamagedCheckpointIsPassedOverAndADamagedSegmentTakenAnew() throws {
        let made = try files(of: Self.plan).files
        let nights = try Workshop()
        try nights.runInGroups(of: 30...60, made, seed: 6) { $0.checkpointEvery = 1 }
        let expected = try nights.hash()
        for name in try nights.checkpoints() {
            let path = "\(nights.store)/checkpoints/\(name)"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            bytes[bytes.count - 30] ^= 1
            try bytes.write(to: URL(fileURLWithPath: path))
        }
        let segment = "\(nights.store)/segments/\(try nights.days()[100]).seg"
        try Data("SILKSEG4 cut off".utf8).write(to: URL(fileURLWithPath: segment))
        #expect(try !verifyStore(path: nights.store).isEmpty)
        let report = try nights.run { $0.damagedFiles = .setAside }
        #expect(report.newPartitions == 1)
        #expect(try nights.hash() == expected)
        #expect(try verifyStore(path: nights.store) == [])
    }

    @Test func aStoreOfAnotherFormatIsRefusedWithWhatToDo() throws {
        let workshop = try Workshop()
        try workshop.write(try files(of: SynthesisPlan(seed: 23, orders: 50, days: 20, containers: [.plain])).files)
        try workshop.run()
        let format = "\(workshop.store)/format"
        for text in ["silkrate store 9\n", ""] {
            try text.write(toFile: format, atomically: true, encoding: .utf8)
            let refused = #expect(throws: Problem.self) { try workshop.run() }
            #expect(refused?.kind == .inputRefused && refused?.remedy.contains("name a new folder with --store") == true)
        }
    }

    @Test func aPrunedStoreGoesOnAsTheWholeOne() throws {
        let made = try files(of: Self.plan).files
        let days = Set(made.compactMap(\.partition)).sorted()
        let cut = days[days.count - 60]
        let pruned = try Workshop()
        try pruned.write(made.filter { $0.partition.map { $0 <= cut } ?? false })
        try pruned.run { $0.damagedFiles = .setAside }
        let result = try prune(pruned.job, .quiet, keepDays: 100)
        #expect(result.partitions > 200)
        #expect(try verifyStore(path: pruned.store) == [])
        try pruned.write(made.filter { $0.partition.map { $0 > cut } ?? false })
        let report = try pruned.run {
            $0.damagedFiles = .setAside
            $0.checkpointEvery = 5
        }
        let whole = try Workshop()
        try whole.write(made)
        let expected = try whole.run { $0.damagedFiles = .setAside }
        #expect(try pruned.hash() == whole.hash())
        #expect(report.rows == expected.rows)
        let past = #expect(throws: Problem.self) {
            try pruned.run {
                $0.asOf = result.base - 1
                $0.database = "\(pruned.folder)/past.sqlite"
            }
        }
        #expect(past?.message.contains("the store was pruned") == true, "\(past.map(String.init(describing:)) ?? "taken")")
        #expect(throws: Problem.self) { try Nightly.run(pruned.job, .quiet, request: .rerun(days[3]...days[3])) }
    }
}

extension Workshop {
    /// Writes and runs group after group of partitions; the last run's report.
    @discardableResult
    func runInGroups(
        of sizes: ClosedRange<Int>, _ made: [SynthesisFile], seed: UInt64, _ change: (inout Job) -> Void = { _ in }
    ) throws -> RunReport {
        var random = SeededGenerator(seed: seed)
        let days = Set(made.compactMap(\.partition)).sorted()
        let byDay = Dictionary(grouping: made.filter { $0.partition != nil }) { $0.partition ?? Day(0) }
        var last: RunReport?
        var next = 0
        while next < days.count {
            let end = min(days.count, next + Int.random(in: sizes, using: &random))
            for day in days[next..<end] { try write(byDay[day] ?? []) }
            last = try run {
                $0.damagedFiles = .setAside
                change(&$0)
            }
            next = end
        }
        return try #require(last)
    }

    func outcome(of report: RunReport) throws -> NightsTests.Outcome {
        NightsTests.Outcome(
            hash: try hash(), rows: report.rowsByKind.map { "\($0.kind) \($0.rows)" },
            quarantined: report.quarantined.map { "\($0.reason) \($0.rows)" }, unjoined: try quarantinedRows().sorted())
    }

    /// The partitions of the store, ascending.
    func days() throws -> [Day] {
        try FileManager.default.contentsOfDirectory(atPath: "\(store)/segments").compactMap { Day($0.prefix(10)) }.sorted()
    }

    /// The segments with rows.
    func segments() throws -> [SegmentFile] {
        try days().map { try SegmentFile(path: StoreLayout(path: store).segment($0), partition: $0) }.filter { $0.extents.rows > 0 }
    }

    /// The names of the checkpoints.
    func checkpoints() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(store)/checkpoints").filter { $0.hasSuffix(".ckp") }.sorted()
    }
}
