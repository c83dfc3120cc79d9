/// What an enterprise sells, where it ships and how long that takes: its rows of `enterprise_markets` and `enterprise_deliveries`.
///
/// Categories and chapters are of lines that are not cancelled, of orders booked in the calendar month of `as_of` and the five before it;
/// destinations of orders that are not cancelled as a whole, booked in the last 180 days.
public struct EnterpriseMarkets: Hashable, Sendable {
    /// So many members of a breakdown are named.
    public static let membersMax = 8

    /// What orders come to.
    public struct Sum: Hashable, Sendable {
        /// Of categories and chapters as in `statistics`: an order counts once for each flow, and in categories once for each product.
        public var orders: Int64
        /// Minor units of the reporting currency, without lines that have no reference rate; nil where they take more than 64 bits.
        public var valueMinor: Int64?

        public init(orders: Int64, valueMinor: Int64?) {
            self.orders = orders
            self.valueMinor = valueMinor
        }
    }

    /// How long delivered orders took, in days from the order to the delivery, begun days counted.
    ///
    /// Of orders of one seller booked 30 to 179 days before `as_of`: of later ones only those would be known that were fast.
    public struct Deliveries: Hashable, Sendable {
        /// Delivered orders, at least 1.
        public var orders: Int64
        /// So many days sufficed for half of them, and for nine in ten.
        public var medianDays: Int64
        public var p90Days: Int64

        public init(orders: Int64, medianDays: Int64, p90Days: Int64) {
            self.orders = orders
            self.medianDays = medianDays
            self.p90Days = p90Days
        }
    }

    /// One member of a breakdown.
    public struct Member: Hashable, Sendable {
        /// A category, the two digits of a chapter of the HS, or a country's code; `UNKNOWN` where it is missing.
        public var name: Text
        public var sum: Sum
        /// Of destinations; nil where no such order is known to have arrived.
        public var deliveries: Deliveries?

        public init(name: Text, sum: Sum, deliveries: Deliveries? = nil) {
            self.name = name
            self.sum = sum
            self.deliveries = deliveries
        }
    }

    /// The members of a breakdown with most orders, and what is left.
    public struct Breakdown: Hashable, Sendable {
        /// At most `membersMax`: descending by orders, then by value, then ascending by name.
        public var members: [Member]
        /// The sums of all others; nil: there are none.
        public var rest: Sum?

        public init(members: [Member] = [], rest: Sum? = nil) {
            self.members = members
            self.rest = rest
        }

        /// All members' sums, and what is left.
        public var sums: [Sum] { members.map(\.sum) + (rest.map { [$0] } ?? []) }
    }

    public var categories = Breakdown()
    /// The first two digits of the lines' HS codes.
    public var chapters = Breakdown()
    public var destinations = Breakdown()

    public init(categories: Breakdown = Breakdown(), chapters: Breakdown = Breakdown(), destinations: Breakdown = Breakdown()) {
        self.categories = categories
        self.chapters = chapters
        self.destinations = destinations
    }
}

/// A breakdown of what an enterprise trades: a row of `enterprise_markets`, key (`enterpriseID`, `dimension`, `rank`).
struct EnterpriseMarketRow: TableColumns {
    static let table = "enterprise_markets"
    static let columns = ["enterprise_id", "dimension", "rank", "member", "orders", "value_minor", "currency"]
}

/// How long deliveries of an enterprise to a country take: a row of `enterprise_deliveries`, key (`enterpriseID`, `destination`).
struct EnterpriseDeliveryRow: TableColumns {
    static let table = "enterprise_deliveries"
    static let columns = ["enterprise_id", "origin", "destination", "orders", "delivered", "median_days", "p90_days"]
}
