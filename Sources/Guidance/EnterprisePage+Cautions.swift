internal import Domain
internal import RatingsDatabase

// What a buyer feels and a PD does not tell: goods that leave or arrive late and poor reviews are no credit events, so that a good grade
// alone would mislead.

/// Something that goes wrong often although few orders fail.
struct Caution {
    var english: Markup
    var chinese: Markup
}

extension EnterprisePage {
    /// How the box at the top looks: it takes care where it names something to take care of.
    var boxTone: Tone { enterprise.cautions.isEmpty ? tone : .caution }

    /// The answer in a few words, with what speaks against buying though the grade does not, or with why there is no grade.
    var answer: Markup {
        let cautions = enterprise.cautions
        guard let first = cautions.first else { return ruled ?? tone.answer }
        let all = cautions.dropFirst().reduce(first) {
            Caution(english: "\($0.english); \($1.english)", chinese: "\($0.chinese)；\($1.chinese)")
        }
        return .both("Few problem orders expected, but \(all.english)", "预计问题订单较少，但\(all.chinese)")
    }
}

extension EnterprisePage {
    /// How the shipped model begins its reasons for withholding a rating: the answer says that already.
    private static let heldPrefixes = (english: "held: ", chinese: "暂停评级：")

    /// The answer where a rule decided, with the rule's own reason; nil where none did.
    private var ruled: Markup? {
        guard tone == .withheld || tone == .fault, let reason = enterprise.reasons.first(where: { !$0.code.hasPrefix("NR_") }) else {
            return nil
        }
        let english = Markup(reason.text.dropping(Self.heldPrefixes.english))
        let chinese = Markup(reason.chineseText.dropping(Self.heldPrefixes.chinese))
        if tone == .fault { return .both("Do not buy: \(english)", "请勿购买：\(chinese)") }
        return .both("The rating is withheld: \(english)", "暂停评级：\(chinese)")
    }
}

extension String {
    /// Without a prefix, where it has it.
    fileprivate func dropping(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
}

extension EnterpriseGuidance {
    /// What was counted over its accounts; 0 where there is no evidence.
    func counter(_ counter: GuidanceCounter) -> Int64 { counters.isEmpty ? 0 : counters[counter.rawValue] }

    /// From this share on lateness is often: one in five, as Shopee limits it and the shipped card has an edge.
    private static let lateShare: (part: Int64, of: Int64) = (1, 5)
    /// Reviews that average this or less are poor: an edge of the shipped card; in tenths of stars.
    private static let starTenthsMax: Int64 = 34
    /// Of few orders or reviews the model decides: so many hundredths of a point, after all shrinking and weighing, below its reference.
    private static let shortfallMin: [GuidanceShortfall: Int64] = [.lateHandover: 250, .reviewMean: 100]
    /// No model tells of deliveries, which are the carriers': of few, so many and half of them.
    private static let lateDeliveriesMin: Int64 = 5

    /// Of one whose grade does not warn by itself; none of one that is not rated.
    var cautions: [Caution] {
        guard status == .rated, [.good, .fair].contains(Tone(grade)) else { return [] }
        return [lateHandovers, lateDeliveries, poorReviews].compactMap(\.self)
    }

    private var lateHandovers: Caution? {
        let (part, whole) = (counter(.handoverLate), counter(.handoverDue))
        guard isOften(part, of: whole), whole >= EnterprisePage.smallCount || fallsShort(.lateHandover) else { return nil }
        return caution("goods often leave late", "经常延迟交运", part, of: whole)
    }

    private var lateDeliveries: Caution? {
        let (part, whole) = (counter(.deliveryLate), counter(.deliveryDue))
        guard isOften(part, of: whole) else { return nil }
        guard whole >= EnterprisePage.smallCount || (part >= Self.lateDeliveriesMin && 2 * part >= whole) else { return nil }
        return caution("orders often arrive late", "经常延迟到达", part, of: whole)
    }

    private var poorReviews: Caution? {
        let (reviews, sum) = (counter(.reviews), counter(.reviewSum))
        guard reviews > 0, 10 * sum <= Self.starTenthsMax * reviews else { return nil }
        guard reviews >= EnterprisePage.smallCount || fallsShort(.reviewMean) else { return nil }
        let (stars, number) = (Figures.stars(sum, of: reviews), Figures.count(reviews))
        return Caution(
            english: "reviews are poor: \(stars) of 5 stars on average, \(number) \(reviews == 1 ? "review" : "reviews")",
            chinese: "评价较差：平均 \(stars) 星（满分 5 星），共 \(number) 条")
    }

    private func isOften(_ part: Int64, of whole: Int64) -> Bool {
        part > 0 && part * Self.lateShare.of >= whole * Self.lateShare.part
    }

    private func fallsShort(_ shortfall: GuidanceShortfall) -> Bool {
        (shortfalls[shortfall] ?? 0) >= Self.shortfallMin[shortfall] ?? .max
    }

    /// With the share, of few orders with the counts alone.
    private func caution(_ english: Markup, _ chinese: Markup, _ part: Int64, of whole: Int64) -> Caution {
        let orders = Figures.count(whole)
        if whole < EnterprisePage.smallCount {
            let late = Figures.count(part)
            return Caution(english: "\(english): \(late) of \(orders) orders", chinese: "\(chinese)：\(orders) 笔订单中有 \(late) 笔")
        }
        let percent = Figures.percent(part, of: whole)
        return Caution(english: "\(english): \(percent) of \(orders) orders", chinese: "\(chinese)：\(orders) 笔订单中占 \(percent)")
    }
}
