import Domain
import InformationBases
import TestSupport
import Testing

/// Orders of many sellers, lines, products and documents go another way than the usual ones, to the same result.
struct ManySellersTests {
    private static let day = Day("2024-12-31") ?? Day(0)

    /// An order of `count` sellers: two lines each, and documents of every kind that name them, others, or nobody.
    private func world(_ count: Int) -> ReferenceWorld {
        ReferenceWorld {
            for number in 0..<2 * count {
                let seller = "S\(number % count)"
                $0.line(
                    "O1", "\(number + 1)", seller: seller, buyer: "B\(number % 7)", product: "P\(number % (count + 3))",
                    price: "\(number % 5 + 1).00", currency: number % 11 == 3 ? "USD" : "EUR", destination: ["DE", "FR", ""][number % 3],
                    shipBy: "2024-01-0\(number % 8 + 1)", deliverBy: "2024-01-1\(number % 9)",
                    status: ["PLACED", "COMPLETED", "CANCELLED_BY_SELLER", "REFUNDED"][number * 7 % 4],
                    model: ["B2C", "B2B", ""][number % 3],
                    origin: ["CN", "DE"][number % 2])
                // The same number in another order, of one seller of these.
                $0.line("O2", "\(number + 1)", seller: "S1", buyer: "B\(number % 9)", product: "P\(number)")
            }
            for number in 0..<count {
                $0.invoice(
                    "I\(number)", seller: "S\(number)", kind: ["INVOICE", "CREDIT_NOTE", "VOID"][number % 7 % 3],
                    gross: "\(number % 5 + number % 4 + 2).00")
                $0.feedback(
                    "F\(number)", line: number % 3 == 0 ? "\(number + 1)" : "", seller: number % 4 == 0 ? "S\(number + 2)" : "",
                    product: number % 5 == 0 ? "P\(number * 2)" : "", kind: number % 2 == 0 ? "REVIEW" : "CLAIM",
                    reason: number % 2 == 0 ? "" : "DEFECTIVE", score: number % 2 == 0 ? "\(number % 5 + 1)" : "",
                    outcome: number % 2 == 0 ? "" : "UPHELD")
                $0.declaration(
                    "D\(number)", seller: number % 3 == 1 ? "" : "S\(number)", value: "\(number % 5 + 2).00",
                    outcome: ["RELEASED", "INSPECTED", "SEIZED"][number % 3], reason: number % 3 == 2 ? "FRAUD" : "")
            }
            $0.invoice("I", seller: "stranger", gross: "1.00")
            $0.event("EMA", "2024-01-04T10:00:00Z")
            $0.event("EMI", "2024-01-12T10:00:00Z")
        }
    }

    @Test(arguments: [2, 11, 12, 13, 14, 40, 400])
    func `An order of any number of sellers is counted as the twin counts it`(_ count: Int) throws {
        let world = world(count)
        // As of the summer all is of the last 180 days.
        for day in [Day("2024-06-01") ?? Day(0), Self.day, Day("2028-11-01") ?? Day(0)] {
            let joined = try JoinHarness(world.dumps).joined(asOf: day)
            #expect(joined.differences(from: ReferenceEvidence(dumps: world.dumps, asOf: day)) == [])
            #expect(joined.differences(from: ReferenceTrade(dumps: world.dumps, asOf: day, home: JoinHarness.home)) == [])
            #expect(joined.differences(from: ReferenceMarkets(dumps: world.dumps, asOf: day, home: JoinHarness.home)) == [])
        }
    }

    @Test func `Ids of the greatest length fill records of several parts`() throws {
        let long = String(repeating: "x", count: 250)
        let world = ReferenceWorld {
            for number in 0..<60 {
                $0.line(
                    "O1", "\(number + 1)", seller: long + "S\(number % 2)", buyer: long + "B\(number % 50)", product: long + "P\(number)")
            }
        }
        let day = Day("2024-02-01") ?? Day(0)
        let joined = try JoinHarness(world.dumps).joined(asOf: day)
        #expect(joined.differences(from: ReferenceEvidence(dumps: world.dumps, asOf: day)) == [])
        #expect(joined.differences(from: ReferenceTrade(dumps: world.dumps, asOf: day, home: JoinHarness.home)) == [])
        #expect(joined.sellers[long + "S0"]?["buyers"] == 25 && joined.sellers[long + "S0"]?["products"] == 30)
    }
}
