import Domain
import Statistics

/// Small random markets: a handful of enterprises, months and partners.
struct RandomMarket {
    private var state: UInt64
    private var truth = TradeTotals()

    init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 &+ 1 }

    private mutating func below(_ limit: UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return (z ^ (z >> 31)) % limit
    }

    private static let members = ["ALL", "DE", "FR", "US", "B2B", "B2C", "61", "62", "85"]

    mutating func totals() -> TradeTotals {
        for _ in 0..<(4 + below(6)) {
            let cells = (0..<(1 + below(8))).flatMap { _ in trade() }
            truth.add(cells, ends: [cells.count], members: RandomMarket.members.map { Array($0.utf8) })
        }
        return truth
    }

    /// One deal in every dimension.
    private mutating func trade() -> [TradeCell] {
        let january = TradePeriod.month(of: Day(19_723))  // 2024-01-01
        let flow: TradeFlow = below(3) == 0 ? .import : .export
        let month = january + Int32(below(8))
        let value = Int64(1 + below(1000) * (below(5) == 0 ? 50 : 1))
        var places: [(TradeDimension, Int32)] = [
            (.all, 0), (.partner, 1 + Int32(below(3))), (.tradeModel, 4 + Int32(below(2))), (.hs2, 6 + Int32(below(3))),
        ]
        if below(9) == 0 { places.append((.unconverted, 8)) }
        return places.map { TradeCell(flow: flow, dimension: $0.0, member: $0.1, month: month, orders: 1, valueMinor: Int128(value)) }
    }

    /// Shown or not, members add up to the flow's total.
    func sumsAreExact(_ rows: [TradeStatistic]) -> Bool {
        let totals = truth.totals
        return rows.filter { $0.key.dimension == .all }.allSatisfy { whole in
            [TradeDimension.partner, .tradeModel, .hs2].allSatisfy { dimension in
                let members = totals.filter {
                    $0.key.period == whole.key.period && $0.key.flow == whole.key.flow && $0.key.dimension == dimension
                }
                return members.values.reduce(0) { $0 + $1.valueMinor } == totals[whole.key]?.valueMinor
            }
        }
    }
}

/// The linear system of the statistics over a prime field: unknowns are the hidden cells.
struct Attack {
    /// The hidden cells that have one solution only.
    private(set) var determined: [String] = []
    private static let prime: UInt64 = 2_147_483_647

    init(_ rows: [TradeStatistic]) {
        var unknowns: [TradeKey: Int] = [:]
        for row in rows where row.isSuppressed { unknowns[row.key] = unknowns.count }
        let equations = Attack.sums(rows).map { whole, parts in
            var equation: [UInt64] = Array(repeating: 0, count: unknowns.count)
            if let place = unknowns[whole] { equation[place] = Attack.prime - 1 }
            for part in parts { if let place = unknowns[part] { equation[place] = 1 } }
            return equation
        }
        let reduced = Attack.reduced(equations)
        // In reduced form a cell is determined where its row has no other unknown.
        for (key, place) in unknowns {
            let isAlone = reduced.contains { row in row[place] != 0 && row.count { $0 != 0 } == 1 }
            if isAlone { determined.append("\(key)") }
        }
    }

    /// Every whole with its parts: a flow's total and the members of a dimension, a quarter and its months, a year and its quarters.
    private static func sums(_ rows: [TradeStatistic]) -> [(TradeKey, [TradeKey])] {
        var parts: [[TradeKey]: [TradeKey]] = [:]
        for row in rows {
            let key = row.key
            if key.dimension != .all && key.dimension != .unconverted {
                let whole = TradeKey(period: key.period, flow: key.flow, dimension: .all, member: "ALL")
                let label = TradeKey(period: key.period, flow: key.flow, dimension: key.dimension, member: "")
                parts[[whole, label], default: []].append(key)
            }
            let longer: TradePeriod.Length? = key.period.length == .month ? .quarter : key.period.length == .quarter ? .year : nil
            if let longer {
                var whole = key
                whole.period = TradePeriod(of: key.period.firstMonth, length: longer)
                parts[[whole, whole], default: []].append(key)
            }
        }
        return parts.map { ($0.key[0], $0.value) }
    }

    /// Gauss and Jordan.
    private static func reduced(_ system: [[UInt64]]) -> [[UInt64]] {
        var rows = system
        var done = 0
        for column in 0..<(rows.first?.count ?? 0) {
            guard let pivot = (done..<rows.count).first(where: { rows[$0][column] != 0 }) else { continue }
            rows.swapAt(done, pivot)
            let inverse = power(rows[done][column], prime - 2)
            for place in rows[done].indices { rows[done][place] = rows[done][place] * inverse % prime }
            for other in rows.indices where other != done && rows[other][column] != 0 {
                let factor = prime - rows[other][column]
                for place in rows[other].indices { rows[other][place] = (rows[other][place] + factor * rows[done][place]) % prime }
            }
            done += 1
        }
        return rows
    }

    private static func power(_ base: UInt64, _ exponent: UInt64) -> UInt64 {
        var (result, base, exponent): (UInt64, UInt64, UInt64) = (1, base, exponent)
        while exponent > 0 {
            if exponent & 1 == 1 { result = result * base % prime }
            base = base * base % prime
            exponent >>= 1
        }
        return result
    }
}
