public import Domain

/// The integer counters that an order adds to its seller, booked on one day (DESIGN 3).
///
/// Those of `evidence` are the columns of `seller_evidence`, under the same names in snake case; the others serve the rating alone. All are
/// sums over orders, so that they may be added in any order. Times are whole seconds, money is minor units of the reporting currency, shares
/// are thousandths.
public enum Counter: Int, CaseIterable, Sendable {
    // A family's counters begin at a multiple of 64: one too many in a family takes the number of the next one's first, and does not compile.
    // The last family's room is asserted by `family`.

    // MARK: core, the order and its movement: in a cell and in a contribution `grossMinor` is the lower part of a `SplitAmount`

    case orders = 0
    case lines, grossMinor, cancelled, cancelledBySeller, refunded, invoiceDue, invoiceMissing, invoiceMatched
    case handoverDue, handoverLate, handedOver, handoverSeconds, handoverShareOrders, handoverShareSum
    case deliveryDue, delivered, deliveryLate, undelivered, held, failedAttempts
    /// Lines left out of `grossMinor` for want of a reference rate.
    case unconvertedLines
    /// Orders that have matured: max(ship_by, deliver_by, ordered_at + 30 days) + 60 days has passed (latest over all lines); of
    /// cancelled ones max(status_at, ordered_at + 30 days) + 60 days.
    case matured
    /// Matured orders with a credit event; the next four count its kinds E1 … E4 (an order may show several).
    case creditEvents
    /// E1: cancelled by the seller, or by anyone after ship_by without handover.
    case eventsCancelled
    /// E2: not handed over 30 days after ship_by, and not cancelled before it.
    case eventsNotHandedOver
    /// E3: an upheld claim, complaint or chargeback, except NOT_RECEIVED after timely handover.
    case eventsUpheld
    /// E4: a declaration seized.
    case eventsSeized
    /// handoverDue, handoverLate, handoverShareOrders, handoverShareSum of orders that have no other seller.
    case soleHandoverDue, soleHandoverLate, soleHandoverShareOrders, soleHandoverShareSum
    /// Orders of one seller, not cancelled by then, whose ship_by + 30 days has passed; of these, without handover.
    case overdueHandoverDue, overdueHandoverMissing
    /// Invoice due, with an invoice of the seller's own, and not matched.
    case invoiceMismatched
    /// Matured orders by trade model (missing: B2C) and whether goods cross a border (origin ≠ destination; missing: they do).
    case maturedB2BDomestic, maturedB2BCrossBorder, maturedB2CDomestic, maturedB2CCrossBorder
    case maturedC2CDomestic, maturedC2CCrossBorder
    /// Orders of one seller that were handed over; of these, with tracking that cannot be true (a shipment number that fails its check,
    /// or delivered before handed over), and with a failed attempt at delivery.
    case soleHandedOver, soleTrackingInvalid, soleAttemptFailed
    /// Invoice due, neither refunded nor returned, with a VOID or CREDIT_NOTE of the seller's own.
    case invoiceReversed
    /// Invoice due, handed over, with an INVOICE of the seller's own; of these, the first one issued more than 24 hours after handover.
    case invoiceTimed, invoiceLate
    /// Orders not cancelled that a carrier has scanned or that were completed; of orders with delivery due, those that a carrier has
    /// scanned. They serve marketplaces' standards.
    case shipped, trackedDeliveryDue

    // MARK: customs

    /// Orders with a customs declaration; of these: not cancelled and declared at another value than ordered; inspected; amended or
    /// returned.
    case declared = 64
    case declaredOtherwise, customsInspected, customsAmended

    // MARK: feedback

    case claimsUpheld = 128
    case reviews, reviewSum
    /// Reviews after the sabotage guard (once per seller, buyer and block of 90 days; goods moved), and their sum of scores.
    case guardedReviews, guardedReviewSum
    /// Orders with an upheld claim, complaint or chargeback, or a chargeback neither rejected nor withdrawn; guarded reviews of at
    /// most two stars of other orders.
    case defectOrders, guardedDefects
    /// Orders with an upheld claim of COUNTERFEIT or IP_INFRINGEMENT, and of NOT_AS_DESCRIBED or DEFECTIVE.
    case upheldAuthenticity, upheldQuality

    // MARK: inspections

    /// Inspections that name the seller, on their day; of these, FAIL or COUNTERFEIT.
    case inspections = 192
    case inspectionsFailed

    /// The counters of `seller_evidence`, in the contract's order of columns.
    public static let evidence: [Counter] = [
        .orders, .lines, .grossMinor, .cancelled, .cancelledBySeller, .refunded, .invoiceDue, .invoiceMissing, .invoiceMatched,
        .handoverDue, .handoverLate, .handedOver, .handoverSeconds, .handoverShareOrders, .handoverShareSum,
        .deliveryDue, .delivered, .deliveryLate, .undelivered, .held, .failedAttempts, .claimsUpheld, .reviews, .reviewSum,
    ]

    /// The platform that it is of.
    @inlinable public var family: CounterFamily {
        guard let family = CounterFamily(rawValue: UInt8(truncatingIfNeeded: rawValue >> 6)) else {
            preconditionFailure("a counter is of no family")
        }
        return family
    }

    /// Its place in its family.
    @inlinable public var place: Int { rawValue & 63 }
}

/// The counters of one platform: at most 64. What an order or a day has none of takes no room: neither a section of the order's record nor a
/// cell of the day.
///
/// Core is what nearly every order has, with its invoice and its movement: these would double the cells if they were families by themselves.
/// A counter more is a case of `Counter` and the line in `Families` that counts it; a family more is a case here, and its file there.
public enum CounterFamily: UInt8, CaseIterable, Sendable {
    case core, customs, feedback, inspections

    /// A bit says of each family whether an order has a section of it: a byte holds them.
    @inlinable public static var countMax: Int { 8 }

    @inlinable public var bit: UInt8 { 1 &<< rawValue }
}

/// One value for each counter.
public struct Counters: Sendable, Equatable {
    private var values: [Int64]
    /// Room for those of all families.
    public static let width = CounterFamily.allCases.count * CellCounters.width

    public init() { values = Array(repeating: 0, count: Counters.width) }

    /// - Parameter all: the counters' values by their raw values.
    public init(_ all: Span<Int64>) {
        precondition(all.count == Counters.width, "counters were to be made of too few values, or of too many")
        values = [Int64](capacity: Counters.width) { values in for counter in all.indices { values.append(all[counter]) } }
    }

    /// The value of a counter.
    public subscript(counter: Counter) -> Int64 {
        get { values[counter.rawValue] }
        set { values[counter.rawValue] = newValue }
    }

    /// Those of one family.
    public subscript(family: CounterFamily) -> CellCounters { CellCounters { values[Int(family.rawValue) * CellCounters.width + $0] } }
}

/// One value for each counter of one family.
public struct CellCounters: Sendable {
    /// Room for as many counters.
    @inlinable public static var width: Int { 64 }
    @usableFromInline var values: InlineArray<64, Int64>

    @inlinable public init() { values = InlineArray(repeating: 0) }

    /// Takes each counter's value by its place, once.
    @inlinable public init(_ value: (Int) -> Int64) { values = InlineArray { value($0) } }

    /// The value of a counter of the core, in whose cells alone it is looked for.
    @inlinable public subscript(counter: Counter) -> Int64 {
        get {
            precondition(counter.rawValue < CellCounters.width, "a platform's counter was looked for in the core")
            return values[counter.rawValue]
        }
        set {
            precondition(counter.rawValue < CellCounters.width, "a platform's counter was put into the core")
            values[counter.rawValue] = newValue
        }
    }

    /// A bit for each counter that is not 0, the first counter lowest.
    @inlinable public var nonzero: UInt64 {
        var mask: UInt64 = 0
        for i in 0..<64 where values[i] != 0 { mask |= 1 &<< UInt64(i) }
        return mask
    }

    /// A bit for each counter that is 1.
    @inlinable public var ones: UInt64 {
        var mask: UInt64 = 0
        for i in 0..<64 where values[i] == 1 { mask |= 1 &<< UInt64(i) }
        return mask
    }

    /// The counter at this place.
    @inlinable public subscript(at place: Int) -> Int64 {
        get { values[place] }
        set { values[place] = newValue }
    }
}

/// The independent parties that stand behind an order besides the seller (DESIGN 4, corroboration): a set of legs.
public struct Corroboration: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// An invoice matched.
    public static var invoice: Corroboration { Corroboration(rawValue: 1) }
    /// Goods were handed over or delivered.
    public static var movement: Corroboration { Corroboration(rawValue: 2) }
    // Taken by platforms to come: a payment settled, a seal valid, a declaration accepted.
    public static var payment: Corroboration { Corroboration(rawValue: 4) }
    public static var seal: Corroboration { Corroboration(rawValue: 8) }
    public static var customs: Corroboration { Corroboration(rawValue: 16) }

    public static var none: Corroboration { [] }
    public static var invoiceOnly: Corroboration { [.invoice] }
    public static var movementOnly: Corroboration { [.movement] }
    public static var both: Corroboration { [.invoice, .movement] }

    /// The sets that a model weighs, by their `weighedPlace`: of others only these legs count.
    public static let weighed: [Corroboration] = [.none, .invoiceOnly, .movementOnly, .both]

    /// The place among `weighed` of what counts of the set.
    @inlinable public var weighedPlace: Int { Int(rawValue & 3) }
}

/// What the orders behind which the same parties stand, booked on one day, add up to in the core.
public struct DayCell: EvidenceCell {
    public var day: Day
    public var corroboration: Corroboration
    public var counters: CellCounters

    public init(day: Day, corroboration: Corroboration, counters: CellCounters) {
        self.day = day
        self.corroboration = corroboration
        self.counters = counters
    }
}

/// What the same orders add up to on one platform.
public struct PlatformCell: EvidenceCell {
    public var family: CounterFamily
    public var day: Day
    public var corroboration: Corroboration
    public var counters: CellCounters

    public init(family: CounterFamily, day: Day, corroboration: Corroboration, counters: CellCounters) {
        self.family = family
        self.day = day
        self.corroboration = corroboration
        self.counters = counters
    }
}

/// Counters of one family, of one day and one set of legs.
protocol EvidenceCell: Sendable {
    var day: Day { get }
    var corroboration: Corroboration { get }
    var counters: CellCounters { get }
}
