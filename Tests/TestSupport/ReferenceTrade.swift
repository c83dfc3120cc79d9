public import Domain

/// What one cell of the statistics comes to, computed from all lines at once.
public struct ReferenceTradeTotal: Hashable, Sendable {
    /// Orders of sellers (of categories: orders and products) in the cell.
    public var orders = 0
    public var valueMinor: Int64 = 0
    public var enterprises = 0
    public var largestMinor: Int64 = .min

    public init() {}

    public init(orders: Int, valueMinor: Int64, enterprises: Int, largestMinor: Int64) {
        self.orders = orders
        self.valueMinor = valueMinor
        self.enterprises = enterprises
        self.largestMinor = largestMinor
    }
}

/// The slow twin of the statistics' totals: by `period flow dimension member`, of orders booked in D's year and the three before.
public struct ReferenceTrade: Sendable {
    public private(set) var totals: [String: ReferenceTradeTotal] = [:]

    /// - Parameter home: the home country, or empty.
    public init(dumps: [ReferenceDump], asOf: Day, home: String) {
        let ledger = Ledger(rows: dumps.filter { $0.partition <= asOf }.flatMap(\.rows))
        let rates = Rates(rows: ledger.accepted("rates"))
        let products = Dictionary(grouping: ledger.accepted("products")) { $0.text("product_id") }
        var orders: [Cell: Set<[Text]>] = [:]
        var values: [Cell: Int64] = [:]
        for row in ledger.accepted("transactions") {
            let line = Book.line(row, rates, ledger.orders[row.text("order_id")]?.bookedOn ?? Day(0))
            guard let placed = ledger.orders[row.text("order_id")], !line.isCancelled,
                placed.bookedOn.civil.year > asOf.civil.year - 4
            else { continue }
            let category = products[line.product]?.first?.optionalText("category")
            for (dimension, member) in ReferenceTrade.members(line, category, home) {
                let order = [row.text("order_id")] + (dimension == "CATEGORY" ? [line.product] : [])
                let isOwn = dimension == "UNCONVERTED"
                for period in ReferenceTrade.periods(placed.bookedOn) {
                    let flow = ReferenceTrade.flow(line, home)
                    let cell = Cell(name: "\(period) \(flow) \(dimension) \(member)", seller: line.seller)
                    orders[cell, default: []].insert(order)
                    values[cell, default: 0] += Int64(isOwn ? line.amount : line.cents ?? 0)
                }
            }
        }
        for (cell, its) in orders {
            totals[cell.name, default: ReferenceTradeTotal()].orders += its.count
            totals[cell.name]?.valueMinor += values[cell] ?? 0
            totals[cell.name]?.enterprises += 1
            let largest = totals[cell.name]?.largestMinor ?? .min
            totals[cell.name]?.largestMinor = max(largest, values[cell] ?? 0)
        }
    }

    private struct Cell: Hashable {
        var name: String
        var seller: Text
    }

    private static func periods(_ day: Day) -> [String] {
        let text = day.description
        let month = Int(text.dropFirst(5).prefix(2)) ?? 1
        return [String(text.prefix(7)), "\(text.prefix(4))-Q\((month + 2) / 3)", String(text.prefix(4))]
    }

    static func flow(_ line: Line, _ home: String) -> String {
        guard !home.isEmpty, let origin = line.row.optionalText("origin")?.description,
            let destination = line.row.optionalText("destination")?.description
        else { return "UNKNOWN" }
        if origin == home { return destination == home ? "DOMESTIC" : "EXPORT" }
        return destination == home ? "IMPORT" : "THIRD"
    }

    private static func members(_ line: Line, _ category: Text?, _ home: String) -> [(String, String)] {
        let flow = flow(line, home)
        let other = line.row.optionalText(flow == "IMPORT" ? "origin" : "destination")?.description
        return [
            ("ALL", "ALL"), ("TRADE_MODEL", line.row.optionalText("trade_model")?.description ?? "UNKNOWN"),
            ("HS2", (line.row.optionalText("hs_code")?.description.prefix(2)).map(String.init) ?? "UNKNOWN"),
            ("CATEGORY", category?.description ?? "UNKNOWN"),
            ("PARTNER", flow == "UNKNOWN" ? "UNKNOWN" : other ?? "UNKNOWN"),
            ("PAYMENT_METHOD", line.row.optionalText("payment_method")?.description ?? "UNKNOWN"),
            (line.cents == nil ? "UNCONVERTED" : "CURRENCY", line.currency.description),
        ]
    }
}
