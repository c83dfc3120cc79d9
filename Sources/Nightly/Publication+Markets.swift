import InformationBases
import Problems
import RatingsDatabase

/// Writes what every enterprise that has a rating sells and where it ships.
func writeMarkets(_ bases: Bases, _ builder: RatingsDatabaseBuilder) throws(Problem) {
    let trading = bases.subjects.filter { $0.judgement != nil && !$0.markets.isEmpty }
    try inBatches(trading) { (subjects) throws(Problem) in
        try builder.writeMarkets(
            subjects.map { subject in
                (
                    enterpriseID: Text(utf8: subject.id),
                    markets: EnterpriseMarkets(
                        categories: breakdown(subject.markets.categories), chapters: breakdown(subject.markets.chapters),
                        destinations: breakdown(subject.markets.destinations))
                )
            })
    }
}

private func breakdown(_ breakdown: SellerMarkets.Breakdown) -> EnterpriseMarkets.Breakdown {
    EnterpriseMarkets.Breakdown(
        members: breakdown.members.map { member in
            EnterpriseMarkets.Member(
                name: Text(member.name), sum: EnterpriseMarkets.Sum(orders: member.orders, valueMinor: member.valueMinor),
                deliveries: member.delivery.map {
                    EnterpriseMarkets.Deliveries(orders: $0.orders, medianDays: $0.medianDays, p90Days: $0.p90Days)
                })
        },
        rest: breakdown.rest.map { EnterpriseMarkets.Sum(orders: $0.orders, valueMinor: $0.valueMinor) })
}
