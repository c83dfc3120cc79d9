import Bytes
public import Domain
public import Problems
public import RatingsDatabase

/// A product of a ratings database that a test makes.
public struct SampleProduct {
    public var productID: RatingsDatabase.Text
    public var name: RatingsDatabase.Text?
    public var category: RatingsDatabase.Text?
    public var brand: RatingsDatabase.Text?
    public var hsCode: RatingsDatabase.Text?
    public var gtin: Verification
    /// One for each counter of `product_evidence`; nil: in no counted order.
    public var counters: InlineArray<5, Int64>?

    public init(
        productID: RatingsDatabase.Text, name: RatingsDatabase.Text? = nil, category: RatingsDatabase.Text? = nil,
        brand: RatingsDatabase.Text? = nil, hsCode: RatingsDatabase.Text? = nil,
        gtin: Verification = .unknown, counters: InlineArray<5, Int64>? = nil
    ) {
        self.productID = productID
        self.name = name
        self.category = category
        self.brand = brand
        self.hsCode = hsCode
        self.gtin = gtin
        self.counters = counters
    }
}

extension RatingsDatabaseBuilder {
    /// Writes products packed, as a run does.
    public func writeProducts(_ products: [SampleProduct]) throws(Problem) {
        var rows = PackedRows()
        for product in products {
            let texts = [product.productID] + [product.name, product.category, product.brand, product.hsCode].map { $0 ?? "" }
            let ends = texts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.utf8.count) }
            let bytes = texts.flatMap(\.utf8)
            rows.append(
                product: 0..<ends[1], texts: InlineArray { ends[$0 + 1]..<ends[$0 + 2] }, in: bytes.span.rawBytes, gtin: product.gtin,
                counters: product.counters)
        }
        try writeProducts(rows)
    }
}
