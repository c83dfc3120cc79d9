import Bytes
import Domain
import InformationBases
import Ingest
import Parallel
import Records
import Scoring
import Segments
import Statistics
import TestSupport
import Testing

/// Dumps → files → segments → bases, in a folder of its own.
struct JoinHarness {
    let folder: TemporaryFolder
    let segments: [SegmentFile]

    /// Writes the dumps and ingests all their partitions.
    /// - Parameter memoryBytes: of ingest: partitions of more bytes are scattered into quarters of buckets.
    init(_ dumps: [ReferenceDump], threads: Int = 1, memoryBytes: Int = 1 << 30, hashKey: HashKey = .ofProcess) throws {
        folder = try TemporaryFolder()
        for dump in dumps { try folder.put(dump.csv, as: "dumps/\(dump.partition)/\(dump.file)") }
        let store = StoreLayout(path: "\(folder.path)/store")
        let files = try DumpFolder(path: "\(folder.path)/dumps").files
        let options = IngestOptions(
            budget: MemoryBudget(bytes: memoryBytes, threads: threads), damagedFiles: .stop, runID: "test", hashKey: hashKey,
            onFile: { _, _ in })
        try ingest(files, into: store, options: options)
        segments = try Set(files.map(\.partition)).sorted().map { try SegmentFile(path: store.segment($0), partition: $0) }
    }

    func input(asOf: Day, threads: Int = 1, memoryBytes: Int = 1 << 26, unjoined: String? = nil) throws -> BaseInput {
        var input = BaseInput(
            segments: segments, asOf: asOf, rates: RateTable(), budget: MemoryBudget(bytes: memoryBytes, threads: threads),
            temporary: "\(folder.path)/tmp", unjoined: unjoined)
        input.homeCountry = CodeList.pack(JoinHarness.home) ?? 0
        input.rates = try addRates(of: input, to: RateTable())
        return input
    }

    /// What tells export from import.
    static let home = "DE"

    /// The bases as of a day, put as the twin puts them.
    func joined(asOf: Day, threads: Int = 1, memoryBytes: Int = 1 << 26) throws -> Joined {
        let input = try input(asOf: asOf, threads: threads, memoryBytes: memoryBytes)
        return try Joined(makeBases(input), input)
    }
}

/// What its trade comes to: here nobody judges.
extension SubjectRecord {
    var totals: Counters? { whole.totals }
    var evidence: EnterpriseEvidence { whole.evidence }
    var markets: SellerMarkets { whole.markets }

    private var whole: SubjectTrade {
        guard let trade else { preconditionFailure("a record without a judge has its trade") }
        return trade
    }
}

/// What the fast path found, in the twin's terms.
struct Joined {
    var sellers: [String: [String: Int64]] = [:]
    var products: [String: [String: Int64]] = [:]
    var standards: [String: [String: Int64]] = [:]
    var outcomes: [String: ReferenceOutcome] = [:]
    /// Reasons that the twin does not know, by file.
    var refusedAsBad: [String: Int] = [:]
    var bases: Bases
    /// All that the bases say of subjects and products, a line each: equal where everything is.
    let fingerprint: [String]

    init(_ bases: Bases, _ input: BaseInput) throws {
        self.bases = bases
        let records = try bases.products.records()
        fingerprint = bases.subjects.map(\.fingerprint) + records.map { "\($0)" }
        for subject in bases.subjects {
            guard let totals = subject.totals else { continue }
            var counters = Dictionary(uniqueKeysWithValues: Counter.evidence.map { ($0.name, totals[$0]) })
            counters["buyers"] = Int64(subject.evidence.buyers)
            counters["products"] = Int64(subject.evidence.products)
            counters["destinations"] = Int64(subject.evidence.destinations)
            sellers[String(decoding: subject.id, as: UTF8.self)] = counters
            let counted = standardCounts(subject, totals)
            if !counted.isEmpty { standards[String(decoding: subject.id, as: UTF8.self)] = counted }
        }
        for product in records {
            guard let counters = product.counters else { continue }
            let names = ["lines", "refunded", "claims_upheld", "reviews", "review_sum"]
            products[String(decoding: product.id, as: UTF8.self)] = Dictionary(
                uniqueKeysWithValues: names.enumerated().map { ($1, counters[$0]) })
        }
        for (index, segment) in input.segments.enumerated() {
            for (place, source) in segment.sources.enumerated() {
                addOutcome(of: source, at: input.firstSource[index] + place, path: "\(segment.partition)/\(source.name)")
            }
        }
    }

    /// What marketplaces' standards count of a seller.
    private func standardCounts(_ subject: SubjectRecord, _ totals: Counters) -> [String: Int64] {
        var counts: [String: Int64] = [:]
        for counter in [Counter.shipped, .trackedDeliveryDue] where totals[counter] > 0 { counts[counter.name] = totals[counter] }
        var buyers: [String: Set<UInt64>] = [:]
        for order in subject.evidence.lapsedOrders {
            let names = Lapses.named.filter { order.lapses.contains($0.value) }.map(\.name)
            counts["\(order.booked) \(names.sorted().joined(separator: ","))", default: 0] += 1
            for name in names { buyers[name, default: []].insert(order.buyer) }
        }
        for (name, its) in buyers { counts["buyers of \(name)"] = Int64(its.count) }
        return counts
    }

    private mutating func addOutcome(of source: SourceRecord, at place: Int, path: String) {
        var outcome = ReferenceOutcome()
        outcome.read = source.rowsRead
        outcome.duplicate = bases.outcomes[place]?.duplicate ?? 0
        outcome.superseded = bases.outcomes[place]?.superseded ?? 0
        var refused = 0
        for count in source.quarantined + (bases.refused[place] ?? []) {
            refused += count.rows
            guard let reason = ReferenceQuarantineReason(rawValue: count.reason.rawValue) else {
                refusedAsBad[path, default: 0] += count.rows
                continue
            }
            outcome.quarantined[reason, default: 0] += count.rows
        }
        outcome.accepted = outcome.read - outcome.duplicate - outcome.superseded - refused
        outcomes[path] = outcome
    }

    /// Where the totals of trade differ from the twin's, a line for each cell.
    func differences(from twin: ReferenceTrade) -> [String] {
        var ours: [String: ReferenceTradeTotal] = [:]
        for (key, total) in bases.trade.totals {
            ours["\(key.period) \(key.flow.name) \(key.dimension.name) \(key.member)"] = ReferenceTradeTotal(
                orders: Int(total.orders), valueMinor: Int64(clamping: total.valueMinor), enterprises: Int(total.enterprises),
                largestMinor: Int64(clamping: total.largestMinor))
        }
        return Set(ours.keys).union(twin.totals.keys).sorted().filter { ours[$0] != twin.totals[$0] }.map {
            "\($0): \(ours[$0].map { "\($0)" } ?? "none"), twin \(twin.totals[$0].map { "\($0)" } ?? "none")"
        }
    }

    /// Where what sellers sell and where they ship differs from the twin's, a line for each seller.
    func differences(from twin: ReferenceMarkets) -> [String] {
        var ours: [String: [String]] = [:]
        for subject in bases.subjects where !subject.markets.isEmpty {
            ours[String(decoding: subject.id, as: UTF8.self)] = subject.markets.lines
        }
        return Set(ours.keys).union(twin.lines.keys).sorted().filter { ours[$0] != twin.lines[$0] }.map {
            "\($0): \(ours[$0] ?? []), twin \(twin.lines[$0] ?? [])"
        }
    }

    /// Where the fast path differs from the twin, a line for each thing; empty where it does not.
    func differences(from twin: ReferenceEvidence) -> [String] {
        var lines: [String] = []
        let pairs = [
            ("seller", sellers, twin.sellers), ("product", products, twin.products), ("standards of", standards, twin.standards),
        ]
        for (name, ours, its) in pairs {
            for id in Set(ours.keys).union(its.keys).sorted() where ours[id] != its[id] {
                let (a, b) = (ours[id] ?? [:], its[id] ?? [:])
                let keys = Set(a.keys).union(b.keys).sorted().filter { a[$0] != b[$0] }
                lines.append("\(name) \(id): " + keys.map { "\($0) \(a[$0] ?? -1), twin \(b[$0] ?? -1)" }.joined(separator: "; "))
            }
        }
        // The twin has no rows of the European table of rates.
        for path in twin.outcomes.keys.sorted() where outcomes[path] != twin.outcomes[path] {
            lines.append("\(path): \(outcomes[path].map { "\($0)" } ?? "none"), twin \(twin.outcomes[path].map { "\($0)" } ?? "none")")
        }
        if bases.report.unconvertedLines != twin.linesUnconverted {
            lines.append("\(bases.report.unconvertedLines) lines unconverted, twin \(twin.linesUnconverted)")
        }
        if bases.report.feedbackOfNoSeller != twin.feedbackOfNoSeller {
            lines.append("\(bases.report.feedbackOfNoSeller) pieces of feedback of no seller, twin \(twin.feedbackOfNoSeller)")
        }
        if bases.report.orders != twin.orders.count { lines.append("\(bases.report.orders) orders, twin \(twin.orders.count)") }
        return lines
    }
}

extension SubjectRecord {
    /// All that it says.
    fileprivate var fingerprint: String {
        let cells = evidence.cells.map { "\($0.day)/\($0.corroboration)/\($0.counters.text)" }
        let platforms = evidence.platformCells.map { cell in
            let named = Counter.allCases.filter { $0.family == cell.family && cell.counters[at: $0.place] != 0 }
            return "\(cell.day)/\(cell.corroboration)/\(named.map { "\($0.name)=\(cell.counters[at: $0.place])" }.joined(separator: ","))"
        }
        let faults = evidence.events.map { "\($0.kind)@\($0.day)-\($0.until.map { "\($0)" } ?? "")" }
        let row = row.map { "\($0.name) \($0.role) \($0.country) \($0.standing)" } ?? "no row"
        return "\(String(decoding: id, as: UTF8.self)) \(isSeller) \(totals.map(\.text) ?? "none") \(cells) \(platforms.sorted()) "
            + "\(evidence.lapsedOrders.map { "\($0.booked) \($0.lapses)" }.sorted()) \(Set(evidence.lapsedOrders.map(\.buyer)).count) \(evidence.buyers) \(evidence.products) \(evidence.destinations) "
            + "\(evidence.firstBooked.map { "\($0)" } ?? "never") \(firstPartition.map { "\($0)" } ?? "nowhere") \(faults) \(row) \(markets.lines)"
    }
}

extension SellerMarkets {
    /// As the twin puts them.
    var lines: [String] {
        [("CATEGORY", categories), ("DESTINATION", destinations), ("HS2", chapters)].flatMap { dimension, breakdown in
            breakdown.members.enumerated().map { rank, member in
                let times = member.delivery.map { " \($0.orders) \($0.medianDays) \($0.p90Days)" } ?? ""
                let name = String(decoding: member.name, as: UTF8.self)
                return "\(dimension) \(rank + 1) \(name) \(member.orders) \(member.valueMinor)\(times)"
            } + (breakdown.rest.map { ["\(dimension) 9 OTHER \($0.orders) \($0.valueMinor)"] } ?? [])
        }
    }
}

extension CellCounters {
    /// Those of the core that are not 0.
    var text: String {
        Counter.allCases.filter { $0.family == .core && self[$0] != 0 }.map { "\($0.name)=\(self[$0])" }.joined(separator: ",")
    }
}

extension Counters {
    /// The counters that are not 0, by name.
    var text: String { Counter.allCases.filter { self[$0] != 0 }.map { "\($0.name)=\(self[$0])" }.joined(separator: ",") }
}
