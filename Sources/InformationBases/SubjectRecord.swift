public import Bytes
public import Domain
public import Scoring
import Statistics

/// A market subject as base 1 knows it: its latest row, and what its trade comes to. A seller is an account of an enterprise: of its own, or
/// of one that several accounts name.
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
    /// The booking day of its first order ever; nil where it has none.
    public let firstBooked: Day?
    /// The first partition with a row of it among the subjects, or with a line of it; nil where others' rows alone name it.
    public let firstPartition: Day?
    /// nil once a seller is judged: it is by far the most of a record, and only the judgement is made of it.
    public let trade: SubjectTrade?
    /// The enterprise whose account it is: the id of that one's earliest account, which most often is its own.
    public let enterpriseID: [UInt8]
    /// What a `Judge` says of the account alone; nil where it is all of its enterprise.
    public let account: (any Judgement)?
    /// What a `Judge` says of the enterprise that has this id; nil where it has another, and where it is no seller.
    public let enterprise: (any Judgement)?

    /// Where it has a place in the map of enterprises.
    let member: EnterpriseMap.Member?
    /// Whether an order of its was booked in the last 180 days.
    let hasNearOrders: Bool

    init(id: [UInt8], row: SubjectTexts?, trade: SubjectTrade, firstPartition: Day?, hasNearOrders: Bool, member: EnterpriseMap.Member?) {
        self.id = id
        self.row = row
        isSeller = trade.evidence.firstBooked != nil || row?.role == .seller
        orders = trade.totals?[.orders] ?? 0
        firstBooked = trade.evidence.firstBooked
        self.firstPartition = firstPartition
        self.hasNearOrders = hasNearOrders
        self.member = member
        self.trade = trade
        enterpriseID = id
        account = nil
        enterprise = nil
    }

    private init(
        _ record: SubjectRecord, of enterpriseID: [UInt8], trade: SubjectTrade?, account: (any Judgement)?, enterprise: (any Judgement)?
    ) {
        id = record.id
        row = record.row
        isSeller = record.isSeller
        orders = record.orders
        firstBooked = record.firstBooked
        firstPartition = record.firstPartition
        hasNearOrders = record.hasNearOrders
        member = record.member
        self.trade = trade
        self.enterpriseID = enterpriseID
        self.account = account
        self.enterprise = enterprise
    }

    /// The record with the judgement of a seller, and without what that is made of; nil: nobody judges, and the record stays as it is.
    func judged(by judge: Judge?) throws(SystemFailure) -> SubjectRecord {
        guard let judge else { return self }
        guard isSeller, let trade else { return SubjectRecord(self, of: id, trade: nil, account: nil, enterprise: nil) }
        let isMember = member != nil
        let judgement = try judge.judge(isMember ? .account : .soleAccount, id, trade)
        return SubjectRecord(self, of: id, trade: nil, account: isMember ? judgement : nil, enterprise: isMember ? nil : judgement)
    }

    /// The record as an account of an enterprise of several.
    /// - Parameter judgement: of the enterprise, where it has this account's id.
    func account(of enterpriseID: [UInt8], _ judgement: (any Judgement)?) -> SubjectRecord {
        SubjectRecord(self, of: enterpriseID, trade: trade, account: account, enterprise: judgement)
    }
}

/// What a market subject's trade comes to, or an enterprise's.
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

/// Whose trade is judged.
public enum Judged: Sendable {
    /// An account that is all of its enterprise.
    case soleAccount
    /// An account of an enterprise of several: its evidence stands by itself, the credit is the enterprise's.
    case account
    /// An enterprise of several accounts.
    case enterprise
}

/// Makes judgements while all evidence of an account or enterprise is at hand, on any thread; a pure function but for what it puts aside.
public struct Judge: Sendable {
    /// The bytes are the id of the account or enterprise.
    let judge: @Sendable (Judged, [UInt8], SubjectTrade) throws(SystemFailure) -> any Judgement

    public init(_ judge: @escaping @Sendable (Judged, [UInt8], SubjectTrade) throws(SystemFailure) -> any Judgement) { self.judge = judge }
}

/// The columns of the latest subject row that the ratings database shows; empty where missing.
public struct SubjectTexts: Sendable {
    public var name: [UInt8]
    public var role: SubjectRole
    public var country: String
    public var standing: Standing
}
