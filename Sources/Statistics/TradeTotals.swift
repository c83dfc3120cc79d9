/// A cell of the statistics.
///
/// Members are the same where their bytes are: to `String` two spellings of one accent would be, and the first to come would name both.
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

    // The hash is that of the `String`s: equal bytes are equal texts.
    public static func == (a: TradeKey, b: TradeKey) -> Bool {
        a.period == b.period && a.flow == b.flow && a.dimension == b.dimension && a.member.utf8.elementsEqual(b.member.utf8)
    }
}

/// What a cell's enterprises come to.
public struct TradeTotal: Sendable, Equatable {
    public var orders: Int64 = 0
    /// Minor units of the reporting currency; of unconverted lines those of their own.
    public var valueMinor: Int128 = 0
    public var enterprises: Int64 = 0
    /// The greatest value of one enterprise.
    public var largestMinor: Int128 = .min
    /// Σ value² over enterprises; the greatest number where it is more. No term is below 0, so that this does not depend on the order.
    var squares: UInt128 = 0

    public init() {}

    /// Adds one enterprise.
    public mutating func add(orders: Int64, valueMinor: Int128) {
        self.orders &+= orders
        self.valueMinor &+= valueMinor
        enterprises &+= 1
        largestMinor = max(largestMinor, valueMinor)
        let magnitude = valueMinor.magnitude
        addSquares(magnitude >> 64 == 0 ? magnitude &* magnitude : .max)
    }

    private mutating func addSquares(_ more: UInt128) {
        let (sum, isTooLarge) = squares.addingReportingOverflow(more)
        squares = isTooLarge ? .max : sum
    }

    /// Adds the enterprises of another, which are others.
    public mutating func merge(_ other: TradeTotal) {
        orders &+= other.orders
        valueMinor &+= other.valueMinor
        enterprises &+= other.enterprises
        largestMinor = max(largestMinor, other.largestMinor)
        addSquares(other.squares)
    }

    /// Fewer than three enterprises, or one with more than 75 % of the value: what the cell says would tell of one of them.
    var tellsOfOne: Bool { enterprises < 3 || largestMinor &* 4 > valueMinor &* 3 }

    /// The Herfindahl–Hirschman index of the enterprises' shares, in 0…1; nil without value, and where some enterprises have so much less
    /// than none that the squares come to more than the whole.
    var concentration: Double? {
        guard valueMinor > 0, squares < .max else { return nil }
        let index = Double(squares) / (real(valueMinor) * real(valueMinor))
        return index <= 1 ? index : nil
    }
}

/// The sum as a real number: of 64 bits the nearest one, and of more within two units of its last place.
///
/// `Double.init` of 128 bits goes through code that the compiler does not specialize.
func real(_ sum: Int128) -> Double {
    let word = Int64(truncatingIfNeeded: sum)
    if Int128(word) == sum { return Double(word) }
    let low = UInt64(truncatingIfNeeded: sum)
    return Double(Int64(truncatingIfNeeded: sum >> 64)) * 18_446_744_073_709_551_616 + Double(low)
}

/// What one enterprise traded in one month, in one flow, under one member.
public struct TradeCell: Sendable {
    public var flow: TradeFlow
    public var dimension: TradeDimension
    public var member: Int32
    public var month: Int32
    public var orders: Int64
    public var valueMinor: Int128

    public init(flow: TradeFlow, dimension: TradeDimension, member: Int32, month: Int32, orders: Int64, valueMinor: Int128) {
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
    private var keys = KeyTable()
    /// By the place of their key.
    private var sums: [TradeTotal] = []
    /// By the place of a month's key: the quarter and the year around it.
    private var around: [Around] = []
    /// By the place of a key.
    private var traded: [Traded] = []
    /// The members' texts, each once, and the place of each, by its bytes.
    private var texts: [String] = []
    private var places: [[UInt8]: Int32] = [:]

    /// The places of the longer periods' keys; −1 where they were not yet asked for.
    private struct Around {
        var quarter = -1
        var year = -1
    }

    /// What the enterprise at hand traded under a key.
    private struct Traded {
        var isNoted = false
        var orders: Int64 = 0
        var valueMinor: Int128 = 0

        /// Adds a cell.
        /// - Returns: whether it is the enterprise's first one there.
        @inline(__always)
        mutating func note(_ cell: TradeCell) -> Bool {
            defer { isNoted = true }
            orders &+= cell.orders
            valueMinor &+= cell.valueMinor
            return !isNoted
        }
    }

    public init() {}

    /// All of them by key.
    /// - Complexity: O(cells)
    public var totals: [TradeKey: TradeTotal] {
        Dictionary(uniqueKeysWithValues: zip(keys.keys, sums).map { (PackedKey(bits: $0).key(texts), $1) })
    }

    /// Adds enterprises, whose cells are all their trade.
    ///
    /// Of one member several cells of an enterprise may be of one month: their orders and values add up.
    ///
    /// - Parameters:
    ///   - cells: of one enterprise after the other.
    ///   - ends: where each enterprise's cells end.
    ///   - members: the members' texts in UTF-8.
    /// - Complexity: O(cells)
    public mutating func add(_ cells: [TradeCell], ends: [Int], members: [[UInt8]]) {
        let own = members.map { place(of: $0) }
        // All keys first: then nothing grows while the cells are added up, and no access asks whether it must be copied.
        let months = cells.map { place(ofMonth: PackedKey($0, member: own[Int($0.member)])) }
        TradeTotals.add(cells, ends, months, around, &traded, &sums)
    }

    /// - Parameter months: the places of the cells' months.
    private static func add(
        _ cells: [TradeCell], _ ends: [Int], _ months: [Int], _ around: [Around], _ traded: inout [Traded], _ sums: inout [TradeTotal]
    ) {
        var traded = traded.mutableSpan
        var sums = sums.mutableSpan
        // The places that the enterprise at hand has.
        var noted: [Int] = []
        var start = 0
        for end in ends {
            for index in start..<end {
                let longer = around[months[index]]
                if traded[months[index]].note(cells[index]) { noted.append(months[index]) }
                if traded[longer.quarter].note(cells[index]) { noted.append(longer.quarter) }
                if traded[longer.year].note(cells[index]) { noted.append(longer.year) }
            }
            for place in noted {
                sums[place].add(orders: traded[place].orders, valueMinor: traded[place].valueMinor)
                traded[place] = Traded()
            }
            noted.removeAll(keepingCapacity: true)
            start = end
        }
    }

    /// The place of a month's total; from then on those of the periods around it are known.
    private mutating func place(ofMonth key: PackedKey) -> Int {
        let place = place(of: key.widened(to: .month))
        if around[place].year < 0 {
            around[place] = Around(quarter: self.place(of: key.widened(to: .quarter)), year: self.place(of: key.widened(to: .year)))
        }
        return place
    }

    private mutating func place(of key: PackedKey) -> Int {
        let place = keys.index(key.bits)
        if place == sums.count {
            sums.append(TradeTotal())
            around.append(Around())
            traded.append(Traded())
        }
        return place
    }

    private mutating func place(of text: [UInt8]) -> Int32 {
        if let place = places[text] { return place }
        let place = Int32(texts.count)
        places[text] = place
        texts.append(String(decoding: text, as: UTF8.self))
        return place
    }

    /// Adds the totals of other enterprises.
    public mutating func merge(_ other: TradeTotals) {
        let own = other.texts.map { place(of: Array($0.utf8)) }
        for (bits, total) in zip(other.keys.keys, other.sums) {
            let key = PackedKey(bits: bits)
            sums[place(of: key.with(member: own[Int(key.member)]))].merge(total)
        }
    }
}

/// A cell's key in one number: from the highest bit on the length of the period, flow, dimension, the member's place (32 bits), the first
/// month (20 bits). A fourth as dear to compare and to hash as the key itself.
private struct PackedKey: Equatable {
    var bits: UInt64

    init(bits: UInt64) { self.bits = bits }

    init(_ cell: TradeCell, member: Int32) {
        bits =
            UInt64(cell.flow.rawValue) << 56 | UInt64(cell.dimension.rawValue) << 52 | UInt64(UInt32(bitPattern: member)) << 20
            | UInt64(cell.month)
    }

    var member: UInt32 { UInt32(truncatingIfNeeded: bits >> 20) }

    func with(member: Int32) -> PackedKey {
        var other = self
        other.bits = bits & ~(UInt64(UInt32.max) << 20) | UInt64(UInt32(bitPattern: member)) << 20
        return other
    }

    /// The period of so many months around a month's own.
    func widened(to length: TradePeriod.Length) -> PackedKey {
        let month = bits & 0xF_FFFF
        var other = self
        other.bits = bits - month % UInt64(length.rawValue) | UInt64(length.rawValue) << 60
        return other
    }

    func key(_ texts: [String]) -> TradeKey {
        guard let length = TradePeriod.Length(rawValue: Int32(bits >> 60)), let flow = TradeFlow(rawValue: UInt8(bits >> 56 & 15)),
            let dimension = TradeDimension(rawValue: UInt8(bits >> 52 & 15))
        else { preconditionFailure("a packed key was made of a key") }
        return TradeKey(
            period: TradePeriod(firstMonth: Int32(bits & 0xF_FFFF), length: length), flow: flow, dimension: dimension,
            member: texts[Int(member)])
    }
}
