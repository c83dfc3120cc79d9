internal import RatingsDatabase

/// A value of JSON (RFC 8259) whose objects keep the order of their keys, so that the same content is the same bytes.
indirect enum JSONValue: Sendable {
    case null
    case boolean(Bool)
    case integer(Int64)
    case real(Double)
    case text(Text)
    case list([JSONValue])
    case object([(key: String, value: JSONValue)])

    static func text(_ text: String) -> JSONValue { .text(Text(text)) }

    /// The same of each value that is there, else null.
    static func optional<Value>(_ value: Value?, _ make: (Value) -> JSONValue) -> JSONValue { value.map(make) ?? .null }

    /// Appends it on one line.
    func append(to json: inout [UInt8]) {
        switch self {
        case .null: json += "null".utf8
        case .boolean(let value): json += (value ? "true" : "false").utf8
        case .integer(let value): json += String(value).utf8
        case .real(let value): json += (value.isFinite ? value.description : "null").utf8
        case .text(let value): appendJSON(value, to: &json)
        case .list(let values):
            json.append(UInt8(ascii: "["))
            for (place, value) in values.enumerated() {
                if place > 0 { json.append(UInt8(ascii: ",")) }
                value.append(to: &json)
            }
            json.append(UInt8(ascii: "]"))
        case .object(let members):
            json.append(UInt8(ascii: "{"))
            for (place, member) in members.enumerated() {
                if place > 0 { json.append(UInt8(ascii: ",")) }
                appendJSON(Text(member.key), to: &json)
                json.append(UInt8(ascii: ":"))
                member.value.append(to: &json)
            }
            json.append(UInt8(ascii: "}"))
        }
    }

    /// Appends it for people: each member of an object on a line of its own.
    func append(to json: inout [UInt8], indented depth: Int) {
        guard case .object(let members) = self, !members.isEmpty else { return append(to: &json) }
        json += "{\n".utf8
        for (place, member) in members.enumerated() {
            json += String(repeating: "  ", count: depth + 1).utf8
            appendJSON(Text(member.key), to: &json)
            json += ": ".utf8
            member.value.append(to: &json, indented: depth + 1)
            json += (place < members.count - 1 ? ",\n" : "\n").utf8
        }
        json += String(repeating: "  ", count: depth).utf8
        json.append(UInt8(ascii: "}"))
    }

    /// As a file of its own, with a line end behind it.
    var file: String {
        var json: [UInt8] = []
        append(to: &json, indented: 0)
        json.append(0x0A)
        return String(decoding: json, as: UTF8.self)
    }
}
