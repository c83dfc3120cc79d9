import CurrencyGuidance
import Domain
import Foundation
import Guidance
import Problems
import RatingsDatabase
import Scoring
import Settings
import TestSupport

/// A ratings database of made-up enterprises, and the site made from it, in a folder of their own.
struct Sample {
    static let asOf = Day(20_600)
    /// Names that mean harm, or none: markup, an accent that hides a quotation mark, marks that turn the text around, 256 bytes.
    static let hostileNames: [String] = [
        "<script>alert(1)</script>", "\"\u{301} onmouseover=\"alert(1)", "</title><img src=x onerror=alert(1)>", "\u{202E}gnp.exe\u{202C}",
        "{{{root}}} {{name}}", "&lt;b&gt; & Söhne", String(repeating: "😀", count: 64), "'; alert(1); '", "שלום עולם", "深圳市华信贸易有限公司",
    ]

    let folder: TemporaryFolder
    var database: String { "\(folder.path)/ratings.sqlite" }
    var out: String { "\(folder.path)/site" }

    init() throws { folder = try TemporaryFolder() }

    func request(out: String? = nil, threads: Int = 2) throws -> GuidanceRequest {
        var request = GuidanceRequest(
            database: database, model: try embeddedModel().content, modelSHA256: "abcd", out: out ?? self.out,
            contact: "appeals@example.org", threads: threads)
        request.program = "1"
        return request
    }

    /// Rates of 200 days up to one day before the first night: the dollar and the yuan swing, the krone is pegged.
    static func rates(through last: Day = Sample.asOf) throws -> CurrencyRates {
        var quotes: [Quote] = []
        for (code, euro, swing) in [("USD", 1_100_000, 900), ("CNY", 7_800_000, 7_000), ("DKK", 7_460_000, 20)] {
            guard let currency = CodeList.pack(code) else { continue }
            for number in 0..<200 {
                quotes.append(
                    Quote(
                        day: last - number, currency: currency,
                        millionths: Int64(euro + swing * (number % 13) * (number % 5 == 0 ? -1 : 1))))
            }
        }
        return CurrencyRates(quotes: quotes, fees: try embeddedFees())
    }

    @discardableResult
    func export(to out: String? = nil, threads: Int = 2) throws -> GuidanceReport {
        try exportGuidanceSite(try request(out: out, threads: threads))
    }

    /// Publishes a night.
    /// - Parameters:
    ///   - changed: enterprises of which something is another than in the night before.
    ///   - part: what of them.
    func publish(
        _ count: Int, run: Int = 1, changed: Set<Int> = [], part: SampleEnterprise.Part = .score, trade: SampleTrade? = nil,
        model: String = "abcd"
    ) throws {
        let asOf = Sample.asOf + run
        let enterprises = (0..<count).map {
            SampleEnterprise(number: $0, asOf: asOf, changed: changed.contains($0) ? part : nil)
        }
        let layout = SheetLayout(
            characteristics: [RatingPointRow.base, "late_handover", "review_mean"].map {
                CharacteristicLayout(id: $0, bins: [""], referencePointsHundredths: [$0 == RatingPointRow.base ? 48_000 : 0])
            })
        let builder = try RatingsDatabaseBuilder(target: database, runID: "run-\(run)", layout: layout)
        try builder.writeRatings(enterprises.map(\.rating))
        var rows = PackedRows()
        for enterprise in enterprises {
            if let points = enterprise.points { rows.append(points, layout) }
            rows.append(enterprise.reasons)
            if let markets = enterprise.markets { rows.append(markets, of: enterprise.id) }
            rows.append(enterprise.evidence)
        }
        try builder.sheets.write(rows, of: 1)
        try builder.writeSubjects(enterprises.map(\.subject))
        try builder.writeProducts((0..<count / 2).map { product($0, isChanged: part == .product && changed.contains($0)) })
        try trade?.write(to: builder, asOf: asOf)
        let ratings = enterprises.map(\.rating)
        try builder.writeRun(
            RunRow(
                runID: "run-\(run)", asOf: asOf, startedAt: asOf.start, finishedAt: Instant(asOf.start.seconds + 1), version: "1",
                modelID: "expert", modelSHA256: model, partitions: 0, sources: 0, rows: RowTotals(), enterprises: Int64(count),
                rated: Int64(ratings.count { $0.status == .rated }), notRated: Int64(ratings.count { $0.status == .notRated }),
                defaulted: Int64(ratings.count { $0.status == .defaulted }), wallSeconds: 1, peakMemoryBytes: 1, bytesRead: 0))
        try builder.publish()
    }

    private func productID(_ number: Int) -> Text { Text("P" + String(100_000 + number)) }

    private func product(_ number: Int, isChanged: Bool) -> SampleProduct {
        let name = number < Self.hostileNames.count ? Self.hostileNames[number] : "Silk scarf \(number)"
        return SampleProduct(
            productID: productID(number), name: Text(name), category: Text(number % 7 == 0 ? "<b>Toys" : "Scarves \(number % 3)"),
            counters: [40, Int64(number % 9 + (isChanged ? 1 : 0)), 0, 3, 12])
    }
}

/// One of the enterprises: by its number rated, of few orders, not rated, or with a proven fault.
struct SampleEnterprise {
    /// What a night may change of one; a product's row, where its number is that of a product.
    enum Part: CaseIterable { case score, name, reason, evidence, subject, product, markets }

    let number: Int
    let asOf: Day
    let changed: Part?

    var id: Text { Text("S" + String(1_000_000 + number)) }
    var name: String {
        number < Sample.hostileNames.count
            ? Sample.hostileNames[number]
            : ["Müller & Söhne", "Huaxin Trading", "深圳丝绸", "Casa do Café"][number % 4] + " \(number)" + (changed == .name ? " & Co" : "")
    }

    private var score: Int64 { Int64(48_000 + number * 137 % 21_000 + (changed == .score ? 300 : 0)) }
    private var status: RatingRow.Status { number % 10 == 6 || number % 10 == 7 ? .notRated : number % 10 == 8 ? .defaulted : .rated }

    var rating: RatingRow {
        let isRated = status == .rated
        let grade = Grade.of(scoreHundredths: Int(score))
        return RatingRow(
            enterpriseID: id, name: Text(name), country: Text(["CN", "DE", "BR"][number % 3]), asOf: asOf, status: status,
            grade: isRated ? grade : status == .notRated ? .nr : .d, scoreHundredths: isRated ? score : nil,
            scoreGrade: isRated ? grade : nil,
            pd: isRated ? 0.0123 : nil, pdLow: isRated ? 0.004 : nil, pdHigh: isRated ? 0.031 : nil,
            confidence: isRated ? (number % 10 == 9 ? .low : .high) : nil, orders: 40, evidenceFrom: Sample.asOf - 300,
            evidenceTo: Sample.asOf - 40, modelID: "expert", effectiveOrders: 30, buyers: 20, tenureDays: Int64(asOf - Sample.asOf + 300))
    }

    /// One in ten falls short in its handovers.
    var points: RatingSheetRow? {
        guard status == .rated else { return nil }
        let shortfall: Int64 = number % 10 == 2 ? 312 : 0
        return RatingSheetRow(
            enterpriseID: id, entries: [score + shortfall, -shortfall, 0].map { RatingSheetRow.Entry(pointsHundredths: $0) })
    }

    var reasons: [RatingReasonRow] {
        let code = status == .rated ? "LATE_HANDOVER" : status == .notRated ? "NR_ORDERS" : "D_COUNTERFEIT"
        return [
            RatingReasonRow(
                enterpriseID: id, rank: 1, code: code, characteristic: nil, shortfallHundredths: nil,
                text: "\(changed == .reason ? 4 : 3) of 40 <orders> handed over late",
                chineseText: "40 笔订单中有 3 笔延迟交运")
        ]
    }

    var evidence: SellerEvidenceRow {
        var values = SellerEvidenceRow.counters.map { _ in Int64(0) }
        for (name, value) in [
            "orders": 40, "lines": 44, "handover_due": 38, "handover_late": changed == .evidence ? 5 : 3, "handed_over": 37,
            "delivery_due": 36, "delivery_late": 4,
            "delivered": 35, "undelivered": 1, "invoice_due": 40, "invoice_matched": 39, "reviews": 20, "review_sum": 88, "buyers": 20,
        ] as [String: Int64] {
            if let place = SellerEvidenceRow.counters.firstIndex(of: name) { values[place] = value }
        }
        return SellerEvidenceRow(sellerID: id, values: values)
    }

    /// One in five has none; one in five has few orders, and products without a category.
    var markets: EnterpriseMarkets? {
        guard number % 5 != 4 else { return nil }
        let isFew = number % 5 == 3
        func member(_ name: Text, _ orders: Int64, _ value: Int64, _ days: [Int64] = []) -> EnterpriseMarkets.Member {
            EnterpriseMarkets.Member(
                name: name, sum: EnterpriseMarkets.Sum(orders: orders, valueMinor: value),
                deliveries: days.isEmpty ? nil : EnterpriseMarkets.Deliveries(orders: days[0], medianDays: days[1], p90Days: days[2]))
        }
        let hostile = Text(Sample.hostileNames[number % Sample.hostileNames.count])
        let more: Int64 = changed == .markets ? 1 : 0
        return EnterpriseMarkets(
            categories: EnterpriseMarkets.Breakdown(
                members: isFew
                    ? [member("UNKNOWN", 12, 5000)]
                    : [member(hostile, 30 + more, 3000), member("UNKNOWN", 8, 1000)] + (0..<6).map { member(Text("Ware \($0)"), 2, 0) },
                rest: isFew ? nil : EnterpriseMarkets.Sum(orders: 4, valueMinor: 1000)),
            chapters: EnterpriseMarkets.Breakdown(members: [member("61", isFew ? 12 : 40, 5000)]),
            destinations: EnterpriseMarkets.Breakdown(
                members: isFew
                    ? [member("DE", 12, 5000, [9, 8, 30])]
                    : [member("DE", 30, 4000, [20, 9 + more, 17]), member("BR", 9, 900), member("UNKNOWN", 1, 100, [1, 2, 2])]))
    }

    var subject: SubjectRow {
        SubjectRow(
            subjectID: id, enterpriseID: id, name: Text(name), role: .seller, country: "CN",
            registration: changed == .subject ? .invalid : .valid, orders: 40,
            firstBooked: Sample.asOf - 300)
    }
}
