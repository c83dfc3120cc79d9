public import Domain

/// One reference rate: units of a currency for one of the base, in millionths.
public struct Quote: Hashable, Sendable {
    public var day: Day
    /// Packed, as `CodeList` packs codes.
    public var base: UInt32
    public var currency: UInt32
    public var millionths: Int64

    public init(day: Day, base: UInt32 = Currency.euro, currency: UInt32, millionths: Int64) {
        self.day = day
        self.base = base
        self.currency = currency
        self.millionths = millionths
    }
}

/// The rates known by a day: per currency a series against the euro, and the quotes against other bases, which only check it.
struct RateBook {
    /// One currency's rates, ascending by day.
    struct Series {
        var days: [Int32] = []
        /// Units per euro.
        var rates: [Double] = []
        /// Their natural logarithms.
        var logs: [Double] = []

        /// The place of the last rate on or before a day.
        func place(on day: Int32) -> Int? {
            var low = 0
            var high = days.count
            while low < high {
                let middle = (low + high) / 2
                if days[middle] <= day { low = middle + 1 } else { high = middle }
            }
            return low > 0 ? low - 1 : nil
        }
    }

    let asOf: Day
    private var series: [UInt32: Series] = [:]
    /// The latest quote of each pair of currencies of which none is the euro.
    private var others: [PairKey: Quote] = [:]

    /// Of two quotes for one day, base and currency the greater rate counts, so that the order does not.
    init(_ quotes: some Sequence<Quote>, asOf: Day) {
        self.asOf = asOf
        var byDay: [UInt32: [Int32: Int64]] = [:]
        for quote in quotes where quote.day <= asOf && quote.millionths > 0 && quote.currency != quote.base {
            if quote.base == Currency.euro {
                byDay[quote.currency, default: [:]][quote.day.number, default: 0].raise(to: quote.millionths)
            } else if quote.currency != Currency.euro {
                let key = PairKey(quote.base, quote.currency)
                others[key] = others[key].map { RateBook.later($0, quote) } ?? quote
            }
        }
        var all: Set<Int32> = []
        for (currency, rates) in byDay {
            all.formUnion(rates.keys)
            var fresh = Series()
            fresh.days = rates.keys.sorted()
            fresh.rates = fresh.days.map { Double(rates[$0] ?? 1) / 1_000_000 }
            fresh.logs = fresh.rates.map(naturalLogarithm)
            series[currency] = fresh
        }
        guard !all.isEmpty else { return }
        series[Currency.euro] = Series(
            days: all.sorted(), rates: Array(repeating: 1, count: all.count), logs: Array(repeating: 0, count: all.count))
    }

    private static func later(_ a: Quote, _ b: Quote) -> Quote {
        if a.day != b.day { return a.day < b.day ? b : a }
        return a.millionths < b.millionths ? b : a
    }

    /// All that have a rate, ascending; the euro is one of them.
    var currencies: [UInt32] { series.keys.sorted(by: isBefore) }

    /// Days since a currency's last rate; a great number where it has none.
    func ageDays(of currency: UInt32) -> Int {
        guard let last = series[currency]?.days.last else { return .max }
        return asOf - Day(last)
    }

    /// The day of a currency's last rate.
    func lastDay(of currency: UInt32) -> Day? { series[currency]?.days.last.map { Day($0) } }

    /// Units per euro by the last rate on or before a day.
    func rate(of currency: UInt32, on day: Int32) -> Double? {
        guard let series = series[currency], let place = series.place(on: day) else { return nil }
        return series.rates[place]
    }

    /// The days on which both have a rate, with the price of one unit of the listed currency in the paid one.
    func pair(listed: UInt32, paid: UInt32) -> PairSeries {
        var result = PairSeries(key: PairKey(listed, paid))
        guard let a = series[listed], let b = series[paid] else { return result }
        var i = 0
        var j = 0
        while i < a.days.count && j < b.days.count {
            if a.days[i] == b.days[j] {
                result.days.append(a.days[i])
                result.mids.append(b.rates[j] / a.rates[i])
                result.logs.append(b.logs[j] - a.logs[i])
            }
            let day = min(a.days[i], b.days[j])
            if a.days[i] == day { i += 1 }
            if b.days[j] == day { j += 1 }
        }
        return result
    }

    /// By which share the latest quote of one currency against the other differs from the cross of their rates against the euro on that
    /// day; nil where there is no such quote within `days`.
    func triangleDeviation(listed: UInt32, paid: UInt32, days: Int) -> Double? {
        let direct = others[PairKey(listed, paid)]
        guard let quote = direct ?? others[PairKey(paid, listed)], asOf - quote.day <= days,
            let base = rate(of: quote.base, on: quote.day.number), let other = rate(of: quote.currency, on: quote.day.number)
        else { return nil }
        let share = Double(quote.millionths) / 1_000_000 / (other / base)
        return (direct == nil ? 1 / share : share) - 1
    }
}

/// What one unit of the listed currency cost in the paid one, ascending by day, and the logarithm of it.
struct PairSeries {
    let key: PairKey
    var days: [Int32] = []
    var mids: [Double] = []
    var logs: [Double] = []

    /// The last `count` logarithmic returns, ascending by day; all where there are fewer.
    func returns(last count: Int) -> [Double] {
        let first = max(1, logs.count - count)
        guard first < logs.count else { return [] }
        return (first..<logs.count).map { logs[$0] - logs[$0 - 1] }
    }
}

extension Int64 {
    fileprivate mutating func raise(to other: Int64) { self = Swift.max(self, other) }
}
