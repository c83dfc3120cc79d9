internal import Domain
internal import GRDB

/// A row that can be read back from its table.
protocol ReadableRow: TableColumns {
    /// - Throws: an error where a column is missing or holds what it never does.
    init(reading row: Row) throws
}

extension ReadableRow {
    /// The rows that `condition` (and what follows it, such as ORDER BY) selects.
    static func all(_ database: Database, where condition: String, _ arguments: StatementArguments) throws -> [Self] {
        var found: [Self] = []
        let rows = try Row.fetchCursor(database, sql: "\(selection) WHERE \(condition)", arguments: arguments)
        while let row = try rows.next() { found.append(try Self(reading: row)) }
        return found
    }
}

/// A column that holds no value of its kind.
struct UnreadableColumn: Error {
    var name: String
}

extension Row {
    func text(_ column: String) throws -> Text { try decode(TextColumn.self, forColumn: column).text }
    func textIfThere(_ column: String) throws -> Text? { try decode(TextColumn?.self, forColumn: column)?.text }

    func dayIfThere(_ column: String) throws -> Day? {
        guard let text = try decode(String?.self, forColumn: column) else { return nil }
        guard let day = Day(text) else { throw UnreadableColumn(name: column) }
        return day
    }

    func day(_ column: String) throws -> Day {
        guard let day = try dayIfThere(column) else { throw UnreadableColumn(name: column) }
        return day
    }

    func wordIfThere<Word: RawRepresentable<String>>(_ column: String, _: Word.Type = Word.self) throws -> Word? {
        guard let text = try decode(String?.self, forColumn: column) else { return nil }
        guard let word = Word(rawValue: text) else { throw UnreadableColumn(name: column) }
        return word
    }

    func word<Word: RawRepresentable<String>>(_ column: String, _: Word.Type = Word.self) throws -> Word {
        guard let word = try wordIfThere(column, Word.self) else { throw UnreadableColumn(name: column) }
        return word
    }

    func vocabularyIfThere<Word: Vocabulary>(_ column: String, _: Word.Type = Word.self) throws -> Word? {
        guard let text = try decode(String?.self, forColumn: column) else { return nil }
        guard let word = Word.allCases.first(where: { $0.name == text }) else { throw UnreadableColumn(name: column) }
        return word
    }

    func vocabulary<Word: Vocabulary>(_ column: String, _: Word.Type = Word.self) throws -> Word {
        guard let word = try vocabularyIfThere(column, Word.self) else { throw UnreadableColumn(name: column) }
        return word
    }

    /// The hundredths of a column in points: exact, for scores have far fewer digits than a Double.
    func hundredthsIfThere(_ column: String) throws -> Int64? {
        try decode(Double?.self, forColumn: column).map { Int64(($0 * 100).rounded()) }
    }
}

extension PublishedRating: ReadableRow {
    init(reading row: Row) throws {
        rating = RatingRow(
            enterpriseID: try row.text("enterprise_id"), name: try row.textIfThere("name"),
            country: try row.textIfThere("country"), asOf: try row.day("as_of"), status: try row.word("status"),
            grade: try row.vocabulary("grade"), scoreHundredths: try row.decode(forColumn: "score_hundredths"),
            scoreGrade: try row.vocabularyIfThere("score_grade"), overlay: try row.decode(forColumn: "overlay"),
            liftGrade: try row.vocabularyIfThere("lift_grade"), liftOrders: try row.decode(forColumn: "lift_orders"),
            pd: try row.decode(forColumn: "pd"), pdLow: try row.decode(forColumn: "pd_low"),
            pdHigh: try row.decode(forColumn: "pd_high"), confidence: try row.wordIfThere("confidence"),
            orders: try row.decode(forColumn: "orders"), evidenceFrom: try row.dayIfThere("evidence_from"),
            evidenceTo: try row.dayIfThere("evidence_to"), modelID: try row.decode(forColumn: "model_id"),
            effectiveOrders: try row.decode(forColumn: "effective_orders"), buyers: try row.decode(forColumn: "buyers"),
            tenureDays: try row.decode(forColumn: "tenure_days"))
        previousGrade = try row.vocabularyIfThere("previous_grade")
        runID = try row.decode(forColumn: "run_id")
    }
}

extension RatingPointRow: ReadableRow {
    init(reading row: Row) throws {
        self.init(
            enterpriseID: try row.text("enterprise_id"), characteristic: try row.decode(forColumn: "characteristic"),
            position: try row.decode(forColumn: "position"), value: try row.decode(forColumn: "value"),
            numerator: try row.decode(forColumn: "numerator"), denominator: try row.decode(forColumn: "denominator"),
            bin: try row.decode(forColumn: "bin"), pointsHundredths: try row.decode(forColumn: "points_hundredths"),
            referencePointsHundredths: try row.decode(forColumn: "reference_points_hundredths"))
    }
}

extension MarketplaceMetricRow: ReadableRow {
    init(reading row: Row) throws {
        self.init(
            enterpriseID: try row.text("enterprise_id"), standard: try row.decode(forColumn: "standard"),
            metric: try row.decode(forColumn: "metric"), windowFrom: try row.dayIfThere("window_from"),
            windowTo: try row.dayIfThere("window_to"), numerator: try row.decode(forColumn: "numerator"),
            denominator: try row.decode(forColumn: "denominator"), rate: try row.decode(forColumn: "rate"),
            target: try row.decode(forColumn: "target"), condition: try row.decode(forColumn: "condition"),
            status: try row.word("status"), outcome: try row.decode(forColumn: "outcome"), missing: try row.decode(forColumn: "missing"))
    }
}

extension RatingReasonRow: ReadableRow {
    init(reading row: Row) throws {
        self.init(
            enterpriseID: try row.text("enterprise_id"), rank: try row.decode(forColumn: "rank"),
            code: try row.decode(forColumn: "code"), characteristic: try row.decode(forColumn: "characteristic"),
            shortfallHundredths: try row.decode(forColumn: "shortfall_hundredths"), text: try row.decode(forColumn: "text"),
            chineseText: try row.decode(forColumn: "text_zh"))
    }
}

extension RatingChangeRow: ReadableRow {
    init(reading row: Row) throws {
        self.init(
            runID: try row.decode(forColumn: "run_id"), enterpriseID: try row.text("enterprise_id"),
            change: try row.word("change"), gradeBefore: try row.vocabularyIfThere("grade_before"),
            gradeAfter: try row.vocabularyIfThere("grade_after"),
            scoreHundredthsBefore: try row.hundredthsIfThere("score_before"),
            scoreHundredthsAfter: try row.hundredthsIfThere("score_after"))
    }
}

extension EnterpriseMoveRow: ReadableRow {
    init(reading row: Row) throws {
        self.init(
            runID: try row.decode(forColumn: "run_id"), subjectID: try row.text("subject_id"),
            before: try row.textIfThere("enterprise_before"), after: try row.textIfThere("enterprise_after"))
    }
}

extension SellerEvidenceRow: ReadableRow {
    init(reading row: Row) throws {
        self.init(
            sellerID: try row.text("seller_id"), values: try Self.counters.map { try row.decode(forColumn: $0) },
            currency: try row.decode(forColumn: "currency"))
    }
}

extension SubjectRow: ReadableRow {
    init(reading row: Row) throws {
        self.init(
            subjectID: try row.text("subject_id"), enterpriseID: try row.text("enterprise_id"),
            name: try row.textIfThere("name"), role: try row.vocabularyIfThere("role"),
            country: try row.textIfThere("country"), registration: try row.vocabulary("registration_verification"),
            lei: try row.vocabulary("lei_verification"), vat: try row.vocabulary("vat_verification"),
            registeredOn: try row.dayIfThere("registered_on"), licenceUntil: try row.dayIfThere("licence_until"),
            customsGrade: try row.vocabularyIfThere("customs_grade"), orders: try row.decode(forColumn: "orders"),
            firstBooked: try row.dayIfThere("first_booked"))
    }
}
