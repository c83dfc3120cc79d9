import Domain

extension OrderWriter {
    /// A declaration of each share that crosses the border, for about half of the orders and for every seizure; its outcome is a
    /// later version.
    mutating func writeCustoms() {
        guard let handed = order.handedOverAt, order.origin != order.destination else { return writeDomesticSeizures() }
        for (index, share) in order.shares.enumerated() where share.fate == .completes {
            guard share.isSeized || random.chance(450_000) else { continue }
            writeDeclaration(share, index: index, at: handed + 6 * hourSeconds + Int64(random.below(86_400)))
        }
    }

    /// Goods that stay in the country are seized from bonded warehouses (regime 1210).
    private mutating func writeDomesticSeizures() {
        guard let handed = order.handedOverAt else { return }
        for (index, share) in order.shares.enumerated() where share.isSeized {
            writeDeclaration(share, index: index, at: handed + hourSeconds)
        }
    }

    private mutating func writeDeclaration(_ share: OrderShare, index: Int, at: Int64) {
        let later = at + 4 * hourSeconds + Int64(random.below(6 * 86_400))
        let reason: CustomsReason? = share.isSeized ? random.pick([.fraud, .counterfeit, .prohibited, .undervalued]) : nil
        let isInspected = share.isSeized || random.chance(60_000)
        if isInspected { declaration(share, index, at, .inspected, outcomeAt: nil, reason: nil) }
        let outcome: CustomsOutcome =
            share.isSeized ? .seized : random.chance(15_000) ? .amended : random.chance(4_000) ? .returned : .released
        declaration(
            share, index, at, outcome, outcomeAt: isInspected ? later + daySeconds : later,
            reason: outcome == .amended ? .undervalued : reason)
    }

    private mutating func declaration(
        _ share: OrderShare, _ index: Int, _ at: Int64, _ outcome: CustomsOutcome, outcomeAt: Int64?, reason: CustomsReason?
    ) {
        let lines = order.lines.filter { $0.seller == share.seller && !$0.isCancelled }
        guard let first = lines.first else { return }
        let currency = TradeCurrency.all[first.currency]
        let quality = market.sellers[share.seller].quality
        // Undervalued by bad sellers.
        let percent: Int64 = quality == .fraudulent ? 35 : quality == .poor && order.number % 4 == 0 ? 70 : 100
        let value = lines.filter { $0.currency == first.currency }.reduce(0) { $0 + $1.amountMinor } * percent / 100
        let regimes = order.origin == order.destination ? ["1210"] : order.tradeModel == .b2b ? ["9710", "9810"] : ["9610", "1210"]
        begin()
        fields.add("CD\(padded(order.number, 10))\(index)")
        fields.add(order.id)
        fields.add(optional(market.sellers[share.seller].id, blankEvery: 45, phase: 8))
        fields.add(regimes[order.number % regimes.count])
        fields.add(optional(first.product.hsCode, blankEvery: 50, phase: 9))
        fields.add(minor: value, digits: currency.digits)
        fields.add(currency.code)
        fields.add(micro: first.quantityMicro)
        fields.add(first.product.unit)
        fields.add(instant: at)
        fields.add(outcome.name)
        fields.add(instant: outcomeAt)
        fields.add(reason?.name ?? "")
        deliver(.customs, day: known(outcomeAt ?? at))
    }
}
