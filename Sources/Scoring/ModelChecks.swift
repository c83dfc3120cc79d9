import Domain

/// Why a model cannot be used: the key path of the fault in the model file, what is wrong, what to do.
public struct ModelFault: Error, Sendable, Equatable {
    /// E.g. `characteristics.late_handover.bins[2]`.
    public var path: String
    public var message: String
    public var remedy: String

    public init(_ path: String, _ message: String, remedy: String) {
        self.path = path
        self.message = message
        self.remedy = remedy
    }
}

private func require(_ holds: Bool, _ path: String, _ message: String, remedy: String) throws(ModelFault) {
    if !holds { throw ModelFault(path, message, remedy: remedy) }
}

extension ModelContent {
    func checkConstants() throws(ModelFault) {
        try require(
            scaling == .grades, "scaling", "the scaling is not 487.12288 and 28.8539, from which the grades' edges are derived",
            remedy: "state offset 487.12288 and factor 28.8539, and fold calibration into base and points")
        try checkEvidence()
        precondition(peerGroups.count == PeerGroup.allCases.count, "a model has one anchor per peer group")
        precondition(caps.count == CharacteristicGroup.allCases.count, "a model has one cap per group")
        for group in PeerGroup.allCases {
            let pd = peerGroups[Int(group.rawValue)].averagePD
            try require(
                pd > 0 && pd < 1, "peer_groups.\(group.name).average_pd", "average_pd is not between 0 and 1",
                remedy: "state the share of orders with a credit event, e.g. 0.02")
        }
        try require(
            interval.z > 0 && interval.sigma >= 0 && interval.designEffect >= 0 && interval.priorWeight > 0, "interval",
            "the interval's constants are out of range", remedy: "state z > 0, sigma ≥ 0, design_effect ≥ 0 and prior_weight > 0")
        try require(
            confidence.mediumMin >= 0 && confidence.highMin >= confidence.mediumMin, "confidence",
            "high_min is below medium_min", remedy: "state 0 ≤ medium_min ≤ high_min")
        try require(defaultRule.days >= 1, "default.days", "days is below 1", remedy: "state the days for which an event holds")
        precondition(defaultRule.reasons.count == SubjectEvent.Kind.faults.count, "a model has one reason per kind of fault")
    }

    private func checkEvidence() throws(ModelFault) {
        try require(
            (1...3650).contains(evidence.windowDays), "evidence.window_days", "window_days is not between 1 and 3650",
            remedy: "state 730, the days of evidence that the store keeps")
        for (name, days) in [
            ("ordinary", evidence.ordinaryHalfLifeDays), ("adjudicated", evidence.adjudicatedHalfLifeDays),
            ("fast", evidence.fastHalfLifeDays),
        ] {
            try require(
                (1...36500).contains(days), "evidence.half_life_days.\(name)", "the half-life is not between 1 and 36500 days",
                remedy: "state 365 for ordinary, 730 for adjudicated and 28 for fast ones")
        }
        precondition(evidence.classThousandths.count == Corroboration.weighed.count, "a model has one weight per class")
        let weights = evidence.classThousandths
        let none = weights[Corroboration.none.weighedPlace]
        let both = weights[Corroboration.both.weighedPlace]
        try require(
            none >= 0 && both <= 1000 && both > 0 && weights.allSatisfy { none <= $0 && $0 <= both }, "evidence.corroboration",
            "the weights do not rise from none to both legs within 0 and 1",
            remedy: "state 0 ≤ none ≤ invoice_only, movement_only ≤ both ≤ 1, so that withholding never pays")
        try require(
            (1...1000).contains(evidence.evidenceThousandths), "evidence.weight_of_evidence",
            "weight_of_evidence is not between 0.001 and 1", remedy: "state 0.5 for an expert card, 1 for a fitted one")
    }

    func checkCharacteristics() throws(ModelFault) {
        try require(
            (1...Model.characteristicsMax).contains(characteristics.count), "characteristics",
            "there are \(characteristics.count) characteristics", remedy: "state between 1 and \(Model.characteristicsMax)")
        var codes: [String: String] = [:]
        for characteristic in characteristics {
            let path = "characteristics.\(characteristic.id)"
            if let other = codes[characteristic.reason.code] {
                throw ModelFault(
                    "\(path).reason.code", "the reason code \(characteristic.reason.code) is also that of \(other)",
                    remedy: "give every characteristic a code of its own")
            }
            codes[characteristic.reason.code] = characteristic.id
            try characteristic.checkBins(path)
            try characteristic.checkMeasure(path)
        }
    }
}

extension Characteristic {
    func checkBins(_ path: String) throws(ModelFault) {
        try require(!bins.isEmpty, "\(path).bins", "\(id) has no bins", remedy: "state at least one bin")
        try require(
            bins[0].from == 0, "\(path).bins[0]", "the first bin of \(id) starts at \(bins[0].from), not at 0",
            remedy: "let the first bin start at 0")
        try require(
            bins[bins.count - 1].below == .infinity, "\(path).bins[\(bins.count - 1)]", "the last bin of \(id) has an upper edge",
            remedy: "leave `below` out of the last bin, so that every value has one")
        for k in bins.indices {
            try require(
                bins[k].from < bins[k].below, "\(path).bins[\(k)]",
                "bin \(k + 1) of \(id) is empty: from \(bins[k].from) is not less than below \(bins[k].below)",
                remedy: "let `below` be greater than `from`")
            guard k > 0 else { continue }
            try require(
                bins[k].from == bins[k - 1].below, "\(path).bins[\(k)]",
                "the bins of \(id) are not contiguous: bin \(k) ends at \(bins[k - 1].below), bin \(k + 1) starts at \(bins[k].from)",
                remedy: "let each bin start where the one before it ends")
            let rises = bins[k].evidenceHundredths - bins[k - 1].evidenceHundredths
            try require(
                lowerIsBetter ? rises <= 0 : rises >= 0, "\(path).bins[\(k)]",
                "the points of \(id) are not monotone: bin \(k + 1) \(rises > 0 ? "gains" : "loses") points on bin \(k), though "
                    + "\(lowerIsBetter ? "lower" : "higher") is better",
                remedy: "order the points so that they \(lowerIsBetter ? "fall" : "rise") from bin to bin, or merge the two bins")
        }
    }

    func checkMeasure(_ path: String) throws(ModelFault) {
        precondition(priors.count == PeerGroup.allCases.count, "a characteristic has one prior per peer group")
        var priorWeight = 1.0
        var priorLimit = Double.infinity
        switch measure {
        case .rate(let rate):
            priorWeight = rate.priorWeight
            priorLimit = 1
            try checkCounters(rate, path)
        case .ordersPerBuyer(let weight): priorWeight = weight
        case .largestBuyerShare(let weight), .burstShare(let weight):
            priorWeight = weight
            priorLimit = 1
        case .fact(let fact):
            try require(
                bins.map(\.label) == fact.words, "\(path).bins", "the bins of \(id) are not \(fact.words.joined(separator: ", "))",
                remedy: "state one bin per word, best first")
        case .goodOrders, .activeMonths, .tenureDays: break
        }
        try require(
            priorWeight > 0 && priorWeight.isFinite, "\(path).prior_weight", "prior_weight of \(id) is not greater than 0",
            remedy: "state the number of outcomes that the prior weighs as much as")
        if priors.contains(nil) {
            try require(
                missing != .prior, "\(path).missing", "missing and prior of \(id) each refer to the other",
                remedy: "state points for `missing`, or a prior that is not NONE")
        }
        let fits = priors.allSatisfy { $0.map { $0 >= 0 && $0 < priorLimit } ?? true }
        try require(fits, "\(path).prior", "the prior of \(id) is out of range", remedy: "state a share between 0 and 1 for a rate")
        if case .fact = measure { return }
        for (k, bin) in bins.enumerated() where k > 0 && priors.contains(bin.from) {
            throw ModelFault(
                "\(path).bins[\(k)]", "a prior of \(id) is the edge \(bin.from) between two bins, so that the average falls into either",
                remedy: "move the edge or the prior")
        }
    }

    private func checkCounters(_ rate: Rate, _ path: String) throws(ModelFault) {
        for counter in [rate.bad.first, rate.bad.second, rate.total]
        where [.grossMinor, .handoverSeconds].contains(counter) {
            throw ModelFault(
                path, "\(id) counts money or seconds, whose sums may not fit", remedy: "count orders, lines, reviews or thousandths")
        }
        let factors = [abs(rate.bad.firstFactor), abs(rate.bad.secondFactor), rate.parts]
        try require(
            factors.allSatisfy { $0 <= 10_000 } && rate.parts >= 1, path, "a factor of \(id) is out of range",
            remedy: "state whole factors up to 10000")
    }
}

extension Model {
    func checkMissingPoints() throws(ModelFault) {
        for (k, characteristic) in content.characteristics.enumerated() {
            for group in PeerGroup.allCases {
                let excess = missingPoints[Int(group.rawValue)][k] - referencePoints[Int(group.rawValue)][k]
                try require(
                    excess <= 0, "characteristics.\(characteristic.id).missing",
                    "\(characteristic.id) gives more points to missing data than to the prior mean of \(group.name)",
                    remedy: "state at most the points of the prior mean, or `prior`")
            }
        }
    }

    func checkCapsAndAnchors() throws(ModelFault) {
        for group in CharacteristicGroup.allCases {
            let cap = content.caps[Int(group.rawValue)]
            for peers in PeerGroup.allCases {
                let members = content.characteristics.indices.filter { content.characteristics[$0].group == group }
                let sum = members.reduce(0) { $0 + referencePoints[Int(peers.rawValue)][$1] }
                try require(
                    cap.floorHundredths <= min(0, sum) && max(0, sum) <= cap.ceilingHundredths, "groups.\(group.name)",
                    "the cap of \(group.name) leaves out 0 or the average of \(peers.name)",
                    remedy: "state a floor ≤ 0 and a ceiling ≥ 0 that hold the points of the prior means")
            }
        }
        for peers in PeerGroup.allCases {
            let declared = content.peerGroups[Int(peers.rawValue)].averagePD
            let ratio = defaultProbability(scoreHundredths: averageScoreHundredths(of: peers)) / declared
            try require(
                ratio > 0.9 && ratio < 1.1, "peer_groups.\(peers.name).base",
                "base and prior means come to \(decimalText(ratio, decimals: 2)) times the declared average PD",
                remedy: "set base so that an average enterprise scores offset + factor × ln((1 − average_pd) / average_pd)")
        }
    }
}
