import Bytes
import Domain
import Records
import Scoring
import Segments
import Statistics

/// What leaves the join of orders, as records in the buckets of their sellers and products. A record begins with a tag:
///
///     0 former       seller, booked
///     1 contribution seller, booked, corroboration, mask of counters that are 1, mask of others that are not 0 (8 bytes each),
///                    values of these; of orders booked of late the hour (4 bytes; 0 where an order goes on), a hash of the buyer,
///                    the least destination that is known (2 bytes), days to the delivery and 1 (0: none), and lines: destination,
///                    hashes of buyer and product (18 bytes each)
///     2 review       seller, booked, corroboration, occurred, score (the highest bit: of a defective order), buyer, feedback id
///     3 fault        seller, booked (far in the future for what is bound to no order), kind, day, until
///     4 product      product, booked, lines, refunded, claims, reviews, sum of scores
///     5 lapse        seller, booked, lapses (2 bytes), a hash of the buyer
///     6 trade        seller, booked; for each line: flow, trade model (3 bits up) and conversion (5 up) in a byte, firsts, HS2, partner (2
///                    bytes), currency (3), a hash of the product, the payment method's length (2) and bytes, value
///     7 tradeSum     seller, first day of the month, flow and dimension (3 bits up) in a byte, member (8 bytes; of payment methods
///                    0, length and bytes behind), orders, value
///
/// The tag's highest bit says that the order is settled: its records go to a new checkpoint where one is made.
enum BaseRecord: UInt8 {
    case former, contribution, review, fault, product, lapse, trade, tradeSum

    static let settledBit: UInt8 = 0x80
    /// Bytes of a mask of counters, and of a near line.
    static let maskBytes = 8
    static let nearLineBytes = 18
    static let nearOrderBytes = 15
    static let defectBit: UInt8 = 0x80
    /// Where a fault that is bound to no order is booked.
    static let unbound = Day(Int32.max)

    /// The hour of an instant (seconds since 1970), never 0.
    static func hour(of instant: Int64) -> UInt32 {
        UInt32(truncatingIfNeeded: (instant - (instant % 3600 + 3600) % 3600) / 3600) | 0x8000_0000
    }
}

/// One thread's way from orders to the files of sellers and products.
struct BaseScatter: OrderSink, ~Copyable {
    private let sellerFile: ExtentFile
    private let productFile: ExtentFile
    private var sellers = RowScatter()
    private var products = RowScatter()
    private static let recordLimit = 2048
    private var record = Scratch(capacity: BaseScatter.recordLimit)
    private var settledBit: UInt8 = 0
    private var booked = BaseRecord.unbound

    init(sellerFile: ExtentFile, productFile: ExtentFile) {
        self.sellerFile = sellerFile
        self.productFile = productFile
    }

    mutating func begin(isSettled: Bool, booked: Day) {
        settledBit = isSettled ? BaseRecord.settledBit : 0
        self.booked = booked
    }

    /// Writes what is left.
    mutating func finish() throws(SystemFailure) {
        try sellers.finish(source: 0, to: sellerFile)
        try products.finish(source: 0, to: productFile)
    }

    mutating func addFormer(_ seller: Range<Int>, _ bytes: borrowing RawSpan, booked: Day) throws(SystemFailure) {
        var at = begin(.former, seller, bytes)
        at = record.storeZigzag(Int64(booked.number), at: at)
        try sendToSeller(seller, bytes, at)
    }

    mutating func add(
        _ contribution: borrowing Contribution, near: borrowing PlainArray<NearLine>, to seller: SellerPlace, _ bytes: borrowing RawSpan,
        booked: Day, span: OrderSpan
    ) throws(SystemFailure) {
        var at = begin(.contribution, seller.id, bytes)
        at = record.storeZigzag(Int64(booked.number), at: at)
        at = record.store(contribution.corroboration.rawValue, at: at)
        at = record.store(contribution.ones, width: BaseRecord.maskBytes, at: at)
        var rest = contribution.valued
        at = record.store(rest, width: BaseRecord.maskBytes, at: at)
        while rest != 0 {
            at = record.storeZigzag(contribution.value(at: rest.trailingZeroBitCount), at: at)
            rest &= rest &- 1
        }
        var buyer = UInt64.max
        // In order of the bytes; 0, where a destination is missing, is made the greatest.
        var destination = UInt16.max
        for i in near.indices where near[i].seller == seller.index {
            buyer = min(buyer, near[i].buyer)
            destination = min(destination, UInt16(truncatingIfNeeded: near[i].destination).byteSwapped &- 1)
        }
        if buyer != .max {
            at = storeNearOrder(BaseRecord.hour(of: span.orderedAt), buyer, at)
            at = record.store(UInt64((destination &+ 1).byteSwapped), width: 2, at: at)
            at = record.store(span.arrival, at: at)
        }
        for i in near.indices where near[i].seller == seller.index {
            if at > BaseScatter.recordLimit &- BaseRecord.nearLineBytes {
                // An order of very many lines: a record of no counters for each part of them.
                try sendToSeller(seller.id, bytes, at)
                at = storeNearOrder(0, 0, beginLines(seller.id, bytes, booked))
                at = record.store(0, width: 3, at: at)
            }
            at = record.store(UInt64(near[i].destination), width: 2, at: at)
            at = record.store(near[i].buyer, width: 8, at: at)
            at = record.store(near[i].product, width: 8, at: at)
        }
        try sendToSeller(seller.id, bytes, at)
    }

    @inline(__always)
    private mutating func storeNearOrder(_ hour: UInt32, _ buyer: UInt64, _ at: Int) -> Int {
        record.store(buyer, width: 8, at: record.store(UInt64(hour), width: 4, at: at))
    }

    /// Begins a contribution that has nothing but lines.
    private mutating func beginLines(_ seller: Range<Int>, _ bytes: borrowing RawSpan, _ booked: Day) -> Int {
        var at = begin(.contribution, seller, bytes)
        at = record.storeZigzag(Int64(booked.number), at: at)
        at = record.store(Corroboration.none.rawValue, at: at)
        at = record.store(0, width: BaseRecord.maskBytes, at: at)
        return record.store(0, width: BaseRecord.maskBytes, at: at)
    }

    mutating func add(review: GuardedReview, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        var at = begin(.review, seller, bytes)
        at = record.storeZigzag(Int64(review.booked.number), at: at)
        at = record.store(review.corroboration.rawValue, at: at)
        at = record.storeZigzag(review.occurredAt, at: at)
        at = record.store(UInt8(review.score) | (review.isDefect ? BaseRecord.defectBit : 0), at: at)
        at = store(review.buyer, bytes, at)
        at = store(review.feedbackID, bytes, at)
        try sendToSeller(seller, bytes, at)
    }

    mutating func add(inspectionOn day: Day, isFailed: Bool, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        var at = begin(.contribution, seller, bytes)
        at = record.storeZigzag(Int64(day.number), at: at)
        at = record.store(Corroboration.none.rawValue, at: at)
        let failed: UInt64 = isFailed ? 1 &<< UInt64(Counter.inspectionsFailed.rawValue) : 0
        at = record.store(1 &<< UInt64(Counter.inspections.rawValue) | failed, width: BaseRecord.maskBytes, at: at)
        at = record.store(0, width: BaseRecord.maskBytes, at: at)
        try sendToSeller(seller, bytes, at)
    }

    mutating func add(fault: SubjectEvent, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        var at = begin(.fault, seller, bytes)
        at = record.storeZigzag(Int64(booked.number), at: at)
        at = record.store(fault.kind.rawValue, at: at)
        at = record.storeZigzag(Int64(fault.day.number), at: at)
        at = record.storeZigzag(Int64(fault.until?.number ?? Int32.min), at: at)
        try sendToSeller(seller, bytes, at)
    }

    mutating func add(lapsed order: LapsedOrder, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        var at = begin(.lapse, seller, bytes)
        at = record.storeZigzag(Int64(order.booked.number), at: at)
        at = record.store(UInt64(order.lapses.rawValue), width: 2, at: at)
        at = record.store(order.buyer, width: 8, at: at)
        try sendToSeller(seller, bytes, at)
    }

    mutating func add(trade lines: borrowing PlainArray<TradeLine>, of seller: SellerPlace, _ bytes: borrowing RawSpan)
        throws(SystemFailure)
    {
        var at = 0
        for i in lines.indices where lines[i].seller == seller.index {
            if at > BaseScatter.recordLimit &- BaseRecord.tradeLineBytesMax {
                try sendToSeller(seller.id, bytes, at)
                at = 0
            }
            if at == 0 { at = record.storeZigzag(Int64(booked.number), at: begin(.trade, seller.id, bytes)) }
            let line = lines[i]
            at = record.store(line.flow.rawValue | line.model &<< 3 | (line.isConverted ? BaseRecord.convertedBit : 0), at: at)
            at = record.store(line.firsts, at: at)
            at = record.store(line.hs2, at: at)
            at = record.store(UInt64(line.partner), width: 2, at: at)
            at = record.store(UInt64(line.currency), width: 3, at: at)
            at = record.store(line.product, width: 8, at: at)
            at = record.store(UInt64(line.payment.count), width: 2, at: at)
            at = record.store(bytes, line.payment.range, at: at)
            at = record.storeZigzag(line.valueMinor, at: at)
        }
        if at > 0 { try sendToSeller(seller.id, bytes, at) }
    }

    mutating func add(product: ProductDelta, to id: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        var at = begin(.product, id, bytes)
        at = record.storeZigzag(Int64(booked.number), at: at)
        let all = product.lines | product.refunded | product.claimsUpheld | product.reviews | product.reviewSum
        if all >= 0 && all < 64 {
            // Nearly always each value is one byte.
            let low = product.lines | product.refunded &<< 8 | product.claimsUpheld &<< 16
            let word = low | product.reviews &<< 24 | product.reviewSum &<< 32
            at = record.store(UInt64(bitPattern: word &<< 1), width: ProductSums.width, at: at)
        } else {
            at = record.storeZigzag(product.lines, at: at)
            at = record.storeZigzag(product.refunded, at: at)
            at = record.storeZigzag(product.claimsUpheld, at: at)
            at = record.storeZigzag(product.reviews, at: at)
            at = record.storeZigzag(product.reviewSum, at: at)
        }
        try products.append(record, length: at, bucket: bucket(ofHash: bytes.hash(id)), to: productFile)
    }

    /// Begins a record and returns where it goes on.
    @inline(__always)
    private mutating func begin(_ tag: BaseRecord, _ id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        store(id, bytes, record.store(tag.rawValue | settledBit, at: 0))
    }

    @inline(__always)
    private mutating func store(_ text: Range<Int>, _ bytes: borrowing RawSpan, _ at: Int) -> Int {
        record.store(bytes, text, at: record.store(UInt8(truncatingIfNeeded: text.count &- 1), at: at))
    }

    @inline(__always)
    private mutating func sendToSeller(_ seller: Range<Int>, _ bytes: borrowing RawSpan, _ length: Int) throws(SystemFailure) {
        try sellers.append(record, length: length, bucket: bucket(ofHash: bytes.hash(seller)), to: sellerFile)
    }
}
