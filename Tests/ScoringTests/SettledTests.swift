import Domain
import Scoring
import Testing

/// Behind the instant at which an order is settled, time alone changes nothing that it adds to any seller.
@Suite struct SettledTests {
    private let day: Int64 = 86_400

    private func facts(_ random: inout SplitMix64) -> OrderFacts {
        var facts = OrderFacts()
        facts.orderedAt = 1_700_000_000
        facts.sellerCount = 1 + Int.random(in: 0..<2, using: &random)
        for number in 0..<(1 + Int.random(in: 0..<4, using: &random)) {
            let status = TransactionStatus(rawValue: UInt8(Int.random(in: 0..<7, using: &random))) ?? .placed
            func promise() -> Int64? {
                Int.random(in: 0..<3, using: &random) == 0 ? nil : facts.orderedAt + Int64(Int.random(in: 0..<366, using: &random)) * day
            }
            facts.lines.append(
                LineFact(
                    seller: number % facts.sellerCount, lineNo: Int64(number), status: status,
                    statusAt: facts.orderedAt + Int64(Int.random(in: 0..<500, using: &random)) * day,
                    amount: Amount(currency: 1, digits: 2, minor: 100, reportingMinor: 100), shipBy: promise(), deliverBy: promise(),
                    tradeModel: nil, isDomestic: false))
        }
        if Int.random(in: 0..<2, using: &random) == 0 {
            facts.movement.add(.ema, at: facts.orderedAt + Int64(Int.random(in: 0..<500, using: &random)) * day)
        }
        if Int.random(in: 0..<2, using: &random) == 0 {
            facts.movement.add(.emi, at: facts.orderedAt + Int64(Int.random(in: 0..<500, using: &random)) * day)
        }
        return facts
    }

    private func isSame(_ a: borrowing Contribution, _ b: borrowing Contribution) -> Bool {
        a.counters == b.counters && a.lapses == b.lapses
    }

    @Test func timeAloneChangesNothingBehindIt() {
        var random = SplitMix64(state: 18)
        var former = Contribution()
        var later = Contribution()
        var changes = 0
        for _ in 0..<3_000 {
            let facts = facts(&random)
            for seller in 0..<facts.sellerCount {
                facts.contribute(to: seller, end: facts.settledAt + 1, &former)
                for days in [1, 30, 400, 2_000] {
                    facts.contribute(to: seller, end: facts.settledAt + 1 + Int64(days) * day, &later)
                    #expect(isSame(later, former) && former.counters[.matured] == 1)
                }
                facts.contribute(to: seller, end: facts.settledAt - 30 * day, &later)
                changes += isSame(later, former) ? 0 : 1
            }
        }
        #expect(changes > 1_000, "and before it does: \(changes)")
    }
}
