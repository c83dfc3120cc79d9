import Bytes
import Domain
import Records
import Scoring
import Segments
import Statistics

/// One thread's way from orders to the files of sellers and products: it writes what `BaseRecord` tells of.
struct BaseScatter: OrderSink, ~Copyable {
    private let sellerFile: ExtentFile
    private let productFile: ExtentFile
    private var sellers = RowScatter()
    private var products = RowScatter()
    private var record = Scratch(capacity: BaseRecord.bytesMax)
    private var settledBit: UInt8 = 0
    private var booked = BaseRecord.unbound
    /// An order's record that waits for its trade lines, since these come after all else of the order.
    private var order = Scratch(capacity: BaseRecord.bytesMax)
    /// Its bytes; 0: none waits.
    private var orderLength = 0
    private var orderBucket = 0
    /// Where its head stands.
    private var orderHead = 0
    /// The place of its seller in the order at hand; −1 where it is of a former order.
    private var orderSeller = -1
    /// A product's record that waits for the memory it goes to.
    private var product = Scratch(capacity: BaseRecord.bytesMax)
    /// Its bytes; 0: none waits.
    private var productLength = 0
    private var productBucket = 0
    /// The products of its near lines.
    private var nearProducts = PlainArray<Int>()
    private let hashKey: HashKey

    init(sellerFile: ExtentFile, productFile: ExtentFile, _ hashKey: HashKey) {
        BaseRecord.assertCapacities()
        self.hashKey = hashKey
        self.sellerFile = sellerFile
        self.productFile = productFile
    }

    mutating func begin(isSettled: Bool, booked: Day) {
        settledBit = isSettled ? BaseRecord.settledBit : 0
        self.booked = booked
        orderSeller = -1
    }

    /// Writes what is left.
    mutating func finish() throws(SystemFailure) {
        try sendOrder()
        try sendProduct()
        try sellers.finish(source: 0, to: sellerFile)
        try products.finish(source: 0, to: productFile)
    }

    mutating func addFormer(_ seller: SellerPlace, _ bytes: borrowing RawSpan, booked: Day) throws(SystemFailure) {
        let at = record.storeZigzag(Int64(seller.firstPartition - booked), at: begin(.former, seller.id, bytes, booked))
        try sendToSeller(seller.id, bytes, at)
    }

    mutating func add(seenIn partition: Day, _ seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        try sendToSeller(seller, bytes, begin(.seen, seller, bytes, partition))
    }

    mutating func add(
        _ contribution: borrowing Contribution, near: borrowing PlainArray<NearLine>, to seller: SellerPlace, _ bytes: borrowing RawSpan,
        booked: Day, span: OrderSpan
    ) throws(SystemFailure) {
        var own = 0
        var buyer = TextRange(0..<0)
        // In order of the bytes; 0, where a destination is missing, is made the greatest.
        var least = UInt16.max
        for i in seller.near where near[i].seller == seller.index {
            if own == 0 || bytes.precedes(near[i].buyer.range, buyer.range, in: bytes) { buyer = near[i].buyer }
            own &+= 1
            least = min(least, UInt16(truncatingIfNeeded: near[i].destination).byteSwapped &- 1)
        }
        let destination = UInt32((least &+ 1).byteSwapped)
        try beginOrder(.order, seller, bytes, booked)
        let (ones, valued) = (contribution.ones, contribution.valued)
        let orderBit = (ones | valued) & 1 == 1 ? BaseRecord.Head.isOrder : 0
        let platformBit = contribution.platforms != 0 ? BaseRecord.Head.hasPlatforms : 0
        let nearBits = own > 0 ? BaseRecord.Head.hasNearOrder | BaseRecord.Head.hasNearLines : 0
        let highBit = contribution.grossHigh != 0 ? BaseRecord.Head.hasGrossHigh : 0
        let apartBit = orderBit != 0 && seller.firstPartition != booked ? BaseRecord.Head.isSeenApart : 0
        orderHead = orderLength
        var at = order.store(orderBit | nearBits | highBit | apartBit | platformBit, at: orderHead)
        at = order.store(contribution.corroboration.rawValue, at: at)
        if apartBit != 0 { at = order.storeZigzag(Int64(seller.firstPartition - booked), at: at) }
        at = order.storeSparse(ones ^ BaseRecord.usualOnes, at: at)
        at = order.storeSparse(valued ^ BaseRecord.usualValued, at: at)
        at = order.storeValues(contribution, valued, of: 0, at: at)
        if highBit != 0 { at = order.storeZigzag(contribution.grossHigh, at: at) }
        if platformBit != 0 { at = order.storePlatforms(contribution, at: at) }
        if own > 0 {
            at = order.storeZigzag(BaseRecord.hour(of: span.orderedAt) &- Int64(booked.number) &* 24, at: at)
            at = order.storeText(bytes, buyer.range, at: at)
            at = order.store(UInt64(destination), width: 2, at: at)
            at = order.store(span.arrival, at: at)
        }
        orderLength = at
        if own > 0 { try add(near, usual: buyer, destination, seller, bytes) }
    }

    /// Adds the near lines of a seller.
    /// - Parameters:
    ///   - usualBuyer: what a line shares with its order.
    ///   - usualDestination: likewise.
    private mutating func add(
        _ near: borrowing PlainArray<NearLine>, usual usualBuyer: TextRange, _ usualDestination: UInt32, _ seller: SellerPlace,
        _ bytes: borrowing RawSpan
    ) throws(SystemFailure) {
        var countAt = orderLength
        orderLength = order.store(0, at: countAt)
        for i in seller.near where near[i].seller == seller.index {
            if nearProducts.count == BaseRecord.nearLinesMax || orderLength > BaseRecord.bytesMax &- BaseScatter.nearLineReserve {
                // An order of very many lines: a record of no counters for each part of them.
                _ = order.store(UInt8(nearProducts.count), at: countAt)
                try beginAnother(.order, seller, bytes)
                orderHead = orderLength
                countAt = order.storeNothing(BaseRecord.Head.hasNearLines, .none, at: orderHead)
                orderLength = order.store(0, at: countAt)
            }
            let line = near[i]
            let hasBuyer = !bytes.equals(line.buyer.range, usualBuyer.range, in: bytes)
            let hasDestination = line.destination != usualDestination
            let head = (hasBuyer ? BaseRecord.NearLineHead.buyer : 0) | (hasDestination ? BaseRecord.NearLineHead.destination : 0)
            var at = order.store(head, at: orderLength)
            if hasDestination { at = order.store(UInt64(line.destination), width: 2, at: at) }
            if hasBuyer { at = order.storeText(bytes, line.buyer.range, at: at) }
            orderLength = order.storeText(bytes, line.product.id.range, at: at)
            nearProducts.append(line.product.index)
        }
        _ = order.store(UInt8(nearProducts.count), at: countAt)
    }

    /// Room for a near line, and for lapses behind the last.
    private static let nearLineReserve = BaseRecord.nearLineBytesMax + BaseRecord.lapseBytesMax

    mutating func add(review: GuardedReview, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        var at = begin(.review, seller, bytes, review.booked)
        at = record.store(review.corroboration.rawValue, at: at)
        at = record.storeZigzag(review.occurredAt, at: at)
        at = record.store(UInt8(review.score) | (review.isDefect ? BaseRecord.defectBit : 0), at: at)
        at = record.storeText(bytes, review.buyer, at: at)
        at = record.storeText(bytes, review.feedbackID, at: at)
        try sendToSeller(seller, bytes, at)
    }

    mutating func add(inspectionOn day: Day, isFailed: Bool, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        var at = begin(.order, seller, bytes, day)
        at = record.storeNothing(BaseRecord.Head.hasPlatforms, .none, at: at)
        at = record.store(CounterFamily.inspections.bit, at: at)
        let failed: UInt64 = isFailed ? 1 &<< UInt64(Counter.inspectionsFailed.place) : 0
        at = record.storeSparse(1 &<< UInt64(Counter.inspections.place) | failed, at: at)
        at = record.storeSparse(0, at: at)
        try sendToSeller(seller, bytes, at)
    }

    mutating func add(fault: SubjectEvent, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        var at = begin(.fault, seller, bytes, booked)
        at = record.store(fault.kind.rawValue, at: at)
        at = record.storeZigzag(Int64(fault.day.number), at: at)
        at = record.storeZigzag(Int64(fault.until?.number ?? Int32.min), at: at)
        try sendToSeller(seller, bytes, at)
    }

    mutating func add(lapses: Lapses, of buyer: Range<Int>, _ bytes: borrowing RawSpan) {
        precondition(orderSeller >= 0, "lapses came before what else the order adds to its seller")
        _ = order.store(order.bytes(orderLength).byte(at: orderHead) | BaseRecord.Head.hasLapses, at: orderHead)
        orderLength = order.storeLapses(lapses, bytes, buyer, at: orderLength)
    }

    mutating func add(trade lines: borrowing PlainArray<TradeLine>, of seller: SellerPlace, _ bytes: borrowing RawSpan)
        throws(SystemFailure)
    {
        for i in seller.trade where lines[i].seller == seller.index {
            if orderSeller != seller.index || orderLength > BaseRecord.bytesMax &- BaseRecord.tradeLineBytesMax {
                try beginAnother(.trade, seller, bytes)
            }
            let line = lines[i]
            let near = nearPlace(of: line.product.index)
            let isFirst = line.firsts == .max
            var head = line.flow.rawValue | line.model &<< 3 | (line.isConverted ? BaseRecord.TradeLineHead.isConverted : 0)
            head |= (isFirst ? BaseRecord.TradeLineHead.isFirst : 0) | (near == nil ? BaseRecord.TradeLineHead.hasProduct : 0)
            var at = order.store(head, at: orderLength)
            if !isFirst { at = order.store(line.firsts, at: at) }
            at = order.store(line.hs2, at: at)
            at = order.store(UInt64(line.partner), width: 2, at: at)
            at = order.store(UInt64(line.currency), width: 3, at: at)
            at = if let near { order.store(near, at: at) } else { order.storeText(bytes, line.product.id.range, at: at) }
            at = order.storeVarint(UInt64(line.payment.count), at: at)
            at = order.store(bytes, line.payment.range, at: at)
            orderLength = order.storeZigzag(line.valueMinor, at: at)
        }
    }

    /// The place of a product among the near lines of the order's record; nil where it is not there.
    private func nearPlace(of product: Int) -> UInt8? {
        for i in nearProducts.indices where nearProducts[i] == product { return UInt8(i) }
        return nil
    }

    mutating func add(product: ProductDelta, to id: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        try sendProduct()
        productLength = self.product.storeSums(
            product.lines, (product.refunded, product.claimsUpheld, product.reviews, product.reviewSum),
            at: self.product.begin(BaseRecord.product.rawValue | settledBit, bytes, id, booked: booked))
        productBucket = bucket(ofHash: bytes.hash(id, hashKey))
        products.slab.expect(productBucket)
    }

    /// Begins a record and returns where it goes on.
    @inline(__always)
    private mutating func begin(_ tag: BaseRecord, _ id: Range<Int>, _ bytes: borrowing RawSpan, _ booked: Day) -> Int {
        record.begin(tag.rawValue | settledBit, bytes, id, booked: booked)
    }

    @inline(__always)
    private mutating func sendToSeller(_ seller: Range<Int>, _ bytes: borrowing RawSpan, _ length: Int) throws(SystemFailure) {
        try sellers.append(record, length: length, bucket: bucket(ofHash: bytes.hash(seller, hashKey)), to: sellerFile)
    }

    /// Sends the record that waits, and begins another in its place.
    @inline(__always)
    private mutating func beginOrder(
        _ tag: BaseRecord, _ seller: SellerPlace, _ bytes: borrowing RawSpan, _ booked: Day
    ) throws(SystemFailure) {
        try sendOrder()
        orderLength = order.begin(tag.rawValue | settledBit, bytes, seller.id, booked: booked)
        orderBucket = bucket(ofHash: bytes.hash(seller.id, hashKey))
        sellers.slab.expect(orderBucket)
        orderSeller = seller.index
        nearProducts.removeAll()
    }

    /// Begins another record of the order at hand. Not inlined: it is rare, and what it needs would be made ready for every order.
    @inline(never)
    private mutating func beginAnother(_ tag: BaseRecord, _ seller: SellerPlace, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        try beginOrder(tag, seller, bytes, booked)
    }

    @inline(__always)
    private mutating func sendOrder() throws(SystemFailure) {
        guard orderLength > 0 else { return }
        try sellers.append(order, length: orderLength, bucket: orderBucket, to: sellerFile)
        orderLength = 0
    }

    @inline(__always)
    private mutating func sendProduct() throws(SystemFailure) {
        guard productLength > 0 else { return }
        try products.append(product, length: productLength, bucket: productBucket, to: productFile)
        productLength = 0
    }
}
