import Domain
import Ingest
import Problems
import Records
import Synthesis
import TestSupport
import Testing

/// The fast path equals the slow twin, counter for counter and row for row.
struct JoinTwinTests {
    @Test(arguments: 0..<40)
    func `Messy worlds as of several days`(_ seed: UInt64) throws {
        let world = MessyDumps(seed: seed)
        let harness = try JoinHarness(world.dumps, threads: 1 + Int(seed % 3))
        let partitions = world.dumps.map(\.partition)
        let last = partitions.max() ?? world.asOf
        let middle = partitions.sorted()[partitions.count / 2]
        for day in Set([world.asOf, seed % 4 == 0 ? middle : world.asOf, last + Int(seed * 23)]) {
            let twin = ReferenceEvidence(dumps: world.dumps, asOf: day)
            let joined = try harness.joined(asOf: day, threads: 1 + Int(seed % 2))
            let differences = joined.differences(from: twin)
            #expect(differences == [], "seed \(seed) as of \(day)")
            let trade = ReferenceTrade(dumps: world.dumps, asOf: day, home: JoinHarness.home)
            #expect(joined.differences(from: trade) == [], "seed \(seed) as of \(day)")
            let markets = ReferenceMarkets(dumps: world.dumps, asOf: day, home: JoinHarness.home)
            #expect(joined.differences(from: markets) == [], "seed \(seed) as of \(day)")
            #expect(joined.refusedAsBad == [:], "seed \(seed): rows that the twin takes are bad")
        }
    }

    /// The files of a synthesis as dumps; stray files and seal keys, which the twin does not know, left out.
    private func dumps(of plan: SynthesisPlan) throws -> [ReferenceDump] {
        var dumps: [ReferenceDump] = []
        _ = try synthesise(plan) { (file) throws(Problem) in
            guard let partition = file.partition, let kind = DumpFolder.kind(ofFile: file.name), kind != .sealKeys else { return }
            let name = file.name.split(separator: ".").prefix(2).joined(separator: ".")
            dumps.append(ReferenceDump(partition: partition, kind: kind.name, file: name, csv: file.content))
        }
        return dumps
    }

    @Test(arguments: [UInt64(1), 2])
    func `A synthesised market as of two days`(_ seed: UInt64) throws {
        let orders = TestEffort.isThorough ? 3_000 : 400
        let dumps = try dumps(of: SynthesisPlan(seed: seed, orders: orders, days: 30))
        let harness = try JoinHarness(dumps, threads: 2)
        let last = dumps.map(\.partition).max() ?? Day(0)
        // The last of these days lies so late that nearly all orders may have arrived.
        for day in [last, last - 12, last + 40] {
            let joined = try harness.joined(asOf: day, threads: 2)
            #expect(joined.differences(from: ReferenceEvidence(dumps: dumps, asOf: day)) == [], "seed \(seed) as of \(day)")
            let markets = ReferenceMarkets(dumps: dumps, asOf: day, home: JoinHarness.home)
            #expect(joined.differences(from: markets) == [], "seed \(seed) as of \(day)")
            #expect(joined.refusedAsBad == [:])
        }
    }
}
