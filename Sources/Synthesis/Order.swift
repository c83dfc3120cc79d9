import Domain

let hourSeconds: Int64 = 3_600
let daySeconds: Int64 = 86_400

/// One order with all that happens to it; a pure function of the plan and its number.
struct Order {
    let number: Int
    let id: String
    /// The day of `orderedAt` in UTC, counted from the first partition.
    let day: Int
    let orderedAt: Int64
    let zoneMinutes: Int
    let platform: Int
    let buyer: String
    let tradeModel: TradeModel
    let origin: String
    let destination: String
    let shares: [OrderShare]
    private(set) var lines: [OrderLine] = []
    /// When the goods were handed over and delivered; nil: never.
    private(set) var handedOverAt: Int64?
    private(set) var deliveredAt: Int64?
    /// What follows is drawn from here on.
    var random: RandomStream

    init(number: Int, day: Int, market: Market) {
        var random = RandomStream(seed: market.plan.seed, .order, number)
        let seller = market.drawSeller(day: day, &random)
        self.number = number
        self.day = day
        platform = seller.platform
        id = Order.identifier(number, platform: seller.platform, seed: market.plan.seed)
        zoneMinutes = random.chance(80_000) ? random.pick([0, 60, 330, -720, 840]) : seller.zoneMinutes
        let second = Order.secondOfDay(zoneMinutes: zoneMinutes, &random)
        orderedAt = (market.plan.firstDay + day).start.seconds + Int64(second)
        buyer =
            seller.hasBuyerRing && random.chance(850_000)
            ? "B9\(padded(seller.index % 1_000_000 * 8 + random.below(8), 8))" : "B\(padded(random.skewed(market.buyers) + 1, 8))"
        tradeModel = TradeModel.allCases[random.weighted(seller.tradeModelWeights)]
        origin = seller.country
        let isDomestic = random.below(1000) < seller.domesticPerMille
        destination = isDomestic ? seller.country : Market.destinations[random.skewed(Market.destinations.count)]
        var sellers = [seller]
        if market.sellers.count > 3, random.chance(30_000) {
            for _ in 0...random.below(2) {
                let other = market.drawSeller(day: day, &random)
                if !sellers.contains(where: { $0.index == other.index }) { sellers.append(other) }
            }
        }
        var shares: [OrderShare] = []
        for seller in sellers { shares.append(OrderShare(seller, &random)) }
        self.shares = shares
        self.random = random
        drawLines(sellers, market: market)
        promise()
        transport()
        settle()
    }

    /// Order ids in the manner of each platform; no two orders share one. One platform's hold a comma, one's are not ASCII.
    static func identifier(_ number: Int, platform: Int, seed: UInt64) -> String {
        switch platform {
        case 0: return "O\(padded(number * 3 + 1_000_000, 12))"
        case 1:
            let hex = String(RandomStream.mix(UInt64(number) ^ seed), radix: 16)
            return String(repeating: "0", count: 16 - hex.count) + hex
        case 2: return "CI-\(padded(number / 1000, 7))-\(padded(number % 1000, 3))"
        case 3: return padded(number, 15)
        case 4: return "订单\(padded(number, 9))"
        default: return "FARO \(number / 100), no. \(number % 100)"
        }
    }

    /// Around local noon for most; a few within seconds of midnight in UTC, where the day turns.
    private static func secondOfDay(zoneMinutes: Int, _ random: inout RandomStream) -> Int {
        if random.chance(10_000) { return 0 }
        if random.chance(30_000) { return (86_400 - 90 + random.below(180)) % 86_400 }
        let local = (random.below(86_400) + random.below(86_400)) / 2
        return (local - zoneMinutes * 60 + 2 * 86_400) % 86_400
    }

    private mutating func drawLines(_ sellers: [Seller], market: Market) {
        let currency = sellers[0].currency
        let extra = random.weighted([700, 200, 70, 20, 10]) * (random.chance(30_000) ? 2 : 1)
        let step = tradeModel == .b2b && random.chance(100_000) ? 10 : 1
        for index in 0..<(sellers.count + extra) {
            let seller = sellers[index < sellers.count ? index : random.below(sellers.count)]
            let product = market.product(seller.firstProduct + random.skewed(seller.productCount))
            // In a few orders a line has a currency of its own.
            let lineCurrency = index > 0 && random.chance(4_000) ? 1 : currency
            let money = TradeCurrency.all[lineCurrency]
            let wobble = Int64(90 + random.below(21))
            let euroMicro: Int64 = product.priceEuroCents * 100 * wobble
            var price = Int64(Int128(euroMicro) * Int128(money.perEuroMicro) / 1_000_000)
            // To the minor unit, or for some goods two digits finer, so that amounts need rounding.
            let grain = 1_000_000 / money.scale / (product.isMeasured && random.chance(300_000) ? 100 : 1)
            price = random.chance(1_000) ? 0 : max(grain, price / grain * grain)
            let whole = Int64(tradeModel == .b2b ? 10 + random.below(490) : 1 + random.skewed(4))
            let parts = product.isMeasured ? Int64(random.pick([0, 125_000, 250_000, 333_333, 500_000, 1])) : 0
            let freight = random.chance(400_000) ? Int64(random.below(4_000)) * money.perEuroMicro / 100 / grain * grain : nil
            lines.append(
                OrderLine(
                    number: (index + 1) * step, seller: seller.index, product: product, quantityMicro: whole * 1_000_000 + parts,
                    priceMicro: price, freightMicro: freight, currency: lineCurrency, shipBy: nil, deliverBy: nil))
        }
    }

    /// The deadlines: on some lines at midnight, on some later than on others, on some missing.
    private mutating func promise() {
        var shipBy = orderedAt + Int64(random.between(1, tradeModel == .b2b ? 9 : 4)) * daySeconds
        var deliverBy = shipBy + Int64(random.between(6, 24)) * daySeconds
        if random.chance(150_000) {
            shipBy = endOfLocalDay(shipBy)
            deliverBy = endOfLocalDay(deliverBy)
        } else if random.chance(60_000) {
            shipBy = (shipBy / daySeconds + 1) * daySeconds
            deliverBy = (deliverBy / daySeconds + 1) * daySeconds
        }
        let needsPromise = shares.contains { $0.fate == .neverHandedOver || $0.fate == .cancelledLate }
        if shares.contains(where: { $0.fate == .completes && $0.isLate }), random.chance(10_000) { shipBy = orderedAt }
        let hasShipBy = needsPromise || !random.chance(20_000)
        let hasDeliverBy = !random.chance(50_000)
        for index in lines.indices {
            let later = index > 0 && random.chance(200_000) ? Int64(random.between(1, 2)) * daySeconds : 0
            if hasShipBy { lines[index].shipBy = shipBy + later }
            if hasDeliverBy { lines[index].deliverBy = deliverBy + later }
        }
    }

    private func endOfLocalDay(_ instant: Int64) -> Int64 {
        let local = instant + Int64(zoneMinutes) * 60
        return (floorDivision(local, daySeconds) + 1) * daySeconds - 1 - Int64(zoneMinutes) * 60
    }

    /// The latest ship_by of all lines, and the latest of their deliver_by.
    var latestShipBy: Int64? { lines.compactMap(\.shipBy).max() }
    var latestDeliverBy: Int64? { lines.compactMap(\.deliverBy).max() }

    /// Handover and delivery: with a few exactly on the deadline, or one second after it.
    private mutating func transport() {
        guard let share = shares.first(where: { $0.fate == .completes }) else { return }
        let handed: Int64
        if let deadline = latestShipBy {
            if share.isLate {
                handed = random.chance(20_000) ? deadline + 1 : deadline + hourSeconds + Int64(random.skewed(12 * 86_400))
            } else if random.chance(6_000) {
                handed = deadline
            } else {
                handed = orderedAt + Int64(random.between(Int(deadline - orderedAt) / 20, Int(deadline - orderedAt)))
            }
        } else {
            handed = orderedAt + Int64(random.between(4 * 3_600, 4 * 86_400))
        }
        handedOverAt = handed
        if !share.isLate, !share.isUpheld, random.chance(3_000) { return }
        let isDomestic = origin == destination
        let hours = isDomestic ? 10 + random.skewed(120) : 90 + random.skewed(560)
        deliveredAt = handed + Int64(hours) * hourSeconds + Int64(random.below(3_600))
        if let deadline = latestDeliverBy, deadline > handed + 2 * daySeconds, random.chance(8_000) {
            deliveredAt = deadline + (random.chance(400_000) ? 1 : 0)
        }
    }

    /// The last status of each line.
    private mutating func settle() {
        for share in shares {
            let outcome = outcome(of: share)
            for index in lines.indices where lines[index].seller == share.seller { lines[index].outcome = outcome }
        }
        // Now and then a buyer cancels one line of several; the share lives on.
        if lines.count > 1, random.chance(20_000), let last = lines.last, !last.isCancelled,
            lines.filter({ $0.seller == last.seller && !$0.isCancelled }).count > 1,
            lines.dropLast().compactMap(\.shipBy).max() == latestShipBy
        {
            lines[lines.count - 1].outcome = (.cancelledByBuyer, orderedAt + hourSeconds + Int64(random.below(20)) * 60)
        }
    }

    private mutating func outcome(of share: OrderShare) -> (status: TransactionStatus, at: Int64)? {
        let deadline = latestShipBy ?? orderedAt + daySeconds
        switch share.fate {
        case .cancelledBySeller, .cancelledByBuyer:
            let at = orderedAt + 600 + Int64(random.below(max(60, Int(min(deadline - orderedAt, 3 * daySeconds)) - 700)))
            guard share.fate == .cancelledByBuyer else { return (.cancelledBySeller, at) }
            return (random.chance(700_000) ? .cancelledByBuyer : .cancelled, at)
        case .cancelledLate:
            let status: TransactionStatus = random.chance(500_000) ? .cancelled : .cancelledByBuyer
            return (status, deadline + hourSeconds + Int64(random.below(20 * 86_400)))
        case .neverHandedOver:
            guard random.chance(400_000) else { return nil }
            return (.refunded, deadline + 32 * daySeconds + Int64(random.below(10 * 86_400)))
        case .completes:
            let arrived = deliveredAt ?? (handedOverAt ?? orderedAt) + 20 * daySeconds
            if share.isUpheld, random.chance(600_000) {
                return (.refunded, arrived + 3 * daySeconds + Int64(random.below(20 * 86_400)))
            }
            if let status = share.takenBack { return (status, arrived + daySeconds + Int64(random.below(15 * 86_400))) }
            return random.chance(30_000) ? nil : (.completed, arrived + Int64(random.below(5 * 86_400)))
        }
    }
}
