public import Domain
internal import GRDB
public import Problems

/// All that a ratings database says of one enterprise.
public struct Explanation: Hashable, Sendable {
    public var rating: RatingRow
    /// The grade in the database that this one replaced; nil where the enterprise was not there.
    public var previousGrade: Grade?
    public var runID: String
    /// In the model's order; they add up to the score.
    public var points: [RatingPointRow]
    /// Ascending by rank; at most four.
    public var reasons: [RatingReasonRow]
    /// The accounts of the enterprise, ascending; empty where no subject row is known.
    public var subjects: [SubjectRow]
    /// The counters of its accounts, ascending by seller.
    public var evidence: [SellerEvidenceRow]
    /// What each run changed, the latest first.
    public var changes: [RatingChangeRow]
    /// The accounts that came to it or left it, the latest first.
    public var moves: [EnterpriseMoveRow]
}

/// A ratings database in a few numbers.
public struct RatingsSummary: Hashable, Sendable {
    /// How many enterprises have a grade.
    public struct GradeCount: Hashable, Sendable {
        public var grade: Grade
        public var enterprises: Int64
    }

    /// nil where the database has no run.
    public var asOf: Day?
    public var runID: String?
    public var modelID: String?
    public var enterprises: Int64
    /// One per grade that occurs, best first; D and NR last.
    public var grades: [GradeCount]
    /// What the last run changed.
    public var changes: ChangeCounts
}

/// Answers questions of a published ratings database, which it opens read-only.
///
/// A reader goes on reading the database that it opened when a new one is put in its place.
public struct RatingsReader: Sendable {
    public let path: String
    private let queue: DatabaseQueue

    /// - Throws: `Problem`: `.noInput` where there is none, `.cannotCreate` where it is none of ours or of another version.
    public init(path: String) throws(Problem) {
        self.path = path
        let queue = try PublishedFile.open(path)
        try reportingFaults(of: path) { try queue.read { try PublishedFile.check($0, path) } }
        self.queue = queue
    }

    func reading<Value>(_ body: (Database) throws -> Value) throws(Problem) -> Value {
        try reportingFaults(of: path) { try queue.read(body) }
    }

    /// How many enterprises have which grade, and what the last run changed.
    public func summary() throws(Problem) -> RatingsSummary {
        try reading { database in
            let run = try Row.fetchOne(database, sql: "SELECT run_id, as_of, model_id FROM runs ORDER BY number DESC LIMIT 1")
            let runID: String? = try run?.decode(forColumn: "run_id")
            let grades = try Row.fetchAll(
                database,
                sql: """
                    SELECT grade, count(*) FROM ratings GROUP BY grade
                    """
            ).map { RatingsSummary.GradeCount(grade: try $0.vocabulary("grade"), enterprises: try $0.decode(atIndex: 1)) }
                .sorted { $0.grade.rawValue < $1.grade.rawValue }
            var changes = ChangeCounts()
            for row in try Row.fetchAll(
                database, sql: "SELECT change, count(*) FROM rating_changes WHERE run_id = ? GROUP BY change", arguments: [runID])
            {
                switch try row.word("change", RatingChange.self) {
                case .added: changes.added = try row.decode(atIndex: 1)
                case .changed: changes.changed = try row.decode(atIndex: 1)
                case .removed: changes.removed = try row.decode(atIndex: 1)
                }
            }
            return RatingsSummary(
                asOf: try run?.day("as_of"), runID: runID, modelID: try run?.decode(forColumn: "model_id"),
                enterprises: grades.reduce(0) { $0 + $1.enterprises }, grades: grades, changes: changes)
        }
    }

    /// All runs that the database tells of, in the order in which they ended.
    public func runs() throws(Problem) -> [LedgerRun] {
        try reading { database in
            try Row.fetchAll(database, sql: "SELECT run_id, as_of, status, note FROM runs ORDER BY number").map { row in
                LedgerRun(
                    runID: try row.decode(forColumn: "run_id"), asOf: try row.day("as_of"), status: try row.decode(forColumn: "status"),
                    note: try row.decode(forColumn: "note"))
            }
        }
    }

    /// The points of some enterprises in hundredths, by characteristic.
    public func points(of enterprises: [Text]) throws(Problem) -> [Text: [String: Int64]] {
        try reading { database in
            let statement = try database.cachedStatement(
                sql: "SELECT characteristic, points_hundredths FROM rating_points WHERE enterprise_id = ?")
            var found: [Text: [String: Int64]] = [:]
            for enterprise in enterprises {
                let rows = try Row.fetchCursor(statement, arguments: [enterprise.description])
                while let row = try rows.next() { found[enterprise, default: [:]][try row.decode(atIndex: 0)] = try row.decode(atIndex: 1) }
            }
            return found
        }
    }

    /// Why an enterprise has its grade; `id` may also be that of one of its accounts. nil where it has no rating.
    public func explain(_ id: Text) throws(Problem) -> Explanation? {
        try reading { database in
            let name = id.description
            let enterprise = try String.fetchOne(
                database,
                sql: """
                    SELECT enterprise_id FROM ratings WHERE enterprise_id = ?1
                    UNION ALL SELECT enterprise_id FROM subjects WHERE subject_id = ?1
                    """, arguments: [name])
            guard let enterprise,
                let published = try PublishedRating.all(database, where: "enterprise_id = ?", [enterprise]).first
            else { return nil }
            return Explanation(
                rating: published.rating, previousGrade: published.previousGrade, runID: published.runID,
                points: try RatingPointRow.all(database, where: "enterprise_id = ? ORDER BY position", [enterprise]),
                reasons: try RatingReasonRow.all(database, where: "enterprise_id = ? ORDER BY rank", [enterprise]),
                subjects: try SubjectRow.all(database, where: "enterprise_id = ? ORDER BY subject_id", [enterprise]),
                evidence: try SellerEvidenceRow.all(
                    database,
                    where: """
                        seller_id IN (SELECT subject_id FROM subjects WHERE enterprise_id = ?1
                            UNION SELECT ?1 WHERE ?1 NOT IN (SELECT subject_id FROM subjects)) ORDER BY seller_id
                        """, [enterprise]),
                changes: try RatingChangeRow.all(
                    database,
                    where: "enterprise_id = ? ORDER BY \(Self.runNumber(in: RatingChangeRow.table)) DESC", [enterprise]),
                moves: try EnterpriseMoveRow.all(
                    database,
                    where: """
                        ?1 IN (subject_id, enterprise_before, enterprise_after)
                        ORDER BY \(Self.runNumber(in: EnterpriseMoveRow.table)) DESC, subject_id
                        """, [enterprise]))
        }
    }

    private static func runNumber(in table: String) -> String { "(SELECT number FROM runs r WHERE r.run_id = \(table).run_id)" }

    /// The enterprises RATED with the highest scores, the highest first; of equal scores the lesser id first.
    public func best(_ count: Int, ordersMin: Int64 = 1) throws(Problem) -> [RatingRow] {
        try rated(count, ordersMin, "score_hundredths DESC, enterprise_id")
    }

    /// The enterprises RATED with the lowest scores, the lowest first; of equal scores the lesser id first.
    public func worst(_ count: Int, ordersMin: Int64 = 1) throws(Problem) -> [RatingRow] {
        try rated(count, ordersMin, "score_hundredths, enterprise_id")
    }

    private func rated(_ count: Int, _ ordersMin: Int64, _ order: String) throws(Problem) -> [RatingRow] {
        try reading { database in
            try PublishedRating.all(
                database, where: "status = 'RATED' AND orders >= ? ORDER BY \(order) LIMIT ?", [ordersMin, count]
            ).map(\.rating)
        }
    }
}

/// A run as the ledger tells of it.
public struct LedgerRun: Hashable, Sendable {
    public var runID: String
    public var asOf: Day
    /// PUBLISHED, FAILED, REFUSED (by the gate) or INTERRUPTED.
    public var status: String
    /// Why it published nothing, or why it did though the gate refused; nil: there is nothing to say.
    public var note: String?
}
