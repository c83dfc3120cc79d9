extension Check {
    static let ratings = vocabularies.filter { $0.rows?.table == "ratings" } + relations
    static let others = vocabularies.filter { $0.rows?.table != "ratings" } + runs + rows + evidence

    /// The rules of the wide table of points.
    /// - Parameter characteristics: those of the model.
    static func points(_ characteristics: [CharacteristicLayout]) -> [Check] {
        let total = "(" + (["0"] + characteristics.map { $0.column("hundredths") }).joined(separator: " + ") + ")"
        let score = "(SELECT score_hundredths FROM ratings r WHERE r.enterprise_id = \(SheetTables.points).enterprise_id)"
        return [
            Check(
                rowsOf: SheetTables.points,
                sentence: """
                    printf('ratings: %Q: base and points add up to %d hundredths, the score is %d', enterprise_id, \(total), \(score))
                    """,
                where: "\(total) <> \(score)"),
            Check(
                rowsOf: "ratings",
                sentence: """
                    printf('ratings: %Q: base and points add up to no hundredths, the score is %d', enterprise_id, score_hundredths)
                    """,
                where: "score_hundredths IS NOT NULL AND enterprise_id NOT IN (SELECT enterprise_id FROM \(SheetTables.points))"),
            Check(
                rowsOf: SheetTables.points,
                sentence: "printf('rating_points: %Q is in a bin that its characteristic does not have', enterprise_id)",
                where: (["FALSE"] + characteristics.map { "\($0.column("bin")) NOT BETWEEN 0 AND \($0.bins.count - 1)" })
                    .joined(separator: " OR ")),
            rated(SheetTables.points, "points"),
        ]
    }

    /// The rule of the wide table of metrics.
    static let metrics = rated(SheetTables.metrics, "metrics")

    private static func rated(_ table: String, _ what: String) -> Check {
        Check(
            rowsOf: table, sentence: "printf('\(table): %Q has \(what) and no rating', enterprise_id)",
            where: "enterprise_id NOT IN (SELECT enterprise_id FROM ratings)")
    }

    private static let vocabularies: [Check] = Schema.vocabularies.compactMap { table, column, words in
        // The words of views are constants of ours.
        SheetTables.viewColumns[table] != nil
            ? nil
            : Check(
                rowsOf: table, sentence: "printf('\(table): %Q is no \(column)', \(column))",
                // Up to eleven comparisons take less than a look into the table that SQLite would make of a list.
                where: words.split(separator: ", ").map { "\(column) <> '\($0)'" }.joined(separator: " AND "))
    }

    /// What relates the columns of a rating, and ratings to other tables.
    private static let relations: [Check] = [
        rating(
            "printf('ratings: %Q has status %s and grade %s', enterprise_id, status, grade)",
            where: "CASE WHEN status = 'RATED' THEN grade IN ('NR', 'D') ELSE grade <> status END"),
        rating(
            "printf('ratings: %Q is RATED %s by a score of %s, and no overlay says why', enterprise_id, grade, score_grade)",
            where: "status = 'RATED' AND grade <> score_grade AND overlay IS NULL"),
        rating(
            "printf('ratings: %Q: lift_grade and lift_orders do not stand together, or lead to no better grade', enterprise_id)",
            where: "(lift_grade IS NULL) <> (lift_orders IS NULL) OR lift_grade = grade OR lift_orders < 1"),
        rating(
            "printf('ratings: %Q is RATED without score, pd, its interval or confidence', enterprise_id)",
            where: "status = 'RATED' AND (score_hundredths + pd + pd_low + pd_high IS NULL OR confidence IS NULL)"),
        rating(
            """
            printf('ratings: %Q: pd_low %.9f, pd %.9f, pd_high %.9f are not ascending in 0 to 1', enterprise_id, pd_low, pd, pd_high)
            """,
            where: "NOT (0 <= pd_low AND pd_low <= pd AND pd <= pd_high AND pd_high <= 1)"),
        rating(
            "printf('ratings: %Q: score %!.17g is not %d hundredths', enterprise_id, score, score_hundredths)",
            where: "score IS NOT score_hundredths / 100.0"),
        Check(
            sql: """
                SELECT printf('ratings: %Q has %d orders and no seller_evidence', enterprise_id, orders) FROM ratings r
                WHERE orders > 0 AND enterprise_id NOT IN (SELECT seller_id FROM seller_evidence)
                    AND NOT EXISTS (SELECT * FROM subjects JOIN seller_evidence ON seller_id = subject_id
                        WHERE subjects.enterprise_id = r.enterprise_id)
                """),
    ]

    private static func rating(_ sentence: String, where condition: String) -> Check {
        Check(rowsOf: "ratings", sentence: sentence, where: condition)
    }

    private static let lastRun = "(SELECT * FROM runs ORDER BY number DESC LIMIT 1)"

    private static let runs: [Check] = [
        Check(sql: "SELECT 'runs: there is none' WHERE NOT EXISTS (SELECT * FROM runs)"),
        Check(
            sql: """
                SELECT printf('ratings: %Q is of run %s, model %s, day %s; the last run is %s, %s, %s', r.enterprise_id,
                    r.run_id, r.model_id, r.as_of, l.run_id, l.model_id, l.as_of)
                FROM ratings r JOIN \(lastRun) l WHERE (r.run_id, r.model_id, r.as_of) <> (l.run_id, l.model_id, l.as_of)
                """),
        Check(
            sql: """
                SELECT printf('runs: %s counts %d enterprises, %d RATED, %d NR, %d D; ratings has %d, %d, %d, %d', run_id,
                    enterprises, rated, nr, d, n, n_rated, n_nr, n_d)
                FROM \(lastRun) JOIN (SELECT count(*) AS n, total(status = 'RATED') AS n_rated, total(status = 'NR') AS n_nr,
                    total(status = 'D') AS n_d FROM ratings)
                WHERE (enterprises, rated, nr, d) <> (n, n_rated, n_nr, n_d)
                """),
        Check(
            sql: """
                SELECT printf('rating_changes: %Q: the last run %s it to %s, its grade is %s', c.enterprise_id, c.change,
                    coalesce(c.grade_after, 'none'), coalesce(r.grade, 'none'))
                FROM \(lastRun) l JOIN rating_changes c ON c.run_id = l.run_id
                    LEFT JOIN ratings r ON r.enterprise_id = c.enterprise_id
                WHERE c.grade_after IS NOT r.grade OR c.score_after IS NOT r.score
                """),
    ]

    private static let totals = RowTotals.columns

    /// Law 3: nothing lost.
    private static let rows: [Check] =
        ["sources": "source", "partitions": "partition", "runs": "run_id"].sorted { $0.key < $1.key }.map { table, key in
            Check(
                sql: """
                    SELECT printf('\(table): %Q: %d rows read, but %d accepted, duplicate, superseded or quarantined', \(key),
                        rows_read, rows_accepted + rows_duplicate + rows_superseded + rows_quarantined)
                    FROM \(table)
                    WHERE rows_read <> rows_accepted + rows_duplicate + rows_superseded + rows_quarantined
                    """)
        } + [
            // That the counts add up says nothing where one is too small and another too great.
            Check(
                sql: """
                    SELECT printf('sources: %Q: a count is negative', source) FROM sources
                    WHERE min(bytes, withdrawn_codes, \(totals.joined(separator: ", "))) < 0
                    """),
            Check(
                sql: """
                    SELECT printf('quarantine: %Q: %d rows for the reason %s', source, rows, reason) FROM quarantine WHERE rows < 0
                    """),
            Check(
                sql: """
                    WITH places AS (SELECT source, sum(rows) AS n FROM quarantine GROUP BY source)
                    SELECT printf('quarantine: %Q: the reasons add up to %d rows, sources has %d', s.source,
                        coalesce(n, 0), rows_quarantined)
                    FROM sources s LEFT JOIN places q ON q.source = s.source WHERE coalesce(n, 0) <> rows_quarantined
                    """),
            Check(
                sql: """
                    SELECT DISTINCT printf('quarantine: %Q is not among the sources', source) FROM quarantine
                    WHERE reason <> '\(QuarantineRow.sumOutOfRange)' AND source NOT IN (SELECT source FROM sources)
                    """),
            Check(
                sql: """
                    SELECT DISTINCT printf('sources: %Q is of partition %s, which is not there', source, partition) FROM sources
                    WHERE partition NOT IN (SELECT partition FROM partitions)
                    """),
            Check(
                sql: """
                    WITH files AS (SELECT partition, count(*) AS n, sum(bytes) AS bytes, \(sums(of: totals)) FROM sources
                        GROUP BY partition)
                    SELECT printf('partitions: %s does not add up its %d sources', p.partition, coalesce(f.n, 0))
                    FROM partitions p LEFT JOIN files f ON f.partition = p.partition
                    WHERE p.sources <> coalesce(f.n, 0) OR p.bytes <> coalesce(f.bytes, 0)
                        OR \(totals.map { "p.\($0) <> coalesce(f.\($0), 0)" }.joined(separator: " OR "))
                    """),
            Check(
                sql: """
                    WITH files AS (SELECT count(*) AS n, \(sums(of: totals)) FROM sources),
                        days AS (SELECT count(*) AS n FROM partitions)
                    SELECT printf('runs: %s does not add up the %d partitions and %d sources', l.run_id, d.n, f.n)
                    FROM \(lastRun) l JOIN files f JOIN days d
                    WHERE l.sources <> f.n OR l.partitions <> d.n
                        OR \(totals.map { "l.\($0) <> f.\($0)" }.joined(separator: " OR "))
                    """),
        ]

    private static func sums(of columns: [String]) -> String {
        columns.map { "coalesce(sum(\($0)), 0) AS \($0)" }.joined(separator: ", ")
    }

    /// Parts that cannot exceed their whole, by the definitions of the counters.
    private static let sellerParts = [
        ("orders", "lines"), ("cancelled", "orders"), ("cancelled_by_seller", "cancelled"), ("refunded", "orders"),
        ("invoice_matched + invoice_missing", "invoice_due"), ("handover_late", "handover_due"), ("handed_over", "orders"),
        ("handover_share_orders", "handover_due"), ("delivery_late", "delivery_due"), ("delivered", "orders"),
        ("undelivered", "orders"), ("held", "orders"),
    ]

    private static let evidence: [Check] =
        sellerParts.map { part, whole in
            Check(
                rowsOf: "seller_evidence",
                sentence: "printf('seller_evidence: %Q: \(part) is %d, of only %d \(whole)', seller_id, \(part), \(whole))",
                where: "\(part) > \(whole)")
        } + [
            Check(
                rowsOf: "seller_evidence",
                sentence: """
                    printf('seller_evidence: %Q: invoice_due is %d, of %d orders not cancelled', seller_id, invoice_due, orders - cancelled)
                    """,
                where: "invoice_due <> orders - cancelled"),
            Check(
                rowsOf: "statistics",
                sentence: """
                    printf('statistics: %s %s %s %Q: a figure, is_suppressed and suppression contradict each other', period, flow,
                        dimension, member)
                    """,
                where: "is_suppressed <> (suppression IS NOT NULL) OR is_suppressed <> (value_minor IS NULL)"),
        ]
}
