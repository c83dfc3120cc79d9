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

/// Law 1: the contract tables depend on the set of rows known by D and on nothing else.
@Suite struct LawOneTests {
    private static let plan = SynthesisPlan(seed: 11, orders: 1_500, sellers: 60, days: 150, containers: [.plain], filesPerKind: 1)

    @Test func threadsAndMemoryDoNotMatter() throws {
        let workshop = try Workshop()
        try workshop.write(try files(of: Self.plan).files)
        try workshop.run()
        let expected = try workshop.hash()
        let reader = try RatingsReader(path: workshop.database)
        #expect(try reader.summary().enterprises >= 60)
        for (threads, memory) in [(1, 64 << 20), (2, 4 << 30), (5, 64 << 20)] {
            try workshop.startOver()
            try workshop.run {
                $0.threads = threads
                $0.memoryBytes = memory
            }
            #expect(try workshop.hash() == expected, "\(threads) threads, \(memory) bytes")
        }
    }

    @Test func filesAndRowsMayComeInAnyOrderAndGrouping() throws {
        let made = try files(of: Self.plan).files
        let workshop = try Workshop()
        try workshop.write(made)
        try workshop.run()
        let expected = try workshop.hash()
        for seed in [1, 2] as [UInt64] {
            let other = try Workshop()
            var random = SeededGenerator(seed: seed)
            for file in made where file.partition != nil && file.name.hasSuffix(".csv") {
                try other.writeShuffled(file, &random)
            }
            try other.run()
            #expect(try other.hash() == expected, "seed \(seed)")
        }
    }

    @Test func nightsAndARunOverAllGiveTheSame() throws {
        let made = try files(of: Self.plan).files
        let workshop = try Workshop()
        try workshop.write(made)
        try workshop.run()
        let expected = try workshop.hash()
        let nightly = try Workshop()
        let days = Set(made.compactMap(\.partition)).sorted()
        for group in stride(from: 0, to: days.count, by: 40) {
            let upTo = days[min(group + 39, days.count - 1)]
            try nightly.write(made.filter { $0.partition.map { $0 >= days[group] && $0 <= upTo } ?? false })
            let report = try nightly.run()
            #expect(report.asOf == upTo)
            #expect(report.newPartitions == days.filter { $0 >= days[group] && $0 <= upTo }.count)
        }
        #expect(try nightly.hash() == expected)
        let again = try nightly.run()
        #expect(again.newPartitions == 0)
        #expect(again.changes?.changed == 0)
        #expect(try nightly.hash() == expected)
    }

    @Test func aLatePartitionGivesTheSameAndAPastDayCanBeReproduced() throws {
        let made = try files(of: Self.plan).files
        let days = Set(made.compactMap(\.partition)).sorted()
        let middle = days[days.count / 2]
        let whole = try Workshop()
        try whole.write(made)
        try whole.run { $0.asOf = middle }
        let past = try whole.hash()
        try whole.run()
        let expected = try whole.hash()
        let late = try Workshop()
        try late.write(made.filter { $0.partition != middle })
        try late.run()
        #expect(try late.hash() != expected)
        try late.write(made.filter { $0.partition == middle })
        try late.run()
        #expect(try late.hash() == expected)
        let other = "\(late.folder)/past.sqlite"
        try late.run {
            $0.asOf = middle
            $0.database = other
        }
        #expect(try contractSHA256(database: other) == past)
        #expect(throws: Problem.self) { try late.run { $0.asOf = middle } }
    }

    @Test func aRunThatWasCutOffIsContinued() throws {
        let made = try files(of: Self.plan).files
        let workshop = try Workshop()
        try workshop.write(made)
        try workshop.run()
        let expected = try workshop.hash()
        // What a killed run leaves: some partitions complete, one in the making, a build folder without its database.
        try FileManager.default.removeItem(atPath: workshop.database)
        let segments = try FileManager.default.contentsOfDirectory(atPath: "\(workshop.store)/segments").sorted()
        for name in segments.suffix(20) { try FileManager.default.removeItem(atPath: "\(workshop.store)/segments/\(name)") }
        try Data("half".utf8).write(to: URL(fileURLWithPath: "\(workshop.store)/segments/\(segments.last ?? "").part"))
        let report = try workshop.run()
        #expect(report.newPartitions == 20)
        #expect(try workshop.hash() == expected)
    }
}

extension Workshop {
    /// Writes a file's records shuffled and dealt out to up to three files of other names.
    func writeShuffled(_ file: SynthesisFile, _ random: inout SeededGenerator) throws {
        guard let partition = file.partition else { return }
        let records = ReferenceCSV.records(of: file.content)
        guard let header = records.first, let kind = file.name.split(separator: "-").first?.split(separator: ".").first else { return }
        var rows = Array(records.dropFirst())
        rows.shuffle(using: &random)
        let parts = Int.random(in: 1...3, using: &random)
        var contents = Array(repeating: Array(header.raw) + [0x0A], count: parts)
        for row in rows { contents[Int.random(in: 0..<parts, using: &random)] += Array(row.raw) + [0x0A] }
        let name = file.name.hasPrefix("seal_keys") ? "seal_keys" : String(kind)
        let container = [Container.plain, .gzip, .zstd][Int.random(in: 0..<3, using: &random)]
        for (part, content) in contents.enumerated() {
            let tag = Int.random(in: 0..<1_000_000, using: &random)
            try write(content, "\(partition)", "\(name)-\(tag)-\(part).csv\(container.fileNameEnding)", container: container)
        }
    }
}
