import Bytes
import Domain
import Records
import Segments

/// One thread's work on buckets of products.
struct ProductBase: ~Copyable {
    private let sorted: ExtentFile
    private var bucket = BucketRows()
    private var products = Versions(.products)
    private var product = RowDecoder(.products)
    private var sums = ProductSums()
    private var buffer = ByteBuffer(capacity: 1 << 16)
    private var settled = ByteBuffer(capacity: 1 << 16)
    /// By place among the sums, the product's row among the latest; -1: none.
    private var rows = PlainArray<Int32>()

    /// What is kept of one bucket's products.
    struct Collected: Sendable {
        var categories = BucketCategories()
        var outcomes = RegisterOutcomes()
    }

    /// - Parameter sorted: gets the products, those of each bucket in order.
    init(into sorted: ExtentFile) { self.sorted = sorted }

    mutating func collect(
        _ index: Int, from scattered: ScatteredFile, of input: borrowing BaseInput
    ) throws(SystemFailure) -> Collected {
        sums.removeAll()
        let isSettling = input.newCheckpoint != nil
        if let checkpoint = input.checkpoint {
            for extent in try checkpoint.extents(.products, of: index) {
                try take(extent, of: checkpoint.sealed.file, input.windowStart, settled: nil, byDay: isSettling)
            }
        }
        if let writer = input.newCheckpoint {
            for extent in try scattered.extents.extents(of: index) {
                try take(extent, of: scattered.file, input.windowStart, settled: true, byDay: true)
            }
            settled.removeAll()
            let count = sums.writeSettled(into: &settled)
            try writer.append(settled.bytes, .products, of: index, rows: count)
        }
        for extent in try scattered.extents.extents(of: index) {
            try take(extent, of: scattered.file, input.windowStart, settled: isSettling ? false : nil, byDay: false)
        }
        return try addProducts(index, input)
    }

    private mutating func take(
        _ extent: Extent, of file: RandomAccessFile, _ start: Day, settled: Bool?, byDay: Bool
    ) throws(SystemFailure) {
        buffer.removeAll()
        try ExtentFile.read(extent, of: file, into: &buffer)
        sums.take(RecordCursor(extent, at: 0), buffer, after: start, settled: settled, byDay: byDay)
    }

    /// Joins the products' latest rows to their counters.
    private mutating func addProducts(_ index: Int, _ input: borrowing BaseInput) throws(SystemFailure) -> Collected {
        var outcomes = RegisterOutcomes()
        try bucket.load(index, of: input) { $0 == .products }
        products.take(.products, of: bucket)
        products.resolve(in: bucket, &outcomes)
        if let writer = input.newCheckpoint {
            settled.removeAll()
            let count = try CarriedRows.write(bucket, of: input, products, into: &settled)
            try writer.append(settled.bytes, .registers, of: index, rows: count)
        }
        var categories = BucketCategories()
        rows.reset(to: -1, count: sums.table.count)
        for i in products.rows.indices {
            product.decode(bucket.hand.bytes, at: products.rows[i])
            let place = sums.place(of: product.text(0), in: bucket.hand.bytes)
            if place == rows.count { rows.append(-1) }
            rows[place] = Int32(i)
            categories.add(bucket.bytes, product.text(3), product.text(0), input.hashKey)
        }
        categories.seal()
        var pack = ProductPack()
        for place in rows.indices {
            let counters = sums.counters(of: place)
            guard counters != nil || rows[place] >= 0 else { continue }
            pack.begin(sums.table.bytes, sums.table.range(of: place), counters, hasRow: rows[place] >= 0)
            guard rows[place] >= 0 else { continue }
            product.decode(bucket.hand.bytes, at: products.rows[Int(rows[place])])
            for column in 1...5 { pack.append(column: product.text(column), in: bucket.bytes) }
        }
        try pack.write(index, to: sorted)
        return Collected(categories: categories, outcomes: outcomes)
    }
}
