import Domain

/// Writes what a day brings that no order does: subjects, products, their findings, money put up, rates, keys.
struct ReferenceWriter {
    let market: Market
    let book: PartitionBook
    let day: Int
    var random: RandomStream
    var fields = FieldList()

    init(market: Market, book: PartitionBook, day: Int) {
        self.market = market
        self.book = book
        self.day = day
        random = RandomStream(seed: market.plan.seed, .reference, day)
    }

    consuming func writeAll() {
        if day == 0 { writeInstitutions() }
        for seller in market.sellers where seller.activeFrom == day {
            writeArrival(of: seller)
            writeKey(of: seller)
            for product in 0..<seller.productCount where !random.chance(20_000) { writeProduct(seller.firstProduct + product) }
        }
        for _ in 0..<(market.sellers.count / 200 + random.below(2)) { writeUpdate(of: market.sellers[random.below(market.sellers.count)]) }
        for _ in 0..<(market.products / 500 + 1) { writeProduct(random.below(market.products)) }
        for _ in 0..<(market.sellers.count / 50 + 1) { writeFindings() }
        for _ in 0..<(market.sellers.count / 100 + random.below(2)) { writePenalty() }
        for _ in 0..<(market.sellers.count / 150 + random.below(2)) { writeFundMovement() }
        writeRates()
    }

    /// Midnight of the day `offset` days from this one, in UTC.
    func midnight(_ offset: Int = 0) -> Int64 { (market.plan.firstDay + day + offset).start.seconds }

    /// Some time of this day, or of one shortly before, as things become known late.
    mutating func recently() -> Int64 {
        let late = random.chance(150_000) ? random.skewed(30) : 0
        return midnight(-late) + Int64(random.below(86_400))
    }

    mutating func begin(zoneMinutes: Int = 0) {
        fields.clear()
        fields.spelling = Spelling(zoneMinutes: zoneMinutes)
    }

    mutating func deliver(_ kind: DumpKind, in days: Int = 0) { book.deliver(kind, fields, day: day + days, &random) }

    /// An id that no other row of the kind has.
    mutating func freshID(_ prefix: String) -> String {
        "\(prefix)\(padded(day, 4))-\(Identifiers.upperAlphanumeric(9, &random))"
    }
}

extension ReferenceWriter {
    /// Rates of every weekday, once at the start those of 60 days before; a few corrected or repeated later.
    private mutating func writeRates() {
        if day == 0 { for past in -60..<0 { writeRates(of: past, arrivesIn: 0) } }
        writeRates(of: day, arrivesIn: random.chance(100_000) ? 1 : 0)
    }

    private mutating func writeRates(of rateDay: Int, arrivesIn lag: Int) {
        let date = market.plan.firstDay + rateDay
        // 1970-01-01 was a Thursday.
        guard ![2, 3].contains(Int(date.number) % 7) else { return }
        for (index, currency) in TradeCurrency.all.enumerated() where index > 0 && rateDay <= (currency.lastPublished ?? Int.max) {
            let rate = market.rateMicro(currency: index, day: rateDay)
            append(rate: rate, of: currency, date: date, in: lag)
            guard rateDay >= 0, book.partition(of: day + lag) != book.partition(of: day + 4) else { continue }
            let roll = random.below(1000)
            if roll < 12 { append(rate: rate + rate / 500, of: currency, date: date, in: 4) }
            if roll > 985 { append(rate: rate, of: currency, date: date, in: 4) }
        }
    }

    private mutating func append(rate: Int64, of currency: TradeCurrency, date: Day, in days: Int) {
        begin()
        fields.add(day: date)
        fields.add(currency.code)
        fields.add(micro: rate, decimals: 4)
        fields.add(random.chance(500_000) ? "EUR" : "")
        book.append(.rates, fields, day: day + days, &random)
    }
}

extension ReferenceWriter {
    private static let namedPoints = [
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==",
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEfPJ7GI0DT36KUjgDBLUaw8CJaeJ38hs1pgtI/EdmmXgHd1UQ247QQCk9msafdDDbun2t5jzpgimeBLedInhz0Q==",
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEXsvk0aYzCkTI9++VHUvxZebGtyHvramF+0FmG8bn/WyHNGQMSZj/fjdLBs4aZKLs2CqwNjhPuD2aebEnon1QMg==",
    ]

    /// A third of the sellers register a key; a few of these revoke it.
    private mutating func writeKey(of seller: Seller) {
        guard random.chance(330_000) else { return }
        let isCurve = random.chance(200_000)
        let key = isCurve ? ReferenceWriter.namedPoints[seller.index % 3] : Identifiers.ed25519Key(&random)
        let from = midnight(-30)
        let until: Int64? = random.chance(500_000) ? midnight(700) : nil
        writeKey(of: seller, isCurve: isCurve, key: key, from: from, until: until, revokedAt: nil)
        deliver(.sealKeys)
        guard random.chance(50_000) else { return }
        let at = midnight() + Int64(random.below(86_400))
        writeKey(of: seller, isCurve: isCurve, key: key, from: from, until: until, revokedAt: at)
        deliver(.sealKeys, in: 1)
    }

    private mutating func writeKey(of seller: Seller, isCurve: Bool, key: String, from: Int64, until: Int64?, revokedAt: Int64?) {
        begin()
        fields.add("K\(padded(seller.index + 1, 7))")
        fields.add(seller.id)
        fields.add((isCurve ? SealAlgorithm.p256 : .ed25519).name)
        fields.add(key)
        fields.add(instant: from)
        fields.add(instant: until)
        fields.add(instant: revokedAt)
    }
}
