public import Domain

/// The slow twin of what sellers sell, where they ship and how long that takes: a line of text for each member of a breakdown, by seller.
public struct ReferenceMarkets: Sendable {
    /// `<dimension> <rank> <member> <orders> <value>`, and of destinations where deliveries are known ` <delivered> <median> <p90>`.
    public private(set) var lines: [String: [String]] = [:]

    /// - Parameter home: the home country, or empty.
    public init(dumps: [ReferenceDump], asOf: Day, home: String) {
        let ledger = Ledger(rows: dumps.filter { $0.partition <= asOf }.flatMap(\.rows))
        let rates = Rates(rows: ledger.accepted("rates"))
        let products = Dictionary(grouping: ledger.accepted("products")) { $0.text("product_id") }
        let events = Dictionary(grouping: ledger.accepted("logistics")) { $0.text("order_id") }
        var sold: [Text: [String: [Text: Cell]]] = [:]
        for (id, rows) in Dictionary(grouping: ledger.accepted("transactions"), by: { $0.text("order_id") }) {
            guard let placed = ledger.orders[id] else { continue }
            let lines = rows.map { Book.line($0, rates, placed.bookedOn) }
            for line in lines where !line.isCancelled && monthsBetween(placed.bookedOn, asOf) < 6 {
                let flow = Text(Array(ReferenceTrade.flow(line, home).utf8))
                let category = products[line.product]?.first?.optionalText("category") ?? "UNKNOWN"
                let chapter = line.row.optionalText("hs_code").map { Text(Array($0.description.utf8.prefix(2))) } ?? "UNKNOWN"
                sold[line.seller, default: [:]]["CATEGORY", default: [:]][category, default: Cell()].add(
                    [id, line.product, flow], line.cents)
                sold[line.seller, default: [:]]["HS2", default: [:]][chapter, default: Cell()].add([id, flow], line.cents)
            }
            guard placed.bookedOn > asOf - 180 else { continue }
            let isSole = Set(lines.map(\.seller)).count == 1
            for (seller, own) in Dictionary(grouping: lines, by: \.seller) where !own.allSatisfy(\.isCancelled) {
                let destination = own.compactMap { $0.row.optionalText("destination") }.min() ?? "UNKNOWN"
                var cell = sold[seller]?["DESTINATION"]?[destination] ?? Cell()
                for line in own { cell.add([id], line.cents) }
                let arrived = (events[id] ?? []).filter { $0.text("event") == "EMI" }.map { $0.instant("occurred_at") }.min()
                if isSole, placed.bookedOn <= asOf - 30, let arrived, arrived >= placed.orderedAt {
                    let seconds = arrived.seconds - placed.orderedAt.seconds
                    cell.days.append(Int(seconds / 86_400) + (seconds % 86_400 > 0 ? 1 : 0))
                }
                sold[seller, default: [:]]["DESTINATION", default: [:]][destination] = cell
            }
        }
        for (seller, dimensions) in sold {
            lines[seller.description] = dimensions.keys.sorted().flatMap { ReferenceMarkets.lines($0, dimensions[$0] ?? [:]) }
        }
    }

    private struct Cell {
        var orders: Set<[Text]> = []
        var valueMinor: Int64 = 0
        var days: [Int] = []

        mutating func add(_ order: [Text], _ cents: Int128?) {
            orders.insert(order)
            valueMinor += Int64(cents ?? 0)
        }
    }

    private static func lines(_ dimension: String, _ cells: [Text: Cell]) -> [String] {
        let ranked = cells.sorted { a, b in
            (-a.value.orders.count, -a.value.valueMinor) != (-b.value.orders.count, -b.value.valueMinor)
                ? (-a.value.orders.count, -a.value.valueMinor) < (-b.value.orders.count, -b.value.valueMinor) : a.key < b.key
        }
        var lines: [String] = []
        for (rank, (member, cell)) in ranked.prefix(8).enumerated() {
            let days = cell.days.sorted()
            let times = days.isEmpty ? "" : " \(days.count) \(least(days, 50)) \(least(days, 90))"
            lines.append("\(dimension) \(rank + 1) \(member) \(cell.orders.count) \(cell.valueMinor)\(times)")
        }
        let rest = ranked.dropFirst(8).map(\.value)
        guard !rest.isEmpty else { return lines }
        let orders = rest.reduce(0) { $0 + $1.orders.count }
        return lines + ["\(dimension) 9 OTHER \(orders) \(rest.reduce(0) { $0 + $1.valueMinor })"]
    }

    /// The least number of days within which so many in a hundred arrived.
    private static func least(_ days: [Int], _ percent: Int) -> Int {
        days.first { limit in days.count { $0 <= limit } * 100 >= percent * days.count } ?? -1
    }
}

/// Calendar months from one day's to another's.
private func monthsBetween(_ a: Day, _ b: Day) -> Int { (b.civil.year - a.civil.year) * 12 + b.civil.month - a.civil.month }
