/// A file whose rows are not complete yet.
struct PendingFile {
    let shape: FileShape
    private let seed: UInt64
    private let place: (partition: Int, file: Int)
    private(set) var content: [UInt8] = []
    private(set) var rowEnds: [Int] = []

    init(_ plan: SynthesisPlan, partition: Int, kind: DumpKind, file: Int) {
        shape = FileShape(plan, partition: partition, kind: kind, file: file)
        seed = plan.seed
        place = (partition, kind.rawValue * 64 + file)
    }

    mutating func append(_ fields: FieldList, verbatim: Int? = nil, surplus: Int = 0) {
        shape.append(fields, to: &content, verbatim: verbatim, surplus: surplus)
        rowEnds.append(content.count)
    }

    /// The file's bytes, its rows shuffled; and the physical lines (the header is line 1) on which its last `planted` rows begin.
    func finish(planted: Int) -> (content: [UInt8], lines: [Int]) {
        var random = RandomStream(seed: seed, .shuffle, place.partition, place.file)
        var order = Array(rowEnds.indices)
        for index in order.indices.dropFirst().reversed() { order.swapAt(index, random.below(index + 1)) }
        var result = shape.header
        result.reserveCapacity(result.count + content.count)
        var lines = Array(repeating: 0, count: planted)
        var line = 2
        for row in order {
            let bytes = content[(row == 0 ? 0 : rowEnds[row - 1])..<rowEnds[row]]
            let fault = row - (rowEnds.count - planted)
            if fault >= 0 { lines[fault] = line }
            if planted > 0 { line += bytes.count { $0 == 0x0A } }
            result.append(contentsOf: bytes)
        }
        if !shape.endsLastLine { result.removeLast(shape.lineEnd.count) }
        return (result, lines)
    }
}

/// The rows that wait for their partition.
final class PartitionBook {
    /// How many days before its order's day a row may become known: the partitions before that are complete.
    static let lookaheadDays = 2

    let plan: SynthesisPlan
    /// Valid rows so far, per kind.
    private(set) var rows = Array(repeating: 0, count: DumpKind.allCases.count)
    private var pending: [[PendingFile?]]
    /// Where the rows of a day go: itself, or the next day that has a delivery.
    private let delivery: [Int]
    private var complete = 0

    init(_ plan: SynthesisPlan) {
        self.plan = plan
        pending = Array(repeating: [], count: plan.days)
        var delivery = Array(0..<plan.days)
        for day in delivery.indices.dropLast().reversed() where day > 0 && plan.missingDays {
            var random = RandomStream(seed: plan.seed, .missingDay, day)
            if random.chance(25_000) { delivery[day] = delivery[day + 1] }
        }
        self.delivery = delivery
    }

    /// The partition in which the rows of a day become known, or nil behind the last.
    func partition(of day: Int) -> Int? {
        let day = max(0, day)
        return day < delivery.count ? delivery[day] : nil
    }

    /// Puts a row into the partition of `day`; in a few of a thousand cases once more, there or in a later one: a duplicate.
    func deliver(_ kind: DumpKind, _ fields: FieldList, day: Int, _ random: inout RandomStream) {
        append(kind, fields, day: day, &random)
        let roll = random.below(1000)
        if roll < 3 { append(kind, fields, day: day, &random) }
        if roll > 995 { append(kind, fields, day: day + 1 + random.skewed(20), &random) }
    }

    /// Puts a row into the partition of `day`; behind the last it is dropped.
    func append(_ kind: DumpKind, _ fields: FieldList, day: Int, _ random: inout RandomStream) {
        let file = kind.isBoundToOrders ? random.below(plan.filesPerKind) : 0
        guard let partition = partition(of: day) else { return }
        precondition(partition >= complete, "a row came for a partition that is out already")
        let slots = DumpKind.allCases.count * plan.filesPerKind
        if pending[partition].isEmpty { pending[partition] = Array(repeating: nil, count: slots) }
        let slot = kind.rawValue * plan.filesPerKind + file
        if pending[partition][slot] == nil {
            pending[partition][slot] = PendingFile(plan, partition: partition, kind: kind, file: file)
        }
        pending[partition][slot]?.append(fields)
        rows[kind.rawValue] += 1
    }

    /// The files of a partition, in order of kind, which are the book's no longer.
    func takeFiles(of partition: Int) -> [PendingFile] {
        complete = partition + 1
        defer { pending[partition] = [] }
        return pending[partition].compactMap { $0 }
    }
}
