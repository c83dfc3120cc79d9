internal import Domain
internal import GRDB

/// The wide tables and the views over them, as SQL: a function of the layout.
struct SheetTables {
    static let points = "rating_sheets"
    static let metrics = "metric_sheets"
    /// What a bin's place among its characteristic's stands for.
    static let bins = "rating_bins"
    /// The points at the model's reference.
    static let references = "rating_references"

    var layout: SheetLayout

    private typealias Column = (name: String, type: String)

    /// The columns of `points` behind the enterprise's: five of each characteristic, named by it.
    private var pointColumns: [Column] {
        layout.characteristics.enumerated().flatMap { place, characteristic -> [Column] in
            let scored = [(characteristic.column("bin"), "INTEGER NOT NULL"), (characteristic.column("hundredths"), "INTEGER NOT NULL")]
            let measured = [
                (characteristic.column("value"), "REAL"), (characteristic.column("numerator"), "INTEGER"),
                (characteristic.column("denominator"), "INTEGER"),
            ]
            return (place > 0 ? measured : []) + scored
        }
    }

    /// The columns of `metrics` behind the enterprise's, named by the standard and metric.
    private var metricColumns: [Column] {
        layout.metrics.flatMap { metric -> [Column] in
            let counts = [(metric.column("numerator"), "INTEGER"), (metric.column("denominator"), "INTEGER")]
            return (metric.hasCounts ? counts : []) + (metric.hasState ? [(metric.column("state"), "INTEGER NOT NULL")] : [])
        }
    }

    var pointInsertion: Insertion { Insertion(table: Self.points, columns: ["enterprise_id"] + pointColumns.map(\.name)) }
    var metricInsertion: Insertion { Insertion(table: Self.metrics, columns: ["enterprise_id"] + metricColumns.map(\.name)) }

    /// The tables, each group of them with its views behind it.
    var statements: [String] {
        [
            table(
                Self.points, pointColumns,
                "points of each characteristic: of base its bin is the peer group; bin: see \(Self.bins); hundredths: of a point"),
            table(
                Self.metrics, metricColumns,
                "state: 0 GOOD, 1 BAD, 2 NONE; and 4 for each window passed over; and 16 for the first level or no penalty point, 32 …"),
            """
            CREATE TABLE \(Self.bins) (
                characteristic TEXT NOT NULL, bin INTEGER NOT NULL,
                position INTEGER NOT NULL,              -- of the characteristic in the model
                label TEXT NOT NULL,
                PRIMARY KEY (characteristic, bin)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE \(Self.references) (
                characteristic TEXT NOT NULL,
                peer_group INTEGER NOT NULL,            -- base_bin
                hundredths INTEGER NOT NULL,            -- of a point, at the model's reference
                PRIMARY KEY (characteristic, peer_group)
            ) STRICT, WITHOUT ROWID
            """,
        ] + labels + [
            view(
                "rating_points",
                layout.characteristics.isEmpty ? [Self.noPoints] : layout.characteristics.enumerated().map { self.points($0, $1) }),
            view(
                "marketplace_metrics",
                layout.metrics.isEmpty ? [Self.noMetrics] : layout.metrics.map(metric)),
        ] + MarketTables.statements(currency: layout.currency)
    }

    /// Fills the tables of bins and references, each in one statement: compiling one for each row takes longer than writing them.
    private var labels: [String] {
        let bins = layout.characteristics.enumerated().flatMap { position, characteristic in
            characteristic.bins.enumerated().map { bin, label in "(\(quoted(characteristic.id)), \(bin), \(position), \(quoted(label)))" }
        }
        let references = layout.characteristics.flatMap { characteristic in
            characteristic.referencePointsHundredths.enumerated().map { group, hundredths in
                "(\(quoted(characteristic.id)), \(group), \(hundredths))"
            }
        }
        return [(Self.bins, bins), (Self.references, references)].filter { !$0.1.isEmpty }.map { table, rows in
            "INSERT INTO \(table) VALUES \(rows.joined(separator: ", "))"
        }
    }

    private func table(_ name: String, _ columns: [Column], _ comment: String) -> String {
        let all = ["enterprise_id TEXT PRIMARY KEY NOT NULL"] + columns.map { "\($0.name) \($0.type)" }
        return "CREATE TABLE \(name) (\n    -- \(comment)\n    \(all.joined(separator: ",\n    "))\n) STRICT, WITHOUT ROWID"
    }

    private func view(_ name: String, _ parts: [String]) -> String {
        "CREATE VIEW \(name) AS\n" + parts.joined(separator: "\nUNION ALL ")
    }

    /// With the affinity of a column: without it SQLite makes the whole view before it looks for one enterprise.
    private static let noInteger = "CAST(NULL AS INTEGER)"

    private func points(_ place: Int, _ characteristic: CharacteristicLayout) -> String {
        let name = quoted(characteristic.id)
        let points = characteristic.column("hundredths")
        let reference = "(SELECT hundredths FROM \(Self.references) WHERE characteristic = \(name) AND peer_group = \(layout.peerGroup))"
        let measured =
            place == 0
            ? "CAST(NULL AS REAL) AS value, \(Self.noInteger) AS numerator, \(Self.noInteger) AS denominator"
            : ["value", "numerator", "denominator"].map { "\(characteristic.column($0)) AS \($0)" }.joined(separator: ", ")
        return """
            SELECT enterprise_id, \(name) AS characteristic, \(place) AS position, \(measured),
                (SELECT label FROM \(Self.bins) WHERE characteristic = \(name) AND bin = \(characteristic.column("bin"))) AS bin,
                \(points) / 100.0 AS points, \(reference) / 100.0 AS reference_points,
                \(points) AS points_hundredths, \(reference) AS reference_points_hundredths
            FROM \(Self.points)
            """
    }

    private static let noPoints = """
        SELECT '' AS enterprise_id, '' AS characteristic, 0 AS position, 0.0 AS value, 0 AS numerator, 0 AS denominator, '' AS bin,
            0.0 AS points, 0.0 AS reference_points, 0 AS points_hundredths, 0 AS reference_points_hundredths WHERE FALSE
        """

    private static let noMetrics = """
        SELECT '' AS enterprise_id, '' AS standard, '' AS metric, '' AS window_from, '' AS window_to, 0 AS numerator, 0 AS denominator,
            0.0 AS rate, 0.0 AS target, '' AS condition, '' AS status, '' AS outcome, '' AS missing WHERE FALSE
        """

    private func metric(_ metric: MetricLayout) -> String {
        let (numerator, denominator) =
            metric.hasCounts ? (metric.column("numerator"), metric.column("denominator")) : (Self.noInteger, Self.noInteger)
        let state = metric.hasState ? metric.column("state") : "\(MetricSheetRow.Entry.unknown.state)"
        let (status, window) = ("\(state) & 3", "\(state) / 4 & 3")
        let outcome =
            metric.levels.isEmpty
            ? "CASE WHEN \(state) >= 16 THEN (\(state) / 16 - 1) || ' points' END"
            : choice("\(state) / 16", ["NULL"] + metric.levels.map(quoted))
        return """
            SELECT enterprise_id, \(quoted(metric.standard)) AS standard, \(quoted(metric.metric)) AS metric,
                \(choice(window, metric.windows.map { quoted($0.lowerBound.description) })) AS window_from,
                \(choice(window, metric.windows.map { quoted($0.upperBound.description) })) AS window_to,
                \(numerator) AS numerator, \(denominator) AS denominator,
                CASE WHEN \(denominator) > 0 THEN CAST(\(numerator) AS REAL) / \(denominator) END AS rate,
                \(metric.target.map { "\($0)" } ?? "NULL") AS target, \(metric.condition.map(quoted) ?? "NULL") AS condition,
                \(choice(status, MetricStatus.allCases.map { quoted($0.rawValue) })) AS status, \(outcome) AS outcome,
                \(metric.missing.map(quoted) ?? "NULL") AS missing
            FROM \(Self.metrics)
            """
    }

    /// The constant at the place that an expression gives; NULL where there is none.
    private func choice(_ expression: String, _ constants: [String]) -> String {
        guard let first = constants.first else { return "NULL" }
        if constants.count == 1 { return first }
        let arms = constants.enumerated().map { "WHEN \($0) THEN \($1)" }.joined(separator: " ")
        return "CASE \(expression) \(arms) END"
    }

    private func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    }
}

extension SheetTables {
    /// The types of the views' columns, which SQLite does not tell of expressions, and whether they may be NULL.
    static let viewColumns: [String: [String: (type: String, isNullable: Bool)]] = [
        RatingPointRow.table: typed(
            RatingPointRow.columns, nullable: ["value", "numerator", "denominator"],
            integers: ["position", "numerator", "denominator", "points_hundredths", "reference_points_hundredths"],
            reals: ["value", "points", "reference_points"]),
        RatingReasonRow.table: typed(
            RatingReasonRow.columns, nullable: ["characteristic", "shortfall", "shortfall_hundredths"],
            integers: ["rank", "shortfall_hundredths"], reals: ["shortfall"]),
        ProductRow.table: typed(
            ProductRow.columns, nullable: ["name", "category", "brand", "hs_code", "quality_grade", "trace_status"],
            integers: ["orders", "defects"], reals: []),
        ProductEvidenceRow.table: typed(
            ProductEvidenceRow.columns, nullable: [], integers: Set(ProductEvidenceRow.counters), reals: []),
        MarketplaceMetricRow.table: typed(
            MarketplaceMetricRow.columns,
            nullable: ["window_from", "window_to", "numerator", "denominator", "rate", "target", "condition", "outcome", "missing"],
            integers: ["numerator", "denominator"], reals: ["rate", "target"]),
        EnterpriseMarketRow.table: typed(
            EnterpriseMarketRow.columns, nullable: ["value_minor"], integers: ["rank", "orders", "value_minor"], reals: []),
        EnterpriseDeliveryRow.table: typed(
            EnterpriseDeliveryRow.columns, nullable: ["origin"], integers: ["orders", "delivered", "median_days", "p90_days"], reals: []),
    ]

    private static func typed(
        _ columns: [String], nullable: Set<String>, integers: Set<String>, reals: Set<String>
    ) -> [String: (type: String, isNullable: Bool)] {
        Dictionary(
            uniqueKeysWithValues: columns.map { name in
                (name, (integers.contains(name) ? "INTEGER" : reals.contains(name) ? "REAL" : "TEXT", nullable.contains(name)))
            })
    }
}
