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
    /// A bit for each counter of the core that is 1, the first counter lowest.
    public private(set) var ones: UInt64 = 0
    /// A bit for each that is neither 0 nor 1.
    public private(set) var valued: UInt64 = 0
    /// A bit for each family beside the core that has a counter.
    public private(set) var platforms: UInt8 = 0
    /// The same two masks of each of these. On the heap, as values: moved with the rest, they would be copied for every order.
    private var masks: [UInt64] = Array(repeating: 0, count: CounterFamily.countMax * 2)
    /// Of counters that are neither 0 nor 1 alone.
    @usableFromInline var values: [Int64] = Array(repeating: 0, count: CounterFamily.countMax * CellCounters.width)
    /// What `grossMinor` comes to beyond its counter, in 2³² minor units; 0 of all but the greatest orders.
    public internal(set) var grossHigh: Int64 = 0
    public internal(set) var corroboration = Corroboration.none
    public internal(set) var match = TransactionMatch.cancelled
    /// Goods were handed over or delivered.
    public private(set) var goodsMoved = false
    public internal(set) var lapses: Lapses = []

    public init() {
        precondition(CounterFamily.allCases.count <= CounterFamily.countMax, "there are more families than a byte has bits")
    }

    /// A bit for each counter of a platform that is 1, and one for each that is neither 0 nor 1.
    public func masks(of family: Int) -> (ones: UInt64, valued: UInt64) { (masks[family * 2], masks[family * 2 + 1]) }

    /// The value of a counter that is neither 0 nor 1.
    @inlinable @inline(__always)
    public func value(at place: Int, of family: Int) -> Int64 { values[family &* CellCounters.width &+ place] }

    /// Whether nothing is counted.
    public var isEmpty: Bool { ones | valued == 0 && platforms == 0 }

    /// Whether a counter is 1.
    public func holds(_ counter: Counter) -> Bool { masks(of: counter).ones >> UInt64(counter.place) & 1 == 1 }

    private func masks(of counter: Counter) -> (ones: UInt64, valued: UInt64) {
        counter.rawValue < CellCounters.width ? (ones, valued) : masks(of: counter.rawValue >> 6)
    }

    /// What the order's lines come to in the reporting currency, exact.
    public var grossMinor: Int128 { SplitAmount(low: value(of: .grossMinor), high: grossHigh).value }

    private func value(of counter: Counter) -> Int64 {
        if holds(counter) { return 1 }
        return masks(of: counter).valued >> UInt64(counter.place) & 1 == 1 ? values[counter.rawValue] : 0
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
        ones = 0
        valued = 0
        if platforms != 0 { for place in masks.indices { masks[place] = 0 } }
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
        let bit: UInt64 = 1 &<< UInt64(truncatingIfNeeded: counter.place)
        values[counter.rawValue] = value
        if counter.rawValue < CellCounters.width { valued |= bit } else { note(counter, 1, bit) }
    }

    /// Makes a counter that is still 0 a 1, if so.
    @inline(__always)
    mutating func set(_ counter: Counter, _ isOne: Bool = true) {
        let bit: UInt64 = (isOne ? 1 : 0) &<< UInt64(truncatingIfNeeded: counter.place)
        if counter.rawValue < CellCounters.width { ones |= bit } else if isOne { note(counter, 0, bit) }
    }

    // Not inlined: few orders have counters of a platform.
    @inline(never)
    private mutating func note(_ counter: Counter, _ mask: Int, _ bit: UInt64) {
        platforms |= counter.family.bit
        masks[(counter.rawValue >> 6) * 2 + mask] |= bit
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
