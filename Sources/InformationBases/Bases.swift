public import Bytes
import Domain
import Parallel
import Records
import Scoring
public import Segments

/// The bases as of D, and how the rows fared.
public struct Bases: Sendable {
    /// Ascending by id.
    public var subjects: [SubjectRecord] = []
    /// Ascending by id.
    public var products: [ProductRecord] = []
    /// By source: its place among all sources of the run.
    public var outcomes: [Int: SourceOutcome] = [:]
    /// Rows that could not be joined, by source.
    public var refused: [Int: [QuarantineCount]] = [:]
    public var report = JoinReport()
}

/// What a run reports of its join.
public struct JoinReport: Sendable {
    public var orders = 0
    public var feedbackOfNoSeller = 0
    public var feedbackOfNoProduct = 0
    public var invoicesOfOthers = 0
    public var unconvertedLines = 0
}

/// A file of scattered records, by bucket.
struct ScatteredFile: Sendable {
    let file: RandomAccessFile
    private let sorted: [Extent]
    private let byBucket: [Int]

    init(_ extents: ExtentFile) {
        file = extents.file
        sorted = extents.sortedExtents()
        var starts = Array(repeating: 0, count: bucketCount + 1)
        for extent in sorted { starts[extent.bucket + 1] += 1 }
        for bucket in 0..<bucketCount { starts[bucket + 1] += starts[bucket] }
        byBucket = starts
    }

    func extents(of bucket: Int) -> ArraySlice<Extent> { sorted[byBucket[bucket]..<byBucket[bucket + 1]] }
}

/// One thread's state over the buckets of orders.
private struct JoinWorker: ~Copyable {
    var orders = OrderJoin()
    var registers = RegisterJoin()
    var scatter: BaseScatter
}

/// Makes the three bases from the segments.
///
/// - Parameter rate: what is done with each subject's evidence, on any thread; its result stands beside the subject.
/// - Throws: `SystemFailure` where a segment cannot be read or trusted, or the temporary files cannot be written.
public func makeBases(_ input: BaseInput) throws(SystemFailure) -> Bases {
    try FileSystem.createFolder(input.temporary)
    let sellerFile = try ExtentFile(path: "\(input.temporary)/sellers")
    let productFile = try ExtentFile(path: "\(input.temporary)/products")
    // The names go at once, so that a run that is killed leaves nothing behind.
    try FileSystem.remove(sellerFile.file.path)
    try FileSystem.remove(productFile.file.path)
    let regionBytes = min(16_384, max(8192, input.memoryBytes / 8 / max(1, input.threads) / bucketCount / 2))
    let reports = try parallelMap(
        count: bucketCount, threads: input.threads,
        state: { JoinWorker(scatter: BaseScatter(sellerFile: sellerFile, productFile: productFile, regionBytes: regionBytes)) },
        { (worker: inout JoinWorker, bucket: Int) throws(SystemFailure) -> BucketReport in
            var report = try worker.orders.join(bucket, of: input, into: &worker.scatter)
            try worker.registers.join(bucket, of: input, &report.outcomes, into: &worker.scatter)
            try worker.scatter.finish()
            try writeUnjoined(bucket, input, &report)
            return report
        })
    var bases = Bases()
    for report in reports { bases.add(report) }
    let sellers = ScatteredFile(sellerFile)
    let subjects = try parallelMap(count: bucketCount, threads: input.threads, state: { SellerBase(windowStart: input.windowStart) }) {
        (worker: inout SellerBase, bucket: Int) throws(SystemFailure) -> ([SubjectRecord], [Int: SourceOutcome]) in
        var outcomes: [Int: SourceOutcome] = [:]
        return (try worker.collect(bucket, from: sellers, of: input, &outcomes), outcomes)
    }
    let scattered = ScatteredFile(productFile)
    let products = try parallelMap(count: bucketCount, threads: input.threads, state: { ProductBase() }) {
        (worker: inout ProductBase, bucket: Int) throws(SystemFailure) -> ([ProductRecord], [Int: SourceOutcome]) in
        var outcomes: [Int: SourceOutcome] = [:]
        return (try worker.collect(bucket, from: scattered, of: input, &outcomes), outcomes)
    }
    for (_, outcomes) in subjects { bases.add(outcomes) }
    for (_, outcomes) in products { bases.add(outcomes) }
    bases.subjects = sorted(subjects.flatMap(\.0), by: \.id)
    bases.products = sorted(products.flatMap(\.0), by: \.id)
    return bases
}

/// The records in ascending order of their ids' bytes: by the first eight, and where these are the same by all.
private func sorted<Record>(_ records: [Record], by id: (Record) -> [UInt8]) -> [Record] {
    var order: [(prefix: UInt64, place: Int)] = []
    order.reserveCapacity(records.count)
    for (place, record) in records.enumerated() {
        var prefix: UInt64 = 0
        let bytes = id(record)
        for i in 0..<8 { prefix = prefix << 8 | (i < bytes.count ? UInt64(bytes[i]) : 0) }
        order.append((prefix, place))
    }
    order.sort { $0.prefix != $1.prefix ? $0.prefix < $1.prefix : id(records[$0.place]).lexicographicallyPrecedes(id(records[$1.place])) }
    return order.map { records[$0.place] }
}

extension Bases {
    fileprivate mutating func add(_ outcomes: [Int: SourceOutcome]) {
        for (source, outcome) in outcomes { self.outcomes[source, default: SourceOutcome()] += outcome }
    }

    fileprivate mutating func add(_ bucket: BucketReport) {
        add(bucket.outcomes)
        for (key, count) in bucket.refused {
            guard let known = refused[key.source]?.firstIndex(where: { $0.reason == key.reason }) else {
                refused[key.source, default: []].append(count)
                continue
            }
            let former = refused[key.source]?[known] ?? count
            var merged = count.firstLine < former.firstLine ? count : former
            merged.rows = count.rows + former.rows
            refused[key.source]?[known] = merged
        }
        report.orders += bucket.orders
        report.feedbackOfNoSeller += bucket.feedbackOfNoSeller
        report.feedbackOfNoProduct += bucket.feedbackOfNoProduct
        report.invoicesOfOthers += bucket.invoicesOfOthers
        report.unconvertedLines += bucket.unconvertedLines
    }
}

/// The winning rates of all partitions known, on top of `table`.
public func addRates(of input: BaseInput, to table: RateTable) throws(SystemFailure) -> RateTable {
    var table = table
    var join = RegisterJoin()
    for bucket in 0..<bucketCount { table.add(try join.winningRates(bucket, of: input)) }
    return table
}

/// Writes a bucket's rows that could not be joined, whole, and forgets them.
private func writeUnjoined(_ bucket: Int, _ input: BaseInput, _ report: inout BucketReport) throws(SystemFailure) {
    defer { report.unjoined = [] }
    guard let folder = input.unjoined else { return }
    let path = "\(folder)/\(bucket).rows.csv"
    try FileSystem.remove(path)
    guard !report.unjoined.isEmpty else { return }
    var names: [String] = []
    for segment in input.segments { names += segment.sources.map { "\(segment.partition)/\($0.name)" } }
    let rows = report.unjoined.sorted { ($0.source, $0.line, $0.byte) < ($1.source, $1.line, $1.byte) }
    var buffer = ByteBuffer(capacity: 1 << 16)
    buffer.append("source,line,byte,column,reason,remedy,row\n".utf8)
    for row in rows {
        var source: [UInt8] = []
        RowText.appendQuoted(Array(names[row.source].utf8), to: &source)
        var text: [UInt8] = []
        RowText.appendQuoted(row.text, to: &text)
        buffer.append(source)
        buffer.append(",\(row.line),\(row.byte),order_id,\(row.reason.rawValue),\(row.reason.remedy),".utf8)
        buffer.append(text)
        buffer.append(0x0A)
    }
    try RandomAccessFile(path: path, mode: .create).write(buffer.bytes, at: 0)
}
