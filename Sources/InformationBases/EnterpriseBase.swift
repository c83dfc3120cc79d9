import Bytes
import Domain
import Scoring
import Segments

/// One thread's work on the enterprises of several accounts: the records of all their accounts → the enterprise's evidence → its judgement.
/// Sums add up over the accounts; what is distinct (buyers, products, hours) is counted anew over all of them.
struct EnterpriseBase: ~Copyable {
    private var records: SellerRecords
    private var account: SellerAccount

    init(_ input: borrowing BaseInput, _ catalogue: ProductCatalogue) {
        let reach = Reach(input)
        records = SellerRecords(reach, input)
        account = SellerAccount(input, reach, catalogue)
    }

    /// Judges the enterprises of a bucket.
    /// - Parameter enterprises: those of which the first account's id belongs to the bucket.
    /// - Returns: the accounts of all of them.
    mutating func collect(
        _ bucket: Int, from scattered: ScatteredFile, _ enterprises: [[SubjectRecord]], _ judge: Judge
    ) throws(SystemFailure) -> [SubjectRecord] {
        try records.open(bucket, from: scattered, nil)
        var accounts = PlainArray<Int>()
        for enterprise in enterprises { accounts.append(records.place(of: enterprise[0].id)) }
        var result: [SubjectRecord] = []
        for share in 0..<records.shareCount {
            try records.load(share: share)
            for (index, enterprise) in enterprises.enumerated() where records.isIn(share, accounts[index]) {
                let places = records.open(of: accounts[index])
                begin(records: places.count)
                account.take(places, of: records)
                result += try self.judge(enterprise, judge)
            }
        }
        for (index, enterprise) in enterprises.enumerated() where records.isLong(accounts[index]) {
            begin(records: records.count(ofLong: accounts[index]))
            records.beginPortions()
            while try records.loadPortion(of: accounts[index], areSettled: false) {
                account.take(records.open(of: accounts[index]), of: records)
            }
            result += try self.judge(enterprise, judge)
            account.letGo()
        }
        return result
    }

    private mutating func begin(records: Int) {
        // The accounts' trade is in the totals already.
        account.removeAll()
        account.begin(records: records)
    }

    private mutating func judge(_ accounts: [SubjectRecord], _ judge: Judge) throws(SystemFailure) -> [SubjectRecord] {
        let trade = account.finish(EnterpriseBase.standing(of: accounts))
        let id = EnterpriseBase.name(of: accounts)
        let judgement = try judge.judge(.enterprise, id, trade)
        return accounts.map { $0.account(of: id, $0.id == id ? judgement : nil) }
    }

    /// The id of the account that was seen first; of several, of that with the least bytes.
    static func name(of accounts: [SubjectRecord]) -> [UInt8] {
        // They ascend by bytes, and each has a row.
        accounts.min { first($0) < first($1) }?.id ?? []
    }

    private static func first(_ account: SubjectRecord) -> Int32 { account.firstPartition?.number ?? .max }

    /// The standing of an enterprise: of what its accounts state, the worst.
    static func standing(of accounts: [SubjectRecord]) -> Standing {
        let standings = accounts.compactMap { $0.row?.standing }
        var result = Standing()
        result.registration = worst(standings.map(\.registration))
        result.lei = worst(standings.map(\.lei))
        result.vat = worst(standings.map(\.vat))
        result.registeredOn = standings.compactMap(\.registeredOn).min()
        // A licence matters of the accounts that trade.
        let trading = accounts.filter(\.hasNearOrders)
        result.licenceUntil = (trading.isEmpty ? accounts : trading).compactMap { $0.row?.standing.licenceUntil }.min()
        result.customsGrade = standings.compactMap(\.customsGrade).max { $0.rawValue < $1.rawValue }
        return result
    }

    private static func worst(_ verifications: [Verification]) -> Verification {
        verifications.contains(.invalid) ? .invalid : verifications.contains(.valid) ? .valid : .unknown
    }
}
