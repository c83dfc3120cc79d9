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

/// What an order adds to the counters of one of its sellers.
public struct Contribution: Sendable {
    public var counters = Counters()
    public var corroboration = Corroboration.none
    public var match = TransactionMatch.cancelled
    /// Goods were handed over or delivered.
    public var goodsMoved = false

    public init() {}
}

private let day: Int64 = 86_400

extension OrderFacts {
    /// What the order adds to seller `seller`, as of the day before `end` (00:00 UTC of D + 1): a pure function of both.
    ///
    /// The counters of `seller_evidence` are those of the evidence's definition; the rest follows DESIGN 4.
    public func contribution(to seller: Int, end: Int64) -> Contribution {
        var result = Contribution()
        contribute(to: seller, end: end, &result)
        return result
    }

    /// The same in place of what `result` holds.
    public func contribute(to seller: Int, end: Int64, _ result: inout Contribution) {
        result = Contribution()
        result.goodsMoved = movement.handedOverAt != nil || movement.deliveredAt != nil
        if seller < sellerCount {
            let own = OwnLines(lines, seller)
            countOrder(own, movement, end, &result)
            countInvoices(own, seller, result.goodsMoved, &result)
            countDeadlines(own, movement, end, &result.counters)
            countJudgement(own, seller, movement, end, &result.counters)
        }
        countFeedback(seller, &result.counters)
    }

    private func countOrder(_ own: OwnLines, _ movement: Movement, _ end: Int64, _ result: inout Contribution) {
        result.counters[.orders] = 1
        result.counters[.lines] = own.count
        result.counters[.grossMinor] = own.grossMinor
        result.counters[.unconvertedLines] = own.unconverted
        result.counters[.cancelled] = own.isCancelled ? 1 : 0
        result.counters[.cancelledBySeller] = own.isCancelled && own.isCancelledBySeller ? 1 : 0
        result.counters[.refunded] = own.isRefunded ? 1 : 0
        result.counters[.held] = movement.isHeld ? 1 : 0
        result.counters[.failedAttempts] = movement.failedAttempts
        result.counters[.delivered] = movement.deliveredAt == nil ? 0 : 1
        if let handedOverAt = movement.handedOverAt {
            result.counters[.handedOver] = 1
            result.counters[.handoverSeconds] = max(0, handedOverAt - orderedAt)
        }
    }

    private func countInvoices(_ own: OwnLines, _ seller: Int, _ moved: Bool, _ result: inout Contribution) {
        let ownMatch = invoiceMatch(of: seller)
        let isMatched =
            ownMatch.isMatched || (sellerCount > 1 || invoices.contains { $0.seller != seller }) && invoiceMatch(of: nil).isMatched
        let hasOwn = invoices.contains { $0.seller == seller }
        result.corroboration = isMatched ? (moved ? .both : .invoiceOnly) : (moved ? .movementOnly : .none)
        guard !own.isCancelled else { return }
        result.counters[.invoiceDue] = 1
        result.counters[.invoiceMatched] = isMatched ? 1 : 0
        result.counters[.invoiceMissing] = !isMatched && !hasOwn ? 1 : 0
        result.counters[.invoiceMismatched] = !isMatched && hasOwn ? 1 : 0
        if isMatched {
            result.match = moved ? .matched : .movementMissing
        } else {
            result.match = !hasOwn ? .invoiceMissing : ownMatch.currencyDiffers ? .currencyDiffers : .mismatch
        }
    }

    private func countDeadlines(_ own: OwnLines, _ movement: Movement, _ end: Int64, _ counters: inout Counters) {
        guard !own.isCancelled else { return }
        if let shipBy = own.shipBy, shipBy < end {
            let isLate = movement.handedOverAt.map { $0 > shipBy } ?? true
            counters[.handoverDue] = 1
            counters[.handoverLate] = isLate ? 1 : 0
            if shipBy > orderedAt {
                let used = max(0, (movement.handedOverAt ?? end) - orderedAt)
                let share = min(4000, used * 1000 / (shipBy - orderedAt))
                counters[.handoverShareOrders] = 1
                counters[.handoverShareSum] = share
            }
            if sellerCount == 1 {
                counters[.soleHandoverDue] = counters[.handoverDue]
                counters[.soleHandoverLate] = counters[.handoverLate]
                counters[.soleHandoverShareOrders] = counters[.handoverShareOrders]
                counters[.soleHandoverShareSum] = counters[.handoverShareSum]
            }
        }
        guard let deliverBy = own.deliverBy, deliverBy < end else { return }
        counters[.deliveryDue] = 1
        counters[.deliveryLate] = movement.deliveredAt.map { $0 > deliverBy } ?? false ? 1 : 0
        counters[.undelivered] = movement.deliveredAt == nil && deliverBy + 30 * day < end ? 1 : 0
    }

    /// Overdue handover, maturity and the credit event (DESIGN 4, E1–E4); deadlines here are the latest over all lines.
    private func countJudgement(_ own: OwnLines, _ seller: Int, _ movement: Movement, _ end: Int64, _ counters: inout Counters) {
        let handedOverAt = movement.handedOverAt
        var isNotHandedOver = false
        if let shipBy = own.latestShipBy, sellerCount == 1 {
            let deadline = shipBy + 30 * day
            let isOwed = !(own.isCancelled && own.cancelledAt <= deadline)
            isNotHandedOver = isOwed && (handedOverAt.map { $0 > deadline } ?? true)
            if deadline < end && isOwed {
                counters[.overdueHandoverDue] = 1
                counters[.overdueHandoverMissing] = isNotHandedOver ? 1 : 0
            }
        }
        let maturesAt = max(own.latestShipBy ?? .min, own.latestDeliverBy ?? .min, orderedAt + 30 * day) + 60 * day
        guard maturesAt < end else { return }
        counters[.matured] = 1
        counters[Counters.peerGroup(own.tradeModel ?? .b2c, isDomestic: own.isDomestic)] = 1
        let isAfterShipBy = own.latestShipBy.map { own.cancelledAt > $0 } ?? false
        let isUnmoved = handedOverAt.map { $0 > own.cancelledAt } ?? true
        let cancelledLate = sellerCount == 1 && isAfterShipBy && isUnmoved
        let e1 = own.isCancelled && (own.isCancelledBySeller || cancelledLate)
        let e3 = feedback.contains { $0.seller == seller && isEvent($0, own, handedOverAt) }
        let e4 = seizures.contains { $0.seller == seller }
        counters[.eventsCancelled] = e1 ? 1 : 0
        counters[.eventsNotHandedOver] = isNotHandedOver ? 1 : 0
        counters[.eventsUpheld] = e3 ? 1 : 0
        counters[.eventsSeized] = e4 ? 1 : 0
        counters[.creditEvents] = e1 || isNotHandedOver || e3 || e4 ? 1 : 0
    }

    /// E3: upheld, except NOT_RECEIVED after timely handover (a loss that is the carrier's).
    private func isEvent(_ fact: FeedbackFact, _ own: OwnLines, _ handedOverAt: Int64?) -> Bool {
        guard fact.kind != .review, fact.isUpheld else { return false }
        guard fact.reason == .notReceived, let handedOverAt else { return true }
        return own.latestShipBy.map { handedOverAt > $0 } ?? false
    }

    private func countFeedback(_ seller: Int, _ counters: inout Counters) {
        for fact in feedback where fact.seller == seller {
            if fact.kind == .review {
                counters[.reviews] += 1
                counters[.reviewSum] += fact.score ?? 0
            } else if fact.isUpheld {
                counters[.claimsUpheld] = 1
            }
        }
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

/// What a seller's own lines in an order come to.
private struct OwnLines {
    var count: Int64 = 0
    var isCancelled = true
    var isCancelledBySeller = false
    var isRefunded = false
    var grossMinor: Int64 = 0
    var unconverted: Int64 = 0
    /// The latest among lines that are not cancelled.
    var shipBy: Int64?
    var deliverBy: Int64?
    /// The latest over all lines, cancelled ones too.
    var latestShipBy: Int64?
    var latestDeliverBy: Int64?
    /// The latest change of a cancelled line.
    var cancelledAt: Int64 = .min
    /// Of the line with the least number.
    var tradeModel: TradeModel?
    var isDomestic = false

    init(_ lines: [LineFact], _ seller: Int) {
        var least = Int64.max
        for line in lines where line.seller == seller {
            count += 1
            if let minor = line.amount.reportingMinor { grossMinor &+= minor } else { unconverted += 1 }
            latestShipBy = later(latestShipBy, line.shipBy)
            latestDeliverBy = later(latestDeliverBy, line.deliverBy)
            if line.status.isCancelled {
                cancelledAt = max(cancelledAt, line.statusAt)
                isCancelledBySeller = isCancelledBySeller || line.status == .cancelledBySeller
            } else {
                isCancelled = false
                shipBy = later(shipBy, line.shipBy)
                deliverBy = later(deliverBy, line.deliverBy)
            }
            isRefunded = isRefunded || line.status == .refunded || line.status == .returned
            if line.lineNo < least {
                least = line.lineNo
                tradeModel = line.tradeModel
                isDomestic = line.isDomestic
            }
        }
    }
}

private func later(_ a: Int64?, _ b: Int64?) -> Int64? {
    guard let a, let b else { return a ?? b }
    return max(a, b)
}
