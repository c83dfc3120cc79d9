import Domain

/// What belongs to one of an order's sellers, or to none of them (−1).
public protocol SellerFact: Sendable {
    /// The seller's place in the order; −1: none.
    var seller: Int { get }
}

extension LineFact: SellerFact {}
extension InvoiceFact: SellerFact {}
extension FeedbackFact: SellerFact {}
extension DeclarationFact: SellerFact {}

extension FactList where Fact: SellerFact {
    /// Puts the facts in order of their sellers, those of none first; those of one keep their order.
    /// - Complexity: O(facts + sellers).
    mutating func group(sellers: Int) {
        var ends = Array(repeating: 0, count: sellers + 2)
        for place in indices { ends[self[place].seller + 2] += 1 }
        for seller in 1..<ends.count { ends[seller] += ends[seller - 1] }
        starts = ends
        var sorted = facts
        for place in indices {
            let group = self[place].seller + 1
            sorted[ends[group]] = self[place]
            ends[group] += 1
        }
        facts = sorted
    }

    /// Where a seller's facts are; others' lie between them where they are not grouped.
    @inline(__always)
    func places(of seller: Int) -> Range<Int> { starts.isEmpty ? indices : starts[seller + 1]..<starts[seller + 2] }
}

extension OrderFacts {
    /// Puts the facts of an order of many sellers in order of these, so that `contribute` looks for each of them at its own alone: n sellers
    /// cost n steps and not n². What is asked of the order as a whole is answered once.
    /// - Parameter sellers: all of them, those whom only feedback names too.
    public mutating func groupBySeller(_ sellers: Int) {
        precondition(sellers >= sellerCount, "an order has fewer sellers than sellers with lines")
        lines.group(sellers: sellers)
        invoices.group(sellers: sellers)
        feedback.group(sellers: sellers)
        declarations.group(sellers: sellers)
        var standing = 0
        for place in invoices.indices where invoices[place].kind != .void { standing += 1 }
        whole = Whole(isMatched: isMatchedWhole, standingInvoices: standing)
    }

    /// What is known of an order of many sellers as a whole.
    struct Whole: Sendable {
        var isMatched: Bool
        /// Invoices that are not void.
        var standingInvoices: Int
    }
}
