internal import Domain
internal import RatingsDatabase

// What was counted: the seller's own part apart from the carriers', and what is known of its trade at all.

extension EnterprisePage {
    private func counter(_ counter: GuidanceCounter) -> Int64 { enterprise.counter(counter) }

    /// Two lists of shares; empty where nothing was counted.
    var parts: Fields? {
        guard counter(.orders) > 0 else { return nil }
        var fields = Fields()
        fields.set(
            "seller",
            [
                share(.both("Cancelled by the seller", "被卖家取消"), .cancelledBySeller, of: .orders),
                share(.both("Handed over late or not at all", "延迟交运或未交运"), .handoverLate, of: .handoverDue),
                share(.both("Claims and complaints upheld", "索赔和投诉成立"), .claimsUpheld, of: .orders),
                share(.both("Returned or refunded", "退货或退款"), .refunded, of: .orders),
                share(.both("Without an invoice", "没有发票"), .invoiceMissing, of: .invoiceDue),
            ].compactMap(\.self))
        let carriers = [
            share(.both("Arrived late", "延迟到达"), .deliveryLate, of: .deliveryDue),
            share(.both("Not arrived 30 days after the promised day", "承诺日期后 30 天仍未到达"), .undelivered, of: .deliveryDue),
            share(.both("Held on the way, at customs for one", "途中滞留（如海关）"), .held, of: .handedOver),
        ].compactMap(\.self)
        fields.set("carrier", carriers)
        fields.set("hasCarrier", when: !carriers.isEmpty)
        return fields
    }

    private func share(_ label: Markup, _ part: GuidanceCounter, of whole: GuidanceCounter) -> Fields? {
        guard counter(whole) > 0 else { return nil }
        let isCarriers = part == .deliveryLate || part == .undelivered || part == .held
        var fields = Fields()
        fields.set("label", label)
        fields.set("part", Figures.count(counter(part)))
        fields.set("whole", Figures.count(counter(whole)))
        // Of few orders a share says nothing: they are counted only.
        let isSmall = counter(whole) < Self.smallCount
        fields.set("isSmall", when: isSmall)
        fields.set("percent", isSmall ? "" : Figures.percent(counter(part), of: counter(whole)))
        fields.set("bar", isSmall ? "" : Charts.share(counter(part), of: counter(whole), tone: isCarriers ? .unknown : .caution))
        return fields
    }

    /// What is known of volume and standing.
    var facts: [Fields] {
        var list: [Fields] = []
        func add(_ label: Markup, _ value: Markup) {
            var fields = Fields()
            fields.set("label", label)
            fields.set("value", value)
            list.append(fields)
        }
        add(.both("Orders known, two years", "已知订单（两年内）"), Figures.count(enterprise.orders))
        add(.both("Different buyers, half a year", "不同买家（半年内）"), Figures.count(enterprise.buyers))
        if let first = enterprise.firstBooked { add(.both("First order known", "最早的已知订单"), Figures.date(first)) }
        if let from = enterprise.evidenceFrom, let to = enterprise.evidenceTo {
            add(.both("Evidence from and to", "证据起止"), "\(Figures.month(from)) – \(Figures.month(to))")
        }
        if let confidence { add(.both("How sure the rating is", "评级的可信程度"), confidence) }
        let reviews = counter(.reviews)
        if reviews > 0 {
            let mean = Figures.stars(counter(.reviewSum), of: reviews)
            let number = Figures.count(reviews)
            add(.both("Reviews", "评价"), .both("\(mean) of 5 stars, \(number) reviews", "\(mean) 星（满分 5 星），\(number) 条评价"))
        }
        switch enterprise.identifiers {
        case .valid: add(.both("Registration numbers", "登记号码"), .both("well formed", "格式正确"))
        case .invalid: add(.both("Registration numbers", "登记号码"), .both("one fails its check digits", "有一个未通过校验"))
        default: add(.both("Registration numbers", "登记号码"), .both("none known", "未知"))
        }
        if enterprise.accounts.count > 1 {
            let shown = enterprise.accounts.prefix(8).map(Markup.name).reduce("" as Markup) { $0.html.isEmpty ? $1 : $0 + ", " + $1 }
            add(.both("Its accounts", "其账户"), enterprise.accounts.count > 8 ? shown + " …" : shown)
        }
        return list
    }

    private var confidence: Markup? {
        guard enterprise.status == .rated else { return nil }
        switch enterprise.confidence {
        case .high: return .both("high: many confirmed orders", "高：有大量经佐证的订单")
        case .medium: return .both("medium", "中等")
        case .low: return .both("low: few confirmed orders", "低：经佐证的订单较少")
        case nil: return nil
        }
    }
}
