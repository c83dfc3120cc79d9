import Domain
import Foundation
import Guidance
import Nightly
import Problems
import Settings
import TestSupport
import Testing

/// `export guidance` from a store and a database as a run leaves them.
@Suite struct GuidanceExportTests {
    private static var fixture: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/corner-shop").path
    }

    private func shop() throws -> Workshop {
        let workshop = try Workshop()
        try workshop.run { $0.dumps = "\(Self.fixture)/dumps" }
        return workshop
    }

    private func site(_ workshop: Workshop, _ change: (inout Job) -> Void = { _ in }) throws -> String {
        var job = workshop.job
        change(&job)
        let out = "\(workshop.folder)/site"
        _ = try exportGuidance(job, to: out, contact: nil) { _ in }
        return out
    }

    private func isThere(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    @Test func theRatesOfTheStoreMakeThePagesOnCurrencies() throws {
        let workshop = try shop()
        let out = try site(workshop)
        #expect(isThere("\(out)/index.html") && isThere("\(out)/currency/index.html"))
        let front = try String(contentsOfFile: "\(out)/index.html", encoding: .utf8)
        #expect(front.contains("href=\"./currency/index.html\""))
        // Without the store nothing is known of currencies: the pages are left out, and nothing leads to them.
        let bare = try site(workshop) { $0.store = "\(workshop.folder)/none" }
        #expect(isThere("\(bare)/index.html") && !isThere("\(bare)/currency"))
        #expect(try !String(contentsOfFile: "\(bare)/index.html", encoding: .utf8).contains("currency/"))
    }

    @Test func aStoreOfAnotherFormatThatNobodyNamedIsLeftOut() throws {
        let workshop = try shop()
        let format = "\(workshop.job.store)/format"
        try #require(isThere(format))
        try "silkrate store 0\n".write(toFile: format, atomically: true, encoding: .utf8)
        let problem = #expect(throws: Problem.self) { _ = try site(workshop) }
        #expect(problem?.kind == .inputRefused)
        var lines: [String] = []
        let out = "\(workshop.folder)/site"
        _ = try exportGuidance(workshop.job, to: out, contact: nil, isStoreNamed: false, log: { lines.append($0) }) { _ in }
        #expect(isThere("\(out)/index.html") && !isThere("\(out)/currency"))
        #expect(lines.count == 1 && lines[0].contains(workshop.job.store) && lines[0].contains("silkrate store 0"))
        // A store that is read, or none, is not worth a line.
        for store in ["none", "store-new"] {
            var job = workshop.job
            job.store = "\(workshop.folder)/\(store)"
            if store == "store-new" { try FileManager.default.createDirectory(atPath: job.store, withIntermediateDirectories: true) }
            _ = try exportGuidance(job, to: out, contact: nil, isStoreNamed: false, log: { lines.append($0) }) { _ in }
        }
        #expect(lines.count == 1)
    }

    @Test func aTableOfRatesSaysWhatExportCurrencySays() throws {
        let workshop = try shop()
        let rates = "\(Self.fixture)/dumps/2026-03-01/rates.csv"
        try #require(isThere(rates))
        let out = try site(workshop) {
            $0.store = "\(workshop.folder)/none"
            $0.rates = rates
        }
        _ = try exportCurrency(rates: rates, fees: nil, asOf: Day("2026-07-01"), to: "\(workshop.folder)/currency")
        let lines = try String(contentsOfFile: "\(workshop.folder)/currency/currency.ndjson", encoding: .utf8).split(separator: "\n")
        var seen = 0
        for line in lines {
            let row = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            let listed = try #require(row["listed_currency"] as? String)
            let sentence = try #require(row["text"] as? String)
            let page = try String(contentsOfFile: "\(out)/currency/\(listed).html", encoding: .utf8)
            let isSaid = page.contains(sentence.replacing("'", with: "&#39;"))
            #expect(isSaid, "\(listed): \(sentence)")
            seen += 1
        }
        #expect(seen > 0)
    }

    @Test func anExportAgainMakesNothingOfAnEnterprise() throws {
        let workshop = try shop()
        _ = try site(workshop)
        let report = try exportGuidance(workshop.job, to: "\(workshop.folder)/site", contact: nil) { _ in }
        #expect(report.filesWritten == 0 && report.filesMade < report.files)
        let full = try exportGuidance(workshop.job, to: "\(workshop.folder)/full", contact: nil) { _ in }
        #expect(full.filesMade == full.files && full.files == report.files && full.bytes == report.bytes)
    }

    @Test func aSiteAndFilesDoNotTakeEachOthersPlace() throws {
        let workshop = try shop()
        let (site, files) = (try site(workshop), "\(workshop.folder)/files")
        _ = try exportGuidanceFiles(workshop.job, as: .json, to: files, contact: nil) { _ in }
        let overSite = #expect(throws: Problem.self) {
            try exportGuidanceFiles(workshop.job, as: .json, to: site, contact: nil) { _ in }
        }
        let overFiles = #expect(throws: Problem.self) { try exportGuidance(workshop.job, to: files, contact: nil) { _ in } }
        for problem in [overSite, overFiles] {
            #expect(problem?.kind == .cannotCreate && problem?.remedy == "name another --out, or remove the link")
        }
        #expect(isThere("\(site)/index.html") && isThere("\(files)/guidance.schema.json"))
    }
}
