public import Domain

/// Why a valid row has no effect as of a day.
public enum ReferenceQuarantineReason: String, Hashable, Sendable {
    /// Its version time is later than 24 hours after the end of its partition's day.
    case fromTheFuture = "FROM_THE_FUTURE"
    /// Its partition is later than its order's closing day.
    case tooLate = "TOO_LATE"
    /// No order of its number is known as of the day, or the order came more than 120 days after it.
    case orphan = "ORPHAN"
}

/// What became of a file's rows: `read = accepted + duplicate + superseded + quarantined`.
public struct ReferenceOutcome: Hashable, Sendable {
    public var read = 0
    /// Rows that are the winning version of their key.
    public var accepted = 0
    /// Rows that are there already in an earlier partition, a lesser file name or a lesser line.
    public var duplicate = 0
    /// Rows of which another version wins.
    public var superseded = 0
    /// Rows without effect by reason. One reason a row: the future before lateness before want of an order.
    public var quarantined: [ReferenceQuarantineReason: Int] = [:]

    public init() {}
}

/// What the first partition with an order says of it.
public struct ReferenceOrder: Hashable, Sendable {
    public var firstPartition: Day
    /// The earliest in the first partition.
    public var orderedAt: Instant
    /// The last partition whose rows the order takes.
    public var closingDay: Day
    /// The day on which the order's counters are booked.
    public var bookedOn: Day
}

/// The rows of all partitions known by a day, judged: which one is the version that counts, and what became of the others.
struct Ledger {
    enum Fate {
        case accepted, duplicate, superseded
        case quarantined(ReferenceQuarantineReason)
    }

    var orders: [Text: ReferenceOrder] = [:]
    var judged: [(row: Row, fate: Fate)] = []

    /// - Parameter rows: rows of partitions up to the day.
    init(rows: [Row]) {
        let future = rows.filter(Ledger.isFromTheFuture)
        judged += future.map { ($0, .quarantined(.fromTheFuture)) }
        let present = rows.filter { !Ledger.isFromTheFuture($0) }

        let lines = present.filter { $0.schema.kind == "transactions" }
        orders = Dictionary(grouping: lines) { $0.text("order_id") }.mapValues(Ledger.order)

        var usable: [Row] = []
        for row in present {
            if let reason = reasonToRefuse(row) {
                judged.append((row, .quarantined(reason)))
            } else {
                usable.append(row)
            }
        }
        for versions in Dictionary(grouping: usable, by: { [.text(Text(stringLiteral: $0.schema.kind))] + $0.key }).values {
            judge(versions)
        }
    }

    func accepted(_ kind: String) -> [Row] {
        judged.compactMap { row, fate in
            if case .accepted = fate, row.schema.kind == kind { row } else { nil }
        }
    }

    /// A partition's day ends with the start of the next; 24 hours later is the start of the one after.
    private static func isFromTheFuture(_ row: Row) -> Bool {
        row.versionTime > (row.partition + 2).start
    }

    private static func order(lines: [Row]) -> ReferenceOrder {
        let first = lines.map(\.partition).reduce(lines[0].partition, min)
        let there = lines.filter { $0.partition == first }
        let orderedAt = there.map { $0.instant("ordered_at") }.reduce(there[0].instant("ordered_at"), min)
        let promisedDays = there.compactMap { $0.promise("deliver_by")?.day }
        let open = promisedDays.reduce(max(first, orderedAt.day + 60), max)
        return ReferenceOrder(
            firstPartition: first, orderedAt: orderedAt, closingDay: open + 120, bookedOn: min(first, orderedAt.day))
    }

    private func reasonToRefuse(_ row: Row) -> ReferenceQuarantineReason? {
        guard row.schema.isOrderBound else { return nil }
        guard let order = orders[row.text("order_id")] else { return .orphan }
        if row.partition > order.closingDay { return .tooLate }
        return order.firstPartition - row.partition > 120 ? .orphan : nil
    }

    /// Identical rows first: of these the earliest stands for all. Then one version wins.
    private mutating func judge(_ versions: [Row]) {
        var standing: [Row] = []
        for row in versions.sorted(by: { $0.cameBefore($1) }) {
            if standing.contains(where: { $0.values == row.values }) {
                judged.append((row, .duplicate))
            } else {
                standing.append(row)
            }
        }
        var winner = standing[0]
        for row in standing where winner.isSuperseded(by: row) { winner = row }
        judged += standing.map { ($0, $0.values == winner.values ? .accepted : .superseded) }
    }
}
