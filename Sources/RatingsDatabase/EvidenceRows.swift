/// The raw counters of one seller account: a row of `seller_evidence`, key `sellerID`.
public struct SellerEvidenceRow: Hashable, Sendable {
    /// The names of the counters, in the contract's order of columns.
    public static let counters = [
        "orders", "lines", "gross_minor", "cancelled", "cancelled_by_seller", "refunded", "invoice_due", "invoice_missing",
        "invoice_matched", "handover_due", "handover_late", "handed_over", "handover_seconds", "handover_share_orders",
        "handover_share_sum", "delivery_due", "delivered", "delivery_late", "undelivered", "held", "failed_attempts",
        "claims_upheld", "reviews", "review_sum", "buyers", "products", "destinations",
    ]

    /// The counter whose sum may take more than 64 bits: then it has no value.
    public static let gross = "gross_minor"

    public var sellerID: Text
    /// One value for each of `counters`, in their order; nil of `gross` alone.
    public var values: [Int64?]
    /// ISO 4217, of `gross_minor`.
    public var currency: String

    public init(sellerID: Text, values: [Int64?], currency: String = "EUR") {
        precondition(values.count == Self.counters.count, "a seller's evidence has one value for each counter")
        self.sellerID = sellerID
        self.values = values
        self.currency = currency
    }
}
