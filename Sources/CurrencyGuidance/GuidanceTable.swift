public import Domain
import Tables

/// Guidance as files: one row per ordered pair and method, in the order of `guidance`; equal guidance gives equal bytes.
public struct GuidanceTable: Sendable {
    private let asOf: Day
    private let feeTable: String
    private let pairs: [PairGuidance]
    private let policy: GuidancePolicy

    /// - Parameters:
    ///   - pairs: what `guidance` returned for the day.
    ///   - fees: the table that it was made with.
    public init(_ pairs: [PairGuidance], fees: FeeTable, asOf: Day, policy: GuidancePolicy = GuidancePolicy()) {
        self.pairs = pairs
        self.asOf = asOf
        self.policy = policy
        feeTable = "\(fees.content.id) \(fees.content.version)"
    }

    private var rows: some Sequence<GuidanceRow> {
        pairs.lazy.flatMap { pair in
            pair.methods.map { GuidanceRow(asOf: asOf, table: feeTable, pair: pair, method: $0, policy: policy) }
        }
    }

    /// CSV after RFC 4180 with a header, lines ending in a line feed.
    public var csv: String {
        var text = Column.all.map(\.name).joined(separator: ",") + "\n"
        for row in rows {
            let fields = Column.all.map { column in
                switch column.value(row) {
                case .text(let value): CommaSeparated.field(value)
                case .number(let digits): digits
                case .missing: ""
                }
            }
            text += fields.joined(separator: ",") + "\n"
        }
        return text
    }

    /// One JSON object a line, its members in the columns' order.
    public var ndjson: String {
        var text = ""
        for row in rows {
            let members = Column.all.map { column in
                switch column.value(row) {
                case .text(let value): "\"\(column.name)\":\(JSONLines.string(value))"
                case .number(let digits): "\"\(column.name)\":\(digits)"
                case .missing: "\"\(column.name)\":null"
                }
            }
            text += "{" + members.joined(separator: ",") + "}\n"
        }
        return text
    }

    /// The JSON Schema (draft 2020-12) of a line of `ndjson`.
    public static var schema: String {
        let properties = Column.all.map { "    \(JSONLines.string($0.name)): \($0.schema)" }
        return """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": "Currency guidance",
              "description": "A line of currency.ndjson: what paying in one currency for a price in another costs, by one method.",
              "type": "object",
              "additionalProperties": false,
              "required": [\(Column.all.map { JSONLines.string($0.name) }.joined(separator: ", "))],
              "properties": {
            \(properties.joined(separator: ",\n"))
              }
            }

            """
    }
}

extension Column {
    /// The schema of its member.
    fileprivate var schema: String {
        var members = ["\"description\": \(JSONLines.string(meaning))"]
        switch shape {
        case .text: members.append(type("string"))
        case .day: members += [type("string"), "\"format\": \"date\""]
        case .currency: members += [type("string"), "\"pattern\": \"^[A-Z]{3}$\""]
        case .number: members.append(type("number"))
        case .whole: members += [type("integer"), "\"minimum\": 0"]
        case .word(let words):
            members.append("\"enum\": [\((words.map(JSONLines.string) + (isOptional ? ["null"] : [])).joined(separator: ", "))]")
        }
        return "{\(members.joined(separator: ", "))}"
    }

    private func type(_ name: String) -> String { isOptional ? "\"type\": [\"\(name)\", \"null\"]" : "\"type\": \"\(name)\"" }
}
