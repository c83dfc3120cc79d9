internal import Bytes
public import Domain
internal import GRDB
public import Problems

/// An enterprise's rating in the database that is to be replaced.
public struct FormerRating: Hashable, Sendable {
    public var grade: Grade
    /// Hundredths of a point; nil where no PD could be stated.
    public var scoreHundredths: Int64?
}

/// The ratings of the published database, ascending by enterprise; none where nothing is published yet.
///
/// They serve the story of the changes and the gate before publication only: no rating depends on them (DESIGN 2, law 1).
public struct FormerRatings: Sendable {
    private var identifiers = PackedTexts()
    private var ratings: [FormerRating] = []
    /// Rows read in all as of the run that published; 0 where nothing is published.
    public private(set) var rowsRead: Int64 = 0
    /// The runs that the database tells of.
    public private(set) var runIDs: Set<String> = []

    /// No ratings.
    public init() {}

    /// Reads the ratings published at `path`.
    ///
    /// - Throws: `Problem` where the file is no ratings database or of another schema version: it is never replaced.
    public init(publishedAt path: String) throws(Problem) {
        guard try FileSystem.exists(path) else { return }
        let queue = try PublishedFile.open(path)
        try reportingFaults(of: path) {
            try queue.read { database in
                try PublishedFile.check(database, path)
                runIDs = try String.fetchSet(database, sql: "SELECT run_id FROM runs")
                rowsRead =
                    try Int64.fetchOne(
                        database, sql: "SELECT rows_read FROM runs WHERE status = 'PUBLISHED' ORDER BY number DESC LIMIT 1") ?? 0
                let rows = try Row.fetchCursor(
                    database, sql: "SELECT enterprise_id, grade, score_hundredths FROM ratings ORDER BY enterprise_id")
                while let row = try rows.next() {
                    append((row[0] as TextColumn).text, FormerRating(grade: try row.vocabulary("grade"), scoreHundredths: row[2]))
                }
            }
            try queue.close()
        }
    }

    private mutating func append(_ enterpriseID: Text, _ rating: FormerRating) {
        identifiers.append(enterpriseID.utf8)
        ratings.append(rating)
    }

    public var count: Int { ratings.count }

    /// The rating at a place in the ascending order, with its enterprise.
    public subscript(place: Int) -> (enterpriseID: Text, rating: FormerRating) {
        (Text(utf8: Array(identifiers[place])), ratings[place])
    }

    /// The rating of an enterprise; nil where it was not rated.
    ///
    /// - Complexity: O(log count).
    public subscript(enterpriseID: Text) -> FormerRating? {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].enterpriseID < enterpriseID { low = middle + 1 } else { high = middle }
        }
        return low < count && self[low].enterpriseID == enterpriseID ? ratings[low] : nil
    }
}
