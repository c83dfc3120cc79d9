// Synthesis: realistic dumps of any size in the contract's layout, from a seed.
//
// The way of the data: a `SynthesisPlan` makes a `Market` (sellers of known quality, products, rates); each day's `Order`s are
// drawn, each from a random stream of its own, and written as rows by `OrderWriter`; the rows wait in the `PartitionBook` for the
// day on which they become known; a partition that can get no more rows is shuffled, given its planted faults, and handed to the
// caller's sink. Only integers decide, so that a plan gives the same bytes on every machine.

public import Decompression
public import Domain
public import Problems

/// One file that the synthesis made.
public struct SynthesisFile: Sendable {
    /// The partition it belongs to; missing for what stands beside the dumps (`truth.csv`, `faults.csv`).
    public let partition: Day?
    /// The file's name with its suffixes, such as `logistics-02.csv.gz`.
    public let name: String
    /// What is inside, before compression.
    public let content: [UInt8]
    /// How the sink has to compress `content`. A damaged file comes as `.plain`, whatever its name says: its bytes are final.
    public let container: Container
}

/// Where the synthesis puts a file that is complete.
public typealias SynthesisSink = (SynthesisFile) throws(Problem) -> Void

/// What a synthesis made, and the truth behind it.
public struct SynthesisSummary: Sendable {
    /// The partitions that have files, ascending; days that a delivery skipped are absent.
    public internal(set) var partitions: [Day] = []
    /// Files written, `truth.csv` and `faults.csv` not counted.
    public internal(set) var files = 0
    /// Their bytes before compression.
    public internal(set) var sizeBytes = 0
    /// Orders with at least one row.
    public internal(set) var orders = 0
    /// Valid rows per kind that has any, in the contract's order of kinds; duplicates and superseded versions count, planted faults do not.
    public internal(set) var rowsByKind: [(kind: String, rows: Int)] = []
    /// One per seller, in order of the plan's sellers.
    public internal(set) var truth: [SellerTruth] = []
    /// One per planted fault, in order of partition and file; empty without `faults`.
    public internal(set) var faults: [PlantedFault] = []

    /// The valid rows of all kinds.
    public var rows: Int { rowsByKind.reduce(0) { $0 + $1.rows } }
}

/// Makes the dumps of `plan`, partition by partition in ascending order, then `truth.csv` and, with faults, `faults.csv`.
///
/// The same plan gives the same files, bytes and order. Memory holds the rows that wait for a later partition (a few weeks' worth).
/// - Throws: `.usage` where the plan is impossible; whatever the sink throws.
/// - Complexity: O(rows · log sellers).
public func synthesise(_ plan: SynthesisPlan, into sink: SynthesisSink) throws(Problem) -> SynthesisSummary {
    try plan.validate()
    let market = Market(plan)
    let book = PartitionBook(plan)
    var result = SynthesisSummary()
    var placed = Array(repeating: 0, count: market.sellers.count)
    var planter = FaultPlanter(plan)
    let calendar = OrderCalendar(plan)
    for day in 0..<(plan.days + PartitionBook.lookaheadDays) {
        for number in calendar.orders(on: day) {
            let order = Order(number: number, day: day, market: market)
            guard var writer = OrderWriter(order: order, market: market, book: book) else { continue }
            writer.writeAll()
            planter.note(order, firstPartition: writer.firstPartition, market: market)
            result.orders += 1
            for share in order.shares { placed[share.seller] += 1 }
        }
        if day < plan.days { ReferenceWriter(market: market, book: book, day: day).writeAll() }
        let complete = day - PartitionBook.lookaheadDays
        guard complete >= 0 else { continue }
        try finish(partition: complete, of: plan, book: book, planter: &planter, result: &result, into: sink)
    }
    result.rowsByKind = DumpKind.allCases.compactMap { kind in
        let rows = book.rows[kind.rawValue]
        return rows > 0 ? (kind.name, rows) : nil
    }
    result.truth = market.sellers.indices.map { SellerTruth(market.sellers[$0], orders: placed[$0]) }
    try sink(SynthesisFile(partition: nil, name: "truth.csv", content: SellerTruth.csv(result.truth), container: .plain))
    if plan.faults {
        try sink(SynthesisFile(partition: nil, name: "faults.csv", content: PlantedFault.csv(result.faults), container: .plain))
    }
    return result
}

/// Hands a complete partition's files to the sink: the rows' own, those that are no kind of ours, and damaged ones.
private func finish(
    partition: Int, of plan: SynthesisPlan, book: PartitionBook, planter: inout FaultPlanter, result: inout SynthesisSummary,
    into sink: SynthesisSink
) throws(Problem) {
    let day = plan.firstDay + partition
    var files: [SynthesisFile] = []
    for var pending in book.takeFiles(of: partition) {
        var planted = planter.plant(into: &pending, partition: partition)
        let (content, lines) = pending.finish(planted: planted.count)
        for index in planted.indices {
            planted[index].partition = day
            planted[index].file = pending.shape.name
            planted[index].line = lines[index]
        }
        result.faults += planted
        files.append(SynthesisFile(partition: day, name: pending.shape.name, content: content, container: pending.shape.container))
    }
    guard !files.isEmpty else { return }
    if let stray = strayFile(partition: partition, plan: plan) { files.append(stray) }
    for (file, fault) in planter.damagedFiles(partition: partition) {
        files.append(file)
        result.faults.append(fault)
    }
    result.partitions.append(day)
    for file in files {
        result.files += 1
        result.sizeBytes += file.content.count
        try sink(file)
    }
}

/// A file whose name is no kind of the contract's, in about one partition of eleven: to be ignored and named.
private func strayFile(partition: Int, plan: SynthesisPlan) -> SynthesisFile? {
    guard partition % 11 == 4 else { return nil }
    let content = Array("warehouse,sku,on_hand\nHGH-1,P00000017,12\n".utf8)
    return SynthesisFile(partition: plan.firstDay + partition, name: "stocktake-hgh.csv", content: content, container: .plain)
}
