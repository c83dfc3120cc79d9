import Domain

/// Customs: what was declared of an order, and what became of it.
extension OrderFacts {
    func countCustoms(_ own: borrowing OwnLines, _ seller: Int, _ result: inout Contribution) {
        var (isDeclared, isInspected, isAmended) = (false, false, false)
        let declarations = declarations.span
        for i in self.declarations.places(of: seller) where declarations[i].seller == seller {
            isDeclared = true
            isInspected = isInspected || declarations[i].outcome == .inspected
            isAmended = isAmended || declarations[i].outcome == .amended || declarations[i].outcome == .returned
        }
        guard isDeclared else { return }
        result.set(.declared)
        result.set(.declaredOtherwise, !own.isCancelled && isDeclaredOtherwise(own.ordered, seller))
        result.set(.customsInspected, isInspected)
        result.set(.customsAmended, isAmended)
    }
}
