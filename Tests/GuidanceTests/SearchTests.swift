import Foundation
import RatingsDatabase
import TestSupport
import Testing

@testable import Guidance

@Suite("The search index")
struct SearchTests {
    private struct Script {
        var bytes: Int
        var children: [String]
        var entries: [[Any]]
    }

    /// The scripts of an index by prefix.
    private func scripts(_ site: SiteContents) throws -> [String: Script] {
        var scripts: [String: Script] = [:]
        for (path, text) in site.files where path.hasPrefix("search/") {
            let start = try #require(text.firstIndex(of: "("))
            let end = try #require(text.lastIndex(of: ")"))
            let json = "[\(text[text.index(after: start)..<end])]"
            let list = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [Any])
            let isBranch = text.hasPrefix("silkrate.branch")
            let prefix = try #require(list[0] as? String)
            scripts[prefix] = Script(
                bytes: text.utf8.count, children: isBranch ? list[1] as? [String] ?? [] : [],
                entries: list[isBranch ? 2 : 1] as? [[Any]] ?? [])
        }
        return scripts
    }

    /// What the reader's script finds for a text: the names, and the bytes that were loaded.
    private func found(_ text: String, in scripts: [String: Script]) throws -> (names: [String], bytes: Int) {
        let query = SearchText.words(Text(text)).bytes.prefix(SearchKey.bytesMax)
        let digits = query.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        var prefix = ""
        var bytes = 0
        var names: [String] = []
        while true {
            let script = try #require(scripts[prefix])
            bytes += script.bytes
            names += script.entries.compactMap { $0[0] as? String }
            guard let child = script.children.first(where: digits.hasPrefix) else { break }
            prefix = child
        }
        return (names, bytes)
    }

    @Test("each enterprise is found by each word of its name and by its id")
    func everyWord() throws {
        let sample = try Sample()
        try sample.publish(2000)
        try sample.export()
        let scripts = try scripts(SiteContents(sample.out, isRead: false))
        for number in stride(from: 11, to: 2000, by: 97) {
            let enterprise = SampleEnterprise(number: number, asOf: Sample.asOf, changed: nil)
            let words = enterprise.name.split(separator: " ").map(String.init) + [enterprise.id.description, enterprise.name]
            for word in words where word.contains(where: { $0.isLetter || $0.isNumber }) {
                let names = try found(word == words.last ? word : enterprise.name, in: scripts).names
                #expect(names.contains(enterprise.name), "\(word)")
            }
            #expect(try found(enterprise.id.description, in: scripts).names.contains(enterprise.name))
            #expect(try found(String(number), in: scripts).names.contains(enterprise.name))
        }
        #expect(try found("华信", in: scripts).names.contains("深圳市华信贸易有限公司"))
    }

    @Test("what is loaded before the first result stays under 200 KB: all on the way to any leaf, page, style and scripts")
    func size() throws {
        let sample = try Sample()
        try sample.publish(4000)
        try sample.export()
        let site = try SiteContents(sample.out, isRead: false)
        let frame = ["index.html", "assets/site.css", "assets/site.js", "assets/search.js", "run.js"].reduce(0) {
            $0 + (site.files[$1]?.utf8.count ?? 0)
        }
        let scripts = try scripts(site)
        var deepest = 0
        var open = [("", 0)]
        while let (prefix, above) = open.popLast() {
            let script = try #require(scripts[prefix])
            deepest = max(deepest, above + script.bytes)
            for child in script.children {
                #expect(child.hasPrefix(prefix) && child.utf8.count > prefix.utf8.count)
                open.append((child, above + script.bytes))
            }
        }
        #expect(scripts.count > 100)
        #expect(frame + deepest < 200_000, "\(frame) + \(deepest)")
    }

    @Test("words are looked up without accents, marks and capitals")
    func words() {
        func text(_ string: String) -> String { String(decoding: SearchText.words(Text(string)).bytes, as: UTF8.self) }
        #expect(text("  Müller & SÖHNE, GmbH ") == "muller sohne gmbh")
        #expect(text("Cafe\u{301}") == "cafe")
        #expect(text("\u{202E}<b>") == "b")
        #expect(text("😀") == "")
        #expect(SearchText.words("深圳 ab").starts == [0, 3, 7])
        let key = SearchKey(Array(String(repeating: "深", count: 9).utf8)[...])
        #expect(key.count == 24)
        #expect(SearchKey(Array(("a" + String(repeating: "深", count: 9)).utf8)[...]).count == 22)
    }
}
