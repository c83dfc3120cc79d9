public import Bytes
public import Domain
public import Records
import Scoring

/// Reference exchange rates: units of a currency per EUR, in millionths, by day.
public struct RateTable: Sendable {
    /// A rate older than this on the day of booking counts as none.
    public static let staleAfterDays = 45
    private var series: [Series] = Array(repeating: Series(), count: Currency.list.count)
    private static let euro = CodeList.pack("EUR") ?? 0

    private struct Series: Sendable {
        var days: [Int32] = []
        var rates: [Int64] = []

        /// By day.
        func rates(through last: Day) -> [Int32: Int64] {
            Dictionary(uniqueKeysWithValues: zip(days, rates).prefix { $0.0 <= last.number })
        }
    }

    public init() {}

    /// Takes the winning rows of kind `rates`, one for each day and currency; a row that is there already for these is replaced.
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

    /// All rates, ascending by day for each currency.
    public var rows: [(day: Day, currency: UInt32, millionths: Int64)] {
        series.indices.flatMap { index in
            let currency = Currency.list.packedCode(at: index)
            return zip(series[index].days, series[index].rates).map { (Day($0), currency, $1) }
        }
    }

    /// The first day up to `last` on which a rate is not the other table's; nil: there is none.
    public func firstDifference(from other: RateTable, through last: Day) -> Day? {
        var first: Int32?
        for index in series.indices {
            let (own, its) = (series[index].rates(through: last), other.series[index].rates(through: last))
            for (day, rate) in own where its[day] != rate { first = min(first ?? day, day) }
            for day in its.keys where own[day] == nil { first = min(first ?? day, day) }
        }
        return first.map { Day($0) }
    }

    /// A hash of all rates up to `day` under the store's key.
    public func hash(through day: Day, _ hashKey: HashKey) -> UInt64 {
        var buffer = ByteBuffer()
        for index in series.indices {
            for (place, rateDay) in series[index].days.enumerated() where rateDay <= day.number {
                buffer.append(UInt64(index), width: 2)
                buffer.append(UInt64(UInt32(bitPattern: rateDay)), width: 4)
                buffer.append(UInt64(bitPattern: series[index].rates[place]), width: 8)
            }
        }
        return buffer.bytes.hash(0..<buffer.count, hashKey)
    }

    /// The last rate on or before `day`, in millionths; 0 for the reporting currency (EUR) itself; nil without one of the
    /// last 45 days.
    func rate(of currency: UInt32, on day: Day) -> Int64? {
        if currency == RateTable.euro { return 0 }
        guard let index = Currency.list.index(of: currency) else { return nil }
        let days = series[index].days
        var low = 0
        var high = days.count
        while low < high {
            let middle = (low + high) / 2
            if days[middle] <= day.number { low = middle + 1 } else { high = middle }
        }
        guard low > 0, Int(day.number) - Int(days[low - 1]) <= RateTable.staleAfterDays else { return nil }
        let rate = series[index].rates[low - 1]
        return rate > 0 ? rate : nil
    }

    /// The row of kind `rates` in the decoder's hands; nil where its base is not EUR.
    public static func row(_ decoder: RowDecoder) -> (day: Day, currency: UInt32, millionths: Int64)? {
        guard UInt32(truncatingIfNeeded: decoder.values[3]) == euro else { return nil }
        return (Instant(decoder.values[0]).day, UInt32(truncatingIfNeeded: decoder.values[1]), decoder.values[2])
    }
}

/// How amounts of one currency are converted on one day.
struct DayRate: BitwiseCopyable {
    /// The currency's code, packed.
    var currency: UInt32 = 0
    /// As a day's number.
    var day: Int32 = 0
    /// Of the currency's minor unit.
    var digits = 2
    /// In millionths; 0: the reporting currency itself; −1: there is none.
    var millionths: Int64 = -1

    /// An amount with what it comes to in the reporting currency.
    @inline(__always)
    func amount(_ minor: Int64) -> Amount {
        var reporting: Int64?
        if millionths == 0 {
            reporting = minor
        } else if millionths > 0 {
            reporting = Money.euroMinor(amountMinor: minor, digits: digits, rateMillionths: millionths)
        }
        return Amount(currency: currency, digits: digits, minor: minor, reportingMinor: reporting)
    }
}

/// Remembers the rates last asked for: orders of a bucket have few days and currencies.
struct Conversion: ~Copyable {
    private var known = PlainArray<DayRate>(repeating: DayRate(), count: 1024)

    /// Not inlined: what it is a part of would be moved to and fro.
    @inline(never)
    mutating func rate(of currency: UInt32, on day: Day, _ rates: borrowing RateTable) -> DayRate {
        let mixed = (currency &* 0x9E37_79B1) ^ (UInt32(bitPattern: day.number) &* 0x85EB_CA77)
        let slot = Int(truncatingIfNeeded: mixed &>> 22)
        let entry = known[slot]
        if entry.currency == currency && entry.day == day.number { return entry }
        let fresh = DayRate(
            currency: currency, day: day.number, digits: Currency.list.index(of: currency).map(Currency.minorDigits) ?? 2,
            millionths: rates.rate(of: currency, on: day) ?? -1)
        known[slot] = fresh
        return fresh
    }
}
