import Domain
import GRDB
import RatingsDatabase
import TestSupport
import Testing

/// What is written is read back, by the readers and by anyone's SQL.
@Suite struct RoundTripTests {
    let place: Workplace
    let sample = Sample()

    init() throws {
        place = try Workplace()
        try sample.publish(to: place.target)
    }

    @Test func everyTableHoldsItsRows() throws {
        for (table, count) in [
            ("ratings", 4), ("rating_points", 4), ("marketplace_metrics", 3), ("rating_reasons", 2), ("rating_changes", 4),
            ("enterprise_markets", 14), ("enterprise_deliveries", 2),
            ("seller_evidence", 3),
            ("product_evidence", 1), ("subjects", 3), ("products", 1), ("runs", 1), ("partitions", 1), ("sources", 1),
            ("quarantine", 2),
        ] {
            #expect(try place.value("SELECT count(*) FROM \(table)") == count, "\(table)")
        }
    }

    /// CONTRACT 3, word for word.
    static let contract: [(table: String, columns: String)] = [
        (
            "ratings",
            """
            enterprise_id, name, country, as_of, status, grade, score, pd, pd_low, pd_high, confidence, orders, \
            evidence_from, evidence_to, previous_grade, model_id, run_id
            """
        ),
        (
            "rating_points",
            "enterprise_id, characteristic, value, numerator, denominator, bin, points, reference_points"
        ),
        (
            "marketplace_metrics",
            "enterprise_id, standard, metric, window_from, window_to, numerator, denominator, rate, target, condition, status"
        ),
        ("rating_reasons", "enterprise_id, rank, code, characteristic, shortfall, text"),
        ("rating_changes", "run_id, enterprise_id, change, grade_before, grade_after, score_before, score_after"),
        (
            "seller_evidence",
            """
            seller_id, orders, lines, gross_minor, cancelled, cancelled_by_seller, refunded, invoice_due, invoice_matched, \
            invoice_missing, handover_due, handover_late, handed_over, handover_seconds, handover_share_orders, \
            handover_share_sum, delivery_due, delivery_late, delivered, undelivered, held, failed_attempts, claims_upheld, \
            reviews, review_sum, buyers, products, destinations
            """
        ),
        ("product_evidence", "product_id, lines, refunded, claims_upheld, reviews, review_sum"),
        ("subjects", "subject_id, enterprise_id, role, country"),
        ("products", "product_id, category, hs_code, orders, defects, quality_grade, trace_status"),
        (
            "sources",
            """
            source, partition, kind, sha256, bytes, rows_read, rows_accepted, rows_duplicate, rows_superseded, \
            rows_quarantined
            """
        ),
        ("quarantine", "run_id, source, reason, rows, first_line, first_byte, example"),
    ]

    @Test func theContractsColumnsAreThere() throws {
        for (table, columns) in Self.contract {
            for column in columns.split(separator: ", ") {
                #expect(
                    try place.value("SELECT count(*) FROM pragma_table_info('\(table)') WHERE name = '\(column)'") == 1,
                    "\(table).\(column)")
            }
        }
    }

    @Test func anEnterpriseIsExplained() throws {
        let explanation = try #require(try RatingsReader(path: place.target).explain("E1"))
        #expect(explanation.rating == sample.ratings[0])
        #expect(explanation.previousGrade == nil)
        #expect(explanation.runID == "run-1")
        #expect(
            explanation.points == [
                RatingPointRow(
                    enterpriseID: "E1", characteristic: "base", position: 0, bin: "B2C", pointsHundredths: 50_000,
                    referencePointsHundredths: 50_000),
                RatingPointRow(
                    enterpriseID: "E1", characteristic: "handover_late", position: 1, value: 0.125, numerator: 1, denominator: 8,
                    bin: "0.1 to 0.2", pointsHundredths: 14_000, referencePointsHundredths: 15_000),
            ])
        #expect(explanation.reasons == sample.reasons)
        #expect(explanation.subjects == Array(sample.subjects.prefix(2)))
        #expect(explanation.evidence == Array(sample.sellerEvidence.prefix(2)))
        #expect(explanation.changes.map(\.change) == [.added])
        #expect(explanation.changes.first?.scoreHundredthsAfter == 64_000)
    }

    @Test func anAccountLeadsToItsEnterprise() throws {
        let reader = try RatingsReader(path: place.target)
        #expect(try reader.explain("E1-shop")?.rating.enterpriseID == "E1")
        #expect(try reader.explain("nobody") == nil)
    }

    @Test func missingValuesStayMissing() throws {
        let explanation = try #require(try RatingsReader(path: place.target).explain("E3"))
        #expect(explanation.rating == sample.ratings[2])
        #expect(explanation.points.isEmpty && explanation.evidence.isEmpty && explanation.subjects.isEmpty)
    }

    @Test func valuesHaveTheContractsForm() throws {
        #expect(try place.value("SELECT as_of FROM ratings LIMIT 1") == Sample.asOf.description)
        #expect(try place.value("SELECT score FROM ratings WHERE enterprise_id = 'E1'") == 640.0)
        #expect(try place.value("SELECT typeof(score) FROM ratings WHERE enterprise_id = 'E1'") == "real")
        #expect(try place.value("SELECT points FROM rating_points WHERE points_hundredths = -10000") == -100.0)
        #expect(try place.value("SELECT role || customs_grade || lei_verification FROM subjects") == "SELLERREGULARINVALID")
        #expect(try place.value("SELECT hs_code || orders || defects FROM products") == "090210121")
        #expect(try place.value("SELECT finished_at FROM runs") == "\(Sample.asOf)T00:01:01Z")
        #expect(try place.value("SELECT reason || rows || first_line || first_byte || example FROM quarantine") == "bad decimal278812,3x")
        #expect(try place.value("SELECT rows_superseded FROM sources") == 3)
        #expect(try place.value("SELECT first_run_id FROM partitions") == "run-1")
        #expect(try place.value("PRAGMA user_version") == Int(schemaVersion))
        #expect(try place.value("PRAGMA application_id") == Int(applicationID))
    }

    @Test func metricsAreShownAsTheContractHasThem() throws {
        let rows = try place.value(
            """
            SELECT group_concat(metric || '|' || coalesce(window_from, '-') || '|' || coalesce(window_to, '-') || '|'
                || coalesce(rate, '-') || '|' || coalesce(target, '-') || '|' || coalesce(condition, '-') || '|' || status || '|'
                || coalesce(outcome, '-') || '|' || coalesce(missing, '-'), '; ')
            FROM (SELECT * FROM marketplace_metrics WHERE enterprise_id = 'E1' ORDER BY metric)
            """, String.self)
        let (from, to) = (Sample.asOf - 29, Sample.asOf)
        #expect(
            rows == "level|-|-|-|-|-|GOOD|LOW|-; rate|\(from)|\(to)|0.015|0.01|LESS_THAN|BAD|2 points|-; "
                + "replies|-|-|-|-|-|NONE|-|the seller's answers")
    }

    @Test func marketsAreShownByRankAndReadBack() throws {
        let markets = try place.value(
            """
            SELECT group_concat(dimension || '|' || rank || '|' || member || '|' || orders || '|' || value_minor || '|' || currency, '; ')
            FROM (SELECT * FROM enterprise_markets WHERE dimension <> 'CATEGORY' OR rank > 7 ORDER BY dimension, rank)
            """, String.self)
        #expect(
            markets == "CATEGORY|8|cat \"7\", OTHER|13|100|EUR; CATEGORY|9|OTHER|3|23|EUR; DESTINATION|1|DE|8|700|EUR; "
                + "DESTINATION|2|UNKNOWN|2|9|EUR; DESTINATION|3|FR|2|5|EUR; HS2|1|61|9|800|EUR; HS2|2|UNKNOWN|1|23|EUR")
        let deliveries = try place.value(
            """
            SELECT group_concat(origin || '|' || destination || '|' || orders || '|' || delivered || '|' || median_days || '|' || p90_days,
                '; ') FROM (SELECT * FROM enterprise_deliveries ORDER BY destination)
            """, String.self)
        #expect(deliveries == "CN|DE|8|7|9|21; CN|FR|2|1|0|0")
        let read = try RatingsReader(path: place.target).guidance(from: "E1", below: "E3")
        #expect(read.map(\.markets) == [Sample.market, EnterpriseMarkets()])
    }

    @Test(arguments: ["rating_points", "rating_reasons", "marketplace_metrics", "enterprise_markets", "enterprise_deliveries"])
    func aQuestionForOneEnterpriseReadsItsRowAlone(_ view: String) throws {
        let queue = try DatabaseQueue(path: place.target)
        let plan = try queue.read { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN SELECT * FROM \(view) WHERE enterprise_id = 'E1'").map {
                $0["detail"] as String
            }
        }
        #expect(plan.contains { $0.hasPrefix("SEARCH") })
        #expect(!plan.contains { $0.hasPrefix("SCAN") })
    }

    @Test func summaryCountsGradesBestFirst() throws {
        let summary = try RatingsReader(path: place.target).summary()
        #expect(summary.grades.map(\.grade) == [.a, .c, .d, .nr])
        #expect(summary.grades.map(\.enterprises) == [1, 1, 1, 1])
        #expect(summary.enterprises == 4)
        #expect(summary.asOf == Sample.asOf && summary.runID == "run-1" && summary.modelID == "expert-1")
        #expect(summary.changes.added == 4 && summary.changes.removed == 0)
    }

    @Test func bestAndWorstAreOfTheRatedOnly() throws {
        let reader = try RatingsReader(path: place.target)
        #expect(try reader.best(9).map(\.enterpriseID) == ["E1", "E2"])
        #expect(try reader.worst(9).map(\.enterpriseID) == ["E2", "E1"])
        #expect(try reader.best(1) == [sample.ratings[0]])
        #expect(try reader.worst(9, ordersMin: 11).map(\.enterpriseID) == ["E1"])
    }

    @Test func evidenceIsExportedAsCSV() throws {
        let reader = try RatingsReader(path: place.target)
        var products = ""
        try reader.forEachProductEvidence { products += $0 }
        #expect(products == "product_id,lines,refunded,claims_upheld,reviews,review_sum\n\"P,1\",12,1,0,3,14\n")
        var sellers: [String] = []
        try reader.forEachSellerEvidence { sellers.append($0) }
        #expect(sellers.count == 4)
        #expect(sellers[0].hasPrefix("seller_id,orders,lines,gross_minor,cancelled,cancelled_by_seller,"))
        #expect(sellers[1] == "E1,10,12,123456,2,1,1,8,1,6,8,1,0,0,0,0,7,7,1,0,0,0,0,0,0,0,0,0\n")
    }

    /// As many columns as the model asks.
    @Test func aSheetOfManyCharacteristicsKeepsItsValues() throws {
        let place = try Workplace()
        var sample = Sample()
        sample.points = sample.points.map { row in
            let score = row.entries.reduce(0) { $0 + $1.pointsHundredths }
            var entries = [RatingSheetRow.Entry(pointsHundredths: score + 1830)]
            for number in Int64(1)...60 {
                entries.append(
                    RatingSheetRow.Entry(
                        value: 1 / Double(number + 1), numerator: number, denominator: 1 << 40, bin: Int(number),
                        pointsHundredths: -number))
            }
            return RatingSheetRow(enterpriseID: row.enterpriseID, entries: entries)
        }
        let characteristics = (0...60).map { number in
            CharacteristicLayout(
                id: number == 0 ? RatingPointRow.base : "c\(number)", bins: (0...63).map { "bin \($0)" },
                referencePointsHundredths: [Int64(number), 0])
        }
        let layout = SheetLayout(characteristics: characteristics, metrics: Sample.layout.metrics)
        let builder = try RatingsDatabaseBuilder(target: place.target, runID: sample.runID, layout: layout)
        try sample.write(to: builder, layout)
        try builder.publish()
        let wrong = """
            SELECT count(*) FROM rating_points WHERE position > 0 AND (characteristic <> 'c' || position OR value <> 1.0 / (position + 1)
                OR numerator <> position OR denominator <> 1 << 40 OR bin <> 'bin ' || position OR points_hundredths <> -position
                OR reference_points_hundredths <> position)
            """
        #expect(try place.value(wrong) == 0)
        #expect(try place.value("SELECT count(*) FROM rating_points WHERE position > 0") == 2 * 60)
    }

    /// Rows are handed to SQLite several at a time: none is lost where they do not come out even.
    @Test(arguments: [1, 15, 16, 17, 32, 33])
    func rowsOfAnyNumberAreWritten(_ count: Int64) throws {
        let place = try Workplace()
        var sample = Sample()
        sample.products = (0..<count).map {
            SampleProduct(productID: Text("P\(100 + $0)"), name: Text("n\($0)"), counters: [1, 0, 0, 0, $0])
        }
        try sample.publish(to: place.target)
        #expect(try place.value("SELECT count(*) FROM products WHERE name = 'n' || (substr(product_id, 2) - 100)") == Int(count))
        #expect(try place.value("SELECT sum(review_sum) FROM product_evidence") == Int(count * (count - 1) / 2))
    }

    /// Few enterprises' wide rows are written one by one, many several at once.
    @Test(arguments: ["rating_points", "rating_reasons", "marketplace_metrics", "enterprise_markets", "enterprise_deliveries"])
    func wideRowsAreTheSameHoweverManyAreWrittenAtOnce(_ view: String) throws {
        let rows = try [1, 100_000].map { enterprises in
            let place = try Workplace()
            var sample = Sample()
            sample.enterprisesAtOnce = enterprises
            try sample.publish(to: place.target)
            return try DatabaseQueue(path: place.target).read { try Row.fetchAll($0, sql: "SELECT * FROM \(view)") }
        }
        #expect(!rows[0].isEmpty)
        #expect(rows[0] == rows[1])
    }

    /// The schema itself refuses what no rule of the verifier looks for.
    @Test(arguments: ["lines", "refunded", "claims_upheld", "reviews", "review_sum"])
    func aProductLacksNoneOfItsCounters(_ counter: String) throws {
        let place = try Workplace()
        try Sample().publish(to: place.target)
        #expect(throws: DatabaseError.self) {
            try DatabaseQueue(path: place.target).write { try $0.execute(sql: "UPDATE product_sheets SET \(counter) = NULL") }
        }
    }

    /// A product that is in no counted order has no evidence, and no orders.
    @Test func aProductWithoutOrdersIsAProductAllTheSame() throws {
        let place = try Workplace()
        var sample = Sample()
        sample.products.append(SampleProduct(productID: "P2", gtin: .invalid))
        try sample.publish(to: place.target)
        #expect(try place.value("SELECT gtin_verification || orders || defects FROM products WHERE product_id = 'P2'") == "INVALID00")
        #expect(try place.value("SELECT group_concat(product_id) FROM product_evidence") == "P,1")
    }

    /// To `String` a quote and the accent behind it are one character: it must be doubled all the same.
    @Test func aQuoteUnderAnAccentIsAQuote() throws {
        var sample = Sample()
        sample.runID = "run-2"
        sample.products = [SampleProduct(productID: "a\"\u{301}b", counters: [1, 0, 0, 0, 0])]
        try sample.publish(to: place.target)
        var lines: [String] = []
        try RatingsReader(path: place.target).forEachProductEvidence { lines.append($0) }
        #expect(lines.last.map { Array($0.utf8) } == Array("\"a\"\"\u{301}b\",1,0,0,0,0\n".utf8))
    }

    @Test func textsKeepTheirBytes() throws {
        let odd: [Text] = ["", "\u{0}", "a\u{0}b", "a\u{0}c", "ä", "a\u{308}", "𝄞"].sorted()
        var sample = Sample()
        sample.runID = "run-2"
        sample.products = odd.map { SampleProduct(productID: $0, counters: [1, 0, 0, 0, 0]) }
        try sample.publish(to: place.target)
        var lines: [String] = []
        try RatingsReader(path: place.target).forEachProductEvidence { lines.append($0) }
        #expect(lines.dropFirst().map { Text($0.dropLast(",1,0,0,0,0\n".count)) } == odd)
    }
}
