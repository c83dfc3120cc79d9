/// The kinds of dumps and their columns, in the contract's order (CONTRACT 1).
enum DumpKind: Int, CaseIterable {
    case transactions, invoices, payments, logistics, feedback, subjects, products, inspections, traces, customs, penalties
    case deposits, rates, sealKeys

    /// The word that file names begin with.
    var name: String { self == .sealKeys ? "seal_keys" : "\(self)" }

    /// Whether its rows name an order; such kinds are split over several files.
    var isBoundToOrders: Bool {
        switch self {
        case .transactions, .invoices, .payments, .logistics, .feedback, .customs: true
        default: false
        }
    }

    var columns: [String] { DumpKind.allColumns[rawValue] }

    /// Columns at the end that no row of ours fills, so that a file may leave them out.
    var unusedColumns: Int { self == .invoices ? 2 : 0 }

    func column(_ name: String) -> Int {
        guard let index = columns.firstIndex(of: name) else { preconditionFailure("\(self.name) has no column \(name)") }
        return index
    }

    private static let allColumns: [[String]] = [
        [
            "order_id", "line_no", "ordered_at", "platform_id", "seller_id", "buyer_id", "product_id", "hs_code", "quantity", "unit",
            "unit_price", "freight", "currency", "trade_model", "origin", "destination", "payment_method", "ship_by", "deliver_by",
            "status", "status_at", "contract_id", "seal_key", "seal",
        ],
        ["invoice_id", "order_id", "seller_id", "kind", "issued_at", "currency", "net", "tax", "gross", "seal_key", "seal"],
        ["payment_id", "order_id", "payer", "method", "amount", "currency", "status", "paid_at"],
        ["shipment_id", "order_id", "carrier", "event", "occurred_at", "location", "weight_g"],
        [
            "feedback_id", "order_id", "line_no", "seller_id", "product_id", "kind", "reason", "score", "occurred_at", "outcome",
            "outcome_at", "amount", "currency",
        ],
        [
            "subject_id", "name", "role", "country", "region", "city", "registration_no", "lei", "vat_no", "registered_on",
            "licence_until", "customs_grade", "legal_representative", "address", "bank_account", "enterprise_id", "updated_at",
        ],
        ["product_id", "gtin", "name", "category", "brand", "hs_code", "origin", "weight_g", "updated_at"],
        ["inspection_id", "product_id", "seller_id", "lot", "authority", "result", "occurred_at"],
        ["event_id", "product_id", "lot", "biz_step", "disposition", "location", "occurred_at"],
        [
            "declaration_id", "order_id", "seller_id", "regime", "hs_code", "declared_value", "currency", "quantity", "unit",
            "declared_at", "outcome", "outcome_at", "reason",
        ],
        ["penalty_id", "subject_id", "authority", "kind", "severity", "decided_on", "expires_on", "source"],
        ["entry_id", "subject_id", "kind", "amount", "currency", "occurred_at", "claim_id"],
        ["date", "currency", "rate", "base"],
        ["key_id", "subject_id", "algorithm", "public_key", "valid_from", "valid_until", "revoked_at"],
    ]
}
