import Foundation
import Problems
import RatingsDatabase
import TestSupport
import Testing

/// Every rule finds what breaks it, and nothing else does.
@Suite struct VerifyTests {
    let place: Workplace

    init() throws {
        place = try Workplace()
        try Sample().publish(to: place.target)
    }

    @Test func aSoundDatabaseHasNoFindings() throws {
        #expect(try verify(path: place.target) == [])
    }

    struct Damage: CustomTestStringConvertible {
        var sql: String
        var finding: String
        var testDescription: String { finding }

        init(_ sql: String, _ finding: String) {
            self.sql = sql
            self.finding = finding
        }
    }

    static let ratings: [Damage] = [
        Damage("PRAGMA application_id = 5", "application_id is 5, not 1397312587"),
        Damage("PRAGMA user_version = 5", "user_version is 5, not \(schemaVersion)"),
        Damage("DROP VIEW products", "table products is missing"),
        Damage("ALTER TABLE subjects DROP COLUMN name", "column subjects.name is missing"),
        Damage(
            "UPDATE rating_sheets SET handover_late_hundredths = -9999 WHERE enterprise_id = 'E2'",
            "ratings: 'E2': base and points add up to 40001 hundredths, the score is 40000"),
        Damage(
            "DELETE FROM rating_sheets WHERE enterprise_id = 'E1'",
            "ratings: 'E1': base and points add up to no hundredths, the score is 64000"),
        Damage(
            "UPDATE ratings SET grade = 'AAA' WHERE grade = 'A'; UPDATE rating_changes SET grade_after = 'AAA' WHERE grade_after = 'A'",
            "ratings: 'E1' is RATED AAA by a score of A, and no overlay says why"),
        Damage(
            "UPDATE ratings SET score_grade = 'AAA', overlay = 'fine' WHERE grade = 'A'",
            "ratings: 'E1' has score_grade AAA, its score of 64000 hundredths earns A"),
        Damage(
            "UPDATE ratings SET lift_orders = 12 WHERE grade = 'A'",
            "ratings: 'E1': lift_grade and lift_orders do not stand together, or lead to no better grade"),
        Damage(
            "UPDATE ratings SET status = 'NR' WHERE enterprise_id = 'E4'; UPDATE runs SET nr = 2, d = 0",
            "ratings: 'E4' has status NR and grade D"),
        Damage(
            "UPDATE ratings SET confidence = NULL WHERE enterprise_id = 'E1'",
            "ratings: 'E1' is RATED without score, pd, its interval or confidence"),
        Damage(
            "UPDATE ratings SET pd_low = 0.006 WHERE enterprise_id = 'E1'",
            "ratings: 'E1': pd_low 0.006000000, pd 0.005000000, pd_high 0.009000000 are not ascending in 0 to 1"),
        Damage(
            "UPDATE ratings SET score = 640.01 WHERE enterprise_id = 'E1'; "
                + "UPDATE rating_changes SET score_after = 640.01 WHERE score_after = 640.0",
            "ratings: 'E1': score 640.00999999999999 is not 64000 hundredths"),
        Damage(
            "INSERT INTO rating_sheets VALUES ('E9', 0, 0, NULL, NULL, NULL, 0, 0)",
            "rating_sheets: 'E9' has points and no rating"),
        Damage(
            "UPDATE rating_sheets SET handover_late_bin = handover_late_bin + 2 WHERE enterprise_id = 'E2'",
            "rating_points: 'E2' is in a bin that its characteristic does not have"),
        Damage("UPDATE metric_sheets SET enterprise_id = 'E9'", "metric_sheets: 'E9' has metrics and no rating"),
        Damage("UPDATE market_sheets SET enterprise_id = 'E9'", "market_sheets: 'E9' has markets and no rating"),
        Damage(
            "UPDATE market_sheets SET category_7 = NULL",
            "enterprise_markets: 'E1': ranks have gaps, or orders do not descend from rank to rank"),
        Damage(
            "UPDATE market_sheets SET destination_orders_1 = 9",
            "enterprise_markets: 'E1': ranks have gaps, or orders do not descend from rank to rank"),
        Damage(
            "UPDATE market_sheets SET category_value_8 = 24", "enterprise_markets: 'E1': categories come to 824, chapters of the HS to 823"),
        Damage(
            "UPDATE market_sheets SET delivered_0 = 9",
            "enterprise_deliveries: 'E1': more delivered than ordered, or days that do not ascend"),
        Damage(
            "UPDATE market_sheets SET p90_days_0 = 8",
            "enterprise_deliveries: 'E1': more delivered than ordered, or days that do not ascend"),
        Damage(
            "UPDATE reason_sheets SET code_3 = code_2, text_3 = text_2, text_zh_3 = text_zh_2, code_2 = NULL, text_2 = NULL, "
                + "text_zh_2 = NULL, characteristic_2 = NULL, shortfall_hundredths_2 = NULL", gaps),
        Damage("UPDATE reason_sheets SET text_2 = NULL", gaps), Damage("UPDATE reason_sheets SET shortfall_hundredths_3 = 1", gaps),
        Damage("UPDATE reason_sheets SET enterprise_id = 'E9'", "rating_reasons: 'E9' has reasons and no rating"),
        Damage(
            "DELETE FROM seller_evidence WHERE seller_id LIKE 'E1%'", "ratings: 'E1' has 20 orders and no seller_evidence"),
    ]

    private static let gaps = "rating_reasons: 'E1': ranks have gaps, or a reason lacks its code or a text"

    static let words: [Damage] = [
        Damage("UPDATE ratings SET previous_grade = 'a'", "ratings: 'a' is no previous_grade"),
        Damage("UPDATE ratings SET confidence = 'MIDDLE' WHERE enterprise_id = 'E1'", "ratings: 'MIDDLE' is no confidence"),
        Damage("UPDATE subjects SET role = 'BUYER'", "subjects: 'BUYER' is no role"),
        Damage("UPDATE subjects SET lei_verification = ''", "subjects: '' is no lei_verification"),
        Damage("UPDATE product_sheets SET gtin = 3", "products: 'P,1': 3 is no gtin_verification"),
        Damage("UPDATE sources SET outcome = 'FINE'", "sources: 'FINE' is no outcome"),
        Damage("UPDATE rating_changes SET change = 'NEW' WHERE enterprise_id = 'E1'", "rating_changes: 'NEW' is no change"),
    ]

    static let bookkeeping: [Damage] = [
        Damage("DELETE FROM runs", "runs: there is none"),
        Damage(
            "UPDATE ratings SET run_id = 'run-0' WHERE enterprise_id = 'E2'",
            "ratings: 'E2' is of run run-0, model expert-1, day 2024-10-04; the last run is run-1, expert-1, 2024-10-04"),
        Damage(
            "UPDATE runs SET rated = 3",
            "runs: run-1 counts 4 enterprises, 3 RATED, 1 NR, 1 D; ratings has 4, 2, 1, 1"),
        Damage(
            "UPDATE rating_changes SET grade_after = 'AAA' WHERE enterprise_id = 'E1'",
            "rating_changes: 'E1': the last run ADDED it to AAA, its grade is A"),
        Damage(
            "UPDATE quarantine SET rows = 3 WHERE reason = 'bad decimal'",
            "quarantine: '2024-10-04/invoices.csv.gz': the reasons add up to 4 rows, sources has 3"),
        Damage(
            "DELETE FROM quarantine", "quarantine: '2024-10-04/invoices.csv.gz': the reasons add up to 0 rows, sources has 3"),
        Damage("INSERT INTO quarantine VALUES ('r', 'x', 'y', 1, 1, 1, '', '')", "quarantine: 'x' is not among the sources"),
        Damage("UPDATE partitions SET bytes = 1", "partitions: 2024-10-04 does not add up its 1 sources"),
        Damage("UPDATE partitions SET rows_read = 99, rows_accepted = 89", "partitions: 2024-10-04 does not add up its 1 sources"),
        Damage("UPDATE runs SET sources = 2", "runs: run-1 does not add up the 1 partitions and 1 sources"),
        Damage(
            "UPDATE runs SET rows_read = 99, rows_accepted = 89", "runs: run-1 does not add up the 1 partitions and 1 sources"),
    ]

    static let evidence: [Damage] = [
        Damage(
            "UPDATE seller_evidence SET cancelled_by_seller = 3 WHERE seller_id = 'E2'",
            "seller_evidence: 'E2': cancelled_by_seller is 3, of only 2 cancelled"),
        Damage(
            "UPDATE seller_evidence SET handover_late = 9 WHERE seller_id = 'E2'",
            "seller_evidence: 'E2': handover_late is 9, of only 8 handover_due"),
        Damage(
            "UPDATE seller_evidence SET invoice_missing = 3 WHERE seller_id = 'E2'",
            "seller_evidence: 'E2': invoice_matched + invoice_missing is 9, of only 8 invoice_due"),
        Damage(
            "UPDATE seller_evidence SET invoice_due = 9 WHERE seller_id = 'E2'",
            "seller_evidence: 'E2': invoice_due is 9, of 8 orders not cancelled"),
        Damage(
            "UPDATE product_sheets SET refunded = 13", "product_evidence: 'P,1': refunded is 13, of only 12 lines"),
    ]

    @Test(arguments: ratings + words + bookkeeping + evidence)
    func plantedDamageIsFound(_ damage: Damage) throws {
        try place.damage(damage.sql)
        let findings = try verify(path: place.target)
        #expect(findings == [damage.finding])
    }

    @Test func rowsThatDoNotAddUpAreFoundAtEveryLevel() throws {
        for table in ["sources", "partitions", "runs"] { try place.damage("UPDATE \(table) SET rows_read = 101") }
        #expect(
            try verify(path: place.target) == [
                "partitions: '2024-10-04': 101 rows read, but 100 accepted, duplicate, superseded or quarantined",
                "runs: 'run-1': 101 rows read, but 100 accepted, duplicate, superseded or quarantined",
                "sources: '2024-10-04/invoices.csv.gz': 101 rows read, but 100 accepted, duplicate, superseded or quarantined",
            ])
    }

    @Test func countsThatAddUpWithANegativeOneAreFound() throws {
        for table in ["sources", "partitions", "runs"] {
            try place.damage("UPDATE \(table) SET rows_accepted = 191, rows_duplicate = -97")
        }
        #expect(try verify(path: place.target) == ["sources: '2024-10-04/invoices.csv.gz': a count is negative"])
    }

    @Test func aNegativeCountOfWithdrawnCodesIsFound() throws {
        try place.damage("UPDATE sources SET withdrawn_codes = -1")
        #expect(try verify(path: place.target) == ["sources: '2024-10-04/invoices.csv.gz': a count is negative"])
    }

    @Test func aSourceWithoutPartitionIsFound() throws {
        try place.damage(
            """
            UPDATE sources SET partition = '2024-10-05';
            UPDATE partitions SET sources = 0, bytes = 0, rows_read = 0, rows_accepted = 0, rows_duplicate = 0,
                rows_superseded = 0, rows_quarantined = 0
            """)
        #expect(
            try verify(path: place.target) == ["sources: '2024-10-04/invoices.csv.gz' is of partition 2024-10-05, which is not there"])
    }

    @Test func manyFindingsOfAKindAreCutShort() throws {
        var sample = Sample()
        sample.runID = "run-2"
        sample.products = (100..<150).map { SampleProduct(productID: Text("P\($0)"), counters: [1, 1, 0, 0, 0]) }
        try sample.publish(to: place.target)
        try place.damage("UPDATE product_sheets SET refunded = 2")
        let findings = try verify(path: place.target)
        #expect(findings.count == 21)
        #expect(findings.last == "and more like the last")
    }

    @Test func overwrittenPagesAreFound() throws {
        let page = try #require(try place.value("SELECT rootpage FROM sqlite_schema WHERE name = 'ratings'", Int.self))
        let url = URL(fileURLWithPath: place.target)
        var bytes = try Data(contentsOf: url)
        let size = RatingsDatabaseBuilder.pageSizeBytes
        for byte in (page - 1) * size..<page * size where byte % 97 == 0 { bytes[byte] ^= 0x55 }
        try bytes.write(to: url)
        let findings = try verify(path: place.target)
        #expect(findings.count >= 1)
        #expect(findings.allSatisfy { $0.hasPrefix("storage: ") })
    }

    @Test func aFileThatIsNoDatabaseIsNotChecked() throws {
        try Data("grade,score\nAAA,700\n".utf8).write(to: URL(fileURLWithPath: place.target))
        let fault = try problem { _ = try verify(path: place.target) }
        #expect(fault.kind == .inputOutput)
        #expect(fault.message == "this is not an intact database")
    }
}
