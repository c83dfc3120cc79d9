import Domain

/// Who an enterprise is, alike for all its accounts.
private struct Identity {
    let registration: String
    let lei: String
    let vat: String
    let representative: String
    let bankAccount: String
    let address: String
    let place: (region: String, city: String)

    private static let representatives = ["王伟", "李娜", "Zoë Müller", "João da Conceição", "O'Brien, Pat", "Łukasz Wójcik", "김민준", "पूजा श्रेष्ठ"]
    private static let places: [(region: String, city: String)] = [
        ("浙江", "义乌"), ("广东", "深圳"), ("Bayern", "München"), ("São Paulo", "São Paulo"), ("Lombardia", "Milano"), ("", "Kathmandu"),
        ("東京都", "品川区"),
    ]
    private static let streets = ["稠州北路", "Industriestraße", "Rua da Praça", "Via dell'Artigiano", "Harbour Road, Unit \"B\""]

    /// Bad sellers' numbers are wrong more often.
    init(of seller: Seller, country: String, seed: UInt64) {
        var random = RandomStream(seed: seed, .subject, seller.index)
        let isWrong = random.chance(seller.quality == .good ? 10_000 : 120_000)
        let code = country == "CN" ? Identifiers.unifiedSocialCreditCode(&random) : ""
        registration = isWrong ? String(code.dropLast()) + (code.last == "0" ? "1" : code.isEmpty ? "" : "0") : code
        let leiCode = random.chance(300_000) ? Identifiers.legalEntityIdentifier(&random) : ""
        lei = isWrong && !leiCode.isEmpty ? String(leiCode.dropLast(2)) + "00" : leiCode
        let vatNumber =
            country == "DE" ? Identifiers.germanVATNumber(&random) : country == "IT" ? Identifiers.italianVATNumber(&random) : ""
        vat = isWrong && !vatNumber.isEmpty ? String(vatNumber.dropLast()) + (vatNumber.last == "7" ? "8" : "7") : vatNumber
        representative = random.pick(Identity.representatives) + " \(random.below(9_000))"
        bankAccount = "\(country)\(padded(random.below(100), 2))\(padded(random.below(1_000_000_000), 16))"
        place = random.pick(Identity.places)
        let street = random.pick(Identity.streets) + " \(1 + random.below(400))"
        switch random.below(40) {
        case 0: address = street + String(repeating: "x", count: 256 - street.utf8.count)
        case 1...6: address = street + "\n" + place.city
        case 7...20: address = street + ", " + place.city
        default: address = street
        }
    }
}

extension ReferenceWriter {
    private static let nameStems = [
        "星河贸易", "Lucky \"8\" Store", "Müller & Söhne, GmbH", "Casa do Café", "Silk & Co., Ltd.", "梦想家居 🛋️", "Nordlicht", "Piccola Bottega",
        "Himal Crafts", "海豚数码",
    ]

    private func identity(of seller: Seller) -> Identity {
        var head = seller
        while head.enterprise != head.index { head = market.sellers[head.enterprise] }
        return Identity(of: head, country: seller.country, seed: market.plan.seed)
    }

    /// The platforms, carriers and payment firms.
    mutating func writeInstitutions() {
        let carriers = Market.carriers.map { ($0, SubjectRole.carrier) }
        let all = Market.platforms.map { ($0, SubjectRole.platform) } + carriers + [("PAY-SWIFTLY", .payment), ("PAY-银桥", .payment)]
        for (id, role) in all {
            begin()
            fields.add(id)
            fields.add(id + " Holding")
            fields.add(role.name)
            fields.add("CN")
            fields.blank(12)
            fields.add(instant: midnight(-400))
            deliver(.subjects)
        }
    }

    /// A new account, a few days late for some; one in fifty stays unknown.
    mutating func writeArrival(of seller: Seller) {
        guard !random.chance(20_000) else { return }
        let updated = midnight(-1 - random.skewed(300)) + Int64(random.below(86_400))
        writeSubject(seller, updatedAt: updated, grade: customsGrade(of: seller))
        deliver(.subjects, in: random.chance(100_000) ? random.below(4) : 0)
    }

    mutating func writeUpdate(of seller: Seller) {
        guard seller.activeFrom < day else { return }
        writeSubject(seller, updatedAt: recently(), grade: customsGrade(of: seller))
        deliver(.subjects)
    }

    private mutating func customsGrade(of seller: Seller) -> CustomsGrade? {
        let weights: [Int] =
            switch seller.quality {
            case .good: [10, 15, 70, 0, 0, 5]
            case .average: [2, 8, 80, 1, 0, 9]
            case .poor: [0, 1, 75, 10, 1, 13]
            case .fraudulent: [0, 0, 55, 15, 10, 20]
            }
        return CustomsGrade(rawValue: UInt8(random.weighted(weights)))
    }

    private mutating func writeSubject(_ seller: Seller, updatedAt: Int64, grade: CustomsGrade?) {
        var own = RandomStream(seed: market.plan.seed, .subject, seller.index, 1)
        let identity = identity(of: seller)
        begin(zoneMinutes: seller.zoneMinutes)
        fields.add(seller.id)
        fields.add(own.pick(ReferenceWriter.nameStems) + " \(seller.index + 1)")
        fields.add(SubjectRole.seller.name)
        fields.add(seller.country)
        fields.add(identity.place.region)
        fields.add(identity.place.city)
        fields.add(identity.registration)
        fields.add(identity.lei)
        fields.add(identity.vat)
        fields.add(day: market.plan.firstDay + seller.activeFrom - 30 - own.skewed(4_000))
        if own.chance(700_000) { fields.add(day: market.plan.firstDay + seller.activeFrom - 20 + own.below(2_000)) } else { fields.blank() }
        fields.add(grade?.name ?? "")
        fields.add(identity.representative)
        fields.add(identity.address)
        fields.add(identity.bankAccount)
        fields.add(seller.enterprise != seller.index && seller.quality != .fraudulent ? market.sellers[seller.enterprise].id : "")
        fields.add(instant: updatedAt)
    }
}
