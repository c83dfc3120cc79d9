import Domain
import Tables
import Testing

@Suite("Tables as text")
struct TablesTests {
    private let table = TableShape(
        name: "t", summary: "A \"row\".",
        columns: [
            TableColumn("id", .text), TableColumn("n", .integer, isNullable: true), TableColumn("r", .real, isNullable: true),
            TableColumn("d", .day), TableColumn("at", .instant, isNullable: true),
            TableColumn("word", .text, isNullable: true, words: ["A", "B"]),
        ])

    private func csv(_ row: [Cell]) -> String {
        var text: [UInt8] = []
        CommaSeparated.append(row, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    private func json(_ row: [Cell]) -> String {
        var text: [UInt8] = []
        JSONLines(table).append(row, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    @Test("CSV tells null from an empty text and quotes what it must")
    func commaSeparated() {
        #expect(csv([.null, .text(""), .text("a"), .integer(.min), .real(0.1)]) == ",\"\",a,-9223372036854775808,0.1\n")
        #expect(csv([.text("a,b"), .text("\"x\""), .text("a\nb"), .text("\r")]) == "\"a,b\",\"\"\"x\"\"\",\"a\nb\",\"\r\"\n")
        #expect(csv([.day(Day(0)), .text("中"), .real(-0.0)]) == "1970-01-01,中,-0.0\n")
        var header: [UInt8] = []
        CommaSeparated.appendHeader(of: table, to: &header)
        #expect(String(decoding: header, as: UTF8.self) == "id,n,r,d,at,word\n")
    }

    @Test("a JSON line has every column, and escapes what it must and no more")
    func jsonLines() {
        let full = json([.text("a"), .integer(-1), .real(1e-7), .day(Day(-1)), .text("2026-01-01T00:00:00Z"), .text("A")])
        #expect(full == "{\"id\":\"a\",\"n\":-1,\"r\":1e-07,\"d\":\"1969-12-31\",\"at\":\"2026-01-01T00:00:00Z\",\"word\":\"A\"}\n")
        let strange = json([.text("\"\\\n\r\t\u{0}\u{1F}\u{7F}中/"), .null, .real(.infinity), .day(Day(1)), .null, .null])
        #expect(
            strange
                == "{\"id\":\"\\\"\\\\\\n\\r\\t\\u0000\\u001f\u{7F}中/\",\"n\":null,\"r\":null,\"d\":\"1970-01-02\",\"at\":null,\"word\":null}\n"
        )
    }

    @Test("the JSON Schema names types, nulls and words")
    func jsonSchema() {
        #expect(
            String(decoding: table.jsonSchema, as: UTF8.self) == """
                {
                  "$schema": "https://json-schema.org/draft/2020-12/schema",
                  "title": "t",
                  "description": "A \\"row\\".",
                  "type": "object",
                  "properties": {
                    "id": {"type": "string"},
                    "n": {"type": ["integer", "null"]},
                    "r": {"type": ["number", "null"]},
                    "d": {"type": "string", "format": "date"},
                    "at": {"type": ["string", "null"], "format": "date-time"},
                    "word": {"type": ["string", "null"], "enum": ["A", "B", null]}
                  },
                  "required": ["id", "n", "r", "d", "at", "word"],
                  "additionalProperties": false
                }

                """)
    }
}
