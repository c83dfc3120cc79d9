internal import Domain

/// How many ratings a run added, changed and removed.
public struct ChangeCounts: Hashable, Sendable {
    public var added = 0
    public var changed = 0
    public var removed = 0
}

/// Walks the former ratings beside the new ones, both ascending by enterprise, and tells what changed.
struct ChangeTracker {
    let former: FormerRatings
    let runID: String
    private(set) var counts = ChangeCounts()
    /// The first former rating that no new one has reached yet.
    private var place = 0
    private var lastID: Text?

    init(former: FormerRatings, runID: String) {
        self.former = former
        self.runID = runID
    }

    /// The former grade of the rating's enterprise, and the changes up to and including it.
    mutating func advance(to rating: RatingRow) -> (previousGrade: Grade?, changes: [RatingChangeRow]) {
        precondition(lastID.map { $0 < rating.enterpriseID } ?? true, "ratings are written in ascending order of enterprise")
        lastID = rating.enterpriseID
        var changes: [RatingChangeRow] = []
        while place < former.count, former[place].enterpriseID < rating.enterpriseID { changes.append(removal()) }
        let after = FormerRating(grade: rating.grade, scoreHundredths: rating.scoreHundredths)
        guard place < former.count, former[place].enterpriseID == rating.enterpriseID else {
            counts.added += 1
            changes.append(row(rating.enterpriseID, .added, nil, after))
            return (nil, changes)
        }
        let before = former[place].rating
        place += 1
        if before != after {
            counts.changed += 1
            changes.append(row(rating.enterpriseID, .changed, before, after))
        }
        return (before.grade, changes)
    }

    /// The removals after the last new rating.
    mutating func finish() -> [RatingChangeRow] {
        var changes: [RatingChangeRow] = []
        while place < former.count { changes.append(removal()) }
        return changes
    }

    private mutating func removal() -> RatingChangeRow {
        let (enterpriseID, rating) = former[place]
        place += 1
        counts.removed += 1
        return row(enterpriseID, .removed, rating, nil)
    }

    private func row(_ id: Text, _ change: RatingChange, _ before: FormerRating?, _ after: FormerRating?) -> RatingChangeRow {
        RatingChangeRow(
            runID: runID, enterpriseID: id, change: change, gradeBefore: before?.grade, gradeAfter: after?.grade,
            scoreHundredthsBefore: before?.scoreHundredths, scoreHundredthsAfter: after?.scoreHundredths)
    }
}
