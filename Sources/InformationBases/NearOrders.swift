import Bytes
import Domain
import Scoring

/// What orders booked in the last 180 days tell of one account: distinct buyers, products and destinations, bursts, where goods go, and how
/// long they take.
///
/// An order is settled 180 days after it is booked, or later: none of these is in a checkpoint's sums.
struct NearOrders: ~Copyable {
    /// The products of the near lines that were taken last, in their order.
    private(set) var products = PlainArray<TextRange>()
    private let arrivalEnd: Int32
    private var orders: Int32 = 0
    var hasOrders: Bool { orders > 0 }
    private var buyerTable = IdentifierTable()
    /// By buyer.
    private var buyerOrders = PlainArray<Int32>()
    private var productTable = IdentifierTable()
    private var hourTable = PairTable()
    /// By hour.
    private var hourOrders = PlainArray<Int32>()
    /// The places of each order's hour and buyer.
    private var placed = PlainArray<Placed>()
    /// Hour by hour the buyers of its orders, of hours with enough orders for a burst, and where each hour's end.
    private var hourBuyers = PlainArray<UInt32>()
    private var hourEnds = PlainArray<Int>()
    /// By buyer the hour of the order that was looked at last.
    private var lastHours = PlainArray<UInt32>()
    /// Two bytes packed (0: not known) → place.
    private var destinationTable = PairTable()
    /// Orders that are not cancelled, by destination; 0 where all of them are.
    private var destinations = PlainArray<MemberSums>()
    /// `arrivalDays` for each destination: orders that arrived after so many days.
    private var arrivals = PlainArray<Int32>()
    /// By destination: what its `arrivals` come to.
    private var arrived = PlainArray<Int32>()

    private struct Placed: BitwiseCopyable {
        var hour: UInt32
        var buyer: UInt32
    }

    /// What is known of an order beside its near lines.
    struct Order {
        var booked: Int32
        var isCancelled: Bool
        /// In the reporting currency.
        var valueMinor: Int128 = 0
    }

    /// So many orders for each buyer within an hour are a burst (an e-commerce platform's definition of brushing).
    private static let burstOrdersPerBuyer: Int32 = 3
    /// More than any number of days in a record.
    private static let arrivalDays = 256

    /// - Parameter arrivalEnd: orders booked after this day have had too little time to arrive.
    init(arrivalEnd: Day) { self.arrivalEnd = arrivalEnd.number }

    /// The same without an account, in memory of its own.
    func anew() -> NearOrders { NearOrders(arrivalEnd: Day(arrivalEnd)) }

    /// Begins an account of so many records.
    mutating func begin(records: Int) {
        orders = 0
        buyerTable.removeAll(expected: records / 2)
        buyerOrders.removeAll()
        // Of a large account most orders have a buyer of their own, and few a product or an hour.
        productTable.removeAll(expected: min(records / 2, 1 << 10))
        hourTable.removeAll(expected: min(records / 2, 1 << 10))
        hourOrders.removeAll()
        placed.removeAll()
        destinationTable.removeAll(expected: 64)
        destinations.removeAll()
        arrivals.removeAll()
        arrived.removeAll()
    }

    /// Takes what an order's record has of an order and its lines.
    @inline(__always)
    mutating func takeOrder(_ head: UInt8, _ order: Order, _ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        if head & BaseRecord.Head.hasNearOrder != 0 {
            let hour = Int64(order.booked) &* 24 &+ cursor.zigzag(bytes)
            take(hour: hour, buyer: place(ofBuyer: cursor.text(bytes), bytes))
            let code = cursor.packed(bytes, width: 2)
            takeDestination(order, code, arrival: cursor.byte(bytes))
        }
        products.removeAll()
        guard head & BaseRecord.Head.hasNearLines != 0 else { return }
        for _ in 0..<Int(cursor.byte(bytes)) { takeLine(bytes, &cursor) }
    }

    @inline(__always)
    private mutating func take(hour: Int64, buyer: Int) {
        orders &+= 1
        buyerOrders[buyer] &+= 1
        let hour = hourTable.index(UInt64(bitPattern: hour), 0)
        if hour == hourOrders.count { hourOrders.append(0) }
        hourOrders[hour] &+= 1
        placed.append(Placed(hour: UInt32(truncatingIfNeeded: hour), buyer: UInt32(truncatingIfNeeded: buyer)))
    }

    @inline(__always)
    private mutating func place(ofBuyer id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        let place = buyerTable.index(bytes, id)
        if place == buyerOrders.count { buyerOrders.append(0) }
        return place
    }

    /// - Parameter code: an order that is cancelled has a place there where it is known, and adds nothing.
    @inline(__always)
    private mutating func takeDestination(_ order: Order, _ code: UInt64, arrival: UInt8) {
        if order.isCancelled && code == 0 { return }
        let place = destination(code)
        if order.isCancelled { return }
        destinations[place].orders &+= 1
        destinations[place].valueMinor &+= order.valueMinor
        guard arrival != 0, order.booked <= arrivalEnd else { return }
        arrivals[place &* NearOrders.arrivalDays &+ Int(arrival) &- 1] &+= 1
        arrived[place] &+= 1
    }

    @inline(__always)
    private mutating func destination(_ code: UInt64) -> Int {
        let place = destinationTable.index(code, 0)
        if place == destinations.count { enterDestination(code) }
        return place
    }

    @inline(never)
    private mutating func enterDestination(_ code: UInt64) {
        destinations.append(MemberSums(member: UInt32(truncatingIfNeeded: code)))
        arrivals.append(repeating: 0, count: NearOrders.arrivalDays)
        arrived.append(0)
    }

    /// What is not the line's own is its order's, and counted already.
    @inline(__always)
    private mutating func takeLine(_ bytes: borrowing RawSpan, _ cursor: inout ByteCursor) {
        let head = cursor.byte(bytes)
        if head & BaseRecord.NearLineHead.destination != 0 { noteDestination(cursor.packed(bytes, width: 2)) }
        if head & BaseRecord.NearLineHead.buyer != 0 { noteBuyer(cursor.text(bytes), bytes) }
        let product = cursor.text(bytes)
        products.append(TextRange(product))
        _ = productTable.index(bytes, product)
    }

    // Not inlined: few lines have a destination or a buyer of their own.
    @inline(never)
    private mutating func noteDestination(_ code: UInt64) {
        if code != 0 { _ = destination(code) }
    }

    @inline(never)
    private mutating func noteBuyer(_ id: Range<Int>, _ bytes: borrowing RawSpan) { _ = place(ofBuyer: id, bytes) }

    /// The orders in bursts, when all orders are in. Few hours have as many as a burst of one buyer: only of these the buyers are told apart.
    private mutating func burstOrders() -> Int32 {
        hourEnds.removeAll()
        var sum = 0
        for hour in hourOrders.indices {
            // Starts, until every order has found its place.
            hourEnds.append(sum)
            if hourOrders[hour] >= NearOrders.burstOrdersPerBuyer { sum &+= Int(hourOrders[hour]) }
        }
        guard sum > 0 else { return 0 }
        hourBuyers.reset(to: 0, count: sum)
        for i in placed.indices where hourOrders[Int(placed[i].hour)] >= NearOrders.burstOrdersPerBuyer {
            hourBuyers[hourEnds[Int(placed[i].hour)]] = placed[i].buyer
            hourEnds[Int(placed[i].hour)] &+= 1
        }
        lastHours.reset(to: .max, count: buyerOrders.count)
        var burst: Int32 = 0
        var start = 0
        for hour in hourOrders.indices where hourOrders[hour] >= NearOrders.burstOrdersPerBuyer {
            var buyers: Int32 = 0
            for i in start..<hourEnds[hour] {
                let buyer = Int(hourBuyers[i])
                if lastHours[buyer] != UInt32(truncatingIfNeeded: hour) { buyers &+= 1 }
                lastHours[buyer] = UInt32(truncatingIfNeeded: hour)
            }
            start = hourEnds[hour]
            if hourOrders[hour] >= NearOrders.burstOrdersPerBuyer &* buyers { burst &+= hourOrders[hour] }
        }
        return burst
    }

    /// Puts the account's counts into its evidence.
    mutating func tell(_ evidence: inout EnterpriseEvidence) {
        evidence.buyers = buyerTable.count
        evidence.products = productTable.count
        evidence.recentOrders = Int(orders)
        evidence.burstOrders = Int(burstOrders())
        var largest: Int32 = 0
        for buyer in buyerOrders.indices { largest = max(largest, buyerOrders[buyer]) }
        evidence.largestBuyerOrders = Int(largest)
        evidence.destinations = 0
        for place in destinations.indices where destinations[place].member != 0 { evidence.destinations += 1 }
    }

    /// Where the account ships.
    func destinationBreakdown() -> SellerMarkets.Breakdown {
        var shipped = PlainArray<MemberSums>()
        var places = PlainArray<Int>()
        for place in destinations.indices where destinations[place].orders > 0 {
            shipped.append(destinations[place])
            places.append(place)
        }
        return SellerMarkets.Breakdown(of: shipped) { place in
            shipped[place].member == 0 ? unknownMember : Array(CodeList.unpack(shipped[place].member).utf8)
        } delivery: { place in
            let first = places[place] * NearOrders.arrivalDays
            return DeliveryTimes(
                arrivals.span.extracting(first..<first + NearOrders.arrivalDays), orders: Int64(arrived[places[place]]))
        }
    }
}
