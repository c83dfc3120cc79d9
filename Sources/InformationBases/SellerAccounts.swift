import Bytes
import Domain
import Records
import Scoring

/// The accounts of one bucket in the making.
struct SellerAccounts: ~Copyable {
    private let windowStart: Day
    private var table = IdentifierTable(expected: 1024)
    private var buyers = IdentifierTable(expected: 1024)
    private var accounts: [Account] = []
    private var cells: [DayCell] = []
    private var cellOfKey: [CellKey: Int] = [:]
    private var nearPairs: [Set<UInt64>] = [[], [], []]
    private var reviews: [ReviewKey: Review] = [:]

    private struct Account {
        var firstBooked: Day?
        var cells: [Int] = []
        var distinct = [0, 0, 0]
        var faults: [HardEvent] = []
        var hasOrders = false
    }

    private struct CellKey: Hashable {
        var account: Int32
        var day: Int32
        var corroboration: UInt8
    }

    /// A seller, a buyer and a block of 90 days: of the reviews in it, one counts.
    private struct ReviewKey: Hashable {
        var account: Int32
        var buyer: Int32
        var block: Int32
    }

    private struct Review {
        var occurredAt: Int64
        var id: [UInt8]
        var score: Int64
        var booked: Int32
        var corroboration: UInt8

        /// Whether `other` counts in its place: it is later, or has the greater feedback id; where two orders use one id for
        /// reviews of one instant, the greater values, so that the order of arrival never decides.
        func yields(to other: Review) -> Bool {
            if occurredAt != other.occurredAt { return occurredAt < other.occurredAt }
            if id != other.id { return id.lexicographicallyPrecedes(other.id) }
            return (booked, corroboration, score) < (other.booked, other.corroboration, other.score)
        }
    }

    init(windowStart: Day) { self.windowStart = windowStart }

    /// The place of an account; a new one where the id was not seen.
    mutating func place(of id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        let place = table.index(bytes, id)
        if place == accounts.count { accounts.append(Account()) }
        return place
    }

    /// Takes one record of `BaseScatter`.
    mutating func take(_ bytes: borrowing RawSpan, _ row: Range<Int>) {
        var cursor = ByteCursor(at: row.lowerBound)
        guard let tag = BaseRecord(rawValue: cursor.byte(bytes)) else { preconditionFailure("a scattered record has no known tag") }
        let account = place(of: text(bytes, &cursor), bytes)
        switch tag {
        case .former: noteBooking(account, cursor.zigzag(bytes))
        case .contribution: takeContribution(account, bytes, &cursor)
        case .nearLine: takeNearLine(account, bytes, &cursor)
        case .review: takeReview(account, bytes, &cursor)
        case .fault:
            let kind = HardEvent.Kind(rawValue: cursor.byte(bytes)) ?? .blacklist
            let day = Day(Int32(cursor.zigzag(bytes)))
            let until = Int32(cursor.zigzag(bytes))
            accounts[account].faults.append(HardEvent(kind: kind, day: day, until: until == .min ? nil : Day(until)))
        case .product: preconditionFailure("a product's record came to a seller's bucket")
        }
    }

    private func text(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) -> Range<Int> {
        let length = Int(cursor.byte(bytes)) &+ 1
        cursor.at &+= length
        return cursor.at &- length..<cursor.at
    }

    private mutating func noteBooking(_ account: Int, _ booked: Int64) {
        let day = Day(Int32(booked))
        accounts[account].firstBooked = min(accounts[account].firstBooked ?? day, day)
    }

    private mutating func takeContribution(_ account: Int, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        let booked = cursor.zigzag(bytes)
        let corroboration = cursor.byte(bytes)
        let cell = cell(account, Int32(booked), corroboration)
        var mask = bytes.word(at: cursor.at)
        cursor.at &+= 8
        if mask & 1 == 1 {
            noteBooking(account, booked)
            accounts[account].hasOrders = accounts[account].hasOrders || Day(Int32(booked)) > windowStart
        }
        while mask != 0 {
            cells[cell].counters[at: mask.trailingZeroBitCount] &+= cursor.zigzag(bytes)
            mask &= mask &- 1
        }
    }

    private mutating func cell(_ account: Int, _ day: Int32, _ corroboration: UInt8) -> Int {
        let key = CellKey(account: Int32(account), day: day, corroboration: corroboration)
        if let known = cellOfKey[key] { return known }
        cells.append(
            DayCell(day: Day(day), corroboration: Corroboration(rawValue: corroboration) ?? .none, counters: Counters()))
        cellOfKey[key] = cells.count - 1
        accounts[account].cells.append(cells.count - 1)
        return cells.count - 1
    }

    private mutating func takeNearLine(_ account: Int, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        let destination = bytes.packed(cursor.at..<cursor.at &+ 2)
        cursor.at &+= 2
        let buyer = UInt64(buyers.index(bytes, text(bytes, &cursor)))
        let product = UInt64(buyers.index(bytes, text(bytes, &cursor)))
        note(0, account, buyer)
        note(1, account, product)
        if destination != 0 { note(2, account, destination) }
    }

    private mutating func note(_ what: Int, _ account: Int, _ value: UInt64) {
        if nearPairs[what].insert(UInt64(account) << 32 | value).inserted { accounts[account].distinct[what] += 1 }
    }

    /// Of a buyer's reviews of a seller in a block of 90 days the latest counts, then the greater feedback id.
    private mutating func takeReview(_ account: Int, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        let booked = Int32(cursor.zigzag(bytes))
        let corroboration = cursor.byte(bytes)
        let occurredAt = cursor.zigzag(bytes)
        let score = Int64(cursor.byte(bytes))
        let buyer = Int32(buyers.index(bytes, text(bytes, &cursor)))
        let id = bytes.array(text(bytes, &cursor))
        let day = Int(Instant(occurredAt).day.number)
        let block = Int32(day >= 0 ? day / 90 : (day - 89) / 90)
        let key = ReviewKey(account: Int32(account), buyer: buyer, block: block)
        let review = Review(occurredAt: occurredAt, id: id, score: score, booked: booked, corroboration: corroboration)
        if let known = reviews[key], !known.yields(to: review) { return }
        reviews[key] = review
    }

    /// One record per account, in order of their places.
    mutating func records() -> [SubjectRecord] {
        for (key, review) in reviews {
            let cell = cell(Int(key.account), review.booked, review.corroboration)
            cells[cell].counters[.guardedReviews] += 1
            cells[cell].counters[.guardedReviewSum] += review.score
        }
        return accounts.indices.map { place in
            var record = SubjectRecord(id: table.bytes(of: place))
            let account = accounts[place]
            record.isSeller = account.firstBooked != nil
            record.evidence.cells = account.cells.map { cells[$0] }.sorted {
                ($0.day, $0.corroboration.rawValue) < ($1.day, $1.corroboration.rawValue)
            }
            if account.hasOrders {
                var totals = Counters()
                for cell in record.evidence.cells where cell.day > windowStart { totals += cell.counters }
                record.totals = totals
                record.evidence.buyers = account.distinct[0]
                record.evidence.products = account.distinct[1]
                record.evidence.destinations = account.distinct[2]
            }
            record.evidence.firstBooked = account.firstBooked
            record.evidence.hardEvents = account.faults.sorted {
                ($0.day, $0.kind.rawValue, $0.until?.number ?? .min) < ($1.day, $1.kind.rawValue, $1.until?.number ?? .min)
            }
            return record
        }
    }
}
