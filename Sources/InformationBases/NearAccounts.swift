import Bytes
import Domain
import Scoring
import Segments

/// What orders booked in the last 180 days tell of the accounts of one bucket, by the accounts' places there: distinct buyers, products and
/// destinations, bursts, where goods go, and how long they take.
///
/// An order is settled 180 days after it is booked, or later: none of these is in a checkpoint's sums.
struct NearAccounts: ~Copyable {
    private var accounts = PlainArray<Account>()
    /// A hash of buyer or product; the account and which of the two.
    private var pairs = PairTable(expected: 4096)
    /// For each of these, where it is a buyer: the orders.
    private var pairOrders = PlainArray<Int32>(capacity: 4096)
    /// Account and hour → place; a buyer's hash and that place → whether the buyer was seen in the hour.
    private var hourTable = PairTable(expected: 4096)
    private var hourBuyers = PairTable(expected: 4096)
    private var hours = PlainArray<Hour>(capacity: 4096)
    /// Destination (0: not known) and account → place: a few, apart from the many.
    private var destinationTable = PairTable(expected: 256)
    private var destinations = PlainArray<Destination>(capacity: 256)
    /// A destination's place and days → arrivals.
    private var arrivalTable = PairTable(expected: 1024)
    private var arrivals = PlainArray<Arrival>(capacity: 1024)
    private let arrivalEnd: Int32

    private struct Account: BitwiseCopyable {
        var distinct: (buyers: Int32, products: Int32, destinations: Int32) = (0, 0, 0)
        /// Orders; of these, in bursts, and those of the buyer with most.
        var orders: (all: Int32, burst: Int32, largest: Int32) = (0, 0, 0)
    }

    /// The orders of an account in one hour.
    private struct Hour: BitwiseCopyable {
        var account: Int32
        var orders: Int32 = 0
        var buyers: Int32 = 0
    }

    /// What an account ships to one country.
    private struct Destination: BitwiseCopyable {
        var account: Int32
        /// Two bytes packed.
        var code: UInt32
        /// Orders that are not cancelled, and what they come to.
        var orders: Int64 = 0
        var valueMinor: Int64 = 0
        /// The last of its arrivals, −1 without one.
        var lastArrival: Int32 = -1
    }

    /// Orders that arrived after so many days.
    private struct Arrival: BitwiseCopyable {
        var days: UInt8
        var orders: Int64 = 0
        /// The destination's arrivals before it, −1 without any.
        var former: Int32
    }

    /// What is known of an order beside its record of near lines.
    struct Order {
        var booked: Int32
        var isCancelled: Bool
        /// In the reporting currency.
        var valueMinor: Int64 = 0
    }

    /// So many orders for each buyer within an hour are a burst (an e-commerce platform's definition of brushing).
    private static let burstOrdersPerBuyer: Int32 = 3

    /// - Parameter arrivalEnd: orders booked after this day have had too little time to arrive.
    init(arrivalEnd: Day) { self.arrivalEnd = arrivalEnd.number }

    mutating func removeAll() {
        accounts.removeAll()
        pairs.removeAll()
        pairOrders.removeAll()
        hourTable.removeAll()
        hourBuyers.removeAll()
        hours.removeAll()
        destinationTable.removeAll()
        destinations.removeAll()
        arrivalTable.removeAll()
        arrivals.removeAll()
    }

    /// Adds the account that has the next place.
    mutating func addAccount() { accounts.append(Account()) }

    /// Takes what a contribution has of an order and its lines, as `BaseScatter` writes it.
    mutating func takeOrder(_ account: Int, _ order: Order, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor, end: Int) {
        let hour = bytes.halfWord(at: cursor.at)
        let buyer = bytes.word(at: cursor.at &+ 4)
        if hour != 0 {
            takeHour(account, hour, buyer: buyer)
            let arrival = bytes.byte(at: cursor.at &+ 14)
            if !order.isCancelled { takeDestination(account, order, bytes.packed(cursor.at &+ 12..<cursor.at &+ 14), arrival) }
        }
        cursor.at &+= BaseRecord.nearOrderBytes
        // Of an order of very many lines the later parts name no buyer.
        while cursor.at < end { takeLine(account, hour != 0 ? buyer : 0, bytes, &cursor) }
    }

    private mutating func takeHour(_ account: Int, _ hour: UInt32, buyer: UInt64) {
        let pair = place(0, account, buyer)
        pairOrders[pair] &+= 1
        accounts[account].orders.all &+= 1
        accounts[account].orders.largest = max(accounts[account].orders.largest, pairOrders[pair])
        let place = hourTable.index(UInt64(account), hour)
        if place == hours.count { hours.append(Hour(account: Int32(truncatingIfNeeded: account))) }
        let known = hourBuyers.count
        if hourBuyers.index(buyer, UInt32(truncatingIfNeeded: place)) == known { hours[place].buyers &+= 1 }
        hours[place].orders &+= 1
    }

    private mutating func takeDestination(_ account: Int, _ order: Order, _ code: UInt64, _ arrival: UInt8) {
        let place = destination(account, code)
        destinations[place].orders &+= 1
        destinations[place].valueMinor &+= order.valueMinor
        guard arrival != 0, order.booked <= arrivalEnd else { return }
        let known = arrivalTable.index(UInt64(place), UInt32(arrival))
        if known == arrivals.count {
            arrivals.append(Arrival(days: arrival &- 1, former: destinations[place].lastArrival))
            destinations[place].lastArrival = Int32(truncatingIfNeeded: known)
        }
        arrivals[known].orders &+= 1
    }

    private mutating func takeLine(_ account: Int, _ orderBuyer: UInt64, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        let code = bytes.packed(cursor.at..<cursor.at &+ 2)
        let buyer = bytes.word(at: cursor.at &+ 2)
        let product = bytes.word(at: cursor.at &+ 10)
        cursor.at &+= BaseRecord.nearLineBytes
        // Nearly always the order's buyer, who is counted already.
        if buyer != orderBuyer { _ = place(0, account, buyer) }
        _ = place(1, account, product)
        if code != 0 { _ = destination(account, code) }
    }

    /// The place of an account's buyer (0) or product (1), which is counted where it is new.
    @inline(__always)
    private mutating func place(_ what: UInt32, _ account: Int, _ value: UInt64) -> Int {
        let place = pairs.index(value, UInt32(truncatingIfNeeded: account) &<< 1 | what)
        if place == pairOrders.count {
            pairOrders.append(0)
            if what == 0 { accounts[account].distinct.buyers &+= 1 } else { accounts[account].distinct.products &+= 1 }
        }
        return place
    }

    /// The place of an account's destination, which is counted where it is new and known.
    @inline(__always)
    private mutating func destination(_ account: Int, _ code: UInt64) -> Int {
        let place = destinationTable.index(code, UInt32(truncatingIfNeeded: account))
        if place == destinations.count {
            destinations.append(
                Destination(account: Int32(truncatingIfNeeded: account), code: UInt32(truncatingIfNeeded: code)))
            if code != 0 { accounts[account].distinct.destinations &+= 1 }
        }
        return place
    }

    /// Counts the orders in bursts, when all orders are in.
    mutating func noteBursts() {
        for i in hours.indices where hours[i].orders >= NearAccounts.burstOrdersPerBuyer &* hours[i].buyers {
            accounts[Int(hours[i].account)].orders.burst &+= hours[i].orders
        }
    }

    /// Puts the counts of an account into its evidence.
    func tell(_ account: Int, _ evidence: inout EnterpriseEvidence) {
        let account = accounts[account]
        evidence.buyers = Int(account.distinct.buyers)
        evidence.products = Int(account.distinct.products)
        evidence.destinations = Int(account.distinct.destinations)
        evidence.recentOrders = Int(account.orders.all)
        evidence.burstOrders = Int(account.orders.burst)
        evidence.largestBuyerOrders = Int(account.orders.largest)
    }

    /// Puts where each account ships into its record.
    func addDestinations(to records: inout [SubjectRecord]) {
        var members: [[SellerMarkets.Member]] = Array(repeating: [], count: accounts.count)
        for i in destinations.indices where destinations[i].orders > 0 {
            let destination = destinations[i]
            let name = destination.code == 0 ? unknownMember : CodeList.unpack(destination.code)
            members[Int(destination.account)].append(
                SellerMarkets.Member(
                    name: name, orders: destination.orders, valueMinor: destination.valueMinor, delivery: delivery(destination)))
        }
        for place in members.indices where !members[place].isEmpty {
            records[place].markets.destinations = SellerMarkets.Breakdown(of: members[place])
        }
    }

    private func delivery(_ destination: Destination) -> DeliveryTimes? {
        var days: [(days: UInt8, orders: Int64)] = []
        var next = destination.lastArrival
        while next >= 0 {
            days.append((arrivals[Int(next)].days, arrivals[Int(next)].orders))
            next = arrivals[Int(next)].former
        }
        return DeliveryTimes(days)
    }
}
