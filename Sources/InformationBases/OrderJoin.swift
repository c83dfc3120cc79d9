import Bytes
import Domain
import Records
import Scoring
import Segments

/// One thread's join of orders: rows of a bucket → orders → contributions, facts and the rows that cannot be joined.
struct OrderJoin: ~Copyable {
    private var bucket = BucketRows()
    private var firstOfOrder = PlainArray<Int>()
    private var rowsByOrder = PlainArray<UInt32>()
    private var rows = OrderRows()
    private var builder = OrderBuilder()

    /// Joins one bucket and hands each order to `sink`.
    mutating func join(
        _ index: Int, of input: borrowing BaseInput, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) -> BucketReport {
        var report = BucketReport()
        let bytes = input.segments.reduce(0) { sum, segment in sum + segment.extents(of: index).reduce(0) { $0 + $1.length } }
        let passes = input.passes(ofBytes: bytes)
        for pass in 0..<passes {
            try bucket.loadOrders(index, of: input, pass: Pass(index: pass, count: passes))
            builder.begin()
            groupByOrder()
            for order in 0..<bucket.orders.count { try join(order, input, &report, into: &sink) }
        }
        return report
    }

    /// Counting sort of the rows by order; within an order they keep their sequence. Behind it `firstOfOrder[n]` is where
    /// the rows of order n end and those of order n + 1 begin.
    private mutating func groupByOrder() {
        let count = bucket.rows.count
        firstOfOrder.reset(to: 0, count: bucket.orders.count + 1)
        for row in 0..<count { firstOfOrder[Int(bucket.rows[row].order) &+ 1] &+= 1 }
        var sum = 0
        for order in 0..<bucket.orders.count {
            sum &+= firstOfOrder[order]
            firstOfOrder[order] = sum
        }
        rowsByOrder.reset(to: 0, count: count)
        for row in 0..<count {
            let order = Int(bucket.rows[row].order)
            rowsByOrder[firstOfOrder[order]] = UInt32(truncatingIfNeeded: row)
            firstOfOrder[order] &+= 1
        }
    }

    private mutating func join(
        _ order: Int, _ input: borrowing BaseInput, _ report: inout BucketReport, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) {
        rows.removeAll()
        for place in (order == 0 ? 0 : firstOfOrder[order &- 1])..<firstOfOrder[order] {
            let row = Int(rowsByOrder[place])
            rows.append(row, bucket.kind(of: row))
        }
        guard !rows.transactions.rows.isEmpty else { return rows.refuseAll(in: bucket, &report) }
        let birth = builder.birth(rows.transactions.rows, bucket)
        if birth.mayRefuse(earliest: input.earliest, latest: input.asOf) { rows.refuseLate(birth, in: bucket, &report) }
        rows.resolve(in: bucket, &report.outcomes)
        try builder.build(rows, birth, input, bucket, &report, into: &sink)
    }
}

/// The rows of one order by kind: all of them first, the winning versions once they are resolved.
struct OrderRows: ~Copyable {
    var transactions = Versions(.transactions)
    var invoices = Versions(.invoices)
    var payments = Versions(.payments)
    var logistics = Versions(.logistics)
    var feedback = Versions(.feedback)
    var customs = Versions(.customs)

    mutating func removeAll() {
        transactions.rows.removeAll()
        invoices.rows.removeAll()
        payments.rows.removeAll()
        logistics.rows.removeAll()
        feedback.rows.removeAll()
        customs.rows.removeAll()
    }

    @inline(__always)
    mutating func append(_ row: Int, _ kind: Kind) {
        switch kind {
        case .transactions: transactions.rows.append(row)
        case .invoices: invoices.rows.append(row)
        case .payments: payments.rows.append(row)
        case .logistics: logistics.rows.append(row)
        case .feedback: feedback.rows.append(row)
        case .customs: customs.rows.append(row)
        default: preconditionFailure("a row of \(kind.name) belongs to no order")
        }
    }

    @inline(__always)
    mutating func resolve(in bucket: borrowing BucketRows, _ outcomes: inout [Int: SourceOutcome]) {
        transactions.resolve(in: bucket, &outcomes)
        invoices.resolve(in: bucket, &outcomes)
        payments.resolve(in: bucket, &outcomes)
        logistics.resolve(in: bucket, &outcomes)
        feedback.resolve(in: bucket, &outcomes)
        customs.resolve(in: bucket, &outcomes)
    }

    /// Rows that name an order that nobody placed.
    func refuseAll(in bucket: borrowing BucketRows, _ report: inout BucketReport) {
        refuse(invoices.rows, in: bucket, &report)
        refuse(payments.rows, in: bucket, &report)
        refuse(logistics.rows, in: bucket, &report)
        refuse(feedback.rows, in: bucket, &report)
        refuse(customs.rows, in: bucket, &report)
    }

    private func refuse(_ rows: borrowing PlainArray<Int>, in bucket: borrowing BucketRows, _ report: inout BucketReport) {
        for i in rows.indices { report.refuse(rows[i], .orphan, in: bucket) }
    }

    /// Takes out the rows that came after the order's closing day, or more than 120 days before its first partition.
    mutating func refuseLate(_ birth: Birth, in bucket: borrowing BucketRows, _ report: inout BucketReport) {
        OrderRows.refuseLate(&transactions.rows, birth, in: bucket, &report)
        OrderRows.refuseLate(&invoices.rows, birth, in: bucket, &report)
        OrderRows.refuseLate(&payments.rows, birth, in: bucket, &report)
        OrderRows.refuseLate(&logistics.rows, birth, in: bucket, &report)
        OrderRows.refuseLate(&feedback.rows, birth, in: bucket, &report)
        OrderRows.refuseLate(&customs.rows, birth, in: bucket, &report)
    }

    private static func refuseLate(
        _ rows: inout PlainArray<Int>, _ birth: Birth, in bucket: borrowing BucketRows, _ report: inout BucketReport
    ) {
        var kept = 0
        for i in rows.indices {
            let row = rows[i]
            let partition = bucket.partition(of: row)
            if partition > birth.closing {
                report.refuse(row, .tooLate, in: bucket)
            } else if birth.firstPartition > partition + 120 {
                report.refuse(row, .orphan, in: bucket)
            } else {
                rows[kept] = row
                kept += 1
            }
        }
        rows.truncate(to: kept)
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

    /// - Parameters:
    ///   - orderedAt: the earliest in the first partition with the order.
    ///   - promise: the latest deliver_by there.
    init(firstPartition first: Day, orderedAt: Int64, promise: Int64?) {
        firstPartition = first
        self.orderedAt = orderedAt
        let orderedOn = Instant(orderedAt).day
        closing = max(first, orderedOn + 60, promise.map { Instant($0).day } ?? first) + 120
        booked = min(orderedOn, first)
    }

    /// Whether any row of partitions from `earliest` to `latest` could be too late or too early.
    func mayRefuse(earliest: Day, latest: Day) -> Bool { latest > closing || firstPartition > earliest + 120 }
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
        let source = bucket.source(of: row)
        let kind = bucket.kind(of: row)
        let text = RowText.csv(kind, bucket.bytes.bytes, at: bucket.start(of: row))
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
