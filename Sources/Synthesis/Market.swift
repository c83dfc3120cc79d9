/// Who trades: sellers, their products, buyers; all from the plan's seed.
struct Market {
    let plan: SynthesisPlan
    let sellers: [Seller]
    let buyers: Int
    let products: Int
    /// `cumulative[r]` is the weight of the sellers of size rank 0 … r.
    private let cumulative: [Int]
    /// The seller of each size rank.
    private let ranked: [Int]

    static let platforms = ["PF-ALPHA", "PF-BAZAAR", "PF-CITRUS", "PF-DELTA", "PF-EMPORIUM", "PF-FARO"]
    static let carriers = ["EMS", "DHL", "YUNEXP", "4PX", "CAINIAO", "SFINTL", "Yanwen Logistics, Ltd.", "CNPOST", "GLS", "邮政", "ARAMEX"]
    static let exporters: [(country: String, zoneMinutes: Int, weight: Int)] = [
        ("CN", 480, 620), ("BR", -180, 60), ("DE", 60, 70), ("IT", 60, 50), ("US", -480, 50), ("JP", 540, 40), ("KR", 540, 30),
        ("NP", 345, 30), ("NZ", 780, 20), ("GB", 0, 30),
    ]
    static let destinations = [
        "US", "GB", "DE", "FR", "ES", "IT", "NL", "PL", "SE", "BR", "CL", "MX", "CA", "AU", "JP", "KR", "SG", "AE", "SA", "KW", "BH",
        "ZA", "NG", "KE", "IN", "NP", "TH", "VN", "KZ", "RU", "TR", "CN",
    ]

    init(_ plan: SynthesisPlan) {
        self.plan = plan
        buyers = plan.orders / 3 + 10
        var ranked = Array(0..<plan.sellers)
        var random = RandomStream(seed: plan.seed, .seller, -1)
        for index in ranked.indices.dropFirst().reversed() { ranked.swapAt(index, random.below(index + 1)) }
        self.ranked = ranked
        var rankOf = Array(repeating: 0, count: plan.sellers)
        for (rank, seller) in ranked.enumerated() { rankOf[seller] = rank }
        var sum = 0
        cumulative = (0..<plan.sellers).map { rank in
            sum += 1_000_000_000 / (rank + 4)
            return sum
        }
        var firstProduct = 0
        var sellers: [Seller] = []
        for index in 0..<plan.sellers {
            let seller = Market.seller(index, rank: rankOf[index], firstProduct: firstProduct, plan: plan)
            firstProduct += seller.productCount
            sellers.append(seller)
        }
        self.sellers = sellers
        products = firstProduct
    }

    private static func seller(_ index: Int, rank: Int, firstProduct: Int, plan: SynthesisPlan) -> Seller {
        var random = RandomStream(seed: plan.seed, .seller, index)
        var quality = SellerQuality.allCases[random.weighted(plan.mix)]
        // The largest accounts would not have become so by fraud.
        if rank < 5, quality == .fraudulent { quality = .average }
        let home = exporters[random.weighted(exporters.map(\.weight))]
        let startsLate = rank > 0 && random.chance(quality == .fraudulent ? 500_000 : 150_000)
        let isReborn = index > 20 && random.chance(quality == .fraudulent ? 300_000 : 30_000)
        return Seller(
            index: index, id: random.chance(30_000) ? "店铺\(padded(index + 1, 6))" : "S\(padded(index + 1, 7))", quality: quality,
            rates: SellerRates(quality, &random), country: home.country, zoneMinutes: home.zoneMinutes,
            platform: random.weighted([40, 25, 15, 10, 8, 2]), currency: random.weighted(TradeCurrency.weights),
            activeFrom: startsLate ? random.below(plan.days * 3 / 4) : 0, firstProduct: firstProduct,
            productCount: 2 + 300 / (rank + 10) + random.below(8),
            tradeModelWeights: random.pick([[5, 90, 5], [60, 38, 2], [2, 60, 38]]),
            domesticPerMille: random.pick([30, 120, 250, 700]),
            hasBuyerRing: quality == .fraudulent && random.chance(600_000),
            enterprise: isReborn ? random.below(index) : index)
    }

    /// A seller that is active on the day, in proportion to size; the largest is always active.
    func drawSeller(day: Int, _ random: inout RandomStream) -> Seller {
        for _ in 0..<8 {
            let target = random.below(cumulative[cumulative.count - 1])
            var low = 0
            var high = cumulative.count - 1
            while low < high {
                let middle = (low + high) / 2
                if cumulative[middle] <= target { low = middle + 1 } else { high = middle }
            }
            let seller = sellers[ranked[low]]
            if seller.activeFrom <= day { return seller }
        }
        return sellers[ranked[0]]
    }

    /// Units of a currency per euro on a day, in millionths.
    func rateMicro(currency: Int, day: Int) -> Int64 {
        TradeCurrency.all[currency].rateMicro(seed: plan.seed, currency: currency, day: day)
    }

    func product(_ index: Int) -> Product { Product(index, seed: plan.seed) }
}

/// A product: drawn again wherever it is needed.
struct Product {
    let id: String
    let priceEuroCents: Int64
    /// A UN/ECE Recommendation 20 code.
    let unit: String
    let hsCode: String
    let isDefective: Bool
    let weightGrams: Int

    private static let units = ["C62", "KGM", "MTR", "SET", "PR", "LTR"]

    init(_ index: Int, seed: UInt64) {
        var random = RandomStream(seed: seed, .product, index)
        id = "P\(padded(index + 1, 8))"
        priceEuroCents = Int64((150 << random.below(9)) + random.below(997))
        unit = Product.units[random.weighted([70, 8, 6, 5, 8, 3])]
        let heading = padded(10 + random.below(80), 2) + padded(1 + random.below(20), 2) + padded(random.below(10) * 10, 2)
        hsCode = heading + (random.chance(200_000) ? padded(random.below(10_000), 4) : "")
        isDefective = random.chance(20_000)
        weightGrams = 20 + random.skewed(8_000)
    }

    /// Whether quantities of the unit may be fractions.
    var isMeasured: Bool { unit == "KGM" || unit == "MTR" || unit == "LTR" }
}
