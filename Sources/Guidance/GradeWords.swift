internal import Domain

/// What a grade says to somebody who wants to buy.
enum Tone: String, CaseIterable {
    case good, fair, caution, avoid, fault, unknown
    /// A rule withholds the grade: that is something else than too little evidence.
    case withheld

    init(_ grade: Grade, isWithheld: Bool = false) {
        self =
            switch grade {
            case .aaa, .aa, .a: .good
            case .bbb, .bb: .fair
            case .b, .ccc: .caution
            case .cc, .c: .avoid
            case .d: .fault
            case .nr: isWithheld ? .withheld : .unknown
            }
    }

    /// The answer, in a few words.
    var answer: Markup {
        switch self {
        case .good: .both("Good to buy from", "可以放心购买")
        case .fair: .both("Fine to buy from, with ordinary care", "可以购买，保持一般注意")
        case .caution: .both("Take care: problems are more frequent than usual", "请谨慎：问题多于一般水平")
        case .avoid: .both("Better buy elsewhere", "建议另选卖家")
        case .fault: .both("Do not buy: a proven fault is on record", "请勿购买：有已证实的严重过错")
        case .unknown: .both("Not rated: too little is known. That is no bad sign.", "暂不评级：已知信息太少。这并不表示不好。")
        case .withheld: .both("The rating is withheld: see why below", "暂停评级：原因见下")
        }
    }

    /// A mark beside the colour, so that colour alone says nothing.
    var mark: Markup {
        switch self {
        case .good: "✓"
        case .fair: "✓"
        case .caution: "!"
        case .avoid: "✕"
        case .fault: "✕"
        case .unknown, .withheld: "?"
        }
    }
}

/// A grade in plain words.
enum GradeWords {
    /// In how many of a thousand orders a problem is expected.
    static func meaning(_ grade: Grade) -> Markup {
        switch grade {
        case .d: .both("A proven hard fault: blacklisted, counterfeit found, or seized for fraud", "已证实的严重过错：列入黑名单、查实售假或因欺诈被扣押")
        case .nr: .both("Not rated: too little evidence, which is not bad", "未评级：证据太少，并非不好")
        default: band(grade)
        }
    }

    /// Of an enterprise whose grade a rule withholds.
    static let withheld: Markup = .both(
        "Not rated: a rule withholds the rating, as while a sanction is in force", "未评级：按规则暂停评级，例如受制裁期间")

    private static func band(_ grade: Grade) -> Markup {
        guard let (from, below) = grade.pdBand else { return "" }
        let low = Int((from * 1000).rounded())
        let high = Int((below * 1000).rounded())
        if low == 0 {
            return .both("fewer than \(high) problem order in 1,000 expected", "预计每千笔订单中有问题的不到 \(high) 笔")
        }
        if high == 1000 {
            return .both("\(low) or more problem orders in 1,000 expected", "预计每千笔订单中有问题的达 \(low) 笔或更多")
        }
        return .both("\(low) to \(high) problem orders in 1,000 expected", "预计每千笔订单中有 \(low) 至 \(high) 笔出问题")
    }

    /// The bands, best first.
    static let bands = Grade.allCases.filter { $0.pdBand != nil }

    /// Where a PD lies on a scale on which each band is as wide as the others: 0 (best) to 9.
    static func place(pd: Double) -> Double {
        for (index, grade) in bands.enumerated() {
            guard let (from, below) = grade.pdBand, pd < below || index == bands.count - 1 else { continue }
            return Double(index) + min(1, max(0, (pd - from) / (below - from)))
        }
        return 0
    }

    /// Where a rating of the past lies on the same scale: by its score where the score decided the grade, else amid the grade; D below all
    /// bands; nil for NR.
    static func place(_ grade: Grade, scoreHundredths: Int64?) -> Double? {
        guard let index = bands.firstIndex(of: grade) else { return grade == .d ? Double(bands.count) + 0.5 : nil }
        guard let score = scoreHundredths, Grade.of(scoreHundredths: Int(score)) == grade else { return Double(index) + 0.5 }
        // The least scores of AAA … CC, with the outer bands as wide as is usual.
        let edges = [74_000, 68_641, 65_466, 63_009, 60_787, 58_743, 55_760, 53_718, 51_158, 45_000]
        let top = Double(edges[index])
        let bottom = Double(edges[index + 1])
        return Double(index) + min(1, max(0, (top - Double(score)) / (top - bottom)))
    }
}
