public import Domain

/// Rates one enterprise as of one day.
///
/// A pure function of its arguments (DESIGN 2, law 1; DESIGN 4 for every formula):
///
/// 1. L = booking day of the last matured order; the window is booked > L − 730; age = max(0, L − booked).
/// 2. Peer group = trade model × border of most matured orders in the window.
/// 3. Each characteristic's value chooses a bin; its points, after the group's cap, and the peer group's base make the score.
/// 4. PD = 1 / (1 + exp((score − 487.12288) / 28.8539)); the grade is the score's.
/// 5. Overlays bound the grade or withhold it (NR). D before NR before the grade.
///
/// - Parameters:
///   - evidence: cells ascending by (day, corroboration), all those booked > L − 730 among them: with cells of less than two
///     windows before D, old faults would leave a silent enterprise's rating.
///   - asOf: D; nothing in `evidence` may have become known after it.
/// - Complexity: O(cells × rates); allocates the points and reasons of the result and nothing else.
public func rate(_ evidence: EnterpriseEvidence, asOf: Day, model: Model) -> Rating {
    guard let window = EvidenceWindow(evidence, windowDays: model.content.evidence.windowDays),
        asOf - window.last <= model.content.evidence.windowDays
    else { return ratingWithoutPD(evidence, asOf: asOf, model: model) }
    let measurement = Measurement(evidence, window: window, asOf: asOf, model: model)
    let points = model.points(of: measurement)
    let score = points.reduce(0) { $0 + $1.pointsHundredths }
    let effective = measurement.sums.effective(model.classThousandths)
    let effectiveOrders = Double(effective) / Double(effectiveUnit)
    let interval = model.interval(scoreHundredths: score, effectiveOrders: effectiveOrders)

    let scoreGrade = Grade.of(scoreHundredths: score)
    let decision = model.decide(scoreGrade, model.overlaysInForce(measurement))
    var reasons = model.defaultReasons(evidence.events, asOf: asOf)
    var status = reasons.isEmpty ? RatingStatus.rated : .defaulted
    if status == .rated {
        if decision.isHeld { model.addOverlayReasons(decision.decisive, to: &reasons) }
        model.addNotRatedReasons(evidence, effective: effective, lastMatured: window.lastMatured, asOf: asOf, to: &reasons)
        if decision.isHeld || !reasons.isEmpty { status = .notRated }
    }
    let rules = status == .rated || status == .notRated && decision.isHeld ? decision.decisive : []
    if status == .rated { model.addOverlayReasons(rules, to: &reasons) }
    model.addShortfalls(of: points, group: measurement.group, to: &reasons)

    return Rating(
        status: status, grade: status == .defaulted ? .d : status == .notRated ? .nr : decision.grade,
        scoreHundredths: score, scoreGrade: scoreGrade, overlays: rules.map(\.overlay.name),
        lift: status == .rated && rules.isEmpty ? model.lift(of: measurement, grade: scoreGrade) : nil,
        pd: nineDecimals(model.defaultProbability(scoreHundredths: score)),
        pdLow: nineDecimals(interval.low), pdHigh: nineDecimals(interval.high),
        confidence: model.confidence(effective: effective), effectiveOrders: effectiveOrders, orders: Int(measurement.sums.orders),
        evidenceFrom: measurement.sums.firstDay, evidenceTo: measurement.sums.lastDay, peerGroup: measurement.group, points: points,
        reasons: reasons)
}

/// The rating of an enterprise with no order in the window, or none that matured within two years: D or NR, without a PD.
private func ratingWithoutPD(_ evidence: EnterpriseEvidence, asOf: Day, model: Model) -> Rating {
    let defaults = model.defaultReasons(evidence.events, asOf: asOf)
    let rule = model.content.notRated.noEvidence
    let unrated = model.fixedReason(rule, rank: 1) { placeholder, _, text in
        if placeholder == .limit { appendInteger(Int64(model.content.evidence.windowDays), to: &text) }
    }
    return Rating(
        status: defaults.isEmpty ? .notRated : .defaulted, grade: defaults.isEmpty ? .nr : .d, scoreHundredths: nil, scoreGrade: nil,
        overlays: [], lift: nil, pd: nil, pdLow: nil, pdHigh: nil, confidence: .low, effectiveOrders: 0, orders: 0, evidenceFrom: nil,
        evidenceTo: nil,
        peerGroup: nil, points: [], reasons: defaults.isEmpty ? [unrated] : defaults)
}

extension Model {
    /// `base` first, then one per characteristic, capped: they add up to the score.
    func points(of measurement: borrowing Measurement) -> [CharacteristicPoints] {
        let group = Int(measurement.group.rawValue)
        var points: [CharacteristicPoints] = []
        points.reserveCapacity(content.characteristics.count + 1)
        let base = content.peerGroups[group].baseHundredths
        points.append(
            CharacteristicPoints(
                value: nil, numerator: nil, denominator: nil, binPlace: group, pointsHundredths: base, referencePointsHundredths: base))
        let (missing, reference) = (missingPoints[group], referencePoints[group])
        for k in measures.indices {
            let measured = measurement.value(of: k, model: self)
            let bin = measured.value.map { self.bin(of: $0, in: k) } ?? (place: binCount(of: k), hundredths: missing[k])
            let isFact = ratePlaces[k] < 0 && measures[k].isFact
            points.append(
                CharacteristicPoints(
                    value: isFact ? nil : measured.value, numerator: measured.numerator, denominator: measured.denominator,
                    binPlace: bin.place, pointsHundredths: bin.hundredths, referencePointsHundredths: reference[k]))
        }
        capGroups(&points)
        return points
    }

    /// logit(pd) ± z · √(σ² + DEFF / ((n + K) · pd · (1 − pd))), as probabilities.
    func interval(scoreHundredths: Int, effectiveOrders: Double) -> (low: Double, high: Double) {
        let pd = defaultProbability(scoreHundredths: scoreHundredths)
        let logit = (content.scaling.offset - Double(scoreHundredths) / 100) / content.scaling.factor
        let rule = content.interval
        let sampling = rule.designEffect / ((effectiveOrders + rule.priorWeight) * pd * (1 - pd))
        let half = rule.z * (rule.sigma * rule.sigma + sampling).squareRoot()
        return (1 / (1 + exponential(half - logit)), 1 / (1 + exponential(-half - logit)))
    }

    func confidence(effective: Int64) -> Confidence {
        if effective >= Int64(content.confidence.highMin) * effectiveUnit { return .high }
        return effective >= Int64(content.confidence.mediumMin) * effectiveUnit ? .medium : .low
    }
}

/// A probability as it is stored.
func nineDecimals(_ value: Double) -> Double { (value * 1e9).rounded(.toNearestOrAwayFromZero) / 1e9 }
