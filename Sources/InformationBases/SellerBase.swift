public import Bytes
public import Domain
import Records
public import Scoring
import Segments
import Statistics

/// A market subject as base 1 knows it: its latest row, and the evidence of its trade.
///
/// A class, so that a record stays where the thread that makes it puts it: it is a kilobyte, and all of them are put in order on one thread.
public final class SubjectRecord: Sendable {
    /// Its bytes (UTF-8).
    public let id: [UInt8]
    /// nil where it trades without a subject row.
    public let row: SubjectTexts?
    /// Whether it is a seller: by its row's role, or by having a counted order.
    public let isSeller: Bool
    /// The counters of `seller_evidence` and of the rating; nil without a counted order.
    public let totals: Counters?
    public let evidence: EnterpriseEvidence
    /// Of sellers: empty without an order of late.
    public let markets: SellerMarkets
    /// What a `Judge` says of a seller; nil without one, and for the others.
    public let judgement: (any Judgement)?

    init(
        id: [UInt8], row: SubjectTexts?, isSeller: Bool, totals: Counters?, evidence: EnterpriseEvidence, markets: SellerMarkets,
        judgement: (any Judgement)? = nil
    ) {
        self.id = id
        self.row = row
        self.isSeller = isSeller
        self.totals = totals
        self.evidence = evidence
        self.markets = markets
        self.judgement = judgement
    }

    /// The record with the judgement of a seller, and without what nothing but the judgement is made of: by far the most of a record.
    func judged(by judge: Judge) throws(SystemFailure) -> SubjectRecord {
        let judgement = isSeller ? try judge.judge(self) : nil
        var kept = evidence
        kept.cells = []
        kept.lapsedOrders = []
        return SubjectRecord(
            id: id, row: row, isSeller: isSeller, totals: totals, evidence: kept, markets: SellerMarkets(), judgement: judgement)
    }
}

/// What whoever judged a market subject keeps of its credit.
public protocol Judgement: AnyObject, Sendable {}

/// Makes judgements while the whole record of a seller is at hand, on any thread; a pure function but for what it puts aside.
public struct Judge: Sendable {
    let judge: @Sendable (SubjectRecord) throws(SystemFailure) -> any Judgement

    public init(_ judge: @escaping @Sendable (SubjectRecord) throws(SystemFailure) -> any Judgement) { self.judge = judge }
}

/// The columns of the latest subject row that the ratings database shows; empty where missing.
public struct SubjectTexts: Sendable {
    public var name: [UInt8]
    public var role: SubjectRole
    public var country: String
    public var standing: Standing
}

/// One thread's work on buckets of sellers: contributions → evidence → judgements.
struct SellerBase: ~Copyable {
    private var bucket = BucketRows()
    private var subjects = Versions(.subjects)
    private var subject = RowDecoder(.subjects)
    private var records: SellerRecords
    private var account: SellerAccount
    /// By account; nil where no row tells of it.
    private var texts: [SubjectTexts?] = []
    private var settled = ByteBuffer(capacity: 1 << 16)

    init(_ input: borrowing BaseInput, _ catalogue: ProductCatalogue) {
        let reach = Reach(input)
        records = SellerRecords(reach)
        account = SellerAccount(input, reach, catalogue)
    }

    /// Makes the records of a bucket, has its sellers judged, and adds their trade to the totals of the statistics.
    mutating func collect(
        _ index: Int, from scattered: ScatteredFile, of input: borrowing BaseInput, _ judge: Judge?, _ totals: inout TradeTotals,
        _ outcomes: inout [Int: SourceOutcome]
    ) throws(SystemFailure) -> [SubjectRecord] {
        try records.load(index, from: scattered, of: input)
        try readSubjects(index, input, &outcomes)
        account.removeAll()
        settled.removeAll()
        var result: [SubjectRecord] = []
        result.reserveCapacity(records.accounts.count)
        var settledCount = 0
        for place in 0..<records.accounts.count {
            let (former, open) = (records.settled(of: place), records.open(of: place))
            account.begin(records: former.count + open.count, isSettling: input.newCheckpoint != nil)
            account.take(former, of: records)
            if input.newCheckpoint != nil {
                settledCount += account.writeSettled(place, of: records, into: &settled)
                settledCount += records.writeKept(place, into: &settled)
            }
            account.take(open, of: records)
            let record = account.record(records.accounts.bytes(of: place), texts[place])
            result.append(try judge.map { judge throws(SystemFailure) in try record.judged(by: judge) } ?? record)
        }
        try input.newCheckpoint?.append(settled.bytes, .sellers, of: index, rows: settledCount)
        account.trade.add(to: &totals)
        return result
    }

    /// Reads the subjects' latest rows; subjects that do not trade get an account without records.
    private mutating func readSubjects(
        _ index: Int, _ input: borrowing BaseInput, _ outcomes: inout [Int: SourceOutcome]
    ) throws(SystemFailure) {
        try bucket.load(index, of: input) { $0 == .subjects }
        subjects.take(.subjects, of: bucket)
        subjects.resolve(in: bucket, &outcomes)
        if let writer = input.newCheckpoint {
            settled.removeAll()
            let count = try CarriedRows.write(bucket, of: input, subjects.rows, into: &settled)
            try writer.append(settled.bytes, .registers, of: index, rows: count)
        }
        texts.removeAll(keepingCapacity: true)
        for _ in 0..<records.accounts.count { texts.append(nil) }
        for i in subjects.rows.indices {
            subject.decode(bucket.hand.bytes, at: subjects.rows[i])
            let place = records.place(of: subject.text(0), bucket.hand.bytes)
            let texts = self.texts(bucket.bytes)
            if place == self.texts.count { self.texts.append(texts) } else { self.texts[place] = texts }
        }
    }

    private func texts(_ bytes: borrowing RawSpan) -> SubjectTexts {
        var standing = Standing()
        standing.registration = verification(6, bytes) { USCC.isValid($0) }
        standing.lei = verification(7, bytes) { LEI.isValid($0) }
        standing.vat = verification(8, bytes) { VATNumber.isValid($0) }
        standing.registeredOn = subject.number(9).map { Instant($0).day }
        standing.licenceUntil = subject.number(10).map { Instant($0).day }
        standing.customsGrade = subject.number(11).flatMap { CustomsGrade(rawValue: UInt8($0)) }
        var country: [UInt8] = []
        RowText.append(subject, 3, bytes, to: &country)
        return SubjectTexts(
            name: bytes.array(subject.text(1)), role: SubjectRole(rawValue: UInt8(subject.values[2])) ?? .seller,
            country: String(decoding: country, as: UTF8.self), standing: standing)
    }

    /// A registration number is checked as USCC where the subject is Chinese or names no country; elsewhere no check is known.
    private func verification(_ column: Int, _ bytes: borrowing RawSpan, _ isValid: ([UInt8]) -> Bool) -> Verification {
        let text = subject.text(column)
        guard !text.isEmpty else { return .unknown }
        if column == 6, let country = subject.number(3), UInt32(country) != CodeList.pack("CN") { return .unknown }
        return isValid(bytes.array(text)) ? .valid : .invalid
    }
}
