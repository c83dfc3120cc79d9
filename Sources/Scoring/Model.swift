import Domain

/// A rating model that has passed its checks: a pure function's constants.
///
/// The score of an enterprise of peer group g is `base_g + Σ points`, in whole hundredths. **Anchoring**: base_g is set such
/// that an enterprise at the prior mean of every characteristic comes to the group's declared average PD; a model that misses
/// it by more than a tenth is refused. Reference points are the points at the prior mean.
public struct Model: Sendable {
    /// The most characteristics that a model may have.
    public static let characteristicsMax = 40

    /// What the model file says.
    public let content: ModelContent

    // What follows repeats the content in the form that the rating reads: copying a characteristic would count references.

    let measures: [Measure]
    /// Per characteristic, the place of its first bin in the two lists that follow, and behind them where the last one's end.
    private let firstBins: [Int]
    /// The upper edge of each bin; infinity is the last of each characteristic.
    private let upperEdges: [Double]
    /// The points of each bin after `evidenceThousandths`.
    private let binPoints: [Int]
    /// Per characteristic, the place of its group.
    let groups: [Int]
    /// Per peer group, per characteristic: the prior mean; 0 where facts have none.
    let priorMeans: [[Double]]
    /// Per peer group, per characteristic: the points at the prior mean, and those where nothing is known.
    public let referencePoints: [[Int]]
    let missingPoints: [[Int]]
    /// The rates among the characteristics, in their order: what the sums over cells need and no more.
    let plan: RatePlan
    /// Per peer group, per rate.
    let ratesByGroup: [[RateOfGroup]]
    /// Per characteristic, the place of its rate; −1 where it is none.
    let ratePlaces: [Int]
    /// The places of the characteristics that further good orders may move, and of the others.
    let movedPlaces: [Int]
    let stillPlaces: [Int]
    /// The weight of a good outcome in thousandths, by `Corroboration`.
    let classThousandths: InlineArray<4, Int64>
    let ordinaryDecay: DecayTable
    let adjudicatedDecay: DecayTable
    let fastDecay: DecayTable

    /// Checks the content and derives what the rating needs.
    ///
    /// - Throws: the first fault found, in the order of the file, with its key path and remedy.
    public init(_ content: ModelContent) throws(ModelFault) {
        try content.checkConstants()
        try content.checkCharacteristics()
        self.content = content
        measures = content.characteristics.map(\.measure)
        groups = content.characteristics.map { Int($0.group.rawValue) }
        upperEdges = content.characteristics.flatMap { $0.bins.map(\.below) }
        firstBins = (0...content.characteristics.count).map { k in content.characteristics[..<k].reduce(0) { $0 + $1.bins.count } }
        priorMeans = PeerGroup.allCases.map { group in content.characteristics.map { $0.priors[Int(group.rawValue)] ?? 0 } }
        let share = content.evidence.evidenceThousandths
        let binPoints = content.characteristics.map { $0.bins.map { weighted($0.evidenceHundredths, share) } }
        let reference = PeerGroup.allCases.map { group in
            content.characteristics.indices.map { k in
                content.characteristics[k].pointsAtPrior(of: group, binPoints: binPoints[k], evidenceThousandths: share)
            }
        }
        self.binPoints = binPoints.flatMap(\.self)
        referencePoints = reference
        missingPoints = PeerGroup.allCases.map { group in
            content.characteristics.indices.map { k in
                switch content.characteristics[k].missing {
                case .prior: reference[Int(group.rawValue)][k]
                case .hundredths(let points): weighted(points, share)
                }
            }
        }
        let rates: [(k: Int, rate: Rate)] = content.characteristics.indices.compactMap { k in
            if case .rate(let rate) = content.characteristics[k].measure { (k, rate) } else { nil }
        }
        let plan = RatePlan(rates.map(\.rate))
        let means = priorMeans
        ratesByGroup = PeerGroup.allCases.map { group in
            zip(rates, plan.rates).map {
                RateOfGroup(
                    $0.rate, $1, mean: means[Int(group.rawValue)][$0.k], in: group,
                    classThousandths: content.evidence.classThousandths[Corroboration.both.weighedPlace])
            }
        }
        let ratePlaces = content.characteristics.indices.map { k in rates.firstIndex { $0.k == k } ?? -1 }
        let byGroup = ratesByGroup
        let isMoved = content.characteristics.indices.map { k in
            switch content.characteristics[k].measure {
            case .rate: byGroup.contains { $0[ratePlaces[k]].isMoved }
            case .tenureDays, .fact: false
            case .ordersPerBuyer, .largestBuyerShare, .burstShare, .activeMonths, .goodOrders: true
            }
        }
        movedPlaces = isMoved.indices.filter { isMoved[$0] }
        stillPlaces = isMoved.indices.filter { !isMoved[$0] }
        self.ratePlaces = ratePlaces
        self.plan = plan
        classThousandths = InlineArray { Int64(content.evidence.classThousandths[$0]) }
        let ages = content.evidence.windowDays
        ordinaryDecay = DecayTable(halfLifeDays: content.evidence.ordinaryHalfLifeDays, ageCount: ages)
        adjudicatedDecay = DecayTable(halfLifeDays: content.evidence.adjudicatedHalfLifeDays, ageCount: ages)
        fastDecay = DecayTable(halfLifeDays: content.evidence.fastHalfLifeDays, ageCount: ages)
        try checkMissingPoints()
        try checkCapsAndAnchors()
    }

    /// The place of the bin that holds `value` and its points; values below 0 fall into the first.
    func bin(of value: Double, in k: Int) -> (place: Int, hundredths: Int) {
        let first = firstBins[k]
        var place = first
        while value >= upperEdges[place] { place += 1 }
        return (place - first, binPoints[place])
    }

    /// What an outcome of an age weighs, in units of `DecayTable.unit`, in the order of `HalfLife`.
    @inline(__always)
    func weights(age: Int) -> InlineArray<3, Int64> {
        [ordinaryDecay.weights[age], adjudicatedDecay.weights[age], fastDecay.weights[age]]
    }

    /// So many bins a characteristic has.
    func binCount(of k: Int) -> Int { firstBins[k + 1] - firstBins[k] }

    /// The score, in whole hundredths, of an enterprise at the prior mean of every characteristic.
    public func averageScoreHundredths(of group: PeerGroup) -> Int {
        content.peerGroups[Int(group.rawValue)].baseHundredths + referencePoints[Int(group.rawValue)].reduce(0, +)
    }

    /// The probability that the scaling gives to a score in whole hundredths, unrounded.
    public func defaultProbability(scoreHundredths: Int) -> Double {
        let logit = (content.scaling.offset - Double(scoreHundredths) / 100) / content.scaling.factor
        return 1 / (1 + exponential(-logit))
    }
}

/// The part of a bin's points that counts; rounded toward zero, so that the order of bins is kept.
func weighted(_ hundredths: Int, _ evidenceThousandths: Int) -> Int { hundredths * evidenceThousandths / 1000 }

extension Characteristic {
    /// The points of the average enterprise of a peer group.
    func pointsAtPrior(of group: PeerGroup, binPoints: [Int], evidenceThousandths: Int) -> Int {
        if let prior = priors[Int(group.rawValue)] { return binPoints[bins.lastIndex { $0.from <= prior } ?? 0] }
        if case .hundredths(let points) = missing { return weighted(points, evidenceThousandths) }
        return 0
    }
}
