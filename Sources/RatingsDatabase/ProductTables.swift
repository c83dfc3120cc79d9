public import Domain

/// The table of what is known of products, and the two views over it: one B-tree entry for a product in place of two.
enum ProductTables {
    static let table = "product_sheets"

    /// The table, then the views.
    static let statements: [String] = [
        """
        CREATE TABLE \(table) (
            product_id TEXT PRIMARY KEY NOT NULL,
            name TEXT, category TEXT, brand TEXT, hs_code TEXT,
            gtin INTEGER NOT NULL,                  -- its check's place in \(Schema.words(Verification.self))
            \(ProductEvidenceRow.counters.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")) -- no lines: in no counted order
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE VIEW \(ProductRow.table) AS
        -- orders: lines of counted orders; defects: of these refunded or returned, and upheld claims; a line may show both;
        -- quality_grade, trace_status: NULL, not assessed
        SELECT product_id, name, category, brand, hs_code,
            CASE gtin \(Verification.allCases.map { "WHEN \($0.rawValue) THEN '\($0.name)'" }.joined(separator: " ")) END
                AS gtin_verification,
            lines AS orders, refunded + claims_upheld AS defects, CAST(NULL AS TEXT) AS quality_grade, CAST(NULL AS TEXT) AS trace_status
        FROM \(table)
        """,
        """
        CREATE VIEW \(ProductEvidenceRow.table) AS
        SELECT \(ProductEvidenceRow.columns.joined(separator: ", ")) FROM \(table) WHERE lines > 0
        """,
    ]

    static let insertion = Insertion(
        table: table, columns: ["product_id", "name", "category", "brand", "hs_code", "gtin"] + ProductEvidenceRow.counters)

    /// The rules of the table.
    static var checks: [Check] {
        [
            Check(
                rowsOf: table, sentence: "printf('products: %Q: %d is no gtin_verification', product_id, gtin)",
                where: "gtin NOT BETWEEN 0 AND \(Verification.allCases.count - 1)"),
            Check(
                rowsOf: table,
                sentence: "printf('product_evidence: %Q: refunded is %d, of only %d lines', product_id, refunded, lines)",
                where: "refunded > lines"),
        ]
    }
}

/// The raw counters of one product: a row of `product_evidence`, key `product_id`.
public enum ProductEvidenceRow: TableColumns {
    /// The names of the counters, in the contract's order of columns.
    public static let counters = ["lines", "refunded", "claims_upheld", "reviews", "review_sum"]

    static let table = "product_evidence"
    static let columns = ["product_id"] + counters
}

/// A product (information base 2): a row of `products`, key `product_id`.
enum ProductRow: TableColumns {
    static let table = "products"
    static let columns = [
        "product_id", "name", "category", "brand", "hs_code", "gtin_verification", "orders", "defects", "quality_grade",
        "trace_status",
    ]
}

extension PackedRows {
    /// Adds a product: a row of `products`, and of `product_evidence` where it is in a counted order.
    ///
    /// - Parameters:
    ///   - id: where its id lies in `bytes`.
    ///   - texts: where its name, category, brand and HS code lie there; an empty one is missing.
    ///   - counters: one for each of `ProductEvidenceRow.counters`, of at least one line; nil: in no counted order.
    public mutating func append(
        product id: Range<Int>, texts: InlineArray<4, Range<Int>>?, in bytes: borrowing RawSpan, gtin: Verification,
        counters: InlineArray<5, Int64>?
    ) {
        begin(.products)
        append(bytes, id)
        for place in 0..<4 {
            if let text = texts?[place], !text.isEmpty { append(bytes, text) } else { appendNull() }
        }
        append(Int64(gtin.rawValue))
        let counters = counters ?? InlineArray(repeating: 0)
        for place in counters.indices { append(counters[place]) }
    }
}
