internal import Domain
internal import GRDB
internal import Parallel
public import Problems

/// Checks a ratings database against itself.
///
/// - Parameter threads: two, or more, take half the time of one.
/// - Returns: what is wrong, one sentence each, at most 20 of each kind; none where all is well.
/// - Throws: `Problem` where the file is missing or cannot be read at all.
/// - Complexity: reads the whole file.
public func verify(path: String, threads: Int = 2) throws(Problem) -> [String] {
    // The longest first, so that two threads end at nearly the same time. Milliseconds of 20,000 enterprises with 280,000 products: pages
    // 125, points 60, markets 50, others 35, ratings 26, reasons and metrics 19, products 17.
    let rules: [@Sendable (Database) throws -> [String]] = [pointRules, marketRules, otherRules, ratingRules, reasonRules, productRules]
    let found = parallelMap(count: rules.count + 1, threads: threads, state: { Inspection(path: path) }) { inspection, part in
        Result { () throws(Problem) in part == 0 ? try inspection.pages() : try inspection.findings(rules[part - 1]) }
    }
    // A file whose pages are not what they seem has no further questions to answer.
    let pages = try found[0].get()
    guard pages.isEmpty else { return pages }
    // What is wrong with the whole file each part tells.
    var told: [String] = []
    for part in found.dropFirst() { told += try part.get().filter { !told.contains($0) } }
    return told
}

/// One thread's connection to the file, opened when it asks first.
private struct Inspection: ~Copyable {
    private let path: String
    private var queue: DatabaseQueue?
    /// What makes questions about rows idle: the file is none of ours, or lacks a column; nil: not yet looked for.
    private var whole: [String]?

    init(path: String) { self.path = path }

    mutating func pages() throws(Problem) -> [String] { try ask(storage) }

    /// What is wrong with the whole file, or else what a rule finds.
    mutating func findings(_ rule: (Database) throws -> [String]) throws(Problem) -> [String] {
        if whole == nil {
            whole = try ask { database in
                let strange = try identity(database)
                return strange.isEmpty ? try layout(database) : strange
            }
        }
        if let whole, !whole.isEmpty { return whole }
        return try ask(rule)
    }

    private mutating func ask(_ question: (Database) throws -> [String]) throws(Problem) -> [String] {
        let connection: DatabaseQueue
        if let queue { connection = queue } else { connection = try PublishedFile.open(path) }
        queue = connection
        return try reportingFaults(of: path) { try connection.read(question) }
    }
}

@Sendable private func ratingRules(_ database: Database) throws -> [String] {
    try Check.findings(of: Check.ratings, database) + grades(database)
}

/// The rules of the runs' story, of subjects and of sellers' counters.
@Sendable private func otherRules(_ database: Database) throws -> [String] {
    try Check.findings(of: Check.others, database)
}

@Sendable private func marketRules(_ database: Database) throws -> [String] {
    try Check.findings(of: MarketTables.checks, database)
}

@Sendable private func productRules(_ database: Database) throws -> [String] {
    try Check.findings(of: ProductTables.checks, database)
}

@Sendable private func pointRules(_ database: Database) throws -> [String] {
    let rows = try Row.fetchAll(database, sql: "SELECT characteristic, label FROM \(SheetTables.bins) ORDER BY position, bin")
    let labels = try rows.map { row in (id: try row.decode(String.self, atIndex: 0), label: try row.decode(String.self, atIndex: 1)) }
    let characteristics = Dictionary(grouping: labels, by: \.id).sorted { $0.key < $1.key }.map { id, labels in
        CharacteristicLayout(id: id, bins: labels.map(\.label), referencePointsHundredths: [])
    }
    return try Check.findings(of: Check.points(characteristics), database)
}

/// The rules of the wide tables of reasons and of marketplaces' metrics.
@Sendable private func reasonRules(_ database: Database) throws -> [String] {
    try Check.findings(of: ReasonTables.checks + [Check.metrics], database)
}

/// A rule of the database: the SQL selects one sentence for each row that breaks it.
struct Check {
    static let findingsMax = 20
    var sql: String
    /// Where each row of a table keeps the rule or breaks it by itself: the table, and the condition of those that break it.
    var rows: (table: String, condition: String)?

    init(sql: String) { self.sql = sql }

    /// - Parameters:
    ///   - sentence: an expression over a row.
    ///   - condition: of the rows that break the rule.
    init(rowsOf table: String, sentence: String, where condition: String) {
        sql = "SELECT DISTINCT \(sentence) FROM \(table) WHERE \(condition)"
        rows = (table, condition)
    }

    private func findings(_ database: Database) throws -> [String] {
        let found = try String.fetchAll(
            database, sql: "\(sql) LIMIT \(Self.findingsMax + 1)")
        guard found.count > Self.findingsMax else { return found }
        return found.dropLast() + ["and more like the last"]
    }

    /// What the rules find, one after the other. A table whose rows keep all of its rules is read once for them, whatever their number.
    static func findings(of checks: [Check], _ database: Database) throws -> [String] {
        let conditions = Dictionary(grouping: checks.compactMap(\.rows), by: \.table)
        let sound = try conditions.filter { table, rows in
            let broken = rows.map { "(\($0.condition))" }.joined(separator: " OR ")
            return try Bool.fetchOne(database, sql: "SELECT NOT EXISTS (SELECT * FROM \(table) WHERE \(broken))") ?? false
        }
        return try checks.flatMap { check in
            if let rows = check.rows, sound[rows.table] != nil { return [String]() }
            return try check.findings(database)
        }
    }
}

@Sendable private func storage(_ database: Database) throws -> [String] {
    do {
        let answers = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(Check.findingsMax))")
        return answers == ["ok"] ? [] : answers.map { "storage: \($0)" }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB {
        return ["storage: \(error.message ?? "not a database")"]
    }
}

@Sendable private func identity(_ database: Database) throws -> [String] {
    let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    var findings: [String] = []
    if application != applicationID { findings.append("application_id is \(application), not \(applicationID)") }
    if version != schemaVersion { findings.append("user_version is \(version), not \(schemaVersion)") }
    return findings
}

@Sendable private func layout(_ database: Database) throws -> [String] {
    try Schema.columns.flatMap { table, columns in
        let there = Set(try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table]))
        guard !there.isEmpty else { return ["table \(table) is missing"] }
        return columns.filter { !there.contains($0) }.map { "column \(table).\($0) is missing" }
    }
}

/// The grade of a score is a matter of the domain, not of SQL.
private func grades(_ database: Database) throws -> [String] {
    // A grade is a band of scores: where the least and the greatest that have it earn it, so do all between.
    let bands = try Row.fetchAll(
        database,
        sql: """
            SELECT score_grade, min(score_hundredths), max(score_hundredths) FROM ratings
            WHERE score_hundredths IS NOT NULL GROUP BY score_grade
            """)
    let areEarned = bands.allSatisfy { band in
        [1, 2].allSatisfy { Grade.of(scoreHundredths: band[$0]).name == band[0] as String? }
    }
    if areEarned { return [] }
    var findings: [String] = []
    let rows = try Row.fetchCursor(
        database,
        sql: """
            SELECT enterprise_id, score_grade, score_hundredths FROM ratings
            WHERE score_hundredths IS NOT NULL ORDER BY enterprise_id
            """)
    while let row = try rows.next(), findings.count < Check.findingsMax {
        let score: Int = row[2]
        let (grade, earned) = (row[1] as String? ?? "none", Grade.of(scoreHundredths: score).name)
        guard grade != earned else { continue }
        findings.append("ratings: '\(row[0] as String)' has score_grade \(grade), its score of \(score) hundredths earns \(earned)")
    }
    return findings
}
