public import Domain

/// Whether an enterprise has a rating (CONTRACT 3).
public enum RatingStatus: UInt8, CaseIterable, Sendable {
    case rated, notRated, defaulted
    /// The contract's word: RATED, NR, D.
    public var name: String { ["RATED", "NR", "D"][Int(rawValue)] }
}

/// How much evidence stands behind a PD, by effective orders.
public enum Confidence: UInt8, CaseIterable, Sendable {
    case high, medium, low
    /// The contract's word: HIGH, MEDIUM, LOW.
    public var name: String { ["HIGH", "MEDIUM", "LOW"][Int(rawValue)] }
}

/// What one characteristic gave to a score. Of plain values: an enterprise has tens of them, and names are the model's.
public struct CharacteristicPoints: Sendable, Equatable {
    /// The label of the bin of what is not known.
    public static let missing = "missing"

    /// The value that chose the bin (shrunk, decayed, corroborated); nil for base, facts, and where nothing is known.
    public var value: Double?
    /// Bad and all outcomes as counted in the rating's window, neither decayed nor weighed, in parts.
    public var numerator: Int64?
    public var denominator: Int64?
    /// The bin's place among the characteristic's, behind the last where nothing is known; of base the peer group's.
    public var binPlace: Int
    /// After the group's cap, in whole hundredths.
    public var pointsHundredths: Int
    public var referencePointsHundredths: Int
}

/// Why a score is not higher, or why there is none.
public struct Reason: Sendable, Equatable {
    /// From 1; at most 4 (Regulation B, commentary to § 1002.9(b)(2)).
    public var rank: Int
    /// Stable over versions of a model.
    public var code: String
    /// nil where a rule decided (D, NR).
    public var characteristic: String?
    /// Reference points − points; nil where a rule decided.
    public var shortfallHundredths: Int?
    public var text: String
    public var chineseText: String
}

/// What would lift an enterprise by one grade.
public struct Lift: Sendable, Equatable {
    /// The grade it would have.
    public var grade: Grade
    /// So many further orders, matured without a credit event, corroborated, in time, each of a buyer of its own.
    public var orders: Int
}

/// The rating of one enterprise as of one day.
public struct Rating: Sendable {
    public var status: RatingStatus
    /// `d` and `nr` where the status says so; else that of the score.
    public var grade: Grade
    /// Σ `points`, in whole hundredths; nil without a PD. NR and D keep it where it can be formed.
    public var scoreHundredths: Int?
    /// The grade of the score alone; nil without a PD. Where it differs from `grade` of a rated enterprise, `overlays` say why.
    public var scoreGrade: Grade?
    /// The names of the rules that bounded or withheld the grade.
    public var overlays: [String]
    /// nil where nothing would: unrated, the best grade already, bounded by a rule, or more than `liftOrdersMax` orders away.
    public var lift: Lift?
    /// The expected share of orders with a credit event among those placed in the 90 days after D, rounded to nine decimals;
    /// nil without orders in the window, or once D − L > 730.
    public var pd: Double?
    public var pdLow: Double?
    public var pdHigh: Double?
    public var confidence: Confidence
    /// Σ decay × corroboration weight (bad ones: 1) over matured orders.
    public var effectiveOrders: Double
    /// Orders in the rating's window, as counted.
    public var orders: Int
    /// The first and last booking day of these orders.
    public var evidenceFrom: Day?
    public var evidenceTo: Day?
    /// nil without a PD.
    public var peerGroup: PeerGroup?
    /// `base`, then one per characteristic in the model's order; they add up to the score. Empty without a PD.
    public var points: [CharacteristicPoints]
    /// Ascending rank.
    public var reasons: [Reason]
}
