import Domain

/// What measuring needs of a day's metrics, in plain values.
///
/// Several quantities ask for the same counters of the same days: so the cells of a window are added up once for all of them. And taking a
/// metric out of a list counts the references in it, which a plain value has none of.
struct MeasurePlan: Sendable {
    /// A `StandardQuantity`.
    struct Quantity: Sendable {
        /// Places among `terms`: counters that are added, and behind these those that are subtracted.
        var added: Range<Int>
        var subtracted: Range<Int>
        var with: Lapses
        var without: Lapses
        var isTenure: Bool
    }

    /// A `MeasuredMetric`.
    struct Measure: Sendable {
        /// Its place among the metrics.
        var metric: Int
        /// The places of its windows among `windows`: the second is taken where the first has fewer orders than `ordersMin`.
        var windows: (Int, Int)
        var ordersMin: Int64
        var numerator: Quantity
        var denominator: Quantity?
        var target: StandardTarget?
        var denominatorMin: Int64
        var buyersMin: Int
        var numeratorAllowed: Int64
        /// Its places among `penalties`.
        var penalties: Range<Int>
    }

    private(set) var measures: [Measure] = []
    private(set) var penalties: [StandardPenalty] = []
    /// Each once.
    private(set) var windows: [ClosedRange<Day>] = []
    /// Each once: the counters that any quantity asks for, `orders` first.
    private var counters: [Counter] = [.orders]
    /// Whether one of them is no counter of the core.
    private var asksPlatforms = false
    /// Places among `counters`.
    private var terms: [Int] = []

    /// - Parameter windows: for each metric its windows, the preferred one first.
    init(_ metrics: [StandardMetric], windows: [[ClosedRange<Day>]]) {
        for (place, metric) in metrics.enumerated() {
            guard case .measured(let measure) = metric.definition else { continue }
            let own = windows[place].map { self.place(of: $0) }
            var ordersMin = Int64.min
            if case .adaptive(_, let least, _, _) = measure.window { ordersMin = least }
            penalties += measure.penalties
            measures.append(
                Measure(
                    metric: place, windows: (own[0], own[own.count - 1]), ordersMin: ordersMin, numerator: quantity(measure.numerator),
                    denominator: measure.denominator.map { quantity($0) }, target: measure.target, denominatorMin: measure.denominatorMin,
                    buyersMin: measure.buyersMin, numeratorAllowed: measure.numeratorAllowed,
                    penalties: penalties.count - measure.penalties.count..<penalties.count))
        }
    }

    private mutating func place(of window: ClosedRange<Day>) -> Int {
        if let place = windows.firstIndex(of: window) { return place }
        windows.append(window)
        return windows.count - 1
    }

    private mutating func quantity(_ quantity: StandardQuantity) -> Quantity {
        Quantity(
            added: places(of: quantity.added), subtracted: places(of: quantity.subtracted), with: quantity.with, without: quantity.without,
            isTenure: quantity.isTenure)
    }

    private mutating func places(of asked: [Counter]) -> Range<Int> {
        for counter in asked {
            if !counters.contains(counter) { counters.append(counter) }
            asksPlatforms = asksPlatforms || counter.family != .core
            terms.append(counters.firstIndex(of: counter) ?? 0)
        }
        return terms.count - asked.count..<terms.count
    }

    /// What the cells of each window come to: by window, then by counter.
    func sums(of cells: Span<DayCell>, _ platforms: Span<PlatformCell>) -> [Int64] {
        var result = Array(repeating: Int64(0), count: windows.count * counters.count)
        var sums = result.mutableSpan
        for (place, window) in windows.enumerated() {
            let start = firstPlace(in: cells, from: window.lowerBound)
            let own = cells.extracting(start..<firstPlace(in: cells, from: window.upperBound + 1))
            MeasurePlan.add(own, counters.span, to: &sums, from: place * counters.count)
            if asksPlatforms { MeasurePlan.add(platforms, of: window, counters.span, to: &sums, from: place * counters.count) }
        }
        return result
    }

    private static func add(
        _ cells: Span<PlatformCell>, of window: ClosedRange<Day>, _ counters: Span<Counter>, to sums: inout MutableSpan<Int64>,
        from first: Int
    ) {
        for place in cells.indices where window.contains(cells[place].day) {
            for i in counters.indices where counters[i].family == cells[place].family {
                sums[first &+ i] &+= cells[place].counters[at: counters[i].place]
            }
        }
    }

    // By itself, and not inlined: beside its caller's arrays the compiler copies a cell for each counter that is read.
    @inline(never)
    private static func add(_ cells: Span<DayCell>, _ counters: Span<Counter>, to sums: inout MutableSpan<Int64>, from first: Int) {
        for place in cells.indices {
            for i in counters.indices where counters[i].rawValue < CellCounters.width {
                // The mask changes nothing, and takes the place of a check.
                sums[first &+ i] &+= cells[place].counters[at: counters[i].rawValue & 63]
            }
        }
    }

    /// Orders of a window.
    func orders(_ window: Int, _ sums: Span<Int64>) -> Int64 { sums[window &* counters.count] }

    /// What the counters of a quantity come to in a window.
    func value(_ quantity: Quantity, _ window: Int, _ sums: Span<Int64>) -> Int64 {
        let first = window &* counters.count
        let terms = terms.span
        var value: Int64 = 0
        for term in quantity.added { value &+= sums[first &+ terms[term]] }
        for term in quantity.subtracted { value &-= sums[first &+ terms[term]] }
        return value
    }
}

/// The first cell of a day or a later one; the end where there is none.
// Not inlined: see `MeasurePlan.add`.
@inline(never)
private func firstPlace(in cells: Span<DayCell>, from day: Day) -> Int {
    var (low, high) = (0, cells.count)
    while low < high {
        let middle = (low &+ high) / 2
        if cells[middle].day >= day { high = middle } else { low = middle &+ 1 }
    }
    return low
}
