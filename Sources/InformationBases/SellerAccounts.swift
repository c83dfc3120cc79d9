import Bytes
import Domain
import Records
import Scoring
import Segments
import Statistics

/// The accounts of one bucket in the making.
struct SellerAccounts: ~Copyable {
    private let reach: Reach
    /// While records of settled orders are taken for a new checkpoint: those that it keeps as they are.
    private var kept = ByteBuffer()
    var isSettling = false
    private var table = IdentifierTable(expected: 1024)
    private var accounts = PlainArray<Account>()
    private var faults: [(account: Int, event: SubjectEvent)] = []
    private(set) var trade: TradeAccounts
    private var lapsed: [(account: Int, order: LapsedOrder)] = []
    /// Account and (day, corroboration) → cell.
    private var cellTable = PairTable(expected: 4096)
    private var cells = PlainArray<Cell>(capacity: 4096)
    /// `Counters.width` for each cell.
    private var counters = PlainArray<Int64>(capacity: 1 << 16)
    /// Buyers of reviews.
    private var names = IdentifierTable(expected: 4096)
    /// What orders of the last 180 days tell of the same accounts.
    private var near: NearAccounts
    /// A seller and a buyer, and a block of 90 days: of the reviews in it, one counts.
    private var reviewTable = PairTable(expected: 4096)
    private var reviews = PlainArray<Review>()
    private var reviewIDs = ByteBuffer(capacity: 1 << 16)

    private struct Account: BitwiseCopyable {
        /// As a day's number; `Int32.max` without an order.
        var firstBooked = Int32.max
        /// The last of the account's cells, −1 without one.
        var lastCell: Int32 = -1
        var hasOrders = false
    }

    private struct Cell: BitwiseCopyable {
        var day: Int32
        var corroboration: UInt8
        /// The cell of the account before it, −1 without one.
        var former: Int32
    }

    private struct Review: BitwiseCopyable {
        var account: Int32
        var booked: Int32
        var occurredAt: Int64
        var id: TextRange
        var score: UInt8
        var corroboration: UInt8
        /// The order is a defective one already.
        var isDefect: Bool
    }

    init(_ input: BaseInput) {
        reach = Reach(window: input.windowStart.number, rating: input.ratingStart.number, lapses: input.lapseStart.number)
        trade = TradeAccounts(firstDay: input.statisticsStart, asOf: input.asOf)
        near = NearAccounts(arrivalEnd: input.arrivalEnd)
    }

    /// Forgets all accounts and keeps the memory.
    mutating func removeAll() {
        kept.removeAll()
        table.removeAll()
        accounts.removeAll()
        faults.removeAll(keepingCapacity: true)
        lapsed.removeAll(keepingCapacity: true)
        trade.removeAll()
        cellTable.removeAll()
        cells.removeAll()
        counters.removeAll()
        names.removeAll()
        near.removeAll()
        reviewTable.removeAll()
        reviews.removeAll()
        reviewIDs.removeAll()
    }

    /// The place of an account; a new one where the id was not seen.
    mutating func place(of id: Range<Int>, _ buffer: borrowing ByteBuffer) -> Int { place(of: id, buffer.bytes) }

    private mutating func place(of id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        let place = table.index(bytes, id)
        if place == accounts.count {
            accounts.append(Account())
            near.addAccount()
        }
        return place
    }

    /// Takes an extent's records.
    /// - Parameter settled: only those of settled orders, or only the others; nil: all.
    mutating func take(_ rows: RowCursor, _ buffer: borrowing ByteBuffer, settled: Bool? = nil) {
        var rows = rows
        let bytes = buffer.bytes
        while let row = rows.nextRange(bytes) {
            let isSettled = bytes.byte(at: row.lowerBound) & BaseRecord.settledBit != 0
            if settled == nil || settled == isSettled { take(bytes, row) }
        }
    }

    /// Takes one record of `BaseScatter`.
    private mutating func take(_ bytes: borrowing RawSpan, _ row: Range<Int>) {
        var cursor = ByteCursor(at: row.lowerBound)
        guard let tag = BaseRecord(rawValue: cursor.byte(bytes) & ~BaseRecord.settledBit) else {
            preconditionFailure("a scattered record has no known tag")
        }
        let id = text(bytes, &cursor)
        if reach.isOver(tag, bytes, cursor) { return }
        let account = place(of: id, bytes)
        switch tag {
        case .former: noteBooking(account, Int32(truncatingIfNeeded: cursor.zigzag(bytes)))
        case .contribution: takeContribution(account, bytes, &cursor, end: row.upperBound)
        case .review:
            if isSettling { keep(bytes, row) }
            takeReview(account, bytes, &cursor)
        case .fault:
            if isSettling { keep(bytes, row) }
            _ = cursor.zigzag(bytes)
            let kind = SubjectEvent.Kind(rawValue: cursor.byte(bytes)) ?? .blacklist
            let day = Day(Int32(cursor.zigzag(bytes)))
            let until = Int32(cursor.zigzag(bytes))
            faults.append((account, SubjectEvent(kind: kind, day: day, until: until == .min ? nil : Day(until))))
        case .lapse:
            if isSettling { keep(bytes, row) }
            let booked = Day(Int32(truncatingIfNeeded: cursor.zigzag(bytes)))
            let lapses = Lapses(rawValue: UInt16(truncatingIfNeeded: bytes.packed(cursor.at..<cursor.at &+ 2)))
            lapsed.append((account, LapsedOrder(booked: booked, buyer: bytes.word(at: cursor.at &+ 2), lapses: lapses)))
        case .trade: trade.takeLines(account, bytes, &cursor, end: row.upperBound)
        case .tradeSum: trade.takeSum(account, bytes, &cursor)
        case .product: preconditionFailure("a product's record came to a seller's bucket")
        }
    }

    @inline(__always)
    private func text(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) -> Range<Int> {
        let length = Int(cursor.byte(bytes)) &+ 1
        cursor.at &+= length
        return cursor.at &- length..<cursor.at
    }

    private mutating func noteBooking(_ account: Int, _ day: Int32) {
        accounts[account].firstBooked = min(accounts[account].firstBooked, day)
    }

    private mutating func takeContribution(_ account: Int, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor, end: Int) {
        let booked = Int32(truncatingIfNeeded: cursor.zigzag(bytes))
        if booked <= reach.rating { return noteBooking(account, booked) }
        let corroboration = cursor.byte(bytes)
        var ones = bytes.packed(cursor.at..<cursor.at &+ BaseRecord.maskBytes)
        cursor.at &+= BaseRecord.maskBytes
        var valued = bytes.packed(cursor.at..<cursor.at &+ BaseRecord.maskBytes)
        cursor.at &+= BaseRecord.maskBytes
        if (ones | valued) & 1 == 1 {
            noteBooking(account, booked)
            if booked > reach.window { accounts[account].hasOrders = true }
        }
        var order = NearAccounts.Order(booked: booked, isCancelled: ones &>> UInt64(Counter.cancelled.rawValue) & 1 == 1)
        if ones | valued != 0 {
            let first = cell(account, booked, corroboration) &* Counters.width
            let former = counters[first &+ Counter.grossMinor.rawValue]
            while ones != 0 {
                counters[first &+ ones.trailingZeroBitCount] &+= 1
                ones &= ones &- 1
            }
            while valued != 0 {
                counters[first &+ valued.trailingZeroBitCount] &+= cursor.zigzag(bytes)
                valued &= valued &- 1
            }
            order.valueMinor = counters[first &+ Counter.grossMinor.rawValue] &- former
        }
        if cursor.at < end { near.takeOrder(account, order, bytes, &cursor, end: end) }
    }

    private mutating func cell(_ account: Int, _ day: Int32, _ corroboration: UInt8) -> Int {
        let cell = cellTable.index(UInt64(account), UInt32(bitPattern: day) &<< 2 | UInt32(corroboration))
        if cell == cells.count {
            cells.append(Cell(day: day, corroboration: corroboration, former: accounts[account].lastCell))
            accounts[account].lastCell = Int32(cell)
            counters.append(repeating: 0, count: Counters.width)
        }
        return cell
    }

    /// Of a buyer's reviews of a seller in a block of 90 days the latest counts, then the greater feedback id.
    private mutating func takeReview(_ account: Int, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        let booked = Int32(truncatingIfNeeded: cursor.zigzag(bytes))
        let corroboration = cursor.byte(bytes)
        let occurredAt = cursor.zigzag(bytes)
        let scoreByte = cursor.byte(bytes)
        let score = scoreByte & ~BaseRecord.defectBit
        let isDefect = scoreByte & BaseRecord.defectBit != 0
        let buyer = names.index(bytes, text(bytes, &cursor))
        let id = text(bytes, &cursor)
        let day = Int(Instant(occurredAt).day.number)
        let block = Int32(day >= 0 ? day / 90 : (day - 89) / 90)
        let place = reviewTable.index(UInt64(account) &<< 32 | UInt64(buyer), UInt32(bitPattern: block))
        if place < reviews.count {
            let known = reviews[place]
            if known.occurredAt > occurredAt { return }
            if known.occurredAt == occurredAt {
                // Where two orders use one id for reviews of one instant, the greater values: arrival never decides.
                let sameID = reviewIDs.bytes.equals(known.id.range, id, in: bytes)
                let isLess =
                    sameID
                    ? (known.booked, known.corroboration, known.score, known.isDefect ? 1 : 0) < (
                        booked, corroboration, score, isDefect ? 1 : 0
                    )
                    : reviewIDs.bytes.precedes(known.id.range, id, in: bytes)
                if !isLess { return }
            }
        }
        let start = reviewIDs.count
        reviewIDs.append(bytes, id)
        let review = Review(
            account: Int32(account), booked: booked, occurredAt: occurredAt, id: TextRange(start..<reviewIDs.count), score: score,
            corroboration: corroboration, isDefect: isDefect)
        if place < reviews.count { reviews[place] = review } else { reviews.append(review) }
    }

    /// Keeps a record for a new checkpoint as it is.
    private mutating func keep(_ bytes: borrowing RawSpan, _ row: Range<Int>) { kept.appendRecord(bytes, row) }

    /// Appends what the settled orders came to, as records: each account's first booking, its cells, and the records kept.
    /// - Returns: the number of records.
    mutating func writeSettled(into target: inout ByteBuffer) -> Int {
        var record = ByteBuffer()
        var count = 0
        for place in accounts.indices {
            let id = table.bytes(of: place)
            let account = accounts[place]
            if account.firstBooked != .max {
                record.begin(.former, id)
                record.appendZigzag(Int64(account.firstBooked))
                target.appendRecord(record.bytes, 0..<record.count)
                count += 1
            }
            for cell in dayCells(account) {
                record.begin(.contribution, id)
                record.appendZigzag(Int64(cell.day.number))
                record.append(cell.corroboration.rawValue)
                let ones = cell.counters.ones
                let valued = cell.counters.nonzero & ~ones
                record.append(ones, width: BaseRecord.maskBytes)
                record.append(valued, width: BaseRecord.maskBytes)
                for i in 0..<Counters.width where valued >> UInt64(i) & 1 == 1 { record.appendZigzag(cell.counters[at: i]) }
                target.appendRecord(record.bytes, 0..<record.count)
                count += 1
            }
        }
        target.append(kept)
        return count + trade.writeSettled(table, into: &target)
    }

    /// One record per account, in order of their places.
    mutating func records() -> [SubjectRecord] {
        for i in reviews.indices {
            let review = reviews[i]
            let first = cell(Int(review.account), review.booked, review.corroboration) &* Counters.width
            counters[first &+ Counter.guardedReviews.rawValue] += 1
            counters[first &+ Counter.guardedReviewSum.rawValue] += Int64(review.score)
            if review.score <= 2 && !review.isDefect { counters[first &+ Counter.guardedDefects.rawValue] += 1 }
        }
        near.noteBursts()
        var records: [SubjectRecord] = []
        records.reserveCapacity(accounts.count)
        for place in accounts.indices { records.append(record(place)) }
        near.addDestinations(to: &records)
        for fault in faults { records[fault.account].evidence.events.append(fault.event) }
        lapsed.sort { $0.order < $1.order }
        for entry in lapsed { records[entry.account].evidence.lapsedOrders.append(entry.order) }
        for place in records.indices where records[place].evidence.events.count > 1 {
            records[place].evidence.events.sort {
                ($0.day, $0.kind.rawValue, $0.until?.number ?? .min) < ($1.day, $1.kind.rawValue, $1.until?.number ?? .min)
            }
        }
        return records
    }

    private func record(_ place: Int) -> SubjectRecord {
        var record = SubjectRecord(id: table.bytes(of: place))
        let account = accounts[place]
        record.isSeller = account.firstBooked != .max
        record.evidence.cells = dayCells(account)
        if account.hasOrders {
            record.totals = totals(account)
            near.tell(place, &record.evidence)
        }
        record.evidence.firstBooked = account.firstBooked == .max ? nil : Day(account.firstBooked)
        return record
    }

    /// What the account's cells of the evidence window come to.
    private func totals(_ account: Account) -> Counters {
        var sums = PlainArray<Int64>(repeating: 0, count: Counters.width)
        var cell = Int(account.lastCell)
        while cell >= 0 {
            if cells[cell].day > reach.window {
                for counter in 0..<Counters.width { sums[counter] &+= counters[cell &* Counters.width &+ counter] }
            }
            cell = Int(cells[cell].former)
        }
        return Counters { sums[$0] }
    }

    /// The account's cells, ascending by day and corroboration.
    private func dayCells(_ account: Account) -> [DayCell] {
        var order: [(key: Int64, cell: Int32)] = []
        var next = account.lastCell
        while next >= 0 {
            let cell = cells[Int(next)]
            order.append((Int64(cell.day) << 8 | Int64(cell.corroboration), next))
            next = cell.former
        }
        order.sort { $0.key < $1.key }
        var result: [DayCell] = []
        result.reserveCapacity(order.count)
        for entry in order {
            let cell = Int(entry.cell)
            let first = cell &* Counters.width
            // Made whole: a cell is 500 bytes, which each single counter put into an array's element would move.
            result.append(
                DayCell(
                    day: Day(cells[cell].day), corroboration: Corroboration(rawValue: cells[cell].corroboration) ?? .none,
                    counters: Counters { counters[first &+ $0] }))
        }
        return result
    }
}
