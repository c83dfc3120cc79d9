import Domain

extension OrderWriter {
    private static let methods = [
        "card", "card", "alipay", "wechat", "paypal", "lc", "tt, 30 days", "cod", "klarna", "\"net 60\" account", "", "boleto",
    ]

    /// A version per status of each line: PLACED, perhaps COMPLETED, and the last one; out of order now and then.
    mutating func writeTransactions() {
        let method = OrderWriter.methods[order.number % OrderWriter.methods.count]
        let ends = order.lines.compactMap { $0.outcome?.at }.max()
        let isInverted = ends != nil && random.chance(20_000)
        let endDay = max(placedDay, known(ends ?? order.orderedAt))
        let invertedDay = endDay + 1 + random.below(6)
        let inverts = isInverted && book.partition(of: invertedDay) != nil
        if inverts { firstPartition = book.partition(of: endDay) ?? firstPartition }
        for (index, line) in order.lines.enumerated() {
            let tail = index > 0 && random.chance(30_000) ? random.between(1, 3) : 0
            let day = inverts ? invertedDay : placedDay + tail
            transaction(line, .placed, at: order.orderedAt, method: method)
            if index == 0 { book.append(.transactions, fields, day: day, &random) } else { deliver(.transactions, day: day) }
            if random.chance(5_000) {
                transaction(line, .placed, at: order.orderedAt, method: method, respelled: true)
                deliver(.transactions, day: day + random.below(3))
            }
            if random.chance(15_000) { writeAmendedPromise(line, method: method, day: day) }
            guard let outcome = line.outcome else { continue }
            writeOutcome(line, outcome, method: method, day: inverts ? endDay : known(outcome.at))
        }
    }

    /// PLACED again, some hours later, with a longer promise and sometimes another ordered_at: only the first partition's counts.
    private mutating func writeAmendedPromise(_ line: OrderLine, method: String, day: Int) {
        guard line.outcome == nil || line.outcome?.status == .completed else { return }
        var amended = line
        amended.deliverBy = line.deliverBy.map { $0 + 2 * daySeconds }
        let at = order.orderedAt + 5 * hourSeconds
        transaction(amended, .placed, at: at, method: method, orderedAt: order.orderedAt - (random.chance(100_000) ? 7 : 0))
        deliver(.transactions, day: max(day, known(at)))
    }

    private mutating func writeOutcome(_ line: OrderLine, _ outcome: (status: TransactionStatus, at: Int64), method: String, day: Int) {
        if outcome.status == .returned || outcome.status == .refunded, random.chance(500_000) {
            let at = outcome.at - 12 * hourSeconds
            transaction(line, .completed, at: at, method: method)
            deliver(.transactions, day: known(at))
        }
        transaction(line, outcome.status, at: outcome.at, method: method)
        deliver(.transactions, day: day)
        guard random.chance(25_000) else { return }
        switch random.below(4) {
        case 0:
            // Same time, same partition, lower rank: loses.
            transaction(line, .placed, at: outcome.at, method: method)
        case 1:
            // Same time, same partition, same status: the canonical encoding decides.
            transaction(line, outcome.status, at: outcome.at, method: "escrow")
        case 2:
            // Same time, an earlier partition, a higher rank: loses, since the partition comes before the rank.
            let isInTime = Int64(day - 1 + Int(market.plan.firstDay.number)) >= floorDivision(outcome.at, daySeconds)
            guard outcome.status == .completed, isInTime, day > placedDay, book.partition(of: day - 1) != book.partition(of: day) else {
                return
            }
            transaction(line, .refunded, at: outcome.at, method: method)
            return book.append(.transactions, fields, day: day - 1, &random)
        default:
            // The same values in another spelling: a duplicate.
            transaction(line, outcome.status, at: outcome.at, method: method, respelled: true)
            return deliver(.transactions, day: day + random.below(4))
        }
        deliver(.transactions, day: day)
    }

    private mutating func transaction(
        _ line: OrderLine, _ status: TransactionStatus, at: Int64, method: String, orderedAt: Int64? = nil, respelled: Bool = false
    ) {
        let currency = TradeCurrency.all[line.currency]
        let saysUnit = line.product.unit != "C62" || (order.number % 3 == 0) != respelled
        begin(respelled: respelled)
        fields.add(order.id)
        fields.add(integer: line.number)
        fields.add(instant: orderedAt ?? order.orderedAt)
        fields.add(optional(Market.platforms[order.platform], blankEvery: 90, phase: 1))
        fields.add(market.sellers[line.seller].id)
        fields.add(order.buyer)
        fields.add(line.product.id)
        fields.add(optional(line.product.hsCode, blankEvery: 6, phase: 2))
        fields.add(micro: line.quantityMicro)
        fields.add(saysUnit ? line.product.unit : "")
        fields.add(micro: line.priceMicro, decimals: currency.digits)
        fields.add(micro: line.freightMicro, decimals: currency.digits)
        fields.add(currency.code)
        fields.add(optional(order.tradeModel.name, blankEvery: 70, phase: 3))
        fields.add(optional(order.origin, blankEvery: 80, phase: 4))
        fields.add(optional(order.destination, blankEvery: 60, phase: 5))
        fields.add(method)
        fields.add(instant: line.shipBy)
        fields.add(instant: line.deliverBy)
        fields.add(status.name)
        fields.add(instant: at)
        fields.add(order.tradeModel == .b2b ? "PO-\(order.number)\(order.number % 40 == 7 ? "\nrev. 2" : "")" : "")
        addSeal(of: market.sellers[line.seller], line: line)
    }

    /// Bad sellers forge a seal now and then; nobody else seals here, since a true one needs the key.
    private mutating func addSeal(of seller: Seller, line: OrderLine) {
        let forges = seller.quality == .fraudulent && order.number % 9 == 4
        guard forges else { return fields.blank(2) }
        var stream = RandomStream(seed: market.plan.seed, .order, order.number, line.number)
        fields.add("K\(padded(seller.index + 1, 7))")
        fields.add(Identifiers.forgedSeal(&stream))
    }
}
