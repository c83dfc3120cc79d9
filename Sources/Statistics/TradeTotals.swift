/// A cell of the statistics.
public struct TradeKey: Hashable, Sendable {
    public var period: TradePeriod
    public var flow: TradeFlow
    public var dimension: TradeDimension
    /// A code or a text; `UNKNOWN` where it is missing.
    public var member: String

    public init(period: TradePeriod, flow: TradeFlow, dimension: TradeDimension, member: String) {
        self.period = period
        self.flow = flow
        self.dimension = dimension
        self.member = member
    }
}

/// What a cell's enterprises come to.
public struct TradeTotal: Sendable, Equatable {
    public var orders: Int64 = 0
    /// Minor units of the reporting currency; of unconverted lines those of their own.
    public var valueMinor: Int64 = 0
    public var enterprises: Int64 = 0
    /// The greatest value of one enterprise.
    public var largestMinor: Int64 = .min
    /// Σ value² over enterprises.
    var squares: UInt128 = 0

    public init() {}

    /// Adds one enterprise.
    public mutating func add(orders: Int64, valueMinor: Int64) {
        self.orders += orders
        self.valueMinor &+= valueMinor
        enterprises += 1
        largestMinor = max(largestMinor, valueMinor)
        squares &+= UInt128(valueMinor.magnitude) * UInt128(valueMinor.magnitude)
    }

    /// Adds the enterprises of another, which are others.
    public mutating func merge(_ other: TradeTotal) {
        orders += other.orders
        valueMinor &+= other.valueMinor
        enterprises += other.enterprises
        largestMinor = max(largestMinor, other.largestMinor)
        squares &+= other.squares
    }

    /// Fewer than three enterprises, or one with more than 75 % of the value: what the cell says would tell of one of them.
    var tellsOfOne: Bool { enterprises < 3 || Int128(largestMinor) * 4 > Int128(valueMinor) * 3 }

    /// The Herfindahl–Hirschman index of the enterprises' shares, in 0…1; nil without value.
    var concentration: Double? {
        guard valueMinor > 0 else { return nil }
        return Double(squares) / (Double(valueMinor) * Double(valueMinor))
    }
}

/// What one enterprise traded in one month, in one flow, under one member.
public struct TradeCell: Sendable {
    public var flow: TradeFlow
    public var dimension: TradeDimension
    public var member: Int32
    public var month: Int32
    public var orders: Int64
    public var valueMinor: Int64

    public init(flow: TradeFlow, dimension: TradeDimension, member: Int32, month: Int32, orders: Int64, valueMinor: Int64) {
        self.flow = flow
        self.dimension = dimension
        self.member = member
        self.month = month
        self.orders = orders
        self.valueMinor = valueMinor
    }
}

/// The totals of all cells in the making; sums, so that neither the order of enterprises nor of threads matters.
public struct TradeTotals: Sendable {
    public private(set) var totals: [TradeKey: TradeTotal] = [:]

    public init() {}

    /// Adds one enterprise, whose cells are all its trade.
    ///
    /// Of one member several cells may be of one month: their orders and values add up.
    ///
    /// - Parameter members: the members' texts.
    /// - Complexity: O(cells × log cells)
    public mutating func add(_ cells: [TradeCell], members: [String]) {
        let cells = cells.sorted {
            ($0.flow.rawValue, $0.dimension.rawValue, $0.member, $0.month) < ($1.flow.rawValue, $1.dimension.rawValue, $1.member, $1.month)
        }
        for length in TradePeriod.Length.allCases {
            var first = 0
            while first < cells.count {
                let period = TradePeriod(of: cells[first].month, length: length)
                var (orders, value): (Int64, Int64) = (0, 0)
                var end = first
                while end < cells.count, cells[end].isBeside(cells[first]), TradePeriod(of: cells[end].month, length: length) == period {
                    orders += cells[end].orders
                    value &+= cells[end].valueMinor
                    end += 1
                }
                let key = TradeKey(
                    period: period, flow: cells[first].flow, dimension: cells[first].dimension, member: members[Int(cells[first].member)])
                totals[key, default: TradeTotal()].add(orders: orders, valueMinor: value)
                first = end
            }
        }
    }

    /// Adds the totals of other enterprises.
    public mutating func merge(_ other: TradeTotals) {
        for (key, total) in other.totals { totals[key, default: TradeTotal()].merge(total) }
    }
}

extension TradeCell {
    fileprivate func isBeside(_ other: TradeCell) -> Bool {
        flow == other.flow && dimension == other.dimension && member == other.member
    }
}
