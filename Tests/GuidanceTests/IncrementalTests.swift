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
}
