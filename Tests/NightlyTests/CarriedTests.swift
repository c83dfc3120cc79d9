import Domain
import Foundation
import Nightly
import Problems
import RatingsDatabase
import Settings
import Tables
import TestSupport
import Testing

/// What a checkpoint or a prune leaves out is never asked for again: each test is a row that once was.
@Suite struct CarriedTests {
    private static let subjects = "subject_id,name,role,country,licence_until,updated_at\n"
    private static let products = "product_id,name,category,updated_at\n"
    private static let penalties = "penalty_id,subject_id,severity,decided_on,expires_on\n"

    /// Of each kind a version that ties, loses and comes again, and one of an earlier time that does the same.
    private func writeRegisters(_ workshop: Workshop) throws {
        let versions = [
            ("2026-01-01", "Alpha", "BLACKLIST"), ("2026-01-02", "Beta", "WARNING"), ("2026-01-03", "Alpha", "BLACKLIST"),
        ]
        for (day, name, severity) in versions {
            let until = name == "Alpha" ? "2025-12-31" : "2030-01-01"
            let old = day == "2026-01-02" ? "" : "S2,Older,SELLER,CN,,2025-06-01\n"
            try workshop.write(
                Self.subjects + "S,\(name),SELLER,CN,\(until),2026-01-01T05:00:00Z\n\(old)S2,Newer,SELLER,CN,,2025-12-01\n", day,
                "subjects.csv")
            try workshop.write(Self.products + "P0,\(name),\(name),2026-01-01\n", day, "products.csv")
            try workshop.write(Self.penalties + "N,S,\(severity),2026-01-01,\n", day, "penalties.csv")
        }
    }

    @Test func aVersionThatLostAndComesAgainIsADuplicateAfterACheckpointToo() throws {
        let (once, nights, pruned) = (try Workshop(), try Workshop(), try Workshop())
        for workshop in [once, nights, pruned] {
            try workshop.writeOrders("O", "2026-01-01")
            try writeRegisters(workshop)
        }
        let expected = try once.run()
        var last: RunReport?
        for day in ["2026-01-01", "2026-01-02", "2026-01-03"] {
            last = try nights.run(asOf: day)
            try pruned.run(asOf: day)
            if day == "2026-01-02" { #expect(try prune(pruned.job, .quiet, keepDays: 0).base == Day("2026-01-02")) }
        }
        #expect(try nights.hash() == once.hash())
        #expect(try pruned.hash() == once.hash())
        // The blacklisting of the first partition lost to the warning of the second: coming again it is not the third's.
        #expect(try once.values("subjects", "name") == ["Beta", "Newer"])
        let books = try #require(last)
        #expect(books.rows.accepted == expected.rows.accepted && books.rows.read == expected.rows.read)
        #expect(books.rowsByKind.first { $0.kind == "penalties" }?.rows == expected.rowsByKind.first { $0.kind == "penalties" }?.rows)
        // Night after night the books of rows that are carried though they lost are made anew: they are not counted twice.
        for workshop in [nights, pruned] {
            for _ in 0..<2 { #expect(try workshop.run(asOf: "2026-01-05").rows == books.rows) }
        }
    }

    @Test func ofTheRatesOfADayTheLatestInstantCountsInWhateverOrderTheyStand() throws {
        let instants = (10..<60).map { "2026-01-01T\(10 + $0 % 14):\($0):00Z" }.sorted()
        let rows = instants.enumerated().map { "\($1),USD,1.\($0 + 10)\n" }
        let latest = try #require(rows.last)
        var hashes: Set<String> = []
        // In the dumps: in either order, and in two files.
        let orders: [[[String]]] = [
            [rows], [rows.reversed()], [rows.filter { $0 != latest }, [latest]], [[latest], rows.filter { $0 != latest }],
        ]
        for parts in orders {
            let workshop = try Workshop()
            try workshop.writeOrders("O", "2026-01-01", currency: "USD")
            for (number, part) in parts.enumerated() {
                try workshop.write("date,currency,rate\n" + part.joined(), "2026-01-01", "rates-\(number).csv")
            }
            try workshop.run()
            hashes.insert(try workshop.hash())
            // Three orders of 10 dollars at 1.59 dollars per euro.
            #expect(try workshop.values("seller_evidence", "gross_minor") == ["\(3 * 629)"])
        }
        #expect(hashes.count == 1)
        // In the table that the job names, in both layouts.
        for text in ["date,currency,rate\n" + rows.reversed().joined(), "date,currency,rate\n" + rows.joined()]
            + ["Date,USD,\n2026-01-01T23:00:00Z,1.59,\n2026-01-01,1.1,\n", "Date,USD,\n2026-01-01,1.1,\n2026-01-01T23:00:00Z,1.59,\n"]
        {
            let workshop = try Workshop()
            try workshop.writeOrders("O", "2026-01-01", currency: "USD")
            let path = "\(workshop.folder)/table.csv"
            try text.write(toFile: path, atomically: true, encoding: .utf8)
            try workshop.run { $0.rates = path }
            hashes.insert(try workshop.hash())
        }
        #expect(hashes.count == 1)
    }

    /// Orders of January settle at the checkpoint of December; then the store is pruned at that day, and lines of them come.
    @Test(arguments: [false, true])
    func aPruneAtTheDayOfACheckpointKeepsItsListOfSettledOrders(twice: Bool) throws {
        let late = "2025-12-31"
        let (once, pruned) = (try Workshop(), try Workshop())
        for workshop in [once, pruned] {
            try workshop.writeOrders("O", "2025-01-01")
            try workshop.writeOrders("N", "2025-12-01")
            try workshop.writeOrders("M", "2025-12-20")
            try workshop.writeLines("O", "2025-01-01", status: "REFUNDED", in: late)
        }
        for day in ["2025-01-01", "2025-12-01", "2025-12-20"] { try pruned.run(asOf: day) }
        for _ in 0..<(twice ? 2 : 1) {
            do throws(Problem) {
                let base = try prune(pruned.job, .quiet, keepDays: 10).base
                #expect(base == Day("2025-12-01"))
            } catch {
                #expect(error.kind == .noInput)
            }
        }
        let report = try pruned.run(asOf: late)
        let expected = try once.run(asOf: late)
        #expect(try pruned.hash() == once.hash())
        #expect(report.rows == expected.rows)
        #expect(report.quarantined.map(\.reason) == ["TOO_LATE"])
        #expect(try verifyStore(path: pruned.store) == [])
    }

    @Test func anOldRateIsTooLateForAPrunedStoreAndStopsNoNight() throws {
        let rates = "date,currency,rate\n"
        let workshop = try Workshop()
        try workshop.writeOrders("O", "2025-01-02", currency: "USD")
        try workshop.write(rates + "2025-01-01T10:00:00Z,USD,1.1\n2025-01-01T16:00:00Z,USD,1.2\n", "2025-01-02", "rates.csv")
        try workshop.writeOrders("N", "2025-12-01", currency: "USD")
        try workshop.run(asOf: "2025-12-01")
        _ = try prune(workshop.job, .quiet, keepDays: 0)
        let before = try workshop.hash()
        // A currency that has none, a correction, a row that is there already, and one of a day on which nothing is settled.
        let late = "2025-01-01,SEK,11.25\n2025-01-01T23:00:00Z,USD,5\n2025-01-01T16:00:00Z,USD,1.2\n2025-12-01,USD,2\n"
        try workshop.write(rates + late, "2025-12-02", "rates.csv")
        for asOf in ["2025-12-02", "2025-12-03"] {
            let report = try workshop.run(asOf: asOf)
            #expect(report.quarantined.map { "\($0.reason) \($0.rows)" } == ["TOO_LATE_PRUNED 2"])
            let own = try #require(report.rowsByKind.first { $0.kind == "rates" })
            #expect(own.rows.read == 6 && own.rows.quarantined == 2 && own.rows.duplicate == 1 && own.rows.superseded == 1)
            #expect(try verifyStore(path: workshop.store) == [])
        }
        #expect(
            try workshop.quarantinedRows().sorted() == ["2025-12-02/rates.csv:2 TOO_LATE_PRUNED", "2025-12-02/rates.csv:3 TOO_LATE_PRUNED"])
        // The rate of December counts for its orders, those of January stay as they were.
        #expect(try workshop.hash() != before)
        #expect(try workshop.values("seller_evidence", "gross_minor") == ["\(3 * 833 + 3 * 500)"])
        // Another night, another prune, and the delivery taken anew.
        try workshop.writeOrders("M", "2025-12-20", currency: "USD")
        try workshop.run(asOf: "2025-12-20")
        try workshop.write(rates + "2025-12-01,USD,2\n", "2025-12-02", "rates.csv")
        let corrected = try #require(Day("2025-12-02"))
        let anew = try Nightly.run(workshop.job, .quiet, request: .rerun(corrected...corrected))
        #expect(anew.quarantined.isEmpty)
        _ = try prune(workshop.job, .quiet, keepDays: 0)
        #expect(try workshop.run().quarantined.isEmpty)
    }

    @Test func aPruneForgetsNoRateThatCameLate() throws {
        let workshop = try Workshop()
        try workshop.writeOrders("O", "2025-01-02", currency: "USD")
        try workshop.write("date,currency,rate\n2025-01-01,USD,1.2\n", "2025-01-02", "rates.csv")
        try workshop.writeOrders("N", "2025-12-01")
        try workshop.write("date,currency,rate\n2025-01-02,USD,5\n", "2025-12-10", "rates.csv")
        try workshop.writeOrders("M", "2025-12-20")
        try workshop.run(asOf: "2025-12-20")
        let before = try workshop.hash()
        let refused = #expect(throws: Problem.self) { try prune(workshop.job, .quiet, keepDays: 15) }
        #expect(refused?.kind == .usage && refused?.message.hasPrefix("a rate of 2025-01-02 came after 2025-12-01") == true)
        try workshop.run(asOf: "2025-12-20")
        #expect(try workshop.hash() == before)
        #expect(try prune(workshop.job, .quiet, keepDays: 10).base == Day("2025-12-10"))
        try workshop.run(asOf: "2025-12-20")
        #expect(try workshop.hash() == before)
        #expect(try verifyStore(path: workshop.store) == [])
    }

    @Test func aPruneWithAnotherJobThanTheRunsHadIsRefused() throws {
        let workshop = try Workshop()
        try workshop.writeOrders("O", "2025-01-02", currency: "USD")
        try workshop.writeOrders("N", "2025-12-01")
        let table = "\(workshop.folder)/table.csv"
        try "date,currency,rate\n2025-01-01,USD,1.2\n".write(toFile: table, atomically: true, encoding: .utf8)
        let otherTable = "\(workshop.folder)/other.csv"
        try "date,currency,rate\n2025-01-01,USD,1.3\n".write(toFile: otherTable, atomically: true, encoding: .utf8)
        var job = workshop.job
        job.rates = table
        job.checkpointEvery = 1
        _ = try Nightly.run(job, .quiet)
        let before = try workshop.hash()
        let changes: [(name: String, change: (inout Job) -> Void)] = [
            ("table of rates", { $0.rates = otherTable }), ("home country", { $0.homeCountry = nil }),
            ("evidence window", { $0.evidenceWindowDays = 60 }),
        ]
        for (name, change) in changes {
            var other = job
            change(&other)
            let refused = #expect(throws: Problem.self) { try prune(other, .quiet, keepDays: 0) }
            #expect(refused?.kind == .usage && refused?.message.contains("another \(name)") == true)
        }
        _ = try prune(job, .quiet, keepDays: 0)
        _ = try Nightly.run(job, .quiet)
        #expect(try workshop.hash() == before)
    }

    /// Products counted orders of the whole window night by night, and only those of the last 1460 days at once.
    @Test func evidenceReachesAsFarBackAsTheJobSays() throws {
        let (once, nights) = (try Workshop(), try Workshop())
        for workshop in [once, nights] {
            try workshop.writeOrders("O", "2020-01-01")
            try workshop.writeOrders("N", "2021-01-01")
            try workshop.writeOrders("M", "2025-01-01")
        }
        for day in ["2020-01-01", "2021-01-01", "2025-01-01"] { try nights.run(asOf: day, windowDays: 3000) }
        try once.run(asOf: "2025-01-01", windowDays: 3000)
        #expect(try nights.hash() == once.hash())
        #expect(try once.values("seller_evidence", "orders") == ["9"])
    }

    /// Feedback that counts nothing names an account that trades nowhere.
    @Test func anAccountOfWhichNothingIsCountedIsNone() throws {
        let (once, nights) = (try Workshop(), try Workshop())
        for workshop in [once, nights] {
            try workshop.writeOrders("O", "2025-01-01")
            let feedback = "F,O0,nobody,COMPLAINT,2025-01-02,REJECTED\nG,O1,somebody,CLAIM,2025-01-02,UPHELD\n"
            try workshop.write("feedback_id,order_id,seller_id,kind,occurred_at,outcome\n" + feedback, "2025-01-01", "feedback.csv")
            try workshop.writeOrders("N", "2025-12-01")
        }
        for day in ["2025-01-01", "2025-12-01", "2025-12-02"] { try nights.run(asOf: day) }
        try once.run(asOf: "2025-12-02")
        #expect(try nights.hash() == once.hash())
        #expect(try once.values("subjects", "subject_id") == ["S", "somebody"])
    }

    /// Rows that a prune refuses for good are whole in the quarantine still.
    @Test func rowsThatAPruneSettlesAreNotLost() throws {
        let (once, pruned) = (try Workshop(), try Workshop())
        for workshop in [once, pruned] {
            try workshop.writeOrders("O", "2025-01-01")
            try workshop.writeLines("O", "2025-01-01", status: "REFUNDED", in: "2025-11-01")
            try workshop.writeOrders("N", "2025-12-01")
        }
        try once.run()
        try pruned.run { $0.checkpointEvery = 100 }
        _ = try prune(pruned.job, .quiet, keepDays: 0)
        try pruned.run()
        let rows = try once.quarantinedRows().sorted()
        #expect(rows.count == 3 && rows.allSatisfy { $0.hasSuffix("TOO_LATE") })
        #expect(try pruned.quarantinedRows().sorted() == rows)
    }
}

extension Workshop {
    /// Three orders of one line, invoiced and under way.
    fileprivate func writeOrders(_ prefix: String, _ day: String, currency: String = "EUR") throws {
        try writeLines(prefix, day, status: "COMPLETED", currency: currency, in: day)
        let invoices = (0..<3).map { "I\(prefix)\($0),\(prefix)\($0),S,INVOICE,\(day)T10:00:00Z,\(currency),10.00\n" }.joined()
        try write("invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n" + invoices, day, "invoices.csv")
        let events = (0..<3).map { "X\(prefix)\($0),\(prefix)\($0),EMA,\(day)T12:00:00Z\n" }.joined()
        try write("shipment_id,order_id,event,occurred_at\n" + events, day, "logistics.csv")
    }

    /// Their lines, delivered in a partition.
    fileprivate func writeLines(_ prefix: String, _ day: String, status: String, currency: String = "EUR", in partition: String) throws {
        let header = "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at\n"
        let lines = (0..<3).map {
            "\(prefix)\($0),1,\(day)T08:00:00Z,S,B\($0),P\($0),1,10.00,\(currency),\(status),\(partition)T09:00:00Z\n"
        }
        try write(header + lines.joined(), partition, "transactions.csv")
    }

    /// The values of a column of a published table, by key.
    fileprivate func values(_ table: String, _ column: String) throws -> [String] {
        let reader = try RatingsReader(path: database)
        let shape = try #require(try reader.tables().first { $0.name == table })
        let place = try #require(shape.columns.firstIndex { $0.name == column })
        var values: [String] = []
        try reader.forEachRow(of: shape) { cells in
            switch cells[place] {
            case .text(let bytes): values.append(String(decoding: bytes, as: UTF8.self))
            case .integer(let number): values.append("\(number)")
            case .null, .real, .day: values.append("")
            }
        }
        return values
    }

    @discardableResult
    fileprivate func run(asOf day: String, windowDays: Int = 730) throws -> RunReport {
        try run {
            $0.asOf = Day(day)
            $0.checkpointEvery = 1
            $0.evidenceWindowDays = windowDays
        }
    }
}
