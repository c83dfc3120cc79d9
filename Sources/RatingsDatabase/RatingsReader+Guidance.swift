public import Domain
internal import GRDB
public import Problems

/// What a page of guidance says of one enterprise.
///
/// Nothing in it moves with the day of the run alone, so that a page changes only when what is known does.
public struct EnterpriseGuidance: Hashable, Sendable {
    /// A rating of the past: what a run gave, on the day for which it ran.
    public struct Change: Hashable, Sendable {
        public var asOf: Day
        public var grade: Grade
        /// Hundredths of a point; nil where no PD could be stated.
        public var scoreHundredths: Int64?

        public init(asOf: Day, grade: Grade, scoreHundredths: Int64?) {
            self.asOf = asOf
            self.grade = grade
            self.scoreHundredths = scoreHundredths
        }
    }

    /// Why the grade is not better, in both languages.
    public struct Reason: Hashable, Sendable {
        public var code: String
        public var text: String
        public var chineseText: String

        public init(code: String, text: String, chineseText: String) {
            self.code = code
            self.text = text
            self.chineseText = chineseText
        }
    }

    public var enterpriseID: Text
    public var name: Text?
    public var country: Text?
    public var status: RatingRow.Status
    public var grade: Grade
    /// Whether a rule withholds a grade: NR for another reason than too little evidence.
    public var isWithheld: Bool
    public var scoreHundredths: Int64?
    /// The share of orders expected to have a credit event, in 0…1, and its interval.
    public var pd: Double?
    public var pdLow: Double?
    public var pdHigh: Double?
    public var confidence: RatingRow.Confidence?
    public var orders: Int64
    public var evidenceFrom: Day?
    public var evidenceTo: Day?
    /// Distinct buyers of the last 180 days.
    public var buyers: Int64
    /// At most four, the weightiest first.
    public var reasons: [Reason] = []
    /// The accounts, ascending.
    public var accounts: [Text] = []
    /// The first order ever of any account.
    public var firstBooked: Day?
    /// Whether an identifier passes its standard (VALID), fails it (INVALID), or none is known.
    public var identifiers = Verification.unknown
    /// The sums of `GuidanceCounter` over the accounts, in its order; empty where there is no evidence.
    public var counters: [Int64] = []
    /// By how many hundredths of a point characteristics fall short of the model's reference; of `GuidanceShortfall` alone.
    public var shortfalls: [GuidanceShortfall: Int64] = [:]
    /// In order of runs, the last one the rating that stands.
    public var changes: [Change] = []
    /// What it sells and where it ships.
    public var markets = EnterpriseMarkets()
    /// The rows that all this was read from: equal bytes, and nothing about it has changed.
    public internal(set) var inputs: [UInt8] = []
}

/// The counters of `seller_evidence` that guidance shows; all add up over accounts.
public enum GuidanceCounter: Int, CaseIterable, Sendable {
    case orders, cancelledBySeller, handoverDue, handoverLate, handedOver, deliveryDue, deliveryLate, delivered, undelivered, held
    case refunded, claimsUpheld, invoiceDue, invoiceMissing, reviews, reviewSum

    /// The column's name.
    var column: String {
        switch self {
        case .orders: "orders"
        case .cancelledBySeller: "cancelled_by_seller"
        case .handoverDue: "handover_due"
        case .handoverLate: "handover_late"
        case .handedOver: "handed_over"
        case .deliveryDue: "delivery_due"
        case .deliveryLate: "delivery_late"
        case .delivered: "delivered"
        case .undelivered: "undelivered"
        case .held: "held"
        case .refunded: "refunded"
        case .claimsUpheld: "claims_upheld"
        case .invoiceDue: "invoice_due"
        case .invoiceMissing: "invoice_missing"
        case .reviews: "reviews"
        case .reviewSum: "review_sum"
        }
    }
}

/// The characteristics, by their ids in the model, whose shortfall guidance looks at; a model may lack them.
public enum GuidanceShortfall: String, CaseIterable, Sendable {
    case lateHandover = "late_handover"
    case reviewMean = "review_mean"
}

/// What guidance says of one product.
public struct ProductGuidance: Hashable, Sendable {
    public var productID: Text
    public var name: Text?
    public var category: Text?
    /// Lines of counted orders; of these, returned, refunded or with an upheld claim.
    public var orders: Int64
    public var defects: Int64
    /// nil: not assessed; so is the trace's status.
    public var qualityGrade: String?
    public var traceStatus: String?
    /// The row that all this was read from: equal bytes, and nothing about it has changed.
    public internal(set) var inputs: [UInt8] = []
}

/// The run that a published database comes from.
public struct PublishedRun: Hashable, Sendable {
    public var runID: String
    public var asOf: Day
    public var modelID: String
    public var modelSHA256: String
}

extension RatingsReader {
    /// The last run that published.
    public func publishedRun() throws(Problem) -> PublishedRun {
        try reading { database in
            let sql = "SELECT run_id, as_of, model_id, model_sha256 FROM runs WHERE status = 'PUBLISHED' ORDER BY number DESC LIMIT 1"
            guard let row = try Row.fetchOne(database, sql: sql) else {
                throw Problem(
                    .noInput, at: Position(source: path), "the database tells of no run that published",
                    remedy: "name a database that a run has published")
            }
            return PublishedRun(
                runID: try row.decode(atIndex: 0), asOf: try row.day("as_of"), modelID: try row.decode(atIndex: 2),
                modelSHA256: try row.decode(atIndex: 3))
        }
    }

    /// The first id of every stretch of `count` enterprises, ascending: bounds for `guidance(from:below:)`.
    public func enterpriseBounds(every count: Int) throws(Problem) -> [Text] {
        try reading { database in
            var bounds: [Text] = []
            var place = 0
            let ids = try TextColumn.fetchCursor(database, sql: "SELECT enterprise_id FROM ratings ORDER BY enterprise_id")
            while let id = try ids.next() {
                if place % count == 0 { bounds.append(id.text) }
                place += 1
            }
            return bounds
        }
    }

    /// The enterprises from `first` (inclusive) to `below` (exclusive; nil: all that follow), ascending by id.
    public func guidance(from first: Text, below: Text?) throws(Problem) -> [EnterpriseGuidance] {
        try reading { database in
            var stretch = Stretch(database, from: first, below: below)
            try stretch.readRatings()
            try stretch.readReasons()
            try stretch.readShortfalls()
            try stretch.readAccounts()
            try stretch.readCounters()
            try stretch.readChanges()
            try stretch.readMarkets()
            return stretch.found
        }
    }

    /// Hands over every product, ascending by id.
    public func forEachProduct(_ body: (ProductGuidance) throws(Problem) -> Void) throws(Problem) {
        try reading { database in
            let rows = try Row.fetchCursor(
                database,
                sql: """
                    SELECT product_id, name, category, orders, defects, quality_grade, trace_status FROM products ORDER BY product_id
                    """)
            while let row = try rows.next() {
                try body(
                    ProductGuidance(
                        productID: (row[0] as TextColumn).text, name: (row[1] as TextColumn?)?.text,
                        category: (row[2] as TextColumn?)?.text, orders: row[3], defects: row[4], qualityGrade: row[5], traceStatus: row[6],
                        inputs: (row[0] as RowBytes).bytes)
                )
            }
        }
    }
}
