public import Domain

// Statistics: what trade there is, by period, flow and breakdown; which cells may be shown. Integers to the last step; pure, no I/O.
//
// The way of a figure: every enterprise's trade by booking month (`TradeTotals.add`) is summed into totals of months, quarters and years;
// `tradeStatistics` hides what would tell of single enterprises, and forms shares, growth and concentration of the rest.

/// Which way goods go, seen from the home country.
public enum TradeFlow: UInt8, BitwiseCopyable, CaseIterable, Sendable {
    case export, `import`, domestic
    /// Both ends are known and neither is home.
    case third
    /// An end, or the home country, is not known.
    case unknown

    /// The word in `statistics`.
    public var name: String { ["EXPORT", "IMPORT", "DOMESTIC", "THIRD", "UNKNOWN"][Int(rawValue)] }

    /// - Parameters: packed country codes, 0 where missing.
    @inlinable public init(origin: UInt32, destination: UInt32, home: UInt32) {
        switch (home != 0 && origin != 0 && destination != 0, origin == home, destination == home) {
        case (false, _, _): self = .unknown
        case (_, true, true): self = .domestic
        case (_, true, false): self = .export
        case (_, false, true): self = .import
        case (_, false, false): self = .third
        }
    }
}

/// What trade is broken down by.
public enum TradeDimension: UInt8, BitwiseCopyable, CaseIterable, Sendable {
    /// All trade of the flow: the member is `ALL`.
    case all
    case tradeModel
    /// The first two digits of the line's HS code.
    case hs2
    /// The category of the product's latest row.
    case category
    /// The country at the other end; of third trade the destination, of domestic trade home.
    case partner
    case paymentMethod
    /// The currency of the contract; the value is in the reporting currency like all others.
    case currency
    /// Lines without a reference rate, by currency, in that currency: in none of the other values.
    case unconverted

    /// The word in `statistics`.
    public var name: String {
        ["ALL", "TRADE_MODEL", "HS2", "CATEGORY", "PARTNER", "PAYMENT_METHOD", "CURRENCY", "UNCONVERTED"][Int(rawValue)]
    }

    /// Whether its members' values add up to those of `all`.
    var addsUp: Bool { self != .all && self != .unconverted }
}

/// A calendar month, quarter or year.
public struct TradePeriod: Hashable, Comparable, Sendable {
    /// How long a period is.
    public enum Length: Int32, CaseIterable, Sendable {
        case month = 1
        case quarter = 3
        case year = 12
    }

    /// The first month, as months since the year 0.
    public var firstMonth: Int32
    public var length: Length

    public init(firstMonth: Int32, length: Length) {
        self.firstMonth = firstMonth
        self.length = length
    }

    /// The period of a month with so many months.
    public init(of month: Int32, length: Length) { self.init(firstMonth: month / length.rawValue * length.rawValue, length: length) }

    /// The month of a day.
    public static func month(of day: Day) -> Int32 {
        let date = day.civil
        return Int32(date.year * 12 + date.month - 1)
    }

    /// The first day.
    public var start: Day { TradePeriod.firstDay(ofMonth: firstMonth) }
    /// The day after the last.
    public var end: Day { TradePeriod.firstDay(ofMonth: firstMonth + length.rawValue) }

    static func firstDay(ofMonth month: Int32) -> Day {
        guard let day = Day(year: Int(month / 12), month: Int(month % 12) + 1, day: 1) else {
            preconditionFailure("every month has a first day")
        }
        return day
    }

    /// The one that many periods of the same length later.
    public func advanced(by count: Int32) -> TradePeriod { TradePeriod(firstMonth: firstMonth + count * length.rawValue, length: length) }
    /// The same period of the year before.
    public var yearBefore: TradePeriod { TradePeriod(firstMonth: firstMonth - 12, length: length) }

    public static func < (a: TradePeriod, b: TradePeriod) -> Bool {
        (a.firstMonth, a.length.rawValue) < (b.firstMonth, b.length.rawValue)
    }
}

extension TradePeriod: CustomStringConvertible {
    /// `2024-05`, `2024-Q2` or `2024`.
    public var description: String {
        let (year, month) = (firstMonth / 12, firstMonth % 12)
        switch length {
        case .month: return "\(year)-\(month < 9 ? "0" : "")\(month + 1)"
        case .quarter: return "\(year)-Q\(month / 3 + 1)"
        case .year: return "\(year)"
        }
    }
}

/// The first day whose trade statistics as of a day tell: of that year and the three before.
public func statisticsStart(asOf: Day) -> Day { TradePeriod.firstDay(ofMonth: Int32(asOf.civil.year - 3) * 12) }
