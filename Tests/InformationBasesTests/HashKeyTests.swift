import Bytes
import Domain
import InformationBases
import Ingest
import Scoring
import Segments
import TestSupport
import Testing

/// Whoever makes ids cannot make two of them one, and the key that a store's hashes are made with shows nowhere.
struct HashKeyTests {
    /// Made by algebra from the constants that every hash had before there were keys: all share one.
    private static let twins = [
        "XZoJCIzDL)a<s4IP", "Z8_BoJ-r>bmNieU>", "fjpF_Tvkr?4gUEmf", "lJkEXGzXxLYzNZH0",
        "p6Mm3qd7to$t:IT0", "T4iU39aXPX!J!.Pu", "DkK5KN7w`G:t)-U}", "Zv_aMNcu>4Og5.<l",
        "zv-CL7_7^BgR[}AT", "Nz2gA4INJy?H%YEH", "pqKs8hS_t`O{-)i&", "R9UiGpcTFGEon85>",
        "hn7VqT7V<a:`BN4S", "NHhbtVkOJ3p7;u{}", "0jZs2Kh44rO`Dlm*", "pb2VeQL6tk/VBjy<",
        "TES-4LjsP{g9v>n.", "0n7CZUh24fYe8X\\9", "R9uZjCVvFG%P6ozR", "fQ5KzDVgr<6hoJ!j",
    ]

    private static let day = Day("2024-06-01") ?? Day(0)

    @Test func `Ids that were made to share a hash share none under a key`() {
        var ids = ByteBuffer()
        for id in Self.twins { ids.append(id.utf8) }
        let bytes = ids.bytes
        let ranges = Self.twins.indices.map { $0 * 16..<$0 * 16 + 16 }
        #expect(Set(ranges.map { bytes.checksum($0) }).count == 1)
        for _ in 0..<20 {
            let key = HashKey.random()
            #expect(Set(ranges.map { bytes.hash($0, key) }).count == ranges.count)
        }
    }

    @Test func `Buyers, products, sellers and orders that were made to share a hash are counted each`() throws {
        let ids = Self.twins
        let world = ReferenceWorld {
            for (number, id) in ids.enumerated() {
                // Of one seller by all buyers; and an order and a seller with such an id.
                $0.line("O\(number)", in: "2024-05-01", seller: "S", buyer: id, product: id, destination: "DE")
                $0.line(id, in: "2024-05-01", seller: id, buyer: "B", product: "P", status: "CANCELLED_BY_SELLER")
                $0.line("L\(number)", in: "2024-05-01", seller: "S", buyer: id, product: "P", status: "CANCELLED_BY_SELLER")
            }
        }
        let joined = try JoinHarness(world.dumps).joined(asOf: Self.day)
        #expect(joined.differences(from: ReferenceEvidence(dumps: world.dumps, asOf: Self.day)) == [])
        #expect(joined.sellers.count == ids.count + 1 && joined.products.count == ids.count + 1)
        #expect(joined.sellers["S"]?["buyers"] == Int64(ids.count) && joined.sellers["S"]?["products"] == Int64(ids.count + 1))
        let seller = try #require(joined.bases.subjects.first { $0.id == Array("S".utf8) })
        #expect(Set(seller.evidence.lapsedOrders.map(\.buyer)).count == ids.count)
    }

    @Test func `An order's buyer is the least of its lines', whatever the key`() throws {
        // Of three orders within an hour two are of B1, once it is told by bytes which of two buyers an order has.
        let world = ReferenceWorld {
            for number in 1...3 {
                for (line, buyer) in [("1", "B\(number + 1)"), ("2", "B1")] {
                    $0.line("O\(number)", line, in: "2024-05-01", orderedAt: "2024-05-01T10:0\(number):00Z", buyer: buyer)
                }
            }
        }
        for _ in 0..<8 {
            let joined = try JoinHarness(world.dumps, hashKey: .random()).joined(asOf: Self.day)
            let seller = try #require(joined.bases.subjects.first)
            #expect(seller.evidence.buyers == 4 && seller.evidence.largestBuyerOrders == 3 && seller.evidence.burstOrders == 3)
        }
    }

    @Test func `Bases, their exports and what could not be joined are the same under every key`() throws {
        var results: [String] = []
        for key in [HashKey(0, 0), .random(), .random()] {
            let world = MessyDumps(seed: 3)
            let harness = try JoinHarness(world.dumps, hashKey: key)
            #expect(harness.segments.allSatisfy { $0.hashKey == key })
            let folder = "\(harness.folder.path)/unjoined"
            let input = try harness.input(asOf: world.asOf, threads: 2, unjoined: folder)
            var result = try Joined(makeBases(input), input).fingerprint.joined(separator: "\n")
            result += String(decoding: try harness.folder.bytes(of: "unjoined/orders.rows.csv"), as: UTF8.self)
            for base in Base.allCases {
                try base.forEachRow(of: input) { (row) throws(SystemFailure) in result += "\(row)\n" }
            }
            results.append(result)
        }
        #expect(results[0] == results[1] && results[1] == results[2])
        #expect(results[0].count > 4_000)
    }
}
