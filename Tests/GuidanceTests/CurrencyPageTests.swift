import CurrencyGuidance
import Domain
import Foundation
import Guidance
import TestSupport
import Testing

@Suite("The pages on currencies")
struct CurrencyPageTests {
    private func export(_ sample: Sample, _ rates: CurrencyRates?) throws -> GuidanceReport {
        var request = try sample.request()
        request.currency = rates
        return try exportGuidanceSite(request)
    }

    @Test("without rates there is no page and no link to one; so is it with rates that became known later")
    func none() throws {
        let sample = try Sample()
        try sample.publish(20)
        for rates in [nil, try Sample.rates(through: Sample.asOf + 600)] {
            _ = try export(sample, rates)
            let site = try SiteContents(sample.out)
            #expect(!site.files.keys.contains { $0.hasPrefix("currency/") })
            #expect(!site.pages.contains { $0.page.references.contains { $0.contains("currency") } })
        }
    }

    @Test("every page leads there, and every link on the way has its file")
    func links() throws {
        let sample = try Sample()
        try sample.publish(20)
        _ = try export(sample, try Sample.rates())
        let site = try SiteContents(sample.out)
        #expect(site.pages.allSatisfy { $0.page.references.contains { $0.hasSuffix("currency/index.html") } })
        let listed = try #require(site.pages.first { $0.path == "currency/index.html" }).page.references.filter { $0.count == 8 }
        #expect(listed.sorted() == ["CNY.html", "DKK.html", "EUR.html", "USD.html"])
        for file in listed { #expect(site.files["currency/\(file)"] != nil, "\(file)") }
    }

    @Test("a page says what the files of `export currency` say: costs, prices, sentences of both languages")
    func figures() throws {
        let sample = try Sample()
        try sample.publish(20)
        let rates = try Sample.rates()
        _ = try export(sample, rates)
        let page = Page(try #require(try SiteContents(sample.out, isRead: false).files["currency/USD.html"]))
        let pairs = guidance(quotes: rates.quotes, fees: rates.fees, asOf: Sample.asOf).filter { CodeList.unpack($0.listed) == "USD" }
        #expect(pairs.count == 3)
        for pair in pairs {
            let paid = CodeList.unpack(pair.paid)
            let part = try #require(page.part(from: "id=\"\(paid)-heading\"", to: "</section>"), "\(paid)")
            #expect(pair.methods.count == 3)
            for method in pair.methods {
                let cost = try #require(method.cost)
                #expect(part.contains(">\(decimalText(cost.total, decimals: 2)) %<"))
                let sentences = pair.sentences(of: method)
                let escaped = sentences.english.replacing("'", with: "&#39;")
                #expect(part.contains(escaped) && part.contains(sentences.chinese), "\(paid): \(escaped)")
            }
        }
        #expect(page.text.contains("Which way a rate will move is not predictable") && page.text.contains("汇率走向无法预测"))
        let english = page.tags.count { $0.attributes["lang"] == "en" && $0.name == "span" }
        #expect(english == page.tags.count { $0.attributes["lang"] == "zh-Hans" && $0.name == "span" })
    }

    @Test("a night without new rates leaves the pages alone; new rates write them; rates long gone are said to be stale")
    func incremental() throws {
        let sample = try Sample()
        try sample.publish(20)
        let rates = try Sample.rates()
        _ = try export(sample, rates)
        try sample.publish(20, run: 3)
        let idle = try export(sample, rates)
        #expect(idle.filesWritten == 1 && idle.filesMade <= idle.files - 25)
        let full = try sample.export(to: "\(sample.folder.path)/none")
        #expect(full.files == idle.files - 5)
        let fresh = try export(sample, try Sample.rates(through: Sample.asOf + 2))
        #expect(fresh.filesWritten == 5)
        try sample.publish(20, run: 60)
        _ = try export(sample, rates)
        let page = try #require(try SiteContents(sample.out, isRead: false).files["currency/USD.html"])
        #expect(page.contains("No guidance: the last reference rate") && !page.contains("<table>"))
    }
}
