public import Domain

/// What is known of one order: the winning versions of its rows, in integers. Instants are seconds since 1970; sellers are
/// places 0 ..< sellerCount of those with a line, and beyond for sellers whom only feedback names.
public struct OrderFacts: ~Copyable, Sendable {
    public var orderedAt: Int64 = 0
    /// The earlier of the order's first partition and the UTC day of `orderedAt`.
    public var booked = Day(0)
    /// Sellers with a line in the order.
    public var sellerCount = 0
    public var lines: FactList<LineFact> = []
    public var invoices: FactList<InvoiceFact> = []
    public var movement = Movement()
    public var feedback: FactList<FeedbackFact> = []
    public var declarations: FactList<DeclarationFact> = []
    /// nil where the facts are not in order of sellers.
    var whole: Whole?

    public init() {}

    /// Forgets the order and keeps the memory.
    public mutating func removeAll() {
        sellerCount = 0
        lines.removeAll()
        invoices.removeAll()
        movement = Movement()
        feedback.removeAll()
        declarations.removeAll()
        whole = nil
    }
}

/// An amount in minor units of its currency, and in the reporting currency.
public struct Amount: Sendable {
    /// The currency's code, packed as its bytes.
    public var currency: UInt32
    public var digits: Int
    public var minor: Int64
    /// nil without a reference rate that is recent enough.
    public var reportingMinor: Int64?

    public init(currency: UInt32, digits: Int, minor: Int64, reportingMinor: Int64?) {
        self.currency = currency
        self.digits = digits
        self.minor = minor
        self.reportingMinor = reportingMinor
    }
}

/// A line of a contract or order.
public struct LineFact: Sendable {
    public var seller: Int
    public var lineNo: Int64
    public var status: TransactionStatus
    public var statusAt: Int64
    public var amount: Amount
    /// Promises alone: nil if missing or more than 365 days behind ordered_at.
    public var shipBy: Int64?
    public var deliverBy: Int64?
    public var tradeModel: TradeModel?
    /// Origin and destination are the same country.
    public var isDomestic: Bool

    public init(
        seller: Int, lineNo: Int64, status: TransactionStatus, statusAt: Int64, amount: Amount, shipBy: Int64?, deliverBy: Int64?,
        tradeModel: TradeModel?, isDomestic: Bool
    ) {
        self.seller = seller
        self.lineNo = lineNo
        self.status = status
        self.statusAt = statusAt
        self.amount = amount
        self.shipBy = shipBy
        self.deliverBy = deliverBy
        self.tradeModel = tradeModel
        self.isDomestic = isDomestic
    }
}

/// An invoice, credit note or void one; `seller` is −1 where it names one without a line. VOID ones count in no sum.
public struct InvoiceFact: Sendable {
    public var seller: Int
    public var kind: InvoiceKind
    public var issuedAt: Int64
    public var amount: Amount

    public init(seller: Int, kind: InvoiceKind, issuedAt: Int64, amount: Amount) {
        self.seller = seller
        self.kind = kind
        self.issuedAt = issuedAt
        self.amount = amount
    }
}

/// When the goods of an order moved, from its tracking events; their order does not matter.
public struct Movement: Sendable {
    /// The earliest acceptance or departure (EMA, EMC), seconds since 1970.
    public var handedOverAt: Int64?
    /// The earliest delivery (EMI).
    public var deliveredAt: Int64?
    /// Held by customs (EME).
    public var isHeld = false
    /// Attempts at delivery that failed (EMH).
    public var failedAttempts: Int64 = 0
    /// A shipment number failed the check of its standard.
    public var hasInvalidNumber = false

    @inlinable public init() {}

    /// The number cannot be true, or the goods were delivered before they were handed over.
    var isImplausible: Bool {
        guard let handedOverAt, let deliveredAt else { return hasInvalidNumber }
        return hasInvalidNumber || deliveredAt < handedOverAt
    }

    /// Takes one event.
    @inlinable
    public mutating func add(_ event: TrackingEvent, at occurredAt: Int64) {
        switch event {
        case .ema, .emc: handedOverAt = min(handedOverAt ?? .max, occurredAt)
        case .emi: deliveredAt = min(deliveredAt ?? .max, occurredAt)
        case .eme: isHeld = true
        case .emh: failedAttempts += 1
        default: return
        }
    }
}

/// A review, complaint, claim or chargeback; `seller` is −1 where it belongs to nobody.
public struct FeedbackFact: Sendable {
    public var seller: Int
    public var kind: FeedbackKind
    public var reason: FeedbackReason?
    public var score: Int64?
    public var isUpheld: Bool
    /// Neither rejected nor withdrawn.
    public var mayStand: Bool

    public init(seller: Int, kind: FeedbackKind, reason: FeedbackReason?, score: Int64?, isUpheld: Bool, mayStand: Bool) {
        self.mayStand = mayStand
        self.seller = seller
        self.kind = kind
        self.reason = reason
        self.score = score
        self.isUpheld = isUpheld
    }
}

/// A customs declaration; `seller` is −1 where none can be told.
public struct DeclarationFact: Sendable {
    public var seller: Int
    public var outcome: CustomsOutcome
    /// The declared value.
    public var amount: Amount

    public init(seller: Int, outcome: CustomsOutcome, amount: Amount) {
        self.seller = seller
        self.outcome = outcome
        self.amount = amount
    }
}
