import Domain
import Records
import Testing

/// The schemas are CONTRACT 1, word for word.
struct ColumnTests {
    /// The contract's table of kinds: `name`, `!` where required, `:` and how it is checked (text where nothing is said), `=` default.
    static let contract: [Kind: String] = [
        .transactions: """
        order_id! line_no!:whole ordered_at!:instant platform_id seller_id! buyer_id! product_id! hs_code:hs quantity!:decimal \
        unit:UN/ECE=C62 unit_price!:decimal freight:decimal currency!:ISO4217 trade_model:B2B|B2C|C2C origin:ISO3166-1 \
        destination:ISO3166-1 payment_method ship_by:instant deliver_by:instant \
        status!:PLACED|COMPLETED|RETURNED|REFUNDED|CANCELLED|CANCELLED_BY_BUYER|CANCELLED_BY_SELLER status_at!:instant contract_id \
        seal_key seal
        """,
        .invoices: """
        invoice_id! order_id! seller_id! kind!:INVOICE|CREDIT_NOTE|VOID issued_at!:instant currency!:ISO4217 net:decimal tax:decimal \
        gross!:decimal seal_key seal
        """,
        .payments: """
        payment_id! order_id! payer:BUYER|THIRD_PARTY|ON_DELIVERY method amount!:decimal currency!:ISO4217 \
        status!:AUTHORISED|CAPTURED|FAILED|REFUNDED|FRAUD paid_at!:instant
        """,
        .logistics: "shipment_id! order_id! carrier event!:25words occurred_at!:instant location:place weight_g:whole",
        .feedback: """
        feedback_id! order_id! line_no:whole seller_id product_id kind!:REVIEW|COMPLAINT|CLAIM|CHARGEBACK \
        reason:COUNTERFEIT|NOT_RECEIVED|NOT_AS_DESCRIBED|DEFECTIVE|IP_INFRINGEMENT|OTHER score:whole occurred_at!:instant \
        outcome:OPEN|UPHELD|REJECTED|WITHDRAWN outcome_at:instant amount:decimal currency:ISO4217
        """,
        .subjects: """
        subject_id! name role!:SELLER|PLATFORM|CARRIER|PAYMENT country:ISO3166-1 region city registration_no lei vat_no \
        registered_on:instant licence_until:instant \
        customs_grade:ADVANCED_CERTIFIED|CERTIFIED|REGULAR|DISCREDITED|SERIOUSLY_DISCREDITED legal_representative address \
        bank_account enterprise_id updated_at!:instant
        """,
        .products: "product_id! gtin name category brand hs_code:hs origin:ISO3166-1 weight_g:whole updated_at!:instant",
        .inspections: "inspection_id! product_id! seller_id lot authority result!:PASS|FAIL|COUNTERFEIT|RECALL occurred_at!:instant",
        .traces: "event_id! product_id! lot biz_step!:41words disposition location occurred_at!:instant",
        .customs: """
        declaration_id! order_id! seller_id regime hs_code:hs declared_value!:decimal currency!:ISO4217 quantity:decimal unit:UN/ECE \
        declared_at!:instant outcome!:RELEASED|INSPECTED|AMENDED|RETURNED|SEIZED outcome_at:instant \
        reason:FRAUD|COUNTERFEIT|UNDERVALUED|PROHIBITED|OTHER
        """,
        .penalties: """
        penalty_id! subject_id! authority kind severity!:WARNING|FINE|SUSPENSION|BLACKLIST decided_on!:instant expires_on:instant source
        """,
        .deposits: "entry_id! subject_id! kind!:DEPOSIT|TOP_UP|DRAW|REFUND amount!:decimal currency!:ISO4217 occurred_at!:instant claim_id",
        .rates: "date!:instant currency!:ISO4217 rate!:decimal base:ISO4217=EUR",
        .sealKeys: "key_id! subject_id! algorithm!:Ed25519|P-256 public_key! valid_from!:instant valid_until:instant revoked_at:instant",
    ]

    @Test(arguments: Kind.allCases)
    func `Columns, their order and their types`(_ kind: Kind) {
        #expect(Schema.of(kind).columns.map(described).joined(separator: " ") == ColumnTests.contract[kind])
    }

    private func described(_ column: Column) -> String {
        let type =
            switch column.type {
            case .text: ""
            case .decimal: ":decimal"
            case .whole: ":whole"
            case .instant: ":instant"
            case .code(let list): ":" + list.name.replacing(" Rec 20", with: "").replacing(" ", with: "")
            case .word(let table): table.words.count > 20 ? ":\(table.words.count)words" : ":" + table.words.joined(separator: "|")
            case .hsCode: ":hs"
            case .place: ":place"
            }
        return column.name + (column.isRequired ? "!" : "") + type + (column.defaultCode.map { "=\(CodeList.unpack($0))" } ?? "")
    }

    @Test(arguments: [
        (Kind.transactions, "order_id line_no", "status_at"), (.invoices, "order_id seller_id invoice_id", "issued_at"),
        (.logistics, "order_id shipment_id event occurred_at", "occurred_at"), (.payments, "order_id payment_id", "paid_at"),
        (.feedback, "order_id feedback_id", "outcome_at occurred_at"), (.customs, "order_id declaration_id", "outcome_at declared_at"),
        (.rates, "currency date", "date"), (.subjects, "subject_id", "updated_at"), (.products, "product_id", "updated_at"),
        (.inspections, "inspection_id", "occurred_at"), (.traces, "event_id", "occurred_at"), (.penalties, "penalty_id", "decided_on"),
        (.deposits, "entry_id", "occurred_at"), (.sealKeys, "key_id", "valid_from"),
    ])
    func `Keys and version times`(_ kind: Kind, _ key: String, _ version: String) {
        let schema = Schema.of(kind)
        #expect(schema.key.map { schema.columns[$0].name }.joined(separator: " ") == key)
        #expect(schema.version.map { schema.columns[$0].name }.joined(separator: " ") == version)
    }

    @Test func `Kinds begin the names of files, in the contract's order`() {
        let names = """
            transactions invoices payments logistics feedback subjects products inspections traces customs penalties deposits rates seal_keys
            """
        #expect(Kind.allCases.map(\.name).joined(separator: " ") == names)
        #expect(Kind.allCases.filter(\.isOrderBound) == [.transactions, .invoices, .payments, .logistics, .feedback, .customs])
    }

    @Test func `The named places of columns are theirs`() {
        let transactions: [(String, Int)] = [
            ("order_id", TransactionColumn.orderID), ("line_no", TransactionColumn.lineNo), ("ordered_at", TransactionColumn.orderedAt),
            ("seller_id", TransactionColumn.sellerID), ("buyer_id", TransactionColumn.buyerID),
            ("product_id", TransactionColumn.productID), ("quantity", TransactionColumn.quantity),
            ("unit_price", TransactionColumn.unitPrice), ("freight", TransactionColumn.freight), ("currency", TransactionColumn.currency),
            ("trade_model", TransactionColumn.tradeModel), ("origin", TransactionColumn.origin),
            ("destination", TransactionColumn.destination), ("ship_by", TransactionColumn.shipBy),
            ("deliver_by", TransactionColumn.deliverBy), ("status", TransactionColumn.status), ("status_at", TransactionColumn.statusAt),
        ]
        let customs: [(String, Int)] = [
            ("seller_id", CustomsColumn.sellerID), ("declared_at", CustomsColumn.declaredAt), ("outcome", CustomsColumn.outcome),
            ("outcome_at", CustomsColumn.outcomeAt), ("reason", CustomsColumn.reason),
        ]
        for (kind, places) in [(Kind.transactions, transactions), (.customs, customs)] {
            for (name, place) in places { #expect(Schema.of(kind).index(of: name) == place, "\(kind.name).\(name)") }
        }
    }
}
