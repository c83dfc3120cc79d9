import Foundation
import Testing

/// `silkrate export guidance` as it is typed: from dumps to a site and to files.
@Suite(.enabled(if: Programs.folder != nil, "the executables do not lie beside the tests"))
struct GuidanceProgramTests {
    private let folder = FileManager.default.temporaryDirectory.appending(path: "silkrate-program-\(UUID().uuidString)").path

    private func silkrate(_ arguments: String...) throws -> (status: Int32, text: String) {
        try Programs.output(of: "\(Programs.folder ?? "")/silkrate", arguments)
    }

    private func text(_ name: String) throws -> String { try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8) }

    @Test func fromDumpsToASiteAndToFiles() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let (database, store) = ("\(folder)/ratings.sqlite", "\(folder)/store")
        let run = try silkrate(
            "run", "--quiet", "--dumps", "\(Programs.repository)/Fixtures/corner-shop/dumps", "--store", store, "--database", database)
        #expect(run.status == 0, "\(run.text)")
        func export(_ format: String, to out: String) throws -> (status: Int32, text: String) {
            try silkrate(
                "export", "guidance", "--quiet", "--format", format, "--database", database, "--store", store, "--out", "\(folder)/\(out)")
        }
        for (format, out) in [("site", "site"), ("json", "json"), ("csv", "lines"), ("ndjson", "lines")] {
            let answer = try export(format, to: out)
            #expect(answer.status == 0 && answer.text.contains(" enterprises, "), "\(answer.text)")
        }
        #expect(try text("site/index.html").contains("Can I buy from this seller?"))
        #expect(try text("site/currency/index.html").contains("Which way a rate will move is not predictable"))
        #expect(
            try text("lines/guidance.csv").split(separator: "\n").count == text("lines/guidance.ndjson").split(separator: "\n").count + 1)
        #expect(try text("json/guidance.schema.json") == text("lines/guidance.schema.json"))
        // The same again: nothing is written, and pages of enterprises are not even made.
        let again = try export("site", to: "site")
        #expect(again.status == 0 && again.text.contains("; written: 0 of 0 bytes"), "\(again.text)")
        // Neither takes the other's place.
        for (format, out) in [("site", "json"), ("json", "site")] {
            let refused = try export(format, to: out)
            #expect(refused.status == 73 && refused.text.contains("name another --out, or remove the link"), "\(refused.text)")
        }
        #expect(try text("site/index.html").contains("silkrate"))
        let tables = try silkrate("export", "ratings", "--quiet", "--database", database, "--out", "\(folder)/tables", "--format", "csv")
        #expect(tables.status == 0)
        #expect(try text("tables/runs.csv").hasPrefix("number,run_id,as_of,"))
        #expect(try text("tables/sources.csv").contains("rates.csv"))
    }
}
