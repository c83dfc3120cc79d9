internal import Domain
internal import RatingsDatabase

/// The words of the statistics in plain language.
enum TradeWords {
    static let withheld: Markup = "<span class=\"withheld\">\(Markup.both("withheld", "不公布"))</span>"
    private static let tooLarge: Markup = "<span class=\"withheld\">\(Markup.both("too large to state", "数额过大"))</span>"

    /// What stands in place of a row's figures; nil: they are there.
    static func inPlace(of row: StatisticRow) -> Markup? {
        switch row.suppression {
        case .confidential: withheld
        case .outOfRange: tooLarge
        case nil: nil
        }
    }

    static func flow(_ word: String) -> Markup {
        switch word {
        case "EXPORT": .both("Exports", "出口")
        case "IMPORT": .both("Imports", "进口")
        case "DOMESTIC": .both("Domestic trade", "国内贸易")
        case "THIRD": .both("Trade between other countries", "第三国之间的贸易")
        default: .both("Trade whose direction is not known", "流向未知的贸易")
        }
    }

    static func dimension(_ word: String) -> Markup {
        switch word {
        case "TRADE_MODEL": .both("Trade models", "贸易模式")
        case "HS2": .both("Greatest chapters of goods (HS)", "主要商品章别（HS）")
        case "CATEGORY": .both("Greatest categories of products", "主要商品品类")
        case "PARTNER": .both("Greatest partner countries", "主要贸易伙伴")
        case "CURRENCY": .both("Currencies of payment", "付款币种")
        default: .both("Payment methods", "支付方式")
        }
    }

    /// What a Herfindahl–Hirschman index says, by the bounds of the Merger Guidelines of the United States (2023): 1,000 and 1,800 of 10,000.
    static func concentration(_ index: Double) -> Markup {
        if index < 0.1 { return .both("spread over many", "分散") }
        return index <= 0.18 ? .both("moderately concentrated", "中度集中") : .both("concentrated in few", "高度集中")
    }

    /// A member of a dimension: any text where it is a category or a payment method.
    static func member(_ row: StatisticRow) -> Markup {
        if row.member == "UNKNOWN" { return .both("not known", "未知") }
        return switch (row.dimension, row.member.description) {
        case ("HS2", let code): Chapters.words(code) ?? .name(row.member)
        case ("CURRENCY", let code) where CodeList.pack(code).map(Currency.list.contains) ?? false,
            ("UNCONVERTED", let code) where CodeList.pack(code).map(Currency.list.contains) ?? false:
            "<span data-currency=\"\(code)\">\(code)</span>"
        case ("PARTNER", let code): .country(Text(code))
        case ("TRADE_MODEL", "B2B"): .both("Business to business (B2B)", "企业对企业（B2B）")
        case ("TRADE_MODEL", "B2C"): .both("Business to consumer (B2C)", "企业对消费者（B2C）")
        case ("TRADE_MODEL", "C2C"): .both("Consumer to consumer (C2C)", "消费者之间（C2C）")
        default: .name(row.member)
        }
    }

    /// `2026`, `Q2 2026`, `May 2026`; what is no such period stands as it is.
    static func period(_ period: String) -> Markup {
        if let place = period.firstIndex(of: "Q") {
            let (year, quarter) = (String(period.prefix(4)), String(period[period.index(after: place)...]))
            return .both("Q\(quarter) \(year)", "\(year)年第\(quarter)季度")
        }
        guard period.utf8.count == 7, let day = Day(period + "-01") else { return .both(Markup(period), "\(period)年") }
        return Figures.month(day)
    }
}

extension Figures {
    /// An amount in whole units of its currency, without the currency.
    static func amount(_ minor: Int64, _ currency: String) -> Markup {
        let digits = CodeList.pack(currency[...]).flatMap { Currency.minorDigits(ofPacked: $0) } ?? 2
        let unit = (0..<digits).reduce(Int64(1)) { unit, _ in unit * 10 }
        let whole = minor / unit
        let rest = (minor % unit).magnitude
        let rounded = whole + (rest * 2 >= unit.magnitude && unit > 1 ? minor.signum() : 0)
        return rounded == 0 && minor != 0 ? "&lt; 1" : count(rounded)
    }

    /// A Herfindahl–Hirschman index of 0 to 1 as it is usually told: of 10,000.
    static func index(_ index: Double) -> Markup { count(nearest(index * 10_000)) }

    /// A share of one in per cent.
    static func percent(_ share: Double) -> Markup {
        percent(nearest(share * 1000), of: 1000)
    }

    /// Growth with its sign: one decimal.
    static func growth(_ growth: Double) -> Markup {
        let tenths = nearest(growth * 1000)
        let sign = tenths < 0 ? "−" : tenths > 0 ? "+" : "±"
        return "\(sign)\(count(Int64((tenths / 10).magnitude))).\(Int((tenths % 10).magnitude)) %"
    }

    /// A ratio: two decimals.
    static func ratio(_ ratio: Double) -> Markup {
        let hundredths = nearest(ratio * 100)
        let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
        return "\(hundredths < 0 ? "−" : "")\(count(Int64(whole))).\(rest < 10 ? "0" : "")\(Int(rest))"
    }
}
