public import Domain

/// What the wide tables hold: the characteristics of the model and the metrics of the marketplaces' standards.
///
/// `rating_points` and `marketplace_metrics` have tens of rows for each enterprise. A row of an internal table holds all of them, a few
/// columns for each, named by it, and a view shows them as the contract has them: one B-tree entry in place of forty.
///
/// Measured for 20,000 enterprises with 36 characteristics (SQLite 3.40): five named columns each 0.59 s and 604 bytes an enterprise; four
/// with bin and points in one number 0.55 s and 567; a row each 1.63 s and 1,189; an array in JSON 1,253 bytes, and its view twenty times slower.
public struct SheetLayout: Sendable {
    /// In the model's order, `base` first.
    public var characteristics: [CharacteristicLayout]
    /// In order of the rules' file.
    public var metrics: [MetricLayout]
    /// The currency of what enterprises sell (ISO 4217).
    public var currency: String

    public init(characteristics: [CharacteristicLayout] = [], metrics: [MetricLayout] = [], currency: String = "EUR") {
        self.characteristics = characteristics
        self.metrics = metrics
        self.currency = currency
    }
}

/// What is the same for every enterprise in one characteristic of the model.
public struct CharacteristicLayout: Sendable {
    public var id: String
    /// The labels of the bins that a row may be in; those of `base` are the peer groups.
    public var bins: [String]
    /// The points at the model's reference in hundredths, one for each bin of `base`.
    public var referencePointsHundredths: [Int64]

    public init(id: String, bins: [String], referencePointsHundredths: [Int64]) {
        self.id = id
        self.bins = bins
        self.referencePointsHundredths = referencePointsHundredths
    }
}

extension CharacteristicLayout {
    /// A column of the wide table.
    func column(_ name: String) -> String { columnName(id, name) }
}

extension MetricLayout {
    /// A column of the wide table.
    func column(_ name: String) -> String { columnName("\(standard.lowercased())_\(metric)", name) }
}

extension SheetLayout {
    /// The column with an enterprise's peer group: the bin of `base`, which comes first.
    var peerGroup: String { characteristics[0].column("bin") }
}

/// A column's name as SQL: quoted, where it has other characters than those of snake case.
private func columnName(_ prefix: String, _ name: String) -> String {
    let isPlain =
        prefix.utf8.allSatisfy { 0x61...0x7A ~= $0 || 0x30...0x39 ~= $0 || $0 == 0x5F } && !(0x30...0x39 ~= prefix.utf8.first ?? 0x30)
    if isPlain { return "\(prefix)_\(name)" }
    return "\"" + prefix.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "_\(name)\""
}

/// What is the same for every enterprise in one metric of a marketplace's standard.
public struct MetricLayout: Sendable {
    public var standard: String
    public var metric: String
    /// The windows that a row may be of.
    public var windows: [ClosedRange<Day>]
    public var target: Double?
    public var condition: String?
    /// The names of the levels that a row may reach, the best first; empty where an outcome is a number of penalty points.
    public var levels: [String]
    /// What dumps do not tell; nil: nothing is missing.
    public var missing: String?

    /// What a row has of it: nothing where something is missing; of levels only which one was reached.
    var hasState: Bool { missing == nil }
    var hasCounts: Bool { missing == nil && levels.isEmpty }

    public init(
        standard: String, metric: String, windows: [ClosedRange<Day>] = [], target: Double? = nil, condition: String? = nil,
        levels: [String] = [], missing: String? = nil
    ) {
        self.standard = standard
        self.metric = metric
        self.windows = windows
        self.target = target
        self.condition = condition
        self.levels = levels
        self.missing = missing
    }
}

/// The points of one enterprise, those of `SheetLayout.characteristics` in their order: its rows of `rating_points`.
///
/// They add up to its score exactly.
public struct RatingSheetRow: Sendable {
    /// What one characteristic adds to the score.
    public struct Entry: Sendable {
        /// The measured value; nil where it is missing, and for `base`.
        public var value: Double?
        /// Bad and all outcomes as counted, neither decayed nor weighed, where `value` is a rate.
        public var numerator: Int64?
        public var denominator: Int64?
        /// The place of its bin among the characteristic's.
        public var bin: Int
        /// Hundredths of a point.
        public var pointsHundredths: Int64

        public init(
            value: Double? = nil, numerator: Int64? = nil, denominator: Int64? = nil, bin: Int = 0, pointsHundredths: Int64
        ) {
            self.value = value
            self.numerator = numerator
            self.denominator = denominator
            self.bin = bin
            self.pointsHundredths = pointsHundredths
        }
    }

    public var enterpriseID: Text
    /// That of `base` has no value, numerator or denominator.
    public var entries: [Entry]

    public init(enterpriseID: Text, entries: [Entry]) {
        self.enterpriseID = enterpriseID
        self.entries = entries
    }
}

/// What the standards say of one enterprise, in order of `SheetLayout.metrics`: its rows of `marketplace_metrics`.
public struct MetricSheetRow: Sendable {
    /// One metric.
    public struct Entry: Sendable {
        public var numerator: Int64?
        public var denominator: Int64?
        public var status: MetricStatus
        /// The place of its window among the metric's.
        public var window: Int
        /// The place of the level reached, or penalty points.
        public var outcome: Int?

        /// Of which nothing can be said.
        static let unknown = Entry(numerator: nil, denominator: nil, status: .none, window: 0, outcome: nil)

        /// The status's place among all, four times the window's, and sixteen times the outcome and one.
        ///
        /// One number: metrics have as many columns as points, and few read these tables and not their view.
        var state: Int64 {
            Int64((MetricStatus.allCases.firstIndex(of: status) ?? 0) + 4 * window + 16 * (outcome.map { $0 + 1 } ?? 0))
        }

        public init(numerator: Int64?, denominator: Int64?, status: MetricStatus, window: Int, outcome: Int?) {
            self.numerator = numerator
            self.denominator = denominator
            self.status = status
            self.window = window
            self.outcome = outcome
        }
    }

    public var enterpriseID: Text
    public var entries: [Entry]

    public init(enterpriseID: Text, entries: [Entry]) {
        self.enterpriseID = enterpriseID
        self.entries = entries
    }
}

/// Whether a metric meets its target; NONE: nothing can be said.
public enum MetricStatus: String, CaseIterable, Sendable {
    case good = "GOOD"
    case bad = "BAD"
    case none = "NONE"
}
