internal import Domain
internal import RatingsDatabase

/// The page of one enterprise: first whether to buy from it, then why, then what is known.
struct EnterprisePage {
    /// A rating of the past on the drawing.
    struct TrendPoint {
        var day: Day
        var grade: Grade
        /// On the scale of grades; nil: not rated.
        var place: Double?
    }

    /// The most reasons, and points of the trend, that a page shows.
    static let reasonsMax = 4
    static let trendPointsMax = 36
    /// Fewer than this many orders behind a share, and it is marked as small.
    static let smallCount: Int64 = 30
    /// A PD speaks of the orders of so many days to come.
    static let horizonDays = 90

    let enterprise: EnterpriseGuidance
    let contact: Contact

    var tone: Tone { Tone(enterprise.grade, isWithheld: enterprise.isWithheld) }
    /// A page says nothing but that it knows too little: no figure, no comparison.
    private var isRated: Bool { enterprise.status == .rated }

    /// The name, else the id.
    var title: Text { enterprise.name ?? enterprise.enterpriseID }

    func fields() -> Fields {
        var fields = Fields()
        fields.set("tone", Markup(boxTone.rawValue))
        fields.set("grade", Markup(enterprise.grade.name))
        fields.set("mark", boxTone.mark)
        fields.set("name", .name(title))
        fields.set("id", .name(enterprise.enterpriseID))
        fields.set("answer", answer)
        fields.set("isSmall", when: isRated && enterprise.confidence == .low)
        fields.set("meaning", tone == .withheld ? GradeWords.withheld : GradeWords.meaning(enterprise.grade))
        fields.set("country", country)
        fields.set("expected", expected)
        fields.set("validity", validity)
        fields.set("reasons", reasons.prefix(Self.reasonsMax).map(reason))
        fields.set("hasReasons", when: !reasons.isEmpty)
        fields.set("reasonsHeading", reasonsHeading)
        fields.set("comparesWithPeers", when: isRated)
        fields.set("warning", warning)
        fields.set("parts", parts)
        fields.set("markets", marketFields)
        fields.set("deliveries", deliveryFields)
        fields.set("trend", trend)
        fields.set("facts", facts)
        fields.set("contact", contact.link)
        return fields
    }

    private var country: Fields? {
        guard let country = enterprise.country else { return nil }
        var fields = Fields()
        fields.set("place", Markup(Lane.countryPlace(country)))
        fields.set("code", Markup(country))
        return fields
    }

    private var expected: Fields? {
        guard isRated, let pd = enterprise.pd, let low = enterprise.pdLow, let high = enterprise.pdHigh else { return nil }
        var fields = Fields()
        fields.set("pd", Figures.perThousand(pd))
        fields.set("low", Figures.perThousand(low))
        fields.set("high", Figures.perThousand(high))
        fields.set("scale", Charts.scale(pd: pd, low: low, high: high))
        fields.set("isSmall", when: enterprise.confidence == .low)
        fields.set("orders", Figures.count(enterprise.orders))
        return fields
    }

    /// Until when the rating says something: its evidence's last day and the days that it looks ahead, not the day of the run.
    private var validity: Fields? {
        guard isRated, let last = enterprise.evidenceTo else { return nil }
        var fields = Fields()
        fields.set("until", Figures.date(last + Self.horizonDays))
        fields.set("untilDay", Markup((last + Self.horizonDays).description))
        fields.set("evidenceTo", Figures.month(last))
        return fields
    }

    /// Of one that is not rated, only what is missing for a rating: how it would have scored is no guidance on so little.
    private var reasons: [EnterpriseGuidance.Reason] {
        let missing = enterprise.reasons.filter { $0.code.hasPrefix("NR_") }
        return tone == .unknown && !missing.isEmpty ? missing : enterprise.reasons
    }

    private func reason(_ reason: EnterpriseGuidance.Reason) -> Fields {
        var fields = Fields()
        fields.set("text", .both(Markup(reason.text.capitalizedFirst), Markup(reason.chineseText)))
        fields.set("code", Markup(reason.code))
        return fields
    }

    private var reasonsHeading: Markup {
        switch tone {
        case .unknown: .both("What is missing for a rating", "尚缺哪些信息")
        case .withheld, .fault: .both("Why", "原因")
        default: .both("Why not a better grade", "为什么不是更高的等级")
        }
    }

    /// Recalls, counterfeit and seizures of goods: what a rule tells of products stands at the top.
    private var warning: Fields? {
        let codes = ["RECALL", "COUNTERFEIT", "SEIZURE"]
        let told = enterprise.reasons.filter { reason in
            (reason.code.hasPrefix("O_") || reason.code.hasPrefix("D_")) && codes.contains { reason.code.contains($0) }
        }
        guard !told.isEmpty else { return nil }
        var fields = Fields()
        fields.set("items", told.map(reason))
        return fields
    }

    private var trend: Fields? {
        let points = trendPoints
        // One that was never rated has no trend: an empty drawing would say nothing.
        guard let first = points.first, let last = points.last, points.contains(where: { $0.place != nil }) else { return nil }
        var fields = Fields()
        fields.set("chart", Charts.trend(points))
        fields.set("summary", summary(first, last, points.count))
        fields.set(
            "rows",
            points.reversed().map { point in
                var row = Fields()
                row.set("month", Figures.month(point.day))
                row.set("grade", Markup(point.grade.name))
                return row
            })
        return fields
    }

    /// The last rating of every month in which one changed.
    private var trendPoints: [TrendPoint] {
        var points: [TrendPoint] = []
        for change in enterprise.changes {
            let point = TrendPoint(
                day: change.asOf, grade: change.grade, place: GradeWords.place(change.grade, scoreHundredths: change.scoreHundredths))
            if let former = points.last, former.day.civil.month == point.day.civil.month, former.day.civil.year == point.day.civil.year {
                points[points.count - 1] = point
            } else {
                points.append(point)
            }
        }
        return points.suffix(Self.trendPointsMax)
    }

    private func summary(_ first: TrendPoint, _ last: TrendPoint, _ count: Int) -> Markup {
        let since = Figures.month(first.day)
        if count == 1 { return .both("First rated in \(since); there is no trend yet.", "首次评级：\(since)；尚无趋势。") }
        guard first.grade != .nr, last.grade != .nr else { return .both("Followed since \(since).", "自\(since)起跟踪。") }
        if last.grade < first.grade { return .both("Better than in \(since).", "比\(since)更好。") }
        if last.grade > first.grade { return .both("Worse than in \(since).", "比\(since)更差。") }
        return .both("The same grade as in \(since).", "与\(since)等级相同。")
    }
}

extension String {
    /// With its first letter large, where that is an ASCII one.
    var capitalizedFirst: String {
        guard let first = utf8.first, (0x61...0x7A).contains(first) else { return self }
        return String(UnicodeScalar(first - 0x20)) + dropFirst()
    }
}
