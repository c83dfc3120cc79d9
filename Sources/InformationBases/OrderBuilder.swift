import Bytes
import Domain
import Records
import Scoring
import Statistics

/// Makes an order's facts from its winning rows and hands what follows from them to the sink.
struct OrderBuilder: ~Copyable {
    private var facts = OrderFacts()
    /// The order is booked in the evidence window; older ones serve the rating alone.
    private var isCounted = true
    private var birth = Birth(firstPartition: Day(0), orderedAt: 0, promise: nil)
    private var payments = 0
    private var events = 0
    private var declarations = 0
    private var sellers = OrderTexts()
    private var sights = FirstSights()
    /// By seller its line with the least number; −1: it has none.
    private var firstLines = PlainArray<Int>()
    private var lines = PlainArray<OrderLine>()
    private var reviews = PlainArray<ReviewTexts>()
    private var near = PlainArray<NearLine>()
    private var trade = PlainArray<TradeLine>()
    private var firsts = TradeFirsts()
    private var reviewGroups = SellerGroups()
    private var nearGroups = SellerGroups()
    private var tradeGroups = SellerGroups()
    private var products = OrderTexts()
    /// What the order adds to each of them.
    private var deltas = PlainArray<ProductDelta>()
    /// Products with a line.
    private var lineProducts = 0
    /// Line number → place, once feedback asks for it in an order of many lines.
    private var lineTable = PairTable()
    private var faults: [(seller: Int, event: SubjectEvent)] = []
    private var contribution = Contribution()
    private var conversion = Conversion()
    private var customs = RowDecoder(.customs)

    /// A line in its place among the order's: a line that was read for the order's birth is not read again. Places are written over by the
    /// next order, and are more than its lines where a former one had more.
    private struct OrderLine: BitwiseCopyable {
        /// The row that `fields` holds, or −1.
        var row = -1
        var fields = LineRow()
        var seller = 0
        /// The product's place in the order.
        var product = 0
    }

    /// Forgets the rows of the former region.
    mutating func begin() { lines.removeAll() }

    /// - Parameter rows: the order's transaction rows, ascending.
    mutating func birth(_ rows: borrowing PlainArray<Int>, _ bucket: borrowing BucketRows) -> Birth {
        let first = bucket.partition(of: rows[0])
        var orderedAt = Int64.max
        var promise: Int64?
        for i in rows.indices where bucket.partition(of: rows[i]) == first {
            readLine(rows[i], at: i, bucket)
            orderedAt = min(orderedAt, lines[i].fields.orderedAt)
            if let deliverBy = lines[i].fields.deliverBy { promise = max(promise ?? .min, deliverBy) }
        }
        return Birth(firstPartition: first, orderedAt: orderedAt, promise: promise)
    }

    /// Not inlined: the whole builder would be copied to and fro for each line.
    @inline(never)
    private mutating func readLine(_ row: Int, at place: Int, _ bucket: borrowing BucketRows) {
        while lines.count <= place { lines.append(OrderLine()) }
        guard lines[place].row != row else { return }
        lines[place].row = row
        lines[place].fields.read(bucket.bytes, at: row)
    }

    /// Hands the order to the sink; whether it is settled.
    mutating func build(
        _ rows: borrowing OrderRows, _ contest: borrowing VersionContest, _ birth: Birth, _ input: borrowing BaseInput,
        _ bucket: borrowing BucketRows, _ report: inout BucketReport, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) -> Bool {
        facts.removeAll()
        facts.orderedAt = birth.orderedAt
        facts.booked = birth.booked
        sellers.removeAll()
        reviews.removeAll()
        near.removeAll()
        trade.removeAll()
        firsts.removeAll()
        products.removeAll()
        deltas.removeAll()
        reviewGroups.removeAll()
        nearGroups.removeAll()
        tradeGroups.removeAll()
        if !faults.isEmpty { faults.removeAll(keepingCapacity: true) }
        report.orders += 1
        self.birth = birth
        payments = rows.payments.count
        events = rows.logistics.count
        declarations = rows.customs.count
        takeLines(rows.transactions, input, bucket, &report)
        sights.find(sellers, rows.transactions, contest, birth, bucket)
        let bytes = bucket.bytes
        let isClosed = input.asOf >= birth.closing
        guard birth.booked > input.ratingStart else {
            sink.begin(isSettled: isClosed, booked: birth.booked)
            for index in 0..<sellers.count { try sink.addFormer(seller(index), bytes, booked: birth.booked) }
            try sights.tellOthers(bytes, to: &sink)
            try handOverTrade(input, bytes, into: &sink)
            return isClosed
        }
        isCounted = birth.booked > input.windowStart
        takeInvoices(rows.invoices, input, bucket, &report)
        takeEvents(rows.logistics, bucket)
        let isSettled = isClosed && timeChangesNothing(from: input.end)
        sink.begin(isSettled: isSettled, booked: birth.booked)
        try sights.tellOthers(bytes, to: &sink)
        takeFeedback(rows.feedback, bucket, &report)
        takeCustoms(rows.customs, input, bucket)
        try handOver(input, bucket, &report, into: &sink)
        try handOverTrade(input, bytes, into: &sink)
        return isSettled
    }

    /// Not inlined: the facts would be copied for each order.
    @inline(never)
    private func timeChangesNothing(from end: Int64) -> Bool { facts.settledAt < end }

    private mutating func takeLines(
        _ rows: borrowing PlainArray<Int>, _ input: borrowing BaseInput, _ bucket: borrowing BucketRows, _ report: inout BucketReport
    ) {
        let bytes = bucket.bytes
        let countsTrade = facts.booked >= input.statisticsStart
        for i in rows.indices {
            readLine(rows[i], at: i, bucket)
            let line = lines[i].fields
            let seller = place(ofSeller: line.sellerID.range, bytes)
            report.farPromises += Int(line.farPromises)
            lines[i].seller = seller
            lines[i].product = place(ofProduct: line.productID.range, bytes)
            let rate = conversion.rate(of: line.currency, on: facts.booked, input.rates)
            let minor =
                Money.amountMinor(
                    quantityMicros: line.quantity, unitPriceMicros: line.unitPrice, freightMicros: line.freight, digits: rate.digits) ?? 0
            let status = TransactionStatus(rawValue: line.status) ?? .placed
            facts.lines.append(
                LineFact(
                    seller: seller, lineNo: line.lineNo, status: status, statusAt: line.statusAt, amount: rate.amount(minor),
                    shipBy: line.shipBy, deliverBy: line.deliverBy, tradeModel: line.tradeModel.flatMap { TradeModel(rawValue: $0) },
                    isDomestic: line.origin != 0 && line.origin == line.destination))
            if countsTrade && !status.isCancelled { noteTrade(i, input, bytes) }
        }
        facts.sellerCount = sellers.count
        lineProducts = products.count
    }

    private mutating func takeInvoices(
        _ rows: borrowing PlainArray<Int>, _ input: borrowing BaseInput, _ bucket: borrowing BucketRows, _ report: inout BucketReport
    ) {
        let bytes = bucket.bytes
        for i in rows.indices {
            let invoice = InvoiceRow(bytes, at: rows[i])
            let kind = InvoiceKind(rawValue: invoice.kind) ?? .void
            let seller = sellers.known(invoice.sellerID, bytes)
            if seller < 0 && isCounted { report.invoicesOfOthers += 1 }
            let rate = conversion.rate(of: invoice.currency, on: facts.booked, input.rates)
            let minor = Money.amountMinor(micros: invoice.gross, digits: rate.digits) ?? 0
            facts.invoices.append(
                InvoiceFact(seller: seller, kind: kind, issuedAt: invoice.issuedAt, amount: rate.amount(minor)))
        }
    }

    private mutating func takeEvents(_ rows: borrowing PlainArray<Int>, _ bucket: borrowing BucketRows) {
        let bytes = bucket.bytes
        var movement = Movement()
        // Most events of an order are of one shipment, whose number is checked once.
        var checked: (UInt64, UInt64) = (0, 0)
        for i in rows.indices {
            let row = EventRow(bytes, at: rows[i])
            guard let event = TrackingEvent(rawValue: row.event) else { continue }
            movement.add(event, at: row.occurredAt)
            // Numbers of the form of UPU S10 have a check; nothing is known of others.
            guard event == .ema || event == .emc, row.shipmentID.count == 13 else { continue }
            let number = (bytes.word(at: row.shipmentID.lowerBound), bytes.word(at: row.shipmentID.lowerBound &+ 5))
            guard number != checked else { continue }
            checked = number
            if S10.failsCheck(number.0, number.1) { movement.hasInvalidNumber = true }
        }
        facts.movement = movement
    }

    /// Feedback belongs to the seller and product that it names, else to its line's, else to the order's only one.
    private mutating func takeFeedback(
        _ rows: borrowing PlainArray<Int>, _ bucket: borrowing BucketRows, _ report: inout BucketReport
    ) {
        let bytes = bucket.bytes
        let looksUp = rows.count > 1 && facts.lines.count > SellerGroups.few
        if looksUp { indexLines() }
        for i in rows.indices {
            let feedback = FeedbackRow(bytes, at: rows[i])
            let line = looksUp ? indexedLine(feedback.lineNo) : line(numbered: feedback.lineNo)
            let named = feedback.sellerID
            var seller = facts.sellerCount == 1 ? 0 : -1
            if !named.isEmpty { seller = place(ofSeller: named, bytes) } else if let line { seller = lines[line].seller }
            let kind = FeedbackKind(rawValue: feedback.kind) ?? .review
            let outcome = feedback.outcome.flatMap { FeedbackOutcome(rawValue: $0) }
            let isUpheld = kind != .review && outcome == .upheld
            let score = feedback.score
            if seller < 0 && isCounted { report.feedbackOfNoSeller += 1 }
            facts.feedback.append(
                FeedbackFact(
                    seller: seller, kind: kind, reason: feedback.reason.flatMap { FeedbackReason(rawValue: $0) }, score: score,
                    isUpheld: isUpheld, mayStand: outcome != .rejected && outcome != .withdrawn))
            if kind == .review, seller >= 0, seller < facts.sellerCount, let score {
                reviews.append(
                    ReviewTexts(
                        seller: seller, id: TextRange(feedback.feedbackID), occurredAt: feedback.occurredAt, score: score))
            }
            guard isCounted else { continue }
            guard let product = product(feedback.productID, line, bytes) else {
                report.feedbackOfNoProduct += 1
                continue
            }
            // A product's claims count once an order.
            if isUpheld { deltas[product].claimsUpheld = 1 }
            if kind == .review {
                deltas[product].reviews += 1
                deltas[product].reviewSum += score ?? 0
            }
        }
    }

    /// The place of the product of feedback: named, else its line's, else the order's only one.
    private mutating func product(_ named: Range<Int>, _ line: Int?, _ bytes: borrowing RawSpan) -> Int? {
        if !named.isEmpty { return place(ofProduct: named, bytes) }
        if let line { return lines[line].product }
        return lineProducts == 1 ? lines[0].product : nil
    }

    /// Makes the table of the order's lines: no two have one number.
    private mutating func indexLines() {
        lineTable.removeAll(expected: facts.lines.count)
        for i in facts.lines.indices { _ = lineTable.index(UInt64(bitPattern: lines[i].fields.lineNo), 0) }
        precondition(lineTable.count == facts.lines.count, "two lines of an order have one number")
    }

    private func indexedLine(_ number: Int64?) -> Int? { number.flatMap { lineTable.find(UInt64(bitPattern: $0), 0) } }

    private func line(numbered number: Int64?) -> Int? {
        guard let number else { return nil }
        for i in facts.lines.indices where lines[i].fields.lineNo == number { return i }
        return nil
    }

    private mutating func takeCustoms(_ rows: borrowing PlainArray<Int>, _ input: borrowing BaseInput, _ bucket: borrowing BucketRows) {
        let bytes = bucket.bytes
        for i in rows.indices {
            customs.decode(bytes, at: rows[i])
            let outcome = CustomsOutcome(rawValue: UInt8(customs.values[CustomsColumn.outcome])) ?? .released
            let named = customs.text(CustomsColumn.sellerID)
            let seller = !named.isEmpty ? sellers.known(named, bytes) : facts.sellerCount == 1 ? 0 : -1
            let currency = UInt32(truncatingIfNeeded: customs.values[CustomsColumn.currency])
            let rate = conversion.rate(of: currency, on: facts.booked, input.rates)
            let minor = Money.amountMinor(micros: customs.values[CustomsColumn.declaredValue], digits: rate.digits) ?? 0
            facts.declarations.append(DeclarationFact(seller: seller, outcome: outcome, amount: rate.amount(minor)))
            guard outcome == .seized else { continue }
            let reason = customs.number(CustomsColumn.reason).flatMap { CustomsReason(rawValue: UInt8($0)) }
            guard seller >= 0, reason == .fraud || reason == .counterfeit else { continue }
            let at = customs.number(CustomsColumn.outcomeAt) ?? customs.values[CustomsColumn.declaredAt]
            faults.append((seller, SubjectEvent(kind: .seizedForFraud, day: Instant(at).day, until: nil)))
        }
    }

    /// Not inlined: the whole builder would be copied for each order.
    @inline(never)
    private mutating func groupBySeller() {
        facts.groupBySeller(sellers.count)
        reviewGroups.sort(&reviews, sellers: sellers.count)
        nearGroups.sort(&near, sellers: sellers.count)
    }

    private func seller(_ index: Int) -> SellerPlace {
        SellerPlace(
            index: index, id: sellers[index], firstPartition: sights.day(of: index, birth), near: nearGroups.range(of: index, near.count),
            trade: tradeGroups.range(of: index, trade.count))
    }

    private mutating func handOver<Sink: OrderSink & ~Copyable>(
        _ input: borrowing BaseInput, _ bucket: borrowing BucketRows, _ report: inout BucketReport, into sink: inout Sink
    ) throws(SystemFailure) {
        let bytes = bucket.bytes
        if isCounted {
            takeLineSums(bytes, isNear: facts.booked > input.nearStart, &report)
            for i in deltas.indices { try sink.add(product: deltas[i], to: products[i], bytes) }
        }
        if sellers.count > SellerGroups.few { groupBySeller() }
        noteFirstLines()
        let invoices = Sink.wantsOrders ? facts.invoices.indices.count { facts.invoices[$0].kind != .void } : 0
        let span = OrderSpan(orderedAt: facts.orderedAt, deliveredAt: facts.movement.deliveredAt, sellers: facts.sellerCount)
        for index in 0..<sellers.count {
            facts.contribute(to: index, end: input.end, &contribution)
            let hasLapses = !contribution.lapses.isEmpty && facts.booked > input.lapseStart
            // Whoever has no line and of whom nothing is counted is no account: in the sums of settled orders there is nothing of it.
            if index >= facts.sellerCount && contribution.isEmpty && !hasLapses { continue }
            let seller = seller(index)
            let buyer = firstLines[index] < 0 ? 0..<0 : lines[firstLines[index]].fields.buyerID.range
            try sink.add(contribution, near: near, to: seller, bytes, booked: facts.booked, span: span)
            if hasLapses { try sink.add(lapses: contribution.lapses, of: buyer, bytes) }
            if Sink.wantsOrders && index < facts.sellerCount { try sink.add(order: joined(index, invoices), bytes) }
            guard contribution.goodsMoved else { continue }
            for i in reviewGroups.range(of: index, reviews.count) where reviews[i].seller == index {
                let review = reviews[i]
                let guarded = GuardedReview(
                    buyer: buyer, feedbackID: review.id.range, occurredAt: review.occurredAt, score: review.score,
                    booked: facts.booked, corroboration: contribution.corroboration,
                    isDefect: contribution.holds(.defectOrders))
                try sink.add(review: guarded, of: seller.id, bytes)
            }
        }
        for fault in faults { try sink.add(fault: fault.event, of: sellers[fault.seller], bytes) }
    }

    /// What statistics take of a line.
    private mutating func noteTrade(_ place: Int, _ input: borrowing BaseInput, _ bytes: borrowing RawSpan) {
        let line = lines[place].fields
        let amount = facts.lines[place].amount
        let flow = TradeFlow(origin: line.origin, destination: line.destination, home: input.homeCountry)
        let code = line.hsCode.range
        let digits =
            code.isEmpty ? 0xFF : (bytes.byte(at: code.lowerBound) &- 0x30) &* 10 &+ bytes.byte(at: code.lowerBound &+ 1) &- 0x30
        var trade = TradeLine(
            seller: lines[place].seller, flow: flow, model: line.tradeModel ?? 3, hs2: digits,
            partner: flow == .unknown ? 0 : flow == .import ? line.origin : line.destination, currency: line.currency,
            payment: line.paymentMethod, product: product(of: place),
            valueMinor: amount.reportingMinor ?? amount.minor, isConverted: amount.reportingMinor != nil)
        firsts.note(&trade, after: self.trade, bytes)
        self.trade.append(trade)
    }

    /// Mutating, though it changes nothing: else the whole builder would be copied for each order.
    private mutating func handOverTrade<Sink: OrderSink & ~Copyable>(
        _ input: borrowing BaseInput, _ bytes: borrowing RawSpan, into sink: inout Sink
    ) throws(SystemFailure) {
        guard trade.count > 0 else { return }
        if sellers.count > SellerGroups.few { tradeGroups.sort(&trade, sellers: sellers.count) }
        for index in 0..<facts.sellerCount { try sink.add(trade: trade, of: seller(index), bytes) }
    }

    /// What the lines add to products and to distinct counts.
    private mutating func takeLineSums(_ bytes: borrowing RawSpan, isNear: Bool, _ report: inout BucketReport) {
        for i in facts.lines.indices {
            let (fact, product) = (facts.lines[i], lines[i].product)
            deltas[product].lines += 1
            if fact.status == .refunded || fact.status == .returned { deltas[product].refunded += 1 }
            if fact.amount.reportingMinor == nil { report.unconvertedLines += 1 }
            guard isNear else { continue }
            near.append(
                NearLine(
                    seller: fact.seller, buyer: lines[i].fields.buyerID,
                    product: OrderProduct(index: product, id: TextRange(products[product])),
                    destination: lines[i].fields.destination))
        }
    }

    /// The product's place in the order, a new one where it has none.
    private mutating func place(ofProduct id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        let place = products.place(of: id, bytes)
        if place == deltas.count { deltas.append(ProductDelta()) }
        return place
    }

    private func product(of line: Int) -> OrderProduct {
        OrderProduct(index: lines[line].product, id: TextRange(products[lines[line].product]))
    }

    /// The order of a seller with its documents, for those who want to see it whole.
    private func joined(_ seller: Int, _ invoices: Int) -> JoinedOrder {
        JoinedOrder(
            order: lines[0].fields.orderID.range, seller: sellers[seller], birth: birth, match: contribution.match,
            corroboration: contribution.corroboration,
            counters: contribution.counters, grossMinor: contribution.grossMinor, invoices: invoices,
            payments: payments, events: events, feedback: facts.feedback.count, declarations: declarations,
            handedOverAt: facts.movement.handedOverAt, deliveredAt: facts.movement.deliveredAt)
    }

    /// Finds each seller's line with the least number.
    private mutating func noteFirstLines() {
        firstLines.reset(to: -1, count: sellers.count)
        for i in facts.lines.indices {
            let seller = lines[i].seller
            if firstLines[seller] < 0 || lines[i].fields.lineNo < lines[firstLines[seller]].fields.lineNo { firstLines[seller] = i }
        }
    }

    /// The seller's place in the order, a new one where it has none.
    @inline(never)
    private mutating func place(ofSeller id: Range<Int>, _ bytes: borrowing RawSpan) -> Int { sellers.place(of: id, bytes) }
}
