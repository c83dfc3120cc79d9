internal import Domain
internal import GRDB

/// The wide tables and the views over them, as SQL: a function of the layout.
struct SheetTables {
    static let points = "rating_sheets"
    static let metrics = "metric_sheets"
    static let pointColumns = ["value", "numerator", "denominator", "bin", "points_hundredths", "reference_points_hundredths"]
    static let metricColumns = ["numerator", "denominator", "state"]

    var layout: SheetLayout

    /// The tables, each group of them with its views behind it.
    var statements: [String] {
        let types = ["REAL", "INTEGER", "INTEGER", "TEXT NOT NULL", "INTEGER NOT NULL", "INTEGER NOT NULL"]
        let points = layout.characteristics.indices.flatMap { place in
            zip(Self.pointColumns, types).map { "\($0)_\(place) \($1)" }
        }
        let metrics = layout.metrics.indices.flatMap { place in
            ["numerator_\(place) INTEGER", "denominator_\(place) INTEGER", "state_\(place) INTEGER NOT NULL"]
        }
        return [
            table(Self.points, points), table(Self.metrics, metrics),
            view("rating_points", layout.characteristics.enumerated().map { self.points($0, $1) }),
            view(
                "marketplace_metrics",
                layout.metrics.isEmpty ? [Self.noMetrics] : layout.metrics.enumerated().map { self.metric($0, $1) }),
        ] + MarketTables.statements(currency: layout.currency)
    }

    private func table(_ name: String, _ columns: [String]) -> String {
        let all = ["enterprise_id TEXT PRIMARY KEY NOT NULL"] + columns
        return "CREATE TABLE \(name) (\n    \(all.joined(separator: ",\n    "))\n) STRICT, WITHOUT ROWID"
    }

    private func view(_ name: String, _ parts: [String]) -> String {
        "CREATE VIEW \(name) AS\n" + parts.joined(separator: "\nUNION ALL ")
    }

    private func points(_ place: Int, _ characteristic: String) -> String {
        """
        SELECT enterprise_id, \(quoted(characteristic)) AS characteristic, \(place) AS position, value_\(place) AS value,
            numerator_\(place) AS numerator, denominator_\(place) AS denominator, bin_\(place) AS bin,
            points_hundredths_\(place) / 100.0 AS points, reference_points_hundredths_\(place) / 100.0 AS reference_points,
            points_hundredths_\(place) AS points_hundredths, reference_points_hundredths_\(place) AS reference_points_hundredths
        FROM \(Self.points)
        """
    }

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
        let state = "state_\(place)"
        let status = choice("\(state) & 3", MetricStatus.allCases.map(\.rawValue))
        let outcome =
            metric.levels.isEmpty
            ? "CASE WHEN \(state) >= 16 THEN (\(state) / 16 - 1) || ' points' END" : choice("\(state) / 16", [nil] + metric.levels)
        return """
            SELECT enterprise_id, \(quoted(metric.standard)) AS standard, \(quoted(metric.metric)) AS metric,
                \(choice("\(state) / 4 & 3", metric.windows.map(\.lowerBound.description))) AS window_from,
                \(choice("\(state) / 4 & 3", metric.windows.map(\.upperBound.description))) AS window_to,
                numerator_\(place) AS numerator, denominator_\(place) AS denominator,
                CASE WHEN denominator_\(place) > 0 THEN CAST(numerator_\(place) AS REAL) / denominator_\(place) END AS rate,
                \(metric.target.map { "\($0)" } ?? "NULL") AS target, \(metric.condition.map(quoted) ?? "NULL") AS condition,
                \(status) AS status, \(outcome) AS outcome, \(metric.missing.map(quoted) ?? "NULL") AS missing
            FROM \(Self.metrics)
            """
    }

    /// The text at the place that an expression gives; NULL where there is none.
    private func choice(_ expression: String, _ texts: [String?]) -> String {
        guard texts.count > 1 else { return texts.first.flatMap { $0.map(quoted) } ?? "NULL" }
        let arms = texts.enumerated().map { "WHEN \($0) THEN \($1.map(quoted) ?? "NULL")" }.joined(separator: " ")
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
        MarketplaceMetricRow.table: typed(
            MarketplaceMetricRow.columns,
            nullable: ["window_from", "window_to", "numerator", "denominator", "rate", "target", "condition", "outcome", "missing"],
            integers: ["numerator", "denominator"], reals: ["rate", "target"]),
        EnterpriseMarketRow.table: typed(
            EnterpriseMarketRow.columns, nullable: [], integers: ["rank", "orders", "value_minor"], reals: []),
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

    /// The statement that fills a sheet of so many entries.
    static func insertion(_ table: String, _ columns: [String], count: Int) -> String {
        let names = ["enterprise_id"] + (0..<count).flatMap { place in columns.map { "\($0)_\(place)" } }
        let places = Array(repeating: "?", count: names.count).joined(separator: ", ")
        return "INSERT INTO \(table) (\(names.joined(separator: ", "))) VALUES (\(places))"
    }
}
