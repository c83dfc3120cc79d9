import Bytes
import Domain
import Records
import Segments

/// A product as base 2 knows it: its latest row, and the counters of its lines.
public struct ProductRecord: Sendable {
    public var id: [UInt8]
    /// lines, refunded, claims_upheld, reviews, review_sum; nil without a line in a counted order.
    public var counters: [Int64]?
    /// The columns of the latest product row; nil without one.
    public var row: ProductTexts?
}

/// Columns of the latest product row; empty where missing.
public struct ProductTexts: Sendable {
    public var gtin: [UInt8]
    public var name: [UInt8]
    public var category: [UInt8]
    public var brand: [UInt8]
    public var hsCode: [UInt8]
}

/// One thread's work on buckets of products.
struct ProductBase: ~Copyable {
    private var bucket = BucketRows()
    private var products = Versions(.products)
    private var product = RowDecoder(.products)
    private var table = IdentifierTable(expected: 4096)
    /// Five for each product.
    private var counters = PlainArray<Int64>(capacity: 8192)
    private var buffer = ByteBuffer(capacity: 1 << 16)

    mutating func collect(
        _ index: Int, from scattered: ScatteredFile, of input: borrowing BaseInput, _ outcomes: inout [Int: SourceOutcome]
    ) throws(SystemFailure) -> [ProductRecord] {
        table.removeAll()
        counters.removeAll()
        for extent in scattered.extents(of: index) {
            buffer.removeAll()
            try ExtentFile.read(extent, of: scattered.file, into: &buffer)
            var rows = RowCursor(extent, at: 0)
            ProductBase.take(&rows, buffer, &table, &counters)
        }
        var records: [ProductRecord] = []
        for place in 0..<table.count {
            // Feedback may name a product without a line in a counted order: it has no row.
            let own = counters[place * 5] > 0 ? (0..<5).map { counters[place * 5 + $0] } : nil
            records.append(ProductRecord(id: table.bytes(of: place), counters: own))
        }
        try bucket.load(index, of: input) { $0 == .products }
        products.take(.products, of: bucket)
        products.resolve(in: bucket, &outcomes)
        for i in products.rows.indices {
            product.decode(bucket.bytes, at: bucket.start(of: products.rows[i]))
            let place = table.index(bucket.bytes, product.text(0))
            let bytes = bucket.bytes.bytes
            if place == records.count { records.append(ProductRecord(id: bytes.array(product.text(0)))) }
            records[place].row = ProductTexts(
                gtin: bytes.array(product.text(1)), name: bytes.array(product.text(2)), category: bytes.array(product.text(3)),
                brand: bytes.array(product.text(4)), hsCode: bytes.array(product.text(5)))
        }
        return records.filter { $0.counters != nil || $0.row != nil }
    }

    /// Adds an extent's records. The buffer is passed beside the rest: a span of a member would keep all of self borrowed.
    private static func take(
        _ rows: inout RowCursor, _ buffer: borrowing ByteBuffer, _ table: inout IdentifierTable, _ counters: inout PlainArray<Int64>
    ) {
        let bytes = buffer.bytes
        while let row = rows.nextRange(bytes) {
            var cursor = ByteCursor(at: row.lowerBound &+ 1)
            let length = Int(cursor.byte(bytes)) &+ 1
            let place = table.index(bytes, cursor.at..<cursor.at &+ length)
            cursor.at &+= length
            if place * 5 == counters.count { counters.append(repeating: 0, count: 5) }
            for i in 0..<5 { counters[place &* 5 &+ i] &+= cursor.zigzag(bytes) }
        }
    }
}
