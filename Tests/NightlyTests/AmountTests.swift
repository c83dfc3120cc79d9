import Foundation
import Nightly
import Problems
import Settings
import Tables
import TestSupport
import Testing

/// Money is never 0 for want of a rate, and exports take the rates that the run took.
@Suite struct AmountTests {
    /// Three orders of one seller: in EUR, in USD, and in EUR with a second line in KWD.
    private func shop() throws -> Workshop {
        let workshop = try Workshop()
        let header = "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at\n"
        let lines = [("E", 1, "EUR"), ("U", 1, "USD"), ("M", 1, "EUR"), ("M", 2, "KWD")].map {
            "\($0),\($1),2026-01-05,S,B,P,1,100,\($2),COMPLETED,2026-01-06\n"
        }
        try workshop.write(header + lines.joined(), "2026-01-10", "transactions.csv")
        try workshop.write("invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n", "2026-01-10", "invoices.csv")
        try workshop.write("shipment_id,order_id,event,occurred_at\n", "2026-01-10", "logistics.csv")
        try Data("date,currency,rate\n2026-01-02,USD,1.25\n".utf8).write(to: URL(filePath: rates(workshop)))
        return workshop
    }

    private func rates(_ workshop: Workshop) -> String { "\(workshop.folder)/usd.csv" }

    /// The amounts by order, as written.
    private func amounts(_ workshop: Workshop) throws -> [String: String] {
        let text = try String(contentsOfFile: "\(workshop.folder)/bases/transactions.csv", encoding: .utf8)
        let rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
        let column = try #require(rows[0].firstIndex(of: "gross_minor"))
        return Dictionary(uniqueKeysWithValues: rows.dropFirst().map { ($0[0], $0[column]) })
    }

    @Test func anOrderWithoutARateForACurrencyOfItsOwnHasNoAmount() throws {
        let workshop = try shop()
        try workshop.run { $0.rates = rates(workshop) }
        for format in TableFormat.allCases {
            let export = try exportBases(workshop.job, to: "\(workshop.folder)/bases", as: format)
            #expect((export.orders, export.withoutAmount, export.knowsRates) == (3, 1, true))
            #expect(export.warning?.hasPrefix("1 of 3 orders have no amount (gross_minor): no reference rate of the 45 days") == true)
        }
        #expect(try amounts(workshop) == ["E": "10000", "U": "8000", "M": ""])
        let folder = "\(workshop.folder)/bases"
        let lines = try String(contentsOfFile: "\(folder)/transactions.ndjson", encoding: .utf8).split(separator: "\n")
        #expect(lines.count { $0.contains("\"gross_minor\":null,\"currency\":\"EUR\"") } == 1)
        let schema = try String(contentsOfFile: "\(folder)/transactions.schema.json", encoding: .utf8)
        #expect(schema.contains("\"gross_minor\": {\"type\": [\"integer\", \"null\"]}"))
    }

    @Test func exportsTakeTheRatesOfTheLastRun() throws {
        let workshop = try shop()
        let export = { () throws -> BasesExport in try exportBases(workshop.job, to: "\(workshop.folder)/bases") }
        try workshop.run()
        #expect(try export().withoutAmount == 2)
        #expect(try export().warning?.contains("no reference rates are known") == true)
        try workshop.run { $0.rates = rates(workshop) }
        // The table itself may be gone by then.
        try FileManager.default.removeItem(atPath: rates(workshop))
        #expect(try export().withoutAmount == 1)
        #expect(try verifyStore(path: workshop.store) == [])
        // A copy that cannot be trusted is no table without rates.
        let copy = "\(workshop.store)/rates"
        var bytes = try Data(contentsOf: URL(filePath: copy))
        bytes[12] ^= 1
        try bytes.write(to: URL(filePath: copy))
        let problem = #expect(throws: Problem.self) { try export() }
        #expect(problem?.kind == .inputOutput && problem?.remedy == "name their table with --rates, or run again")
        #expect(try verifyStore(path: workshop.store).count == 1)
        // A run without rates leaves none.
        try workshop.run()
        #expect(try amountsWithoutRates(workshop) == ["E": "10000", "U": "", "M": ""])
    }

    private func amountsWithoutRates(_ workshop: Workshop) throws -> [String: String] {
        _ = try exportBases(workshop.job, to: "\(workshop.folder)/bases")
        return try amounts(workshop)
    }

    @Test func pruningTakesTheRatesOfTheLastRun() throws {
        let workshop = try shop()
        try workshop.write(
            """
            order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at
            L,1,2026-12-01,S,B,P,1,100,USD,COMPLETED,2026-12-01

            """, "2026-12-01", "transactions.csv")
        try workshop.run { $0.rates = rates(workshop) }
        let before = try workshop.hash()
        _ = try prune(workshop.job, .quiet, keepDays: 30)
        try workshop.run { $0.rates = rates(workshop) }
        #expect(try workshop.hash() == before)
    }

    @Test func collidingKeysAndFarPromisesAreCountedAndNamed() throws {
        let workshop = try shop()
        let header = "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,deliver_by,status,status_at\n"
        // A spreadsheet made one number of three; the fourth row is a version of the last of them. Another order has versions alone.
        let lines = [
            "2.5E+14,1,2026-01-05,S,B1,P,1,100,EUR,9999-12-31,PLACED,2026-01-06",
            "2.5E+14,1,2026-01-05,S,B2,P,1,100,EUR,,PLACED,2026-01-07",
            "2.5E+14,1,2026-01-05,S,B2,Q,1,100,EUR,,PLACED,2026-01-08",
            "2.5E+14,1,2026-01-05,S,B2,Q,2,100,EUR,2027-01-05,COMPLETED,2026-01-09",
            "V,1,2026-01-05,S,B2,Q,2,100,EUR,2027-01-06,PLACED,2026-01-08",
            "V,1,2026-01-05,S,B2,Q,3,90,EUR,2027-01-06,COMPLETED,2026-01-09",
        ]
        try workshop.write(header + lines.map { "\($0)\n" }.joined(), "2026-01-11", "transactions.csv")
        let report = try workshop.run()
        #expect(report.keyCollisions == 2)
        #expect(report.keyCollision == "order \"2.5E+14\" line 1 in 2026-01-11/transactions.csv:2")
        // 365 days are a promise, 366 are none; of versions the winning one tells.
        #expect(report.farPromises == 1)
    }
}
