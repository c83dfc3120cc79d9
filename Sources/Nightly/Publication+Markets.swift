import InformationBases
import RatingsDatabase

/// What a seller sells and where it ships; nil where no order of late is known.
func marketRow(_ subject: SubjectRecord) -> (enterpriseID: Text, markets: EnterpriseMarkets)? {
    guard !subject.markets.isEmpty else { return nil }
    let markets = EnterpriseMarkets(
        categories: breakdown(subject.markets.categories), chapters: breakdown(subject.markets.chapters),
        destinations: breakdown(subject.markets.destinations))
    return (Text(utf8: subject.id), markets)
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
