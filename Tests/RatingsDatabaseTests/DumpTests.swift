import Domain
import RatingsDatabase
import Testing

/// The dump by which tests of law 1 compare databases.
@Suite struct DumpTests {
    private func dump(_ place: Workplace) throws -> String {
        var text = ""
        try RatingsReader(path: place.target).contractDump { text += $0 }
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
        "UPDATE ratings SET pd_low = 0.0030000000000000005 WHERE enterprise_id = 'E1'", "UPDATE rating_sheets SET scored_1 = scored_1 + 1",
        "UPDATE reason_sheets SET text_2 = text_2 || ' '", "UPDATE seller_evidence SET destinations = 1",
        "UPDATE product_sheets SET review_sum = 15", "UPDATE subjects SET country = NULL WHERE subject_id = 'E1'",
        "UPDATE product_sheets SET name = '-'", "UPDATE metric_sheets SET numerator_0 = 4",
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
}
