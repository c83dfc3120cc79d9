public import Domain

/// The integer counters that an order adds to its seller, booked on one day (DESIGN 3).
///
/// The first part is `seller_evidence` of the contract, in its order of columns, under the same names in snake case; the
/// second part serves the rating alone. All are sums over orders, so that they may be added in any order. Times are whole
/// seconds, money is minor units of the reporting currency, shares are thousandths.
public enum Counter: Int, CaseIterable, Sendable {
    // seller_evidence; in a cell and in a contribution `grossMinor` is the lower part of a `SplitAmount`
    case orders, lines, grossMinor, cancelled, cancelledBySeller, refunded, invoiceDue, invoiceMissing, invoiceMatched
    case handoverDue, handoverLate, handedOver, handoverSeconds, handoverShareOrders, handoverShareSum
    case deliveryDue, delivered, deliveryLate, undelivered, held, failedAttempts, claimsUpheld, reviews, reviewSum
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
    /// Reviews after the sabotage guard (once per seller, buyer and block of 90 days; goods moved), and their sum of scores.
    case guardedReviews, guardedReviewSum
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
    /// Orders with a customs declaration; of these: not cancelled and declared at another value than ordered; inspected; amended or
    /// returned.
    case declared, declaredOtherwise, customsInspected, customsAmended
    /// Orders with an upheld claim, complaint or chargeback, or a chargeback neither rejected nor withdrawn; guarded reviews of at
    /// most two stars of other orders.
    case defectOrders, guardedDefects
    /// Orders with an upheld claim of COUNTERFEIT or IP_INFRINGEMENT, and of NOT_AS_DESCRIBED or DEFECTIVE.
    case upheldAuthenticity, upheldQuality
    /// Inspections that name the seller, on their day; of these, FAIL or COUNTERFEIT.
    case inspections, inspectionsFailed
    /// Orders not cancelled that a carrier has scanned or that were completed; of orders with delivery due, those that a carrier has
    /// scanned. They serve marketplaces' standards.
    case shipped, trackedDeliveryDue

    /// The counters of `seller_evidence`, in the contract's order of columns.
    public static let evidence: [Counter] = Array(allCases.prefix(through: Counter.reviewSum.rawValue))
}

/// One value for each counter.
public struct Counters: Sendable {
    /// Room for as many counters.
    @inlinable public static var width: Int { 64 }
    @usableFromInline var values: InlineArray<64, Int64>

    @inlinable public init() { values = InlineArray(repeating: 0) }

    /// Takes each counter's value by its raw value, once.
    @inlinable public init(_ value: (Int) -> Int64) { values = InlineArray { value($0) } }

    /// The value of a counter.
    @inlinable public subscript(counter: Counter) -> Int64 {
        get { values[counter.rawValue] }
        set { values[counter.rawValue] = newValue }
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

    /// The counter with this raw value.
    @inlinable public subscript(at index: Int) -> Int64 {
        get { values[index] }
        set { values[index] = newValue }
    }
}

/// Which independent parties stand behind an order besides the seller (DESIGN 4, corroboration).
public enum Corroboration: UInt8, CaseIterable, Sendable {
    /// Neither a matching invoice nor a movement of goods.
    case none
    case invoiceOnly
    case movementOnly
    /// Invoice matched, and handed over or delivered.
    case both
}

/// What the orders of one corroboration class, booked on one day, add up to.
public struct DayCell: Sendable {
    public var day: Day
    public var corroboration: Corroboration
    public var counters: Counters

    public init(day: Day, corroboration: Corroboration, counters: Counters) {
        self.day = day
        self.corroboration = corroboration
        self.counters = counters
    }
}
