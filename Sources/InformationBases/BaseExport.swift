public import Bytes
import Domain
import Records
import Scoring
import Segments

/// Base 3 as CSV, an order of a seller a line.
struct TransactionExport: OrderSink, ~Copyable {
    static let wantsOrders = true
    static let header =
        "order_id,seller_id,ordered_at,first_partition,booked,closing_day,match,corroboration,lines,gross_minor,currency,cancelled,invoices,payments,"
        + "events,feedback,declarations,handed_over_at,delivered_at,handover_late,delivery_late,claims_upheld,reviews,matured,credit_event\n"
    private(set) var lines: [[UInt8]] = []

    mutating func add(order: JoinedOrder, _ bytes: borrowing RawSpan) throws(SystemFailure) {
        var line: [UInt8] = []
        RowText.appendQuoted(bytes.array(order.order), to: &line)
        line.append(0x2C)
        RowText.appendQuoted(bytes.array(order.seller), to: &line)
        let counters = order.counters
        let corroboration = ["NONE", "INVOICE", "MOVEMENT", "BOTH"][Int(order.corroboration.rawValue)]
        let values: [String] = [
            "\(Instant(order.birth.orderedAt))", "\(order.birth.firstPartition)", "\(order.birth.booked)", "\(order.birth.closing)",
            order.match.rawValue, corroboration, "\(counters[.lines])", "\(counters[.grossMinor])", "EUR", "\(counters[.cancelled])",
            "\(order.invoices)", "\(order.payments)", "\(order.events)", "\(order.feedback)", "\(order.declarations)",
            order.handedOverAt.map { "\(Instant($0))" } ?? "", order.deliveredAt.map { "\(Instant($0))" } ?? "",
            "\(counters[.handoverLate])", "\(counters[.deliveryLate])", "\(counters[.claimsUpheld])", "\(counters[.reviews])",
            "\(counters[.matured])", "\(counters[.creditEvents])",
        ]
        for value in values { line += ",\(value)".utf8 }
        line.append(0x0A)
        lines.append(line)
    }

    mutating func begin(isSettled: Bool, booked: Day) {}
    mutating func removeAll() { lines.removeAll(keepingCapacity: true) }
    mutating func addFormer(_ seller: Range<Int>, _ bytes: borrowing RawSpan, booked: Day) throws(SystemFailure) {}
    mutating func add(
        _ contribution: borrowing Contribution, near: borrowing PlainArray<NearLine>, to seller: SellerPlace, _ bytes: borrowing RawSpan,
        booked: Day, orderedAt: Int64
    ) throws(SystemFailure) {}
    mutating func add(inspectionOn day: Day, isFailed: Bool, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
    mutating func add(review: GuardedReview, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
    mutating func add(fault: SubjectEvent, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
    mutating func add(lapsed order: LapsedOrder, of seller: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
    mutating func add(product: ProductDelta, to id: Range<Int>, _ bytes: borrowing RawSpan) throws(SystemFailure) {}
}

/// Writes the three bases as CSV files: subjects and products (their latest versions), transactions (an order of a seller a
/// line). Lines stand in order of their bucket, then of their bytes.
///
/// - Returns: the files' paths.
public func exportBases(_ input: BaseInput, to folder: String) throws(SystemFailure) -> [String] {
    try FileSystem.createFolder(folder)
    let paths = ["subjects", "products", "transactions"].map { "\(folder)/\($0).csv" }
    try exportLatest(.subjects, input, to: paths[0])
    try exportLatest(.products, input, to: paths[1])
    var join = OrderJoin()
    var export = TransactionExport()
    var file = try LineFile(path: paths[2], header: Array(TransactionExport.header.utf8))
    for bucket in 0..<bucketCount {
        export.removeAll()
        _ = try join.join(bucket, of: input, into: &export)
        try file.append(export.lines)
    }
    return paths
}

private func exportLatest(_ kind: Kind, _ input: BaseInput, to path: String) throws(SystemFailure) {
    var file = try LineFile(path: path, header: RowText.header(kind) + [0x0A])
    var bucket = BucketRows()
    var versions = Versions(kind)
    for index in 0..<bucketCount {
        try bucket.load(index, of: input) { $0 == kind }
        var outcomes: [Int: SourceOutcome] = [:]
        versions.take(kind, of: bucket)
        versions.resolve(in: bucket, &outcomes)
        var lines: [[UInt8]] = []
        for i in versions.rows.indices {
            lines.append(RowText.csv(kind, bucket.bytes.bytes, at: bucket.start(of: versions.rows[i])) + [0x0A])
        }
        try file.append(lines)
    }
}

/// A file written front to back.
private struct LineFile: ~Copyable {
    private let file: RandomAccessFile
    private var end: Int
    private var buffer = ByteBuffer(capacity: 1 << 16)

    init(path: String, header: [UInt8]) throws(SystemFailure) {
        file = try RandomAccessFile(path: path, mode: .create)
        end = 0
        buffer.append(header)
    }

    /// Appends lines in order of their bytes.
    mutating func append(_ lines: [[UInt8]]) throws(SystemFailure) {
        for line in lines.sorted(by: { $0.lexicographicallyPrecedes($1) }) { buffer.append(line) }
        try flush()
    }

    private mutating func flush() throws(SystemFailure) {
        try file.write(buffer.bytes, at: end)
        end += buffer.count
        buffer.removeAll()
    }
}
