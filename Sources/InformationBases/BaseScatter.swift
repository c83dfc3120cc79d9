import Bytes
import Domain
import Records
import Scoring
import Segments

/// What leaves the join of orders, as records in the buckets of their sellers and products. A record begins with a tag:
///
///     0 former       seller, booked
///     1 contribution seller, booked, corroboration, mask of counters, their values
///     2 near line    seller, destination, buyer, product
///     3 review       seller, booked, corroboration, occurred, score, buyer, feedback id
///     4 fault        seller, kind, day, until
///     5 product      product, lines, refunded, claims, reviews, sum of scores
enum BaseRecord: UInt8 {
    case former, contribution, nearLine, review, fault, product
}

/// One thread's way from orders to the files of sellers and products.
struct BaseScatter: OrderSink, ~Copyable {
    private let sellerFile: ExtentFile
    private let productFile: ExtentFile
    private var sellers: RowScatter
    private var products: RowScatter
    private var record = ByteBuffer(capacity: 1024)

    init(sellerFile: ExtentFile, productFile: ExtentFile, regionBytes: Int) {
        self.sellerFile = sellerFile
        self.productFile = productFile
        sellers = RowScatter(regionBytes: regionBytes)
        products = RowScatter(regionBytes: regionBytes)
    }

    /// Writes what is left.
    mutating func finish() throws(SystemFailure) {
        try sellers.finish(source: 0, to: sellerFile)
        try products.finish(source: 0, to: productFile)
    }

    mutating func addFormer(_ seller: Range<Int>, _ bytes: borrowing RawSpan, booked: Day) throws(SystemFailure) {
        begin(.former, seller, bytes)
        record.appendZigzag(Int64(booked.number))
        try sendToSeller(bytes.hash(seller))
    }

    mutating func add(
        _ contribution: Contribution, to seller: Range<Int>, _ bytes: borrowing RawSpan, booked: Day
    ) throws(SystemFailure) {
        begin(.contribution, seller, bytes)
        record.appendZigzag(Int64(booked.number))
        record.append(contribution.corroboration.rawValue)
        let mask = contribution.counters.nonzero
        record.append(mask, width: 8)
        var rest = mask
        while rest != 0 {
            record.appendZigzag(contribution.counters[at: rest.trailingZeroBitCount])
            rest &= rest &- 1
        }
        try sendToSeller(bytes.hash(seller))
    }

    mutating func add(line: NearLine, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        begin(.nearLine, seller, bytes)
        record.append(UInt64(line.destination), width: 2)
        append(line.buyer, bytes)
        append(line.product, bytes)
        try sendToSeller(bytes.hash(seller))
    }

    mutating func add(review: GuardedReview, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        begin(.review, seller, bytes)
        record.appendZigzag(Int64(review.booked.number))
        record.append(review.corroboration.rawValue)
        record.appendZigzag(review.occurredAt)
        record.append(UInt8(review.score))
        append(review.buyer, bytes)
        append(review.feedbackID, bytes)
        try sendToSeller(bytes.hash(seller))
    }

    mutating func add(fault: HardEvent, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        begin(.fault, seller, bytes)
        record.append(fault.kind.rawValue)
        record.appendZigzag(Int64(fault.day.number))
        record.appendZigzag(Int64(fault.until?.number ?? Int32.min))
        try sendToSeller(bytes.hash(seller))
    }

    mutating func add(product: ProductDelta, to id: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        begin(.product, id, bytes)
        record.appendZigzag(product.lines)
        record.appendZigzag(product.refunded)
        record.appendZigzag(product.claimsUpheld)
        record.appendZigzag(product.reviews)
        record.appendZigzag(product.reviewSum)
        try products.append(record, bucket: bucket(ofHash: bytes.hash(id)), to: productFile)
    }

    private mutating func begin(_ tag: BaseRecord, _ id: Range<Int>, _ bytes: borrowing RawSpan) {
        record.removeAll()
        record.append(tag.rawValue)
        append(id, bytes)
    }

    private mutating func append(_ text: Range<Int>, _ bytes: borrowing RawSpan) {
        record.append(UInt8(truncatingIfNeeded: text.count &- 1))
        record.append(bytes, text)
    }

    private mutating func sendToSeller(_ hash: UInt64) throws(SystemFailure) {
        try sellers.append(record, bucket: bucket(ofHash: hash), to: sellerFile)
    }
}
