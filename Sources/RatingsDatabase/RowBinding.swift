internal import Domain

// The columns of every table and what fills them, side by side. Contract columns of `ratings` that only the builder knows
// stand in `PublishedRating`.

/// A rating with what the builder adds to it.
struct PublishedRating: TableRow {
    var rating: RatingRow
    var previousGrade: Grade?
    var runID: String

    static let table = "ratings"
    static let columns = [
        "enterprise_id", "name", "country", "as_of", "status", "grade", "score", "pd", "pd_low", "pd_high", "confidence",
        "orders", "evidence_from", "evidence_to", "previous_grade", "model_id", "run_id", "score_hundredths",
        "effective_orders", "buyers", "tenure_days", "score_grade", "overlay", "lift_grade", "lift_orders",
    ]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(rating.enterpriseID)
        row.append(rating.name)
        row.append(rating.country)
        row.append(rating.asOf)
        row.append(rating.status)
        row.append(rating.grade.name)
        row.append(rating.scoreHundredths.map(points))
        row.append(rating.pd)
        row.append(rating.pdLow)
        row.append(rating.pdHigh)
        row.append(rating.confidence)
        row.append(rating.orders)
        row.append(rating.evidenceFrom)
        row.append(rating.evidenceTo)
        row.append(previousGrade?.name)
        row.append(rating.modelID)
        row.append(runID)
        row.append(rating.scoreHundredths)
        row.append(rating.effectiveOrders)
        row.append(rating.buyers)
        row.append(rating.tenureDays)
        row.append(rating.scoreGrade?.name)
        row.append(rating.overlay)
        row.append(rating.liftGrade?.name)
        row.append(rating.liftOrders)
    }
}

/// Hundredths of a point as points, for readers.
func points(_ hundredths: Int64) -> Double { Double(hundredths) / 100 }

extension RatingPointRow: TableColumns {
    static let table = "rating_points"
    static let columns = [
        "enterprise_id", "characteristic", "position", "value", "numerator", "denominator", "bin", "points",
        "reference_points", "points_hundredths", "reference_points_hundredths",
    ]
}

extension MarketplaceMetricRow: TableColumns {
    static let table = "marketplace_metrics"
    static let columns = [
        "enterprise_id", "standard", "metric", "window_from", "window_to", "numerator", "denominator", "rate", "target", "condition",
        "status", "outcome", "missing",
    ]
}

extension RatingReasonRow: TableColumns {
    static let table = "rating_reasons"
    static let columns = ["enterprise_id", "rank", "code", "characteristic", "shortfall", "shortfall_hundredths", "text", "text_zh"]
}

extension RatingChangeRow: TableRow {
    static let table = "rating_changes"
    static let columns = [
        "run_id", "enterprise_id", "change", "grade_before", "grade_after", "score_before", "score_after",
    ]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(runID)
        row.append(enterpriseID)
        row.append(change)
        row.append(gradeBefore?.name)
        row.append(gradeAfter?.name)
        row.append(scoreHundredthsBefore.map(points))
        row.append(scoreHundredthsAfter.map(points))
    }
}

extension EnterpriseMoveRow: TableColumns {
    static let table = "enterprise_log"
    static let columns = ["run_id", "subject_id", "enterprise_before", "enterprise_after"]
}

extension SellerEvidenceRow: TableRow {
    static let table = "seller_evidence"
    static let columns = ["seller_id"] + counters + ["currency"]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(sellerID)
        for value in values { row.append(value) }
        row.append(currency)
    }
}

extension SubjectRow: TableRow {
    static let table = "subjects"
    static let columns = [
        "subject_id", "enterprise_id", "name", "role", "country", "registration_verification", "lei_verification",
        "vat_verification", "registered_on", "licence_until", "customs_grade", "orders", "first_booked",
    ]

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(subjectID)
        row.append(enterpriseID)
        row.append(name)
        row.append(role?.name)
        row.append(country)
        row.append(registration.name)
        row.append(lei.name)
        row.append(vat.name)
        row.append(registeredOn)
        row.append(licenceUntil)
        row.append(customsGrade?.name)
        row.append(orders)
        row.append(firstBooked)
    }
}
