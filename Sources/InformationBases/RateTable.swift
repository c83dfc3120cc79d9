public import Domain
public import Records

/// Reference exchange rates: units of a currency per EUR, in millionths, by day.
public struct RateTable: Sendable {
    /// A rate older than this on the day of booking counts as none.
    public static let staleAfterDays = 45
    private var series: [Series] = Array(repeating: Series(), count: Currency.list.count)
    private static let euro = CodeList.pack("EUR") ?? 0

    private struct Series: Sendable {
        var days: [Int32] = []
        var rates: [Int64] = []
    }

    public init() {}

    /// Takes the winning rows of kind `rates`; a row that is there already for its day and currency is replaced.
    public mutating func add(_ rows: [(day: Day, currency: UInt32, millionths: Int64)]) {
        var byKey: [Int: [Int32: Int64]] = [:]
        for row in rows {
            guard let index = Currency.list.index(of: row.currency) else { continue }
            byKey[index, default: [:]][row.day.number] = row.millionths
        }
        for (index, fresh) in byKey {
            var all = Dictionary(zip(series[index].days, series[index].rates), uniquingKeysWith: { _, last in last })
            all.merge(fresh) { _, new in new }
            series[index].days = all.keys.sorted()
            series[index].rates = series[index].days.compactMap { all[$0] }
        }
    }

    /// The amount in the reporting currency (EUR) at the last rate on or before `day`; nil without one of the last 45 days.
    public func reportingMinor(_ minor: Int64, currency: UInt32, digits: Int, on day: Day) -> Int64? {
        if currency == RateTable.euro { return minor }
        guard let index = Currency.list.index(of: currency) else { return nil }
        let days = series[index].days
        var low = 0
        var high = days.count
        while low < high {
            let middle = (low + high) / 2
            if days[middle] <= day.number { low = middle + 1 } else { high = middle }
        }
        guard low > 0, Int(day.number) - Int(days[low - 1]) <= RateTable.staleAfterDays else { return nil }
        return Money.euroMinor(amountMinor: minor, digits: digits, rateMillionths: series[index].rates[low - 1])
    }

    /// The row of kind `rates` in the decoder's hands; nil where its base is not EUR.
    public static func row(_ decoder: RowDecoder) -> (day: Day, currency: UInt32, millionths: Int64)? {
        guard UInt32(truncatingIfNeeded: decoder.values[3]) == euro else { return nil }
        return (Instant(decoder.values[0]).day, UInt32(truncatingIfNeeded: decoder.values[1]), decoder.values[2])
    }
}
