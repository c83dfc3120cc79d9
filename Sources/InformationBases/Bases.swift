public import Bytes
import Domain
import Parallel
import Records
import Scoring
public import Segments
public import Statistics
import Synchronization

/// The bases as of D, and how the rows fared.
public struct Bases: Sendable {
    /// Ascending by id.
    public var subjects: [SubjectRecord] = []
    /// Ascending by id.
    public var products: [ProductRecord] = []
    /// What all subjects traded.
    public var trade = TradeTotals()
    /// By source: its place among all sources of the run.
    public var outcomes: [Int: SourceOutcome] = [:]
    /// Rows that could not be joined, by source.
    public var refused: [Int: [QuarantineCount]] = [:]
    public var report = JoinReport()
    /// For a new checkpoint: the books of what it does not carry, the former checkpoint's among them.
    var settledOutcomes: [Int: SourceOutcome] = [:]
    var settledRefused: [Int: [QuarantineCount]] = [:]
    var settledBookedLast: Day?
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
        sorted = extents.takeSortedExtents()
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
/// - Parameter judge: judges each seller as soon as its evidence is complete, which is then forgotten; nil: the evidence is kept.
/// - Throws: `SystemFailure` where a segment cannot be read or trusted, or the temporary files cannot be written.
public func makeBases(_ input: BaseInput, judge: Judge? = nil) throws(SystemFailure) -> Bases {
    try FileSystem.createFolder(input.temporary)
    let sellerFile = try ExtentFile(path: "\(input.temporary)/sellers")
    let productFile = try ExtentFile(path: "\(input.temporary)/products")
    // The names go at once, so that a run that is killed leaves nothing behind.
    try FileSystem.remove(sellerFile.file.path)
    try FileSystem.remove(productFile.file.path)
    let reports = try parallelMap(
        count: bucketCount, threads: input.threads,
        state: { JoinWorker(scatter: BaseScatter(sellerFile: sellerFile, productFile: productFile)) },
        { (worker: inout JoinWorker, bucket: Int) throws(SystemFailure) -> BucketReport in
            var report = try worker.orders.join(bucket, of: input, into: &worker.scatter)
            var outcomes: [Int: SourceOutcome] = [:]
            try worker.registers.join(bucket, of: input, &outcomes, into: &worker.scatter)
            report.settle(outcomes)
            try worker.scatter.finish()
            try writeUnjoined(bucket, input, &report)
            return report
        })
    var bases = Bases(input.checkpoint)
    for report in reports { bases.add(report) }
    let scattered = ScatteredFile(productFile)
    var products = try parallelMap(count: bucketCount, threads: input.threads, state: { ProductBase() }) {
        (worker: inout ProductBase, bucket: Int) throws(SystemFailure) -> ([ProductRecord], [Int: SourceOutcome]) in
        var outcomes: [Int: SourceOutcome] = [:]
        return (try worker.collect(bucket, from: scattered, of: input, &outcomes), outcomes)
    }
    for (_, outcomes) in products { bases.settle(outcomes) }
    for bucket in products.indices { take(&products[bucket].0, into: &bases.products) }
    sort(&bases.products) { $0.id }
    // Products first: their categories break the trade of the sellers down.
    let catalogue = ProductCatalogue(bases.products)
    let sellers = ScatteredFile(sellerFile)
    let totals = Mutex<[TradeTotals]>([])
    var subjects = try parallelMap(count: bucketCount, threads: input.threads, state: { SellerBase(input) }) {
        (worker: inout SellerBase, bucket: Int) throws(SystemFailure) -> ([SubjectRecord], [Int: SourceOutcome]) in
        var outcomes: [Int: SourceOutcome] = [:]
        var records = try worker.collect(bucket, from: sellers, of: input, &outcomes)
        // As many totals as threads: one is taken, added to, and put back.
        var own = totals.withLock { $0.popLast() } ?? TradeTotals()
        worker.addTrade(to: &own, catalogue, &records)
        let sum = own
        totals.withLock { $0.append(sum) }
        if let judge { for place in records.indices { try records[place].judge(judge) } }
        return (records, outcomes)
    }
    for part in totals.withLock({ $0 }) { bases.trade.merge(part) }
    for (_, outcomes) in subjects { bases.settle(outcomes) }
    for bucket in subjects.indices { take(&subjects[bucket].0, into: &bases.subjects) }
    sort(&bases.subjects) { $0.id }
    return bases
}

/// Moves the records, in any order: a copy of a record would count the references in it.
private func take<Record>(_ records: inout [Record], into all: inout [Record]) {
    while let record = records.popLast() { all.append(record) }
}

/// Puts records in ascending order of their ids' bytes: by the first sixteen, and where these are the same by all.
private func sort<Record>(_ records: inout [Record], by id: (Record) -> [UInt8]) {
    var order: [(prefix: UInt64, second: UInt64, place: Int)] = []
    order.reserveCapacity(records.count)
    for place in records.indices {
        let bytes = id(records[place])
        order.append((word(bytes, 0), word(bytes, 8), place))
    }
    order.sort { a, b in
        if a.prefix != b.prefix { return a.prefix < b.prefix }
        if a.second != b.second { return a.second < b.second }
        return id(records[a.place]).lexicographicallyPrecedes(id(records[b.place]))
    }
    // Along each cycle of places, every swap puts one record where it belongs.
    for start in order.indices {
        var place = start
        while order[place].place != start {
            let next = order[place].place
            records.swapAt(place, next)
            order[place].place = place
            place = next
        }
        order[place].place = place
    }
}

/// Eight bytes from `start` on, the first one highest, absent ones 0.
private func word(_ bytes: [UInt8], _ start: Int) -> UInt64 {
    var word: UInt64 = 0
    for i in start..<start + 8 { word = word << 8 | (i < bytes.count ? UInt64(bytes[i]) : 0) }
    return word
}

/// The winning rates of all partitions known, on top of `table`.
public func addRates(of input: BaseInput, to table: RateTable) throws(SystemFailure) -> RateTable {
    var table = table
    var join = RegisterJoin()
    for bucket in 0..<bucketCount { table.add(try join.winningRates(bucket, of: input)) }
    return table
}
