/// The wide table of why scores are not higher, and the view over it: one B-tree entry in place of four.
enum ReasonTables {
    static let table = "reason_sheets"
    private static let ranks = 1...RatingReasonRow.ranksMax

    static var insertion: Insertion {
        Insertion(
            table: table,
            columns: ["enterprise_id"]
                + ranks.flatMap { ["code_\($0)", "characteristic_\($0)", "shortfall_hundredths_\($0)", "text_\($0)", "text_zh_\($0)"] })
    }

    /// The table, then the view.
    static let statements: [String] = [
        """
        CREATE TABLE \(table) (
            enterprise_id TEXT PRIMARY KEY NOT NULL,
            \(ranks.map { rank in
                let presence = rank == 1 ? " NOT NULL" : ""
                return "code_\(rank) TEXT\(presence), characteristic_\(rank) TEXT, shortfall_hundredths_\(rank) INTEGER, "
                    + "text_\(rank) TEXT\(presence), text_zh_\(rank) TEXT\(presence)"
            }.joined(separator: ",\n    "))
        ) STRICT, WITHOUT ROWID
        """,
        """
        CREATE VIEW \(RatingReasonRow.table) AS
        -- rank: 1 to 4, 1 weighs most; shortfall: points below the model's reference, NULL: a rule decided
        \(ranks.map { rank in
            """
            SELECT enterprise_id, \(rank) AS rank, code_\(rank) AS code, characteristic_\(rank) AS characteristic,
                shortfall_hundredths_\(rank) / 100.0 AS shortfall, shortfall_hundredths_\(rank) AS shortfall_hundredths,
                text_\(rank) AS text, text_zh_\(rank) AS text_zh
            FROM \(table) WHERE code_\(rank) IS NOT NULL
            """
        }.joined(separator: "\nUNION ALL "))
        """,
    ]

    /// Hands over the reasons of one enterprise, by rank.
    static func bind(_ reasons: [RatingReasonRow], to row: inout some RowValues & ~Copyable) {
        precondition(
            reasons.count <= RatingReasonRow.ranksMax && reasons.indices.allSatisfy { reasons[$0].rank == $0 + 1 },
            "an enterprise has at most four reasons, ranked from 1 without gaps")
        row.append(reasons[0].enterpriseID)
        for rank in ranks {
            guard rank <= reasons.count else {
                for _ in 0..<5 { row.appendNull() }
                continue
            }
            let reason = reasons[rank - 1]
            row.append(reason.code)
            row.append(reason.characteristic)
            row.append(reason.shortfallHundredths)
            row.append(reason.text)
            row.append(reason.chineseText)
        }
    }

    /// The rules of the table.
    static var checks: [Check] {
        [
            Check(
                rowsOf: table,
                sentence: "printf('rating_reasons: %Q: ranks have gaps, or a reason lacks its code or a text', enterprise_id)",
                where: ranks.dropFirst().map(isBroken).joined(separator: " OR ")),
            Check(
                rowsOf: table, sentence: "printf('rating_reasons: %Q has reasons and no rating', enterprise_id)",
                where: "enterprise_id NOT IN (SELECT enterprise_id FROM ratings)"),
        ]
    }

    private static func isBroken(_ rank: Int) -> String {
        """
        (code_\(rank) IS NULL) <> (text_\(rank) IS NULL) OR (code_\(rank) IS NULL) <> (text_zh_\(rank) IS NULL)
        OR code_\(rank) IS NULL AND coalesce(characteristic_\(rank), shortfall_hundredths_\(rank)) IS NOT NULL
        OR code_\(rank) IS NOT NULL AND code_\(rank - 1) IS NULL
        """
    }
}
