import Domain

/// An order that is known, to which planted rows can point.
struct Anchor {
    let order: String
    let seller: String
    let firstPartition: Int
    /// A day that is not before its closing day.
    let closing: Int
}

/// Plants spoilt rows beside the valid ones: fresh keys, one fault each, so that setting them aside leaves the evidence as it was.
struct FaultPlanter {
    private let plan: SynthesisPlan
    private let recipes: [[FaultRecipe]]
    /// How many faults each kind has had: the recipes take turns.
    private var turns: [Int]
    private var serial = 0
    private var damaged = 0
    private var anchors: [Anchor] = []

    init(_ plan: SynthesisPlan) {
        self.plan = plan
        recipes = plan.faults ? DumpKind.allCases.map { FaultRecipe.all(for: $0) } : []
        turns = Array(repeating: 0, count: DumpKind.allCases.count)
    }

    /// Remembers an order of each day, one that came at once.
    mutating func note(_ order: Order, firstPartition: Int, market: Market) {
        // Ids with a comma would need quotes in the damaged files.
        guard plan.faults, firstPartition <= order.day + 1, anchors.count <= order.day, order.platform < 5, let line = order.lines.first
        else { return }
        let promised = order.latestDeliverBy.map { Int($0 / daySeconds) + 3 - Int(plan.firstDay.number) } ?? 0
        let closing = max(firstPartition, order.day + 60, promised) + 121
        anchors.append(
            Anchor(order: order.id, seller: market.sellers[line.seller].id, firstPartition: firstPartition, closing: closing))
    }

    /// Adds spoilt rows at the end of a file that has its valid rows; the result has no place yet.
    mutating func plant(into file: inout PendingFile, partition: Int) -> [PlantedFault] {
        guard plan.faults else { return [] }
        let kind = file.shape.kind
        var random = RandomStream(seed: plan.seed, .fault, partition, kind.rawValue * 64 + turns[kind.rawValue])
        let expected = file.rowEnds.count * plan.faultsPerMillion
        let count = expected / 1_000_000 + (random.chance(expected % 1_000_000) ? 1 : 0)
        var planted: [PlantedFault] = []
        for _ in 0..<count {
            guard let recipe = nextRecipe(kind, partition: partition), let anchor = anchor(for: recipe, partition: partition) else { continue }
            append(recipe, anchor: anchor, to: &file, partition: partition, &random)
            planted.append(
                PlantedFault(
                    partition: plan.firstDay + partition, file: "", line: nil, reason: recipe.reason, column: recipe.column,
                    kind: kind.name))
        }
        return planted
    }

    /// The next recipe in turn that the partition allows: too late needs a closed order.
    private mutating func nextRecipe(_ kind: DumpKind, partition: Int) -> FaultRecipe? {
        for _ in 0..<2 {
            let list = recipes[kind.rawValue]
            // A step prime to most lengths visits unlike reasons one after the other.
            let recipe = list[turns[kind.rawValue] * 17 % list.count]
            turns[kind.rawValue] += 1
            if anchor(for: recipe, partition: partition) != nil { return recipe }
        }
        return nil
    }

    private func anchor(for recipe: FaultRecipe, partition: Int) -> Anchor? {
        if case .closed = recipe.change { return anchors.first { $0.closing < partition } }
        return anchors.last { $0.firstPartition <= partition && $0.closing >= partition }
    }

    private mutating func append(
        _ recipe: FaultRecipe, anchor: Anchor, to file: inout PendingFile, partition: Int, _ random: inout RandomStream
    ) {
        let kind = file.shape.kind
        serial += 1
        var values = SampleRow.values(kind, key: padded(serial, 8), anchor: anchor, day: plan.firstDay + partition).map { Array($0.utf8) }
        var verbatim: Int? = nil
        var surplus = 0
        switch recipe.change {
        case .text(let text): values[kind.column(recipe.column)] = Array(text.utf8)
        case .bytes(let bytes): values[kind.column(recipe.column)] = bytes
        case .verbatim(let text):
            verbatim = kind.column(recipe.column)
            values[kind.column(recipe.column)] = Array(text.utf8)
        case .surplus(let count): surplus = count
        case .future(let seconds):
            let at = (plan.firstDay + partition + 2).start.seconds + seconds
            values[kind.column(recipe.column)] = Array(Instant(at).description.utf8)
        case .stranger: values[kind.column("order_id")] = Array("NEVER-\(padded(serial, 8))".utf8)
        case .closed:
            values[kind.column("order_id")] = Array(anchor.order.utf8)
            if kind == .transactions { values[kind.column("line_no")] = Array("\(1000 + serial)".utf8) }
        case .texts(let changes):
            for change in changes { values[kind.column(change.column)] = Array(change.text.utf8) }
        }
        var fields = FieldList()
        for value in values { fields.add(raw: value) }
        file.append(fields, verbatim: verbatim, surplus: surplus)
    }

    /// Files that cannot be read to their end, in about one partition of nine, with rows that would count were they taken.
    mutating func damagedFiles(partition: Int) -> [(SynthesisFile, PlantedFault)] {
        guard plan.faults, plan.damagedFiles, partition % 9 == 5 || partition == plan.days - 1 else { return [] }
        guard let anchor = anchors.last(where: { $0.firstPartition <= partition && $0.closing >= partition }) else { return [] }
        let day = plan.firstDay + partition
        var content = Array((DumpKind.logistics.columns.joined(separator: ",") + "\n").utf8)
        for _ in 0..<400 {
            serial += 1
            let row = SampleRow.values(.logistics, key: padded(serial, 8), anchor: anchor, day: day).joined(separator: ",")
            content += Array((row + "\n").utf8)
        }
        damaged += 1
        let damage = Damage.allCases[damaged % (plan.containers.contains(.zstd) ? 3 : 2)]
        let name = "logistics-damaged-\(damaged)\(damage.suffix)"
        let file = SynthesisFile(partition: day, name: name, content: damage.applied(to: content), container: .plain)
        let fault = PlantedFault(
            partition: day, file: name, line: nil, reason: .fileDamaged, column: "", kind: DumpKind.logistics.name)
        return [(file, fault)]
    }
}
