import Domain
import InformationBases
import Ingest
import Problems
import RatingsDatabase
import Scoring
import Settings

/// Keeps in the store what this run changes of the published ratings: old and new points of every enterprise whose rating differs.
/// Where nothing is published yet there is nothing to compare.
func keepChanges(
    _ bases: Bases, _ judges: Judges, _ former: FormerRatings, _ mandate: Mandate, _ job: Job, _ context: RunContext,
    _ report: RunReport
) throws(Problem) {
    var record = ChangeRecord(run: report.runID, asOf: report.asOf, model: mandate.model.sha256)
    record.new = report.newDays
    record.replaced = report.takenPartitions.filter { !report.newDays.contains($0) }
    if former.count > 0 {
        let reader = try RatingsReader(path: job.database)
        record.former = try reader.summary().runID ?? ""
        var differing: [(id: Text, before: FormerRating?, after: RatedEnterprise?)] = []
        var place = 0
        for subject in bases.subjects {
            guard let rated = subject.rated else { continue }
            let id = Text(utf8: subject.id)
            while place < former.count, former[place].enterpriseID < id {
                differing.append((former[place].enterpriseID, former[place].rating, nil))
                place += 1
            }
            var before: FormerRating?
            if place < former.count, former[place].enterpriseID == id {
                before = former[place].rating
                place += 1
            }
            let isSame =
                before.map { $0.grade == rated.rating.grade && $0.scoreHundredths == rated.rating.scoreHundredths.map(Int64.init) } ?? false
            if !isSame { differing.append((id, before, rated)) }
        }
        while place < former.count {
            differing.append((former[place].enterpriseID, former[place].rating, nil))
            place += 1
        }
        let formerPoints = try reader.points(of: differing.filter { $0.before != nil }.map(\.id))
        let names = [RatingPointRow.base] + mandate.model.model.content.characteristics.map(\.id)
        for (id, before, after) in differing {
            let points = try after.map { rated throws(Problem) in try judges.pointsHundredths(of: rated) } ?? []
            var enterprise = EnterpriseChange(
                enterpriseID: id, gradeBefore: before?.grade.name ?? "", gradeAfter: after?.rating.grade.name ?? "",
                scoreBefore: before?.scoreHundredths, scoreAfter: after?.rating.scoreHundredths.map(Int64.init))
            enterprise.points = changes(formerPoints[id] ?? [:], zip(names, points).map { ($0, $1) })
            record.enterprises.append(enterprise)
        }
    }
    try record.write(StoreLayout(path: job.store), today: context.startedAt.day)
}

/// The points that differ, those that are no longer there last.
private func changes(_ former: [String: Int64], _ points: [(String, Int64)]) -> [EnterpriseChange.PointChange] {
    var changes: [EnterpriseChange.PointChange] = []
    for (characteristic, now) in points where former[characteristic] != now {
        changes.append(EnterpriseChange.PointChange(characteristic: characteristic, before: former[characteristic] ?? 0, after: now))
    }
    for (characteristic, old) in former.sorted(by: { $0.key < $1.key })
    where !points.contains(where: { $0.0 == characteristic }) && old != 0 {
        changes.append(EnterpriseChange.PointChange(characteristic: characteristic, before: old, after: 0))
    }
    return changes
}
