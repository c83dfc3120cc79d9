import Bytes
import Domain
import Records
import Segments

/// A product as base 2 knows it: its latest row, and the counters of its lines.
public struct ProductRecord: Sendable {
    public var id: [UInt8]
    /// lines, refunded, claims_upheld, reviews, review_sum; nil without a line in a counted order.
    public var counters: InlineArray<5, Int64>?
    /// The columns of the latest product row; nil without one.
    public var row: ProductTexts?
}

/// Columns of the latest product row; empty where missing. One allocation for all of them, since there are as many as products.
public struct ProductTexts: Sendable {
    private var bytes: [UInt8] = []
    private var ends: InlineArray<5, Int32> = InlineArray(repeating: 0)

    /// - Parameter texts: gtin, name, category, brand, hs_code: their places in `source`.
    init(_ texts: InlineArray<5, Range<Int>>, in source: borrowing RawSpan) {
        var count = 0
        for column in 0..<5 { count += texts[column].count }
        bytes.reserveCapacity(count)
        for column in 0..<5 {
            for place in texts[column] { bytes.append(source.byte(at: place)) }
            ends[column] = Int32(bytes.count)
        }
    }

    public var gtin: [UInt8] { text(0) }
    public var name: [UInt8] { text(1) }
    public var category: [UInt8] { text(2) }
    public var brand: [UInt8] { text(3) }
    public var hsCode: [UInt8] { text(4) }

    private func text(_ column: Int) -> [UInt8] { Array(bytes[(column == 0 ? 0 : Int(ends[column - 1]))..<Int(ends[column])]) }
}

/// One thread's work on buckets of products.
struct ProductBase: ~Copyable {
    private var bucket = BucketRows()
    private var products = Versions(.products)
    private var product = RowDecoder(.products)
    private var sums = ProductSums()
    private var buffer = ByteBuffer(capacity: 1 << 16)
    private var settled = ByteBuffer(capacity: 1 << 16)

    mutating func collect(
        _ index: Int, from scattered: ScatteredFile, of input: borrowing BaseInput, _ outcomes: inout [Int: SourceOutcome]
    ) throws(SystemFailure) -> [ProductRecord] {
        sums.removeAll()
        let isSettling = input.newCheckpoint != nil
        if let checkpoint = input.checkpoint {
            for extent in checkpoint.extents(.products, of: index) {
                try take(extent, of: checkpoint.sealed.file, input.windowStart, settled: nil, byDay: isSettling)
            }
        }
        if let writer = input.newCheckpoint {
            for extent in scattered.extents(of: index) {
                try take(extent, of: scattered.file, input.windowStart, settled: true, byDay: true)
            }
            settled.removeAll()
            let count = sums.writeSettled(into: &settled)
            try writer.append(settled.bytes, .products, of: index, rows: count)
        }
        for extent in scattered.extents(of: index) {
            try take(extent, of: scattered.file, input.windowStart, settled: isSettling ? false : nil, byDay: false)
        }
        return try addProducts(index, input, &outcomes)
    }

    private mutating func take(
        _ extent: Extent, of file: RandomAccessFile, _ start: Day, settled: Bool?, byDay: Bool
    ) throws(SystemFailure) {
        buffer.removeAll()
        try ExtentFile.read(extent, of: file, into: &buffer)
        sums.take(RecordCursor(extent, at: 0), buffer, after: start, settled: settled, byDay: byDay)
    }

    /// Joins the products' latest rows to their counters.
    private mutating func addProducts(
        _ index: Int, _ input: borrowing BaseInput, _ outcomes: inout [Int: SourceOutcome]
    ) throws(SystemFailure) -> [ProductRecord] {
        var records: [ProductRecord] = []
        for place in 0..<sums.table.count {
            records.append(ProductRecord(id: sums.table.bytes(of: place), counters: sums.counters(of: place)))
        }
        try bucket.load(index, of: input) { $0 == .products }
        products.take(.products, of: bucket)
        products.resolve(in: bucket, &outcomes)
        if let writer = input.newCheckpoint {
            settled.removeAll()
            let count = try CarriedRows.write(bucket, of: input, products.rows, into: &settled)
            try writer.append(settled.bytes, .registers, of: index, rows: count)
        }
        for i in products.rows.indices {
            product.decode(bucket.hand.bytes, at: products.rows[i])
            let place = sums.place(of: product.text(0), in: bucket.hand.bytes)
            let bytes = bucket.bytes
            if place == records.count { records.append(ProductRecord(id: bytes.array(product.text(0)))) }
            records[place].row = ProductTexts(
                [product.text(1), product.text(2), product.text(3), product.text(4), product.text(5)], in: bytes)
        }
        return records.filter { $0.counters != nil || $0.row != nil }
    }
}
