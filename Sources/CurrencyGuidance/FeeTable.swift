public import Domain

/// A way to pay.
public struct PaymentMethod: Sendable, Equatable {
    /// Which side the buyer's bill is in when the method is used.
    public enum Side: String, CaseIterable, Sendable {
        /// The shop is paid in the listed currency; bank or wallet converts.
        case listed
        /// The shop or its payment service converts at checkout, and the buyer pays in the own currency.
        case own
    }

    /// The code in the output: capitals, digits and underscores.
    public var id: String
    public var name: String
    public var chineseName: String
    public var side: Side
    /// Quoted days from the order to the day whose rate counts.
    public var settlementDays: Int

    public init(id: String, name: String, chineseName: String, side: Side, settlementDays: Int) {
        self.id = id
        self.name = name
        self.chineseName = chineseName
        self.side = side
        self.settlementDays = settlementDays
    }
}

/// An amount of money in thousandths of its currency's unit.
public struct FeeAmount: Sendable, Equatable {
    public var thousandths: Int
    /// Packed.
    public var currency: UInt32

    public init(thousandths: Int, currency: UInt32) {
        self.thousandths = thousandths
        self.currency = currency
    }
}

/// What a method costs while an entry is in force. Percentages are whole thousandths of a per cent.
public struct Fee: Sendable, Equatable {
    public var method: String
    public var from: Day
    /// The last day in force; nil: until further notice.
    public var until: Day?
    /// The name of a region whose currencies the buyer pays in; nil: anywhere.
    public var region: String?
    /// The listed currencies that it is for, packed; empty: any.
    public var listed: [UInt32] = []
    /// The mark-up on the reference rate: what is usual, and the least and the most that sources name.
    public var spread: Int
    public var spreadLow: Int
    public var spreadHigh: Int
    /// What comes on top as a percentage of the amount.
    public var percent = 0
    /// What comes on top per order.
    public var fixed: FeeAmount?
    /// Who says so.
    public var source: String

    public init(method: String, from: Day, spread: Int, low: Int, high: Int, source: String) {
        self.method = method
        self.from = from
        self.spread = spread
        spreadLow = low
        spreadHigh = high
        self.source = source
    }

    func isInForce(on day: Day) -> Bool { from <= day && (until.map { day <= $0 } ?? true) }
}

/// A region of the fee table: the currencies that are paid with there.
public struct FeeRegion: Sendable, Equatable {
    public var name: String
    /// Packed.
    public var currencies: [UInt32]

    public init(name: String, currencies: [UInt32]) {
        self.name = name
        self.currencies = currencies
    }
}

/// What a fee table's file says.
public struct FeeTableContent: Sendable, Equatable {
    public var id: String
    public var version: String
    public var date: Day
    /// The order on which fixed fees are reckoned as a percentage.
    public var orderValue: FeeAmount
    /// In thousandths of a per cent: a difference up to this counts as none.
    public var unit: Int
    public var regions: [FeeRegion]
    public var methods: [PaymentMethod]
    public var fees: [Fee]

    public init(id: String, version: String, date: Day, orderValue: FeeAmount, unit: Int) {
        self.id = id
        self.version = version
        self.date = date
        self.orderValue = orderValue
        self.unit = unit
        regions = []
        methods = []
        fees = []
    }
}

/// What is wrong with a fee table, at which key, and how to mend it.
public struct FeeTableFault: Error, Equatable {
    /// The key path in the file, e.g. `fees[2].until`.
    public let path: String
    public let message: String
    public let remedy: String
}
