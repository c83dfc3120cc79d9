public import Domain

/// One enterprise's rating: a row of `ratings`, key `enterpriseID`.
///
/// `previous_grade` and `run_id` are not here: the builder knows them.
public struct RatingRow: Hashable, Sendable {
    /// Whether the grade says how well the enterprise trades: RATED; NR, too little evidence; D, a hard event decided.
    public enum Status: String, CaseIterable, Sendable {
        case rated = "RATED"
        case notRated = "NR"
        case defaulted = "D"
    }

    /// How much evidence stands behind a PD, by the number of effective orders (DESIGN 4).
    public enum Confidence: String, CaseIterable, Sendable {
        case high = "HIGH"
        case medium = "MEDIUM"
        case low = "LOW"
    }

    public var enterpriseID: Text
    public var name: Text?
    /// ISO 3166-1 alpha-2.
    public var country: Text?
    public var asOf: Day
    public var status: Status
    /// That of the score where rated, else NR or D.
    public var grade: Grade
    /// Hundredths of a point; nil where no PD can be stated.
    public var scoreHundredths: Int64?
    /// The grade of the score alone; nil without a score.
    public var scoreGrade: Grade?
    /// The names of the rules that bounded or withheld the grade, one after the other; nil where none did.
    public var overlay: String?
    /// The grade that so many further good orders would give; nil where none is stated.
    public var liftGrade: Grade?
    public var liftOrders: Int64?
    /// The share of orders expected to have a credit event, in 0…1, and its interval; nil with the score.
    public var pd: Double?
    public var pdLow: Double?
    public var pdHigh: Double?
    public var confidence: Confidence?
    /// Orders in the evidence window.
    public var orders: Int64
    /// The first and the last day of booking that the evidence covers.
    public var evidenceFrom: Day?
    public var evidenceTo: Day?
    public var modelID: String
    /// The sum of decay × corroboration over matured orders; nil where it was not formed.
    public var effectiveOrders: Double?
    /// Distinct buyers of the last 180 days.
    public var buyers: Int64
    /// Days from the first booking to `asOf`; nil without a booking.
    public var tenureDays: Int64?

    public init(
        enterpriseID: Text, name: Text? = nil, country: Text? = nil, asOf: Day, status: Status, grade: Grade,
        scoreHundredths: Int64? = nil, scoreGrade: Grade? = nil, overlay: String? = nil, liftGrade: Grade? = nil, liftOrders: Int64? = nil,
        pd: Double? = nil, pdLow: Double? = nil, pdHigh: Double? = nil,
        confidence: Confidence? = nil, orders: Int64, evidenceFrom: Day? = nil, evidenceTo: Day? = nil, modelID: String,
        effectiveOrders: Double? = nil, buyers: Int64 = 0, tenureDays: Int64? = nil
    ) {
        self.enterpriseID = enterpriseID
        self.name = name
        self.country = country
        self.asOf = asOf
        self.status = status
        self.grade = grade
        self.scoreHundredths = scoreHundredths
        self.scoreGrade = scoreGrade
        self.overlay = overlay
        self.liftGrade = liftGrade
        self.liftOrders = liftOrders
        self.pd = pd
        self.pdLow = pdLow
        self.pdHigh = pdHigh
        self.confidence = confidence
        self.orders = orders
        self.evidenceFrom = evidenceFrom
        self.evidenceTo = evidenceTo
        self.modelID = modelID
        self.effectiveOrders = effectiveOrders
        self.buyers = buyers
        self.tenureDays = tenureDays
    }
}

/// What one characteristic adds to a score: a row of `rating_points`, key (`enterpriseID`, `characteristic`).
///
/// The points of an enterprise, the row `base` among them, add up to its score exactly.
public struct RatingPointRow: Hashable, Sendable {
    /// The characteristic of the row that holds what every enterprise starts from.
    public static let base = "base"

    public var enterpriseID: Text
    public var characteristic: String
    /// The model's order of characteristics, for display.
    public var position: Int64
    /// The measured value; nil where it is missing, and for `base`.
    public var value: Double?
    /// Bad and all outcomes as counted, neither decayed nor weighed, where `value` is a rate.
    public var numerator: Int64?
    public var denominator: Int64?
    public var bin: String
    /// Hundredths of a point.
    public var pointsHundredths: Int64
    public var referencePointsHundredths: Int64

    public init(
        enterpriseID: Text, characteristic: String, position: Int64, value: Double? = nil, numerator: Int64? = nil,
        denominator: Int64? = nil, bin: String = "", pointsHundredths: Int64, referencePointsHundredths: Int64
    ) {
        self.enterpriseID = enterpriseID
        self.characteristic = characteristic
        self.position = position
        self.value = value
        self.numerator = numerator
        self.denominator = denominator
        self.bin = bin
        self.pointsHundredths = pointsHundredths
        self.referencePointsHundredths = referencePointsHundredths
    }
}

/// What one metric of a marketplace's standard says of an enterprise: a row of `marketplace_metrics`, key (`enterpriseID`, `standard`,
/// `metric`).
public struct MarketplaceMetricRow: Hashable, Sendable {
    public var enterpriseID: Text
    public var standard: String
    public var metric: String
    /// Days of booking; nil where nothing is measured.
    public var windowFrom: Day?
    public var windowTo: Day?
    public var numerator: Int64?
    public var denominator: Int64?
    /// numerator ÷ denominator; nil without a denominator, or where it is 0.
    public var rate: Double?
    public var target: Double?
    public var condition: String?
    public var status: MetricStatus
    /// The level reached, or the penalty points of the rate.
    public var outcome: String?
    /// What dumps do not tell.
    public var missing: String?
}

/// Why a score is not higher: a row of `rating_reasons`, key (`enterpriseID`, `rank`).
public struct RatingReasonRow: Hashable, Sendable {
    /// So many reasons an enterprise has at most.
    static let ranksMax = 4

    public var enterpriseID: Text
    /// 1 … 4, without gaps; 1 weighs most.
    public var rank: Int64
    public var code: String
    /// nil where a rule decided (D, NR).
    public var characteristic: String?
    /// Hundredths of a point below the model's reference; nil where a rule decided.
    public var shortfallHundredths: Int64?
    /// In English and in Chinese.
    public var text: String
    public var chineseText: String

    public init(
        enterpriseID: Text, rank: Int64, code: String, characteristic: String?, shortfallHundredths: Int64?, text: String,
        chineseText: String
    ) {
        self.chineseText = chineseText
        self.enterpriseID = enterpriseID
        self.rank = rank
        self.code = code
        self.characteristic = characteristic
        self.shortfallHundredths = shortfallHundredths
        self.text = text
    }
}

/// That a run found an account in another enterprise than the run before: a row of `enterprise_log`, key (`runID`, `subjectID`).
public struct EnterpriseMoveRow: Hashable, Sendable {
    public var runID: String
    public var subjectID: Text
    /// nil where the account's enterprise has its own id, or where the account is not there; as the other.
    public var before: Text?
    public var after: Text?
}

/// What a run changed in one enterprise's rating: a row of `rating_changes`, key (`runID`, `enterpriseID`).
public struct RatingChangeRow: Hashable, Sendable {
    public var runID: String
    public var enterpriseID: Text
    public var change: RatingChange
    /// nil where the enterprise was ADDED, as is the score.
    public var gradeBefore: Grade?
    /// nil where it was REMOVED, as is the score.
    public var gradeAfter: Grade?
    public var scoreHundredthsBefore: Int64?
    public var scoreHundredthsAfter: Int64?
}
