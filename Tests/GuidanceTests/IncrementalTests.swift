import Domain
import Foundation
import Guidance
import Problems
import TestSupport
import Testing

@Suite("A night's export writes what changed")
struct IncrementalTests {
    @Test("a night in which nothing changed writes run.js alone: no page carries the day of the run")
    func nothing() throws {
        let sample = try Sample()
        try sample.publish(60)
        try sample.export()
        let before = try SiteContents(sample.out, isRead: false)
        try sample.publish(60, run: 2)
        let report = try sample.export()
        #expect(report.filesWritten == 1)
        let after = try SiteContents(sample.out, isRead: false)
        #expect(before.files.filter { after.files[$0.key] != $0.value }.keys.sorted() == ["run.js"])
        for (path, text) in after.files where path != "run.js" { #expect(!text.contains((Sample.asOf + 2).description), "\(path)") }
    }

    @Test("one in a hundred changed: about as many pages are written, and the site equals a full export byte for byte")
    func some() throws {
        let sample = try Sample()
        try sample.publish(2000)
        try sample.export()
        try sample.publish(2000, run: 2, changed: Set(stride(from: 0, to: 2000, by: 100)))
        let report = try sample.export()
        // 20 pages, the grades beside those whose grade changed, three countries, front page and run.js.
        #expect((20...50).contains(report.filesWritten), "\(report.filesWritten)")
        let full = try sample.export(to: sample.folder.path + "/full", threads: 1)
        #expect(full.filesWritten == full.files && full.files == report.files && full.bytes == report.bytes)
        #expect(try SiteContents(sample.out, isRead: false).files == SiteContents(sample.folder.path + "/full", isRead: false).files)
    }

    @Test("an enterprise that is gone has no page; one that came has")
    func comeAndGo() throws {
        let sample = try Sample()
        try sample.publish(60)
        try sample.export()
        try sample.publish(50, run: 2)
        try sample.export()
        try sample.export(to: sample.folder.path + "/full")
        #expect(try SiteContents(sample.out, isRead: false).files == SiteContents(sample.folder.path + "/full", isRead: false).files)
    }

    @Test("the link is switched; the former site stays whole until the export after the next")
    func link() throws {
        let sample = try Sample()
        try sample.publish(60)
        let first = try sample.export()
        let before = try SiteContents(first.folder, isRead: false)
        try sample.publish(60, run: 2, changed: [3])
        let second = try sample.export()
        #expect(second.folder != first.folder)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: sample.out) == ".site.2")
        #expect(try SiteContents(first.folder, isRead: false).files == before.files)
        try sample.export()
        #expect(!FileManager.default.fileExists(atPath: first.folder))
        #expect(FileManager.default.fileExists(atPath: second.folder))
    }

    @Test("what an export that was stopped left is cleared away")
    func stopped() throws {
        let sample = try Sample()
        try sample.publish(60)
        try sample.export()
        try sample.folder.put([1], as: ".site.2/e/000/left.html")
        try sample.export()
        #expect(try SiteContents(sample.out, isRead: false).files["e/000/left.html"] == nil)
    }

    @Test("a folder or a file in the place of the link is left alone")
    func occupied() throws {
        let sample = try Sample()
        try sample.publish(20)
        try sample.folder.put([1], as: "site/mine.html")
        let problem = #expect(throws: Problem.self) { try sample.export() }
        #expect(problem?.kind == .cannotCreate)
        #expect(try sample.folder.bytes(of: "site/mine.html") == [1])
    }

    // MARK: What is not made at all

    /// The site at `out` holds what a full export does, byte for byte.
    private func isFull(_ sample: Sample, _ comment: Comment) throws {
        let path = "\(sample.folder.path)/full-\(UUID().uuidString)"
        let full = try sample.export(to: path)
        #expect(full.filesMade == full.files, comment)
        #expect(try SiteContents(sample.out, isRead: false).files == SiteContents(path, isRead: false).files, comment)
    }

    @Test("what was made from the same is not made again: pages of enterprises, search index, products")
    func unmade() throws {
        let sample = try Sample()
        try sample.publish(400)
        let first = try sample.export()
        #expect(first.filesMade == first.files)
        try sample.publish(400, run: 2)
        let report = try sample.export()
        let paths = try SiteContents(sample.out, isRead: false).files.keys
        let unmade = paths.count { ($0.hasPrefix("e/") && $0.hasSuffix(".html")) || $0.hasPrefix("search/") || $0.hasPrefix("products/") }
        #expect(unmade > 500 && report.filesMade == report.files - unmade)
        try isFull(sample, "nothing changed")
    }

    @Test("whatever changes of an enterprise or a product, the site equals a full export", arguments: SampleEnterprise.Part.allCases)
    func changedPart(_ part: SampleEnterprise.Part) throws {
        let sample = try Sample()
        try sample.publish(120)
        try sample.export()
        try sample.publish(120, run: 2, changed: [3, 11, 25], part: part)
        let report = try sample.export()
        #expect(report.filesWritten > 1 && report.filesWritten < 40)
        let pages = try SiteContents(sample.out, isRead: false).files.keys.count { $0.hasPrefix("e/") && $0.hasSuffix(".html") }
        #expect(report.filesMade < report.files - pages + 10)
        try isFull(sample, "\(part)")
    }

    @Test("another program, model or address makes every page")
    func frame() throws {
        let sample = try Sample()
        try sample.publish(60)
        let changes: [(inout GuidanceRequest) -> Void] = [
            { $0.program = "2" }, { $0.program = nil }, { $0.contact = "other@example.org" }, { $0.contact = nil },
        ]
        for change in changes {
            try sample.export()
            let again = try sample.export()
            #expect(again.filesMade <= again.files - 60)
            var request = try sample.request()
            change(&request)
            let report = try exportGuidanceSite(request)
            #expect(report.filesMade == report.files)
        }
        // The model's hash stands in the database.
        try sample.export()
        try sample.publish(60, run: 2, model: "another")
        var request = try sample.request()
        request.modelSHA256 = "another"
        let report = try exportGuidanceSite(request)
        #expect(report.filesMade == report.files)
    }

    @Test("a former file that is gone, longer, or another of the same size is made anew; so is all without a sound ledger")
    func tampered() throws {
        let sample = try Sample()
        try sample.publish(60)
        let former = try sample.export().folder
        let paths = try SiteContents(sample.out, isRead: false).files.keys.filter { $0.hasPrefix("e/") && $0.hasSuffix(".html") }.sorted()
        try FileManager.default.removeItem(atPath: "\(former)/\(paths[0])")
        try "short".write(toFile: "\(former)/\(paths[1])", atomically: false, encoding: .utf8)
        let text = try String(contentsOfFile: "\(former)/\(paths[2])", encoding: .utf8)
        try text.replacing("Better", with: "better").replacing("the", with: "hte")
            .write(toFile: "\(former)/\(paths[2])", atomically: false, encoding: .utf8)
        let leaf = try #require(try SiteContents(sample.out, isRead: false).files.keys.filter { $0.hasPrefix("search/") }.max())
        try FileManager.default.removeItem(atPath: "\(former)/\(leaf)")
        let report = try sample.export()
        #expect(report.filesWritten == 4)
        try isFull(sample, "files were tampered with")
        let ledger = report.folder + ".ledger"
        var bytes = try Data(contentsOf: URL(filePath: ledger))
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: URL(filePath: ledger))
        let repaired = try sample.export()
        #expect(repaired.filesMade == repaired.files && repaired.filesWritten == 0)
        try FileManager.default.removeItem(atPath: repaired.folder + ".ledger")
        let last = try sample.export()
        #expect(last.filesMade == last.files && last.filesWritten == 0)
        #expect(!FileManager.default.fileExists(atPath: ledger))
    }
}
