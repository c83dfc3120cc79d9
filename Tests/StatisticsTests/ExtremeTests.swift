import Domain
import Statistics
import Testing

/// Values at the edge of 64 bits: sums are exact, whatever the order, and nothing traps.
@Suite struct ExtremeTests {
    private static let edges: [Int128] = [
        Int128(Int64.max), Int128(Int64.min), Int128(Int64.min) + 1, 0, 1, -1, Int128(Int64.max) * 40_000, Int128(Int64.min) * 40_000,
    ]

    /// The values of nine enterprises, each in one month, and what they come to, by flow.
    private func world(_ random: inout SplitMix) -> [(flow: TradeFlow, values: [Int128])] {
        [TradeFlow.export, .import].map { flow in
            (flow, (0..<9).map { _ in Self.edges[Int(random.next() % UInt64(Self.edges.count))] + Int128(random.next() % 100) })
        }
    }

    private func totals(_ world: [(flow: TradeFlow, values: [Int128])], inReverse: Bool) -> TradeTotals {
        var parts = [TradeTotals(), TradeTotals()]
        for (flow, values) in world {
            for (place, value) in (inReverse ? values.reversed() : values).enumerated() {
                // January and February of 2024, half of the value each as far as that is whole.
                let first = value / 2
                let cells = [(24_288, first), (24_289, value - first)].map { month, value in
                    TradeCell(flow: flow, dimension: .all, member: 0, month: Int32(month), orders: 1, valueMinor: value)
                }
                parts[place % 2].add(cells, ends: [2], members: [Array("ALL".utf8)])
            }
        }
        parts[0].merge(parts[1])
        return parts[0]
    }

    @Test func sumsAreExactInAnyOrder() throws {
        var random = SplitMix(state: 7)
        let day = try #require(Day("2024-12-31"))
        for _ in 0..<200 {
            let world = world(&random)
            let (forth, back) = (totals(world, inReverse: false), totals(world, inReverse: true))
            #expect(forth.totals == back.totals)
            for (flow, values) in world {
                let key = TradeKey(period: TradePeriod(firstMonth: 24_288, length: .year), flow: flow, dimension: .all, member: "ALL")
                let exact = values.reduce(0, +)
                #expect(forth.totals[key]?.valueMinor == exact)
                #expect(forth.totals[key]?.largestMinor == values.max())
            }
            let statistics = tradeStatistics(forth, asOf: day)
            for row in statistics where !row.isSuppressed {
                #expect(row.valueMinor == forth.totals[row.key]?.valueMinor)
                if let concentration = row.concentration { #expect((0...1).contains(concentration)) }
            }
            for balance in tradeBalances(statistics) {
                #expect(balance.totalMinor == balance.exportsMinor + balance.importsMinor)
                if let ratio = balance.ratio { #expect(ratio.isFinite) }
            }
        }
    }

    @Test func equalEnterprisesOfMoreThan64BitsAreShownWithTheirShares() throws {
        let world: [(flow: TradeFlow, values: [Int128])] = [
            (.export, Array(repeating: Int128(Int64.max), count: 9)), (.import, Array(repeating: Int128(Int64.max) / 3, count: 9)),
        ]
        let rows = tradeStatistics(totals(world, inReverse: false), asOf: try #require(Day("2024-12-31")))
        let year = try #require(rows.first { $0.key.flow == .export && $0.key.period.length == .year })
        #expect(year.valueMinor == Int128(Int64.max) * 9 && year.enterprises == 9)
        #expect(abs(try #require(year.share) - 0.75) < 1e-12)
        let february = try #require(rows.first { $0.key.flow == .export && $0.key.period.firstMonth == 24_289 })
        #expect(abs(try #require(february.growthOnPrevious)) < 1e-12)
        let balance = try #require(tradeBalances(rows).last)
        #expect(abs(try #require(balance.ratio) - 3) < 1e-12)
    }
}

/// SplitMix64.
private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
