import Domain

/// CONTRACT 1 as a table: to add a column, add it here at the contract's place.
extension Schema {
    static let all: [Schema] = [
        transactions, invoices, payments, logistics, feedback, subjects, products, inspections, traces, customs, penalties, deposits,
        rates, sealKeys,
    ]

    private static let anyDecimal = FieldType.decimal(Int64.min + 1...Int64.max)
    private static let currency = FieldType.code(Currency.list)
    private static let country = FieldType.code(Country.list)
    private static let unit = FieldType.code(UnitOfMeasure.list)
    private static let positive = FieldType.decimal(1...Int64.max)

    private static let transactions = Schema(
        .transactions, key: ["order_id", "line_no"], version: ["status_at"], rank: "status",
        [
            Column("order_id", .text, required: true),
            Column("line_no", .whole(1...1_000_000_000), required: true),
            Column("ordered_at", .instant, required: true),
            Column("platform_id", .text),
            Column("seller_id", .text, required: true),
            Column("buyer_id", .text, required: true),
            Column("product_id", .text, required: true),
            Column("hs_code", .hsCode),
            Column("quantity", positive, required: true),
            Column("unit", unit, defaultCode: CodeList.pack("C62")),
            Column("unit_price", anyDecimal, required: true),
            Column("freight", anyDecimal),
            Column("currency", currency, required: true),
            Column("trade_model", .word(WordTable(TradeModel.self))),
            Column("origin", country),
            Column("destination", country),
            Column("payment_method", .text),
            Column("ship_by", .instant),
            Column("deliver_by", .instant),
            Column("status", .word(WordTable(TransactionStatus.self)), required: true),
            Column("status_at", .instant, required: true),
            Column("contract_id", .text),
            Column("seal_key", .text),
            Column("seal", .text),
        ])

    private static let invoices = Schema(
        .invoices, key: ["order_id", "seller_id", "invoice_id"], version: ["issued_at"], rank: "kind",
        [
            Column("invoice_id", .text, required: true),
            Column("order_id", .text, required: true),
            Column("seller_id", .text, required: true),
            Column("kind", .word(WordTable(InvoiceKind.self)), required: true),
            Column("issued_at", .instant, required: true),
            Column("currency", currency, required: true),
            Column("net", anyDecimal),
            Column("tax", anyDecimal),
            Column("gross", anyDecimal, required: true),
            Column("seal_key", .text),
            Column("seal", .text),
        ])

    private static let payments = Schema(
        .payments, key: ["order_id", "payment_id"], version: ["paid_at"],
        [
            Column("payment_id", .text, required: true),
            Column("order_id", .text, required: true),
            Column("payer", .word(WordTable(Payer.self))),
            Column("method", .text),
            Column("amount", anyDecimal, required: true),
            Column("currency", currency, required: true),
            Column("status", .word(WordTable(PaymentStatus.self)), required: true),
            Column("paid_at", .instant, required: true),
        ])

    private static let logistics = Schema(
        .logistics, key: ["order_id", "shipment_id", "event", "occurred_at"], version: ["occurred_at"],
        [
            Column("shipment_id", .text, required: true),
            Column("order_id", .text, required: true),
            Column("carrier", .text),
            Column("event", .word(WordTable(TrackingEvent.self, of: "UPU EMSEVT")), required: true),
            Column("occurred_at", .instant, required: true),
            Column("location", .place),
            Column("weight_g", .whole(0...1_000_000_000_000)),
        ])

    private static let feedback = Schema(
        .feedback, key: ["order_id", "feedback_id"], version: ["outcome_at", "occurred_at"],
        [
            Column("feedback_id", .text, required: true),
            Column("order_id", .text, required: true),
            Column("line_no", .whole(1...1_000_000_000)),
            Column("seller_id", .text),
            Column("product_id", .text),
            Column("kind", .word(WordTable(FeedbackKind.self)), required: true),
            Column("reason", .word(WordTable(FeedbackReason.self))),
            Column("score", .whole(1...5)),
            Column("occurred_at", .instant, required: true),
            Column("outcome", .word(WordTable(FeedbackOutcome.self))),
            Column("outcome_at", .instant),
            Column("amount", anyDecimal),
            Column("currency", currency),
        ])

    private static let subjects = Schema(
        .subjects, key: ["subject_id"], version: ["updated_at"],
        [
            Column("subject_id", .text, required: true),
            Column("name", .text),
            Column("role", .word(WordTable(SubjectRole.self)), required: true),
            Column("country", country),
            Column("region", .text),
            Column("city", .text),
            Column("registration_no", .text),
            Column("lei", .text),
            Column("vat_no", .text),
            Column("registered_on", .instant),
            Column("licence_until", .instant),
            Column("customs_grade", .word(WordTable(CustomsGrade.self))),
            Column("legal_representative", .text),
            Column("address", .text),
            Column("bank_account", .text),
            Column("enterprise_id", .text),
            Column("updated_at", .instant, required: true),
        ])

    private static let products = Schema(
        .products, key: ["product_id"], version: ["updated_at"],
        [
            Column("product_id", .text, required: true),
            Column("gtin", .text),
            Column("name", .text),
            Column("category", .text),
            Column("brand", .text),
            Column("hs_code", .hsCode),
            Column("origin", country),
            Column("weight_g", .whole(0...1_000_000_000_000)),
            Column("updated_at", .instant, required: true),
        ])

    private static let inspections = Schema(
        .inspections, key: ["inspection_id"], version: ["occurred_at"],
        [
            Column("inspection_id", .text, required: true),
            Column("product_id", .text, required: true),
            Column("seller_id", .text),
            Column("lot", .text),
            Column("authority", .text),
            Column("result", .word(WordTable(InspectionResult.self)), required: true),
            Column("occurred_at", .instant, required: true),
        ])

    private static let traces = Schema(
        .traces, key: ["event_id"], version: ["occurred_at"],
        [
            Column("event_id", .text, required: true),
            Column("product_id", .text, required: true),
            Column("lot", .text),
            Column("biz_step", .word(WordTable(TraceStep.self, of: "GS1 CBV (business steps)")), required: true),
            Column("disposition", .text),
            Column("location", .text),
            Column("occurred_at", .instant, required: true),
        ])

    private static let customs = Schema(
        .customs, key: ["order_id", "declaration_id"], version: ["outcome_at", "declared_at"],
        [
            Column("declaration_id", .text, required: true),
            Column("order_id", .text, required: true),
            Column("seller_id", .text),
            Column("regime", .text),
            Column("hs_code", .hsCode),
            Column("declared_value", anyDecimal, required: true),
            Column("currency", currency, required: true),
            Column("quantity", anyDecimal),
            Column("unit", unit),
            Column("declared_at", .instant, required: true),
            Column("outcome", .word(WordTable(CustomsOutcome.self)), required: true),
            Column("outcome_at", .instant),
            Column("reason", .word(WordTable(CustomsReason.self))),
        ])

    private static let penalties = Schema(
        .penalties, key: ["penalty_id"], version: ["decided_on"],
        [
            Column("penalty_id", .text, required: true),
            Column("subject_id", .text, required: true),
            Column("authority", .text),
            Column("kind", .text),
            Column("severity", .word(WordTable(PenaltySeverity.self)), required: true),
            Column("decided_on", .instant, required: true),
            Column("expires_on", .instant),
            Column("source", .text),
        ])

    private static let deposits = Schema(
        .deposits, key: ["entry_id"], version: ["occurred_at"],
        [
            Column("entry_id", .text, required: true),
            Column("subject_id", .text, required: true),
            Column("kind", .word(WordTable(DepositKind.self)), required: true),
            Column("amount", anyDecimal, required: true),
            Column("currency", currency, required: true),
            Column("occurred_at", .instant, required: true),
            Column("claim_id", .text),
        ])

    /// The currency stands first: all rates of a day and currency are then in one bucket, whatever their instants.
    private static let rates = Schema(
        .rates, key: ["currency", "date"], byDay: true, version: ["date"],
        [
            Column("date", .instant, required: true),
            Column("currency", currency, required: true),
            Column("rate", positive, required: true),
            Column("base", currency, defaultCode: CodeList.pack("EUR")),
        ])

    private static let sealKeys = Schema(
        .sealKeys, key: ["key_id"], version: ["valid_from"],
        [
            Column("key_id", .text, required: true),
            Column("subject_id", .text, required: true),
            Column("algorithm", .word(WordTable(SealAlgorithm.self)), required: true),
            Column("public_key", .text, required: true),
            Column("valid_from", .instant, required: true),
            Column("valid_until", .instant),
            Column("revoked_at", .instant),
        ])
}
