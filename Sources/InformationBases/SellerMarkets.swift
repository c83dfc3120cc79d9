/// What a seller sells, where it ships, and how long that takes.
///
/// Categories and chapters are of lines that are not cancelled, of orders booked in the calendar month of D and the five before it: the
/// months of the statistics. Destinations are of orders that are not cancelled as a whole, booked in the last 180 days.
public struct SellerMarkets: Sendable, Hashable {
    /// So many members of a breakdown are named.
    public static let membersMax = 8
    /// The calendar months of categories and chapters, D's among them.
    static let months: Int32 = 6

    /// One member of a breakdown.
    public struct Member: Sendable, Hashable {
        /// A category, the two digits of a chapter of the HS, or a country's code; `UNKNOWN` where it is missing.
        public var name: String
        /// Orders; of categories and chapters as in `statistics`: once for each flow, and in categories once for each product.
        public var orders: Int64
        /// Minor units of the reporting currency, without lines that have no reference rate; of destinations as in `gross_minor`.
        public var valueMinor: Int64
        /// Of destinations; nil where nothing is known to have arrived.
        public var delivery: DeliveryTimes?
    }

    /// The members of a breakdown with most orders, and what is left.
    public struct Breakdown: Sendable, Hashable {
        /// At most `membersMax`: descending by orders, then by value, then ascending by the bytes of their names.
        public private(set) var members: [Member] = []
        /// The exact sums of all others; nil: there are none.
        public private(set) var rest: Member?

        init() {}

        /// - Parameter members: each name once.
        init(of members: [Member]) {
            let sorted = members.sorted { a, b in
                if a.orders != b.orders { return a.orders > b.orders }
                if a.valueMinor != b.valueMinor { return a.valueMinor > b.valueMinor }
                return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
            }
            self.members = Array(sorted.prefix(membersMax))
            guard sorted.count > membersMax else { return }
            rest = sorted.dropFirst(membersMax).reduce(into: Member(name: "", orders: 0, valueMinor: 0)) { rest, member in
                rest.orders += member.orders
                rest.valueMinor &+= member.valueMinor
            }
        }
    }

    public internal(set) var categories = Breakdown()
    /// The first two digits of the lines' HS codes.
    public internal(set) var chapters = Breakdown()
    /// Of an order whose lines go to several countries the one with the least code counts.
    public internal(set) var destinations = Breakdown()

    /// Whether nothing is known.
    public var isEmpty: Bool { categories.members.isEmpty && chapters.members.isEmpty && destinations.members.isEmpty }
}

/// How long delivered orders took, in days from the order to the delivery, begun days counted.
///
/// Of orders of one seller booked 30 to 179 days before D: of later ones only those would be known that were fast. Deliveries before
/// their order are left out.
public struct DeliveryTimes: Sendable, Hashable {
    /// Orders, at least 1.
    public var orders: Int64
    /// So many days sufficed for half of the orders, and for nine in ten: the least number for which that is true.
    public var medianDays: Int64
    public var p90Days: Int64

    /// - Parameter counts: orders by days, in any order; nil where there are none.
    init?(_ counts: [(days: UInt8, orders: Int64)]) {
        orders = counts.reduce(0) { $0 + $1.orders }
        guard orders > 0 else { return nil }
        let sorted = counts.sorted { $0.days < $1.days }
        medianDays = DeliveryTimes.quantile(sorted, rank: (orders + 1) / 2)
        p90Days = DeliveryTimes.quantile(sorted, rank: (orders * 9 + 9) / 10)
    }

    /// The days of the order of that rank, counted from 1.
    private static func quantile(_ counts: [(days: UInt8, orders: Int64)], rank: Int64) -> Int64 {
        var sum: Int64 = 0
        for count in counts {
            sum += count.orders
            if sum >= rank { return Int64(count.days) }
        }
        preconditionFailure("a rank is at most the number of orders")
    }
}
