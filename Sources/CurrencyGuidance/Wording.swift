import Domain

/// The sentences for one pair and method, in the order in which they are read.
struct Wording {
    let pair: PairGuidance
    let method: MethodGuidance
    let policy: GuidancePolicy

    var english: String {
        let filling = filling(method.method.name)
        return sentences.map { filling.text($0.english) }.joined(separator: " ")
    }

    var chinese: String {
        let filling = filling(method.method.chineseName)
        return sentences.map { filling.text($0.chinese) }.joined()
    }

    var sentences: [Sentence] {
        if pair.status == .stale { return [.stale] }
        var result: [Sentence] = method.cost == nil ? [] : [.cost]
        switch method.position {
        case .favourable: result.append(.favourable)
        case .unfavourable: result.append(.unfavourable)
        case .usual: result.append(.usual)
        case .unknown: break
        }
        switch method.advice {
        case .payListed: result.append(.payListed)
        case .payOwn: result.append(.payOwn)
        case .equal: result.append(.equal)
        case .waitRisk: result.append(.waitRisk)
        case .none: break
        }
        switch pair.status {
        case .inconsistent: result.append(.inconsistent)
        case .peg: result.append(.peg)
        case .ok, .stale: result.append(pair.forecast != nil ? .forecast : pair.tests.isEmpty ? .untried : .unpredictable)
        }
        return result
    }

    private func filling(_ name: String) -> Filling {
        var values = [
            "listed": CodeList.unpack(pair.listed), "paid": CodeList.unpack(pair.paid), "method": name,
            "day": pair.rateDay.map { "\($0)" } ?? "", "days": "\(policy.comparisonDays)",
            "tried": "\(policy.forecast.holdOutReturns)",
            "gap": decimalText(abs(method.gap ?? 0), decimals: 2), "range": decimalText(method.risk ?? 0, decimals: 2),
        ]
        values["mid"] = pair.mid.map { significantText($0, digits: 6) } ?? ""
        values["price"] = method.allIn.map { significantText($0, digits: 6) } ?? ""
        values["cost"] = method.cost.map { decimalText($0.total, decimals: 2) } ?? ""
        values["share"] = decimalText(share, decimals: 2)
        values["difference"] = decimalText(100 * abs(pair.triangleDeviation ?? 0), decimals: 2)
        if let forecast = pair.forecast {
            values["candidate"] = forecast.candidate.rawValue
            values["u"] = decimalText(forecast.theilU, decimals: 4)
            values["change"] = decimalText(100 * (exponential(forecast.nextReturn) - 1), decimals: 3)
        }
        return Filling(values: values)
    }

    /// How far today's price is from the median, in per cent.
    private var share: Double {
        guard let price = method.allIn, let median = method.median else { return 0 }
        return 100 * abs(price / median - 1)
    }
}

extension PairGuidance {
    /// What is said of paying by a method, in English and Chinese: the sentences of the files.
    ///
    /// - Parameter method: one of `methods`.
    public func sentences(
        of method: MethodGuidance, policy: GuidancePolicy = GuidancePolicy()
    ) -> (english: String, chinese: String) {
        let wording = Wording(pair: self, method: method, policy: policy)
        return (wording.english, wording.chinese)
    }
}
