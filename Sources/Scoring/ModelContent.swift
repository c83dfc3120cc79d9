public import Domain

/// Score and PD: PD = 1 / (1 + exp((score − offset) / factor)) (DESIGN 4: 600 points at odds of 50:1, 20 points double the odds).
public struct Scaling: Sendable, Equatable {
    public var offset: Double
    public var factor: Double

    public init(offset: Double, factor: Double) {
        self.offset = offset
        self.factor = factor
    }

    /// The scaling that the grades' edges are derived from; a model may have no other.
    public static let grades = Scaling(offset: 487.12288, factor: 28.8539)
}

/// The score that an average enterprise of a peer group starts from, and the PD it must come to.
public struct PeerGroupAnchor: Sendable, Equatable {
    public var baseHundredths: Int
    public var averagePD: Double

    public init(baseHundredths: Int, averagePD: Double) {
        self.baseHundredths = baseHundredths
        self.averagePD = averagePD
    }
}

/// The least and the most that a group of characteristics may add to a score, in whole hundredths.
public struct GroupCap: Sendable, Equatable {
    public var floorHundredths: Int
    public var ceilingHundredths: Int

    public init(floorHundredths: Int, ceilingHundredths: Int) {
        self.floorHundredths = floorHundredths
        self.ceilingHundredths = ceilingHundredths
    }
}

/// When an enterprise is not rated (NR), with a reason for each condition.
public struct NotRatedRule: Sendable {
    public var effectiveOrdersMin = 0
    public var buyersMin = 0
    public var tenureDaysMin = 0
    /// Nothing matured among the orders booked in so many days: L ≤ D − this.
    public var silenceDaysMax = 0
    public var noEvidence: ReasonText
    public var orders: ReasonText
    public var buyers: ReasonText
    public var tenure: ReasonText
    public var silence: ReasonText

    public init(noEvidence: ReasonText, orders: ReasonText, buyers: ReasonText, tenure: ReasonText, silence: ReasonText) {
        self.noEvidence = noEvidence
        self.orders = orders
        self.buyers = buyers
        self.tenure = tenure
        self.silence = silence
    }
}

/// When a proven fault alone decides the grade (D).
public struct DefaultRule: Sendable {
    /// The days for which an event holds, its own included; a later stated day prolongs it.
    public var days: Int
    /// One per kind of `SubjectEvent.Kind.faults`.
    public var reasons: [ReasonText]

    public init(days: Int, reasons: [ReasonText]) {
        self.days = days
        self.reasons = reasons
    }
}

/// The constants of the interval: logit(pd) ± z · √(σ² + DEFF / ((n + K) · pd · (1 − pd))).
public struct IntervalRule: Sendable, Equatable {
    public var z: Double
    public var sigma: Double
    public var designEffect: Double
    public var priorWeight: Double

    public init(z: Double, sigma: Double, designEffect: Double, priorWeight: Double) {
        self.z = z
        self.sigma = sigma
        self.designEffect = designEffect
        self.priorWeight = priorWeight
    }
}

/// The effective orders from which a rating's confidence is HIGH and MEDIUM.
public struct ConfidenceRule: Sendable, Equatable {
    public var highMin: Int
    public var mediumMin: Int

    public init(highMin: Int, mediumMin: Int) {
        self.highMin = highMin
        self.mediumMin = mediumMin
    }
}

/// How evidence ages and weighs.
public struct EvidenceRule: Sendable, Equatable {
    /// The rating's window: booked > L − this many days; also the greatest D − L with a PD.
    public var windowDays: Int
    public var ordinaryHalfLifeDays: Int
    public var adjudicatedHalfLifeDays: Int
    public var fastHalfLifeDays: Int
    /// The weight of a good outcome in thousandths, one per `Corroboration`.
    public var classThousandths: [Int]
    /// The share of each bin's points that counts, in thousandths: 500 halves correlated weights of evidence (DESIGN 4).
    public var evidenceThousandths: Int

    public init(
        windowDays: Int, ordinaryHalfLifeDays: Int, adjudicatedHalfLifeDays: Int, fastHalfLifeDays: Int, classThousandths: [Int],
        evidenceThousandths: Int
    ) {
        self.windowDays = windowDays
        self.ordinaryHalfLifeDays = ordinaryHalfLifeDays
        self.adjudicatedHalfLifeDays = adjudicatedHalfLifeDays
        self.fastHalfLifeDays = fastHalfLifeDays
        self.classThousandths = classThousandths
        self.evidenceThousandths = evidenceThousandths
    }
}

/// All that a model file says, not yet checked. `Model` checks it.
public struct ModelContent: Sendable {
    public var id: String
    public var version: String
    public var date: Day
    public var intendedUse: String
    public var eventDefinition: String
    public var scaling: Scaling
    public var evidence: EvidenceRule
    /// One per `PeerGroup`.
    public var peerGroups: [PeerGroupAnchor]
    /// One per `CharacteristicGroup`.
    public var caps: [GroupCap]
    public var characteristics: [Characteristic]
    public var notRated: NotRatedRule
    public var defaultRule: DefaultRule
    /// In the order of the file.
    public var overlays: [Overlay]
    public var interval: IntervalRule
    public var confidence: ConfidenceRule

    public init(
        id: String, version: String, date: Day, intendedUse: String, eventDefinition: String, scaling: Scaling,
        evidence: EvidenceRule, peerGroups: [PeerGroupAnchor], caps: [GroupCap], characteristics: [Characteristic],
        notRated: NotRatedRule, defaultRule: DefaultRule, overlays: [Overlay], interval: IntervalRule, confidence: ConfidenceRule
    ) {
        self.id = id
        self.version = version
        self.date = date
        self.intendedUse = intendedUse
        self.eventDefinition = eventDefinition
        self.scaling = scaling
        self.evidence = evidence
        self.peerGroups = peerGroups
        self.caps = caps
        self.characteristics = characteristics
        self.notRated = notRated
        self.defaultRule = defaultRule
        self.overlays = overlays
        self.interval = interval
        self.confidence = confidence
    }
}
