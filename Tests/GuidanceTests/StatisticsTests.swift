import Domain
import Foundation
import Guidance
import Problems
import RatingsDatabase
import TestSupport
import Testing

@Suite("The page on trade")
struct StatisticsTests {
    private func page(_ trade: SampleTrade?) throws -> Page {
        let sample = try Sample()
        try sample.publish(20, trade: trade)
        try sample.export()
        return Page(try #require(try SiteContents(sample.out, isRead: false).files["statistics.html"]))
    }

    @Test("every page of the frame leads there; every drawing has a table below or beside it")
    func parts() throws {
        let page = try page(SampleTrade())
        #expect(page.references.contains("./statistics.html"))
        for heading in [
            "years", "months", "growth", "balance", "concentration", "trade-model", "hs2", "category", "partner", "payment-method",
            "currency",
        ] {
            let part = try #require(page.part(from: "aria-labelledby=\"\(heading)-heading\"", to: "</section>"), "\(heading)")
            #expect(part.contains("<svg class=\"chart") && part.contains("<table>") && part.contains("<th scope=\"row\">"), "\(heading)")
        }
    }

    @Test("amounts, growth, ratio and shares are the database's")
    func figures() throws {
        let page = try page(SampleTrade())
        let years = try #require(page.part(from: "id=\"years-heading\"", to: "</section>"))
        for figure in [">937,500<", ">412,346<", ">+25.0 %<", ">−6.3 %<", ">50 %<"] { #expect(years.contains(figure), "\(figure)") }
        let balance = try #require(page.part(from: "id=\"balance-heading\"", to: "</section>"))
        #expect(balance.contains(">400,000<") && balance.contains(">3.00<") && balance.contains(">75 %<") && balance.contains(">25 %<"))
        #expect(page.text.contains("so far") && page.text.contains("尚未结束"))
    }

    @Test("both languages say the same: as many parts of one as of the other")
    func languages() throws {
        for trade in [SampleTrade(), SampleTrade(flows: ["UNKNOWN"]), nil] {
            let page = try page(trade)
            let english = page.tags.count { $0.attributes["lang"] == "en" && $0.name == "span" }
            #expect(english > 10 && english == page.tags.count { $0.attributes["lang"] == "zh-Hans" && $0.name == "span" })
        }
        let page = try page(SampleTrade())
        for word in ["Exports against imports", "进出口对比", "Payment methods", "支付方式", "Withheld:", "不公布："] {
            #expect(page.text.contains(word), "\(word)")
        }
    }

    @Test("hostile names of categories and payment methods are text")
    func hostile() throws {
        let page = try page(SampleTrade())
        #expect(page.text.contains("<bdi>&lt;img src=x onerror=alert(1)&gt; &quot;&#39; &amp; {{{root}}}</bdi>"))
        #expect(page.text.contains("<bdi>&lt;/td&gt;&lt;script&gt;alert(2)&lt;/script&gt;</bdi>"))
        #expect(!page.tags.contains { $0.name == "img" || $0.attributes.keys.contains { $0.hasPrefix("on") } })
        #expect(!page.tags.contains { $0.name == "script" && $0.attributes["src"] == nil })
        #expect(!page.text.contains("alert(2)</script>"))
    }

    @Test("a withheld cell is marked as such, says why, and has no figure, bar or share")
    func withheld() throws {
        let page = try page(SampleTrade())
        let row = try #require(page.part(from: "<bdi>\(SampleTrade.withheldCategory)</bdi>", to: "</tr>"))
        #expect(row.contains("class=\"withheld\"") && !row.contains("<svg") && !row.contains(#/\d/#))
        let category = try #require(page.part(from: "id=\"category-heading\"", to: "</section>"))
        #expect(category.contains("the figure would tell of single enterprises"))
        let partner = try #require(page.part(from: "id=\"partner-heading\"", to: "</section>"))
        #expect(!partner.contains("the figure would tell of single enterprises"))
        // The imports of 2024: exports against them say nothing.
        let balance = try #require(page.part(from: "id=\"balance-heading\"", to: "</section>"))
        let year = try #require(Page(String(balance)).part(from: "<th scope=\"row\"><span lang=\"en\">2024</span>", to: "</tr>"))
        #expect(year.contains("class=\"withheld\"") && year.contains(">1,000,000<") && !year.contains("%") && !year.contains("<svg"))
    }

    @Test("of many members the greatest are listed, and how many are not")
    func many() throws {
        let page = try page(SampleTrade(categories: 500))
        let category = try #require(page.part(from: "id=\"category-heading\"", to: "</section>"))
        #expect(category.contains("and 493 more, not listed") && category.contains("另有 493 项未列出"))
        #expect(category.contains("Kind 499") && !category.contains("Kind 0<"))
    }

    @Test("without statistics, and without a home country, a sentence says so")
    func none() throws {
        let empty = try page(nil)
        #expect(empty.text.contains("There are no statistics") && empty.text.contains("没有统计数据"))
        #expect(!empty.tags.contains { $0.name == "table" })
        let undirected = try page(SampleTrade(flows: ["UNKNOWN"]))
        #expect(undirected.text.contains("<code>home_country</code>") && !undirected.text.contains("balance-heading"))
        #expect(!(try page(SampleTrade())).text.contains("home_country"))
    }

    @Test("a night in which trade did not change leaves the page alone")
    func incremental() throws {
        let sample = try Sample()
        try sample.publish(20, trade: SampleTrade())
        try sample.export()
        try sample.publish(20, run: 2, trade: SampleTrade())
        #expect(try sample.export().filesWritten == 1)
    }

    @Test("growth by quarter: up and down from a line, on the year before and on the quarter before")
    func growth() throws {
        let part = try #require(try page(SampleTrade()).part(from: "id=\"growth-heading\"", to: "</section>"))
        for figure in [">+4.0 %<", ">−3.0 %<", ">±0.0 %<", ">+2.1 %<", "class=\"bar fall\"", "class=\"withheld\""] {
            #expect(part.contains(figure), "\(figure)")
        }
    }

    @Test("concentration is the database's index, in words by its bounds, and nothing of a withheld cell")
    func concentration() throws {
        let page = try page(SampleTrade())
        let part = try #require(page.part(from: "id=\"concentration-heading\"", to: "</section>"))
        #expect(part.contains(">1,000<") && part.contains(">10<") && part.contains("moderately concentrated") && part.contains("中度集中"))
        let imports = try #require(Page(String(part)).part(from: "Imports", to: "</table>"))
        let year = try #require(Page(String(imports)).part(from: "<span lang=\"en\">2024</span>", to: "</tr>"))
        #expect(year.contains("class=\"withheld\"") && !year.contains("1,000") && !year.contains("<svg"))
        // The greatest three shown, of more than three.
        let category = try #require(page.part(from: "id=\"category-heading\"", to: "</section>"))
        #expect(!category.contains("The greatest three"))
    }

    @Test("chapters have words in both languages, currencies their names; amounts without a rate stand apart")
    func members() throws {
        let page = try page(SampleTrade())
        let chapters = try #require(page.part(from: "id=\"hs2-heading\"", to: "</section>"))
        #expect(chapters.contains("61 · Knitted clothing") && chapters.contains("61 · 针织服装") && chapters.contains("class=\"withheld\""))
        #expect(page.text.contains("<span data-currency=\"EUR\">EUR</span>"))
        let apart = try #require(page.part(from: "id=\"unconverted-heading\"", to: "</section>"))
        #expect(apart.contains("data-currency=\"XAU\""))
    }

    @Test("what was published before and changed since is told, unless it is withheld now")
    func revisions() throws {
        let sample = try Sample()
        func revisions(_ run: Int, _ trade: SampleTrade) throws -> String {
            try sample.publish(20, run: run, trade: trade)
            try sample.export()
            let page = Page(try #require(try SiteContents(sample.out, isRead: false).files["statistics.html"]))
            return String(try #require(page.part(from: "id=\"revisions-heading\"", to: "</section>")))
        }
        let first = try revisions(1, SampleTrade())
        #expect(first.contains("or were corrected: 0."))
        #expect(!first.contains("<table>"))
        let late = try revisions(2, SampleTrade(lateMinor: 93_750_00))
        for figure in [">937,500<", ">1,031,250<", ">+10.0 %<", "or were corrected: 1.", "修订的有 1 个", "<svg class=\"chart"] {
            #expect(late.contains(figure), "\(figure)")
        }
        let withheld = try revisions(3, SampleTrade(isWithheld: true))
        #expect(withheld.contains("class=\"withheld\"") && !withheld.contains("937,500") && !withheld.contains("1,031,250"))
        #expect(!withheld.contains("+10.0 %"))
    }
}
