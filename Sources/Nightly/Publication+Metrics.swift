import RatingsDatabase
import Scoring

/// What the marketplaces' standards say of an enterprise, as the database has it.
func metricRow(_ id: Text, _ metrics: [MarketplaceMetric]) -> MetricSheetRow {
    MetricSheetRow(
        enterpriseID: id,
        entries: metrics.map { metric in
            MetricSheetRow.Entry(
                numerator: metric.numerator, denominator: metric.denominator, status: metric.status.row, window: metric.window,
                outcome: metric.outcome)
        })
}

extension MarketplaceMetric.Status {
    fileprivate var row: MetricStatus {
        switch self {
        case .good: .good
        case .bad: .bad
        case .none: .none
        }
    }
}

extension MarketplaceRules {
    /// What is the same for every enterprise.
    var layout: [MetricLayout] {
        metrics.indices.map { place in
            var layout = MetricLayout(standard: metrics[place].standard, metric: metrics[place].name, windows: windows[place])
            switch metrics[place].definition {
            case .measured(let measure):
                layout.target = measure.target.map { Double($0.millionths) / 1_000_000 }
                layout.condition = measure.target?.condition.rawValue
            case .level(let levels): layout.levels = levels.map(\.name)
            case .unknown(let missing): layout.missing = missing
            }
            return layout
        }
    }
}
