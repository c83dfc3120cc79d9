internal import Domain
internal import RatingsDatabase

/// What the page of one enterprise says, as values: words and figures are read from the page's own fields, so that page and files cannot
/// tell different things.
struct GuidanceRecord {
    /// A text in both languages.
    struct Words {
        var english: String
        var chinese: String

        init(_ markup: Markup) {
            english = markup.text(.english)
            chinese = markup.text(.chinese)
        }
    }

    struct Reason {
        var code: String
        var words: Words
    }

    /// So many of a thousand orders, as the page rounds them.
    struct Expected {
        var perThousand: Double
        var low: Double
        var high: Double
        var isSmall: Bool
    }

    /// How often something went wrong.
    struct Share {
        var count: Int64
        var orders: Int64
        /// nil: too few orders to state one.
        var percent: Double?
    }

    struct Change {
        /// `2026-05`.
        var month: String
        var grade: String
    }

    /// Something that can go wrong, and what it is counted of.
    struct Fault: Sendable {
        let key: String
        let part: GuidanceCounter
        let whole: GuidanceCounter
    }

    /// What a seller stands for, and what carriers do: the page's lists, in its order.
    static let sellerFaults = [
        Fault(key: "cancelled", part: .cancelledBySeller, whole: .orders),
        Fault(key: "handover_late", part: .handoverLate, whole: .handoverDue),
        Fault(key: "claims_upheld", part: .claimsUpheld, whole: .orders),
        Fault(key: "refunded", part: .refunded, whole: .orders),
        Fault(key: "invoice_missing", part: .invoiceMissing, whole: .invoiceDue),
    ]
    static let carrierFaults = [
        Fault(key: "delivery_late", part: .deliveryLate, whole: .deliveryDue),
        Fault(key: "undelivered", part: .undelivered, whole: .deliveryDue),
        Fault(key: "held", part: .held, whole: .handedOver),
    ]

    let enterprise: EnterpriseGuidance
    let meaning: Words
    let answer: Words
    /// Of RATED alone, as are confidence and validity.
    let expected: Expected?
    let confidence: RatingRow.Confidence?
    let validUntil: String?
    let reasons: [Reason]
    /// Codes of reasons that tell what a rating lacks; nil: it is rated, or withheld for another reason.
    let missing: [String]?
    let warnings: [Reason]
    /// The earliest first.
    let changes: [Change]
    /// What it sells, where it ships, and how long that takes.
    let sells: [EnterprisePage.MarketShare]
    let shipsTo: [EnterprisePage.MarketShare]
    let deliveries: [EnterprisePage.Delivery]
    let appealContact: String?

    init(_ page: EnterprisePage) {
        let fields = page.fields()
        enterprise = page.enterprise
        meaning = Words(fields.markup("meaning"))
        answer = Words(fields.markup("answer"))
        expected = fields.part("expected").flatMap(GuidanceRecord.expected)
        confidence = expected == nil ? nil : page.enterprise.confidence
        validUntil = fields.part("validity")?.markup("untilDay").text(.english)
        reasons = fields.list("reasons").map(GuidanceRecord.reason)
        missing = page.tone == .unknown ? reasons.map(\.code) : nil
        warnings = fields.part("warning")?.list("items").map(GuidanceRecord.reason) ?? []
        changes = GuidanceRecord.changes(fields, page.enterprise)
        sells = page.sells
        shipsTo = page.shipsTo
        deliveries = page.deliveries
        appealContact = page.contact.text
    }

    private static func expected(_ fields: Fields) -> Expected? {
        guard let value = fields.markup("pd").number, let low = fields.markup("low").number, let high = fields.markup("high").number
        else { return nil }
        return Expected(perThousand: value, low: low, high: high, isSmall: fields.isTrue("isSmall"))
    }

    private static func reason(_ fields: Fields) -> Reason {
        Reason(code: fields.markup("code").text(.english), words: Words(fields.markup("text")))
    }

    private static func changes(_ fields: Fields, _ enterprise: EnterpriseGuidance) -> [Change] {
        guard let rows = fields.part("trend")?.list("rows") else { return [] }
        // The page writes months in words.
        let months = enterprise.changes.map { (Figures.month($0.asOf), String($0.asOf.description.prefix(7))) }
        let byWords = Dictionary(months) { first, _ in first }
        return rows.reversed().map { row in
            Change(month: byWords[row.markup("month")] ?? "", grade: row.markup("grade").text(.english))
        }
    }

    /// nil: nothing was counted.
    func share(_ fault: Fault) -> Share? {
        guard counter(.orders) > 0, counter(fault.whole) > 0 else { return nil }
        let (count, orders) = (counter(fault.part), counter(fault.whole))
        let isSmall = orders < EnterprisePage.smallCount
        return Share(count: count, orders: orders, percent: isSmall ? nil : Figures.percent(count, of: orders).number)
    }

    private func counter(_ counter: GuidanceCounter) -> Int64 { enterprise.counter(counter) }
}
