import Bytes
import Domain
import Records
import Scoring

/// Takes what the join makes of an order. Ranges are of the bucket's bytes.
protocol OrderSink: ~Copyable {
    /// Whether the sink wants whole orders.
    static var wantsOrders: Bool { get }
    /// What follows is of an order booked on that day; settled: nothing can change it any more.
    mutating func begin(isSettled: Bool, booked: Day)
    /// An order of a seller with its documents: base 3.
    mutating func add(order: JoinedOrder, _ bytes: borrowing RawSpan) throws(SystemFailure)
    /// An order booked before the evidence window: its sellers' tenure may depend on it, nothing else.
    mutating func addFormer(_ seller: SellerPlace, _ bytes: borrowing RawSpan, booked: Day) throws(SystemFailure)
    /// A seller that only versions name that lost, and the partition of one.
    mutating func add(seenIn partition: Day, _ seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure)
    /// What an order adds to a seller; of orders booked in the last 180 days with the seller's lines, for distinct counts.
    /// - Parameter near: lines, those of other sellers among them.
    mutating func add(
        _ contribution: borrowing Contribution, near: borrowing PlainArray<NearLine>, to seller: SellerPlace, _ bytes: borrowing RawSpan,
        booked: Day, span: OrderSpan
    ) throws(SystemFailure)
    /// A review of a seller's order whose goods moved, for the sabotage guard.
    mutating func add(review: GuardedReview, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure)
    /// An inspection that names a seller.
    mutating func add(inspectionOn day: Day, isFailed: Bool, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure)
    /// A dated event of a seller's standing.
    mutating func add(fault: SubjectEvent, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure)
    /// The lapses of the order of the last `lapseDays` that was added last, and the buyer of its first line.
    mutating func add(lapses: Lapses, of buyer: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure)
    /// The lines of a seller's order that are not cancelled, for statistics; those of other sellers among them.
    mutating func add(trade lines: borrowing PlainArray<TradeLine>, of seller: SellerPlace, _ bytes: borrowing RawSpan)
        throws(SystemFailure)
    /// What an order adds to a product.
    mutating func add(product: ProductDelta, to id: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure)
}

extension OrderSink where Self: ~Copyable {
    static var wantsOrders: Bool { false }
    mutating func add(order: JoinedOrder, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
}

/// An order of a seller: contract or order, invoices, payments, movement of goods, customs, feedback.
struct JoinedOrder {
    var order: Range<Int>
    var seller: Range<Int>
    var birth: Birth
    var match: TransactionMatch
    var corroboration: Corroboration
    var counters: Counters
    /// Exact, while the counter has the lowest 64 bits.
    var grossMinor: Int128
    var invoices: Int
    var payments: Int
    var events: Int
    var feedback: Int
    var declarations: Int
    var handedOverAt: Int64?
    var deliveredAt: Int64?
}

/// A seller in an order.
struct SellerPlace {
    /// Its place among the order's sellers.
    var index: Int
    var id: Range<Int>
    /// The first partition with a line of its in the order.
    var firstPartition: Day
    /// Where its near lines and trade lines are among the order's, with others' between them where these are few.
    var near: Range<Int>
    var trade: Range<Int>
}

/// When an order was placed, and how long it took.
struct OrderSpan {
    var orderedAt: Int64
    /// Days to the delivery, begun ones counted, and 1; 0 where there is none, or it stands before the order, or several sellers share it.
    var arrival: UInt8

    init(orderedAt: Int64, deliveredAt: Int64?, sellers: Int) {
        self.orderedAt = orderedAt
        guard sellers == 1, let deliveredAt, deliveredAt >= orderedAt else {
            arrival = 0
            return
        }
        // A near order was booked, and so placed, in the last 180 days: a byte holds its days.
        arrival = UInt8(truncatingIfNeeded: min(254, (deliveredAt &- orderedAt &+ 86_399) / 86_400)) &+ 1
    }
}

/// What distinct counts take of a line.
struct NearLine: BitwiseCopyable, OfSeller {
    /// The seller's place among the order's sellers.
    var seller: Int
    var buyer: TextRange
    var product: OrderProduct
    /// Two bytes packed, or 0 where missing.
    var destination: UInt32
}

/// A product of an order: its place among the order's, and its id.
struct OrderProduct: BitwiseCopyable {
    var index: Int
    var id: TextRange
}

/// A review of an order, before the order's seller proves to have moved goods.
struct ReviewTexts: BitwiseCopyable, OfSeller {
    var seller: Int
    var id: TextRange
    var occurredAt: Int64
    var score: Int64
}

struct GuardedReview {
    var buyer: Range<Int>
    var feedbackID: Range<Int>
    var occurredAt: Int64
    var score: Int64
    var booked: Day
    var corroboration: Corroboration
    /// The order is a defective one already, by a claim.
    var isDefect: Bool
}

/// What an order adds to a product's counters.
struct ProductDelta: BitwiseCopyable {
    var lines: Int64 = 0
    var refunded: Int64 = 0
    var claimsUpheld: Int64 = 0
    var reviews: Int64 = 0
    var reviewSum: Int64 = 0
}
