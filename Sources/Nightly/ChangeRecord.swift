import Bytes
import Domain
import Ingest
import Problems
public import RatingsDatabase
import Records

/// What one published run changed, as the store keeps it for 730 days: `<store>/changes/<run>.csv`. Lines, by their first field:
///
///     run,ID   former,ID   as_of,DAY   model,SHA-256     the run, the one that it replaced, its day and its model
///     new,DAY   replaced,DAY                             a partition that it took for the first time, or anew
///     enterprise,ID,grade before,grade after,score before,score after        scores in hundredths; empty: there was none
///     points,characteristic,before,after                 of the enterprise above, in hundredths
struct ChangeRecord {
    var run = ""
    var former = ""
    var asOf = Day(0)
    var model = ""
    var new: [Day] = []
    var replaced: [Day] = []
    var enterprises: [EnterpriseChange] = []

    static let keptDays = 730

    static func folder(_ store: StoreLayout) -> String { "\(store.path)/changes" }

    static func path(_ store: StoreLayout, _ run: String) -> String {
        "\(folder(store))/\(String(run.map { $0 == "/" || $0 == ":" ? "-" : $0 })).csv"
    }

    /// Writes the record, and removes those that are older than `keptDays`.
    func write(_ store: StoreLayout, today: Day) throws(Problem) {
        var lines = ["run,\(run)", "former,\(former)", "as_of,\(asOf)", "model,\(model)"]
        lines += new.map { "new,\($0)" } + replaced.map { "replaced,\($0)" }
        for change in enterprises {
            var quoted: [UInt8] = []
            RowText.appendQuoted(change.enterpriseID.utf8, to: &quoted)
            lines.append(
                "enterprise,\(String(decoding: quoted, as: UTF8.self)),\(change.gradeBefore),\(change.gradeAfter),"
                    + "\(text(change.scoreBefore)),\(text(change.scoreAfter))")
            lines += change.points.map { "points,\($0.characteristic),\($0.before),\($0.after)" }
        }
        let content = lines.map { "\($0)\n" }.joined()
        let target = ChangeRecord.path(store, run)
        try onDisk { () throws(SystemFailure) in
            try FileSystem.createOwnFolder(ChangeRecord.folder(store))
            try FileSystem.writeWhole(content, to: target)
            for name in try FileSystem.names(in: ChangeRecord.folder(store)) {
                guard let day = Day(name.prefix(10)), day < today - ChangeRecord.keptDays else { continue }
                try FileSystem.remove("\(ChangeRecord.folder(store))/\(name)")
            }
        }
    }

    private func text(_ score: Int64?) -> String { score.map { "\($0)" } ?? "" }
}

/// One enterprise in a record, or over several of them.
public struct EnterpriseChange: Sendable, Equatable {
    public var enterpriseID: Text
    /// Empty where it was not in the ratings.
    public var gradeBefore: String
    public var gradeAfter: String
    /// Hundredths of a point; nil where there was no PD.
    public var scoreBefore: Int64?
    public var scoreAfter: Int64?
    /// Characteristics whose points differ, in hundredths.
    public var points: [PointChange] = []

    /// The points of one characteristic, in hundredths.
    public struct PointChange: Sendable, Equatable {
        public var characteristic: String
        public var before: Int64
        public var after: Int64
    }
}
