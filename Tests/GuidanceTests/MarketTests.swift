import Domain
import Foundation
import Problems
import RatingsDatabase
import TestSupport
import Testing

@testable import Guidance

@Suite("What enterprises sell, where they ship, and how long that takes")
struct MarketTests {
    /// A site and files, made once, only read.
    private static let made = Result { () throws -> (Sample, SiteContents) in
        let sample = try Sample()
        try sample.publish(120)
        try sample.export()
        for format in [GuidanceFileFormat.csv, .ndjson] {
            _ = try exportGuidanceFiles(
                database: sample.database, as: format, to: "\(sample.folder.path)/\(format.rawValue)", contact: nil, threads: 2)
        }
        return (sample, try SiteContents(sample.out))
    }

    private let sample: Sample
    private let site: SiteContents

    init() throws { (sample, site) = try Self.made.get() }

    private func page(of number: Int) throws -> Page {
        try #require(site.pages.first { $0.path == PagePlace(Array("S\(1_000_000 + number)".utf8)).path }?.page)
    }

    private func objects() throws -> [[String: Any]] {
        try sample.folder.bytes(of: "ndjson/guidance.ndjson").split(separator: 0x0A).map {
            try #require(try JSONSerialization.jsonObject(with: Data($0)) as? [String: Any])
        }
    }

    @Test("a page tells categories by value, countries by orders, and the rest together")
    func shares() throws {
        let part = try #require(try page(of: 20).part(from: "markets-heading", to: "</section>"))
        let name = "<bdi>\(Markup(Sample.hostileNames[0]).html)</bdi>"
        for text in ["\(name)</th>", ">60 %<", ">20 %<", ">75 %<", ">23 %<", ">2.5 %<", "all others", "not known"] {
            #expect(part.contains(text), "\(text)")
        }
        #expect(part.contains("<a href=\"../../lane/BR-DE.html\"><span data-country=\"DE\">DE</span></a>"))
        #expect(!part.contains("Few orders") && !part.contains("HS"))
    }

    @Test("of few orders no share is stated; without categories chapters of the HS stand there; without orders there is no part")
    func few() throws {
        let part = try #require(try page(of: 13).part(from: "markets-heading", to: "</section>"))
        #expect(part.ranges(of: "Few orders").count == 2 && !part.contains(" %<") && !part.contains("<svg"))
        #expect(part.contains("Chapter 61 of the HS") && part.contains(">12<"))
        let none = try page(of: 4).text
        #expect(!none.contains("markets-heading") && !none.contains("deliveries-heading"))
    }

    @Test("days of ten deliveries or more are stated, fewer are said to be too few")
    func deliveries() throws {
        let part = try #require(try page(of: 20).part(from: "deliveries-heading", to: "</section>"))
        #expect(part.contains("9 days") && part.contains("17 天") && part.contains(">20<") && !part.contains("too few to say"))
        #expect(part.contains("<span data-country=\"BR\">BR</span> → <span data-country=\"DE\">DE</span>"))
        #expect(part.ranges(of: "<tr>").count == 2, "neither an unknown country nor one without deliveries is a lane")
        let few = try #require(try page(of: 13).part(from: "deliveries-heading", to: "</section>"))
        #expect(few.contains("too few to say") && !few.contains(" days<") && !few.contains("<svg"))
        #expect(Figures.days(1).html.contains("1 day<"))
    }

    @Test("a lane lists the rated that ship on it, with their days where these are not few")
    func lanes() throws {
        let list = try #require(site.files["lanes.html"])
        for (origin, destination) in [("CN", "DE"), ("CN", "BR"), ("DE", "DE"), ("DE", "BR"), ("BR", "DE"), ("BR", "BR")] {
            #expect(list.contains("href=\"lane/\(origin)-\(destination).html\""))
        }
        let page = try #require(site.pages.first { $0.path == "lane/CN-DE.html" }?.page)
        let best = try #require(page.part(from: "best-heading", to: "</section>"))
        for number in stride(from: 0, to: 120, by: 3) {
            let isListed = best.contains("href=\"../\(PagePlace(Array("S\(1_000_000 + number)".utf8)).path)\"")
            let enterprise = SampleEnterprise(number: number, asOf: Sample.asOf + 1, changed: nil)
            let isGood = enterprise.rating.status == .rated && enterprise.rating.grade < .ccc && enterprise.rating.confidence == .high
            #expect(isListed == (isGood && enterprise.markets != nil), "\(number)")
        }
        #expect(best.contains("9 days") && best.contains("17 days") && best.contains("few orders") && !best.contains("30 days"))
        let country = try #require(site.pages.first { $0.path == "country/CN.html" }?.page)
        #expect(try #require(country.part(from: "best-heading", to: "</section>")).contains("arrive within") == false)
    }

    @Test("the page of a country leads to the lanes that start there, those of most enterprises first")
    func lanesOfCountry() throws {
        let country = try #require(site.pages.first { $0.path == "country/CN.html" }?.page)
        let part = try #require(country.part(from: "lanes-heading", to: "</section>"))
        let rows = part.matches(of: #/<a href="\.\.\/lane\/([^"]+)\.html">.*?<td class="number">([0-9]+)</#).map { "\($0.1) \($0.2)" }
        let shipping = stride(from: 0, to: 120, by: 3).filter { $0 % 5 != 4 }
        #expect(rows == ["CN-DE \(shipping.count)", "CN-BR \(shipping.count { $0 % 5 != 3 })"])
        for (path, page) in site.pages where path.hasPrefix("lane/") || path.hasPrefix("category/") {
            #expect(!page.text.contains("lanes-heading"), "\(path)")
        }
    }

    @Test("a lane's page has a safe name, whatever the codes are")
    func places() {
        #expect(Lane.place(from: "CN", to: "DE") == "lane/CN-DE.html")
        for (origin, destination) in [("../", "DE"), ("CN", "d<"), ("", "DE"), ("CHN", "DE")] as [(Text, Text)] {
            #expect(Lane.place(from: origin, to: destination).wholeMatch(of: #/lane\/[0-9a-f]{20}\.html/#) != nil)
        }
    }

    @Test("files say the same")
    func files() throws {
        let objects = try objects()
        let sells = try #require(objects[20]["sells"] as? [NSDictionary])
        #expect(
            sells.prefix(3) == [
                ["kind": "CATEGORY", "name": Sample.hostileNames[0], "orders": 30, "percent": 60],
                ["kind": "UNKNOWN", "name": NSNull(), "orders": 8, "percent": 20],
                ["kind": "CATEGORY", "name": "Ware 0", "orders": 2, "percent": 0],
            ])
        #expect(sells.count == 9 && sells.last == ["kind": "OTHER", "name": NSNull(), "orders": 4, "percent": 20])
        let ships = try #require(objects[20]["ships_to"] as? [NSDictionary])
        #expect(ships.map { $0["percent"] as? Double } == [75, 23, 2.5] && ships.map { $0["country"] as? String } == ["DE", "BR", nil])
        let times = try #require(objects[20]["delivery_times"] as? [NSDictionary])
        #expect(times == [["origin": "BR", "destination": "DE", "orders": 20, "median_days": 9, "p90_days": 17]])
        let few = try #require(objects[13]["delivery_times"] as? [NSDictionary])
        #expect(few == [["origin": "DE", "destination": "DE", "orders": 9, "median_days": NSNull(), "p90_days": NSNull()]])
        #expect((objects[13]["sells"] as? [NSDictionary]) == [["kind": "HS2", "name": "61", "orders": 12, "percent": NSNull()]])
        #expect((objects[4]["sells"] as? [Any])?.isEmpty == true && (objects[4]["delivery_times"] as? [Any])?.isEmpty == true)
        let lines = try sample.folder.bytes(of: "csv/guidance.csv").split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
        #expect(lines[0].contains(",sells_1_kind,sells_1,sells_1_percent,") && lines[0].contains(",ships_to,delivery_days,"))
        #expect(
            lines[21].contains(",CATEGORY,<script>alert(1)</script>,60.0,UNKNOWN,,20.0,CATEGORY,Ware 0,0.0,DE=30 BR=9 UNKNOWN=1,DE=9/17,"))
        #expect(lines[14].contains(",HS2,61,,,,,,,,DE=12,,"))
    }
}
