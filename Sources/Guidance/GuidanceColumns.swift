internal import Domain
internal import RatingsDatabase
internal import Tables

/// A column of the guidance as CSV, which is flat: the column and its cell stand together.
struct GuidanceColumn: Sendable {
    let column: TableColumn
    let cell: @Sendable (GuidanceRecord) -> Cell

    init(
        _ name: String, _ type: ColumnType, isNullable: Bool = false, words: [String]? = nil,
        _ cell: @escaping @Sendable (GuidanceRecord) -> Cell
    ) {
        column = TableColumn(name, type, isNullable: isNullable, words: words)
        self.cell = cell
    }

    static let table = TableShape(
        name: "guidance", summary: "What the page of guidance says of one enterprise.", columns: all.map(\.column))

    /// All, in order.
    static let all: [GuidanceColumn] =
        identity + rating
        + faults("seller", GuidanceRecord.sellerFaults) + faults("carrier", GuidanceRecord.carrierFaults)
        + (0..<EnterprisePage.reasonsMax).flatMap(reason) + (0..<soldMax).flatMap(sold) + markets + lists

    /// What it sells most of; the objects name more.
    private static let soldMax = 3

    private static func sold(_ place: Int) -> [GuidanceColumn] {
        let share: @Sendable (GuidanceRecord) -> EnterprisePage.MarketShare? = { place < $0.sells.count ? $0.sells[place] : nil }
        let kinds: [EnterprisePage.MarketShare.Kind] = [.category, .chapter, .unknown, .other]
        return [
            GuidanceColumn("sells_\(place + 1)_kind", .text, isNullable: true, words: kinds.map(\.rawValue)) {
                text(share($0)?.kind.rawValue)
            },
            GuidanceColumn("sells_\(place + 1)", .text, isNullable: true) { share($0)?.name.map { .text($0.utf8) } ?? .null },
            GuidanceColumn("sells_\(place + 1)_percent", .real, isNullable: true) { real(share($0)?.percent?.number) },
        ]
    }

    private static let markets = [
        GuidanceColumn("ships_to", .text, isNullable: true) { record in
            text(joined(record.shipsTo.map { "\($0.name?.description ?? $0.kind.rawValue)=\($0.orders)" }))
        },
        GuidanceColumn("delivery_days", .text, isNullable: true) { record in
            text(
                joined(record.deliveries.compactMap { delivery in delivery.days.map { "\(delivery.destination)=\($0.half)/\($0.ninety)" } })
            )
        },
    ]

    private static let identity = [
        GuidanceColumn("enterprise_id", .text) { .text($0.enterprise.enterpriseID.utf8) },
        GuidanceColumn("name", .text, isNullable: true) { $0.enterprise.name.map { .text($0.utf8) } ?? .null },
        GuidanceColumn("country", .text, isNullable: true) { $0.enterprise.country.map { .text($0.utf8) } ?? .null },
        GuidanceColumn("status", .text, words: RatingRow.Status.allCases.map(\.rawValue)) { .text($0.enterprise.status.rawValue) },
        GuidanceColumn("grade", .text, words: Grade.allCases.map(\.name.description)) { .text($0.enterprise.grade.name.description) },
        GuidanceColumn("grade_meaning_en", .text) { .text($0.meaning.english) },
        GuidanceColumn("grade_meaning_zh", .text) { .text($0.meaning.chinese) },
        GuidanceColumn("answer_en", .text) { .text($0.answer.english) },
        GuidanceColumn("answer_zh", .text) { .text($0.answer.chinese) },
    ]

    private static let rating = [
        GuidanceColumn("expected_problem_orders_per_thousand", .real, isNullable: true) { real($0.expected?.perThousand) },
        GuidanceColumn("expected_low", .real, isNullable: true) { real($0.expected?.low) },
        GuidanceColumn("expected_high", .real, isNullable: true) { real($0.expected?.high) },
        GuidanceColumn("confidence", .text, isNullable: true, words: RatingRow.Confidence.allCases.map(\.rawValue)) {
            text($0.confidence?.rawValue)
        },
        GuidanceColumn("small_numbers", .text, isNullable: true, words: ["false", "true"]) {
            text(($0.expected?.isSmall).map(String.init))
        },
        GuidanceColumn("valid_until", .day, isNullable: true) { text($0.validUntil) },
        GuidanceColumn("orders", .integer) { .integer($0.enterprise.orders) },
    ]

    private static let lists = [
        GuidanceColumn("product_warnings", .text, isNullable: true) { text(joined($0.warnings.map(\.code))) },
        GuidanceColumn("missing_for_rating", .text, isNullable: true) { text(joined($0.missing ?? [])) },
        GuidanceColumn("changes", .text, isNullable: true) { text(joined($0.changes.map { "\($0.month)=\($0.grade)" })) },
        GuidanceColumn("appeal_contact", .text, isNullable: true) { text($0.appealContact) },
    ]

    private static func faults(_ side: String, _ faults: [GuidanceRecord.Fault]) -> [GuidanceColumn] {
        faults.flatMap { fault in
            [
                GuidanceColumn("\(side)_\(fault.key)_count", .integer, isNullable: true) { integer($0.share(fault)?.count) },
                GuidanceColumn("\(side)_\(fault.key)_orders", .integer, isNullable: true) { integer($0.share(fault)?.orders) },
                GuidanceColumn("\(side)_\(fault.key)_percent", .real, isNullable: true) { real($0.share(fault)?.percent) },
            ]
        }
    }

    private static func reason(_ place: Int) -> [GuidanceColumn] {
        let name = "reason_\(place + 1)"
        let reason: @Sendable (GuidanceRecord) -> GuidanceRecord.Reason? = { place < $0.reasons.count ? $0.reasons[place] : nil }
        return [
            GuidanceColumn("\(name)_code", .text, isNullable: true) { text(reason($0)?.code) },
            GuidanceColumn("\(name)_en", .text, isNullable: true) { text(reason($0)?.words.english) },
            GuidanceColumn("\(name)_zh", .text, isNullable: true) { text(reason($0)?.words.chinese) },
        ]
    }

    private static func text(_ value: String?) -> Cell { value.map { .text($0) } ?? .null }
    private static func real(_ value: Double?) -> Cell { value.map { .real($0) } ?? .null }
    private static func integer(_ value: Int64?) -> Cell { value.map { .integer($0) } ?? .null }
    /// With spaces between: codes, months and grades hold none. nil: there are none.
    private static func joined(_ words: [String]) -> String? { words.isEmpty ? nil : words.joined(separator: " ") }

    /// The JSON Schema of a line.
    static var schema: JSONValue {
        Schema.object(
            all.map(\.column).map { column in
                if let words = column.words { return (column.name, Schema.words(words, isNullable: column.isNullable)) }
                let type =
                    switch column.type {
                    case .integer: "integer"
                    case .real: "number"
                    case .text, .day, .instant: "string"
                    }
                let format = column.type == .day ? [("format", JSONValue.text("date"))] : []
                return (column.name, .object([Schema.type(type, isNullable: column.isNullable)] + format))
            })
    }
}

extension GuidanceRecord {
    var row: [Cell] { GuidanceColumn.all.map { $0.cell(self) } }
}
