/// A currency of the synthesis: its ISO 4217 code, digits of the minor unit, and units per euro in millionths.
struct TradeCurrency {
    let code: String
    let digits: Int
    let perEuroMicro: Int64
    /// How often it is drawn, per thousand.
    let weight: Int
    /// Until which day, counted from the first partition, its reference rate is published; nil: always; negative: long stale.
    var lastPublished: Int? = nil

    static let all: [TradeCurrency] = [
        TradeCurrency(code: "EUR", digits: 2, perEuroMicro: 1_000_000, weight: 200),
        TradeCurrency(code: "USD", digits: 2, perEuroMicro: 1_083_400, weight: 330),
        TradeCurrency(code: "CNY", digits: 2, perEuroMicro: 7_812_300, weight: 130),
        TradeCurrency(code: "GBP", digits: 2, perEuroMicro: 855_120, weight: 80),
        TradeCurrency(code: "JPY", digits: 0, perEuroMicro: 162_480_000, weight: 50),
        TradeCurrency(code: "KRW", digits: 0, perEuroMicro: 1_481_350_000, weight: 30),
        TradeCurrency(code: "BRL", digits: 2, perEuroMicro: 5_903_700, weight: 50),
        TradeCurrency(code: "AUD", digits: 2, perEuroMicro: 1_655_200, weight: 30),
        TradeCurrency(code: "NPR", digits: 2, perEuroMicro: 148_620_000, weight: 15),
        TradeCurrency(code: "KWD", digits: 3, perEuroMicro: 332_950, weight: 25),
        TradeCurrency(code: "PLN", digits: 2, perEuroMicro: 4_281_600, weight: 30),
        // The last published rate ages past 45 days early in any run.
        TradeCurrency(code: "RUB", digits: 2, perEuroMicro: 98_710_000, weight: 20, lastPublished: -25),
        // Never published at all.
        TradeCurrency(code: "BHD", digits: 3, perEuroMicro: 408_460, weight: 10, lastPublished: -1_000_000),
    ]

    static let weights = all.map(\.weight)

    /// Minor units per unit.
    var scale: Int64 { digits == 0 ? 1 : digits == 3 ? 1000 : 100 }

    /// Units per euro on a day, in millionths, within 1 % of the mean.
    func rateMicro(seed: UInt64, currency: Int, day: Int) -> Int64 {
        var random = RandomStream(seed: seed, .rate, day, currency)
        return perEuroMicro * Int64(100_000 + random.below(2001) - 1000) / 100_000
    }
}

/// quantity × unit price + freight in minor units, rounded once, half up; all arguments in millionths (CONTRACT 1).
func lineAmountMinor(quantityMicro: Int64, priceMicro: Int64, freightMicro: Int64, scale: Int64) -> Int64 {
    let pico = Int128(quantityMicro) * Int128(priceMicro) + Int128(freightMicro) * 1_000_000
    return Int64((pico * Int128(scale) + 500_000_000_000) / 1_000_000_000_000)
}
