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
    // Pages on one connection, rows on another: each takes about half of the time.
    let parts = parallelMap(count: 2, threads: threads, state: { 0 }) { (_: inout Int, part: Int) in
        Result { () throws(Problem) in try findings(path, part == 0 ? [storage] : [identity, layout, rules]) }
    }
    // A file whose pages are not what they seem has no further questions to answer.
    let pages = try parts[0].get()
    return pages.isEmpty ? try parts[1].get() : pages
}

/// What the first check finds that finds anything.
private func findings(_ path: String, _ checks: [(Database) throws -> [String]]) throws(Problem) -> [String] {
    let queue = try PublishedFile.open(path)
    return try reportingFaults(of: path) {
        let findings = try queue.read { database in
            for check in checks {
                let findings = try check(database)
                if !findings.isEmpty { return findings }
            }
            return []
        }
        try queue.close()
        return findings
    }
}

private func rules(_ database: Database) throws -> [String] {
    let columns = try String.fetchAll(
        database, sql: "SELECT name FROM pragma_table_info('\(SheetTables.points)') WHERE name GLOB 'points_hundredths_*'")
    let checks = Check.all + Check.sheets(pointColumns: columns) + MarketTables.checks
    return try checks.flatMap { try $0.findings(database) } + grades(database)
}

/// A rule of the database: the SQL selects one sentence for each row that breaks it.
struct Check {
    static let findingsMax = 20
    var sql: String

    func findings(_ database: Database) throws -> [String] {
        let found = try String.fetchAll(
            database, sql: "\(sql) LIMIT \(Self.findingsMax + 1)")
        guard found.count > Self.findingsMax else { return found }
        return found.dropLast() + ["and more like the last"]
    }
}

private func storage(_ database: Database) throws -> [String] {
    do {
        let answers = try String.fetchAll(database, sql: "PRAGMA integrity_check(\(Check.findingsMax))")
        return answers == ["ok"] ? [] : answers.map { "storage: \($0)" }
    } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB {
        return ["storage: \(error.message ?? "not a database")"]
    }
}

private func identity(_ database: Database) throws -> [String] {
    let application = try Int32.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int32.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    var findings: [String] = []
    if application != applicationID { findings.append("application_id is \(application), not \(applicationID)") }
    if version != schemaVersion { findings.append("user_version is \(version), not \(schemaVersion)") }
    return findings
}

private func layout(_ database: Database) throws -> [String] {
    try Schema.columns.flatMap { table, columns in
        let there = Set(try String.fetchAll(database, sql: "SELECT name FROM pragma_table_info(?)", arguments: [table]))
        guard !there.isEmpty else { return ["table \(table) is missing"] }
        return columns.filter { !there.contains($0) }.map { "column \(table).\($0) is missing" }
    }
}

/// The grade of a score is a matter of the domain, not of SQL.
private func grades(_ database: Database) throws -> [String] {
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
