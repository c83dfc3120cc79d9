import Decompression
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
    /// The recipes of each kind, grouped by reason.
    private let recipes: [[[FaultRecipe]]]
    /// How many faults each kind has had: the reasons take turns, and within a reason its recipes.
    private var turns: [Int]
    /// What each kind is still owed, in millionths of a fault; at first nearly one, so that every kind has some.
    private var shares: [Int]
    private var serial = 0
    private var damaged = 0
    private var anchors: [Anchor] = []

    init(_ plan: SynthesisPlan) {
        self.plan = plan
        recipes = DumpKind.allCases.map { kind in
            let all = plan.faults ? FaultRecipe.all(for: kind) : []
            return FaultReason.allCases.map { reason in all.filter { $0.reason == reason } }.filter { !$0.isEmpty }
        }
        turns = Array(repeating: 0, count: DumpKind.allCases.count)
        shares = Array(repeating: 995_000, count: DumpKind.allCases.count)
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
        // What is left of the rate is carried on, so that kinds of few rows get their share.
        shares[kind.rawValue] += file.rowEnds.count * plan.faultsPerMillion
        let count = shares[kind.rawValue] / 1_000_000
        shares[kind.rawValue] -= count * 1_000_000
        var planted: [PlantedFault] = []
        for _ in 0..<count {
            guard let (recipe, anchor) = nextRecipe(kind, partition: partition) else { continue }
            append(recipe, anchor: anchor, to: &file, partition: partition)
            planted.append(
                PlantedFault(
                    partition: plan.firstDay + partition, file: "", line: nil, reason: recipe.reason, column: recipe.column,
                    kind: kind.name))
        }
        return planted
    }

    /// The next recipe in turn that the partition allows: too late needs a closed order.
    private mutating func nextRecipe(_ kind: DumpKind, partition: Int) -> (FaultRecipe, Anchor)? {
        let reasons = recipes[kind.rawValue]
        for _ in reasons {
            let turn = turns[kind.rawValue]
            turns[kind.rawValue] += 1
            let variants = reasons[turn % reasons.count]
            let recipe = variants[turn / reasons.count % variants.count]
            if let anchor = anchor(for: recipe, kind, partition: partition) { return (recipe, anchor) }
        }
        return nil
    }

    private func anchor(for recipe: FaultRecipe, _ kind: DumpKind, partition: Int) -> Anchor? {
        if case .closed = recipe.change { return anchors.first { $0.closing < partition } }
        return openAnchor(partition) ?? (kind.isBoundToOrders ? nil : Anchor(order: "", seller: "S0000001", firstPartition: 0, closing: 0))
    }

    private func openAnchor(_ partition: Int) -> Anchor? {
        anchors.last { $0.firstPartition <= partition && $0.closing >= partition }
    }

    private mutating func append(
        _ recipe: FaultRecipe, anchor: Anchor, to file: inout PendingFile, partition: Int
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
        guard let anchor = openAnchor(partition) else { return [] }
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
