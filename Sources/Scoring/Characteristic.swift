/// The five groups of characteristics (DESIGN 4), in their order of report.
public enum CharacteristicGroup: UInt8, CaseIterable, Sendable {
    case fulfilment, commercialIntegrity, quality, standing, structure

    /// The name in model files.
    public var name: String {
        switch self {
        case .fulfilment: "fulfilment"
        case .commercialIntegrity: "commercial_integrity"
        case .quality: "quality_and_feedback"
        case .standing: "standing"
        case .structure: "structure_of_trade"
        }
    }
}

/// Which half-life a rate decays by.
public enum HalfLife: UInt8, CaseIterable, Sendable {
    case ordinary, adjudicated
    /// For what has just begun to go wrong.
    case fast
}

/// A sum of counters with whole coefficients: `firstFactor × first + secondFactor × second`.
public struct Tally: Sendable, Equatable {
    public var first: Counter
    public var firstFactor: Int64
    public var second: Counter
    /// 0 where there is no second counter.
    public var secondFactor: Int64

    public init(_ first: Counter, times firstFactor: Int64 = 1) {
        self.init(first, times: firstFactor, first, times: 0)
    }

    public init(_ first: Counter, times firstFactor: Int64, _ second: Counter, times secondFactor: Int64) {
        self.first = first
        self.firstFactor = firstFactor
        self.second = second
        self.secondFactor = secondFactor
    }
}

/// A share of bad outcomes: decayed, its good outcomes weighed by corroboration, shrunk toward the prior mean.
///
///     value = (N + K × mean) / (M + K)
///     N = Σ decay × bad        M = Σ decay × (bad + class weight × (total − bad))
///
/// K counts units of the denominator's counter (orders, reviews). An outcome that is a matter of degree is counted in parts:
/// a review of s stars is 5 − s bad parts of 4; an order that used the whole promised window is 1000 bad parts of 4000.
public struct Rate: Sendable {
    /// Bad outcomes (in parts), never more than the total.
    public var bad: Tally
    /// All outcomes.
    public var total: Counter
    /// The parts that one outcome has: 1 where it is bad or good.
    public var parts: Int64
    /// The corroboration classes in which `bad` is counted, one bit per class: all, or only those named.
    public var badClasses: UInt8
    public var halfLife: HalfLife
    /// K of the beta-binomial shrinkage, in outcomes.
    public var priorWeight: Double

    public static let allClasses: UInt8 = 0b1111

    public init(
        bad: Tally, total: Counter, parts: Int64 = 1, badClasses: UInt8 = Rate.allClasses, halfLife: HalfLife = .ordinary,
        priorWeight: Double
    ) {
        self.bad = bad
        self.total = total
        self.parts = parts
        self.badClasses = badClasses
        self.halfLife = halfLife
        self.priorWeight = priorWeight
    }
}

/// Facts of a subject's standing that are words, not numbers; a bin per word, best first; nothing known is *missing*.
public enum StandingFact: UInt8, CaseIterable, Sendable {
    /// VALID: an identifier passes its standard and none fails; INVALID: one fails.
    case identifiers
    /// China Customs' five grades.
    case customsGrade
    /// VALID: in force on D; EXPIRED.
    case licence
    /// The heaviest penalty of the last 365 days, or in force for longer; a ban is a D, and none here.
    case penalties
    /// What stands in the integrity fund. No kind feeds it yet: always missing.
    case deposit

    /// The name in model files.
    public var name: String { ["identifiers", "customs_grade", "licence", "penalties", "deposit"][Int(rawValue)] }

    /// The words, best first; a word's bin has its place in this list as its lower edge.
    public var words: [String] {
        switch self {
        case .identifiers: ["VALID", "INVALID"]
        case .customsGrade: ["ADVANCED_CERTIFIED", "CERTIFIED", "REGULAR", "DISCREDITED", "SERIOUSLY_DISCREDITED"]
        case .licence: ["VALID", "EXPIRED"]
        case .penalties: ["WARNING", "FINE", "SUSPENSION"]
        case .deposit: ["FUNDED", "SHORT"]
        }
    }
}

/// What a characteristic measures.
public enum Measure: Sendable {
    case rate(Rate)
    /// Orders booked in the 180 days up to L per distinct buyer of the last 180 days, shrunk: (orders + K × mean) / (buyers + K).
    case ordersPerBuyer(priorWeight: Double)
    /// The share of the largest buyer among the orders of the last 180 days, shrunk: (its orders + K × mean) / (orders + K).
    case largestBuyerShare(priorWeight: Double)
    /// The share of orders in bursts among those of the last 180 days, shrunk likewise. A burst is an hour with at least three orders
    /// for each distinct buyer in it.
    case burstShare(priorWeight: Double)
    /// Of the six blocks of 30 days up to L, those with an order: how steady trade is. One order more never lowers it.
    case activeMonths
    /// Σ decay × class weight over matured orders without a credit event: volume that a bad outcome cannot raise.
    case goodOrders
    /// Days from the first booking to L, so that silence does not lengthen it.
    case tenureDays
    case fact(StandingFact)

    var isFact: Bool { if case .fact = self { true } else { false } }
}

/// Points for the values from `from` (inclusive) to `below` (exclusive).
public struct Bin: Sendable, Equatable {
    public var label: String
    public var from: Double
    /// Infinity in the last bin.
    public var below: Double
    /// Whole hundredths of a point, before the model's `evidenceWeight`.
    public var evidenceHundredths: Int

    public init(label: String, from: Double, below: Double, evidenceHundredths: Int) {
        self.label = label
        self.from = from
        self.below = below
        self.evidenceHundredths = evidenceHundredths
    }
}

/// The points where nothing is known: at most those of the prior mean, so that withholding never earns more than the average.
public enum MissingPoints: Sendable, Equatable {
    /// The points of the peer group's prior mean.
    case prior
    /// Whole hundredths of a point, before the model's `evidenceWeight`.
    case hundredths(Int)
}

/// How a value is written in a reason: `offset + scale × value` with so many decimals and a unit.
public struct ValueDisplay: Sendable, Equatable {
    public var scale: Double
    public var offset: Double
    public var decimals: Int
    public var unit: String
    public var chineseUnit: String

    public init(scale: Double, offset: Double = 0, decimals: Int, unit: String = "", chineseUnit: String = "") {
        self.chineseUnit = chineseUnit
        self.scale = scale
        self.offset = offset
        self.decimals = decimals
        self.unit = unit
    }

    /// A share in per cent with one decimal: `6.0 %`.
    public static let percent = ValueDisplay(scale: 100, decimals: 1, unit: " %", chineseUnit: " %")
}

/// One line of the scorecard.
public struct Characteristic: Sendable {
    /// Stable name in databases and reasons.
    public var id: String
    public var title: String
    public var group: CharacteristicGroup
    public var measure: Measure
    /// Whether smaller values are better; the bins' points must follow.
    public var lowerIsBetter: Bool
    /// Contiguous from 0 to infinity.
    public var bins: [Bin]
    public var missing: MissingPoints
    /// The value of the average enterprise, one per `PeerGroup`; nil where on average nothing is known (facts only).
    public var priors: [Double?]
    public var display: ValueDisplay
    public var reason: ReasonText

    public init(
        id: String, title: String, group: CharacteristicGroup, measure: Measure, lowerIsBetter: Bool, bins: [Bin],
        missing: MissingPoints, priors: [Double?], display: ValueDisplay, reason: ReasonText
    ) {
        self.id = id
        self.title = title
        self.group = group
        self.measure = measure
        self.lowerIsBetter = lowerIsBetter
        self.bins = bins
        self.missing = missing
        self.priors = priors
        self.display = display
        self.reason = reason
    }
}
