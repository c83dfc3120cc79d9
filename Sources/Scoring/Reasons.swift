import Domain

/// The most reasons that a rating gives (Regulation B, commentary to § 1002.9(b)(2): more are "not likely to be helpful").
let reasonsMax = 4

extension Model {
    /// One reason per kind of hard event in force on D, in the order of kinds: the event that holds longest.
    ///
    /// An event holds for `days`, its own day included, or through a later stated day.
    func defaultReasons(_ events: [SubjectEvent], asOf: Day) -> [Reason] {
        if events.isEmpty { return [] }
        var reasons: [Reason] = []
        for (place, kind) in SubjectEvent.Kind.faults.enumerated() {
            var longest: (day: Day, last: Day)?
            for event in events where event.kind == kind {
                let last = event.last(days: content.defaultRule.days)
                guard asOf <= last else { continue }
                if longest.map({ ($0.last, $0.day) < (last, event.day) }) ?? true { longest = (event.day, last) }
            }
            guard let longest else { continue }
            reasons.append(
                fixedReason(content.defaultRule.reasons[place], rank: reasons.count + 1) { placeholder, _, text in
                    if placeholder == .day { longest.day.append(to: &text) }
                    if placeholder == .until { longest.last.append(to: &text) }
                })
        }
        return reasons
    }

    /// Adds the reasons of rules that bounded or withheld a grade.
    func addOverlayReasons(_ decisive: [OverlayInForce], to reasons: inout [Reason]) {
        for rule in decisive where reasons.count < reasonsMax {
            reasons.append(
                fixedReason(rule.overlay.reason, rank: reasons.count + 1) { placeholder, language, text in
                    if placeholder == .day { rule.day?.append(to: &text) }
                    guard placeholder == .until else { return }
                    if let until = rule.until { return until.append(to: &text) }
                    text += (language == .english ? "further notice" : "另行通知").utf8
                })
        }
    }

    /// Adds the conditions of NR that hold on D, in the rule's order.
    func addNotRatedReasons(
        _ evidence: borrowing EnterpriseEvidence, effective: Int64, lastMatured: Day?, asOf: Day, to reasons: inout [Reason]
    ) {
        let rule = content.notRated
        func add(_ reason: ReasonText, limit: Int, found: (Language, inout [UInt8]) -> Void) {
            guard reasons.count < reasonsMax else { return }
            reasons.append(
                fixedReason(reason, rank: reasons.count + 1) { placeholder, language, text in
                    if placeholder == .found { found(language, &text) }
                    if placeholder == .limit { appendInteger(Int64(limit), to: &text) }
                })
        }
        if effective < Int64(rule.effectiveOrdersMin) * effectiveUnit {
            add(rule.orders, limit: rule.effectiveOrdersMin) { _, text in
                appendDecimal(Double(effective * 10 / effectiveUnit) / 10, decimals: 1, to: &text)
            }
        }
        let buyers = evidence.buyers
        if buyers < rule.buyersMin { add(rule.buyers, limit: rule.buyersMin) { appendInteger(Int64(buyers), to: &$1) } }
        let tenure = evidence.firstBooked.map { asOf - $0 } ?? 0
        if tenure < rule.tenureDaysMin { add(rule.tenure, limit: rule.tenureDaysMin) { appendInteger(Int64(tenure), to: &$1) } }
        if lastMatured.map({ asOf - $0 >= rule.silenceDaysMax }) ?? true {
            add(rule.silence, limit: rule.silenceDaysMax) { language, text in
                if let lastMatured { lastMatured.append(to: &text) } else { text += (language == .english ? "none" : "无").utf8 }
            }
        }
    }

    /// - Parameter append: appends what stands for a placeholder, in UTF-8.
    func fixedReason(
        _ reason: ReasonText, rank: Int, _ append: (ReasonText.Placeholder, Language, inout [UInt8]) -> Void
    ) -> Reason {
        Reason(
            rank: rank, code: reason.code, characteristic: nil, shortfallHundredths: nil,
            text: reason.filled(in: .english) { append($0, .english, &$1) },
            chineseText: reason.filled(in: .chinese) { append($0, .chinese, &$1) })
    }

    /// Adds the characteristics that fell furthest below the reference, greatest first, ties in the model's order, up to four
    /// reasons in all.
    func addShortfalls(of points: [CharacteristicPoints], group: PeerGroup, to reasons: inout [Reason]) {
        let points = points.span
        var bound = (shortfall: Int.max, index: -1)
        while reasons.count < reasonsMax {
            var worst: (shortfall: Int, index: Int)?
            for k in measures.indices {
                let shortfall = points[k + 1].referencePointsHundredths - points[k + 1].pointsHundredths
                guard shortfall > 0, shortfall < bound.shortfall || (shortfall == bound.shortfall && k > bound.index) else { continue }
                if shortfall > worst?.shortfall ?? 0 { worst = (shortfall, k) }
            }
            guard let worst else { return }
            bound = worst
            reasons.append(
                content.characteristics.span[worst.index].reason(
                    points[worst.index + 1], rank: reasons.count + 1, shortfallHundredths: worst.shortfall, group: group))
        }
    }
}

extension Characteristic {
    fileprivate func reason(_ points: CharacteristicPoints, rank: Int, shortfallHundredths: Int, group: PeerGroup) -> Reason {
        Reason(
            rank: rank, code: reason.code, characteristic: id, shortfallHundredths: shortfallHundredths,
            text: text(points, group: group, in: .english), chineseText: text(points, group: group, in: .chinese))
    }

    /// The reason's text with this enterprise's numbers; `none` for a number that does not exist.
    private func text(_ points: CharacteristicPoints, group: PeerGroup, in language: Language) -> String {
        let (value, numerator, denominator) = (points.value, points.numerator, points.denominator)
        let none = language == .english ? "none" : "无"
        var parts: Int64 = 1
        if case .rate(let rate) = measure { parts = rate.parts }
        func append(_ number: Int64?, _ text: inout [UInt8]) {
            if let number { appendInteger(number, to: &text) } else { text += none.utf8 }
        }
        func append(_ value: Double?, _ text: inout [UInt8]) {
            if let value { display.append(value, in: language, to: &text) } else { text += none.utf8 }
        }
        return reason.filled(in: language) { placeholder, text in
            switch placeholder {
            case .numerator: append(numerator, &text)
            case .denominator: append(denominator, &text)
            case .count: append(denominator.map { $0 / parts }, &text)
            case .value: append(value, &text)
            case .prior: append(priors[Int(group.rawValue)], &text)
            case .observed: append(observed(numerator, denominator), &text)
            case .bin: text += (points.binPlace < bins.count ? bins[points.binPlace].label : CharacteristicPoints.missing).utf8
            case .found, .limit, .day, .until: break
            }
        }
    }

    private func observed(_ numerator: Int64?, _ denominator: Int64?) -> Double? {
        guard let numerator, let denominator, denominator > 0 else { return nil }
        return Double(numerator) / Double(denominator)
    }
}
