import Bytes
import Segments
import TestSupport
import Testing

@testable import InformationBases

/// A product as a test looks at it.
struct ProductRecord: Equatable {
    var id: [UInt8]
    /// lines, refunded, claims_upheld, reviews, review_sum; nil without a line in a counted order.
    var counters: [Int64]?
    /// gtin, name, category, brand and hs_code of the latest product row; nil without one.
    var row: [[UInt8]]?
}

extension Products {
    /// All of them, in the order in which they are handed over, `limit` at a time.
    func records(_ limit: Int = 1000) throws -> [ProductRecord] {
        var merge = try merged()
        var records: [ProductRecord] = []
        while true {
            let before = records.count
            let count = try merge.next(limit) { bytes, product in
                records.append(
                    ProductRecord(
                        id: bytes.array(product.id), counters: product.counters.map { counters in counters.indices.map { counters[$0] } },
                        row: product.row.map { row in row.indices.map { bytes.array(row[$0]) } }))
            }
            #expect(records.count - before == count)
            if count == 0 { return records }
        }
    }
}

/// The products of a run: what is put in comes out, in order of the ids' bytes.
struct ProductsTests {
    @Test("products are what they were, ascending by their ids' bytes", arguments: 0..<8)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var expected: [[UInt8]: ProductRecord] = [:]
        let folder = try TemporaryFolder()
        let file = try ExtentFile(unnamedIn: folder.path, as: "products")
        for bucket in 0..<Int.random(in: 1...8, using: &random) {
            try ProductPack.random(&random, &expected).write(bucket * 30, to: file)
        }
        let products = Products(try ScatteredFile(file))
        let records = try products.records(Int.random(in: 1...300, using: &random))
        #expect(records.map(\.id) == expected.keys.sorted { $0.lexicographicallyPrecedes($1) })
        for record in records { #expect(record == expected[record.id]) }
    }

    @Test func aBucketOfSeveralExtentsIsReadToItsEnd() throws {
        let folder = try TemporaryFolder()
        let file = try ExtentFile(unnamedIn: folder.path, as: "products")
        let ids = (0..<4000).map { Array("PRODUCT-\(1_000_000 + $0)".utf8) }
        for bucket in [3, 200] {
            var pack = ProductPack()
            for (place, id) in ids.enumerated().reversed() where place % 2 == bucket % 2 {
                pack.begin(id.span.rawBytes, 0..<id.count, nil, hasRow: false)
            }
            try pack.write(bucket, to: file)
        }
        let sorted = try ScatteredFile(file)
        #expect(try sorted.extents.extents(of: 3).count > 1)
        #expect(try Products(sorted).records().map(\.id) == ids)
    }

    @Test func noneAtAllAreNone() throws {
        #expect(try Products().records().isEmpty)
    }
}

extension ProductPack {
    /// Products with ids that are not among those known, many of which share their first sixteen bytes and more.
    fileprivate static func random(_ random: inout SeededGenerator, _ known: inout [[UInt8]: ProductRecord]) -> ProductPack {
        var pack = ProductPack()
        for _ in 0..<Int.random(in: 0...200, using: &random) {
            let id = Array("PRODUCT-0000000000000".utf8.prefix(Int.random(in: 0...21, using: &random))) + bytes(1...4, &random)
            guard known[id] == nil else { continue }
            var record = ProductRecord(id: id)
            if Bool.random(using: &random) {
                record.counters = (0..<5).map { _ in
                    Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
                }
            }
            if Bool.random(using: &random) {
                record.row = [0...14, 0...256, 0...9, 0...3, 0...10].map { bytes($0, &random) }
            }
            known[id] = record
            pack.append(record)
        }
        return pack
    }

    private mutating func append(_ record: ProductRecord) {
        let texts = record.row ?? []
        var source = ByteBuffer()
        source.append(record.id)
        for text in texts { source.append(text) }
        let counters = record.counters.map { counters in InlineArray<5, Int64> { counters[$0] } }
        begin(source.bytes, 0..<record.id.count, counters, hasRow: record.row != nil)
        var at = record.id.count
        for text in texts {
            append(column: at..<at + text.count, in: source.bytes)
            at += text.count
        }
    }

    private static func bytes(_ count: ClosedRange<Int>, _ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: count, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
}
