import Domain
import TestSupport
import Testing

/// The messy worlds are messy enough to compare the fast path by, and the twin keeps the laws on them.
struct MessyDumpsTests {
    @Test func `Every fate and every counter occurs in some world`() {
        var fates: [String: Int] = [:]
        var counters: [String: Int64] = [:]
        for seed in 0..<60 {
            let world = MessyDumps(seed: UInt64(seed))
            let evidence = ReferenceEvidence(dumps: world.dumps, asOf: world.asOf)
            for outcome in evidence.outcomes.values {
                let quarantined = outcome.quarantined.values.reduce(0, +)
                #expect(outcome.read == outcome.accepted + outcome.duplicate + outcome.superseded + quarantined)
                fates["accepted", default: 0] += outcome.accepted
                fates["duplicate", default: 0] += outcome.duplicate
                fates["superseded", default: 0] += outcome.superseded
                for (reason, rows) in outcome.quarantined { fates[reason.rawValue, default: 0] += rows }
            }
            for seller in evidence.sellers.values { counters.merge(seller, uniquingKeysWith: +) }
            counters["unconverted", default: 0] += Int64(evidence.linesUnconverted)
            counters["nobody's", default: 0] += Int64(evidence.feedbackOfNoSeller)
        }
        #expect(fates.count == 6 && fates.values.allSatisfy { $0 >= 20 }, "\(fates)")
        #expect(counters.count == 29 && counters.values.allSatisfy { $0 >= 10 }, "\(counters)")
    }

    @Test func `The same seed gives the same world`() {
        #expect(MessyDumps(seed: 5).dumps.map(\.csv) == MessyDumps(seed: 5).dumps.map(\.csv))
        #expect(MessyDumps(seed: 5).dumps.map(\.csv) != MessyDumps(seed: 6).dumps.map(\.csv))
    }

    @Test(arguments: 0..<20)
    func `Neither the order of files nor their names change the evidence`(_ seed: UInt64) {
        let world = MessyDumps(seed: seed)
        let renamed = world.dumps.reversed().enumerated().map { number, dump in
            ReferenceDump(partition: dump.partition, kind: dump.kind, file: "\(number)", csv: dump.csv)
        }
        let evidence = ReferenceEvidence(dumps: world.dumps, asOf: world.asOf)
        let other = ReferenceEvidence(dumps: renamed, asOf: world.asOf)
        #expect(evidence.sellers == other.sellers)
        #expect(evidence.products == other.products)
        #expect(evidence.orders == other.orders)
    }
}
