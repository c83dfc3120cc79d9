import Domain
import Foundation
import Guidance
import Problems
import RatingsDatabase
import TestSupport
import Testing

@Suite("The site for consumers")
struct SiteTests {
    /// One site for all: made once, only read.
    private static let made = Result { () throws -> (Sample, SiteContents) in
        let sample = try Sample()
        try sample.publish(120, trade: SampleTrade())
        try sample.export()
        return (sample, try SiteContents(sample.out))
    }

    private let sample: Sample
    private let site: SiteContents

    init() throws { (sample, site) = try Self.made.get() }

    @Test("there is a page for each enterprise, country, lane and category, and the frame")
    func pages() {
        #expect(site.files.keys.count { $0.hasPrefix("e/") && $0.hasSuffix(".html") } == 120)
        #expect(site.files.keys.count { $0.hasPrefix("country/") } == 3)
        #expect(site.files.keys.count { $0.hasPrefix("category/") } == 4)
        #expect(site.files.keys.count { $0.hasPrefix("lane/") } == 6)
        for file in [
            "index.html", "countries.html", "lanes.html", "categories.html", "statistics.html", "method.html", "run.js", "search/root.js",
        ] {
            #expect(site.files[file] != nil, "\(file)")
        }
    }

    @Test("every link, script and style resolves")
    func links() {
        for (path, page) in site.pages {
            let folder = URL(filePath: "/" + path).deletingLastPathComponent()
            for reference in page.references where !reference.hasPrefix("mailto:") && !reference.hasPrefix("#") {
                let (file, fragment) = (reference.prefix { $0 != "#" }, reference.drop { $0 != "#" }.dropFirst())
                let target = String(URL(filePath: String(file), relativeTo: folder).standardizedFileURL.path.dropFirst())
                #expect(site.files[target] != nil, "\(path): \(reference)")
                if !fragment.isEmpty { #expect(site.files[target]?.contains("id=\"\(fragment)\"") == true, "\(path): \(reference)") }
            }
        }
    }

    @Test("the content policy is strict, and nothing is inline")
    func policy() throws {
        for (path, page) in site.pages {
            let policy = page.tags.first { $0.attributes["http-equiv"] == "Content-Security-Policy" }?.attributes["content"]
            #expect(policy?.hasPrefix("default-src 'none'; script-src 'self'; style-src 'self'") == true, "\(path)")
            #expect(!page.tags.contains { $0.name == "style" || $0.attributes["style"] != nil }, "\(path)")
            #expect(!page.tags.contains { $0.name == "script" && $0.attributes["src"] == nil }, "\(path)")
            #expect(!page.tags.contains { $0.attributes.keys.contains { $0.hasPrefix("on") } }, "\(path)")
            #expect(page.references.allSatisfy { !$0.contains("//") && !$0.hasPrefix("javascript:") }, "\(path)")
        }
    }

    @Test("hostile names are text", arguments: Sample.hostileNames.indices)
    func hostile(_ number: Int) throws {
        let name = Sample.hostileNames[number]
        let escaped = name.unicodeScalars.reduce(into: "") { text, scalar in
            let references: [Unicode.Scalar: String] = ["<": "&lt;", ">": "&gt;", "&": "&amp;", "\"": "&quot;", "'": "&#39;"]
            text += references[scalar] ?? String(Character(scalar))
        }
        let page = try #require(site.pages.first { $0.page.text.contains(">S\(1_000_000 + number)<") && $0.path.hasPrefix("e/") }?.page)
        #expect(Array(page.text.utf8).firstRange(of: Array("<h1><bdi>\(escaped)</bdi></h1>".utf8)) != nil)
        // Whatever the name, the page has the same kinds of tags and attributes as one with a harmless name.
        let harmless = try #require(site.pages.first { $0.page.text.contains(">S1000080<") }?.page)
        let known = Set(harmless.tags.map(\.name) + site.pages.flatMap { $0.path.hasPrefix("e/") ? [] : $0.page.tags.map(\.name) })
        #expect(Set(page.tags.map(\.name)).subtracting(known).subtracting(["section", "ul", "/ul", "/section"]) == [])
        #expect(!page.tags.contains { $0.name == "img" || $0.attributes.keys.contains { $0.hasPrefix("on") } })
    }

    @Test("every page declares its languages, a heading of the first level and where its content begins")
    func structure() {
        for (path, page) in site.pages {
            #expect(page.tags.first { $0.name == "html" }?.attributes["lang"] == "en", "\(path)")
            #expect(page.tags.count { $0.name == "h1" } == 1, "\(path)")
            #expect(page.tags.count { $0.name == "main" } == 1, "\(path)")
            let ids = page.tags.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count, "\(path)")
            let labels = page.tags.compactMap { $0.attributes["aria-labelledby"] }
            #expect(labels.allSatisfy(ids.contains), "\(path)")
            #expect(page.tags.filter { $0.name == "svg" }.allSatisfy { $0.attributes["aria-hidden"] == "true" }, "\(path)")
            #expect(page.text.contains("lang=\"zh-Hans\"") && page.tags.contains { $0.attributes["class"] == "skip" }, "\(path)")
        }
    }

    @Test("who is not rated is nowhere ranked, and has no figure")
    func notRated() throws {
        let unrated = (0..<120).filter { [6, 7].contains($0 % 10) }.map { Text("S" + String(1_000_000 + $0)) }
        for (path, page) in site.pages where path.hasPrefix("country/") || path.hasPrefix("lane/") {
            let best = try #require(page.part(from: "best-heading", to: "</section>"))
            #expect(!best.contains(">NR<") && best.contains("<td><a href"))
            for link in best.matches(of: #/href="\.\.\/(e\/[^"]+)"/#) {
                let linked = try #require(site.files[String(link.1)])
                #expect(!unrated.contains { linked.contains(">\($0)<") })
                #expect(!linked.contains("Small numbers"))
            }
        }
        for (_, page) in site.pages where page.text.contains("class=\"letters\">NR<") {
            #expect(!page.text.contains("trend-heading"))
            #expect(page.text.contains("That is no bad sign.") && !page.text.contains("are expected to go wrong"))
        }
    }

    @Test("small numbers are marked; a recall or counterfeit stands at the top; nothing says who a person is")
    func marks() throws {
        let few = try #require(page(of: 9))
        #expect(few.contains("Small numbers"))
        let fault = try #require(page(of: 8))
        #expect(fault.contains("Warning about products") && fault.contains("Do not buy"))
        #expect(try #require(page(of: 10)).contains("valid-until=\"\((Sample.asOf - 40 + 90).description)\""))
    }

    private func page(of number: Int) -> String? {
        site.pages.first { $0.path.hasPrefix("e/") && $0.page.text.contains(">S\(1_000_000 + number)<") }?.page.text
    }

    @Test("a model that did not rate the database is refused")
    func otherModel() throws {
        var request = try sample.request()
        request.modelSHA256 = "other"
        let problem = #expect(throws: Problem.self) { try exportGuidanceSite(request) }
        #expect(problem?.kind == .configuration)
    }

    @Test("an address that is none is refused", arguments: ["javascript:alert(1)", "nobody", "http://example.org", "a b@c", "\"@x"])
    func contact(_ address: String) throws {
        var request = try sample.request()
        request.contact = address
        if address == "\"@x" {
            request.out = sample.folder.path + "/other"
            _ = try exportGuidanceSite(request)
            #expect(try SiteContents(request.out).files["method.html"]?.contains("href=\"mailto:&quot;@x\"") == true)
        } else {
            #expect(throws: Problem.self) { try exportGuidanceSite(request) }
        }
    }
}
