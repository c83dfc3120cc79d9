import Domain
import Foundation
import RatingsDatabase
import Scoring
import Settings
import TestSupport
import Testing

@testable import Guidance

@Suite("The box at the top does not mislead")
struct CautionTests {
    private static let made = Result { () throws -> (Sample, [EnterpriseGuidance]) in
        let sample = try Sample()
        try sample.publish(120)
        return (sample, try RatingsReader(path: sample.database).guidance(from: Text(""), below: nil))
    }

    private let enterprises: [EnterpriseGuidance]

    init() throws { enterprises = try Self.made.get().1 }

    /// A rated one of a fair grade with these counts, its box and its answer in both languages.
    private func box(
        _ counts: [GuidanceCounter: Int64], _ shortfalls: [GuidanceShortfall: Int64] = [:],
        _ change: (inout EnterpriseGuidance) -> Void = { _ in }
    ) throws -> (english: String, chinese: String, tone: String, mark: String) {
        var enterprise = try #require(enterprises.first { $0.status == .rated })
        enterprise.grade = .bb
        enterprise.counters = GuidanceCounter.allCases.map { counts[$0] ?? 0 }
        enterprise.shortfalls = shortfalls
        change(&enterprise)
        let page = EnterprisePage(enterprise: enterprise, contact: try Contact(nil))
        let answer = page.fields().markup("answer")
        #expect(GuidanceRecord(page).answer.english == answer.text(.english), "files say the same")
        return (answer.text(.english), answer.text(.chinese), page.fields().markup("tone").html, page.fields().markup("mark").html)
    }

    private let fine = "Fine to buy from, with ordinary care"

    @Test("many orders: the share is stated from one in five on")
    func share() throws {
        let late = try box([.orders: 120, .handoverDue: 120, .handoverLate: 41])
        #expect(late.english == "Few problem orders expected, but goods often leave late: 34 % of 120 orders")
        #expect(late.chinese == "预计问题订单较少，但经常延迟交运：120 笔订单中占 34 %")
        #expect(late.tone == "caution" && late.mark == "!")
        let some = try box([.orders: 120, .handoverDue: 120, .handoverLate: 23, .deliveryDue: 120, .deliveryLate: 23])
        #expect(some.english == fine && some.tone == "fair" && some.mark == "✓")
        let arriving = try box([.orders: 30, .deliveryDue: 30, .deliveryLate: 6])
        #expect(arriving.english == "Few problem orders expected, but orders often arrive late: 20 % of 30 orders")
    }

    @Test("few orders: the counts, where the model's points fall far short; no share")
    func counts() throws {
        let counts: [GuidanceCounter: Int64] = [.orders: 19, .handoverDue: 16, .handoverLate: 14]
        #expect(try box(counts).english == fine)
        #expect(try box(counts, [.lateHandover: 249]).english == fine)
        let late = try box(counts, [.lateHandover: 250])
        #expect(late.english == "Few problem orders expected, but goods often leave late: 14 of 16 orders")
        #expect(late.chinese == "预计问题订单较少，但经常延迟交运：16 笔订单中有 14 笔")
        let arriving = try box([.orders: 19, .deliveryDue: 10, .deliveryLate: 5])
        #expect(arriving.english == "Few problem orders expected, but orders often arrive late: 5 of 10 orders")
        #expect(try box([.orders: 19, .deliveryDue: 8, .deliveryLate: 4]).english == fine)
        #expect(try box([.orders: 19, .deliveryDue: 11, .deliveryLate: 5]).english == fine)
    }

    @Test("poor reviews are named with their number, beside whatever else there is")
    func reviews() throws {
        let counts: [GuidanceCounter: Int64] = [.orders: 19, .handoverDue: 16, .handoverLate: 14, .reviews: 5, .reviewSum: 11]
        let poor = try box(counts, [.lateHandover: 522, .reviewMean: 132])
        #expect(
            poor.english == "Few problem orders expected, but goods often leave late: 14 of 16 orders; "
                + "reviews are poor: 2.2 of 5 stars on average, 5 reviews")
        #expect(poor.chinese == "预计问题订单较少，但经常延迟交运：16 笔订单中有 14 笔；评价较差：平均 2.2 星（满分 5 星），共 5 条")
        #expect(try box([.orders: 90, .reviews: 50, .reviewSum: 170]).english.contains("3.4 of 5 stars on average, 50 reviews"))
        #expect(try box([.orders: 90, .reviews: 50, .reviewSum: 171]).english == fine)
        #expect(try box([.orders: 90, .reviews: 1, .reviewSum: 1]).english == fine)
        #expect(try box([.orders: 90, .reviews: 1, .reviewSum: 1], [.reviewMean: 100]).english.hasSuffix("1 review"))
    }

    @Test("a grade that warns keeps its words; who is not rated is not warned of")
    func others() throws {
        let counts: [GuidanceCounter: Int64] = [.orders: 120, .handoverDue: 120, .handoverLate: 90]
        #expect(try box(counts, [:]) { $0.grade = .ccc }.english.hasPrefix("Take care"))
        let unrated = try box(counts, [:]) { ($0.status, $0.grade, $0.pd) = (.notRated, .nr, nil) }
        #expect(unrated.english.hasSuffix("That is no bad sign.") && unrated.tone == "unknown")
    }

    @Test("lists of the best mark whom the box warns of", arguments: [(12, false), (60, true)])
    func listed(_ late: Int64, _ isCautioned: Bool) throws {
        var enterprise = try #require(enterprises.first { $0.status == .rated && $0.confidence == .high })
        enterprise.grade = .bb
        enterprise.counters = GuidanceCounter.allCases.map { $0 == .handoverDue ? 120 : $0 == .handoverLate ? late : 0 }
        var country = SiteTally.Country()
        country.add(enterprise, PagePlace(enterprise.enterpriseID.utf8))
        let site = Site(model: try embeddedModel().content, contact: try Contact(nil), hasCurrency: false)
        let page = site.templates.lane.render(site.laneFields(TradeLane(origin: "CN", destination: "DE"), country))
        #expect(page.contains("late or poorly reviewed") == isCautioned && page.contains("有延迟或评价较差") == isCautioned)
    }

    @Test("shortfalls are read from the points, and change nothing where there are enough orders")
    func read() {
        for (number, enterprise) in enterprises.enumerated() {
            #expect(enterprise.shortfalls == (number % 10 == 2 ? [.lateHandover: 312] : [:]))
        }
    }

    @Test("small numbers are marked in the box at the top")
    func small() throws {
        let (sample, _) = try Self.made.get()
        try sample.export()
        let site = try SiteContents(sample.out)
        for (number, enterprise) in enterprises.enumerated() {
            let page = try #require(site.pages.first { $0.path == PagePlace(enterprise.enterpriseID.utf8).path }?.page)
            let box = try #require(page.part(from: "<header class=\"hero\">", to: "</header>"))
            #expect(box.contains("Small numbers") == (number % 10 == 9) && box.contains("样本较小") == (number % 10 == 9))
        }
    }
}
