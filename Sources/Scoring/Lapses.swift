public import Domain

/// What an order shows of the failings that marketplaces count against its seller, each as their standards define it. Most orders show
/// none.
public struct Lapses: OptionSet, Hashable, Sendable {
    public let rawValue: UInt16

    public init(rawValue: UInt16) { self.rawValue = rawValue }

    /// A review of at most two stars, an upheld claim, complaint or chargeback, or a chargeback neither rejected nor withdrawn.
    public static let orderDefect = Lapses(rawValue: 1 << 0)
    /// All lines cancelled, one of them by the seller.
    public static let cancelledBySeller = Lapses(rawValue: 1 << 1)
    /// The same, before any handover.
    public static let cancelledBeforeShipment = Lapses(rawValue: 1 << 2)
    /// Shipped, and no carrier has scanned it, or its number fails the check of its standard.
    public static let untracked = Lapses(rawValue: 1 << 3)
    /// Scanned by a carrier, promised for a time that has passed, and not delivered by then.
    public static let deliveredLate = Lapses(rawValue: 1 << 4)
    /// Delivered after the promised time, and not handed over by `ship_by` either.
    public static let shippedLate = Lapses(rawValue: 1 << 5)
    /// An upheld claim, complaint or chargeback: closed without the seller's own solution.
    public static let unresolvedCase = Lapses(rawValue: 1 << 6)
    /// No invoice of the seller's own that matches or might, or the first one issued more than 24 hours after handover.
    public static let invoiceDefect = Lapses(rawValue: 1 << 7)
    /// A complaint of COUNTERFEIT, of IP_INFRINGEMENT, of NOT_AS_DESCRIBED or DEFECTIVE, neither rejected nor withdrawn.
    public static let counterfeitComplaint = Lapses(rawValue: 1 << 8)
    public static let propertyComplaint = Lapses(rawValue: 1 << 9)
    public static let conditionComplaint = Lapses(rawValue: 1 << 10)
    /// Cancelled by the seller, cancelled by nobody named before handover (by the platform, for time), refunded or returned.
    public static let unfulfilled = Lapses(rawValue: 1 << 11)
    /// Cancelled otherwise.
    public static let withdrawn = Lapses(rawValue: 1 << 12)

    /// All of them with their names in files of standards.
    public static let named: [(name: String, value: Lapses)] = [
        ("order_defect", .orderDefect), ("cancelled_by_seller", .cancelledBySeller),
        ("cancelled_before_shipment", .cancelledBeforeShipment), ("untracked", .untracked), ("delivered_late", .deliveredLate),
        ("shipped_late", .shippedLate), ("unresolved_case", .unresolvedCase), ("invoice_defect", .invoiceDefect),
        ("counterfeit_complaint", .counterfeitComplaint), ("property_complaint", .propertyComplaint),
        ("condition_complaint", .conditionComplaint), ("unfulfilled", .unfulfilled), ("withdrawn", .withdrawn),
    ]
}

/// An order with a lapse.
public struct LapsedOrder: Sendable, Hashable {
    public var booked: Day
    /// Which of its seller's buyers the order's first line has: equal for one buyer, distinct for two, and in no order.
    public var buyer: UInt64
    public var lapses: Lapses

    public init(booked: Day, buyer: UInt64, lapses: Lapses) {
        self.booked = booked
        self.buyer = buyer
        self.lapses = lapses
    }
}

/// For so many days of booking before D lapses are known: a year of complete months before an evaluation up to a month ago.
public let lapseDays = 430

extension OrderFacts {
    /// The lapses of the order of seller `seller`, whose own lines `own` are.
    func lapses(_ own: borrowing OwnLines, _ seller: Int, end: Int64, _ counted: borrowing Contribution) -> Lapses {
        var lapses = feedbackLapses(seller, counted)
        let moved = movement.handedOverAt != nil || movement.deliveredAt != nil
        if own.isCancelled {
            let isUnmoved = movement.handedOverAt.map { $0 > own.cancelledAt } ?? true
            if own.isCancelledBySeller { lapses.insert(.cancelledBySeller) }
            if own.isCancelledBySeller && isUnmoved { lapses.insert(.cancelledBeforeShipment) }
            let isByPlatform = own.isCancelledByNobody && isUnmoved
            lapses.insert(own.isCancelledBySeller || isByPlatform ? .unfulfilled : .withdrawn)
        } else {
            if own.isRefunded { lapses.insert(.unfulfilled) }
            if (moved || own.isFulfilled) && (!moved || movement.hasInvalidNumber) { lapses.insert(.untracked) }
            if counted.holds(.invoiceMissing) || counted.holds(.invoiceLate) { lapses.insert(.invoiceDefect) }
            if let deliverBy = own.deliverBy, deliverBy < end, moved, movement.deliveredAt.map({ $0 > deliverBy }) ?? true {
                lapses.insert(.deliveredLate)
            }
            if counted.holds(.deliveryLate) && counted.holds(.handoverLate) { lapses.insert(.shippedLate) }
        }
        return lapses
    }

    private func feedbackLapses(_ seller: Int, _ counted: borrowing Contribution) -> Lapses {
        guard !feedback.isEmpty else { return [] }
        var lapses: Lapses = counted.holds(.defectOrders) ? .orderDefect : []
        if counted.holds(.claimsUpheld) { lapses.insert(.unresolvedCase) }
        let feedback = feedback.span
        for i in self.feedback.places(of: seller) where feedback[i].seller == seller {
            if feedback[i].kind == .review {
                if (feedback[i].score ?? 5) <= 2 { lapses.insert(.orderDefect) }
            } else if feedback[i].mayStand {
                switch feedback[i].reason {
                case .counterfeit: lapses.insert(.counterfeitComplaint)
                case .ipInfringement: lapses.insert(.propertyComplaint)
                case .notAsDescribed, .defective: lapses.insert(.conditionComplaint)
                case .notReceived, .other, nil: break
                }
            }
        }
        return lapses
    }
}
