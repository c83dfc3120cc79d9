public import Domain

/// A dump as it came: one file of one partition.
public struct ReferenceDump: Sendable {
    public var partition: Day
    /// The kind of CONTRACT 1: `transactions`, `invoices` …; seal keys are no business of the twin.
    public var kind: String
    /// The file's name inside its partition; breaks ties between identical rows.
    public var file: String
    /// The document, not compressed, with its header. Valid rows only.
    public var csv: [UInt8]

    public init(partition: Day, kind: String, file: String, csv: [UInt8]) {
        self.partition = partition
        self.kind = kind
        self.file = file
        self.csv = csv
    }
}

/// The evidence as of a day, computed literally from all rows at once: the slow twin of ingest, join and counting.
///
/// ```swift
/// let evidence = ReferenceEvidence(dumps: dumps, rates: [eurofxref], asOf: day)
/// evidence.sellers["S1"]?["orders"]
/// ```
public struct ReferenceEvidence: Sendable {
    /// The counters of `seller_evidence`, all names for every seller with a line in a counted order.
    ///
    /// Rows are told apart by bytes; two ids that are one to `String` (equivalent Unicode spellings) trap.
    public let sellers: [String: [String: Int64]]
    /// The counters of `product_evidence`, all names for every product with a line in a counted order.
    public let products: [String: [String: Int64]]
    /// What marketplaces' standards count, by seller; see `Book.standardEvidence`.
    public let standards: [String: [String: Int64]]
    /// What became of the rows of each file, under `<partition>/<file>`; the European table of rates has no rows of ours.
    public let outcomes: [String: ReferenceOutcome]
    /// Every order known by the day, also those too old to count.
    public let orders: [String: ReferenceOrder]
    /// Lines of counted orders without a reference rate at most 45 days old: left out of `gross_minor`.
    public let linesUnconverted: Int
    /// Feedback on counted orders that belongs to no seller.
    public let feedbackOfNoSeller: Int

    /// - Parameters:
    ///   - dumps: files of any kinds and partitions, in any order; those later than `asOf` are not known.
    ///   - rates: rates that came with no partition; those of the dumps win over them, a later one over an earlier.
    ///   - asOf: the day of the evidence.
    public init(dumps: [ReferenceDump], rates: [[UInt8]] = [], asOf day: Day) {
        let known = dumps.filter { $0.partition <= day }
        precondition(Set(known.map(\.place)).count == known.count, "two dumps of one name")
        let ledger = Ledger(rows: known.flatMap(\.rows))
        let book = Book(ledger: ledger, reference: rates, asOf: day)
        sellers = named(book.sellerEvidence)
        products = named(book.productEvidence)
        standards = named(book.standardEvidence)
        outcomes = ReferenceEvidence.outcomes(of: known, ledger)
        orders = named(ledger.orders)
        linesUnconverted = book.orders.flatMap(\.lines).count { $0.cents == nil }
        feedbackOfNoSeller = book.feedback.count { $0.seller == nil }
    }

    private static func outcomes(of dumps: [ReferenceDump], _ ledger: Ledger) -> [String: ReferenceOutcome] {
        var outcomes: [String: ReferenceOutcome] = [:]
        for dump in dumps where !dump.isTableOfRates { outcomes[dump.place] = ReferenceOutcome() }
        for (row, fate) in ledger.judged {
            let place = "\(row.partition)/\(row.file)"
            outcomes[place]?.read += 1
            switch fate {
            case .accepted: outcomes[place]?.accepted += 1
            case .duplicate: outcomes[place]?.duplicate += 1
            case .superseded: outcomes[place]?.superseded += 1
            case .quarantined(let reason): outcomes[place]?.quarantined[reason, default: 0] += 1
            }
        }
        return outcomes
    }
}

extension ReferenceDump {
    fileprivate var place: String { "\(partition)/\(file)" }

    fileprivate var rows: [Row] {
        let name = Text(Array(file.utf8))
        return kind == "rates"
            ? Rates.rows(of: csv, partition: partition, file: name)
            : Row.rows(of: csv, kind: kind, partition: partition, file: name)
    }

    fileprivate var isTableOfRates: Bool {
        kind == "rates" && ReferenceCSV.records(of: csv).first?.fields.contains { $0.text == "rate" } == false
    }
}

private func named<T>(_ entries: [Text: T]) -> [String: T] {
    Dictionary(entries.map { ($0.description, $1) }) { _, _ in preconditionFailure("two ids are one and the same to String") }
}
