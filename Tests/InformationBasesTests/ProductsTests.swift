import Bytes
import TestSupport
import Testing

@testable import InformationBases

/// The packed products: what is put in comes out, in order of the ids' bytes.
struct ProductsTests {
    @Test("packed products are what they were, ascending by their ids' bytes", arguments: 0..<8)
    func roundTrip(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var expected: [[UInt8]: ProductRecord] = [:]
        var parts: [Products] = []
        for _ in 0..<Int.random(in: 1...5, using: &random) {
            let pack = ProductPack.random(&random, &expected)
            parts.append(pack.finish())
        }
        var products = Products()
        products.add(parts)
        let ids = products.map(\.id)
        #expect(ids == expected.keys.sorted { $0.lexicographicallyPrecedes($1) })
        for product in products {
            let known = expected[product.id]
            #expect(product.counters.map(numbers) == known?.counters.map(numbers))
            #expect(product.row.map(columns) == known?.row.map(columns))
        }
    }

    private func numbers(_ counters: InlineArray<5, Int64>) -> [Int64] { counters.indices.map { counters[$0] } }
    private func columns(_ texts: ProductTexts) -> [[UInt8]] { [texts.gtin, texts.name, texts.category, texts.brand, texts.hsCode] }
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
                record.counters = InlineArray { _ in
                    Int64.random(in: .min ... .max, using: &random) >> Int64.random(in: 0...63, using: &random)
                }
            }
            if Bool.random(using: &random) {
                record.row = ProductTexts(
                    gtin: bytes(0...14, &random), name: bytes(0...256, &random), category: bytes(0...9, &random),
                    brand: bytes(0...3, &random), hsCode: bytes(0...10, &random))
            }
            known[id] = record
            pack.append(record)
        }
        return pack
    }

    private mutating func append(_ record: ProductRecord) {
        let texts = record.row.map { [$0.gtin, $0.name, $0.category, $0.brand, $0.hsCode] } ?? []
        var source = ByteBuffer()
        source.append(record.id)
        for text in texts { source.append(text) }
        begin(source.bytes, 0..<record.id.count, record.counters, hasRow: record.row != nil)
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
