import Domain

/// Writes all rows of one order into the partitions in which they become known.
struct OrderWriter {
    let order: Order
    let market: Market
    let book: PartitionBook
    /// The first partition with a row of the order's lines.
    var firstPartition: Int
    /// The day of that, before days without delivery are skipped.
    let placedDay: Int
    var random: RandomStream
    var fields = FieldList()

    /// Nil where the order becomes known behind the last partition: then none of its rows may come, lest they be orphans.
    init?(order: Order, market: Market, book: PartitionBook) {
        self.order = order
        self.market = market
        self.book = book
        random = order.random
        let base = OrderWriter.localDay(of: order.orderedAt, order: order, market: market, &random)
        let delay =
            switch random.below(1000) {
            case ..<880: 0
            case ..<950: 1
            case ..<980: 2
            case ..<995: random.between(3, 10)
            default: random.between(11, 40)
            }
        placedDay = base + delay
        guard let partition = book.partition(of: placedDay) else { return nil }
        firstPartition = partition
    }

    mutating func writeAll() {
        writeTransactions()
        writeInvoices()
        writePayments()
        writeLogistics()
        writeFeedback()
        writeCustoms()
    }

    /// The day on which an event becomes known: its local day for most, days or weeks later for some, and for a few the UTC day
    /// before, so that its time is up to 23 hours ahead of its partition.
    mutating func known(_ instant: Int64) -> Int {
        let delay =
            switch random.below(1000) {
            case ..<900: 0
            case ..<960: 1
            case ..<980: random.between(2, 5)
            case ..<996: random.between(7, 28)
            default: random.between(29, 45)
            }
        return OrderWriter.localDay(of: instant, order: order, market: market, &random) + delay
    }

    private static func localDay(of instant: Int64, order: Order, market: Market, _ random: inout RandomStream) -> Int {
        let first = Int64(market.plan.firstDay.number)
        let isEarly = random.chance(7_000) && instant - floorDivision(instant, daySeconds) * daySeconds <= 23 * hourSeconds
        if isEarly { return Int(floorDivision(instant, daySeconds) - 1 - first) }
        return Int(floorDivision(instant + Int64(order.zoneMinutes) * 60, daySeconds) - first)
    }

    /// Begins a row in the order's usual spelling, or in another for the same values.
    mutating func begin(respelled: Bool = false) {
        fields.clear()
        fields.spelling = Spelling(zoneMinutes: order.zoneMinutes)
        guard respelled else { return }
        fields.spelling = Spelling(zoneMinutes: order.zoneMinutes == 0 ? 540 : 0, isPadded: true, hasFraction: order.number % 2 == 0)
    }

    mutating func deliver(_ kind: DumpKind, day: Int) { book.deliver(kind, fields, day: day, &random) }

    /// Every `period`-th order leaves an optional field empty, in all its rows alike.
    func optional(_ text: String, blankEvery period: Int, phase: Int) -> String {
        order.number % period == phase ? "" : text
    }
}
