internal import Domain

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
            \(ProductEvidenceRow.counters.map { "\($0) INTEGER NOT NULL" }.joined(separator: ", ")), -- no lines: in no counted order
            quality_grade TEXT, trace_status TEXT   -- NULL: not assessed
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE VIEW \(ProductRow.table) AS
        -- orders: lines of counted orders; defects: of these refunded or returned, and upheld claims; a line may show both
        SELECT product_id, name, category, brand, hs_code,
            CASE gtin \(Verification.allCases.map { "WHEN \($0.rawValue) THEN '\($0.name)'" }.joined(separator: " ")) END
                AS gtin_verification,
            lines AS orders, refunded + claims_upheld AS defects, quality_grade, trace_status
        FROM \(table)
        """,
        """
        CREATE VIEW \(ProductEvidenceRow.table) AS
        SELECT \(ProductEvidenceRow.columns.joined(separator: ", ")) FROM \(table) WHERE lines > 0
        """,
    ]

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

extension ProductRow: TableRow {
    static let table = "products"
    static let columns = [
        "product_id", "name", "category", "brand", "hs_code", "gtin_verification", "orders", "defects", "quality_grade",
        "trace_status",
    ]

    static var insertion: Insertion {
        Insertion(
            table: ProductTables.table,
            columns: ["product_id", "name", "category", "brand", "hs_code", "gtin"] + ProductEvidenceRow.counters
                + ["quality_grade", "trace_status"])
    }

    func bind(to row: inout some RowValues & ~Copyable) {
        row.append(productID)
        row.append(name)
        row.append(category)
        row.append(brand)
        row.append(hsCode)
        row.append(Int64(gtin.rawValue))
        let counters = counters ?? InlineArray(repeating: 0)
        for place in counters.indices { row.append(counters[place]) }
        row.append(qualityGrade)
        row.append(traceStatus)
    }
}
