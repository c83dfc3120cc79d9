import Bytes
import Domain
import Records
import Scoring
import Segments
import Statistics

/// One thread's work on buckets of sellers: contributions → evidence → judgements of accounts. What an account of an enterprise of several
/// comes to is handed on to that one.
struct SellerBase: ~Copyable {
    private var bucket = BucketRows()
    private var subjects = Versions(.subjects)
    private var subject = RowDecoder(.subjects)
    private var records: SellerRecords
    private var account: SellerAccount
    private let enterprises: EnterpriseMap
    private var forward: EnterpriseScatter
    /// By account; nil where no row tells of it.
    private var texts: [SubjectTexts?] = []
    /// By account the first partition with a row that tells of it, as a day's number; `Int32.max` where there is none.
    private var firstRows = PlainArray<Int32>()
    /// What a new checkpoint gets of the bucket, and how many records these are.
    private var settled = ByteBuffer(capacity: 1 << 16)
    private var settledCount = 0

    /// - Parameter target: takes the records of accounts of enterprises of several.
    init(_ input: borrowing BaseInput, _ catalogue: ProductCatalogue, _ enterprises: EnterpriseMap, forwardingTo target: ExtentFile) {
        let reach = Reach(input)
        records = SellerRecords(reach, input)
        account = SellerAccount(input, reach, catalogue)
        self.enterprises = enterprises
        forward = EnterpriseScatter(enterprises, input.hashKey, to: target)
    }

    /// Writes what is left of records that were handed on.
    mutating func finish() throws(SystemFailure) { try forward.finish() }

    /// Makes the records of a bucket, has its sellers judged, and adds their trade to the totals of the statistics.
    mutating func collect(
        _ index: Int, from scattered: ScatteredFile, of input: borrowing BaseInput, _ judge: Judge?, _ totals: inout TradeTotals,
        _ outcomes: inout RegisterOutcomes
    ) throws(SystemFailure) -> [SubjectRecord] {
        try records.open(index, from: scattered, input.checkpoint)
        try readSubjects(index, input, &outcomes)
        account.removeAll()
        settled.removeAll()
        settledCount = 0
        let isSettling = input.newCheckpoint != nil
        var result: [SubjectRecord] = []
        result.reserveCapacity(records.accounts.count)
        for share in 0..<records.shareCount {
            try records.load(share: share)
            for place in 0..<records.accounts.count where records.isIn(share, place) {
                if let record = try take(place, isSettling, judge) { result.append(record) }
                if settled.count > records.shareBytes { try writeSettled(index, input) }
            }
        }
        for place in 0..<records.accounts.count where records.isLong(place) {
            if let record = try takeLong(place, isSettling, judge) { result.append(record) }
            account.letGo()
            if settled.count > records.shareBytes { try writeSettled(index, input) }
        }
        try writeSettled(index, input)
        account.trade.add(to: &totals)
        return result
    }

    /// Takes the records of an account.
    private mutating func take(_ place: Int, _ isSettling: Bool, _ judge: Judge?) throws(SystemFailure) -> SubjectRecord? {
        let (former, open) = (records.settled(of: place), records.open(of: place))
        let (id, count) = (records.accounts.bytes(of: place), former.count + open.count)
        let member = enterprises.member(id)
        account.begin(records: count, seen: firstRows[place], isSettling: isSettling)
        account.take(former, of: records)
        if isSettling {
            settledCount += account.writeSettled(place, of: records, into: &settled)
            settledCount += records.writeKept(place, into: &settled)
        }
        account.take(open, of: records)
        if let member { try forward.append(former.lowerBound..<open.upperBound, of: records, member) }
        return try account.record(id, texts[place], member, records: count)?.judged(by: judge)
    }

    /// Takes the records of a long account, portion by portion.
    private mutating func takeLong(_ place: Int, _ isSettling: Bool, _ judge: Judge?) throws(SystemFailure) -> SubjectRecord? {
        let (id, count) = (records.accounts.bytes(of: place), records.count(ofLong: place))
        let member = enterprises.member(id)
        account.begin(records: count, seen: firstRows[place], isSettling: isSettling)
        records.beginPortions()
        while try records.loadPortion(of: place, areSettled: true) {
            account.take(records.settled(of: place), of: records)
            if isSettling { settledCount += records.writeKept(place, into: &settled) }
            if let member { try forward.append(records.settled(of: place), of: records, member) }
        }
        if isSettling { settledCount += account.writeSettled(place, of: records, into: &settled) }
        records.beginPortions()
        while try records.loadPortion(of: place, areSettled: false) {
            account.take(records.open(of: place), of: records)
            if let member { try forward.append(records.open(of: place), of: records, member) }
        }
        return try account.record(id, texts[place], member, records: count)?.judged(by: judge)
    }

    /// Writes what a new checkpoint gets.
    private mutating func writeSettled(_ index: Int, _ input: borrowing BaseInput) throws(SystemFailure) {
        try input.newCheckpoint?.append(settled.bytes, .sellers, of: index, rows: settledCount)
        settled.removeAll()
        settledCount = 0
    }

    /// Reads the subjects' rows; subjects that do not trade get an account without records.
    private mutating func readSubjects(
        _ index: Int, _ input: borrowing BaseInput, _ outcomes: inout RegisterOutcomes
    ) throws(SystemFailure) {
        try bucket.load(index, of: input) { $0 == .subjects }
        subjects.take(.subjects, of: bucket)
        noteFirstRows()
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
            texts[place] = texts(bucket.bytes)
        }
    }

    /// Notes the first partitions of all rows, those that will have lost among them.
    private mutating func noteFirstRows() {
        firstRows.reset(to: .max, count: records.accounts.count)
        for i in subjects.rows.indices {
            let row = subjects.rows[i]
            let place = records.place(of: RowDecoder.firstText(bucket.bytes, at: row), bucket.hand.bytes)
            if place == firstRows.count { firstRows.append(.max) }
            firstRows[place] = min(firstRows[place], bucket.partition(of: row).number)
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
