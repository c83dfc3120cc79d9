import Bytes
import Domain
import InformationBases
import Segments
import TestSupport
import Testing

/// How the rows of a bucket are brought together by order.
struct OrderSequenceTests {
    /// The bits of an id's hash that say in which bucket and region its order is, and as which word it is sorted.
    private static func bits(_ id: String) -> UInt64 {
        var buffer = ByteBuffer()
        buffer.append(id.utf8)
        return buffer.bytes.hash(0..<buffer.count, .ofProcess) & 0xFF00_0000_F80F_FFFF
    }

    /// Ids that share them: the sort alone does not tell them apart. The key is another in each process, so they are sought.
    private static func twins(_ count: Int) -> [(String, String)] {
        var known: [UInt64: String] = [:]
        var twins: [(String, String)] = []
        var number = 0
        while twins.count < count {
            number += 1
            let id = "O\(number)"
            if let other = known.updateValue(id, forKey: bits(id)) { twins.append((other, id)) }
        }
        return twins
    }

    @Test(arguments: twins(3))
    func `Orders whose hashes share all bits that are sorted by are told apart`(_ one: String, _ other: String) throws {
        // Their rows alternate in the files.
        let world = ReferenceWorld {
            for (number, price) in [("1", "10.00"), ("2", "7.50"), ("3", "2.00")] {
                $0.line(one, number, seller: "S1", price: price)
                $0.line(other, number, seller: "S2", buyer: "B2", product: "P2", quantity: "3", price: price)
            }
            $0.invoice("I1", other, seller: "S2", gross: "58.50")
            $0.invoice("I1", one, seller: "S1", gross: "19.50")
            $0.event("EMA", "2024-01-02T10:00:00Z", one)
            $0.event("EMA", "2024-01-03T10:00:00Z", other)
            $0.event("EMI", "2024-01-09T10:00:00Z", one)
            // The same row again, and another version of a line.
            $0.event("EMA", "2024-01-02T10:00:00Z", one)
            $0.line(other, "2", in: "2024-01-05", seller: "S2", status: "CANCELLED")
        }
        let day = Day("2024-12-31") ?? Day(0)
        for memoryBytes in [1 << 26, 1] {
            let joined = try JoinHarness(world.dumps).joined(asOf: day, memoryBytes: memoryBytes)
            #expect(joined.differences(from: ReferenceEvidence(dumps: world.dumps, asOf: day)) == [])
            #expect(joined.sellers.count == 2 && joined.sellers["S1"]?["lines"] == 3)
        }
    }

    @Test(arguments: [0, 1, 2, 15, 16, 100, 2047, 2048, 5000])
    func `The counting sort is a stable sort by the bits that it tells`(_ count: Int) {
        var random = SeededGenerator(seed: UInt64(count))
        var words: [UInt64] = []
        for place in 0..<count {
            let half = random.next() >> (place.isMultiple(of: 2) ? 32 : 56)
            words.append(half << 32 | UInt64(count - place))
        }
        var sorted = PlainArray<UInt64>()
        for word in words { sorted.append(word) }
        var sort = CountingSort()
        sort.sort(&sorted)
        let mask = sort.mask
        #expect(mask.trailingZeroBitCount == 32 && 1 << mask.nonzeroBitCount > count)
        let expected = words.enumerated().sorted { ($0.element & mask, $0.offset) < ($1.element & mask, $1.offset) }.map(\.element)
        #expect(sorted.indices.map { sorted[$0] } == expected)
    }
}
