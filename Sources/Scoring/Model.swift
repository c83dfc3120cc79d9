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
    /// Per characteristic, the upper edge of each bin; infinity is the last.
    let upperEdges: [[Double]]
    /// Per peer group, per characteristic: the prior mean; 0 where facts have none.
    let priorMeans: [[Double]]
    /// Per characteristic, the points of each bin after `evidenceThousandths`.
    let binPoints: [[Int]]
    /// Per peer group, per characteristic: the points at the prior mean, and those where nothing is known.
    let referencePoints: [[Int]]
    let missingPoints: [[Int]]
    /// The rates among the characteristics, in their order: what the sums over cells need and no more.
    let rates: [Rate]
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
        upperEdges = content.characteristics.map { $0.bins.map(\.below) }
        priorMeans = PeerGroup.allCases.map { group in content.characteristics.map { $0.priors[Int(group.rawValue)] ?? 0 } }
        let share = content.evidence.evidenceThousandths
        let binPoints = content.characteristics.map { $0.bins.map { weighted($0.evidenceHundredths, share) } }
        let reference = PeerGroup.allCases.map { group in
            content.characteristics.indices.map { k in
                content.characteristics[k].pointsAtPrior(of: group, binPoints: binPoints[k], evidenceThousandths: share)
            }
        }
        self.binPoints = binPoints
        referencePoints = reference
        missingPoints = PeerGroup.allCases.map { group in
            content.characteristics.indices.map { k in
                switch content.characteristics[k].missing {
                case .prior: reference[Int(group.rawValue)][k]
                case .hundredths(let points): weighted(points, share)
                }
            }
        }
        rates = content.characteristics.compactMap {
            if case .rate(let rate) = $0.measure { rate } else { nil }
        }
        let ages = content.evidence.windowDays
        ordinaryDecay = DecayTable(halfLifeDays: content.evidence.ordinaryHalfLifeDays, ageCount: ages)
        adjudicatedDecay = DecayTable(halfLifeDays: content.evidence.adjudicatedHalfLifeDays, ageCount: ages)
        fastDecay = DecayTable(halfLifeDays: content.evidence.fastHalfLifeDays, ageCount: ages)
        try checkMissingPoints()
        try checkCapsAndAnchors()
    }

    /// The place of the bin that holds `value`; values below 0 fall into the first.
    func binIndex(of value: Double, in k: Int) -> Int {
        var index = 0
        while value >= upperEdges[k][index] { index += 1 }
        return index
    }

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
