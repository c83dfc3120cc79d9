import Bytes
import Domain
import Scoring
import Segments
import TestSupport
import Testing

@testable import InformationBases

/// Law 1 at the level of the bases: they depend on the set of rows known by D, and on nothing else.
struct PureFunctionTests {
    @Test(arguments: [UInt64(3), 10, 17, 28])
    func `Neither threads, nor memory, nor the grouping and order of rows change the bases`(_ seed: UInt64) throws {
        let world = MessyDumps(seed: seed)
        let once = try JoinHarness(world.dumps)
        let expected = try once.joined(asOf: world.asOf)
        #expect(!expected.fingerprint.isEmpty)
        for (threads, memoryBytes) in [(2, 1 << 26), (5, 1), (1, 1)] {
            let other = try once.joined(asOf: world.asOf, threads: threads, memoryBytes: memoryBytes)
            #expect(other.fingerprint == expected.fingerprint, "\(threads) threads")
            #expect(other.outcomes == expected.outcomes)
        }
        // All partitions in quarters of buckets, and the larger half of them.
        let sizes = Dictionary(grouping: world.dumps, by: \.partition).mapValues { $0.reduce(0) { $0 + $1.csv.count } }.values.sorted()
        for ingestBytes in [1, sizes[sizes.count / 2]] {
            let fine = try JoinHarness(world.dumps, threads: 5, memoryBytes: ingestBytes)
            #expect(fine.segments.contains { $0.extents.isFine })
            #expect(ingestBytes == 1 || fine.segments.contains { $0.extents.rows > 0 && !$0.extents.isFine })
            for memoryBytes in [1 << 26, 1] {
                let again = try fine.joined(asOf: world.asOf, threads: 3, memoryBytes: memoryBytes)
                #expect(again.fingerprint == expected.fingerprint, "partitions of more than \(ingestBytes) bytes")
                #expect(again.outcomes == expected.outcomes)
            }
        }
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2 {
            let regrouped = try JoinHarness(regrouped(world.dumps, &random), threads: 2).joined(asOf: world.asOf, threads: 2)
            #expect(regrouped.fingerprint == expected.fingerprint)
            #expect(totals(regrouped.outcomes) == totals(expected.outcomes))
        }
    }

    /// The same rows of each partition and kind in other files, one to three for each, in another order.
    private func regrouped(_ dumps: [ReferenceDump], _ random: inout SeededGenerator) -> [ReferenceDump] {
        var result: [ReferenceDump] = []
        for dump in dumps {
            let records = ReferenceCSV.records(of: dump.csv).map { $0.raw + [0x0A] }
            var rows = Array(records.dropFirst())
            rows.shuffle(using: &random)
            while !rows.isEmpty {
                let count = Int.random(in: 1...max(1, rows.count), using: &random)
                let name = "\(dump.kind)-\(random.next()).csv"
                result.append(
                    ReferenceDump(partition: dump.partition, kind: dump.kind, file: name, csv: records[0] + rows.prefix(count).joined()))
                rows.removeFirst(count)
            }
        }
        return result
    }

    /// Outcomes summed over the files of one partition and kind: which file has the row of two that are the same may change.
    private func totals(_ outcomes: [String: ReferenceOutcome]) -> [String: ReferenceOutcome] {
        var totals: [String: ReferenceOutcome] = [:]
        for (path, outcome) in outcomes {
            let parts = path.split(separator: "/")
            let key = "\(parts[0]) \(parts[1].prefix { $0.isLetter })"
            var total = totals[key, default: ReferenceOutcome()]
            total.read += outcome.read
            total.accepted += outcome.accepted
            total.duplicate += outcome.duplicate
            total.superseded += outcome.superseded
            total.quarantined.merge(outcome.quarantined, uniquingKeysWith: +)
            totals[key] = total
        }
        return totals
    }

    @Test func `Which of two reviews of one instant and one id counts does not depend on which comes first`() throws {
        // Of one buyer, in two orders that both use the id F1: the scores change places, the sum must not.
        for (one, other) in [("O1", "O2"), ("O3", "O4"), ("O5", "O6"), ("O7", "O8")] {
            let sums = try [("5", "1"), ("1", "5")].map { scores in
                let world = ReferenceWorld {
                    for (order, score) in [(one, scores.0), (other, scores.1)] {
                        $0.line(order)
                        $0.event("EMA", "2024-01-02T10:00:00Z", order)
                        $0.feedback("F1", order, score: score)
                    }
                }
                let day = Day("2024-12-31") ?? Day(0)
                let bases = try JoinHarness(world.dumps).joined(asOf: day).bases
                return bases.subjects.first?.totals?[.guardedReviewSum]
            }
            #expect(sums[0] == sums[1] && sums[0] != nil)
        }
    }

    /// Many rows of many bytes in one bucket, so that it takes several passes where memory is scarce.
    private func heavyBucket() -> [ReferenceDump] {
        let text = String(repeating: "t", count: 250)
        var world: [String: [String]] = [:]
        var found = 0
        var number = 0
        while found < 90 {
            number += 1
            var id = ByteBuffer()
            id.append("O\(number)".utf8)
            guard bucket(ofHash: id.bytes.hash(0..<id.count, .ofProcess)) == 42 else { continue }
            found += 1
            for line in 1...4 {
                world["2024-01-0\(1 + line % 3)/transactions", default: []].append(
                    "O\(number),\(line),2024-01-01,S\(found % 7),B\(line),P\(line),1,9.99,EUR,PLACED,2024-01-01T10:00:00Z,\(text),\(text),\(text),\(text),\(text),\(text)"
                )
            }
            world["2024-01-02/invoices", default: []].append("I1,O\(number),S\(found % 7),INVOICE,2024-01-02,EUR,39.96")
            world["2024-01-03/logistics", default: []].append("H1,O\(number),EMA,2024-01-03T10:00:00Z")
            world["2024-01-03/logistics", default: []].append("H1,X\(number),EMA,2024-01-03T10:00:00Z")
        }
        let headers = [
            "transactions": "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at,"
                + "platform_id,payment_method,contract_id,seal_key,seal,note",
            "invoices": "invoice_id,order_id,seller_id,kind,issued_at,currency,gross",
            "logistics": "shipment_id,order_id,event,occurred_at",
        ]
        return world.map { path, rows in
            let kind = String(path.dropFirst(11))
            let csv = ([headers[kind] ?? ""] + rows).joined(separator: "\n")
            return ReferenceDump(partition: Day(path.prefix(10)) ?? Day(0), kind: kind, file: "\(kind).csv", csv: Array(csv.utf8))
        }
    }

    @Test func `A bucket read in several passes gives what it gives in one`() throws {
        let dumps = heavyBucket()
        let harness = try JoinHarness(dumps)
        let day = Day("2024-03-01") ?? Day(0)
        let scarce = try harness.input(asOf: day, threads: 2, memoryBytes: 1)
        #expect(try scarce.passes(ofBucket: 42) > 1)
        #expect(try harness.input(asOf: day).passes(ofBucket: 42) == 1)
        let inOne = try harness.joined(asOf: day)
        let inSeveral = try Joined(makeBases(scarce), scarce)
        #expect(inOne.fingerprint == inSeveral.fingerprint)
        #expect(inOne.outcomes == inSeveral.outcomes)
        #expect(inOne.differences(from: ReferenceEvidence(dumps: dumps, asOf: day)) == [])
        #expect(inOne.sellers.count == 7)
    }
}
