import InformationBases
import RatingsDatabase

/// What a seller sells and where it ships, as the database has it.
func enterpriseMarkets(_ markets: SellerMarkets) -> EnterpriseMarkets {
    EnterpriseMarkets(
        categories: breakdown(markets.categories), chapters: breakdown(markets.chapters), destinations: breakdown(markets.destinations))
}

private func breakdown(_ breakdown: SellerMarkets.Breakdown) -> EnterpriseMarkets.Breakdown {
    EnterpriseMarkets.Breakdown(
        members: breakdown.members.map { member in
            EnterpriseMarkets.Member(
                name: Text(utf8: member.name), sum: sum(member),
                deliveries: member.delivery.map {
                    EnterpriseMarkets.Deliveries(orders: $0.orders, medianDays: $0.medianDays, p90Days: $0.p90Days)
                })
        },
        rest: breakdown.rest.map(sum))
}

private func sum(_ member: SellerMarkets.Member) -> EnterpriseMarkets.Sum {
    EnterpriseMarkets.Sum(orders: member.orders, valueMinor: Int64(exactly: member.valueMinor))
}
