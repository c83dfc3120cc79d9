import Bytes
import Domain
import Records
import Scoring

/// Makes an order's facts from its winning rows and hands what follows from them to the sink.
struct OrderBuilder: ~Copyable {
    private var facts = OrderFacts()
    /// The order is booked in the evidence window; older ones serve the rating alone.
    private var isCounted = true
    private var birth = Birth()
    private var orderID = 0..<0
    private var payments = 0
    private var declarations = 0
    private var sellers: [Range<Int>] = []
    private var lines: [LineTexts] = []
    private var reviews: [ReviewTexts] = []
    private var upheldProducts: [Range<Int>] = []
    private var hardEvents: [(seller: Int, event: HardEvent)] = []
    private var transaction = RowDecoder(.transactions)
    private var invoice = RowDecoder(.invoices)
    private var event = RowDecoder(.logistics)
    private var feedback = RowDecoder(.feedback)
    private var customs = RowDecoder(.customs)

    private struct LineTexts {
        var seller: Int
        var lineNo: Int64
        var buyer: Range<Int>
        var product: Range<Int>
        var destination: UInt32
        var isRefunded: Bool
    }

    private struct ReviewTexts {
        var seller: Int
        var id: Range<Int>
        var occurredAt: Int64
        var score: Int64
    }

    mutating func build(
        _ transactionRows: [Int], _ invoiceRows: [Int], _ eventRows: [Int], _ feedbackRows: [Int], _ customsRows: [Int],
        _ paymentRows: [Int], _ birth: Birth, _ input: borrowing BaseInput, _ bucket: borrowing BucketRows, _ report: inout BucketReport,
        into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) {
        facts.removeAll()
        facts.orderedAt = birth.orderedAt
        facts.booked = birth.booked
        sellers.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        reviews.removeAll(keepingCapacity: true)
        upheldProducts.removeAll(keepingCapacity: true)
        hardEvents.removeAll(keepingCapacity: true)
        report.orders += 1
        self.birth = birth
        payments = paymentRows.count
        declarations = customsRows.count
        takeLines(transactionRows, input, bucket)
        let bytes = bucket.bytes.bytes
        guard birth.booked > input.ratingStart else {
            for seller in sellers { try sink.addFormer(seller, bytes, booked: birth.booked) }
            return
        }
        isCounted = birth.booked > input.windowStart
        takeInvoices(invoiceRows, input, bucket, &report)
        takeEvents(eventRows, bucket)
        try takeFeedback(feedbackRows, bucket, &report, into: &sink)
        takeCustoms(customsRows, bucket)
        try handOver(input, bucket, &report, into: &sink)
    }

    private mutating func takeLines(_ rows: [Int], _ input: borrowing BaseInput, _ bucket: borrowing BucketRows) {
        let bytes = bucket.bytes.bytes
        for row in rows {
            transaction.decode(bytes, at: bucket.range(of: row).lowerBound)
            orderID = transaction.text(TransactionColumn.orderID)
            let seller = place(of: transaction.text(TransactionColumn.sellerID), bytes)
            let code = UInt32(truncatingIfNeeded: transaction.values[TransactionColumn.currency])
            let digits = Currency.list.index(of: code).map(Currency.minorDigits) ?? 2
            let minor =
                Money.amountMinor(
                    quantityMicros: transaction.values[TransactionColumn.quantity],
                    unitPriceMicros: transaction.values[TransactionColumn.unitPrice],
                    freightMicros: transaction.number(TransactionColumn.freight) ?? 0, digits: digits) ?? 0
            let status = TransactionStatus(rawValue: UInt8(transaction.values[TransactionColumn.status])) ?? .placed
            let origin = transaction.number(TransactionColumn.origin)
            let destination = transaction.number(TransactionColumn.destination)
            facts.lines.append(
                LineFact(
                    seller: seller, lineNo: transaction.values[TransactionColumn.lineNo], status: status,
                    statusAt: transaction.values[TransactionColumn.statusAt],
                    amount: amount(minor, code, digits, input), shipBy: transaction.number(TransactionColumn.shipBy),
                    deliverBy: transaction.number(TransactionColumn.deliverBy),
                    tradeModel: transaction.number(TransactionColumn.tradeModel).flatMap { TradeModel(rawValue: UInt8($0)) },
                    isDomestic: origin != nil && origin == destination))
            lines.append(
                LineTexts(
                    seller: seller, lineNo: transaction.values[TransactionColumn.lineNo],
                    buyer: transaction.text(TransactionColumn.buyerID), product: transaction.text(TransactionColumn.productID),
                    destination: UInt32(truncatingIfNeeded: destination ?? 0), isRefunded: status == .refunded || status == .returned))
        }
        facts.sellerCount = sellers.count
    }

    private mutating func takeInvoices(
        _ rows: [Int], _ input: borrowing BaseInput, _ bucket: borrowing BucketRows, _ report: inout BucketReport
    ) {
        let bytes = bucket.bytes.bytes
        for row in rows {
            invoice.decode(bytes, at: bucket.range(of: row).lowerBound)
            let kind = InvoiceKind(rawValue: UInt8(invoice.values[InvoiceColumn.kind])) ?? .void
            let seller = known(invoice.text(InvoiceColumn.sellerID), bytes)
            if seller < 0 && isCounted { report.invoicesOfOthers += 1 }
            guard kind != .void else { continue }
            let code = UInt32(truncatingIfNeeded: invoice.values[InvoiceColumn.currency])
            let digits = Currency.list.index(of: code).map(Currency.minorDigits) ?? 2
            let minor = Money.amountMinor(micros: invoice.values[InvoiceColumn.gross], digits: digits) ?? 0
            facts.invoices.append(
                InvoiceFact(seller: seller, isCreditNote: kind == .creditNote, amount: amount(minor, code, digits, input)))
        }
    }

    private mutating func takeEvents(_ rows: [Int], _ bucket: borrowing BucketRows) {
        for row in rows {
            event.decode(bucket.bytes.bytes, at: bucket.range(of: row).lowerBound)
            guard let code = TrackingEvent(rawValue: UInt8(event.values[LogisticsColumn.event])) else { continue }
            facts.events.append(EventFact(event: code, occurredAt: event.values[LogisticsColumn.occurredAt]))
        }
    }

    /// Feedback belongs to the seller and product that it names, else to its line's, else to the order's only one.
    private mutating func takeFeedback(
        _ rows: [Int], _ bucket: borrowing BucketRows, _ report: inout BucketReport, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) {
        let bytes = bucket.bytes.bytes
        for row in rows {
            feedback.decode(bytes, at: bucket.range(of: row).lowerBound)
            let line = feedback.number(FeedbackColumn.lineNo).flatMap { number in lines.firstIndex { $0.lineNo == number } }
            let named = feedback.text(FeedbackColumn.sellerID)
            var seller = facts.sellerCount == 1 ? 0 : -1
            if !named.isEmpty { seller = place(of: named, bytes) } else if let line { seller = lines[line].seller }
            let kind = FeedbackKind(rawValue: UInt8(feedback.values[FeedbackColumn.kind])) ?? .review
            let outcome = feedback.number(FeedbackColumn.outcome).flatMap { FeedbackOutcome(rawValue: UInt8($0)) }
            let isUpheld = kind != .review && outcome == .upheld
            let score = feedback.number(FeedbackColumn.score)
            if seller < 0 && isCounted { report.feedbackOfNoSeller += 1 }
            facts.feedback.append(
                FeedbackFact(
                    seller: seller, kind: kind,
                    reason: feedback.number(FeedbackColumn.reason).flatMap { FeedbackReason(rawValue: UInt8($0)) }, score: score,
                    isUpheld: isUpheld))
            if kind == .review, seller >= 0, seller < facts.sellerCount, let score {
                reviews.append(
                    ReviewTexts(
                        seller: seller, id: feedback.text(FeedbackColumn.feedbackID),
                        occurredAt: feedback.values[FeedbackColumn.occurredAt], score: score))
            }
            guard isCounted else { continue }
            guard let product = product(line, bytes) else {
                report.feedbackOfNoProduct += 1
                continue
            }
            if isUpheld && !upheldProducts.contains(where: { bytes.equals($0, product, in: bytes) }) {
                upheldProducts.append(product)
                try sink.add(product: ProductDelta(claimsUpheld: 1), to: product, bytes)
            }
            if kind == .review { try sink.add(product: ProductDelta(reviews: 1, reviewSum: score ?? 0), to: product, bytes) }
        }
    }

    /// The product of the feedback in hand: named, else its line's, else the order's only one.
    private func product(_ line: Int?, _ bytes: borrowing RawSpan) -> Range<Int>? {
        let named = feedback.text(FeedbackColumn.productID)
        if !named.isEmpty { return named }
        if let line { return lines[line].product }
        for other in lines.dropFirst() where !bytes.equals(other.product, lines[0].product, in: bytes) { return nil }
        return lines[0].product
    }

    private mutating func takeCustoms(_ rows: [Int], _ bucket: borrowing BucketRows) {
        let bytes = bucket.bytes.bytes
        for row in rows {
            customs.decode(bytes, at: bucket.range(of: row).lowerBound)
            guard CustomsOutcome(rawValue: UInt8(customs.values[CustomsColumn.outcome])) == .seized else { continue }
            let named = customs.text(CustomsColumn.sellerID)
            let seller = !named.isEmpty ? known(named, bytes) : facts.sellerCount == 1 ? 0 : -1
            facts.seizures.append(SeizureFact(seller: seller))
            let reason = customs.number(CustomsColumn.reason).flatMap { CustomsReason(rawValue: UInt8($0)) }
            guard seller >= 0, reason == .fraud || reason == .counterfeit else { continue }
            let at = customs.number(CustomsColumn.outcomeAt) ?? customs.values[CustomsColumn.declaredAt]
            hardEvents.append((seller, HardEvent(kind: .seizedForFraud, day: Instant(at).day, until: nil)))
        }
    }

    private mutating func handOver<Sink: OrderSink & ~Copyable>(
        _ input: borrowing BaseInput, _ bucket: borrowing BucketRows, _ report: inout BucketReport, into sink: inout Sink
    ) throws(SystemFailure) {
        let bytes = bucket.bytes.bytes
        let isNear = facts.booked > input.nearStart
        for (index, line) in lines.enumerated() where isCounted {
            if isNear {
                let near = NearLine(buyer: line.buyer, product: line.product, destination: line.destination)
                try sink.add(line: near, of: sellers[line.seller], bytes)
            }
            try sink.add(product: ProductDelta(lines: 1, refunded: line.isRefunded ? 1 : 0), to: line.product, bytes)
            if facts.lines[index].amount.reportingMinor == nil { report.unconvertedLines += 1 }
        }
        for seller in sellers.indices {
            let contribution = facts.contribution(to: seller, end: input.end)
            try sink.add(contribution, to: sellers[seller], bytes, booked: facts.booked)
            if Sink.wantsOrders && seller < facts.sellerCount { try sink.add(order: joined(seller, contribution), bytes) }
            guard contribution.goodsMoved else { continue }
            for review in reviews where review.seller == seller {
                let guarded = GuardedReview(
                    buyer: buyer(of: seller), feedbackID: review.id, occurredAt: review.occurredAt, score: review.score,
                    booked: facts.booked, corroboration: contribution.corroboration)
                try sink.add(review: guarded, of: sellers[seller], bytes)
            }
        }
        for fault in hardEvents { try sink.add(fault: fault.event, of: sellers[fault.seller], bytes) }
    }

    /// The order of a seller with its documents, for those who want to see it whole.
    private func joined(_ seller: Int, _ contribution: Contribution) -> JoinedOrder {
        let moved = facts.events.filter { $0.event == .ema || $0.event == .emc }.map(\.occurredAt).min()
        return JoinedOrder(
            order: orderID, seller: sellers[seller], birth: birth, match: contribution.match, corroboration: contribution.corroboration,
            counters: contribution.counters, invoices: facts.invoices.count, payments: payments, events: facts.events.count,
            feedback: facts.feedback.count, declarations: declarations, handedOverAt: moved,
            deliveredAt: facts.events.filter { $0.event == .emi }.map(\.occurredAt).min())
    }

    /// The buyer of a seller's line with the least number.
    private func buyer(of seller: Int) -> Range<Int> {
        var best: LineTexts?
        for line in lines where line.seller == seller && line.lineNo < best?.lineNo ?? .max { best = line }
        return best?.buyer ?? 0..<0
    }

    private func amount(_ minor: Int64, _ code: UInt32, _ digits: Int, _ input: borrowing BaseInput) -> Amount {
        Amount(
            currency: code, digits: digits, minor: minor,
            reportingMinor: input.rates.reportingMinor(minor, currency: code, digits: digits, on: facts.booked))
    }

    /// The seller's place in the order, −1 where it has none.
    private func known(_ id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        for seller in sellers.indices where bytes.equals(sellers[seller], id, in: bytes) { return seller }
        return -1
    }

    /// The seller's place in the order, a new one where it has none.
    private mutating func place(of id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        let place = known(id, bytes)
        if place >= 0 { return place }
        sellers.append(id)
        return sellers.count - 1
    }
}
