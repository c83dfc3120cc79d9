import Bytes
import Domain
import Records
import Scoring
import Segments

/// One thread's join of orders: rows of a bucket → orders → contributions, facts and the rows that cannot be joined.
struct OrderJoin: ~Copyable {
    private var bucket = BucketRows()
    private var table = IdentifierTable(expected: 4096)
    private var orderOfRow: [Int32] = []
    private var firstOfOrder: [Int32] = []
    private var rowsByOrder: [Int32] = []
    private var candidates: [[Int]] = Array(repeating: [], count: Kind.allCases.count)
    private var transactions = Versions(.transactions)
    private var invoices = Versions(.invoices)
    private var payments = Versions(.payments)
    private var logistics = Versions(.logistics)
    private var feedback = Versions(.feedback)
    private var customs = Versions(.customs)
    private var decoder = RowDecoder(.transactions)
    private var builder = OrderBuilder()

    /// Joins one bucket and hands each order to `sink`.
    mutating func join(
        _ index: Int, of input: borrowing BaseInput, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) -> BucketReport {
        var report = BucketReport()
        let bytes = input.segments.reduce(0) { sum, segment in sum + segment.extents(of: index).reduce(0) { $0 + $1.length } }
        let passes = input.passes(ofBytes: bytes)
        for pass in 0..<passes {
            try bucket.load(index, of: input, wanted: { $0.isOrderBound }, pass: Pass(index: pass, count: passes))
            groupByOrder()
            for order in 0..<table.count { try join(order, input, &report, into: &sink) }
        }
        return report
    }

    /// Counting sort of the rows by order; within an order they keep their sequence.
    private mutating func groupByOrder() {
        table.removeAll()
        let count = bucket.rows.count
        orderOfRow.removeAll(keepingCapacity: true)
        orderOfRow.reserveCapacity(count)
        for row in 0..<count {
            let id = RowDecoder.firstText(bucket.bytes.bytes, at: Int(bucket.rows[row].start))
            orderOfRow.append(Int32(table.index(bucket.bytes, id)))
        }
        firstOfOrder = Array(repeating: 0, count: table.count + 1)
        for order in orderOfRow { firstOfOrder[Int(order) + 1] += 1 }
        for order in 0..<table.count { firstOfOrder[order + 1] += firstOfOrder[order] }
        var next = firstOfOrder
        rowsByOrder = Array(repeating: 0, count: count)
        for row in 0..<count {
            let order = Int(orderOfRow[row])
            rowsByOrder[Int(next[order])] = Int32(row)
            next[order] += 1
        }
    }

    private mutating func join(
        _ order: Int, _ input: borrowing BaseInput, _ report: inout BucketReport, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) {
        for kind in 0..<candidates.count where !candidates[kind].isEmpty { candidates[kind].removeAll(keepingCapacity: true) }
        for place in Int(firstOfOrder[order])..<Int(firstOfOrder[order + 1]) {
            let row = Int(rowsByOrder[place])
            candidates[Int(bucket.rows[row].kind.rawValue)].append(row)
        }
        let ordered = candidates[Int(Kind.transactions.rawValue)]
        guard !ordered.isEmpty else {
            for kind in candidates.indices {
                for row in candidates[kind] { report.refuse(row, .orphan, in: bucket) }
            }
            return
        }
        let birth = Birth(ordered, bucket, &decoder)
        if birth.mayRefuse(latest: input.asOf) { refuseLate(birth, &report) }
        resolve(&report)
        try builder.build(
            transactions.winners, invoices.winners, logistics.winners, feedback.winners, customs.winners, payments.winners, birth, input,
            bucket, &report, into: &sink)
    }

    /// Takes out the rows that came after the order's closing day, or more than 120 days before its first partition.
    private mutating func refuseLate(_ birth: Birth, _ report: inout BucketReport) {
        for kind in candidates.indices where !candidates[kind].isEmpty {
            var kept: [Int] = []
            for row in candidates[kind] {
                let partition = bucket.partition(of: row)
                if partition > birth.closing {
                    report.refuse(row, .tooLate, in: bucket)
                } else if birth.firstPartition > partition + 120 {
                    report.refuse(row, .orphan, in: bucket)
                } else {
                    kept.append(row)
                }
            }
            candidates[kind] = kept
        }
    }

    private mutating func resolve(_ report: inout BucketReport) {
        transactions.resolve(candidates[Int(Kind.transactions.rawValue)], in: bucket, &report.outcomes)
        invoices.resolve(candidates[Int(Kind.invoices.rawValue)], in: bucket, &report.outcomes)
        payments.resolve(candidates[Int(Kind.payments.rawValue)], in: bucket, &report.outcomes)
        logistics.resolve(candidates[Int(Kind.logistics.rawValue)], in: bucket, &report.outcomes)
        feedback.resolve(candidates[Int(Kind.feedback.rawValue)], in: bucket, &report.outcomes)
        customs.resolve(candidates[Int(Kind.customs.rawValue)], in: bucket, &report.outcomes)
    }
}

/// What the first partition with an order says of it (CONTRACT 1, until when an order takes rows).
struct Birth {
    var firstPartition: Day
    /// Seconds since 1970; the earliest there.
    var orderedAt: Int64
    /// Rows of later partitions are too late.
    var closing: Day
    /// The day on which all that the order adds is booked.
    var booked: Day

    /// An order of which nothing is known.
    init() {
        firstPartition = Day(0)
        orderedAt = 0
        closing = Day(0)
        booked = Day(0)
    }

    /// - Parameter rows: the order's transaction rows, ascending.
    init(_ rows: [Int], _ bucket: borrowing BucketRows, _ decoder: inout RowDecoder) {
        let first = bucket.partition(of: rows[0])
        var orderedAt = Int64.max
        var promise = Int64.min
        for row in rows where bucket.partition(of: row) == first {
            decoder.decode(bucket.bytes.bytes, at: bucket.range(of: row).lowerBound)
            orderedAt = min(orderedAt, decoder.values[TransactionColumn.orderedAt])
            promise = max(promise, decoder.number(TransactionColumn.deliverBy) ?? .min)
        }
        firstPartition = first
        self.orderedAt = orderedAt
        let orderedOn = Instant(orderedAt).day
        let promised = promise == .min ? first : Instant(promise).day
        closing = max(first, orderedOn + 60, promised) + 120
        booked = min(orderedOn, first)
    }

    /// Whether any row known by `latest` could be too late or too early.
    func mayRefuse(latest: Day) -> Bool { latest > closing || firstPartition.number > 120 }
}

/// What a bucket reports of its rows.
struct BucketReport {
    /// By source.
    var outcomes: [Int: SourceOutcome] = [:]
    /// Rows that could not be joined, by source and reason.
    var refused: [RefusalKey: QuarantineCount] = [:]
    var unjoined: [RefusedRow] = []
    var orders = 0
    /// Feedback that belongs to no seller, and to no product.
    var feedbackOfNoSeller = 0
    var feedbackOfNoProduct = 0
    /// Invoices that name a seller without a line in the order.
    var invoicesOfOthers = 0
    var unconvertedLines = 0

    struct RefusalKey: Hashable {
        var source: Int
        var reason: QuarantineReason
    }

    struct RefusedRow {
        var source: Int
        var line: Int
        var byte: Int
        var reason: QuarantineReason
        var kind: Kind
        var text: [UInt8]
    }

    mutating func refuse(_ row: Int, _ reason: QuarantineReason, in bucket: borrowing BucketRows) {
        let place = bucket.place(of: row)
        let source = bucket.extents[Int(bucket.rows[row].extent)].source
        let kind = bucket.rows[row].kind
        let text = RowText.csv(kind, bucket.bytes.bytes, at: bucket.range(of: row).lowerBound)
        unjoined.append(RefusedRow(source: source, line: place.line, byte: place.byte, reason: reason, kind: kind, text: text))
        let key = RefusalKey(source: source, reason: reason)
        var count =
            refused[key]
            ?? QuarantineCount(
                reason: reason, rows: 0, firstLine: place.line, firstByte: place.byte, column: "order_id", example: Array(text.prefix(256)))
        count.rows += 1
        if place.line < count.firstLine {
            count.firstLine = place.line
            count.firstByte = place.byte
            count.example = Array(text.prefix(256))
        }
        refused[key] = count
    }
}
