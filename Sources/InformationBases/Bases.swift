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
    public var products = Products()
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
    /// Values of `ship_by` and `deliver_by` that lie more than 365 days behind `ordered_at`.
    public var farPromises = 0
    /// Enterprises of several accounts.
    public var sharedEnterprises = 0
    /// Values of `enterprise_id` that too many accounts declare: they join nobody.
    public var crowdedEnterpriseIDs = 0
}

/// A file of scattered records.
struct ScatteredFile: Sendable {
    let file: RandomAccessFile
    let extents: ExtentDirectory

    init(_ file: ExtentFile) throws(SystemFailure) {
        self.file = file.file
        extents = try file.takeDirectory()
    }
}

/// One thread's state over the buckets of orders.
private struct JoinWorker: ~Copyable {
    var orders = OrderJoin()
    var registers = RegisterJoin()
    var scatter: BaseScatter
}

/// Where the join scatters what it makes of orders, by seller and by product.
private struct ScatterFiles {
    let sellers: ExtentFile
    let products: ExtentFile

    init(folder: String) throws(SystemFailure) {
        try FileSystem.createOwnFolder(folder)
        sellers = try ExtentFile(unnamedIn: folder, as: "sellers")
        products = try ExtentFile(unnamedIn: folder, as: "products")
    }
}

/// Makes the three bases from the segments.
///
/// - Parameter judge: judges each seller as soon as its evidence is complete, which is then forgotten; nil: the evidence is kept.
/// - Throws: `SystemFailure` where a segment cannot be read or trusted, or the temporary files cannot be written.
public func makeBases(_ input: BaseInput, judge: Judge? = nil) throws(SystemFailure) -> Bases {
    let files = try ScatterFiles(folder: input.temporary)
    var bases = Bases(input.checkpoint)
    let enterprises = try EnterpriseMap.read(input)
    bases.report.sharedEnterprises = enterprises.groups.count
    bases.report.crowdedEnterpriseIDs = enterprises.crowdedValues
    try join(input, into: files, &bases)
    // Products first: their categories break the trade of the sellers down.
    let catalogue = try collectProducts(input, from: try ScatteredFile(files.products), &bases)
    let shared = try ExtentFile(unnamedIn: input.temporary, as: "enterprises")
    var subjects = try collectSellers(input, from: try ScatteredFile(files.sellers), judge, catalogue, enterprises, to: shared, &bases)
    if let judge, !enterprises.groups.isEmpty {
        subjects = try collectEnterprises(input, from: try ScatteredFile(shared), subjects, judge, catalogue, enterprises)
    }
    bases.subjects = sorted(subjects)
    letGo(consume files)
    return bases
}

private func join(_ input: BaseInput, into files: ScatterFiles, _ bases: inout Bases) throws(SystemFailure) {
    let unjoined = UnjoinedFiles()
    let reports = try parallelMap(
        count: bucketCount, threads: input.joinWorkers,
        state: { JoinWorker(scatter: BaseScatter(sellerFile: files.sellers, productFile: files.products, input.hashKey)) },
        finish: { (worker: inout JoinWorker) throws(SystemFailure) in try worker.scatter.finish() },
        { (worker: inout JoinWorker, bucket: Int) throws(SystemFailure) -> BucketReport in
            var report = try worker.orders.join(bucket, of: input, into: &worker.scatter)
            try worker.registers.join(bucket, of: input, &report, into: &worker.scatter)
            try unjoined.add(bucket, input, &report)
            return report
        })
    try unjoined.finish(input)
    for report in reports { bases.add(report) }
}

/// Collects the products.
private func collectProducts(
    _ input: BaseInput, from scattered: ScatteredFile, _ bases: inout Bases
) throws(SystemFailure) -> ProductCatalogue {
    let sorted = try ExtentFile(unnamedIn: input.temporary, as: "sorted-products")
    let collected = try parallelMap(count: bucketCount, threads: input.collectWorkers, state: { ProductBase(into: sorted) }) {
        (worker: inout ProductBase, bucket: Int) throws(SystemFailure) in try worker.collect(bucket, from: scattered, of: input)
    }
    for part in collected { bases.settle(part.outcomes) }
    bases.products = Products(try ScatteredFile(sorted))
    return ProductCatalogue(collected.map(\.categories), input.hashKey)
}

/// Collects the sellers, in any order.
/// - Parameter shared: takes the records of accounts of enterprises of several.
private func collectSellers(
    _ input: BaseInput, from scattered: ScatteredFile, _ judge: Judge?, _ catalogue: ProductCatalogue, _ enterprises: EnterpriseMap,
    to shared: ExtentFile, _ bases: inout Bases
) throws(SystemFailure) -> [SubjectRecord] {
    let totals = Mutex<[TradeTotals]>([])
    let collected = try parallelMap(
        count: bucketCount, threads: input.collectWorkers, state: { SellerBase(input, catalogue, enterprises, forwardingTo: shared) },
        finish: { (worker: inout SellerBase) throws(SystemFailure) in try worker.finish() },
        {
            (worker: inout SellerBase, bucket: Int) throws(SystemFailure) -> (subjects: [SubjectRecord], outcomes: RegisterOutcomes) in
            var outcomes = RegisterOutcomes()
            // As many totals as threads: one is taken, added to, and put back.
            var own = totals.withLock { $0.popLast() } ?? TradeTotals()
            let subjects = try worker.collect(bucket, from: scattered, of: input, judge, &own, &outcomes)
            let sum = own
            totals.withLock { $0.append(sum) }
            return (subjects, outcomes)
        })
    for part in totals.withLock({ $0 }) { bases.trade.merge(part) }
    for part in collected { bases.settle(part.outcomes) }
    return collected.flatMap(\.subjects)
}

/// Has the enterprises of several accounts judged.
/// - Returns: all subjects, in any order.
private func collectEnterprises(
    _ input: BaseInput, from scattered: ScatteredFile, _ subjects: [SubjectRecord], _ judge: Judge, _ catalogue: ProductCatalogue,
    _ enterprises: EnterpriseMap
) throws(SystemFailure) -> [SubjectRecord] {
    var sole: [SubjectRecord] = []
    var accounts: [[SubjectRecord]] = Array(repeating: [], count: enterprises.groups.count)
    for subject in subjects { if let member = subject.member { accounts[member.group].append(subject) } else { sole.append(subject) } }
    var buckets: [[[SubjectRecord]]] = Array(repeating: [], count: bucketCount)
    for group in enterprises.groups.indices {
        accounts[group].sort { $0.id.lexicographicallyPrecedes($1.id) }
        precondition(accounts[group].map(\.id) == enterprises.groups[group], "an enterprise lacks an account that its map has")
        buckets[enterprises.bucket(of: group, input.hashKey)].append(accounts[group])
    }
    let shared = buckets
    let judged = try parallelMap(count: bucketCount, threads: input.collectWorkers, state: { EnterpriseBase(input, catalogue) }) {
        (worker: inout EnterpriseBase, bucket: Int) throws(SystemFailure) -> [SubjectRecord] in
        shared[bucket].isEmpty ? [] : try worker.collect(bucket, from: scattered, shared[bucket], judge)
    }
    return sole + judged.flatMap { $0 }
}

/// The records in ascending order of their ids' bytes: by the first sixteen, and where these are the same by all.
private func sorted(_ records: [SubjectRecord]) -> [SubjectRecord] {
    var order: [(prefix: UInt64, second: UInt64, place: Int)] = []
    order.reserveCapacity(records.count)
    for place in records.indices {
        order.append((word(records[place].id, 0), word(records[place].id, 8), place))
    }
    order.sort { a, b in
        if a.prefix != b.prefix { return a.prefix < b.prefix }
        if a.second != b.second { return a.second < b.second }
        return records[a.place].id.lexicographicallyPrecedes(records[b.place].id)
    }
    return order.map { records[$0.place] }
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
