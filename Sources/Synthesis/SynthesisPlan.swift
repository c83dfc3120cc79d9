public import Decompression
public import Domain
import Problems

/// What to synthesise. The same plan gives the same bytes.
public struct SynthesisPlan: Sendable {
    /// Decides everything that the other fields leave open.
    public var seed: UInt64
    /// Orders placed in all; those whose first delivery falls behind the last partition are left out. At least 1.
    public var orders: Int
    /// Seller accounts, of very uneven size. At least 1.
    public var sellers: Int
    /// Daily partitions, those included that a delivery skipped; what would become known later is dropped. At least 1.
    public var days: Int
    /// The days from the first on which orders are placed; nil: on all. Fewer let the events run out before the end.
    public var orderDays: Int?
    /// The first partition.
    public var firstDay: Day
    /// Whether faults are planted, in addition to the valid rows, and listed in `faults.csv`.
    public var faults: Bool
    /// Planted rows per million valid ones.
    public var faultsPerMillion: Int
    /// Whether truncated and corrupted files are among the faults.
    public var damagedFiles: Bool
    /// The containers to mix, drawn evenly per file (rates are never `.zstd`); one gives that alone. Not empty.
    public var containers: [Container]
    /// Files per partition of each kind that is bound to orders. At least 1.
    public var filesPerKind: Int
    /// Whether some days bring no delivery at all (their rows come on the next day that does).
    public var missingDays: Bool
    /// Of a thousand sellers, how many are of each `SellerQuality`; positive in all.
    public var mix: [Int] = SellerQuality.usualMix

    public init(
        seed: UInt64, orders: Int, sellers: Int? = nil, days: Int = 60, orderDays: Int? = nil,
        firstDay: Day = Day(20_454), faults: Bool = false, faultsPerMillion: Int = 5_000, damagedFiles: Bool = true,
        containers: [Container] = [.plain, .gzip, .zstd], filesPerKind: Int = 2, missingDays: Bool = true
    ) {
        self.seed = seed
        self.orders = orders
        self.sellers = sellers ?? max(5, min(20_000, orders / 60))
        self.days = days
        self.orderDays = orderDays
        self.firstDay = firstDay
        self.faults = faults
        self.faultsPerMillion = faultsPerMillion
        self.damagedFiles = damagedFiles
        self.containers = containers
        self.filesPerKind = filesPerKind
        self.missingDays = missingDays
    }

    func validate() throws(Problem) {
        let bounds: [(name: String, value: Int, range: ClosedRange<Int>)] = [
            ("orders", orders, 1...1_000_000_000), ("sellers", sellers, 1...5_000_000), ("days", days, 1...3_660),
            ("order days", orderDays ?? 1, 1...max(1, days)), ("files per kind", filesPerKind, 1...64),
            ("faults per million", faultsPerMillion, 0...500_000), ("containers", containers.count, 1...64),
            ("qualities", mix.count, SellerQuality.allCases.count...SellerQuality.allCases.count),
            ("a share of the mix", mix.min() ?? 0, 0...1_000_000), ("a share of the mix", mix.max() ?? 0, 0...1_000_000),
            // Shares that are out of range have been named by then.
            ("the mix", mix.reduce(0) { $0.addingReportingOverflow($1).partialValue }, 1...1_000_000),
        ]
        for bound in bounds where !bound.range.contains(bound.value) {
            throw Problem(
                .usage, "\(bound.name) is \(bound.value), outside \(bound.range.lowerBound) to \(bound.range.upperBound)",
                remedy: "choose a number in that range")
        }
    }
}

/// Which orders are placed on which day: fewer at weekends, more toward the end, unevenly.
struct OrderCalendar {
    /// `firsts[d]` is the number of day d's first order; one more entry than days.
    private let firsts: [Int]

    init(_ plan: SynthesisPlan) {
        let days = plan.orderDays ?? plan.days
        let weights = (0..<days).map { day in
            var random = RandomStream(seed: plan.seed, .calendar, day)
            // 1970-01-01 was a Thursday: day 2 and 3 of the count modulo 7 are the weekend.
            let isWeekend = [2, 3].contains((Int(plan.firstDay.number) + day) % 7)
            return (900 + random.below(200)) * (isWeekend ? 7 : 10) * (2 * days + day)
        }
        let total = weights.reduce(0, +)
        var sum = 0
        firsts =
            [0]
            + weights.map { weight in
                sum += weight
                return Int(Int64(Int128(plan.orders) * Int128(sum) / Int128(total)))
            }
    }

    func orders(on day: Int) -> Range<Int> {
        day + 1 < firsts.count ? firsts[day]..<firsts[day + 1] : 0..<0
    }
}
