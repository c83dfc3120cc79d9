import Domain
import Foundation
import InformationBases
import Scoring
import TestSupport
import Testing

/// Rows at the edges: those that cannot be joined, and values as far apart as a row may hold them.
struct EdgeTests {
    private let asOf = Day("2024-12-31") ?? Day(0)

    @Test func `Rows that cannot be joined are written whole, with their place and reason`() throws {
        let world = ReferenceWorld {
            $0.line("O1")
            $0.event("EMA", "2024-01-02T00:00:00Z", "O1")
            $0.event("EMI", "2024-06-20T00:00:00Z", "O1", in: "2024-06-30", carrier: "\"slow, and \"\"late\"\"\"")
            $0.invoice("I1", "NONE", gross: "5")
        }
        let harness = try JoinHarness(world.dumps)
        let folder = "\(harness.folder.path)/unjoined"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = try makeBases(try harness.input(asOf: asOf, unjoined: folder))
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".rows.csv") }
        let written = try files.flatMap { file in
            ReferenceCSV.records(of: try harness.folder.bytes(of: "unjoined/\(file)")).dropFirst().map { $0.fields.map(\.text) }
        }
        #expect(
            written.sorted { $0[0] < $1[0] } == [
                [
                    "2024-01-01/invoices.csv", "2", "60", "order_id", "ORPHAN", "deliver the order that the row names",
                    "I1,NONE,S1,INVOICE,2024-01-01T12:00:00Z,EUR,,,5,,",
                ],
                [
                    "2024-06-30/logistics.csv", "2", "47", "order_id", "TOO_LATE", "deliver rows of an order before its closing day",
                    "H1,O1,\"slow, and \"\"late\"\"\",EMI,2024-06-20T00:00:00Z,,",
                ],
            ])
        // As of a day before the late partition that row is not known; its file goes.
        try forgetUnjoined(in: folder, after: nil)
        _ = try makeBases(try harness.input(asOf: Day("2024-01-31") ?? asOf, unjoined: folder))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".rows.csv") }.count == 1)
    }

    @Test func `The farthest instants and the greatest amounts that a row may hold do no harm`() throws {
        let later = ["2024-01-01", "2024-01-02T23:59:59Z", "9999-12-31T23:59:59-23:59"]
        let instants = ["1995-01-01", "1995-01-01T23:59:00+23:59", "1999-12-31T23:59:59Z"] + later
        // What is promised may lie anywhere.
        let promises = ["0000-01-01", "0001-01-01T00:00:00+23:59", "1969-12-31T23:59:59Z"] + later
        let prices = ["9223372036854.775807", "-9223372036854.775807", "0.000001", "0", "10000"]
        var number = 0
        let world = ReferenceWorld { world in
            for ordered in instants {
                for (place, promised) in promises.enumerated() {
                    number += 1
                    let (order, price) = ("O\(number)", prices[number % prices.count])
                    let known = min(ordered, "2024-01-02")
                    world.line(
                        order, orderedAt: ordered, seller: "S\(number % 3)", price: price, freight: prices[(number + 1) % prices.count],
                        currency: ["EUR", "USD", "JPY", "KWD"][number % 4], shipBy: promised,
                        deliverBy: promises[(number + 2) % promises.count],
                        status: ["PLACED", "CANCELLED", "REFUNDED"][number % 3], statusAt: known)
                    world.event("EMA", min(instants[place], "2024-01-02"), order, in: "2024-01-01")
                    world.event("EMI", min(instants[(number + 1) % instants.count], "2024-01-02"), order, in: "2024-01-01")
                    world.invoice(
                        "I1", order, seller: "S\(number % 3)", at: known, currency: "USD", gross: prices[(number + 2) % prices.count])
                    world.invoice("I2", order, seller: "S9", kind: "CREDIT_NOTE", at: known, gross: price)
                }
            }
            world.rate("2024-01-01", "USD", "0.000001")
            world.rate("2023-12-31", "JPY", "9223372036854.775807")
        }
        let harness = try JoinHarness(world.dumps)
        for day in [asOf, Day("2024-01-01") ?? asOf, Day("2030-01-01") ?? asOf] {
            let joined = try harness.joined(asOf: day)
            for (path, outcome) in joined.outcomes {
                let refused = outcome.quarantined.values.reduce(0, +) + (joined.refusedAsBad[path] ?? 0)
                #expect(outcome.read == outcome.accepted + outcome.duplicate + outcome.superseded + refused, "\(path)")
                #expect(outcome.accepted >= 0)
            }
            #expect(joined.bases.report.orders > 0)
        }
    }

    @Test func `An order of more lines than a record holds counts like any other`() throws {
        let world = ReferenceWorld { world in
            for number in 1...600 {
                world.line(
                    "O1", "\(number)", seller: "S\(number % 2)", buyer: "B\(number % 5)", product: "P\(number % 400)",
                    currency: ["EUR", "USD"][number % 2], destination: ["", "FR", "DE"][number % 3],
                    status: number.isMultiple(of: 7) ? "CANCELLED" : "PLACED", model: ["", "B2B", "C2C"][number % 3], origin: "DE")
            }
            world.rate("2024-01-01", "USD", "1.25")
            world.line("O2", seller: "S1", buyer: "B9", product: "P9", destination: "NL")
            world.event("EMI", "2024-01-09T10:00:00Z", "O2")
        }
        let harness = try JoinHarness(world.dumps)
        for day in ["2024-02-20", "2024-12-31"].compactMap(Day.init) {
            let joined = try harness.joined(asOf: day)
            #expect(joined.differences(from: ReferenceEvidence(dumps: world.dumps, asOf: day)) == [])
            #expect(joined.differences(from: ReferenceTrade(dumps: world.dumps, asOf: day, home: JoinHarness.home)) == [])
            #expect(joined.differences(from: ReferenceMarkets(dumps: world.dumps, asOf: day, home: JoinHarness.home)) == [])
            #expect(joined.sellers["S1"]?["products"] == (day < asOf ? 200 : 0))
        }
    }
}
