import Domain
import Testing

/// Sums in two parts against sums of 128 bits.
@Suite struct SplitAmountTests {
    private static let edges: [Int64] = [
        .max, .min, .max - 1, .min + 1, 0, 1, -1, 1 << 32, (1 << 32) - 1, -(1 << 32), 1 - (1 << 32), -(1 << 32) - 1, 1 << 62,
    ]

    @Test func anAmountIsTheSumOfItsParts() {
        for edge in Self.edges {
            for amount in [Int128(edge), Int128(edge) * 1000, Int128(edge) << 31] {
                let parts = SplitAmount(amount)
                #expect(parts.value == amount)
                #expect(parts.low.magnitude < 1 << 32, "\(amount)")
            }
        }
    }

    @Test func anOrdinaryAmountIsItsLowerPartAlone() {
        for amount in [0, 1, -1, 9_999_00, -9_999_00, (1 << 32) - 1] as [Int128] {
            #expect(SplitAmount(amount) == SplitAmount(low: Int64(amount), high: 0))
        }
    }

    @Test func partsAddUpEachByItselfInAnyOrder() {
        var random = SeededGenerator(seed: 61)
        var amounts = (0..<2000).map { _ in
            Bool.random(using: &random)
                ? Self.edges.randomElement(using: &random) ?? 0
                : Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
        }
        amounts += Array(repeating: .max, count: 500)
        let exact = amounts.reduce(Int128(0)) { $0 + Int128($1) }
        for _ in 0..<3 {
            amounts.shuffle(using: &random)
            var (low, high): (Int64, Int64) = (0, 0)
            for amount in amounts {
                let parts = SplitAmount(Int128(amount))
                low += parts.low
                high += parts.high
            }
            #expect(SplitAmount(low: low, high: high).value == exact)
        }
    }
}
