import Domain

private let day: Int64 = 86_400

/// The order, its invoice, its movement, and what they come to: what nearly every order has.
extension OrderFacts {
    func countCore(_ own: borrowing OwnLines, _ seller: Int, _ end: Int64, _ result: inout Contribution) {
        countOrder(own, &result)
        countInvoices(own, seller, result.goodsMoved, &result)
        countTracking(&result)
        countDeadlines(own, end, &result)
        countJudgement(own, seller, end, &result)
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
        result.set(Counter.peerGroup(own.tradeModel ?? .b2c, isDomestic: own.isDomestic))
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
}

extension Counter {
    /// The counter of matured orders of a peer group: trade model × domestic or cross-border.
    static func peerGroup(_ model: TradeModel, isDomestic: Bool) -> Counter {
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
