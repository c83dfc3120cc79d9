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

/// A dated event of a subject's standing: what a model's rules (D, overlays) and its record of penalties are made of.
public struct SubjectEvent: Sendable {
    /// What happened: the first three are proven faults that alone decide the grade (D, DESIGN 4).
    public enum Kind: UInt8, CaseIterable, Sendable {
        case blacklist, counterfeitProven, seizedForFraud
        /// Penalties, by severity.
        case suspension, fine, warning
        /// A penalty of the kind SANCTION.
        case sanction
        /// An inspection that recalls a lot of the seller's.
        case recall

        /// Those that make a D.
        public static let faults: [Kind] = [.blacklist, .counterfeitProven, .seizedForFraud]

        /// The name in model files.
        public var name: String {
            switch self {
            case .blacklist: "blacklist"
            case .counterfeitProven: "counterfeit_proven"
            case .seizedForFraud: "seized_for_fraud"
            case .suspension: "suspension"
            case .fine: "fine"
            case .warning: "warning"
            case .sanction: "sanction"
            case .recall: "recall"
            }
        }
    }
    public var kind: Kind
    /// The UTC day of the event.
    public var day: Day
    /// The day until which it holds where one is stated (expires_on).
    public var until: Day?

    /// Whether it still holds on a day: for so many days, its own included, or through a later stated day.
    public func holds(on day: Day, days: Int) -> Bool { day <= last(days: days) }

    /// The last day on which it holds.
    func last(days: Int) -> Day { max(day + (days - 1), until ?? day) }

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
    /// The cells of platforms, of the same days; in any order, since they are only added up.
    public var platformCells: [PlatformCell] = []
    /// Distinct buyers, products and destinations among the lines of orders booked in the last 180 days.
    public var buyers = 0
    public var products = 0
    public var destinations = 0
    /// Orders booked in the last 180 days; of these, in hours with at least three orders for each distinct buyer, and those of the
    /// buyer who has most.
    public var recentOrders = 0
    public var burstOrders = 0
    public var largestBuyerOrders = 0
    /// The booking day of the enterprise's first order ever; nil where it has none.
    public var firstBooked: Day?
    /// nil where no subject row is known.
    public var standing: Standing?
    public var events: [SubjectEvent] = []
    /// Orders with a lapse, booked in the last `lapseDays`; in any order, since they are only counted.
    public var lapsedOrders: [LapsedOrder] = []

    public init() {}

    /// Adds what the orders of a day behind which the same parties stand add up to; days ascend from call to call, and sets of legs in a day.
    public mutating func add(_ counters: Counters, day: Day, corroboration: Corroboration) {
        cells.append(DayCell(day: day, corroboration: corroboration, counters: counters[.core]))
        for family in CounterFamily.allCases where family != .core && counters[family].nonzero != 0 {
            platformCells.append(PlatformCell(family: family, day: day, corroboration: corroboration, counters: counters[family]))
        }
    }
}
