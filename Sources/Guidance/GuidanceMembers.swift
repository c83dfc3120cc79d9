internal import Domain
internal import RatingsDatabase

/// A member of an enterprise's object: its key, its JSON Schema and its value stand together, so that they agree.
struct GuidanceMember: Sendable {
    let key: String
    let schema: JSONValue
    let value: @Sendable (GuidanceRecord) -> JSONValue

    init(_ key: String, _ schema: JSONValue, _ value: @escaping @Sendable (GuidanceRecord) -> JSONValue) {
        self.key = key
        self.schema = schema
        self.value = value
    }

    /// All, in order.
    static let all: [GuidanceMember] = identity + rating + evidence

    private static let identity = [
        GuidanceMember("enterprise_id", Schema.string) { .text($0.enterprise.enterpriseID) },
        GuidanceMember("name", Schema.optional("string")) { .optional($0.enterprise.name) { .text($0) } },
        GuidanceMember("country", Schema.optional("string")) { .optional($0.enterprise.country) { .text($0) } },
        GuidanceMember("status", Schema.words(RatingRow.Status.allCases.map(\.rawValue))) { .text($0.enterprise.status.rawValue) },
        GuidanceMember("grade", Schema.words(Grade.allCases.map(\.name.description))) { .text($0.enterprise.grade.name.description) },
        GuidanceMember("grade_meaning", Schema.bilingual) { words($0.meaning) },
        GuidanceMember("answer", Schema.bilingual) { words($0.answer) },
    ]

    private static let rating = [
        GuidanceMember(
            "expected_problem_orders_per_thousand",
            Schema.object([("expected", Schema.number), ("low", Schema.number), ("high", Schema.number)], isNullable: true)
        ) { record in
            .optional(record.expected) {
                .object([("expected", .real($0.perThousand)), ("low", .real($0.low)), ("high", .real($0.high))])
            }
        },
        GuidanceMember("confidence", Schema.words(RatingRow.Confidence.allCases.map(\.rawValue), isNullable: true)) {
            .optional($0.confidence) { .text($0.rawValue) }
        },
        GuidanceMember("small_numbers", Schema.optional("boolean")) { .optional($0.expected) { .boolean($0.isSmall) } },
        GuidanceMember("valid_until", Schema.optional("string", format: "date")) { .optional($0.validUntil) { .text($0) } },
        GuidanceMember("reasons", Schema.list(Schema.reason, max: EnterprisePage.reasonsMax)) { record in
            .list(record.reasons.enumerated().map { reason($1, rank: $0 + 1) })
        },
        GuidanceMember("product_warnings", Schema.list(Schema.reason)) { record in
            .list(record.warnings.enumerated().map { reason($1, rank: $0 + 1) })
        },
        GuidanceMember("missing_for_rating", Schema.list(Schema.string, isNullable: true)) {
            .optional($0.missing) { .list($0.map { .text($0) }) }
        },
    ]

    private static let evidence = [
        GuidanceMember("orders", Schema.count) { .integer($0.enterprise.orders) },
        GuidanceMember("seller_faults", Schema.faults(GuidanceRecord.sellerFaults)) { faults(GuidanceRecord.sellerFaults, $0) },
        GuidanceMember("carrier_faults", Schema.faults(GuidanceRecord.carrierFaults)) { faults(GuidanceRecord.carrierFaults, $0) },
        GuidanceMember("sells", Schema.list(Schema.share("name", [.category, .chapter]))) { record in
            .list(record.sells.map { share($0, "name") })
        },
        GuidanceMember("ships_to", Schema.list(Schema.share("country", [.country]))) { record in
            .list(record.shipsTo.map { share($0, "country") })
        },
        GuidanceMember("delivery_times", Schema.list(Schema.delivery)) { record in
            .list(record.deliveries.map { delivery($0, from: record.enterprise.country) })
        },
        GuidanceMember(
            "changes",
            Schema.list(Schema.object([("month", Schema.month), ("grade", Schema.words(Grade.allCases.map(\.name.description)))]))
        ) { record in
            .list(record.changes.map { .object([("month", .text($0.month)), ("grade", .text($0.grade))]) })
        },
        GuidanceMember("appeal_contact", Schema.optional("string")) { .optional($0.appealContact) { .text($0) } },
    ]

    private static func words(_ words: GuidanceRecord.Words) -> JSONValue {
        .object([("en", .text(words.english)), ("zh", .text(words.chinese))])
    }

    private static func share(_ share: EnterprisePage.MarketShare, _ name: String) -> JSONValue {
        .object([
            ("kind", .text(share.kind.rawValue)), (name, .optional(share.name) { .text($0) }), ("orders", .integer(share.orders)),
            ("percent", .optional(share.percent?.number, JSONValue.real)),
        ])
    }

    private static func delivery(_ delivery: EnterprisePage.Delivery, from origin: Text?) -> JSONValue {
        .object([
            ("origin", .optional(origin) { .text($0) }), ("destination", .text(delivery.destination)),
            ("orders", .integer(delivery.orders)), ("median_days", .optional(delivery.days?.half, JSONValue.integer)),
            ("p90_days", .optional(delivery.days?.ninety, JSONValue.integer)),
        ])
    }

    private static func reason(_ reason: GuidanceRecord.Reason, rank: Int) -> JSONValue {
        .object([
            ("rank", .integer(Int64(rank))), ("code", .text(reason.code)), ("en", .text(reason.words.english)),
            ("zh", .text(reason.words.chinese)),
        ])
    }

    private static func faults(_ faults: [GuidanceRecord.Fault], _ record: GuidanceRecord) -> JSONValue {
        .object(
            faults.map { fault in
                let share = JSONValue.optional(record.share(fault)) {
                    .object([
                        ("count", .integer($0.count)), ("orders", .integer($0.orders)), ("percent", .optional($0.percent, JSONValue.real)),
                    ])
                }
                return (fault.key, share)
            })
    }
}

extension GuidanceRecord {
    /// The object of the enterprise.
    var json: JSONValue { .object(GuidanceMember.all.map { ($0.key, $0.value(self)) }) }

    /// The JSON Schema of such an object; `$defs/csv_row` is that of a line of CSV.
    static var schema: JSONValue {
        let members = Schema.members(GuidanceMember.all.map { ($0.key, $0.schema) })
        let head: [(key: String, value: JSONValue)] = [
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("guidance")),
            (
                "description",
                .text(
                    """
                    What the page of guidance says of one enterprise. Figures are those of orders to come, of RATED enterprises alone; \
                    NR means that too little is known, which is not bad, and is not ranked. Shares of fewer than 30 orders are null. \
                    What it sells (shares of value) and where it ships (shares of orders) is of the last half year. Delivery times are days \
                    from the order to the delivery that sufficed for half and for nine in ten of the delivered orders placed one to six \
                    months before the rating; those of fewer than 10 orders are null.
                    """)
            ),
        ]
        return .object(head + members + [("$defs", .object([("csv_row", GuidanceColumn.schema)]))])
    }
}

/// Pieces of JSON Schema.
enum Schema {
    static let string = JSONValue.object([("type", .text("string"))])
    static let number = JSONValue.object([("type", .text("number")), ("minimum", .integer(0))])
    static let count = JSONValue.object([("type", .text("integer")), ("minimum", .integer(0))])
    static let month = JSONValue.object([("type", .text("string")), ("pattern", .text("^[0-9]{4}-[0-9]{2}$"))])
    static let bilingual = object([("en", string), ("zh", string)])
    static let reason = object([("rank", count), ("code", string), ("en", string), ("zh", string)])

    static func type(_ name: String, isNullable: Bool) -> (key: String, value: JSONValue) {
        ("type", isNullable ? .list([.text(name), .text("null")]) : .text(name))
    }

    static func optional(_ name: String, format: String? = nil) -> JSONValue {
        .object([type(name, isNullable: true)] + (format.map { [("format", .text($0))] } ?? []))
    }

    static func words(_ words: [String], isNullable: Bool = false) -> JSONValue {
        .object([type("string", isNullable: isNullable), ("enum", .list(words.map { .text($0) } + (isNullable ? [.null] : [])))])
    }

    static func list(_ items: JSONValue, max: Int? = nil, isNullable: Bool = false) -> JSONValue {
        .object([type("array", isNullable: isNullable), ("items", items)] + (max.map { [("maxItems", .integer(Int64($0)))] } ?? []))
    }

    static func object(_ properties: [(key: String, value: JSONValue)], isNullable: Bool = false) -> JSONValue {
        .object(members(properties, isNullable: isNullable))
    }

    /// What says that an object has all of these, and no others.
    static func members(_ properties: [(key: String, value: JSONValue)], isNullable: Bool = false) -> [(key: String, value: JSONValue)] {
        [
            type("object", isNullable: isNullable), ("properties", .object(properties)),
            ("required", .list(properties.map { .text($0.key) })), ("additionalProperties", .boolean(false)),
        ]
    }

    static let percent = JSONValue.object([type("number", isNullable: true), ("minimum", .integer(0)), ("maximum", .integer(100))])
    static let delivery = object([
        ("origin", optional("string")), ("destination", string), ("orders", count), ("median_days", optional("integer")),
        ("p90_days", optional("integer")),
    ])

    /// A member of a breakdown; `name` is null where it is not known, and of all others together.
    static func share(_ name: String, _ kinds: [EnterprisePage.MarketShare.Kind]) -> JSONValue {
        let words = (kinds + [.unknown, .other]).map(\.rawValue)
        return object([("kind", Schema.words(words)), (name, optional("string")), ("orders", count), ("percent", percent)])
    }

    static func faults(_ faults: [GuidanceRecord.Fault]) -> JSONValue {
        object(faults.map { ($0.key, object([("count", count), ("orders", count), ("percent", percent)], isNullable: true)) })
    }
}
