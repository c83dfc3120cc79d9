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

    init(_ evidence: EnterpriseEvidence, sums: EvidenceSums, window: EvidenceWindow, asOf: Day, group: PeerGroup) {
        self.evidence = evidence
        self.sums = sums
        self.window = window
        self.asOf = asOf
        self.group = group
    }

    /// - Parameter k: the characteristic's place in the model.
    func value(of k: Int, model: borrowing Model) -> CharacteristicValue {
        let place = model.ratePlaces[k]
        guard place >= 0 else { return value(of: k, adding: .none, model: model) }
        let rate = sums.rates[place]
        guard rate.denominator > 0 else { return CharacteristicValue(value: nil, numerator: rate.numerator, denominator: 0) }
        let (bad, total) = rate.thousandths(model.classThousandths)
        let mean = model.ratesByGroup[Int(group.rawValue)][place].weighedMean
        return CharacteristicValue(
            value: shrunk(bad, total, weighedMean: mean, priorWeight: model.plan.rates[place].priorWeight), numerator: rate.numerator,
            denominator: rate.denominator)
    }

    /// The value of a characteristic that is no rate, with further orders.
    func value(of k: Int, adding further: FurtherOrders, model: borrowing Model) -> CharacteristicValue {
        let recent = evidence.recentOrders + further.count
        switch model.measures[k] {
        case .rate: return .missing
        case .ordersPerBuyer(let weight): return ordersPerBuyer(k, weight, further, model)
        case .largestBuyerShare(let weight): return share(evidence.largestBuyerOrders, of: recent, k, weight, model)
        case .burstShare(let weight): return share(evidence.burstOrders, of: recent, k, weight, model)
        case .activeMonths:
            let months = sums.activeMonths(adding: further)
            return CharacteristicValue(value: Double(months), numerator: Int64(months), denominator: 6)
        case .goodOrders:
            let good = sums.goodEffective(model.classThousandths) + further.weighed[0] * model.classThousandths[FurtherOrders.classIndex]
            return CharacteristicValue(
                value: Double(good) / Double(effectiveUnit), numerator: nil, denominator: sums.matured + further.counted)
        case .tenureDays:
            guard let first = evidence.firstBooked else { return .missing }
            let days = max(0, window.anchor - first)
            return CharacteristicValue(value: Double(days), numerator: Int64(days), denominator: nil)
        case .fact(let fact):
            return CharacteristicValue(value: place(of: fact).map(Double.init), numerator: nil, denominator: nil)
        }
    }

    /// (part + K × mean) / (whole + K).
    private func share(_ part: Int, of whole: Int, _ k: Int, _ weight: Double, _ model: borrowing Model) -> CharacteristicValue {
        guard whole > 0 else { return CharacteristicValue(value: nil, numerator: 0, denominator: 0) }
        let value = (Double(part) + weight * model.priorMeans[Int(group.rawValue)][k]) / (Double(whole) + weight)
        return CharacteristicValue(value: value, numerator: Int64(part), denominator: Int64(whole))
    }

    /// Orders of the 180 days up to L over buyers of the 180 days up to D: as D moves on in silence the buyers become fewer, so
    /// that the value cannot improve.
    private func ordersPerBuyer(
        _ k: Int, _ weight: Double, _ further: FurtherOrders, _ model: borrowing Model
    ) -> CharacteristicValue {
        let buyers = Int64(evidence.buyers + further.count)
        let orders = sums.recentOrders + further.counted
        guard orders > 0 else { return CharacteristicValue(value: nil, numerator: 0, denominator: buyers) }
        let value = (Double(orders) + weight * model.priorMeans[Int(group.rawValue)][k]) / (Double(buyers) + weight)
        return CharacteristicValue(value: value, numerator: orders, denominator: buyers)
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

/// (N + K × mean) / (M + K); see `Rate`. Integers up to the one division.
func shrunk(_ bad: Int128, _ total: Int128, weighedMean: Double, priorWeight: Double) -> Double {
    (real(bad) + weighedMean) / (real(total) + priorWeight)
}

/// The nearest binary number; the direct way where 64 bits hold it.
private func real(_ value: Int128) -> Double {
    if let small = Int64(exactly: value) { return Double(small) }
    return Double(value)
}
