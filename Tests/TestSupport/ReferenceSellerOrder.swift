import Domain

/// The order of one seller, and what it adds to that seller's counters.
struct SellerOrder {
    /// The seller's lines and bills.
    var own: Order
    /// All sellers' lines and bills.
    var whole: Order
    var asOf: Day

    private var isCancelled: Bool { own.lines.allSatisfy(\.isCancelled) }

    /// The latest of a promise among the lines that are not cancelled, nil where none has it.
    private func deadline(_ column: String) -> Instant? {
        own.lines.filter { !$0.isCancelled }.compactMap { $0.row.promise(column) }.max()
    }

    private func firstEvent(_ codes: Set<Text>) -> Instant? {
        own.events.filter { codes.contains($0.text("event")) }.map { $0.instant("occurred_at") }.min()
    }

    private func eventCount(_ code: Text) -> Int { own.events.count { $0.text("event") == code } }

    /// One order's share in every additive counter.
    var counters: [String: Int64] {
        var counters = tradeCounters
        counters.merge(invoiceCounters) { _, new in new }
        counters.merge(handoverCounters) { _, new in new }
        counters.merge(deliveryCounters) { _, new in new }
        return counters
    }

    private var tradeCounters: [String: Int64] {
        [
            "orders": 1,
            "lines": Int64(own.lines.count),
            "gross_minor": Int64(own.lines.compactMap(\.cents).reduce(0, +)),
            "cancelled": count(isCancelled),
            "cancelled_by_seller": count(isCancelled && own.lines.contains { $0.status == "CANCELLED_BY_SELLER" }),
            "refunded": count(own.lines.contains(where: \.isRefunded)),
        ]
    }

    private var invoiceCounters: [String: Int64] {
        let isDue = !isCancelled
        let isMatched = isDue && (billsMatch(own) || billsMatch(whole))
        return [
            "invoice_due": count(isDue),
            "invoice_matched": count(isMatched),
            "invoice_missing": count(isDue && !isMatched && own.bills.isEmpty),
        ]
    }

    private var handoverCounters: [String: Int64] {
        let orderedAt = own.placed.orderedAt
        let handedOver = firstEvent(["EMA", "EMC"])
        let due = deadline("ship_by").flatMap { hasPassed($0) ? $0 : nil }
        let promised = due.flatMap { $0 > orderedAt ? $0 : nil }
        return [
            "handover_due": count(due != nil),
            "handover_late": count(due.map { due in handedOver.map { $0 > due } ?? true } ?? false),
            "handed_over": count(handedOver != nil),
            "handover_seconds": handedOver.map { max(0, seconds(from: orderedAt, to: $0)) } ?? 0,
            "handover_share_orders": count(promised != nil),
            "handover_share_sum": promised.map { shareUsed(ofWindowUntil: $0, handedOver ?? endOfDay) } ?? 0,
        ]
    }

    private var deliveryCounters: [String: Int64] {
        let delivered = firstEvent(["EMI"])
        let promised = deadline("deliver_by")
        let due = promised.flatMap { hasPassed($0) ? $0 : nil }
        let isOverdue = promised.map { hasPassed(Instant($0.seconds + 30 * 86_400)) } ?? false
        return [
            "delivery_due": count(due != nil),
            "delivery_late": count(due.map { due in delivered.map { $0 > due } ?? false } ?? false),
            "delivered": count(delivered != nil),
            "undelivered": count(delivered == nil && isOverdue),
            "held": count(eventCount("EME") > 0),
            "failed_attempts": Int64(eventCount("EMH")),
        ]
    }

    /// Of the time between order and promise, the part that was used, in thousandths, at most 4000.
    private func shareUsed(ofWindowUntil shipBy: Instant, _ handedOver: Instant) -> Int64 {
        let used = max(0, seconds(from: own.placed.orderedAt, to: handedOver))
        return min(4000, 1000 * used / seconds(from: own.placed.orderedAt, to: shipBy))
    }

    private var endOfDay: Instant { (asOf + 1).start }
    private func hasPassed(_ deadline: Instant) -> Bool { deadline < endOfDay }
    private func seconds(from a: Instant, to b: Instant) -> Int64 { b.seconds - a.seconds }
    private func count(_ fact: Bool) -> Int64 { fact ? 1 : 0 }
}

/// Whether an order's bills match the total of its lines that are not cancelled: Σ INVOICE or Σ INVOICE − Σ CREDIT_NOTE lies
/// within max(1.00 of the currency, 0.5 % of the total); where there is more than one currency, all in euros and 2 % of the
/// total more. An order of which no document is left (a credit note is one, a void invoice none) is never matched.
private func billsMatch(_ order: Order) -> Bool {
    let lines = order.lines.filter { !$0.isCancelled }
    guard let currency = lines.first?.currency, !order.bills.isEmpty else { return false }
    let isOneCurrency = Set(lines.map(\.currency) + order.bills.map(\.currency)).count == 1
    let owed = lines.map { isOneCurrency ? $0.amount : $0.cents }
    let billed = order.bills.map { (isCreditNote: $0.isCreditNote, amount: isOneCurrency ? $0.amount : $0.cents) }
    if owed.contains(nil) || billed.contains(where: { $0.amount == nil }) { return false }

    let total = owed.compactMap(\.self).reduce(0, +)
    let invoiced = billed.filter { !$0.isCreditNote }.compactMap(\.amount).reduce(0, +)
    let credited = billed.filter(\.isCreditNote).compactMap(\.amount).reduce(0, +)
    let one = isOneCurrency ? Money.powerOfTen(Money.minorDigits(of: currency)) : 100
    let toleranceThousandths = max(1000 * one, 5 * total) + (isOneCurrency ? 0 : 20 * total)
    return [invoiced, invoiced - credited].contains { abs(total - $0) * 1000 <= toleranceThousandths }
}
