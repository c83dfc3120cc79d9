import Bytes
import Domain
import Records
import Segments

/// What a bucket reports of its rows.
struct BucketReport {
    /// By source.
    var outcomes: [Int: SourceOutcome] = [:]
    /// Rows that could not be joined, by source and reason.
    var refused: [RefusalKey: QuarantineCount] = [:]
    var unjoined: [RefusedRow] = []
    /// Of these books what is for good: of rows that a new checkpoint does not carry.
    var settled = SettledBooks()
    var orders = 0
    /// Feedback that belongs to no seller, and to no product.
    var feedbackOfNoSeller = 0
    var feedbackOfNoProduct = 0
    /// Invoices that name a seller without a line in the order.
    var invoicesOfOthers = 0
    var unconvertedLines = 0
    /// Instants of lines that are too far away to be promises.
    var farPromises = 0

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
        /// As it is stored: few rows are ever shown, and text takes longer to make than to keep.
        var encoding: [UInt8]

        init(_ row: Int, _ reason: QuarantineReason, in bucket: borrowing BucketRows) {
            let place = bucket.place(of: row)
            source = bucket.source(of: row)
            line = place.line
            byte = place.byte
            self.reason = reason
            kind = bucket.kind(of: row)
            encoding = bucket.bytes.array(bucket.range(of: row))
        }

        /// The column for which it is refused: of rows that belong to no order only rates are, by their day.
        var column: String { kind.isOrderBound ? "order_id" : "date" }

        /// The row alone as the first of its source and reason.
        var count: QuarantineCount {
            var text: [UInt8] = []
            var row = RowText(kind)
            row.append(encoding.span.rawBytes, at: 0, to: &text)
            return QuarantineCount(
                reason: reason, rows: 1, firstLine: line, firstByte: byte, column: column, example: Array(text.prefix(256)))
        }
    }

    /// - Parameter isSettled: the row is refused for good, and a new checkpoint does not carry it.
    mutating func refuse(
        _ row: Int, _ reason: QuarantineReason, in bucket: borrowing BucketRows, isSettled: Bool = false
    ) {
        let row = RefusedRow(row, reason, in: bucket)
        BucketReport.count(row, in: &refused)
        guard isSettled else { return unjoined.append(row) }
        BucketReport.count(row, in: &settled.refused)
        settled.unjoined.append(row)
    }

    private static func count(_ row: RefusedRow, in refused: inout [RefusalKey: QuarantineCount]) {
        let key = RefusalKey(source: row.source, reason: row.reason)
        guard let firstLine = refused[key]?.firstLine, firstLine <= row.line else { return count(row.count, row.source, in: &refused) }
        refused[key]?.rows += 1
    }

    /// Adds what became of one order's rows.
    mutating func add(_ other: BucketReport) {
        for (source, outcome) in other.outcomes { outcomes[source, default: SourceOutcome()] += outcome }
        for (key, count) in other.refused { BucketReport.count(count, key.source, in: &refused) }
        unjoined += other.unjoined
        orders += other.orders
        feedbackOfNoSeller += other.feedbackOfNoSeller
        feedbackOfNoProduct += other.feedbackOfNoProduct
        invoicesOfOthers += other.invoicesOfOthers
        unconvertedLines += other.unconvertedLines
        farPromises += other.farPromises
    }

    /// Adds what became of rows that belong to no order.
    mutating func settle(_ outcomes: RegisterOutcomes) {
        for (source, outcome) in outcomes.all { self.outcomes[source, default: SourceOutcome()] += outcome }
        for (source, outcome) in outcomes.settled { settled.outcomes[source, default: SourceOutcome()] += outcome }
    }

    /// What became of a settled order's rows is for good.
    mutating func settle(_ own: BucketReport, _ birth: Birth) {
        settled.bookedLast = max(settled.bookedLast ?? birth.booked, birth.booked)
        for (source, outcome) in own.outcomes { settled.outcomes[source, default: SourceOutcome()] += outcome }
        for (key, count) in own.refused { BucketReport.count(count, key.source, in: &settled.refused) }
        settled.unjoined += own.unjoined
        unjoined.removeLast(own.unjoined.count)
    }

    static func count(_ count: QuarantineCount, _ source: Int, in refused: inout [RefusalKey: QuarantineCount]) {
        let key = RefusalKey(source: source, reason: count.reason)
        if let firstLine = refused[key]?.firstLine, firstLine <= count.firstLine {
            refused[key]?.rows += count.rows
            return
        }
        var merged = count
        merged.rows += refused[key]?.rows ?? 0
        refused[key] = merged
    }
}

/// The books of rows that a checkpoint does not carry any more.
struct SettledBooks {
    var outcomes: [Int: SourceOutcome] = [:]
    var refused: [BucketReport.RefusalKey: QuarantineCount] = [:]
    var unjoined: [BucketReport.RefusedRow] = []
    /// The last day on which one of the orders was booked.
    var bookedLast: Day?
}
