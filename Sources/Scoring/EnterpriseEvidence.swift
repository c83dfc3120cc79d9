public import Domain

/// What base 1 knows of an enterprise's standing, from the latest version of its subject row.
public struct Standing: Sendable {
    /// USCC (GB 32100-2015), LEI (ISO 17442), VAT number (VIES).
    public var registration: Verification = .unknown
    public var lei: Verification = .unknown
    public var vat: Verification = .unknown
    public var registeredOn: Day?
    public var licenceUntil: Day?
    public var customsGrade: CustomsGrade?

    public init() {}
}

/// A proven fault that alone decides the grade (D) for 365 days or until a later day (DESIGN 4).
public struct HardEvent: Sendable {
    /// What was proven.
    public enum Kind: UInt8, CaseIterable, Sendable { case blacklist, counterfeitProven, seizedForFraud }
    public var kind: Kind
    /// The UTC day of the event.
    public var day: Day
    /// The day until which it holds where one is stated (expires_on).
    public var until: Day?

    public init(kind: Kind, day: Day, until: Day?) {
        self.kind = kind
        self.day = day
        self.until = until
    }
}

/// All that the rating of one enterprise as of D depends on, beside D and the model.
public struct EnterpriseEvidence: Sendable {
    /// Ascending (day, corroboration); all days > D − 1460, since the rating looks back 730 days from the last matured order.
    public var cells: [DayCell] = []
    /// Distinct buyers, products and destinations among the lines of orders booked in the last 180 days.
    public var buyers = 0
    public var products = 0
    public var destinations = 0
    /// The booking day of the enterprise's first order ever; nil where it has none.
    public var firstBooked: Day?
    /// nil where no subject row is known.
    public var standing: Standing?
    public var hardEvents: [HardEvent] = []

    public init() {}
}
