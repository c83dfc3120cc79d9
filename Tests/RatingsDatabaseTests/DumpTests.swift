import Domain
import RatingsDatabase
import Testing

/// The dump by which tests of law 1 compare databases.
@Suite struct DumpTests {
    private func dump(_ place: Workplace) throws -> [UInt8] {
        var text: [UInt8] = []
        try RatingsReader(path: place.target).contractDump { line in for i in line.indices { text.append(line[i]) } }
        return text
    }

    @Test func bookkeepingDoesNotMoveIt() throws {
        let (one, two) = (try Workplace(), try Workplace())
        try Sample().publish(to: one.target)
        var first = Sample()
        first.ratings[0].grade = .aaa
        first.ratings[0].scoreGrade = .aaa
        first.ratings[0].scoreHundredths = 69_000
        first.points[0].entries[1].pointsHundredths = 19_000
        try first.publish(to: two.target)
        #expect(try dump(one) != dump(two))
        var second = Sample()
        second.runID = "another"
        second.sources[0].sha256 = "11"
        try second.publish(to: two.target)
        #expect(try two.value("SELECT previous_grade FROM ratings") == "AAA")
        #expect(try dump(one) == dump(two))
    }

    @Test(arguments: [
        "UPDATE ratings SET pd_low = 0.0030000000000000005 WHERE enterprise_id = 'E1'",
        "UPDATE rating_sheets SET handover_late_hundredths = handover_late_hundredths + 1",
        "UPDATE reason_sheets SET text_2 = text_2 || ' '", "UPDATE seller_evidence SET destinations = 1",
        "UPDATE product_sheets SET review_sum = 15", "UPDATE subjects SET country = NULL WHERE subject_id = 'E1'",
        "UPDATE product_sheets SET name = '-'", "UPDATE metric_sheets SET m_rate_numerator = 4",
        "UPDATE market_sheets SET category_value_0 = 101, hs2_value_0 = 801",
        "UPDATE market_sheets SET p90_days_0 = 22",
    ])
    func everyContractTableMovesIt(_ sql: String) throws {
        let place = try Workplace()
        try Sample().publish(to: place.target)
        let before = try dump(place)
        try place.damage(sql)
        #expect(try dump(place) != before)
    }

    @Test func aRowIsOneLineOfItsValues() throws {
        let place = try Workplace()
        try Sample().publish(to: place.target)
        try place.damage(
            "UPDATE subjects SET name = 'a' || char(9) || 'b\\' || char(10) || 'ü', country = NULL, orders = -12 WHERE subject_id = 'E1'")
        try place.damage("UPDATE ratings SET pd_low = 0.0030000000000000005 WHERE enterprise_id = 'E1'")
        let lines = String(decoding: try dump(place), as: UTF8.self).split(separator: "\n")
        let subject = try #require(lines.first { $0.hasPrefix("'E1\t") && $0.contains("'a") }).split(separator: "\t")
        let columns = try #require(lines.first { $0.hasPrefix("subjects\t") }).split(separator: "\t").dropFirst()
        let values = Dictionary(uniqueKeysWithValues: zip(columns, subject))
        #expect(values["name"] == "'a\\tb\\\\\\nü")
        #expect(values["country"] == "-")
        #expect(values["orders"] == "-12")
        #expect(lines.contains { $0.hasPrefix("'E1\t") && $0.contains("\t0.0030000000000000005\t") })
    }
}
