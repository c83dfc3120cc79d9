internal import Domain
internal import GRDB

/// Enterprises that stand next to each other by id, and their rows of the other tables: one query a table instead of one an enterprise.
struct Stretch {
    private let database: Database
    private let bounds: StatementArguments
    private let isOpen: Bool
    private(set) var found: [EnterpriseGuidance] = []
    private var positions: [Text: Int] = [:]

    init(_ database: Database, from first: Text, below: Text?) {
        self.database = database
        isOpen = below == nil
        bounds = below.map { [first.description, $0.description] } ?? [first.description]
    }

    /// The condition on a column of enterprises.
    private func range(_ column: String) -> String { isOpen ? "\(column) >= ?1" : "\(column) >= ?1 AND \(column) < ?2" }

    private func rows(_ sql: String) throws -> RowCursor {
        try Row.fetchCursor(database.cachedStatement(sql: sql), arguments: bounds)
    }

    /// The place in `found` of the enterprise whose row this is, by its first column; nil where it has no rating.
    ///
    /// The row's bytes are added to what the enterprise was read from: whatever is read of one comes through here, so that a page is made
    /// anew when any of it changes.
    private mutating func position(_ row: Row) -> Int? {
        guard let place = positions[(row[0] as TextColumn).text] else { return nil }
        found[place].inputs += (row[0] as RowBytes).bytes
        return place
    }

    private func day(_ text: String?, _ column: String) throws -> Day? {
        guard let text else { return nil }
        guard let day = Day(text) else { throw UnreadableColumn(name: column) }
        return day
    }

    private func grade(_ name: String, _ column: String) throws -> Grade {
        guard let grade = Grade.allCases.first(where: { $0.name == name }) else { throw UnreadableColumn(name: column) }
        return grade
    }

    mutating func readRatings() throws {
        let rows = try rows(
            """
            SELECT enterprise_id, name, country, status, grade, score_hundredths, pd, pd_low, pd_high, confidence, orders,
                evidence_from, evidence_to, buyers, overlay
            FROM ratings WHERE \(range("enterprise_id")) ORDER BY enterprise_id
            """)
        while let row = try rows.next() {
            guard let status = RatingRow.Status(rawValue: row[3]) else { throw UnreadableColumn(name: "status") }
            let enterprise = EnterpriseGuidance(
                enterpriseID: (row[0] as TextColumn).text, name: (row[1] as TextColumn?)?.text, country: (row[2] as TextColumn?)?.text,
                status: status, grade: try grade(row[4], "grade"), isWithheld: status == .notRated && (row[14] as String?) != nil,
                scoreHundredths: row[5], pd: row[6], pdLow: row[7], pdHigh: row[8],
                confidence: (row[9] as String?).flatMap(RatingRow.Confidence.init), orders: row[10],
                evidenceFrom: try day(row[11], "evidence_from"), evidenceTo: try day(row[12], "evidence_to"), buyers: row[13])
            positions[enterprise.enterpriseID] = found.count
            found.append(enterprise)
            _ = position(row)
        }
    }

    mutating func readReasons() throws {
        let rows = try rows(
            "SELECT enterprise_id, code, text, text_zh FROM rating_reasons WHERE \(range("enterprise_id")) ORDER BY enterprise_id, rank")
        while let row = try rows.next() {
            guard let place = position(row) else { continue }
            found[place].reasons.append(.init(code: row[1], text: row[2], chineseText: row[3]))
        }
    }

    mutating func readShortfalls() throws {
        let names = GuidanceShortfall.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        let rows = try rows(
            """
            SELECT enterprise_id, characteristic, reference_points_hundredths - points_hundredths FROM \(RatingPointRow.table)
            WHERE \(range("enterprise_id")) AND characteristic IN (\(names)) AND points_hundredths < reference_points_hundredths
            """)
        while let row = try rows.next() {
            guard let place = position(row), let shortfall = GuidanceShortfall(rawValue: row[1]) else { continue }
            found[place].shortfalls[shortfall] = row[2] as Int64
        }
    }

    mutating func readAccounts() throws {
        let rows = try rows(
            """
            SELECT enterprise_id, subject_id, first_booked, registration_verification, lei_verification, vat_verification
            FROM subjects WHERE \(range("enterprise_id")) ORDER BY enterprise_id, subject_id
            """)
        while let row = try rows.next() {
            guard let place = position(row) else { continue }
            found[place].accounts.append((row[1] as TextColumn).text)
            if let first = try day(row[2], "first_booked") { found[place].firstBooked = min(found[place].firstBooked ?? first, first) }
            let words: [String] = [row[3], row[4], row[5]]
            if words.contains(Verification.invalid.name) {
                found[place].identifiers = .invalid
            } else if words.contains(Verification.valid.name), found[place].identifiers == .unknown {
                found[place].identifiers = .valid
            }
        }
    }

    mutating func readCounters() throws {
        let columns = GuidanceCounter.allCases.map { "e.\($0.column)" }.joined(separator: ", ")
        // An account with orders and no subject row is an enterprise of its own.
        let rows = try rows(
            """
            SELECT s.enterprise_id, \(columns) FROM subjects s JOIN seller_evidence e ON e.seller_id = s.subject_id
            WHERE \(range("s.enterprise_id"))
            UNION ALL
            SELECT e.seller_id, \(columns) FROM seller_evidence e
            WHERE \(range("e.seller_id")) AND NOT EXISTS (SELECT 1 FROM subjects s WHERE s.subject_id = e.seller_id)
            """)
        while let row = try rows.next() {
            guard let place = position(row) else { continue }
            if found[place].counters.isEmpty { found[place].counters = GuidanceCounter.allCases.map { _ in 0 } }
            for counter in GuidanceCounter.allCases { found[place].counters[counter.rawValue] &+= row[counter.rawValue + 1] as Int64 }
        }
    }

    mutating func readMarkets() throws {
        let columns = MarketTables.columns.map(\.name).joined(separator: ", ")
        let rows = try rows("SELECT enterprise_id, \(columns) FROM \(MarketTables.table) WHERE \(range("enterprise_id"))")
        while let row = try rows.next() {
            guard let place = position(row) else { continue }
            found[place].markets = try EnterpriseMarkets(row, from: 1)
        }
    }

    mutating func readChanges() throws {
        let rows = try rows(
            """
            SELECT c.enterprise_id, r.as_of, c.grade_after, c.score_after FROM rating_changes c JOIN runs r ON r.run_id = c.run_id
            WHERE \(range("c.enterprise_id")) AND c.grade_after IS NOT NULL ORDER BY c.enterprise_id, r.number
            """)
        while let row = try rows.next() {
            guard let place = position(row), let asOf = try day(row[1], "as_of") else { continue }
            found[place].changes.append(
                .init(
                    asOf: asOf, grade: try grade(row[2], "grade_after"),
                    scoreHundredths: (row[3] as Double?).map { Int64(($0 * 100).rounded()) }))
        }
    }
}
