/// A kind of dump as CONTRACT 1 describes it: columns in the contract's order, key, version time, rank.
struct Schema {
    struct Column {
        var name: String
        var type: ValueType
        var defaultValue: Value
    }

    var kind: String
    var columns: [Column]
    /// Rows with the same values in these columns are versions of one thing.
    var key: [String]
    /// The first of these columns that is there tells the version time.
    var versionTime: [String]
    /// The column whose value decides between versions of one time and one partition, least first.
    var rank: (column: String, values: [Text])?
    /// Whether the rows belong to orders, and are orphans without one.
    var isOrderBound: Bool

    /// Columns are written `name`, `name:number`, `name:instant` or `name=default`.
    init(
        _ kind: String, _ columns: String, key: [String], versionTime: [String], rank: (column: String, values: [Text])? = nil,
        isOrderBound: Bool = true
    ) {
        self.kind = kind
        self.columns = columns.split(separator: " ").map { word in
            let named = word.split(separator: "=")
            let typed = named[0].split(separator: ":")
            let type: ValueType =
                switch typed.dropFirst().first {
                case "number": .number
                case "instant": .instant
                default: .text
                }
            let defaultValue = named.count == 2 ? type.value(of: Array(named[1].utf8)) : .missing
            return Column(name: String(typed[0]), type: type, defaultValue: defaultValue)
        }
        self.key = key
        self.versionTime = versionTime
        self.rank = rank
        self.isOrderBound = isOrderBound
    }

    static func of(_ kind: String) -> Schema {
        guard let schema = all.first(where: { $0.kind == kind }) else { preconditionFailure("the twin knows no kind \(kind)") }
        return schema
    }

    static let transactions = Schema(
        "transactions",
        """
        order_id line_no:number ordered_at:instant platform_id seller_id buyer_id product_id hs_code quantity:number unit=C62 \
        unit_price:number freight:number currency trade_model origin destination payment_method ship_by:instant \
        deliver_by:instant status status_at:instant contract_id seal_key seal
        """,
        key: ["order_id", "line_no"], versionTime: ["status_at"],
        rank: (
            "status",
            ["PLACED", "COMPLETED", "RETURNED", "REFUNDED", "CANCELLED", "CANCELLED_BY_BUYER", "CANCELLED_BY_SELLER"]
        ))
    static let invoices = Schema(
        "invoices", "invoice_id order_id seller_id kind issued_at:instant currency net:number tax:number gross:number seal_key seal",
        key: ["order_id", "seller_id", "invoice_id"], versionTime: ["issued_at"],
        rank: ("kind", ["INVOICE", "CREDIT_NOTE", "VOID"]))
    static let payments = Schema(
        "payments", "payment_id order_id payer method amount:number currency status paid_at:instant",
        key: ["order_id", "payment_id"], versionTime: ["paid_at"])
    static let logistics = Schema(
        "logistics", "shipment_id order_id carrier event occurred_at:instant location weight_g:number",
        key: ["order_id", "shipment_id", "event", "occurred_at"], versionTime: ["occurred_at"])
    static let feedback = Schema(
        "feedback",
        """
        feedback_id order_id line_no:number seller_id product_id kind reason score:number occurred_at:instant outcome \
        outcome_at:instant amount:number currency
        """,
        key: ["order_id", "feedback_id"], versionTime: ["outcome_at", "occurred_at"])
    static let customs = Schema(
        "customs",
        """
        declaration_id order_id seller_id regime hs_code declared_value:number currency quantity:number unit \
        declared_at:instant outcome outcome_at:instant reason
        """,
        key: ["order_id", "declaration_id"], versionTime: ["outcome_at", "declared_at"])
    static let subjects = Schema(
        "subjects",
        """
        subject_id name role country region city registration_no lei vat_no registered_on:instant licence_until:instant \
        customs_grade legal_representative address bank_account enterprise_id updated_at:instant
        """,
        key: ["subject_id"], versionTime: ["updated_at"], isOrderBound: false)
    static let products = Schema(
        "products", "product_id gtin name category brand hs_code origin weight_g:number updated_at:instant",
        key: ["product_id"], versionTime: ["updated_at"], isOrderBound: false)
    static let inspections = Schema(
        "inspections", "inspection_id product_id seller_id lot authority result occurred_at:instant",
        key: ["inspection_id"], versionTime: ["occurred_at"], isOrderBound: false)
    static let traces = Schema(
        "traces", "event_id product_id lot biz_step disposition location occurred_at:instant",
        key: ["event_id"], versionTime: ["occurred_at"], isOrderBound: false)
    static let penalties = Schema(
        "penalties", "penalty_id subject_id authority kind severity decided_on:instant expires_on:instant source",
        key: ["penalty_id"], versionTime: ["decided_on"], isOrderBound: false)
    static let deposits = Schema(
        "deposits", "entry_id subject_id kind amount:number currency occurred_at:instant claim_id",
        key: ["entry_id"], versionTime: ["occurred_at"], isOrderBound: false)
    static let rates = Schema(
        "rates", "date:instant currency rate:number base=EUR",
        key: ["date", "currency"], versionTime: ["date"], isOrderBound: false)

    private static let all = [
        transactions, invoices, payments, logistics, feedback, customs, subjects, products, inspections, traces, penalties, deposits,
        rates,
    ]
}
