import Domain

extension ReferenceWriter {
    private static let nouns = [
        "silk scarf", "无线耳机", "Kaffeemühle", "phone case, clear", "12\" ruler set", "Tasche für Zoë", "LED lamp 💡", "竹编篮",
    ]
    private static let categories = ["apparel", "electronics", "home", "toys", "beauty", "sports"]
    private static let steps = ["commissioning", "packing", "shipping", "departing", "arriving", "receiving", "retail_selling"]
    private static let dispositions = [
        "active", "in_progress", "in_transit", "in_transit", "in_progress", "sellable_accessible", "retail_sold",
    ]

    mutating func writeProduct(_ index: Int) {
        let product = market.product(index)
        var own = RandomStream(seed: market.plan.seed, .product, index, 1)
        begin()
        fields.add(product.id)
        fields.add(own.chance(600_000) ? Identifiers.tradeItemNumber(index, isValid: !product.isDefective) : "")
        fields.add(own.pick(ReferenceWriter.nouns))
        fields.add(own.pick(ReferenceWriter.categories))
        fields.add(own.chance(700_000) ? "Brand \(own.below(500))" : "")
        fields.add(product.hsCode)
        fields.add(own.pick(["CN", "CN", "CN", "DE", "IT", "BR", ""]))
        fields.add(integer: product.weightGrams)
        fields.add(instant: recently())
        deliver(.products)
    }

    /// A product is followed through its steps, and now and then inspected.
    mutating func writeFindings() {
        let seller = market.sellers[random.below(market.sellers.count)]
        let product = market.product(seller.firstProduct + random.below(seller.productCount))
        let lot = "LOT-\(random.below(900))"
        let known = 1 + random.below(ReferenceWriter.steps.count)
        var at = recently() - Int64(known) * 5 * daySeconds
        for step in 0..<known {
            at += Int64(random.below(4 * 86_400))
            begin()
            fields.add(freshID("T"))
            fields.add(product.id)
            fields.add(lot)
            fields.add(ReferenceWriter.steps[step])
            fields.add(ReferenceWriter.dispositions[step])
            fields.add(step < 4 ? "CNYIW" : "DEHAM")
            fields.add(instant: at)
            deliver(.traces)
        }
        writeInspection(of: product, seller: seller, lot: lot)
    }

    private mutating func writeInspection(of product: Product, seller: Seller, lot: String) {
        let isBad = product.isDefective || seller.quality == .fraudulent
        let result = InspectionResult(
            rawValue: UInt8(random.weighted(isBad ? [60, 25, seller.quality == .fraudulent ? 10 : 0, 5] : [985, 13, 0, 2])))
        begin()
        fields.add(freshID("IN"))
        fields.add(product.id)
        fields.add(random.chance(700_000) ? seller.id : "")
        fields.add(lot)
        fields.add(random.pick(["SAMR, Zhejiang", "BAuA", "CPSC", "海关总署"]))
        fields.add((result ?? .pass).name)
        fields.add(instant: recently())
        deliver(.inspections)
    }
}

extension ReferenceWriter {
    /// Mostly on bad sellers; the gravest only on fraudulent ones.
    mutating func writePenalty() {
        let seller = market.sellers[random.below(market.sellers.count)]
        let isBad = seller.quality == .poor || seller.quality == .fraudulent
        guard isBad || random.chance(30_000) else { return }
        let weights = seller.quality == .fraudulent ? [30, 30, 20, 20] : [70, 25, isBad ? 5 : 0, 0]
        let severity = PenaltySeverity(rawValue: UInt8(random.weighted(weights))) ?? .warning
        begin()
        fields.add(freshID("PN"))
        fields.add(seller.id)
        fields.add(random.pick(["SAMR", "Zollkriminalamt", "FTC", "市场监督管理局, 义乌"]))
        fields.add(random.pick(["SANCTION", "mislabelling", "late filing", ""]))
        fields.add(severity.name)
        fields.add(day: market.plan.firstDay + day - random.skewed(20))
        if random.chance(600_000) { fields.add(day: market.plan.firstDay + day + 90 + random.below(600)) } else { fields.blank() }
        fields.add(random.pick(["gazette", "platform notice", ""]))
        deliver(.penalties)
    }

    /// The integrity fund: put up, topped up, drawn on, given back.
    mutating func writeFundMovement() {
        let seller = market.sellers[random.below(market.sellers.count)]
        let isBad = seller.quality == .poor || seller.quality == .fraudulent
        let kind = DepositKind(rawValue: UInt8(random.weighted(isBad ? [40, 10, 45, 5] : [70, 20, 5, 5]))) ?? .deposit
        let currency = TradeCurrency.all[random.chance(500_000) ? 2 : seller.currency]
        begin(zoneMinutes: seller.zoneMinutes)
        fields.add(freshID("DP"))
        fields.add(seller.id)
        fields.add(kind.name)
        fields.add(minor: Int64(1 + random.below(200)) * 50 * currency.scale, digits: currency.digits)
        fields.add(currency.code)
        fields.add(instant: recently())
        fields.add(kind == .draw && random.chance(700_000) ? "D\(padded(random.below(market.plan.orders), 9))-0" : "")
        deliver(.deposits)
    }
}
