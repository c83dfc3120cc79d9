extension TableShape {
    /// The shape as a JSON Schema (draft 2020-12) of one row: of one line of NDJSON, and of the names, types and nulls of the
    /// same columns in CSV and Parquet. Ends in LF.
    public var jsonSchema: [UInt8] {
        let properties = columns.map { "    \(quoted($0.name)): \($0.jsonSchema)" }
        let text = """
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "title": \(quoted(name)),
              "description": \(quoted(summary)),
              "type": "object",
              "properties": {
            \(properties.joined(separator: ",\n"))
              },
              "required": [\(columns.map { quoted($0.name) }.joined(separator: ", "))],
              "additionalProperties": false
            }

            """
        return Array(text.utf8)
    }
}

extension TableColumn {
    /// What its values are, as a JSON Schema on one line.
    fileprivate var jsonSchema: String {
        let (type, format): (String, String?) =
            switch self.type {
            case .integer: ("integer", nil)
            case .real: ("number", nil)
            case .text: ("string", nil)
            case .day: ("string", "date")
            case .instant: ("string", "date-time")
            }
        var parts = ["\"type\": \(isNullable ? "[\(quoted(type)), \"null\"]" : quoted(type))"]
        if let format { parts.append("\"format\": \(quoted(format))") }
        if let words {
            parts.append("\"enum\": [\((words.map(quoted) + (isNullable ? ["null"] : [])).joined(separator: ", "))]")
        }
        return "{\(parts.joined(separator: ", "))}"
    }
}

private func quoted(_ text: String) -> String {
    var bytes: [UInt8] = []
    JSONLines.append(Array(text.utf8), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
}
