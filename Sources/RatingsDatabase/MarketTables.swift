internal import GRDB

/// The wide table of what enterprises sell and where they ship, and the views over it: one B-tree entry in place of twenty-odd.
enum MarketTables {
    static let table = "market_sheets"
    /// The names of the breakdowns' columns; in `enterprise_markets` they are the dimension in capitals.
    private static let dimensions = ["category", "hs2", "destination"]
    static let dimensionWords = "CATEGORY, HS2, DESTINATION"
    private static let places = 0..<EnterpriseMarkets.membersMax
    /// The place of what is left.
    private static let rest = EnterpriseMarkets.membersMax

    /// The columns of a breakdown, in the order in which they are written.
    private static func columns(_ dimension: String) -> [(name: String, type: String)] {
        places.flatMap { place in
            [("\(dimension)_\(place)", "TEXT"), ("\(dimension)_orders_\(place)", "INTEGER"), ("\(dimension)_value_\(place)", "INTEGER")]
                + (dimension == "destination"
                    ? [("delivered_\(place)", "INTEGER"), ("median_days_\(place)", "INTEGER"), ("p90_days_\(place)", "INTEGER")] : [])
        } + [("\(dimension)_orders_\(rest)", "INTEGER"), ("\(dimension)_value_\(rest)", "INTEGER")]
    }

    /// The columns behind the enterprise's.
    static let columns = dimensions.flatMap(columns)

    static var insertion: Insertion { Insertion(table: table, columns: ["enterprise_id"] + columns.map(\.name)) }

    /// The table, then the two views.
    static func statements(currency: String) -> [String] {
        let columns = columns.map { "\($0.name) \($0.type)" }.joined(separator: ",\n    ")
        return [
            "CREATE TABLE \(table) (\n    enterprise_id TEXT PRIMARY KEY NOT NULL,\n    \(columns)\n) STRICT, WITHOUT ROWID",
            """
            CREATE VIEW \(EnterpriseMarketRow.table) AS
            -- CATEGORY and HS2: lines not cancelled, of orders booked in the calendar month of as_of and the five before it; an order
            -- counts as in statistics: once for each flow, in CATEGORY once for each product. DESTINATION: orders not cancelled as a whole, booked in the last 180
            -- days; one that goes to several countries counts at the least code. rank: by orders; \(rest + 1): OTHER, the sum of all
            -- further members. value_minor: without lines that have no reference rate; NULL where it takes more than 64 bits.
            \(dimensions.flatMap { dimension in (places.lowerBound...rest).map { market(dimension, $0, currency) } }
                .joined(separator: "\nUNION ALL "))
            """,
            """
            CREATE VIEW \(EnterpriseDeliveryRow.table) AS
            -- origin: the enterprise's country, NULL where it is not known; destination: those of enterprise_markets that have a name.
            -- delivered: of one seller's orders booked 30 to 179 days before as_of, those known to have arrived. So many days from
            -- the order, begun ones counted, sufficed for half of these, and for nine in ten.
            \(places.map(delivery).joined(separator: "\nUNION ALL "))
            """,
        ]
    }

    /// The cast gives the constant the columns' affinity: without it SQLite makes the whole view before it looks for one enterprise.
    private static func market(_ dimension: String, _ place: Int, _ currency: String) -> String {
        """
        SELECT enterprise_id, '\(dimension.uppercased())' AS dimension, \(place + 1) AS rank, \
        \(place == rest ? "CAST('OTHER' AS TEXT)" : "\(dimension)_\(place)") AS member, \(dimension)_orders_\(place) AS orders,
            \(dimension)_value_\(place) AS value_minor, '\(currency)' AS currency
        FROM \(table) WHERE \(dimension)_orders_\(place) IS NOT NULL
        """
    }

    private static func delivery(_ place: Int) -> String {
        """
        SELECT m.enterprise_id AS enterprise_id, r.country AS origin, destination_\(place) AS destination,
            destination_orders_\(place) AS orders, delivered_\(place) AS delivered, median_days_\(place) AS median_days,
            p90_days_\(place) AS p90_days
        FROM \(table) m LEFT JOIN ratings r ON r.enterprise_id = m.enterprise_id
        WHERE delivered_\(place) IS NOT NULL AND destination_\(place) <> 'UNKNOWN'
        """
    }

    /// The rules of the table.
    static var checks: [Check] {
        let (categories, chapters) = ("(\(sum("category")))", "(\(sum("hs2")))")
        return [
            Check(
                rowsOf: table, sentence: "printf('\(table): %Q has markets and no rating', enterprise_id)",
                where: "enterprise_id NOT IN (SELECT enterprise_id FROM ratings)"),
            Check(
                rowsOf: table,
                sentence: "printf('enterprise_markets: %Q: ranks have gaps, or orders do not descend from rank to rank', enterprise_id)",
                where: dimensions.map(order).joined(separator: " OR ")),
            Check(
                rowsOf: table,
                sentence: """
                    printf('enterprise_markets: %Q: categories come to %d, chapters of the HS to %d', enterprise_id, \(categories), \(chapters))
                    """,
                // Where a value takes more than 64 bits, their sum is NULL or, to SQLite, no integer: then there is nothing to compare.
                where: "\(categories) <> \(chapters) AND typeof(\(categories)) = 'integer' AND typeof(\(chapters)) = 'integer'"),
            Check(
                rowsOf: table,
                sentence: "printf('enterprise_deliveries: %Q: more delivered than ordered, or days that do not ascend', enterprise_id)",
                where: times),
        ]
    }

    /// Whether a breakdown's members break the order. Behind the last of them, of which most have few, all is NULL: a row is looked at
    /// up to there.
    private static func order(_ dimension: String) -> String {
        let arms = places.map { place in
            let (name, own) = ("\(dimension)_\(place)", "\(dimension)_orders_\(place)")
            let later = (place + 1...rest).flatMap { later in
                (later == rest ? [] : ["\(dimension)_\(later)"]) + ["\(dimension)_orders_\(later)"]
            }
            let rises = place == 0 ? "" : " OR \(own) > \(dimension)_orders_\(place - 1)"
            return """
                WHEN \(own) IS NULL THEN coalesce(\(([name] + later).joined(separator: ", "))) IS NOT NULL
                WHEN \(name) IS NULL OR \(own) < 1\(rises) THEN TRUE
                """
        }
        return "CASE \(arms.joined(separator: " ")) ELSE FALSE END"
    }

    private static func sum(_ dimension: String) -> String {
        (places.lowerBound...rest).map { "iif(\(dimension)_orders_\($0) IS NULL, 0, \(dimension)_value_\($0))" }.joined(separator: " + ")
    }

    /// Whether deliveries to a destination contradict themselves or its orders; behind the last destination there are none.
    private static var times: String {
        let arms = places.map { place in
            let (ordered, delivered) = ("destination_orders_\(place)", "delivered_\(place)")
            let (median, p90) = ("median_days_\(place)", "p90_days_\(place)")
            let later = (place..<rest).flatMap { ["delivered_\($0)", "median_days_\($0)", "p90_days_\($0)"] }
            return """
                WHEN \(ordered) IS NULL THEN coalesce(\(later.joined(separator: ", "))) IS NOT NULL
                WHEN (1 <= \(delivered) AND \(delivered) <= \(ordered) AND 0 <= \(median) AND \(median) <= \(p90)) IS NOT TRUE
                    AND coalesce(\(delivered), \(median), \(p90)) IS NOT NULL THEN TRUE
                """
        }
        return "CASE \(arms.joined(separator: " ")) ELSE FALSE END"
    }
}

extension MarketTables {
    /// Hands over the values of `columns`.
    static func bind(_ markets: EnterpriseMarkets, to row: inout some RowValues & ~Copyable) {
        bind(markets.categories, to: &row)
        bind(markets.chapters, to: &row)
        bind(markets.destinations, hasDeliveries: true, to: &row)
    }

    private static func bind(
        _ breakdown: EnterpriseMarkets.Breakdown, hasDeliveries: Bool = false, to row: inout some RowValues & ~Copyable
    ) {
        precondition(breakdown.members.count <= EnterpriseMarkets.membersMax, "a breakdown names no more members than there is room for")
        let members = breakdown.members.span
        for place in members.indices {
            row.append(members[place].name)
            row.append(members[place].sum.orders)
            row.append(members[place].sum.valueMinor)
            guard hasDeliveries else { continue }
            row.append(members[place].deliveries?.orders)
            row.append(members[place].deliveries?.medianDays)
            row.append(members[place].deliveries?.p90Days)
        }
        for _ in 0..<(EnterpriseMarkets.membersMax - members.count) * (hasDeliveries ? 6 : 3) { row.appendNull() }
        row.append(breakdown.rest?.orders)
        row.append(breakdown.rest?.valueMinor ?? nil)
    }
}

extension EnterpriseMarkets {
    /// Reads the columns of `MarketTables`, which begin at a place of the row.
    init(_ row: Row, from first: Int) throws {
        var place = first
        self.init(
            categories: try EnterpriseMarkets.breakdown(row, &place), chapters: try EnterpriseMarkets.breakdown(row, &place),
            destinations: try EnterpriseMarkets.breakdown(row, &place, hasDeliveries: true))
    }

    private static func breakdown(_ row: Row, _ place: inout Int, hasDeliveries: Bool = false) throws -> Breakdown {
        var breakdown = Breakdown()
        for _ in 0..<membersMax {
            if let name = row[place] as TextColumn? {
                breakdown.members.append(
                    Member(name: name.text, sum: Sum(orders: row[place + 1], valueMinor: row[place + 2])))
                if hasDeliveries, let delivered = row[place + 3] as Int64? {
                    breakdown.members[breakdown.members.count - 1].deliveries = Deliveries(
                        orders: delivered, medianDays: row[place + 4], p90Days: row[place + 5])
                }
            }
            place += hasDeliveries ? 6 : 3
        }
        if let orders = row[place] as Int64? { breakdown.rest = Sum(orders: orders, valueMinor: row[place + 1]) }
        place += 2
        return breakdown
    }
}
