/// A grade of the rating scale: bands of the probability that an order has a credit event, and two grades that are no band.
///
/// Raw values go from best to worst, then D (a fault on record) and NR (not rated).
public enum Grade: UInt8, Vocabulary, Comparable {
    case aaa, aa, a, bbb, bb, b, ccc, cc, c, d, nr

    public static let allNames: [StaticString] = ["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D", "NR"]

    /// The grade of an exact score in hundredths of a point: integers decide, no exponential does, so all machines agree.
    ///
    /// A score s has PD = 1 / (1 + exp((s − 487.12288) / 28.8539)). A band takes the PDs from its lower edge on and below its upper:
    /// AAA < 0.10 % ≤ AA < 0.30 ≤ A < 0.70 ≤ BBB < 1.5 ≤ BB < 3 ≤ B < 8 ≤ CCC < 15 ≤ CC < 30 ≤ C. Its least score is therefore the
    /// *ceiling* in hundredths of where the formula meets the upper edge: AA's edge is at 654.6526, and 654.65, to which that rounds,
    /// still has a PD of 0.30003 %.
    @inlinable public static func of(scoreHundredths: Int) -> Grade {
        switch scoreHundredths {
        case 68_641...: .aaa
        case 65_466...: .aa
        case 63_009...: .a
        case 60_787...: .bbb
        case 58_743...: .bb
        case 55_760...: .b
        case 53_718...: .ccc
        case 51_158...: .cc
        default: .c
        }
    }

    /// The better grade comes first; D and NR after all bands.
    public static func < (a: Grade, b: Grade) -> Bool { a.rawValue < b.rawValue }

    /// The band of PDs, as fractions: from the first, inclusive, to the second, exclusive (1 for C, inclusive); nil for D and NR.
    public var pdBand: (from: Double, below: Double)? {
        let edges: [10 of Double] = [0, 0.001, 0.003, 0.007, 0.015, 0.03, 0.08, 0.15, 0.3, 1]
        return rawValue <= Grade.c.rawValue ? (edges[Int(rawValue)], edges[Int(rawValue) + 1]) : nil
    }
}
