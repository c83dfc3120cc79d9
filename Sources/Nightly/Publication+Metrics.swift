import InformationBases
import Parallel
import Problems
import RatingsDatabase
import Scoring

/// Writes what the marketplaces' standards say of every enterprise that has a rating.
func writeMetrics(
    _ bases: Bases, _ ratings: [Rating?], _ rules: MarketplaceRules, _ threads: Int, _ builder: RatingsDatabaseBuilder
) throws(Problem) {
    let places = bases.subjects.indices.filter { ratings[$0] != nil }
    let blocks = (places.count + 1023) / 1024
    let rows = parallelMap(count: blocks, threads: threads, state: { 0 }) { (_: inout Int, block: Int) in
        places[block * 1024..<min(places.count, block * 1024 + 1024)].map { place in
            MetricSheetRow(
                enterpriseID: Text(utf8: bases.subjects[place].id),
                entries: rules.measure(bases.subjects[place].evidence).map { metric in
                    MetricSheetRow.Entry(
                        numerator: metric.numerator, denominator: metric.denominator, status: metric.status.row, window: metric.window,
                        outcome: metric.outcome)
                })
        }
    }
    for block in rows { try builder.writeMetrics(block) }
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
