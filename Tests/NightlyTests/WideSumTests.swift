import Domain
import Foundation
import Guidance
import Nightly
import Problems
import RatingsDatabase
import Settings
import Tables
import TestSupport
import Testing

/// Sums of amounts at the edge of 64 bits, from rows to what is published: never wrapped, never a trap.
@Suite struct WideSumTests {
    private static let days = ["2023-01-02", "2023-09-01", "2024-03-01"]
    private static let edges: [Int64] = [
        .max, .max - 1, .min + 1, 0, 1, -1, 1 << 32, (1 << 32) - 1, -(1 << 32), 1 << 62, -(1 << 62), 9_300_000_000_000_000,
    ]

    /// A line of an order: what it comes to is its unit price in millionths, since its quantity is 10,000 and its currency has cents.
    private struct Line {
        var order: String
        var number = 1
        var seller: String
        var minor: Int64
        var destination = "DE"
        var product = "P1"
        /// All lines are of one.
        let chapter = "61"

        func csv(_ day: String) -> String {
            let (whole, rest) = minor.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
            let digits = String(String(rest + 1_000_000).dropFirst())
            let price = "\(minor < 0 ? "-" : "")\(whole).\(digits)"
            return "\(order),\(number),\(day)T08:00:00Z,\(seller),B\(order),\(product),10000,\(price),EUR,COMPLETED,\(day)T20:00:00Z,CN,"
                + "\(destination),B2C,610910\n"
        }
    }

    private static let header =
        "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at,origin,destination,"
        + "trade_model,hs_code\n"

    private func write(_ lines: [Line], _ day: String, to workshop: Workshop) throws {
        try workshop.write(Self.header + lines.map { $0.csv(day) }.joined(), day, "transactions.csv")
        // The same in whatever order the lines come.
        let first = try #require(lines.min { ($0.order, $0.number) < ($1.order, $1.number) })
        let order = first.order
        try workshop.write(
            "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\nI\(order),\(order),\(first.seller),INVOICE,\(day)T10:00:00Z,EUR,"
                + "9223372036854.775807\n", day, "invoices.csv")
        try workshop.write(
            "shipment_id,order_id,carrier,event,occurred_at\nX\(order),\(order),C,EMA,\(day)T12:00:00Z\n", day, "logistics.csv")
    }

    /// Rows of a contract table by column; NULL is nil.
    private func rows(of table: String, _ workshop: Workshop) throws -> [[String: String]] {
        var lines: [String] = []
        try RatingsReader(path: workshop.database).contractDump { line in
            var bytes: [UInt8] = []
            for index in line.indices { bytes.append(line[index]) }
            lines.append(String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines))
        }
        var columns: [String]?
        var rows: [[String: String]] = []
        for line in lines {
            let fields = line.components(separatedBy: "\t")
            if fields[0] == table {
                columns = Array(fields.dropFirst())
            } else if !fields[0].hasPrefix("'"), fields.count > 1 {
                columns = nil
            } else if let columns {
                let values = zip(columns, fields).filter { $1 != "-" }.map { ($0, $1.hasPrefix("'") ? String($1.dropFirst()) : $1) }
                rows.append(Dictionary(uniqueKeysWithValues: values))
            }
        }
        return rows
    }

    /// The published number of an exact sum.
    private func published(_ sum: Int128) -> String? { Int64(exactly: sum).map { "\($0)" } }

    /// Random lines of few sellers, most of them at an edge.
    private func lines(_ random: inout SeededGenerator, _ day: Int) -> [Line] {
        (0..<60).map { number in
            let isEdge = Int.random(in: 0..<4, using: &random) > 0
            let minor =
                isEdge
                ? Self.edges.randomElement(using: &random) ?? 0
                : Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
            let order = number / 2
            return Line(
                order: "O\(day)-\(order)", number: number % 2 + 1, seller: "S\(order % 5)", minor: minor,
                destination: ["DE", "FR", "US"][order % 3], product: "P\(number % 12)")
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func randomExtremesAreExactOrNullHoweverTheyCome(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let deliveries = Self.days.indices.map { lines(&random, $0) }
        let whole = try Workshop()
        for (day, delivery) in zip(Self.days, deliveries) { try write(delivery, day, to: whole) }
        let report = try whole.run()
        #expect(try verify(path: whole.database) == [])
        var gross: [String: Int128] = [:]
        for line in deliveries.joined() { gross[line.seller, default: 0] += Int128(line.minor) }
        let evidence = try rows(of: "seller_evidence", whole)
        #expect(evidence.count == gross.count)
        for row in evidence { #expect(row["gross_minor"] == published(gross[row["seller_id"] ?? ""] ?? 0)) }
        try checkMarkets(whole, deliveries[2])
        try checkStatistics(whole, deliveries)
        let missing = evidence.count { $0["gross_minor"] == nil }
        #expect(report.unpublished.columns.first { $0.name == "seller_evidence.gross_minor" }?.rows ?? 0 == Int64(missing))
        // Night by night, from checkpoints, and with the rows in another order.
        let nights = try Workshop()
        for (day, delivery) in zip(Self.days, deliveries) {
            try write(delivery.shuffled(using: &random), day, to: nights)
            try nights.run {
                $0.checkpointEvery = 1
                $0.threads = 1
            }
        }
        #expect(try rows(of: "seller_evidence", nights) == evidence)
        #expect(try nights.hash() == whole.hash())
        try export(whole)
    }

    /// Markets are of orders of the last half year, which are the last delivery's.
    private func checkMarkets(_ workshop: Workshop, _ lines: [Line]) throws {
        let rows = try rows(of: "enterprise_markets", workshop)
        let dimensions: [(String, KeyPath<Line, String>)] = [("DESTINATION", \.destination), ("HS2", \.chapter)]
        for (dimension, member) in dimensions {
            var sums: [String: Int128] = [:]
            for line in lines { sums["\(line.seller) \(line[keyPath: member])", default: 0] += Int128(line.minor) }
            let found = rows.filter { $0["dimension"] == dimension }
            #expect(found.count == sums.count)
            for row in found {
                #expect(row["value_minor"] == published(sums["\(row["enterprise_id"] ?? "") \(row["member"] ?? "")"] ?? 0), "\(row)")
            }
        }
    }

    private func checkStatistics(_ workshop: Workshop, _ deliveries: [[Line]]) throws {
        let sums = zip(Self.days, deliveries).map { ($0.prefix(7), $1.reduce(Int128(0)) { $0 + Int128($1.minor) }) }
        for row in try rows(of: "statistics", workshop) where row["dimension"] == "ALL" && row["suppression"] != "CONFIDENTIAL" {
            let exact = sums.filter { row["period"] == String($0.0) || row["period"] == String($0.0.prefix(4)) }.reduce(Int128(0)) {
                $0 + $1.1
            }
            guard row["period"]?.contains("Q") == false else { continue }
            #expect(row["value_minor"] == published(exact), "\(row)")
            #expect((row["suppression"] == "OUT_OF_RANGE") == (published(exact) == nil))
        }
    }

    private func export(_ workshop: Workshop) throws {
        let out = workshop.folder
        _ = try exportGuidance(workshop.job, to: "\(out)/site", contact: nil) { _ in }
        for format in [GuidanceFileFormat.csv, .ndjson, .json] {
            _ = try exportGuidanceFiles(workshop.job, as: format, to: "\(out)/\(format.rawValue)", contact: nil) { _ in }
        }
        for format in [TableFormat.csv, .ndjson, .parquet] {
            _ = try exportRatings(database: workshop.database, to: "\(out)/ratings-\(format.rawValue)", as: format)
            _ = try exportBases(workshop.job, to: "\(out)/bases-\(format.rawValue)", as: format)
        }
        _ = try exportEvidence(database: workshop.database, to: "\(out)/evidence")
    }

    @Test func oneRowOf93TrillionTrapsNothing() throws {
        let workshop = try Workshop()
        var lines = (0..<40).map { Line(order: "O\($0)", seller: "S1", minor: 1000, product: "P\($0)") }
        lines[0].minor = 9_300_000_000_000_000
        try write(lines, "2024-03-01", to: workshop)
        #expect(try workshop.run().unpublished.columns.isEmpty)
        try export(workshop)
    }

    @Test func sumsThatDoNotFitAreNullAndNamed() throws {
        let workshop = try Workshop()
        let lines = (0..<30).map { number in
            Line(
                order: "O\(number)", seller: "S\(number % 3)", minor: number % 3 == 2 ? 5 : .max, destination: "DE",
                product: "P\(number / 3)")
        }
        try write(lines, "2024-03-01", to: workshop)
        let report = try workshop.run()
        #expect(
            report.unpublished.columns.map { "\($0.name) \($0.rows) \($0.first)" }.prefix(2) == [
                "enterprise_markets.value_minor 2 S0", "seller_evidence.gross_minor 2 S0",
            ])
        let evidence = try rows(of: "seller_evidence", workshop)
        #expect(evidence.map { $0["gross_minor"] } == [nil, nil, "50"])
        // Nine products have a rank each or stand in the rest: all are there.
        let markets = try rows(of: "enterprise_markets", workshop)
        #expect(markets.contains { $0["enterprise_id"] == "S0" && $0["dimension"] == "HS2" && $0["value_minor"] == nil })
        #expect(try rows(of: "statistics", workshop).contains { $0["suppression"] == "OUT_OF_RANGE" && $0["orders"] == nil })
        #expect(try verify(path: workshop.database) == [])
        let line = try #require(report.rowsByKind.first)
        #expect(line.rows.quarantined == 0)
    }
}
