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
                fixedReason(content.defaultRule.reasons[place], rank: reasons.count + 1) { placeholder, _ in
                    placeholder == .day ? longest.day.description : placeholder == .until ? longest.last.description : ""
                })
        }
        return reasons
    }

    /// The reasons of rules that bounded or withheld a grade, from `rank` on.
    func overlayReasons(_ decisive: [OverlayInForce], from rank: Int) -> [Reason] {
        decisive.prefix(max(0, reasonsMax + 1 - rank)).enumerated().map { place, rule in
            fixedReason(rule.overlay.reason, rank: rank + place) { placeholder, language in
                switch placeholder {
                case .day: rule.day?.description ?? ""
                case .until: rule.until?.description ?? (language == .english ? "further notice" : "另行通知")
                default: ""
                }
            }
        }
    }

    /// The conditions of NR that hold on D, in the rule's order.
    func notRatedReasons(_ evidence: borrowing EnterpriseEvidence, effective: Int64, lastMatured: Day?, asOf: Day) -> [Reason] {
        let rule = content.notRated
        var reasons: [Reason] = []
        func add(_ text: ReasonText, found: String, chinese: String? = nil, limit: Int) {
            reasons.append(
                fixedReason(text, rank: reasons.count + 1) { placeholder, language in
                    switch placeholder {
                    case .found: language == .chinese ? chinese ?? found : found
                    case .limit: String(limit)
                    default: ""
                    }
                })
        }
        if effective < Int64(rule.effectiveOrdersMin) * effectiveUnit {
            let found = decimalText(Double(effective * 10 / effectiveUnit) / 10, decimals: 1)
            add(rule.orders, found: found, limit: rule.effectiveOrdersMin)
        }
        if evidence.buyers < rule.buyersMin { add(rule.buyers, found: String(evidence.buyers), limit: rule.buyersMin) }
        let tenure = evidence.firstBooked.map { asOf - $0 } ?? 0
        if tenure < rule.tenureDaysMin { add(rule.tenure, found: String(tenure), limit: rule.tenureDaysMin) }
        if lastMatured.map({ asOf - $0 >= rule.silenceDaysMax }) ?? true {
            add(
                rule.silence, found: lastMatured?.description ?? "none", chinese: lastMatured?.description ?? "无",
                limit: rule.silenceDaysMax)
        }
        return reasons
    }

    func fixedReason(_ text: ReasonText, rank: Int, _ replacement: (ReasonText.Placeholder, Language) -> String) -> Reason {
        Reason(
            rank: rank, code: text.code, characteristic: nil, shortfallHundredths: nil,
            text: text.filled(in: .english) { $1 += replacement($0, .english).utf8 },
            chineseText: text.filled(in: .chinese) { $1 += replacement($0, .chinese).utf8 })
    }

    /// Adds the characteristics that fell furthest below the reference, greatest first, ties in the model's order, up to four
    /// reasons in all.
    func addShortfalls(of points: [CharacteristicPoints], group: PeerGroup, to reasons: inout [Reason]) {
        reasons.reserveCapacity(reasonsMax)
        var bound = (shortfall: Int.max, index: -1)
        while reasons.count < reasonsMax {
            var worst: (shortfall: Int, index: Int)?
            for k in content.characteristics.indices {
                let shortfall = points[k + 1].referencePointsHundredths - points[k + 1].pointsHundredths
                guard shortfall > 0, shortfall < bound.shortfall || (shortfall == bound.shortfall && k > bound.index) else { continue }
                if shortfall > worst?.shortfall ?? 0 { worst = (shortfall, k) }
            }
            guard let worst else { return }
            bound = worst
            let characteristic = content.characteristics[worst.index]
            let found = points[worst.index + 1]
            reasons.append(
                Reason(
                    rank: reasons.count + 1, code: characteristic.reason.code, characteristic: characteristic.id,
                    shortfallHundredths: worst.shortfall, text: characteristic.text(found, group: group, in: .english),
                    chineseText: characteristic.text(found, group: group, in: .chinese)))
        }
    }
}

extension Characteristic {
    /// The reason's text with this enterprise's numbers; `none` for a number that does not exist.
    func text(_ points: borrowing CharacteristicPoints, group: PeerGroup, in language: Language) -> String {
        let (value, numerator, denominator, bin) = (points.value, points.numerator, points.denominator, points.bin)
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
            case .bin: text += bin.utf8
            case .found, .limit, .day, .until: break
            }
        }
    }

    private func observed(_ numerator: Int64?, _ denominator: Int64?) -> Double? {
        guard let numerator, let denominator, denominator > 0 else { return nil }
        return Double(numerator) / Double(denominator)
    }
}
