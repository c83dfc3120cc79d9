public import Domain

/// The seller standards of marketplaces, as a file of standards states them: dated rules over the same counters as the rating.
public struct Standards: Sendable {
    /// In the file's order: by standard, then by metric. Of one metric's versions each is a metric.
    public var metrics: [StandardMetric]

    public init(metrics: [StandardMetric]) { self.metrics = metrics }

    /// The metrics whose rules are in force on a day.
    public func inForce(on day: Day) -> [StandardMetric] { metrics.filter { $0.from ?? day <= day && day <= $0.until ?? day } }
}

/// One metric of one marketplace's standard.
public struct StandardMetric: Sendable {
    public var standard: String
    public var name: String
    /// The days on which the rule is in force; nil: from the beginning, to the end.
    public var from: Day?
    public var until: Day?
    public var definition: Definition

    /// What a metric is.
    public enum Definition: Sendable {
        /// Two quantities, their rate, and what it must be.
        case measured(MeasuredMetric)
        /// The best level whose metrics are all GOOD, the best first; the last asks nothing.
        case level([StandardLevel])
        /// Dumps do not tell what it needs.
        case unknown(missing: String)
    }

    public init(standard: String, name: String, from: Day?, until: Day?, definition: Definition) {
        self.standard = standard
        self.name = name
        self.from = from
        self.until = until
        self.definition = definition
    }
}

/// A level of a standard, and the metrics of the same standard that must be GOOD for it.
public struct StandardLevel: Sendable {
    public var name: String
    public var metrics: [String]

    public init(name: String, metrics: [String]) {
        self.name = name
        self.metrics = metrics
    }
}

/// A rate (or, without a denominator, a number) and its target.
public struct MeasuredMetric: Sendable {
    public var window: StandardWindow
    public var numerator: StandardQuantity
    /// nil: the numerator alone is compared.
    public var denominator: StandardQuantity?
    /// nil: shown, not judged.
    public var target: StandardTarget?
    /// With a smaller denominator there is no judgement.
    public var denominatorMin: Int64 = 1
    /// A missed target counts once so many distinct buyers stand behind the numerator's lapses.
    public var buyersMin = 0
    /// A target is met, whatever the rate, while the numerator is no greater.
    public var numeratorAllowed: Int64 = 0
    /// Penalty points by rate and numerator, the greatest first.
    public var penalties: [StandardPenalty] = []

    public init(window: StandardWindow, numerator: StandardQuantity, denominator: StandardQuantity?, target: StandardTarget?) {
        self.window = window
        self.numerator = numerator
        self.denominator = denominator
        self.target = target
    }
}

/// What a standard takes away for a rate that is too high.
public struct StandardPenalty: Sendable {
    /// Both must be reached.
    public var rateMinMillionths: Int64
    public var numeratorMin: Int64
    public var points: Int

    public init(rateMinMillionths: Int64, numeratorMin: Int64, points: Int) {
        self.rateMinMillionths = rateMinMillionths
        self.numeratorMin = numeratorMin
        self.points = points
    }
}

/// What a rate or number must be.
public struct StandardTarget: Sendable, Hashable {
    /// How a rate is compared; the words of `marketplace_metrics`.
    public enum Condition: String, CaseIterable, Sendable {
        case lessThan = "LESS_THAN"
        case atMost = "AT_MOST"
        case greaterThan = "GREATER_THAN"
        case atLeast = "AT_LEAST"
        case equals = "EQUALS"
    }

    public var condition: Condition
    /// Exact: rates are compared as integers.
    public var millionths: Int64

    public init(_ condition: Condition, millionths: Int64) {
        self.condition = condition
        self.millionths = millionths
    }

    /// Whether numerator ÷ denominator (> 0) meets the target, exactly.
    public func isMet(_ numerator: Int64, _ denominator: Int64) -> Bool {
        let (rate, limit) = (product(numerator, 1_000_000), product(millionths, denominator))
        return switch condition {
        case .lessThan: rate < limit
        case .atMost: rate <= limit
        case .greaterThan: rate > limit
        case .atLeast: rate >= limit
        case .equals: rate == limit
        }
    }
}

/// A number of orders or an amount: a sum of counters, plus and minus orders with lapses; or what is known of the enterprise itself.
public struct StandardQuantity: Sendable {
    public var added: [Counter]
    public var subtracted: [Counter]
    /// Orders with any of these are added; nil: none are.
    public var with: Lapses = []
    public var without: Lapses = []
    /// Days from the first booking to D, both included.
    public var isTenure = false

    public init(added: [Counter] = [], subtracted: [Counter] = [], with: Lapses = [], without: Lapses = [], isTenure: Bool = false) {
        self.added = added
        self.subtracted = subtracted
        self.with = with
        self.without = without
        self.isTenure = isTenure
    }
}

/// The days of booking that a metric looks at.
public enum StandardWindow: Sendable, Hashable {
    /// So many days that end `lag` days before D (0: with D).
    case days(Int, lag: Int)
    /// So many complete calendar months before the latest evaluation, which is on a fixed day of the month.
    case months(Int, evaluated: Int)
    /// The first where it has so many orders, else the second: eBay's adaptive window.
    case adaptive(months: Int, ordersMin: Int64, elseMonths: Int, evaluated: Int)

    /// The windows as of a day, the preferred one first.
    public func ranges(asOf: Day) -> [ClosedRange<Day>] {
        switch self {
        case .days(let days, let lag): return [(asOf - (lag + days - 1))...(asOf - lag)]
        case .months(let months, let evaluated): return [StandardWindow.months(months, before: asOf, evaluated)]
        case .adaptive(let months, _, let elseMonths, let evaluated):
            return [StandardWindow.months(months, before: asOf, evaluated), StandardWindow.months(elseMonths, before: asOf, evaluated)]
        }
    }

    private static func months(_ count: Int, before asOf: Day, _ evaluated: Int) -> ClosedRange<Day> {
        let date = asOf.civil
        var month = Int(date.year) * 12 + Int(date.month) - 1
        if Int(date.day) < evaluated { month -= 1 }
        func first(_ month: Int) -> Day {
            // Rounded down: the months before the year 0 have negative numbers.
            let year = (month >= 0 ? month : month - 11) / 12
            guard let day = Day(year: year, month: month - year * 12 + 1, day: 1) else {
                preconditionFailure("every month has a first day")
            }
            return day
        }
        return first(month - count)...(first(month) - 1)
    }
}

/// The product in 128 bits.
func product(_ a: Int64, _ b: Int64) -> Int128 { Int128(a) * Int128(b) }
