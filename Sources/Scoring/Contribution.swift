public import Domain

/// How an order of a seller's three documents fit: contract or order, invoice, movement of goods.
public enum TransactionMatch: String, CaseIterable, Sendable {
    /// Cancelled: nothing is owed.
    case cancelled = "CANCELLED"
    case matched = "MATCHED"
    /// Invoiced as ordered, and not yet handed over.
    case movementMissing = "MOVEMENT_MISSING"
    case invoiceMissing = "INVOICE_MISSING"
    /// Invoiced otherwise than ordered, in the same currency.
    case mismatch = "MISMATCH"
    /// Not matched, and invoiced in another currency than ordered.
    case currencyDiffers = "CURRENCY_DIFFERS"
}

/// What an order adds to the counters of one of its sellers. Most counters are 0 and most others 1, so that two masks say nearly all,
/// and what they do not name costs nothing, neither here nor in what is written of it. Not copyable: one is made, and used for every order.
public struct Contribution: ~Copyable, Sendable {
    /// A bit for each counter that is 1, the first counter lowest.
    public private(set) var ones: UInt64 = 0
    /// A bit for each counter that is neither 0 nor 1.
    public private(set) var valued: UInt64 = 0
    /// Of `valued` counters alone. On the heap: moved with the rest, they would be copied for every order.
    @usableFromInline var values: [Int64] = Array(repeating: 0, count: Counters.width)
    /// What `grossMinor` comes to beyond its counter, in 2³² minor units; 0 of all but the greatest orders.
    public fileprivate(set) var grossHigh: Int64 = 0
    public fileprivate(set) var corroboration = Corroboration.none
    public fileprivate(set) var match = TransactionMatch.cancelled
    /// Goods were handed over or delivered.
    public private(set) var goodsMoved = false
    public fileprivate(set) var lapses: Lapses = []

    public init() {}

    /// The value of a counter of `valued`, by its place.
    @inlinable
    public func value(at place: Int) -> Int64 { values[place] }

    /// Whether a counter is 1.
    @inline(__always)
    func holds(_ counter: Counter) -> Bool { ones &>> UInt64(truncatingIfNeeded: counter.rawValue) & 1 == 1 }

    /// What the order's lines come to in the reporting currency, exact.
    public var grossMinor: Int128 {
        let low = holds(.grossMinor) ? 1 : valued >> UInt64(Counter.grossMinor.rawValue) & 1 == 1 ? values[Counter.grossMinor.rawValue] : 0
        return SplitAmount(low: low, high: grossHigh).value
    }

    /// All counters; of `grossMinor` the lowest 64 bits.
    public var counters: Counters {
        var counters = Counters()
        for place in 0..<Counters.width {
            if ones >> UInt64(place) & 1 == 1 { counters[at: place] = 1 }
            if valued >> UInt64(place) & 1 == 1 { counters[at: place] = values[place] }
        }
        counters[.grossMinor] = Int64(truncatingIfNeeded: grossMinor)
        return counters
    }

    /// Forgets what it holds.
    fileprivate mutating func begin(goodsMoved: Bool) {
        ones = 0
        valued = 0
        grossHigh = 0
        corroboration = .none
        match = .cancelled
        lapses = []
        self.goodsMoved = goodsMoved
    }

    /// Sets a counter that is still 0.
    @inline(__always)
    fileprivate mutating func set(_ counter: Counter, to value: Int64) {
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: counter.rawValue)
        if value == 1 {
            ones |= bit
        } else if value != 0 {
            valued |= bit
            values[counter.rawValue] = value
        }
    }

    /// Makes a counter that is still 0 a 1, if so.
    @inline(__always)
    fileprivate mutating func set(_ counter: Counter, _ isOne: Bool = true) {
        ones |= (isOne ? 1 : 0) &<< UInt64(truncatingIfNeeded: counter.rawValue)
    }
}

private let day: Int64 = 86_400

extension OrderFacts {
    /// What the order adds to seller `seller`, as of the day before `end` (00:00 UTC of D + 1), in place of what `result` holds: a pure
    /// function of both.
    ///
    /// The counters of `seller_evidence` are those of the evidence's definition; the rest follows DESIGN 4.
    public func contribute(to seller: Int, end: Int64, _ result: inout Contribution) {
        let moved = movement.handedOverAt != nil || movement.deliveredAt != nil
        result.begin(goodsMoved: moved)
        if seller < sellerCount {
            let own = OwnLines(lines.span, lines.places(of: seller), seller)
            countOrder(own, &result)
            countInvoices(own, seller, moved, &result)
            countTracking(&result)
            countDeclarations(own, seller, &result)
            countDeadlines(own, end, &result)
            countJudgement(own, seller, end, &result)
            countFeedback(seller, &result)
            result.lapses = lapses(own, seller, end: end, result)
        } else {
            countFeedback(seller, &result)
        }
    }

    private func countOrder(_ own: borrowing OwnLines, _ result: inout Contribution) {
        result.set(.orders)
        result.set(.lines, to: own.count)
        let gross = SplitAmount(own.grossMinor)
        result.set(.grossMinor, to: gross.low)
        result.grossHigh = gross.high
        result.set(.unconvertedLines, to: own.unconverted)
        result.set(.cancelled, own.isCancelled)
        result.set(.cancelledBySeller, own.isCancelled && own.isCancelledBySeller)
        result.set(.refunded, own.isRefunded)
        result.set(.held, movement.isHeld)
        result.set(.failedAttempts, to: movement.failedAttempts)
        result.set(.delivered, movement.deliveredAt != nil)
        result.set(.shipped, !own.isCancelled && (result.goodsMoved || own.isFulfilled))
        if let handedOverAt = movement.handedOverAt {
            result.set(.handedOver)
            result.set(.handoverSeconds, to: max(0, handedOverAt - orderedAt))
        }
    }

    private func countInvoices(_ own: borrowing OwnLines, _ seller: Int, _ moved: Bool, _ result: inout Contribution) {
        var billed = Bills()
        var hasOthers = false
        var isReversed = false
        var firstIssuedAt: Int64?
        let invoices = invoices.span
        for i in self.invoices.places(of: seller) {
            let invoice = invoices[i]
            guard invoice.seller == seller else {
                hasOthers = hasOthers || invoice.kind != .void
                continue
            }
            if invoice.kind == .invoice {
                firstIssuedAt = min(firstIssuedAt ?? .max, invoice.issuedAt)
            } else {
                isReversed = true
            }
            if invoice.kind != .void { billed.add(invoice) }
        }
        let hasOwn = billed.count > 0
        if let whole { hasOthers = whole.standingInvoices > billed.count }
        let ownMatch = InvoiceMatch(own.ordered, billed)
        let isMatched = ownMatch.isMatched || (sellerCount > 1 || hasOthers) && (whole?.isMatched ?? isMatchedWhole)
        result.corroboration = isMatched ? (moved ? .both : .invoiceOnly) : (moved ? .movementOnly : .none)
        guard !own.isCancelled else { return }
        result.set(.invoiceDue)
        result.set(.invoiceMatched, isMatched)
        result.set(.invoiceMissing, !isMatched && !hasOwn)
        result.set(.invoiceMismatched, !isMatched && hasOwn)
        result.set(.invoiceReversed, isReversed && !own.isRefunded)
        if let firstIssuedAt, let handedOverAt = movement.handedOverAt {
            result.set(.invoiceTimed)
            result.set(.invoiceLate, firstIssuedAt > handedOverAt + day)
        }
        if isMatched {
            result.match = moved ? .matched : .movementMissing
        } else {
            result.match = !hasOwn ? .invoiceMissing : ownMatch.currencyDiffers ? .currencyDiffers : .mismatch
        }
    }

    private func countTracking(_ result: inout Contribution) {
        guard sellerCount == 1, movement.handedOverAt != nil else { return }
        result.set(.soleHandedOver)
        result.set(.soleTrackingInvalid, movement.isImplausible)
        result.set(.soleAttemptFailed, movement.failedAttempts > 0)
    }

    private func countDeclarations(_ own: borrowing OwnLines, _ seller: Int, _ result: inout Contribution) {
        var (isDeclared, isInspected, isAmended) = (false, false, false)
        let declarations = declarations.span
        for i in self.declarations.places(of: seller) where declarations[i].seller == seller {
            isDeclared = true
            isInspected = isInspected || declarations[i].outcome == .inspected
            isAmended = isAmended || declarations[i].outcome == .amended || declarations[i].outcome == .returned
        }
        guard isDeclared else { return }
        result.set(.declared)
        result.set(.declaredOtherwise, !own.isCancelled && isDeclaredOtherwise(own.ordered, seller))
        result.set(.customsInspected, isInspected)
        result.set(.customsAmended, isAmended)
    }

    private func countDeadlines(_ own: borrowing OwnLines, _ end: Int64, _ result: inout Contribution) {
        guard !own.isCancelled else { return }
        let isSole = sellerCount == 1
        if let shipBy = own.shipBy, shipBy < end {
            let isLate = movement.handedOverAt.map { $0 > shipBy } ?? true
            result.set(.handoverDue)
            result.set(.handoverLate, isLate)
            result.set(.soleHandoverDue, isSole)
            result.set(.soleHandoverLate, isSole && isLate)
            if shipBy > orderedAt {
                let used = max(0, (movement.handedOverAt ?? end) - orderedAt)
                let share = min(4000, used * 1000 / (shipBy - orderedAt))
                result.set(.handoverShareOrders)
                result.set(.handoverShareSum, to: share)
                result.set(.soleHandoverShareOrders, isSole)
                result.set(.soleHandoverShareSum, to: isSole ? share : 0)
            }
        }
        guard let deliverBy = own.deliverBy, deliverBy < end else { return }
        result.set(.deliveryDue)
        result.set(.trackedDeliveryDue, result.goodsMoved)
        result.set(.deliveryLate, movement.deliveredAt.map { $0 > deliverBy } ?? false)
        result.set(.undelivered, movement.deliveredAt == nil && deliverBy + 30 * day < end)
    }

    /// Overdue handover, maturity and the credit event (DESIGN 4, E1–E4); deadlines here are the latest over all lines.
    private func countJudgement(_ own: borrowing OwnLines, _ seller: Int, _ end: Int64, _ result: inout Contribution) {
        let handedOverAt = movement.handedOverAt
        var isNotHandedOver = false
        if let shipBy = own.latestShipBy, sellerCount == 1 {
            let deadline = shipBy + 30 * day
            let isOwed = !(own.isCancelled && own.cancelledAt <= deadline)
            isNotHandedOver = isOwed && (handedOverAt.map { $0 > deadline } ?? true)
            if deadline < end && isOwed {
                result.set(.overdueHandoverDue)
                result.set(.overdueHandoverMissing, isNotHandedOver)
            }
        }
        guard maturesAt(own) < end else { return }
        result.set(.matured)
        result.set(Counters.peerGroup(own.tradeModel ?? .b2c, isDomestic: own.isDomestic))
        let isAfterShipBy = own.latestShipBy.map { own.cancelledAt > $0 } ?? false
        let isUnmoved = handedOverAt.map { $0 > own.cancelledAt } ?? true
        let cancelledLate = sellerCount == 1 && isAfterShipBy && isUnmoved
        let e1 = own.isCancelled && (own.isCancelledBySeller || cancelledLate)
        let e3 = hasUpheldEvent(own, seller)
        var e4 = false
        for i in declarations.places(of: seller) where declarations[i].seller == seller && declarations[i].outcome == .seized { e4 = true }
        result.set(.eventsCancelled, e1)
        result.set(.eventsNotHandedOver, isNotHandedOver)
        result.set(.eventsUpheld, e3)
        result.set(.eventsSeized, e4)
        result.set(.creditEvents, e1 || isNotHandedOver || e3 || e4)
    }

    /// 60 days behind the latest of ordered_at + 30 days and what was promised; of an order that is cancelled, of its cancellation in place
    /// of the promises: a far promise would hide it.
    private func maturesAt(_ own: borrowing OwnLines) -> Int64 {
        let ended = own.isCancelled ? own.cancelledAt : max(own.latestShipBy ?? .min, own.latestDeliverBy ?? .min)
        return max(ended, orderedAt + 30 * day) + 60 * day
    }

    private func hasUpheldEvent(_ own: borrowing OwnLines, _ seller: Int) -> Bool {
        let feedback = feedback.span
        for i in self.feedback.places(of: seller) where feedback[i].seller == seller && isEvent(feedback[i], own, movement.handedOverAt) {
            return true
        }
        return false
    }

    /// E3: upheld, except NOT_RECEIVED after timely handover (a loss that is the carrier's).
    private func isEvent(_ fact: FeedbackFact, _ own: borrowing OwnLines, _ handedOverAt: Int64?) -> Bool {
        guard fact.kind != .review, fact.isUpheld else { return false }
        guard fact.reason == .notReceived, let handedOverAt else { return true }
        return own.latestShipBy.map { handedOverAt > $0 } ?? false
    }

    private func countFeedback(_ seller: Int, _ result: inout Contribution) {
        let feedback = feedback.span
        var (reviews, reviewSum): (Int64, Int64) = (0, 0)
        var (isUpheld, isDefect, isFalse, isFaulty) = (false, false, false, false)
        for i in self.feedback.places(of: seller) where feedback[i].seller == seller {
            if feedback[i].kind == .review {
                reviews += 1
                reviewSum += feedback[i].score ?? 0
                continue
            }
            isDefect = isDefect || feedback[i].isUpheld || feedback[i].kind == .chargeback && feedback[i].mayStand
            guard feedback[i].isUpheld else { continue }
            isUpheld = true
            isFalse = isFalse || feedback[i].reason == .counterfeit || feedback[i].reason == .ipInfringement
            isFaulty = isFaulty || feedback[i].reason == .notAsDescribed || feedback[i].reason == .defective
        }
        result.set(.reviews, to: reviews)
        result.set(.reviewSum, to: reviewSum)
        result.set(.claimsUpheld, isUpheld)
        guard seller < sellerCount else { return }
        result.set(.defectOrders, isDefect)
        result.set(.upheldAuthenticity, isFalse)
        result.set(.upheldQuality, isFaulty)
    }
}

extension Counters {
    /// The counter of matured orders of a peer group: trade model × domestic or cross-border.
    public static func peerGroup(_ model: TradeModel, isDomestic: Bool) -> Counter {
        switch (model, isDomestic) {
        case (.b2b, true): .maturedB2BDomestic
        case (.b2b, false): .maturedB2BCrossBorder
        case (.b2c, true): .maturedB2CDomestic
        case (.b2c, false): .maturedB2CCrossBorder
        case (.c2c, true): .maturedC2CDomestic
        case (.c2c, false): .maturedC2CCrossBorder
        }
    }
}
