import Domain

/// What a characteristic measured on one enterprise.
struct CharacteristicValue {
    /// nil where nothing is known; a fact's place among its words.
    var value: Double?
    var numerator: Int64?
    var denominator: Int64?

    static let missing = CharacteristicValue(value: nil, numerator: nil, denominator: nil)
}

/// The values of one enterprise, characteristic by characteristic.
struct Measurement: ~Copyable {
    let evidence: EnterpriseEvidence
    let sums: EvidenceSums
    let window: EvidenceWindow
    let asOf: Day
    let group: PeerGroup

    init(_ evidence: EnterpriseEvidence, window: EvidenceWindow, asOf: Day, model: borrowing Model) {
        self.evidence = evidence
        self.window = window
        self.asOf = asOf
        sums = EvidenceSums(evidence, in: window, model: model)
        group = sums.peerGroup
    }

    /// The same with so many further good orders, up to `day`.
    init(_ other: borrowing Measurement, adding orders: Int, on day: Day, model: borrowing Model) {
        var evidence = other.evidence
        evidence.addBuyers(orders)
        self.evidence = evidence
        window = other.window
        asOf = other.asOf
        group = other.group
        var sums = EvidenceSums(copying: other.sums)
        sums.add(EnterpriseEvidence.goodOrders(orders, on: day, of: other.group).span, anchor: other.window.anchor, model: model)
        self.sums = sums
    }

    /// - Parameters:
    ///   - k: the characteristic's place in the model.
    ///   - rateIndex: the place of a rate's sums; counts up as rates are met.
    func value(of k: Int, rateIndex: inout Int, model: borrowing Model) -> CharacteristicValue {
        switch model.measures[k] {
        case .rate(let rate):
            rateIndex += 1
            return shrunk(rate, sums.rates[rateIndex - 1], mean: model.priorMeans[Int(group.rawValue)][k], model: model)
        case .ordersPerBuyer(let weight):
            return ordersPerBuyer(mean: model.priorMeans[Int(group.rawValue)][k], priorWeight: weight)
        case .largestBuyerShare(let weight): return share(evidence.largestBuyerOrders, of: evidence.recentOrders, k, weight, model)
        case .burstShare(let weight): return share(evidence.burstOrders, of: evidence.recentOrders, k, weight, model)
        case .activeMonths:
            return CharacteristicValue(value: Double(sums.activeMonths), numerator: Int64(sums.activeMonths), denominator: 6)
        case .goodOrders:
            let good = sums.goodEffective(model.content.evidence.classThousandths)
            return CharacteristicValue(value: Double(good) / Double(effectiveUnit), numerator: nil, denominator: sums.matured)
        case .tenureDays:
            guard let first = evidence.firstBooked else { return .missing }
            let days = max(0, window.anchor - first)
            return CharacteristicValue(value: Double(days), numerator: Int64(days), denominator: nil)
        case .fact(let fact):
            return CharacteristicValue(value: place(of: fact).map(Double.init), numerator: nil, denominator: nil)
        }
    }

    /// (N + K × mean) / (M + K); see `Rate`. Integers up to the one division.
    private func shrunk(_ rate: Rate, _ sums: RateSums, mean: Double, model: borrowing Model) -> CharacteristicValue {
        guard sums.denominator > 0 else {
            return CharacteristicValue(value: nil, numerator: sums.numerator, denominator: 0)
        }
        let bad = Int128(sums.bad) * 1000
        var total = bad
        for index in 0..<4 { total += Int128(sums.good[index]) * Int128(model.content.evidence.classThousandths[index]) }
        let weight = rate.priorWeight * Double(effectiveUnit * rate.parts)
        let value = (real(bad) + weight * mean) / (real(total) + weight)
        return CharacteristicValue(value: value, numerator: sums.numerator, denominator: sums.denominator)
    }

    /// (part + K × mean) / (whole + K).
    private func share(_ part: Int, of whole: Int, _ k: Int, _ weight: Double, _ model: borrowing Model) -> CharacteristicValue {
        guard whole > 0 else { return CharacteristicValue(value: nil, numerator: 0, denominator: 0) }
        let value = (Double(part) + weight * model.priorMeans[Int(group.rawValue)][k]) / (Double(whole) + weight)
        return CharacteristicValue(value: value, numerator: Int64(part), denominator: Int64(whole))
    }

    /// Orders of the 180 days up to L over buyers of the 180 days up to D: as D moves on in silence the buyers become fewer, so
    /// that the value cannot improve.
    private func ordersPerBuyer(mean: Double, priorWeight: Double) -> CharacteristicValue {
        let buyers = Int64(evidence.buyers)
        guard sums.recentOrders > 0 else { return CharacteristicValue(value: nil, numerator: 0, denominator: buyers) }
        let value = (Double(sums.recentOrders) + priorWeight * mean) / (Double(buyers) + priorWeight)
        return CharacteristicValue(value: value, numerator: sums.recentOrders, denominator: buyers)
    }

    /// The word's place, best first; nil where nothing is known.
    func place(of fact: StandingFact) -> Int? {
        if fact == .penalties { return heaviestPenalty }
        guard let standing = evidence.standing else { return nil }
        switch fact {
        case .identifiers:
            if standing.registration == .invalid || standing.lei == .invalid || standing.vat == .invalid { return 1 }
            return standing.registration == .valid || standing.lei == .valid || standing.vat == .valid ? 0 : nil
        case .customsGrade:
            return standing.customsGrade.map { Int($0.rawValue) }
        case .licence:
            return standing.licenceUntil.map { $0 < asOf ? 1 : 0 }
        case .penalties, .deposit: return nil
        }
    }

    /// The place of the heaviest penalty that counts on D.
    private var heaviestPenalty: Int? {
        var heaviest: Int?
        for event in evidence.events {
            guard let place = [SubjectEvent.Kind.warning, .fine, .suspension].firstIndex(of: event.kind),
                event.holds(on: asOf, days: 365)
            else { continue }
            heaviest = max(heaviest ?? 0, place)
        }
        return heaviest
    }
}

/// The nearest binary number; the direct way where 64 bits hold it.
private func real(_ value: Int128) -> Double {
    if let small = Int64(exactly: value) { return Double(small) }
    return Double(value)
}
