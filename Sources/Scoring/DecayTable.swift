/// Integer weights of evidence by its age: `round(65 536 × 2^(−age ÷ half-life))`, age in days (DESIGN 3 and 4; the forgetting
/// factor λ = 2^(−1/h) of Jøsang and Ismail's beta reputation).
///
/// λ is found by bisection with multiplications alone and the table by repeated multiplication: the same on any machine.
public struct DecayTable: Sendable {
    /// The weight of evidence of age 0.
    public static let unit: Int64 = 65_536

    /// The half-life in days.
    public let halfLifeDays: Int
    /// One weight per age in days, from 0 to the window's last.
    public let weights: [Int64]

    /// - Parameters:
    ///   - halfLifeDays: the age at which evidence weighs half, at least 1.
    ///   - ageCount: the number of ages, from 0 on.
    public init(halfLifeDays: Int, ageCount: Int) {
        precondition(halfLifeDays >= 1 && ageCount >= 1, "a decay table needs a half-life and an age")
        self.halfLifeDays = halfLifeDays
        let factor = DecayTable.root(ofHalf: halfLifeDays)
        var weight = Double(DecayTable.unit)
        var weights: [Int64] = []
        weights.reserveCapacity(ageCount)
        for _ in 0..<ageCount {
            weights.append(Int64(weight.rounded(.toNearestOrEven)))
            weight *= factor
        }
        self.weights = weights
    }

    /// The number whose `degree`-th power is one half, to the last bit but a few.
    private static func root(ofHalf degree: Int) -> Double {
        var low = 0.0
        var high = 1.0
        for _ in 0..<60 {
            let middle = (low + high) / 2
            var power = 1.0
            for _ in 0..<degree { power *= middle }
            if power < 0.5 { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
