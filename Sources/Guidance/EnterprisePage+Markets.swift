internal import RatingsDatabase

// What an enterprise sells, where it ships, and how long that takes.

extension EnterprisePage {
    /// Fewer delivered orders than this, and no number of days is stated.
    static let deliveriesMin: Int64 = 10

    /// One member of a breakdown as the page tells it.
    struct MarketShare {
        /// What the name is.
        enum Kind: String, CaseIterable {
            case category = "CATEGORY"
            case chapter = "HS2"
            case country = "COUNTRY"
            case unknown = "UNKNOWN"
            /// All further members together.
            case other = "OTHER"
        }

        var kind: Kind
        /// Nothing of what is not known, and of all others.
        var name: Text?
        var orders: Int64
        /// Of what is sold of its value, of where it ships of its orders; nil: too few orders to state one, no value, or one too large.
        var percent: Markup?
        var bar: Markup
    }

    /// How long deliveries to one country take.
    struct Delivery {
        var destination: Text
        var orders: Int64
        /// So many days sufficed for half of the orders, and for nine in ten; nil: too few orders to say.
        var days: (half: Int64, ninety: Int64)?
    }

    /// Categories; where no product has one, chapters of the HS.
    var sells: [MarketShare] {
        let hasCategory = enterprise.markets.categories.members.contains { $0.name != "UNKNOWN" }
        return hasCategory
            ? shares(enterprise.markets.categories, .category) { $0.valueMinor }
            : shares(enterprise.markets.chapters, .chapter) { $0.valueMinor }
    }

    /// Countries that goods go to.
    var shipsTo: [MarketShare] { shares(enterprise.markets.destinations, .country) { $0.orders } }

    /// In order of the countries' orders.
    var deliveries: [Delivery] {
        enterprise.markets.destinations.members.compactMap { member in
            guard let known = member.deliveries, member.name != "UNKNOWN" else { return nil }
            return Delivery(
                destination: member.name, orders: known.orders,
                days: known.orders < Self.deliveriesMin ? nil : (known.medianDays, known.p90Days))
        }
    }

    private func shares(
        _ breakdown: EnterpriseMarkets.Breakdown, _ kind: MarketShare.Kind, _ measure: (EnterpriseMarkets.Sum) -> Int64?
    ) -> [MarketShare] {
        let orders = breakdown.sums.reduce(Int128(0)) { $0 + Int128($1.orders) }
        let measured = breakdown.sums.compactMap(measure)
        let whole = measured.reduce(Int128(0)) { $0 + Int128($1) }
        // Where a value is too large to be there, the whole is not known.
        let isStated = measured.count == breakdown.sums.count && orders >= Int128(Self.smallCount) && whole > 0
        func share(_ kind: MarketShare.Kind, _ name: Text?, _ sum: EnterpriseMarkets.Sum) -> MarketShare {
            // A value may be below 0 where a freight is: it is no share then.
            let part = Int128(max(0, measure(sum) ?? 0))
            return MarketShare(
                kind: kind, name: name, orders: sum.orders, percent: isStated ? Figures.percent(part, of: whole) : nil,
                bar: isStated ? Charts.value(part, of: whole) : "")
        }
        return breakdown.members.map { member in
            member.name == "UNKNOWN" ? share(.unknown, nil, member.sum) : share(kind, member.name, member.sum)
        } + (breakdown.rest.map { [share(.other, nil, $0)] } ?? [])
    }

    /// Two tables; nil where no order is known of late.
    var marketFields: Fields? {
        let tables = [
            table(sells, .both("What it sells", "销售品类"), .both("Share of value", "金额占比")),
            table(shipsTo, .both("Where it ships", "发往国家/地区"), .both("Share of orders", "订单占比")),
        ].compactMap(\.self)
        guard !tables.isEmpty else { return nil }
        var fields = Fields()
        fields.set("tables", tables)
        return fields
    }

    private func table(_ shares: [MarketShare], _ caption: Markup, _ measure: Markup) -> Fields? {
        guard !shares.isEmpty else { return nil }
        var fields = Fields()
        fields.set("caption", caption)
        fields.set("measure", measure)
        fields.set("isSmall", when: shares.allSatisfy { $0.percent == nil })
        fields.set(
            "rows",
            shares.map { share in
                var row = Fields()
                row.set("name", name(share))
                row.set("percent", share.percent ?? "–")
                row.set("bar", share.bar)
                row.set("orders", Figures.count(share.orders))
                return row
            })
        return fields
    }

    private func name(_ share: MarketShare) -> Markup {
        guard let name = share.name else { return share.kind == .other ? .both("all others", "其余") : .both("not known", "未知") }
        switch share.kind {
        case .country: return lane(to: name)
        case .chapter: return .both("Chapter \(name) of the HS", "HS 第\(name)章")
        default: return .name(name)
        }
    }

    /// The country's name; where that of the enterprise is known too, it leads to the page of the lane.
    private func lane(to destination: Text) -> Markup {
        let country = Markup.country(destination)
        guard let origin = enterprise.country else { return country }
        return "<a href=\"../../\(Lane.place(from: origin, to: destination))\">\(country)</a>"
    }

    /// A table of lanes; nil where no delivery is known.
    var deliveryFields: Fields? {
        let deliveries = deliveries
        guard !deliveries.isEmpty else { return nil }
        let top = deliveries.compactMap(\.days?.ninety).max() ?? 0
        var fields = Fields()
        fields.set("origin", enterprise.country.map { "\(Markup.country($0)) → " } ?? "")
        fields.set("hasBars", when: top > 0)
        fields.set(
            "rows",
            deliveries.map { delivery in
                var row = Fields()
                row.set("destination", Markup.country(delivery.destination))
                row.set("orders", Figures.count(delivery.orders))
                row.set("isFew", when: delivery.days == nil)
                row.set("half", Figures.days(delivery.days?.half))
                row.set("ninety", Figures.days(delivery.days?.ninety))
                row.set("bar", delivery.days.map { Charts.days(half: $0.half, ninety: $0.ninety, top: top) } ?? "")
                return row
            })
        return fields
    }
}

extension Markup {
    /// A country: its code until a script names it in the reader's language.
    static func country(_ code: Text) -> Markup { "<span data-country=\"\(code)\">\(code)</span>" }
}

extension Figures {
    /// `1 day`, `12 days`; a dash for nothing.
    static func days(_ days: Int64?) -> Markup {
        guard let days else { return "–" }
        return .both("\(count(days)) \(days == 1 ? "day" : "days")", "\(count(days)) 天")
    }
}

extension Charts {
    /// Days that sufficed for half of the orders, and behind them those for nine in ten, against the most beside them.
    static func days(half: Int64, ninety: Int64, top: Int64) -> Markup {
        func length(_ days: Int64) -> Markup { Figures.length(top > 0 ? 100 * Double(days) / Double(top) : 0) }
        return """
            <svg class="chart share tone-trade" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false">\
            <rect class="track" width="100" height="6" rx="3"/><rect class="late" width="\(length(ninety))" height="6" rx="3"/>\
            <rect class="bar" width="\(length(half))" height="6" rx="3"/></svg>
            """
    }
}
