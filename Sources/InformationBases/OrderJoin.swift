import Bytes
import Domain
import Records
import Scoring
import Segments

/// One thread's join of orders: rows of a bucket → orders → contributions, facts and the rows that cannot be joined.
struct OrderJoin: ~Copyable {
    private var bucket = BucketRows()
    private var order = OrderInHand()
    private var settling = Settling()

    /// Joins one bucket and hands each order to `sink`.
    mutating func join(
        _ index: Int, of input: borrowing BaseInput, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) -> BucketReport {
        var report = BucketReport()
        settling.hashKey = input.hashKey
        let passes = try input.passes(ofBucket: index)
        for pass in 0..<passes {
            try bucket.loadOrders(index, of: input, pass: Pass(index: pass, count: passes))
            settling.begin(bucket)
            for region in 0..<OrderRegions.count { try joinRegion(region, input, &report, into: &sink) }
            if let writer = input.newCheckpoint { try settling.write(index, bucket, input, to: writer) }
        }
        return report
    }

    private mutating func joinRegion(
        _ region: Int, _ input: borrowing BaseInput, _ report: inout BucketReport, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) {
        bucket.open(region)
        defer { bucket.close(region) }
        try order.join(bucket, input, &settling, &report, into: &sink)
    }
}

/// The join of one order after the other. Apart from `OrderJoin`: a bucket that lies beside what changes would be copied for each order.
private struct OrderInHand: ~Copyable {
    private var rows = OrderRows()
    private var contests = OrderContests()
    private var builder = OrderBuilder()

    /// Joins the orders of the open region. Not inlined, for the same reason.
    @inline(never)
    mutating func join(
        _ bucket: borrowing BucketRows, _ input: borrowing BaseInput, _ settling: inout Settling, _ report: inout BucketReport,
        into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) {
        builder.begin()
        var first = 0
        for order in bucket.orderEnds.indices {
            let end = bucket.orderEnds[order]
            try join(first..<end, bucket, input, &settling, &report, into: &sink)
            first = end
        }
    }

    /// Joins the rows at `places` of the sequence of orders.
    private mutating func join(
        _ places: Range<Int>, _ bucket: borrowing BucketRows, _ input: borrowing BaseInput, _ settling: inout Settling,
        _ report: inout BucketReport, into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) {
        rows.removeAll()
        for place in places {
            let row = bucket.row(at: place)
            rows.append(row, bucket.kind(of: row))
        }
        if input.checkpoint != nil, try isSettled(places, bucket, input, &settling) {
            return OrderInHand.refuseAll(places, bucket, .tooLate, input, &settling, &report)
        }
        guard !rows.transactions.isEmpty else { return OrderInHand.refuseAll(places, bucket, .orphan, input, &settling, &report) }
        let birth = builder.birth(rows.transactions, bucket)
        guard input.newCheckpoint != nil else {
            _ = try build(birth, bucket, input, &report, into: &sink)
            return
        }
        // What becomes of the rows is for good if the order proves to be settled.
        var own = BucketReport()
        let isSettled = try build(birth, bucket, input, &own, into: &sink)
        report.add(own)
        if isSettled {
            report.settle(own, birth)
            settling.settle(rows.transactions[0], bucket)
        } else {
            for place in places { settling.keep(bucket.number(of: bucket.row(at: place))) }
        }
    }

    /// Refuses, resolves and builds; whether the order is settled.
    private mutating func build(
        _ birth: Birth, _ bucket: borrowing BucketRows, _ input: borrowing BaseInput, _ report: inout BucketReport,
        into sink: inout some OrderSink & ~Copyable
    ) throws(SystemFailure) -> Bool {
        if birth.mayRefuse(earliest: input.earliest, latest: input.asOf) {
            rows.refuseLate(birth, in: bucket, &report)
        }
        contests.resolve(&rows, in: bucket, &report.outcomes)
        return try builder.build(rows, contests.transactions, birth, input, bucket, &report, into: &sink)
    }

    /// Whether the checkpoint settled the order: none of its lines is carried, and its id is in the checkpoint's lists.
    private func isSettled(
        _ places: Range<Int>, _ bucket: borrowing BucketRows, _ input: borrowing BaseInput, _ settling: inout Settling
    ) throws(SystemFailure) -> Bool {
        guard let checkpoint = input.checkpoint else { return false }
        let lines = rows.transactions.count
        if lines > 0, bucket.partition(of: rows.transactions[0]) <= checkpoint.notes.day { return false }
        return try settling.holds(bucket.row(at: places.lowerBound), bucket, checkpoint)
    }

    /// Refuses rows that have no order, or one that takes none. They are carried as long as an order may yet come for them.
    private static func refuseAll(
        _ places: Range<Int>, _ bucket: borrowing BucketRows, _ reason: QuarantineReason, _ input: borrowing BaseInput,
        _ settling: inout Settling, _ report: inout BucketReport
    ) {
        for place in places {
            let row = bucket.row(at: place)
            let mayFindOrder = reason == .orphan && bucket.partition(of: row) + Birth.waitingDays > input.asOf
            report.refuse(row, reason, in: bucket, isSettled: input.newCheckpoint != nil && !mayFindOrder)
            if mayFindOrder { settling.keep(bucket.number(of: row)) }
        }
    }
}

/// What the join of a bucket leaves for a checkpoint.
private struct Settling: ~Copyable {
    private var isKept = PlainArray<UInt8>()
    private var ids = SettledIDs()
    private var buffer = ByteBuffer(capacity: 1 << 12)
    /// The store's.
    var hashKey = HashKey.ofProcess

    /// Whether the row's order is in the checkpoint's lists.
    mutating func holds(_ row: Int, _ bucket: borrowing BucketRows, _ checkpoint: borrowing Checkpoint) throws(SystemFailure) -> Bool {
        let bytes = bucket.bytes
        let id = RowDecoder.firstText(bytes, at: row)
        return try checkpoint.isSettled(bytes, id, hash: bytes.hash(id, hashKey), &buffer)
    }

    mutating func begin(_ bucket: borrowing BucketRows) { isKept.reset(to: 0, count: bucket.origins.count) }

    /// The row with this number among those loaded is carried.
    mutating func keep(_ number: Int) { isKept[number] = 1 }

    /// The row's order takes no rows any more.
    mutating func settle(_ row: Int, _ bucket: borrowing BucketRows) {
        let bytes = bucket.bytes
        let id = RowDecoder.firstText(bytes, at: row)
        ids.add(bytes, id, hash: bytes.hash(id, hashKey))
    }

    mutating func write(
        _ index: Int, _ bucket: borrowing BucketRows, _ input: borrowing BaseInput, to writer: CheckpointWriter
    ) throws(SystemFailure) {
        buffer.removeAll()
        let count = try CarriedRows.write(bucket, of: input, isKept: isKept, into: &buffer)
        try writer.append(buffer.bytes, .orders, of: index, rows: count)
        try ids.write(index, to: writer.settled)
    }
}

/// The rows of one order by kind: all of them first, the winning versions once they are resolved.
struct OrderRows: ~Copyable {
    var transactions = PlainArray<Int>()
    var invoices = PlainArray<Int>()
    var payments = PlainArray<Int>()
    var logistics = PlainArray<Int>()
    var feedback = PlainArray<Int>()
    var customs = PlainArray<Int>()

    mutating func removeAll() {
        transactions.removeAll()
        invoices.removeAll()
        payments.removeAll()
        logistics.removeAll()
        feedback.removeAll()
        customs.removeAll()
    }

    @inline(__always)
    mutating func append(_ row: Int, _ kind: Kind) {
        switch kind {
        case .transactions: transactions.append(row)
        case .invoices: invoices.append(row)
        case .payments: payments.append(row)
        case .logistics: logistics.append(row)
        case .feedback: feedback.append(row)
        case .customs: customs.append(row)
        default: preconditionFailure("a row of \(kind.name) belongs to no order")
        }
    }

    /// Takes out the rows that came after the order's closing day, or more than 120 days before its first partition.
    mutating func refuseLate(_ birth: Birth, in bucket: borrowing BucketRows, _ report: inout BucketReport) {
        OrderRows.refuseLate(&transactions, birth, in: bucket, &report)
        OrderRows.refuseLate(&invoices, birth, in: bucket, &report)
        OrderRows.refuseLate(&payments, birth, in: bucket, &report)
        OrderRows.refuseLate(&logistics, birth, in: bucket, &report)
        OrderRows.refuseLate(&feedback, birth, in: bucket, &report)
        OrderRows.refuseLate(&customs, birth, in: bucket, &report)
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
            } else if birth.firstPartition > partition + Birth.waitingDays {
                report.refuse(row, .orphan, in: bucket)
            } else {
                rows[kept] = row
                kept += 1
            }
        }
        rows.truncate(to: kept)
    }
}

/// The contests of an order's versions. Apart from the rows: their decoders are large and would be moved with them.
private struct OrderContests: ~Copyable {
    private(set) var transactions = VersionContest(.transactions)
    private var invoices = VersionContest(.invoices)
    private var payments = VersionContest(.payments)
    private var logistics = VersionContest(.logistics)
    private var feedback = VersionContest(.feedback)
    private var customs = VersionContest(.customs)

    /// Keeps the winning rows.
    @inline(never)
    mutating func resolve(_ rows: inout OrderRows, in bucket: borrowing BucketRows, _ outcomes: inout [Int: SourceOutcome]) {
        transactions.resolve(&rows.transactions, in: bucket, &outcomes)
        invoices.resolve(&rows.invoices, in: bucket, &outcomes)
        payments.resolve(&rows.payments, in: bucket, &outcomes)
        logistics.resolve(&rows.logistics, in: bucket, &outcomes)
        feedback.resolve(&rows.feedback, in: bucket, &outcomes)
        customs.resolve(&rows.customs, in: bucket, &outcomes)
    }
}
