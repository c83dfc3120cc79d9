public import Bytes
public import Domain
import Records
public import Scoring
import Segments
import Statistics

/// A market subject as base 1 knows it: its latest row, and the evidence of its trade.
///
/// A class, so that a record stays where the thread that makes it puts it: all of them are put in order on one thread.
public final class SubjectRecord: Sendable {
    /// Its bytes (UTF-8).
    public let id: [UInt8]
    /// nil where it trades without a subject row.
    public let row: SubjectTexts?
    /// Whether it is a seller: by its row's role, or by having a counted order.
    public let isSeller: Bool
    /// Counted orders in the evidence window.
    public let orders: Int64
    /// Distinct buyers among the orders booked in the last 180 days.
    public let buyers: Int
    /// The booking day of its first order ever; nil where it has none.
    public let firstBooked: Day?
    /// nil once a seller is judged: it is by far the most of a record, and only the judgement is made of it.
    public let trade: SubjectTrade?
    /// What a `Judge` says of a seller; nil without one, and for the others.
    public let judgement: (any Judgement)?

    init(id: [UInt8], row: SubjectTexts?, trade: SubjectTrade) {
        self.id = id
        self.row = row
        isSeller = trade.evidence.firstBooked != nil || row?.role == .seller
        orders = trade.totals?[.orders] ?? 0
        buyers = trade.evidence.buyers
        firstBooked = trade.evidence.firstBooked
        self.trade = trade
        judgement = nil
    }

    private init(_ record: SubjectRecord, _ judgement: (any Judgement)?) {
        id = record.id
        row = record.row
        isSeller = record.isSeller
        orders = record.orders
        buyers = record.buyers
        firstBooked = record.firstBooked
        trade = nil
        self.judgement = judgement
    }

    /// The record with the judgement of a seller, and without what that is made of.
    func judged(by judge: Judge) throws(SystemFailure) -> SubjectRecord {
        guard isSeller, let trade else { return SubjectRecord(self, nil) }
        return SubjectRecord(self, try judge.judge(self, trade))
    }
}

/// What a market subject's trade comes to.
public final class SubjectTrade: Sendable {
    /// The counters of `seller_evidence` and of the rating; nil without a counted order.
    public let totals: Counters?
    /// What its orders of the evidence window come to, in minor units of the reporting currency: exact, while the counter has the
    /// lowest 64 bits.
    public let grossMinor: Int128
    public let evidence: EnterpriseEvidence
    /// Of sellers: empty without an order of late.
    public let markets: SellerMarkets

    init(totals: Counters?, grossMinor: Int128, evidence: EnterpriseEvidence, markets: SellerMarkets) {
        self.totals = totals
        self.grossMinor = grossMinor
        self.evidence = evidence
        self.markets = markets
    }
}

/// What whoever judged a market subject keeps of its credit.
public protocol Judgement: AnyObject, Sendable {}

/// Makes judgements while the whole record of a seller is at hand, on any thread; a pure function but for what it puts aside.
public struct Judge: Sendable {
    let judge: @Sendable (SubjectRecord, SubjectTrade) throws(SystemFailure) -> any Judgement

    public init(_ judge: @escaping @Sendable (SubjectRecord, SubjectTrade) throws(SystemFailure) -> any Judgement) { self.judge = judge }
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
    /// What a new checkpoint gets of the bucket, and how many records these are.
    private var settled = ByteBuffer(capacity: 1 << 16)
    private var settledCount = 0

    init(_ input: borrowing BaseInput, _ catalogue: ProductCatalogue) {
        let reach = Reach(input)
        records = SellerRecords(reach, input)
        account = SellerAccount(input, reach, catalogue)
    }

    /// Makes the records of a bucket, has its sellers judged, and adds their trade to the totals of the statistics.
    mutating func collect(
        _ index: Int, from scattered: ScatteredFile, of input: borrowing BaseInput, _ judge: Judge?, _ totals: inout TradeTotals,
        _ outcomes: inout RegisterOutcomes
    ) throws(SystemFailure) -> [SubjectRecord] {
        try records.open(index, from: scattered, of: input)
        try readSubjects(index, input, &outcomes)
        account.removeAll()
        settled.removeAll()
        settledCount = 0
        var result: [SubjectRecord] = []
        result.reserveCapacity(records.accounts.count)
        for share in 0..<records.shareCount {
            try records.load(share: share)
            for place in 0..<records.accounts.count where records.isIn(share, place) {
                take(place, isSettling: input.newCheckpoint != nil)
                result.append(try record(of: place, judge))
                if settled.count > records.shareBytes { try writeSettled(index, input) }
            }
        }
        for place in 0..<records.accounts.count where records.isLong(place) {
            try takeLong(place, isSettling: input.newCheckpoint != nil)
            result.append(try record(of: place, judge))
            account.letGo()
            if settled.count > records.shareBytes { try writeSettled(index, input) }
        }
        try writeSettled(index, input)
        account.trade.add(to: &totals)
        return result
    }

    /// Takes the records of an account.
    private mutating func take(_ place: Int, isSettling: Bool) {
        let (former, open) = (records.settled(of: place), records.open(of: place))
        account.begin(records: former.count + open.count, isSettling: isSettling)
        account.take(former, of: records)
        if isSettling {
            settledCount += account.writeSettled(place, of: records, into: &settled)
            settledCount += records.writeKept(place, into: &settled)
        }
        account.take(open, of: records)
    }

    /// Takes the records of a long account, portion by portion.
    private mutating func takeLong(_ place: Int, isSettling: Bool) throws(SystemFailure) {
        account.begin(records: records.count(ofLong: place), isSettling: isSettling)
        records.beginPortions()
        while try records.loadPortion(of: place, areSettled: true) {
            account.take(records.settled(of: place), of: records)
            if isSettling { settledCount += records.writeKept(place, into: &settled) }
        }
        if isSettling { settledCount += account.writeSettled(place, of: records, into: &settled) }
        records.beginPortions()
        while try records.loadPortion(of: place, areSettled: false) { account.take(records.open(of: place), of: records) }
    }

    /// Writes what a new checkpoint gets.
    private mutating func writeSettled(_ index: Int, _ input: borrowing BaseInput) throws(SystemFailure) {
        try input.newCheckpoint?.append(settled.bytes, .sellers, of: index, rows: settledCount)
        settled.removeAll()
        settledCount = 0
    }

    private mutating func record(of place: Int, _ judge: Judge?) throws(SystemFailure) -> SubjectRecord {
        let record = account.record(records.accounts.bytes(of: place), texts[place])
        return try judge.map { judge throws(SystemFailure) in try record.judged(by: judge) } ?? record
    }

    /// Reads the subjects' latest rows; subjects that do not trade get an account without records.
    private mutating func readSubjects(
        _ index: Int, _ input: borrowing BaseInput, _ outcomes: inout RegisterOutcomes
    ) throws(SystemFailure) {
        try bucket.load(index, of: input) { $0 == .subjects }
        subjects.take(.subjects, of: bucket)
        subjects.resolve(in: bucket, &outcomes)
        if let writer = input.newCheckpoint {
            settled.removeAll()
            let count = try CarriedRows.write(bucket, of: input, subjects, into: &settled)
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
        standing.registration = verification(.registration, 6, bytes)
        standing.lei = verification(.lei, 7, bytes)
        standing.vat = verification(.vat, 8, bytes)
        standing.registeredOn = subject.number(9).map { Instant($0).day }
        standing.licenceUntil = subject.number(10).map { Instant($0).day }
        standing.customsGrade = subject.number(11).flatMap { CustomsGrade(rawValue: UInt8($0)) }
        var country: [UInt8] = []
        RowText.append(subject, 3, bytes, to: &country)
        return SubjectTexts(
            name: bytes.array(subject.text(1)), role: SubjectRole(rawValue: UInt8(subject.values[2])) ?? .seller,
            country: String(decoding: country, as: UTF8.self), standing: standing)
    }

    private func verification(_ scheme: IdentifierScheme, _ column: Int, _ bytes: borrowing RawSpan) -> Verification {
        scheme.verification(of: bytes.array(subject.text(column)), country: subject.number(3).map { UInt32($0) })
    }
}
