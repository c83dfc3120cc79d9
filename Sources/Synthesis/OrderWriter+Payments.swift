import Domain

extension OrderWriter {
    private static let methods = ["card", "wallet", "bank transfer", "cash, on delivery", ""]

    /// One payment for most orders: authorised, then captured under the same id; failures, refunds, third parties.
    mutating func writePayments() {
        if random.chance(30_000) { return }
        let isFraudulent = market.sellers[order.shares[0].seller].quality == .fraudulent
        let payer: Payer = random.chance(isFraudulent ? 300_000 : 15_000) ? .thirdParty : random.chance(60_000) ? .onDelivery : .buyer
        let id = "PAY\(padded(order.number, 9))"
        let at =
            payer == .onDelivery ? (order.deliveredAt ?? order.orderedAt + 20 * daySeconds) : order.orderedAt + Int64(random.below(900))
        if random.chance(30_000) { payment(id + "-0", payer, .failed, at: at) }
        let isCancelled = order.shares.allSatisfy(\.fate.isCancelled)
        if payer != .onDelivery, isCancelled || random.chance(300_000) { payment(id, payer, .authorised, at: at) }
        if isCancelled { return }
        payment(id, payer, random.chance(isFraudulent ? 20_000 : 300) ? .fraud : .captured, at: at + 60 + Int64(random.below(86_400)))
        guard let back = order.lines.first(where: { $0.outcome?.status == .refunded || $0.outcome?.status == .returned })?.outcome?.at
        else {
            return
        }
        payment(id + "-R", payer, .refunded, at: back + 2 * hourSeconds)
    }

    private mutating func payment(_ id: String, _ payer: Payer, _ status: PaymentStatus, at: Int64) {
        let currency = TradeCurrency.all[order.lines[0].currency]
        let amount = order.lines.filter { $0.currency == order.lines[0].currency }.reduce(0) { $0 + $1.amountMinor }
        begin()
        fields.add(id)
        fields.add(order.id)
        fields.add(optional(payer.name, blankEvery: 40, phase: 6))
        fields.add(OrderWriter.methods[order.number % OrderWriter.methods.count])
        fields.add(minor: amount, digits: currency.digits)
        fields.add(currency.code)
        fields.add(status.name)
        fields.add(instant: at)
        deliver(.payments, day: known(at))
    }
}
