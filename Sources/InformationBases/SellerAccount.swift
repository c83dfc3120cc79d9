import Bytes
import Domain
import Scoring

/// The account of one seller in the making, or of an enterprise, from its records.
struct SellerAccount: ~Copyable {
    private let reach: Reach
    /// As a day's number; `Int32.max` without an order.
    private var firstBooked = Int32.max
    /// The first partition known, as a day's number; `Int32.max` without any.
    private var firstSeen = Int32.max
    /// Records that tell of that alone.
    private var seenRecords = 0
    private var hasOrders = false
    private var faults: [SubjectEvent] = []
    private var lapsed: [LapsedOrder] = []
    private var lapsedBuyers = IdentifierTable()
    private(set) var trade: TradeAccounts
    /// Day and legs → cell.
    private var cellTable = PairTable()
    /// By cell the day, and the legs in the lowest byte: ascending as cells are.
    private var cells = PlainArray<Int64>()
    /// `CellCounters.width` for each cell.
    private var counters = PlainArray<Int64>()
    private var platforms = PlatformCells()
    /// By cell: the higher part of `grossMinor` (`SplitAmount`).
    private var grossHighs = PlainArray<Int64>()
    /// The cells' keys and places, to be sorted.
    private var order: [UInt64] = []
    private var near: NearOrders
    private var reviews = GuardedReviews()

    init(_ input: borrowing BaseInput, _ reach: Reach, _ catalogue: ProductCatalogue) {
        self.reach = reach
        near = NearOrders(arrivalEnd: input.arrivalEnd)
        trade = TradeAccounts(firstDay: input.statisticsStart, asOf: input.asOf, catalogue)
    }

    /// Begins a bucket.
    mutating func removeAll() { trade.removeAll() }

    /// Begins an account of so many records.
    /// - Parameters:
    ///   - seen: the first partition with a row of it among the subjects.
    ///   - isSettling: those of settled orders come first, for a new checkpoint.
    mutating func begin(records: Int, seen: Int32 = .max, isSettling: Bool = false) {
        firstBooked = .max
        firstSeen = seen
        seenRecords = 0
        hasOrders = false
        faults.removeAll(keepingCapacity: true)
        lapsed.removeAll(keepingCapacity: true)
        if lapsedBuyers.count > 0 { lapsedBuyers.removeAll(expected: 16) }
        cellTable.removeAll(expected: min(records, 1 << 10))
        cells.removeAll()
        counters.removeAll()
        grossHighs.removeAll()
        platforms.removeAll()
        near.begin(records: records)
        reviews.begin(records: records)
        trade.begin(records: records, isSettling: isSettling)
    }

    /// Lets go of what a long account took in memory.
    mutating func letGo() {
        near = near.anew()
        reviews = GuardedReviews()
    }

    /// Takes records.
    mutating func take(_ places: Range<Int>, of records: borrowing SellerRecords) {
        let bytes = records.bytes
        for place in places {
            // An account's records lie far apart. Four of them take about as long as memory needs.
            if place &+ 4 < places.upperBound { bytes.prefetch(records.range(of: place &+ 4)) }
            take(bytes, records.range(of: place))
        }
    }

    @inline(__always)
    private mutating func take(_ bytes: borrowing RawSpan, _ row: Range<Int>) {
        var cursor = ByteCursor(at: row.lowerBound)
        let tag = BaseRecord(cursor.byte(bytes))
        _ = cursor.text(bytes)
        let booked = cursor.day(bytes)
        switch tag {
        case .former: noteBooking(booked, partition: booked &+ cursor.day(bytes))
        case .seen:
            firstSeen = min(firstSeen, booked)
            seenRecords &+= 1
        case .order: takeOrder(booked, bytes, cursor, end: row.upperBound)
        case .trade: trade.takeLines(booked, bytes, cursor, end: row.upperBound, near.products)
        case .review: reviews.take(booked, bytes, cursor, end: row.upperBound)
        case .fault:
            let kind = SubjectEvent.Kind(rawValue: cursor.byte(bytes)) ?? .blacklist
            let day = Day(cursor.day(bytes))
            let until = cursor.day(bytes)
            faults.append(SubjectEvent(kind: kind, day: day, until: until == .min ? nil : Day(until)))
        case .lapse: takeLapses(booked, bytes, &cursor)
        case .tradeSum: trade.takeSum(booked, bytes, cursor)
        case .product: preconditionFailure("a product's record came to a seller's bucket")
        }
    }

    @inline(__always)
    private mutating func noteBooking(_ day: Int32, partition: Int32) {
        firstBooked = min(firstBooked, day)
        firstSeen = min(firstSeen, partition)
    }

    @inline(__always)
    private mutating func takeOrder(_ booked: Int32, _ bytes: borrowing RawSpan, _ cursor: ByteCursor, end: Int) {
        var cursor = cursor
        let head = cursor.byte(bytes)
        let legs = cursor.byte(bytes)
        let partition = head & BaseRecord.Head.isSeenApart != 0 ? booked &+ cursor.day(bytes) : booked
        if booked <= reach.rating { return noteBooking(booked, partition: partition) }
        var ones = cursor.sparse(bytes) ^ BaseRecord.usualOnes
        var valued = cursor.sparse(bytes) ^ BaseRecord.usualValued
        if head & BaseRecord.Head.isOrder != 0 {
            noteBooking(booked, partition: partition)
            if booked > reach.window { hasOrders = true }
        }
        var order = NearOrders.Order(booked: booked, isCancelled: ones &>> UInt64(Counter.cancelled.place) & 1 == 1)
        if ones | valued != 0 {
            let cell = cell(booked, legs)
            let first = cell &* CellCounters.width
            var own = counters.mutableSpan(first..<first &+ CellCounters.width)
            let former = own[Counter.grossMinor.rawValue]
            // The mask changes nothing, and takes the place of a check.
            while ones != 0 {
                own[ones.trailingZeroBitCount & 63] &+= 1
                ones &= ones &- 1
            }
            while valued != 0 {
                own[valued.trailingZeroBitCount & 63] &+= cursor.zigzag(bytes)
                valued &= valued &- 1
            }
            order.valueMinor = Int128(own[Counter.grossMinor.rawValue] &- former)
            if head & BaseRecord.Head.hasGrossHigh != 0 {
                let high = cursor.zigzag(bytes)
                grossHighs[cell] &+= high
                order.valueMinor &+= SplitAmount(low: 0, high: high).value
            }
        }
        if head & BaseRecord.Head.hasPlatforms != 0 { platforms.take(booked, legs, bytes, &cursor) }
        near.takeOrder(head, order, bytes, &cursor)
        if head & BaseRecord.Head.hasLapses != 0 { takeLapses(booked, bytes, &cursor) }
        trade.takeLines(booked, bytes, cursor, end: end, near.products)
    }

    private mutating func takeLapses(_ booked: Int32, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        let lapses = cursor.lapses(bytes)
        let buyer = lapsedBuyers.index(bytes, cursor.text(bytes))
        lapsed.append(LapsedOrder(booked: Day(booked), buyer: UInt64(buyer), lapses: lapses))
    }

    private mutating func cell(_ day: Int32, _ legs: UInt8) -> Int {
        let key = Int64(day) &<< 8 | Int64(legs)
        let cell = cellTable.index(UInt64(bitPattern: key), 0)
        if cell == cells.count {
            cells.append(key)
            grossHighs.append(0)
            counters.append(repeating: 0, count: CellCounters.width)
        }
        return cell
    }

    /// Appends what the settled orders came to, as records: the first booking, the cells, the lapses, and the trade.
    /// - Returns: the number of records.
    mutating func writeSettled(_ account: Int, of records: borrowing SellerRecords, into target: inout ByteBuffer) -> Int {
        let ids = records.accounts.bytes
        let id = records.accounts.range(of: account)
        var record = Scratch(capacity: BaseRecord.bytesMax)
        var count = cells.count + lapsed.count + platforms.write(ids, id, into: &target)
        if firstBooked != .max {
            let at = record.begin(BaseRecord.former.rawValue, ids, id, booked: Day(firstBooked))
            target.appendRecord(record, length: record.storeZigzag(Int64(firstSeen) - Int64(firstBooked), at: at))
            count += 1
        } else if firstSeen != .max {
            target.appendRecord(record, length: record.begin(BaseRecord.seen.rawValue, ids, id, booked: Day(firstSeen)))
            count += 1
        }
        for cell in cells.indices {
            let counters = self.counters(of: cell)
            let (ones, nonzero) = (counters.ones, counters.nonzero)
            let day = Int32(truncatingIfNeeded: cells[cell] >> 8)
            var at = record.begin(BaseRecord.order.rawValue, ids, id, booked: Day(day))
            let (high, orderBit) = (grossHighs[cell], nonzero & 1 == 1 ? BaseRecord.Head.isOrder : 0)
            // No earlier than the account's first partition, which the first record tells.
            let apartBit = orderBit != 0 && firstSeen > day ? BaseRecord.Head.isSeenApart : 0
            at = record.store(orderBit | (high != 0 ? BaseRecord.Head.hasGrossHigh : 0) | apartBit, at: at)
            at = record.store(UInt8(cells[cell] & 0xFF), at: at)
            if apartBit != 0 { at = record.storeZigzag(Int64(firstSeen) - Int64(day), at: at) }
            at = record.storeSparse(ones ^ BaseRecord.usualOnes, at: at)
            at = record.storeSparse(nonzero & ~ones ^ BaseRecord.usualValued, at: at)
            for i in 0..<CellCounters.width where (nonzero & ~ones) >> UInt64(i) & 1 == 1 {
                at = record.storeZigzag(counters[at: i], at: at)
            }
            if high != 0 { at = record.storeZigzag(high, at: at) }
            target.appendRecord(record, length: at)
        }
        for order in lapsed {
            let at = record.begin(BaseRecord.lapse.rawValue, ids, id, booked: order.booked)
            target.appendRecord(
                record, length: record.storeLapses(order.lapses, lapsedBuyers.bytes, lapsedBuyers.range(of: Int(order.buyer)), at: at))
        }
        return count + trade.writeSettled(id, ids, into: &target)
    }

    /// The account's record; nil where rows that lost alone name it: it is nobody.
    /// - Parameters:
    ///   - row: the latest of its subject.
    ///   - records: how many it has.
    mutating func record(_ id: [UInt8], _ row: SubjectTexts?, _ member: EnterpriseMap.Member?, records: Int) -> SubjectRecord? {
        if row == nil && seenRecords == records { return nil }
        return SubjectRecord(
            id: id, row: row, trade: finish(row?.standing), firstPartition: firstSeen == .max ? nil : Day(firstSeen),
            hasNearOrders: near.hasOrders, member: member)
    }

    /// What all records come to.
    mutating func finish(_ standing: Standing?) -> SubjectTrade {
        for place in 0..<reviews.count {
            let review = reviews[place]
            let cell = platforms.cell(.feedback, review.booked, review.corroboration)
            platforms.add(1, to: .guardedReviews, of: cell)
            platforms.add(Int64(review.score), to: .guardedReviewSum, of: cell)
            if review.score <= 2 && !review.isDefect { platforms.add(1, to: .guardedDefects, of: cell) }
        }
        var evidence = EnterpriseEvidence()
        evidence.cells = dayCells()
        evidence.platformCells = platforms.cells()
        if hasOrders { near.tell(&evidence) }
        evidence.firstBooked = firstBooked == .max ? nil : Day(firstBooked)
        evidence.standing = standing
        evidence.events = faults.sorted {
            ($0.day, $0.kind.rawValue, $0.until?.number ?? .min) < ($1.day, $1.kind.rawValue, $1.until?.number ?? .min)
        }
        evidence.lapsedOrders = lapsed
        let gross = grossMinor()
        var markets = SellerMarkets()
        markets.destinations = near.destinationBreakdown()
        trade.finish(&markets)
        return SubjectTrade(totals: hasOrders ? totals(gross) : nil, grossMinor: gross, evidence: evidence, markets: markets)
    }

    /// The counters of a cell: of a span that is known to hold all of them no access is checked.
    @_lifetime(borrow self)
    private func span(of cell: Int) -> Span<Int64> {
        counters.span.extracting(cell &* CellCounters.width..<(cell &+ 1) &* CellCounters.width)
    }

    private func counters(of cell: Int) -> CellCounters {
        let counters = span(of: cell)
        return CellCounters { counters[$0] }
    }

    /// What the cells of the evidence window come to.
    private func totals(_ gross: Int128) -> Counters {
        var totals = PlainArray<Int64>(repeating: 0, count: Counters.width)
        var sums = totals.mutableSpan(0..<CellCounters.width)
        for cell in cells.indices where cells[cell] >> 8 > Int64(reach.window) {
            let counters = span(of: cell)
            for counter in 0..<CellCounters.width { sums[counter] &+= counters[counter] }
        }
        sums[Counter.grossMinor.place] = Int64(truncatingIfNeeded: gross)
        platforms.add(after: reach.window, to: &totals)
        return Counters(totals.span)
    }

    /// What the orders of the evidence window come to, exact.
    private func grossMinor() -> Int128 {
        var sum: Int128 = 0
        for cell in cells.indices where cells[cell] >> 8 > Int64(reach.window) {
            sum &+= SplitAmount(low: span(of: cell)[Counter.grossMinor.rawValue], high: grossHighs[cell]).value
        }
        return sum
    }

    /// The cells, ascending by day and legs.
    private mutating func dayCells() -> [DayCell] {
        // Words are sorted in a third of the time of pairs. A cell's day is later than the rating's reach.
        order.removeAll(keepingCapacity: true)
        let start = Int64(reach.rating) << 8
        for cell in cells.indices { order.append(UInt64(cells[cell] - start) << 30 | UInt64(cell)) }
        order.sort()
        return [DayCell](capacity: order.count) { result in
            for word in order {
                let cell = Int(word & 0x3FFF_FFFF)
                // Made whole: a cell is 500 bytes, which each single counter put into an array's element would move.
                result.append(
                    DayCell(
                        day: Day(Int32(truncatingIfNeeded: cells[cell] >> 8)),
                        corroboration: Corroboration(rawValue: UInt8(cells[cell] & 0xFF)),
                        counters: counters(of: cell)))
            }
        }
    }
}
