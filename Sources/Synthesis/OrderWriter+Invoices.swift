import Domain

extension OrderWriter {
    /// An amount of money of a share: one per currency of its lines.
    private struct Total {
        var currency: Int
        var minor: Int64

        /// The most by which an invoice may differ and still match: max(1.00, 0.5 %).
        var tolerance: Int64 { max(1000 * TradeCurrency.all[currency].scale, minor * 5) / 1000 }
    }

    mutating func writeInvoices() {
        if writeWholeOrderInvoice() { return }
        for (index, share) in order.shares.enumerated() {
            let billed = totals(of: share.seller)
            if billed.isEmpty {
                writeCancelledInvoice(share, index: index)
            } else if share.billing != .missing {
                write(share, index: index, totals: billed)
            }
        }
    }

    /// Σ of the lines not cancelled, per currency in order of appearance; of one seller, or of all.
    private func totals(of seller: Int?) -> [Total] {
        var totals: [Total] = []
        for line in order.lines where !line.isCancelled && (seller == nil || line.seller == seller) {
            if let place = totals.firstIndex(where: { $0.currency == line.currency }) {
                totals[place].minor += line.amountMinor
            } else {
                totals.append(Total(currency: line.currency, minor: line.amountMinor))
            }
        }
        return totals
    }

    /// Some orders of several sellers are billed by one of them, or by an account without a line, as a whole.
    private mutating func writeWholeOrderInvoice() -> Bool {
        guard order.shares.count > 1, order.shares.allSatisfy({ $0.billing == .matched && !$0.fate.isCancelled }) else { return false }
        let all = totals(of: nil)
        guard all.count == 1, random.chance(300_000) else { return false }
        let stranger = (order.shares[0].seller + 1 + random.below(market.sellers.count - 1)) % market.sellers.count
        let issuer = random.chance(300_000) ? stranger : order.shares[0].seller
        write(.invoice, "W", issuer, all[0], at: issueTime())
        return true
    }

    private mutating func issueTime() -> Int64 { order.orderedAt + Int64(random.skewed(3 * 86_400)) }

    private mutating func writeCancelledInvoice(_ share: OrderShare, index: Int) {
        guard let line = order.lines.first(where: { $0.seller == share.seller }), random.chance(300_000) else { return }
        let total = Total(currency: line.currency, minor: line.amountMinor)
        let at = issueTime()
        write(.invoice, "\(index + 1)", share.seller, total, at: at)
        write(.creditNote, "\(index + 1)C", share.seller, total, at: at + 2 * daySeconds)
    }

    private mutating func write(_ share: OrderShare, index: Int, totals: [Total]) {
        // Some sellers number their invoices anew in each order: the key has the order in it.
        let id = order.number % 5 == 0 ? "\(index + 1)" : "INV-\(padded(order.number, 9))-\(index + 1)"
        let at = issueTime()
        for (place, total) in totals.enumerated() {
            let own = place == 0 ? id : id + "-\(place + 1)"
            if share.billing == .mismatched {
                writeMismatched(own, share.seller, total, at: at)
            } else {
                writeMatched(own, share.seller, total, at: at, mayConvert: totals.count == 1)
            }
        }
        let isTakenBack = order.lines.contains {
            $0.seller == share.seller && ($0.outcome?.status == .returned || $0.outcome?.status == .refunded)
        }
        guard isTakenBack, random.chance(600_000), let back = order.lines.compactMap({ $0.outcome?.at }).max() else { return }
        let part = random.chance(500_000) ? totals[0].minor : totals[0].minor * Int64(random.between(1, 99)) / 100
        write(.creditNote, id + "C", share.seller, Total(currency: totals[0].currency, minor: part), at: back + hourSeconds)
    }

    private mutating func writeMatched(_ id: String, _ seller: Int, _ total: Total, at: Int64, mayConvert: Bool) {
        var billed = total
        switch random.below(1000) {
        case ..<50:
            billed.minor += Int64(random.between(-3, 3)) * total.minor / 1000
            write(.invoice, id, seller, billed, at: at)
        case ..<65:
            billed.minor += random.chance(500_000) || total.tolerance > total.minor ? total.tolerance : -total.tolerance
            write(.invoice, id, seller, billed, at: at)
        case ..<180:
            billed.minor = total.minor * Int64(random.between(10, 90)) / 100
            write(.invoice, id, seller, billed, at: at)
            billed.minor = total.minor - billed.minor
            write(.invoice, id + "B", seller, billed, at: at + 2 * hourSeconds)
        case ..<195:
            billed.minor += total.minor / 5 + 2 * total.tolerance
            write(.invoice, id, seller, billed, at: at)
            billed.minor -= total.minor
            write(.creditNote, id + "C", seller, billed, at: at + daySeconds)
        case ..<210:
            billed.minor += total.minor / 3 + 7
            write(.invoice, id, seller, billed, at: at)
            write(.void, id, seller, billed, at: at + (random.chance(300_000) ? 0 : hourSeconds))
            write(.invoice, id + "R", seller, total, at: at + 2 * hourSeconds)
        case ..<235 where mayConvert:
            write(.invoice, id, seller, converted(total), at: at)
        case ..<240:
            // Digits behind the minor unit, to be rounded half up: …4 down to the total, …5 up to it.
            let isDown = total.minor == 0 || random.chance(500_000)
            billed.minor = total.minor * 10 + (isDown ? 4 : -5)
            write(.invoice, id, seller, billed, at: at, extraDigits: 1)
        default:
            write(.invoice, id, seller, billed, at: at)
        }
    }

    private mutating func writeMismatched(_ id: String, _ seller: Int, _ total: Total, at: Int64) {
        var billed = total
        switch random.below(10) {
        case 0:
            billed.minor += total.tolerance + 1
        case 1:
            write(.invoice, id, seller, billed, at: at)
            return write(.void, id, seller, billed, at: at + hourSeconds)
        case 2:
            // In the name of an account that has no line in the order, and for another amount.
            billed.minor += 2 * total.tolerance + 1
            return write(.invoice, id, (seller + 1) % market.sellers.count, billed, at: at)
        case 3...5 where total.minor > 10 * total.tolerance:
            billed.minor -= total.minor * Int64(random.between(8, 60)) / 100
        default:
            billed.minor += max(2 * total.tolerance, total.minor * Int64(random.between(3, 60)) / 100) + 1
        }
        write(.invoice, id, seller, billed, at: at)
    }

    /// The total in euro, or of euro orders in US dollars, at the rate of the order's day.
    private func converted(_ total: Total) -> Total {
        let target = total.currency == 0 ? 1 : 0
        let from = TradeCurrency.all[total.currency]
        let into = TradeCurrency.all[target]
        let rateFrom = market.rateMicro(currency: total.currency, day: order.day)
        let rateInto = market.rateMicro(currency: target, day: order.day)
        let scaled = Int128(total.minor) * Int128(rateInto) * Int128(into.scale)
        return Total(currency: target, minor: Int64(scaled / (Int128(rateFrom) * Int128(from.scale))))
    }

    private mutating func write(
        _ kind: InvoiceKind, _ id: String, _ seller: Int, _ gross: Total, at: Int64, extraDigits: Int = 0
    ) {
        let currency = TradeCurrency.all[gross.currency]
        let digits = currency.digits + extraDigits
        let percent: Int64 = [0, 0, 6, 13, 19][order.number % 5]
        let net = gross.minor * 100 / (100 + percent)
        // Fraudulent sellers' invoices do not always add up.
        let slip: Int64 = market.sellers[seller].quality == .fraudulent && order.number % 7 == 1 ? 3 : 0
        let isBlank = order.number % 33 == 5
        begin()
        fields.add(id)
        fields.add(order.id)
        fields.add(market.sellers[seller].id)
        fields.add(kind.name)
        fields.add(instant: at)
        fields.add(currency.code)
        fields.add(minor: isBlank ? nil : net, digits: digits)
        fields.add(minor: isBlank ? nil : gross.minor - net + slip, digits: digits)
        fields.add(minor: gross.minor, digits: digits)
        fields.blank(2)
        deliver(.invoices, day: known(at))
    }
}
