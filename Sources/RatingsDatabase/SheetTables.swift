internal import Domain
internal import GRDB

/// The wide tables and the views over them, as SQL: a function of the layout.
struct SheetTables {
    static let points = "rating_sheets"
    static let metrics = "metric_sheets"
    /// What a characteristic's place in the model and a bin's among the characteristic's stand for.
    static let bins = "rating_bins"

    var layout: SheetLayout

    private typealias Column = (name: String, type: String)

    /// The columns of `points` behind the enterprise's.
    private var pointColumns: [Column] {
        layout.characteristics.indices.flatMap { place -> [Column] in
            let scored = ("scored_\(place)", "INTEGER NOT NULL")
            guard place > 0 else { return [scored] }
            return [("value_\(place)", "REAL"), ("numerator_\(place)", "INTEGER"), ("denominator_\(place)", "INTEGER"), scored]
        }
    }

    /// The columns of `metrics` behind the enterprise's.
    private var metricColumns: [Column] {
        layout.metrics.enumerated().flatMap { place, metric in
            (metric.hasCounts ? [("numerator_\(place)", "INTEGER"), ("denominator_\(place)", "INTEGER")] : [])
                + (metric.hasState ? [("state_\(place)", "INTEGER NOT NULL")] : [])
        }
    }

    var pointInsertion: Insertion { Insertion(table: Self.points, columns: ["enterprise_id"] + pointColumns.map(\.name)) }
    var metricInsertion: Insertion { Insertion(table: Self.metrics, columns: ["enterprise_id"] + metricColumns.map(\.name)) }

    /// The tables, each group of them with its views behind it.
    var statements: [String] {
        [
            table(Self.points, pointColumns), table(Self.metrics, metricColumns),
            """
            CREATE TABLE \(Self.bins) (
                position INTEGER NOT NULL, bin INTEGER NOT NULL,
                label TEXT NOT NULL,
                PRIMARY KEY (position, bin)
            ) STRICT, WITHOUT ROWID
            """,
        ] + labels + [
            view(
                "rating_points",
                layout.characteristics.isEmpty ? [Self.noPoints] : layout.characteristics.enumerated().map { self.points($0, $1) }),
            view(
                "marketplace_metrics",
                layout.metrics.isEmpty ? [Self.noMetrics] : layout.metrics.enumerated().map { self.metric($0, $1) }),
        ] + MarketTables.statements(currency: layout.currency)
    }

    /// Fills the table of bins, in one statement: compiling one for each label takes longer than writing them.
    private var labels: [String] {
        let rows = layout.characteristics.enumerated().flatMap { position, characteristic in
            characteristic.bins.enumerated().map { bin, label in "(\(position), \(bin), \(quoted(label)))" }
        }
        return rows.isEmpty ? [] : ["INSERT INTO \(Self.bins) VALUES \(rows.joined(separator: ", "))"]
    }

    private func table(_ name: String, _ columns: [Column]) -> String {
        let all = ["enterprise_id TEXT PRIMARY KEY NOT NULL"] + columns.map { "\($0.name) \($0.type)" }
        return "CREATE TABLE \(name) (\n    \(all.joined(separator: ",\n    "))\n) STRICT, WITHOUT ROWID"
    }

    private func view(_ name: String, _ parts: [String]) -> String {
        "CREATE VIEW \(name) AS\n" + parts.joined(separator: "\nUNION ALL ")
    }

    /// With the affinity of a column: without it SQLite makes the whole view before it looks for one enterprise.
    private static let noInteger = "CAST(NULL AS INTEGER)"

    private func points(_ place: Int, _ characteristic: CharacteristicLayout) -> String {
        let reference = choice(Self.bin(0), characteristic.referencePointsHundredths.map { "\($0)" })
        let points = Self.pointsHundredths("scored_\(place)")
        return """
            SELECT enterprise_id, \(quoted(characteristic.id)) AS characteristic, \(place) AS position,
                \(place == 0 ? "CAST(NULL AS REAL) AS value, \(Self.noInteger) AS numerator, \(Self.noInteger) AS denominator"
                    : "value_\(place) AS value, numerator_\(place) AS numerator, denominator_\(place) AS denominator"),
                (SELECT label FROM \(Self.bins) WHERE position = \(place) AND bin = \(Self.bin(place))) AS bin,
                \(points) / 100.0 AS points, \(reference) / 100.0 AS reference_points,
                \(points) AS points_hundredths, \(reference) AS reference_points_hundredths
            FROM \(Self.points)
            """
    }

    /// What a characteristic gave, in one number: 64 times its hundredths of a point, and its bin's place.
    static func scored(_ entry: RatingSheetRow.Entry) -> Int64 {
        entry.pointsHundredths * Int64(CharacteristicLayout.binsMax) + Int64(entry.bin)
    }

    /// The hundredths of a point in it: the shift keeps the sign.
    static func pointsHundredths(_ scored: Int64) -> Int64 { scored >> 6 }

    /// Its two parts, of a column.
    static func pointsHundredths(_ scored: String) -> String { "(\(scored) >> 6)" }
    static func bin(_ place: Int) -> String { "(scored_\(place) & 63)" }

    private static let noPoints = """
        SELECT '' AS enterprise_id, '' AS characteristic, 0 AS position, 0.0 AS value, 0 AS numerator, 0 AS denominator, '' AS bin,
            0.0 AS points, 0.0 AS reference_points, 0 AS points_hundredths, 0 AS reference_points_hundredths WHERE FALSE
        """

    /// A row's state: its status, four times its window, and sixteen times its outcome and one.
    static func state(of entry: MetricSheetRow.Entry) -> Int64 {
        let status = MetricStatus.allCases.firstIndex(of: entry.status) ?? 0
        return Int64(status + 4 * entry.window + 16 * (entry.outcome.map { $0 + 1 } ?? 0))
    }

    private static let noMetrics = """
        SELECT '' AS enterprise_id, '' AS standard, '' AS metric, '' AS window_from, '' AS window_to, 0 AS numerator, 0 AS denominator,
            0.0 AS rate, 0.0 AS target, '' AS condition, '' AS status, '' AS outcome, '' AS missing WHERE FALSE
        """

    private func metric(_ place: Int, _ metric: MetricLayout) -> String {
        let state = metric.hasState ? "state_\(place)" : "\(Self.state(of: .unknown))"
        let (numerator, denominator) = metric.hasCounts ? ("numerator_\(place)", "denominator_\(place)") : (Self.noInteger, Self.noInteger)
        let outcome =
            metric.levels.isEmpty
            ? "CASE WHEN \(state) >= 16 THEN (\(state) / 16 - 1) || ' points' END"
            : choice("\(state) / 16", [nil] + metric.levels.map(quoted))
        return """
            SELECT enterprise_id, \(quoted(metric.standard)) AS standard, \(quoted(metric.metric)) AS metric,
                \(choice("\(state) / 4 & 3", metric.windows.map { quoted($0.lowerBound.description) })) AS window_from,
                \(choice("\(state) / 4 & 3", metric.windows.map { quoted($0.upperBound.description) })) AS window_to,
                \(numerator) AS numerator, \(denominator) AS denominator,
                CASE WHEN \(denominator) > 0 THEN CAST(\(numerator) AS REAL) / \(denominator) END AS rate,
                \(metric.target.map { "\($0)" } ?? "NULL") AS target, \(metric.condition.map(quoted) ?? "NULL") AS condition,
                \(choice("\(state) & 3", MetricStatus.allCases.map { quoted($0.rawValue) })) AS status, \(outcome) AS outcome,
                \(metric.missing.map(quoted) ?? "NULL") AS missing
            FROM \(Self.metrics)
            """
    }

    /// The constant at the place that an expression gives; NULL where there is none.
    private func choice(_ expression: String, _ constants: [String?]) -> String {
        guard constants.count > 1 else { return constants.first.flatMap(\.self) ?? "NULL" }
        let arms = constants.enumerated().map { "WHEN \($0) THEN \($1 ?? "NULL")" }.joined(separator: " ")
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
