import Domain

/// The most reasons that a rating gives (Regulation B, commentary to § 1002.9(b)(2): more are "not likely to be helpful").
let reasonsMax = 4

extension Model {
    /// One reason per kind of hard event in force on D, in the order of kinds: the event that holds longest.
    ///
    /// An event holds for `days`, its own day included, or through a later stated day.
    func defaultReasons(_ events: [HardEvent], asOf: Day) -> [Reason] {
        if events.isEmpty { return [] }
        var reasons: [Reason] = []
        for kind in HardEvent.Kind.allCases {
            var longest: (day: Day, last: Day)?
            for event in events where event.kind == kind {
                let last = max(event.day + (content.defaultRule.days - 1), event.until ?? event.day)
                guard asOf <= last else { continue }
                if longest.map({ ($0.last, $0.day) < (last, event.day) }) ?? true { longest = (event.day, last) }
            }
            guard let longest else { continue }
            reasons.append(
                fixedReason(content.defaultRule.reasons[Int(kind.rawValue)], rank: reasons.count + 1) {
                    $0 == .day ? longest.day.description : $0 == .until ? longest.last.description : ""
                })
        }
        return reasons
    }

    /// The conditions of NR that hold on D, in the rule's order.
    func notRatedReasons(_ evidence: borrowing EnterpriseEvidence, effective: Int64, lastMatured: Day?, asOf: Day) -> [Reason] {
        let rule = content.notRated
        var reasons: [Reason] = []
        func add(_ text: ReasonText, found: String, limit: Int) {
            reasons.append(
                fixedReason(text, rank: reasons.count + 1) { $0 == .found ? found : $0 == .limit ? String(limit) : "" })
        }
        if effective < Int64(rule.effectiveOrdersMin) * effectiveUnit {
            let found = decimalText(Double(effective * 10 / effectiveUnit) / 10, decimals: 1)
            add(rule.orders, found: found, limit: rule.effectiveOrdersMin)
        }
        if evidence.buyers < rule.buyersMin { add(rule.buyers, found: String(evidence.buyers), limit: rule.buyersMin) }
        let tenure = evidence.firstBooked.map { asOf - $0 } ?? 0
        if tenure < rule.tenureDaysMin { add(rule.tenure, found: String(tenure), limit: rule.tenureDaysMin) }
        if lastMatured.map({ asOf - $0 >= rule.silenceDaysMax }) ?? true {
            add(rule.silence, found: lastMatured?.description ?? "none", limit: rule.silenceDaysMax)
        }
        return reasons
    }

    private func fixedReason(_ text: ReasonText, rank: Int, _ replacement: (ReasonText.Placeholder) -> String) -> Reason {
        Reason(rank: rank, code: text.code, characteristic: nil, shortfallHundredths: nil, text: text.filled(replacement))
    }

    /// Adds the characteristics that fell furthest below the reference, greatest first, ties in the model's order, up to four
    /// reasons in all.
    func addShortfalls(of points: [CharacteristicPoints], group: PeerGroup, to reasons: inout [Reason]) {
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
            reasons.append(
                Reason(
                    rank: reasons.count + 1, code: characteristic.reason.code, characteristic: characteristic.id,
                    shortfallHundredths: worst.shortfall, text: characteristic.text(points[worst.index + 1], group: group)))
        }
    }
}

extension Characteristic {
    /// The reason's text with this enterprise's numbers; `none` for a number that does not exist.
    func text(_ points: borrowing CharacteristicPoints, group: PeerGroup) -> String {
        let (value, numerator, denominator, bin) = (points.value, points.numerator, points.denominator, points.bin)
        var parts: Int64 = 1
        if case .rate(let rate) = measure { parts = rate.parts }
        return reason.filled { placeholder in
            switch placeholder {
            case .numerator: numerator.map(String.init) ?? "none"
            case .denominator: denominator.map(String.init) ?? "none"
            case .count: denominator.map { String($0 / parts) } ?? "none"
            case .value: value.map(display.text) ?? "none"
            case .prior: priors[Int(group.rawValue)].map(display.text) ?? "none"
            case .observed: observed(numerator, denominator)
            case .bin: bin
            case .found, .limit, .day, .until: ""
            }
        }
    }

    private func observed(_ numerator: Int64?, _ denominator: Int64?) -> String {
        guard let numerator, let denominator, denominator > 0 else { return "none" }
        return display.text(Double(numerator) / Double(denominator))
    }
}
