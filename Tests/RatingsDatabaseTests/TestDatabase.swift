import Domain
import Foundation
import GRDB
import Problems
import RatingsDatabase
import TestSupport
import Testing

/// A folder of its own for each test, removed with it.
final class Workplace {
    let folder: String
    var target: String { folder + "/ratings.sqlite" }
    var buildFolder: String { folder + "/.ratings.sqlite.build" }

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("ratings-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var names: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder).sorted()) ?? [] }

    /// Changes the published file behind the builder's back.
    func damage(_ sql: String) throws {
        let queue = try DatabaseQueue(path: target)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    func value<Value: DatabaseValueConvertible>(_ sql: String, _: Value.Type = Value.self) throws -> Value? {
        var configuration = Configuration()
        configuration.readonly = true
        let queue = try DatabaseQueue(path: target, configuration: configuration)
        return try queue.read { try Value.fetchOne($0, sql: sql) }
    }
}

/// A small but complete database: E1 rated A with two accounts, E2 rated C, E3 too new, E4 blacklisted.
struct Sample {
    static let asOf = Day(20_000)
    static let layout = SheetLayout(
        characteristics: [
            CharacteristicLayout(id: RatingPointRow.base, bins: ["B2C", "B2B"], referencePointsHundredths: [50_000, 40_000]),
            CharacteristicLayout(
                id: "handover_late", bins: ["< 0.1", "0.1 to 0.2", "missing"], referencePointsHundredths: [15_000, -15_000]),
        ],
        metrics: [
            MetricLayout(
                standard: "M", metric: "rate", windows: [asOf - 6...asOf, asOf - 29...asOf], target: 0.01, condition: "LESS_THAN"),
            MetricLayout(standard: "M", metric: "level", levels: ["TOP", "LOW"]),
            MetricLayout(standard: "M", metric: "replies", missing: "the seller's answers"),
        ])

    var runID = "run-1"
    var ratings: [RatingRow]
    var points: [RatingSheetRow]
    var metrics: [MetricSheetRow]
    var reasons: [RatingReasonRow]
    var sellerEvidence: [SellerEvidenceRow]
    var markets: [(enterpriseID: Text, markets: EnterpriseMarkets)]
    var subjects: [SubjectRow]
    var products: [SampleProduct]
    /// Of so many the wide rows are said to be.
    var enterprisesAtOnce = 4
    var partitions: [PartitionRow]
    var sources: [SourceRow]
    var quarantine: [QuarantineRow]

    static func evidence(_ id: Text) -> SellerEvidenceRow {
        var values = SellerEvidenceRow.counters.map { _ in Int64(0) }
        for (name, value) in [
            "orders": 10, "lines": 12, "gross_minor": 123_456, "cancelled": 2, "cancelled_by_seller": 1, "refunded": 1,
            "invoice_due": 8, "invoice_missing": 1, "invoice_matched": 6, "handover_due": 8, "handover_late": 1,
            "delivery_due": 7, "delivery_late": 1, "delivered": 7,
        ] as [String: Int64] {
            if let place = SellerEvidenceRow.counters.firstIndex(of: name) { values[place] = value }
        }
        return SellerEvidenceRow(sellerID: id, values: values)
    }

    /// Nine categories, of which eight are named; two chapters; three destinations, two of them with deliveries.
    static var market: EnterpriseMarkets {
        func member(_ name: Text, _ orders: Int64, _ value: Int64, _ days: [Int64] = []) -> EnterpriseMarkets.Member {
            EnterpriseMarkets.Member(
                name: name, sum: EnterpriseMarkets.Sum(orders: orders, valueMinor: value),
                deliveries: days.isEmpty ? nil : EnterpriseMarkets.Deliveries(orders: days[0], medianDays: days[1], p90Days: days[2]))
        }
        return EnterpriseMarkets(
            categories: EnterpriseMarkets.Breakdown(
                members: (0..<8).map { member(Text("cat \"\($0)\", OTHER"), 20 - $0, 100) },
                rest: EnterpriseMarkets.Sum(orders: 3, valueMinor: 23)),
            chapters: EnterpriseMarkets.Breakdown(members: [member("61", 9, 800), member("UNKNOWN", 1, 23)]),
            destinations: EnterpriseMarkets.Breakdown(
                members: [member("DE", 8, 700, [7, 9, 21]), member("UNKNOWN", 2, 9, [1, 4, 4]), member("FR", 2, 5, [1, 0, 0])]))
    }

    static func rated(_ id: Text, _ grade: Grade, _ scoreHundredths: Int64, orders: Int64 = 10) -> RatingRow {
        RatingRow(
            enterpriseID: id, name: "Näme, \"quoted\"", country: "CN", asOf: asOf, status: .rated, grade: grade,
            scoreHundredths: scoreHundredths, scoreGrade: grade, pd: 0.005, pdLow: 0.003, pdHigh: 0.009, confidence: .high, orders: orders,
            evidenceFrom: asOf - 729, evidenceTo: asOf, modelID: "expert-1", effectiveOrders: 8.5, buyers: 7, tenureDays: 400)
    }

    init() {
        ratings = [
            Self.rated("E1", .a, 64_000, orders: 20), Self.rated("E2", .c, 40_000),
            RatingRow(enterpriseID: "E3", asOf: Self.asOf, status: .notRated, grade: .nr, orders: 0, modelID: "expert-1"),
            RatingRow(enterpriseID: "E4", asOf: Self.asOf, status: .defaulted, grade: .d, orders: 0, modelID: "expert-1"),
        ]
        points = [("E1", 64_000), ("E2", 40_000)].map { id, score in
            RatingSheetRow(
                enterpriseID: Text(id),
                entries: [
                    RatingSheetRow.Entry(pointsHundredths: 50_000),
                    RatingSheetRow.Entry(value: 0.125, numerator: 1, denominator: 8, bin: 1, pointsHundredths: Int64(score) - 50_000),
                ])
        }
        metrics = [
            MetricSheetRow(
                enterpriseID: "E1",
                entries: [
                    MetricSheetRow.Entry(numerator: 3, denominator: 200, status: .bad, window: 1, outcome: 2),
                    MetricSheetRow.Entry(numerator: nil, denominator: nil, status: .good, window: 0, outcome: 1),
                    MetricSheetRow.Entry(numerator: nil, denominator: nil, status: .none, window: 0, outcome: nil),
                ])
        ]
        reasons = (1...2).map {
            RatingReasonRow(
                enterpriseID: "E1", rank: $0, code: "R0\($0)", characteristic: $0 == 1 ? nil : "handover_late",
                shortfallHundredths: $0 == 1 ? nil : 500, text: "one of 8 orders was handed over late",
                chineseText: "8 笔订单中有 1 笔延迟交运")
        }
        markets = [("E1", Self.market)]
        sellerEvidence = ["E1", "E1-shop", "E2"].map(Self.evidence)
        subjects = [
            SubjectRow(
                subjectID: "E1", enterpriseID: "E1", name: "Näme", role: .seller, country: "CN", registration: .valid,
                lei: .invalid, registeredOn: Self.asOf - 999, licenceUntil: Self.asOf + 9, customsGrade: .regular, orders: 10,
                firstBooked: Self.asOf - 400),
            SubjectRow(subjectID: "E1-shop", enterpriseID: "E1", orders: 10), SubjectRow(subjectID: "E2", enterpriseID: "E2"),
        ]
        products = [
            SampleProduct(
                productID: "P,1", name: "Tea", category: "food", brand: "B", hsCode: "090210", gtin: .valid,
                counters: [12, 1, 0, 3, 14])
        ]
        let rows = RowTotals(read: 100, accepted: 90, duplicate: 4, superseded: 3, quarantined: 3)
        partitions = [PartitionRow(partition: Self.asOf, sources: 1, bytes: 999, rows: rows, firstRunID: "run-1")]
        sources = [
            SourceRow(
                source: "2024-10-04/invoices.csv.gz", partition: Self.asOf, kind: "invoices", sha256: "00ff", bytes: 999,
                rows: rows, runID: "run-1")
        ]
        quarantine = [("bad decimal", 2), ("too late", 1)].map {
            QuarantineRow(
                runID: "run-1", source: "2024-10-04/invoices.csv.gz", reason: $0, rows: $1, firstLine: 7, firstByte: 88,
                example: "12,3x", remedy: "write 12.3")
        }
    }

    var run: RunRow {
        RunRow(
            runID: runID, asOf: Self.asOf, startedAt: Self.asOf.start, finishedAt: Instant(Self.asOf.start.seconds + 61),
            version: "1.0", modelID: "expert-1", modelSHA256: "abcd", partitions: Int64(partitions.count),
            sources: Int64(sources.count), rows: sources.first?.rows ?? RowTotals(), enterprises: Int64(ratings.count),
            rated: Int64(ratings.count { $0.status == .rated }), notRated: Int64(ratings.count { $0.status == .notRated }),
            defaulted: Int64(ratings.count { $0.status == .defaulted }), wallSeconds: 61.5, peakMemoryBytes: 1 << 20,
            bytesRead: 999, note: nil)
    }

    func write(to builder: RatingsDatabaseBuilder, _ layout: SheetLayout = Sample.layout) throws {
        try builder.writeRatings(ratings)
        var rows = PackedRows()
        for row in points { rows.append(row, layout) }
        rows.append(reasons)
        for row in markets where ratings.contains(where: { $0.enterpriseID == row.enterpriseID }) {
            rows.append(row.markets, of: row.enterpriseID)
        }
        for row in metrics { rows.append(row, layout) }
        for row in sellerEvidence { rows.append(row) }
        try builder.sheets.write(rows, of: enterprisesAtOnce)
        try builder.writeSubjects(subjects)
        try builder.writeProducts(products)
        try builder.writeRun(run)
        try builder.writePartitions(partitions)
        try builder.writeSources(sources)
        try builder.writeQuarantine(quarantine)
    }

    @discardableResult
    func publish(to target: String) throws -> RatingsDatabaseBuilder {
        let builder = try RatingsDatabaseBuilder(target: target, runID: runID, layout: Sample.layout)
        try write(to: builder)
        try builder.publish()
        return builder
    }
}

/// The problem that `body` throws.
func problem(_ body: () throws -> Void) throws -> Problem {
    try #require(throws: Problem.self, performing: body)
}
