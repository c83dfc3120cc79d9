import Domain

/// Feedback: reviews, complaints, claims and chargebacks. Reviews under the sabotage guard depend on other orders, and are counted where the
/// account is at hand.
extension OrderFacts {
    func countFeedback(_ seller: Int, _ result: inout Contribution) {
        let feedback = feedback.span
        var (reviews, reviewSum): (Int64, Int64) = (0, 0)
        var (isUpheld, isDefect, isFalse, isFaulty) = (false, false, false, false)
        for i in self.feedback.places(of: seller) where feedback[i].seller == seller {
            if feedback[i].kind == .review {
                reviews += 1
                reviewSum += feedback[i].score ?? 0
                continue
            }
            isDefect = isDefect || feedback[i].isUpheld || feedback[i].kind == .chargeback && feedback[i].mayStand
            guard feedback[i].isUpheld else { continue }
            isUpheld = true
            isFalse = isFalse || feedback[i].reason == .counterfeit || feedback[i].reason == .ipInfringement
            isFaulty = isFaulty || feedback[i].reason == .notAsDescribed || feedback[i].reason == .defective
        }
        result.set(.reviews, to: reviews)
        result.set(.reviewSum, to: reviewSum)
        result.set(.claimsUpheld, isUpheld)
        guard seller < sellerCount else { return }
        result.set(.defectOrders, isDefect)
        result.set(.upheldAuthenticity, isFalse)
        result.set(.upheldQuality, isFaulty)
    }
}
