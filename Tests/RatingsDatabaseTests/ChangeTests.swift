import Domain
import RatingsDatabase
import Testing

/// What a run changed against the published database.
@Suite struct ChangeTests {
    let place: Workplace

    init() throws {
        place = try Workplace()
        try Sample().publish(to: place.target)
    }

    /// A sample of the rated enterprises given, with grade and score.
    private func sample(_ runID: String, _ rated: [(Text, Grade, Int64)]) -> Sample {
        var sample = Sample()
        sample.runID = runID
        sample.ratings = rated.map { Sample.rated($0, $1, $2, orders: 0) }
        sample.points = rated.map {
            RatingSheetRow(
                enterpriseID: $0,
                entries: [
                    RatingSheetRow.Entry(pointsHundredths: $2), RatingSheetRow.Entry(pointsHundredths: 0),
                ])
        }
        sample.metrics = []
        sample.reasons = []
        return sample
    }

    @Test func addedChangedRemovedAndUnchanged() throws {
        // Before: E1 A 64000, E2 C 40000, E3 NR, E4 D. Now E0 is new, E1 as before, E2 changed its score, E3 its grade; E4 is gone.
        let builder = try sample("run-2", [("E0", .a, 64_000), ("E1", .a, 64_000), ("E2", .c, 40_001), ("E3", .a, 63_009)])
            .publish(to: place.target)
        #expect(builder.changes == (try RatingsReader(path: place.target).summary().changes))
        #expect(builder.changes.added == 1 && builder.changes.changed == 2 && builder.changes.removed == 1)
        #expect(
            try place.value(
                """
                SELECT group_concat(enterprise_id || ' ' || change || ' ' || coalesce(grade_before, '-')
                    || ' ' || coalesce(score_before, '-') || ' ' || coalesce(grade_after, '-') || ' ' || coalesce(score_after, '-'), '; ')
                FROM (SELECT * FROM rating_changes WHERE run_id = 'run-2' ORDER BY enterprise_id)
                """)
                == "E0 ADDED - - A 640.0; E2 CHANGED C 400.0 C 400.01; E3 CHANGED NR - A 630.09; E4 REMOVED D - - -")
        #expect(
            try place.value("SELECT group_concat(coalesce(previous_grade, '-')) FROM (SELECT * FROM ratings ORDER BY 1)")
                == "-,A,C,NR")
    }

    @Test func theStoryIsCarriedOver() throws {
        try sample("run-2", [("E1", .a, 65_000)]).publish(to: place.target)
        try sample("run-3", [("E1", .a, 65_000)]).publish(to: place.target)
        try sample("a-run-4", [("E1", .aa, 66_000)]).publish(to: place.target)
        #expect(try place.value("SELECT group_concat(run_id) FROM (SELECT * FROM runs ORDER BY number)") == "run-1,run-2,run-3,a-run-4")
        let changes = try #require(try RatingsReader(path: place.target).explain("E1")?.changes)
        #expect(changes.map(\.runID) == ["a-run-4", "run-2", "run-1"])
        #expect(changes.map(\.scoreHundredthsBefore) == [65_000, 64_000, nil])
        #expect(try place.value("SELECT count(*) FROM rating_changes") == 4 + 4 + 1)
    }

    @Test func removalsAfterTheLastRatingAreTold() throws {
        let builder = try sample("run-2", []).publish(to: place.target)
        #expect(builder.changes.removed == 4)
    }

    @Test func formerRatingsAreFound() throws {
        let former = try FormerRatings(publishedAt: place.target)
        #expect(former.count == 4)
        #expect(former["E2"]?.grade == .c && former["E2"]?.scoreHundredths == 40_000)
        #expect(former["E3"]?.scoreHundredths == nil && former["E3"]?.grade == .nr)
        #expect(former["E"] == nil && former["E22"] == nil && former["F"] == nil)
        #expect((0..<4).map { former[$0].enterpriseID } == ["E1", "E2", "E3", "E4"])
    }
}
