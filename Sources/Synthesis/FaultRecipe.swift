/// One way to spoil a valid row.
struct FaultRecipe {
    /// What the spoilt row has in place of the valid one's.
    enum Change {
        /// This text in the recipe's column.
        case text(String)
        /// These bytes in the recipe's column.
        case bytes([UInt8])
        /// These bytes in the recipe's column, written without the quoting that they need.
        case verbatim(String)
        /// Fields more, or fewer.
        case surplus(Int)
        /// A version time behind 24 hours after the partition's day, by so many seconds.
        case future(Int64)
        /// A row of an order that never comes.
        case stranger
        /// A row of an order that takes no more rows.
        case closed
        /// Values in several columns.
        case texts([(column: String, text: String)])
    }

    let reason: FaultReason
    let column: String
    let change: Change

    /// All that can be wrong with a row of the kind, alone.
    static func all(for kind: DumpKind) -> [FaultRecipe] {
        var recipes = [
            FaultRecipe(reason: .columnCount, column: "", change: .surplus(1)),
            FaultRecipe(reason: .columnCount, column: "", change: .surplus(-1)),
        ]
        recipes += kind.textColumns.flatMap(spoilsOfText)
        recipes += kind.requiredColumns.map { FaultRecipe(reason: .valueMissing, column: $0, change: .text("")) }
        recipes += kind.decimalColumns.flatMap { column in
            ["1e5", "12.3.4", "abc", "--1"].map { FaultRecipe(reason: .notADecimal, column: column, change: .text($0)) }
        }
        recipes += kind.instantColumns.flatMap { column in
            ["2026-13-01T00:00:00Z", "2026-02-30T10:00:00Z", "yesterday", "2026-01-05T12:00:00"].map {
                FaultRecipe(reason: .notAnInstant, column: column, change: .text($0))
            }
        }
        recipes += kind.wrongCodes.map { FaultRecipe(reason: .notACode, column: $0.column, change: .text($0.text)) }
        recipes += kind.outOfRange.map { FaultRecipe(reason: .outOfRange, column: $0.column, change: .text($0.text)) }
        recipes += kind.overflows
        if let version = kind.versionColumn {
            recipes += [1, 30 * daySeconds].map { FaultRecipe(reason: .fromTheFuture, column: version, change: .future($0)) }
        }
        if kind.isBoundToOrders {
            recipes.append(FaultRecipe(reason: .tooLate, column: "", change: .closed))
            if kind != .transactions { recipes.append(FaultRecipe(reason: .orphan, column: "order_id", change: .stranger)) }
        }
        return recipes
    }

    private static func spoilsOfText(_ column: String) -> [FaultRecipe] {
        [
            FaultRecipe(reason: .tooLong, column: column, change: .text(String(repeating: "x", count: 257))),
            FaultRecipe(reason: .tooLong, column: column, change: .text(String(repeating: "长", count: 86))),
            FaultRecipe(reason: .notUTF8, column: column, change: .bytes(Array("caf".utf8) + [0xE9])),
            FaultRecipe(reason: .notUTF8, column: column, change: .bytes([0x41, 0xC3, 0x28])),
            FaultRecipe(reason: .notUTF8, column: column, change: .bytes([0xED, 0xA0, 0x80])),
            FaultRecipe(reason: .quote, column: column, change: .verbatim("12\" ruler")),
            FaultRecipe(reason: .quote, column: column, change: .verbatim("the \"best\" one")),
            FaultRecipe(reason: .quote, column: column, change: .verbatim("\"best\" one")),
        ]
    }
}

extension DumpKind {
    /// A column of free text in which a spoilt value harms nothing else.
    fileprivate var textColumns: [String] {
        switch self {
        case .transactions: ["buyer_id"]
        case .invoices: ["invoice_id"]
        case .payments: ["method"]
        case .logistics: ["carrier"]
        case .feedback: ["feedback_id"]
        case .subjects: ["name", "address"]
        case .products: ["name"]
        case .inspections, .traces: ["lot"]
        case .customs: ["declaration_id"]
        case .penalties: ["authority"]
        case .deposits: ["claim_id"]
        case .rates: []
        case .sealKeys: ["key_id"]
        }
    }

    fileprivate var requiredColumns: [String] {
        switch self {
        case .transactions: ["order_id", "line_no", "seller_id", "quantity", "currency", "status", "status_at"]
        case .invoices: ["invoice_id", "seller_id", "kind", "issued_at", "gross"]
        case .payments: ["payment_id", "amount", "status", "paid_at"]
        case .logistics: ["shipment_id", "order_id", "event", "occurred_at"]
        case .feedback: ["feedback_id", "kind", "occurred_at"]
        case .subjects: ["subject_id", "role", "updated_at"]
        case .products: ["product_id", "updated_at"]
        case .inspections: ["inspection_id", "result"]
        case .traces: ["event_id", "biz_step"]
        case .customs: ["declaration_id", "declared_value", "outcome"]
        case .penalties: ["penalty_id", "severity", "decided_on"]
        case .deposits: ["entry_id", "amount", "kind"]
        case .rates: ["rate", "date", "currency"]
        case .sealKeys: ["key_id", "algorithm", "public_key"]
        }
    }

    fileprivate var decimalColumns: [String] {
        switch self {
        case .transactions: ["quantity", "unit_price", "freight"]
        case .invoices: ["net", "tax", "gross"]
        case .payments, .deposits: ["amount"]
        case .customs: ["declared_value"]
        case .rates: ["rate"]
        default: []
        }
    }

    fileprivate var instantColumns: [String] {
        switch self {
        case .transactions: ["ordered_at", "ship_by", "status_at"]
        case .invoices: ["issued_at"]
        case .payments: ["paid_at"]
        case .logistics, .inspections, .traces, .deposits: ["occurred_at"]
        case .feedback: ["occurred_at"]
        case .subjects, .products: ["updated_at"]
        case .customs: ["declared_at"]
        case .penalties, .rates: []
        case .sealKeys: ["valid_from"]
        }
    }

    fileprivate var wrongCodes: [(column: String, text: String)] {
        switch self {
        case .transactions:
            [
                ("currency", "XQQ"), ("currency", "eur"), ("destination", "ZZ"), ("unit", "PIECES"), ("status", "placed"),
                ("trade_model", "B2X"),
            ]
        case .invoices: [("kind", "INVOCIE"), ("currency", "EURO")]
        case .payments: [("status", "PAID"), ("payer", "FRIEND")]
        case .logistics: [("event", "EMZ"), ("event", "ema")]
        case .feedback: [("kind", "PRAISE"), ("reason", "DISLIKED"), ("outcome", "LOST")]
        case .subjects: [("role", "BUYER"), ("country", "ZZ"), ("customs_grade", "AA")]
        case .products: [("origin", "usa")]
        case .inspections: [("result", "MAYBE")]
        case .customs: [("outcome", "LOST"), ("currency", "XQQ")]
        case .penalties: [("severity", "JAIL")]
        case .deposits: [("kind", "LOAN"), ("currency", "XQQ")]
        case .rates: [("currency", "XQQ")]
        case .sealKeys: [("algorithm", "RSA")]
        case .traces: [("biz_step", "teleporting")]
        }
    }

    fileprivate var outOfRange: [(column: String, text: String)] {
        switch self {
        case .transactions: [("quantity", "0"), ("quantity", "-1"), ("line_no", "0")]
        case .feedback: [("score", "0"), ("score", "6")]
        default: []
        }
    }

    fileprivate var overflows: [FaultRecipe] {
        switch self {
        case .transactions:
            [
                FaultRecipe(
                    reason: .overflow, column: "unit_price",
                    change: .texts([("quantity", "900000000000"), ("unit_price", "900000000000")]))
            ]
        case .invoices: [FaultRecipe(reason: .overflow, column: "gross", change: .text("99999999999999999999"))]
        case .payments: [FaultRecipe(reason: .overflow, column: "amount", change: .text("99999999999999999999"))]
        default: []
        }
    }

    /// The column that says the version time, where it is an instant.
    fileprivate var versionColumn: String? {
        switch self {
        case .transactions: "status_at"
        case .invoices: "issued_at"
        case .payments: "paid_at"
        case .logistics, .feedback, .inspections, .traces, .deposits: "occurred_at"
        case .subjects, .products: "updated_at"
        case .customs: "declared_at"
        case .penalties, .rates, .sealKeys: nil
        }
    }
}
