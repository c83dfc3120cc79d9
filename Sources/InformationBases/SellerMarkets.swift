import Bytes

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
        /// A category, the two digits of a chapter of the HS, or a country's code; `UNKNOWN` where it is missing. In UTF-8.
        public var name: [UInt8]
        /// Orders; of categories and chapters as in `statistics`: once for each flow, and in categories once for each product.
        public var orders: Int64
        /// Minor units of the reporting currency, without lines that have no reference rate; of destinations as in `gross_minor`. Exact.
        public var valueMinor: Int128
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

        /// - Parameters:
        ///   - sums: of one member each.
        ///   - name: that of the member whose sums stand at a place; each has another.
        ///   - delivery: how long deliveries to it take.
        init(
            of sums: borrowing PlainArray<MemberSums>, name: (Int) -> [UInt8], delivery: (Int) -> DeliveryTimes? = { _ in nil }
        ) {
            var isNamed = PlainArray<Bool>(repeating: false, count: sums.count)
            members.reserveCapacity(min(sums.count, membersMax))
            while members.count < min(sums.count, membersMax) {
                var first = -1
                for place in sums.indices where !isNamed[place] && sums[place].orders >= (first < 0 ? .min : sums[first].orders) {
                    if first < 0 || Breakdown.precedes(sums, place, first, name) { first = place }
                }
                isNamed[first] = true
                members.append(
                    Member(
                        name: name(first), orders: sums[first].orders, valueMinor: sums[first].valueMinor, delivery: delivery(first)))
            }
            guard sums.count > membersMax else { return }
            var others = Member(name: [], orders: 0, valueMinor: 0)
            for place in sums.indices where !isNamed[place] {
                others.orders &+= sums[place].orders
                others.valueMinor &+= sums[place].valueMinor
            }
            rest = others
        }

        private static func precedes(
            _ sums: borrowing PlainArray<MemberSums>, _ a: Int, _ b: Int, _ name: (Int) -> [UInt8]
        ) -> Bool {
            if sums[a].orders != sums[b].orders { return sums[a].orders > sums[b].orders }
            if sums[a].valueMinor != sums[b].valueMinor { return sums[a].valueMinor > sums[b].valueMinor }
            return name(a).lexicographicallyPrecedes(name(b))
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

    /// - Parameters:
    ///   - counts: orders by days, from 0 on.
    ///   - orders: what they come to; nil where there are none.
    init?(_ counts: Span<Int32>, orders: Int64) {
        guard orders > 0 else { return nil }
        self.orders = orders
        medianDays = DeliveryTimes.quantile(counts, rank: (orders + 1) / 2)
        p90Days = DeliveryTimes.quantile(counts, rank: (orders * 9 + 9) / 10)
    }

    /// The days of the order of that rank, counted from 1.
    private static func quantile(_ counts: Span<Int32>, rank: Int64) -> Int64 {
        var sum: Int64 = 0
        for days in counts.indices {
            sum += Int64(counts[days])
            if sum >= rank { return Int64(days) }
        }
        preconditionFailure("a rank is at most the number of orders")
    }
}

/// What a member of a breakdown in the making comes to.
struct MemberSums: BitwiseCopyable {
    /// What stands for its name: a code's packed bytes, or a place.
    var member: UInt32
    var orders: Int64 = 0
    var valueMinor: Int128 = 0
}
