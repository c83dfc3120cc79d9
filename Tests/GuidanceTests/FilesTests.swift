import Domain
import Foundation
import Problems
import RatingsDatabase
import TestSupport
import Testing

@testable import Guidance

@Suite("The pages' content as files for machines")
struct FilesTests {
    private static let contact = "appeals@example.org"

    /// One export of each format and the site: made once, only read.
    private static let made = Result { () throws -> Sample in
        let sample = try Sample()
        try sample.publish(120)
        try sample.export()
        for format in GuidanceFileFormat.allCases { try export(sample, format, to: format.rawValue) }
        return sample
    }

    private let sample: Sample

    init() throws { sample = try Self.made.get() }

    @discardableResult
    private static func export(_ sample: Sample, _ format: GuidanceFileFormat, to name: String, threads: Int = 2) throws -> GuidanceReport {
        try exportGuidanceFiles(
            database: sample.database, as: format, to: "\(sample.folder.path)/\(name)", contact: contact, threads: threads)
    }

    private func objects() throws -> [[String: Any]] {
        try lines("ndjson/guidance.ndjson").map { try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any]) }
    }

    private func lines(_ name: String) throws -> [ArraySlice<UInt8>] { try sample.folder.bytes(of: name).split(separator: 0x0A) }

    private func page(of number: Int) throws -> String {
        let place = PagePlace(Array("S\(1_000_000 + number)".utf8))
        return String(decoding: try Data(contentsOf: URL(filePath: "\(sample.out)/\(place.path)")), as: UTF8.self)
    }

    /// As a page has it.
    private func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }

    @Test("one object per enterprise, ascending; its words and figures are those of its page")
    func samePage() throws {
        let objects = try objects()
        #expect(objects.map { $0["enterprise_id"] as? String } == (0..<120).map { "S\(1_000_000 + $0)" })
        for (number, object) in objects.enumerated() {
            let page = try page(of: number)
            let meaning = try #require(object["grade_meaning"] as? [String: String])
            let answer = try #require(object["answer"] as? [String: String])
            for text in [meaning["en"], meaning["zh"], answer["en"], answer["zh"]] {
                #expect(page.contains(">\(escaped(text ?? "?"))</span>"))
            }
            #expect(page.contains("class=\"letters\">\(object["grade"] as? String ?? "?")<"))
            let reasons = try #require(object["reasons"] as? [[String: Any]])
            #expect(reasons.count == page.ranges(of: "<span class=\"code\">").count)
            for reason in reasons { #expect(page.contains("<span class=\"code\">\(reason["code"] as? String ?? "?")</span>")) }
            #expect(reasons.first?["en"] as? String == "3 of 40 <orders> handed over late")
            if let expected = object["expected_problem_orders_per_thousand"] as? [String: Double] {
                #expect(page.contains("<span class=\"number\">\(Int(expected["expected"] ?? 0))</span>"))
                #expect(page.contains("between \(expected["low"] ?? 0) and \(Int(expected["high"] ?? 0)) "))
                #expect(page.contains("data-valid-until=\"\(object["valid_until"] as? String ?? "?")\""))
                #expect(page.contains("Small numbers") == (object["small_numbers"] as? Bool))
            } else {
                #expect(!page.contains("are expected to go wrong") && !page.contains("data-valid-until"))
            }
            let changes = try #require(object["changes"] as? [[String: String]])
            #expect(changes.count == page.ranges(of: "<tr><td>").count && changes.allSatisfy { $0["month"]?.count == 7 })
            let late = try #require((object["seller_faults"] as? [String: Any])?["handover_late"] as? [String: Double])
            #expect(late == ["count": 3, "orders": 38, "percent": 7.9] && page.contains("7.9 %") && page.contains("3 of 38 orders"))
            #expect((object["product_warnings"] as? [Any])?.isEmpty == !page.contains("Warning about products"))
            #expect(object["appeal_contact"] as? String == Self.contact && page.contains("mailto:" + Self.contact))
        }
    }

    @Test("NR has no figure, and says what is missing; the others are not told to miss anything")
    func notRated() throws {
        for (number, object) in try objects().enumerated() {
            let isUnrated = [6, 7].contains(number % 10)
            #expect((object["status"] as? String == "NR") == isUnrated)
            #expect((object["missing_for_rating"] as? [String]) == (isUnrated ? ["NR_ORDERS"] : nil))
            guard isUnrated else { continue }
            for key in ["expected_problem_orders_per_thousand", "confidence", "small_numbers", "valid_until"] {
                #expect(object[key] is NSNull, "\(key)")
            }
        }
    }

    @Test("of few orders no share is stated, and of none nothing")
    func fewOrders() throws {
        var reader = try RatingsReader(path: sample.database).guidance(from: Text(""), below: nil)[0]
        reader.counters[GuidanceCounter.handoverDue.rawValue] = 29
        reader.counters[GuidanceCounter.invoiceDue.rawValue] = 0
        let record = GuidanceRecord(EnterprisePage(enterprise: reader, contact: try Contact(nil)))
        let late = try #require(record.share(GuidanceRecord.sellerFaults[1]))
        #expect(late.count == 3 && late.orders == 29 && late.percent == nil)
        #expect(record.share(GuidanceRecord.sellerFaults[4]) == nil)
        #expect(record.appealContact == nil)
    }

    @Test("hostile names are told byte for byte", arguments: Sample.hostileNames.indices)
    func hostile(_ number: Int) throws {
        let name = Sample.hostileNames[number]
        #expect((try objects()[number]["name"] as? String)?.utf8.elementsEqual(name.utf8) == true)
        let quoted = "\"\(name.utf8.map { $0 == 0x22 ? [0x22, 0x22] : [$0] }.reduce([], +).withText)\""
        let line = try lines("csv/guidance.csv")[number + 1]
        let isQuoted = name.utf8.contains(0x22) || name.utf8.contains(0x2C)
        #expect(line.starts(with: Array("S\(1_000_000 + number),\(isQuoted ? quoted : name),".utf8)))
        let place = PagePlace(Array("S\(1_000_000 + number)".utf8))
        let file = try Data(contentsOf: URL(filePath: "\(sample.folder.path)/json/enterprises/\(place.shard)/\(place.name).json"))
        let object = try #require(try JSONSerialization.jsonObject(with: file) as? NSDictionary)
        #expect(object == NSDictionary(dictionary: try objects()[number]))
    }

    @Test("the schema names the keys that the objects have, all required, and the columns of CSV")
    func schema() throws {
        let bytes = try sample.folder.bytes(of: "ndjson/guidance.schema.json")
        #expect(try sample.folder.bytes(of: "csv/guidance.schema.json") == bytes)
        let schema = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        for object in try objects() { check(object, schema, "$") }
        let row = try #require((schema["$defs"] as? [String: [String: Any]])?["csv_row"])
        let header = String(decoding: try lines("csv/guidance.csv")[0], as: UTF8.self).split(separator: ",").map(String.init)
        #expect(row["required"] as? [String] == header)
        #expect(Set(header).count == header.count && header.contains("reason_4_zh"))
    }

    /// Compares keys, kinds and words, all the way down.
    private func check(_ value: Any, _ schema: [String: Any], _ path: String) {
        let types = schema["type"] as? [String] ?? [schema["type"] as? String ?? "?"]
        if value is NSNull {
            #expect(types.contains("null"), "\(path)")
        } else if let object = value as? [String: Any] {
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            #expect(Set(object.keys) == Set(properties.keys) && types.contains("object"), "\(path)")
            #expect(Set(schema["required"] as? [String] ?? []) == Set(object.keys), "\(path)")
            for (key, member) in object { check(member, properties[key] ?? [:], "\(path).\(key)") }
        } else if let list = value as? [Any] {
            #expect(types.contains("array"), "\(path)")
            for item in list { check(item, schema["items"] as? [String: Any] ?? [:], path + "[]") }
        } else if let text = value as? String {
            #expect(types.contains("string") && (schema["enum"] as? [Any])?.contains { $0 as? String == text } != false, "\(path)")
        } else {
            #expect(!types.contains("string") && !types.contains("object"), "\(path)")
        }
    }

    @Test("two exports, with other threads and of another night, are equal byte for byte", arguments: GuidanceFileFormat.allCases)
    func deterministic(_ format: GuidanceFileFormat) throws {
        let other = try Sample()
        try other.publish(600)
        try Self.export(other, format, to: "first", threads: 1)
        try Self.export(other, format, to: "second", threads: 3)
        let first = try SiteContents("\(other.folder.path)/first", isRead: false).files
        #expect(try SiteContents("\(other.folder.path)/second", isRead: false).files == first)
        #expect(first.count == (format == .json ? 601 : 2) && !first.keys.contains { $0.hasSuffix(".part") })
        try other.publish(600, run: 2)
        let report = try Self.export(other, format, to: "second")
        #expect(report.enterprises == 600 && report.files == first.count)
        #expect(try SiteContents("\(other.folder.path)/second", isRead: false).files == first)
        if format == .json { #expect(report.filesWritten == 0) }
    }

    @Test("files do not take the place of a site, nor go into it", arguments: GuidanceFileFormat.allCases, ["site", "site/"])
    func occupied(_ format: GuidanceFileFormat, _ name: String) throws {
        let problem = #expect(throws: Problem.self) { try Self.export(sample, format, to: name) }
        #expect(problem?.kind == .cannotCreate && problem?.remedy == "name another --out, or remove the link")
        #expect(try SiteContents(sample.out, isRead: false).files.keys.allSatisfy { !$0.hasPrefix("guidance.") })
    }

    @Test("lines do not go into the link of objects, but into a link that somebody else made")
    func links() throws {
        for format in [GuidanceFileFormat.csv, .ndjson] {
            let problem = #expect(throws: Problem.self) { try Self.export(sample, format, to: "json") }
            #expect(problem?.remedy == "name another --out, or remove the link")
            let link = "link-\(format.rawValue)"
            try sample.folder.put([], as: "elsewhere-\(format.rawValue)/.keep")
            try FileManager.default.createSymbolicLink(
                atPath: "\(sample.folder.path)/\(link)", withDestinationPath: "elsewhere-\(format.rawValue)")
            try Self.export(sample, format, to: link)
            #expect(try !sample.folder.bytes(of: "elsewhere-\(format.rawValue)/guidance.\(format.rawValue)").isEmpty)
        }
    }
}

extension [UInt8] {
    fileprivate var withText: String { String(decoding: self, as: UTF8.self) }
}
