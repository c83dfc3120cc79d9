import Domain

/// How an order of a seller's three documents fit: contract or order, invoice, movement of goods.
public enum TransactionMatch: String, CaseIterable, Sendable {
    /// Cancelled: nothing is owed.
    case cancelled = "CANCELLED"
    case matched = "MATCHED"
    /// Invoiced as ordered, and not yet handed over.
    case movementMissing = "MOVEMENT_MISSING"
    case invoiceMissing = "INVOICE_MISSING"
    /// Invoiced otherwise than ordered, in the same currency.
    case mismatch = "MISMATCH"
    /// Not matched, and invoiced in another currency than ordered.
    case currencyDiffers = "CURRENCY_DIFFERS"
}

/// What an order adds to the counters of one of its sellers. Most counters are 0 and most others 1, so that two masks say nearly all of a
/// family, and what they do not name costs nothing, neither here nor in what is written of it. Not copyable: one is made, and used for every
/// order.
public struct Contribution: ~Copyable, Sendable {
    /// By family a bit for each counter that is 1, the first counter lowest; and one for each that is neither 0 nor 1.
    @usableFromInline var ones: InlineArray<8, UInt64> = InlineArray(repeating: 0)
    @usableFromInline var valued: InlineArray<8, UInt64> = InlineArray(repeating: 0)
    /// A bit for each family beside the core that has a counter.
    public private(set) var platforms: UInt8 = 0
    /// Of `valued` counters alone. On the heap: moved with the rest, they would be copied for every order.
    @usableFromInline var values: [Int64] = Array(repeating: 0, count: 8 * CellCounters.width)
    /// What `grossMinor` comes to beyond its counter, in 2³² minor units; 0 of all but the greatest orders.
    public internal(set) var grossHigh: Int64 = 0
    public internal(set) var corroboration = Corroboration.none
    public internal(set) var match = TransactionMatch.cancelled
    /// Goods were handed over or delivered.
    public private(set) var goodsMoved = false
    public internal(set) var lapses: Lapses = []

    public init() {
        precondition(CounterFamily.allCases.count <= CounterFamily.countMax && CounterFamily.countMax == ones.count, "too many families")
    }

    /// A bit for each counter of a family that is 1, the first counter lowest.
    @inlinable @inline(__always)
    public func ones(of family: Int) -> UInt64 { ones[family] }

    /// A bit for each that is neither 0 nor 1.
    @inlinable @inline(__always)
    public func valued(of family: Int) -> UInt64 { valued[family] }

    /// The value of a counter among `valued`.
    @inlinable @inline(__always)
    public func value(at place: Int, of family: Int) -> Int64 { values[family &* CellCounters.width &+ place] }

    /// Whether nothing is counted.
    public var isEmpty: Bool { ones[0] | valued[0] == 0 && platforms == 0 }

    /// Whether a counter is 1.
    @inlinable @inline(__always)
    public func holds(_ counter: Counter) -> Bool {
        ones[counter.rawValue &>> 6] &>> UInt64(truncatingIfNeeded: counter.place) & 1 == 1
    }

    /// What the order's lines come to in the reporting currency, exact.
    public var grossMinor: Int128 { SplitAmount(low: value(of: .grossMinor), high: grossHigh).value }

    private func value(of counter: Counter) -> Int64 {
        if holds(counter) { return 1 }
        return valued[counter.rawValue >> 6] >> UInt64(counter.place) & 1 == 1 ? values[counter.rawValue] : 0
    }

    /// All counters; of `grossMinor` the lowest 64 bits.
    public var counters: Counters {
        var counters = Counters()
        for counter in Counter.allCases { counters[counter] = value(of: counter) }
        counters[.grossMinor] = Int64(truncatingIfNeeded: grossMinor)
        return counters
    }

    /// Forgets what it holds.
    mutating func begin(goodsMoved: Bool) {
        ones = InlineArray(repeating: 0)
        valued = InlineArray(repeating: 0)
        platforms = 0
        grossHigh = 0
        corroboration = .none
        match = .cancelled
        lapses = []
        self.goodsMoved = goodsMoved
    }

    /// Sets a counter that is still 0.
    @inline(__always)
    mutating func set(_ counter: Counter, to value: Int64) {
        if value == 1 { return set(counter) }
        guard value != 0 else { return }
        valued[counter.rawValue &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: counter.place)
        values[counter.rawValue] = value
        note(counter, true)
    }

    /// Makes a counter that is still 0 a 1, if so.
    @inline(__always)
    mutating func set(_ counter: Counter, _ isOne: Bool = true) {
        ones[counter.rawValue &>> 6] |= (isOne ? 1 : 0) &<< UInt64(truncatingIfNeeded: counter.place)
        note(counter, isOne)
    }

    @inline(__always)
    private mutating func note(_ counter: Counter, _ isSet: Bool) {
        let family = UInt8(truncatingIfNeeded: counter.rawValue &>> 6)
        if family > 0 { platforms |= (isSet ? 1 : 0) &<< family }
    }
}

extension OrderFacts {
    /// What the order adds to seller `seller`, as of the day before `end` (00:00 UTC of D + 1), in place of what `result` holds: a pure
    /// function of both.
    ///
    /// The counters of `seller_evidence` are those of the evidence's definition; the rest follows DESIGN 4. Each family counts in its file
    /// under `Families`.
    public func contribute(to seller: Int, end: Int64, _ result: inout Contribution) {
        let moved = movement.handedOverAt != nil || movement.deliveredAt != nil
        result.begin(goodsMoved: moved)
        if seller < sellerCount {
            let own = OwnLines(lines.span, lines.places(of: seller), seller)
            countCore(own, seller, end, &result)
            countCustoms(own, seller, &result)
            countFeedback(seller, &result)
            result.lapses = lapses(own, seller, end: end, result)
        } else {
            countFeedback(seller, &result)
        }
    }
}
