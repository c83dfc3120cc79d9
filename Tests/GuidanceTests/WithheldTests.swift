import Domain
import RatingsDatabase
import Scoring
import Settings
import TestSupport
import Testing

@testable import Guidance

@Suite("Who is sanctioned or has a proven fault is told apart from who is not known")
struct WithheldTests {
    private static let made = Result { () throws -> [EnterpriseGuidance] in
        let sample = try Sample()
        try sample.publish(20)
        return try RatingsReader(path: sample.database).guidance(from: Text(""), below: nil)
    }

    private let enterprises: [EnterpriseGuidance]

    init() throws { enterprises = try Self.made.get() }

    private func page(_ change: (inout EnterpriseGuidance) -> Void) throws -> EnterprisePage {
        var enterprise = try #require(enterprises.first { $0.status == .notRated })
        change(&enterprise)
        return EnterprisePage(enterprise: enterprise, contact: try Contact(nil))
    }

    private func sanctioned(_ enterprise: inout EnterpriseGuidance) {
        enterprise.isWithheld = true
        enterprise.reasons.insert(
            .init(
                code: "O_SANCTION", text: "held: sanctioned on 2026-05-01, through 2027-04-30",
                chineseText: "暂停评级：2026-05-01 受制裁，至 2027-04-30"), at: 0)
    }

    @Test("the first line of a page says why there is no grade")
    func firstLine() throws {
        let held = try page(sanctioned).fields()
        #expect(held.markup("answer").text(.english) == "The rating is withheld: sanctioned on 2026-05-01, through 2027-04-30")
        #expect(held.markup("answer").text(.chinese) == "暂停评级：2026-05-01 受制裁，至 2027-04-30")
        #expect(held.markup("meaning").text(.english).hasPrefix("Not rated: a rule withholds the rating"))
        let blacklisted = try page { enterprise in
            (enterprise.status, enterprise.grade) = (.defaulted, .d)
            enterprise.reasons = [
                .init(code: "D_BLACKLIST", text: "blacklisted on <day>; in force", chineseText: "被列入黑名单")
            ]
        }
        let answer = blacklisted.fields().markup("answer")
        #expect(answer.text(.english) == "Do not buy: blacklisted on <day>; in force" && !answer.html.contains("<day>"))
        #expect(answer.text(.chinese) == "请勿购买：被列入黑名单")
        let unknown = try page { _ in }.fields()
        #expect(unknown.markup("answer").text(.english).hasPrefix("Not rated: too little is known."))
    }

    @Test("a rule without a reason of its own is told in general words")
    func withoutReason() throws {
        let held = try page {
            $0.isWithheld = true
            $0.reasons = []
        }
        #expect(held.fields().markup("answer") == Tone.withheld.answer)
    }

    @Test("lists of grades count them apart")
    func counts() throws {
        let site = Site(model: try embeddedModel().content, contact: try Contact(nil), hasCurrency: false)
        var tally = SiteTally()
        for enterprise in enterprises { tally.add(enterprise, PagePlace(enterprise.enterpriseID.utf8)) }
        let plain = site.distributionRows(tally.grades, withheld: tally.withheld)
        #expect(plain.count == Grade.allCases.count)
        let unknown = enterprises.count { $0.status == .notRated }
        #expect(plain.last?.markup("count") == Figures.count(Int64(unknown)))
        var other = SiteTally()
        let held = try page(sanctioned).enterprise
        for _ in 0..<3 { other.add(held, PagePlace(held.enterpriseID.utf8)) }
        tally.add(other)
        let rows = site.distributionRows(tally.grades, withheld: tally.withheld)
        #expect(rows.count == Grade.allCases.count + 1)
        #expect(rows.suffix(2).map { $0.markup("count") } == [Figures.count(Int64(unknown)), "3"])
        #expect(rows.suffix(2).map { $0.markup("tone") } == ["unknown", "withheld"])
        let code = try #require(held.country)
        let country = try #require(tally.countries[code])
        #expect(country.withheld == 3 && country.withheldClause.english.html == "; of 3 the rating is withheld")
    }

    @Test("shares of sums of any size and sign are written")
    func figures() {
        let large = Int128(Int64.max)
        #expect(Figures.percent(Int64.max, of: .max).html == "100 %")
        #expect(Figures.percent(9_300_000_000_000_000, of: 9_300_000_000_039_000).html == "100 %")
        #expect(Figures.percent(8 * large, of: 1).html == "\(800 * large) %")
        #expect(Figures.percent(-large, of: 9 * large).html == "−11 %" && Figures.percent(-1, of: 200).html == "−0.5 %")
        #expect(Figures.percent(Int64.min, of: 0).html == "–" && Figures.percent(1, of: Int64.min).html == "–")
        #expect(Figures.percent(-0.005).html == "−0.5 %" && Figures.percent(.infinity).html.hasSuffix(" %"))
        #expect(Figures.ratio(-1.5).html == "−1.50" && Figures.ratio(.nan).html == "0.00")
        #expect(Figures.amount(.min, "EUR").html == "−92,233,720,368,547,758" && Figures.amount(.max, "JPY").html.hasSuffix("807"))
        #expect(Charts.value(Int64.min, of: .max).html.contains("width=\"0\"") && Figures.length(.nan).html == "0")
        #expect(Figures.nearest(1e300) == 1_000_000_000_000_000)
    }
}
