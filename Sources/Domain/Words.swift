/// The closed vocabularies of CONTRACT 1. A case's raw value is its rank where the contract ranks them, else its place in
/// the contract's list; `allNames[rawValue]` is the word in the dumps.
public protocol Vocabulary: RawRepresentable, CaseIterable, Sendable where RawValue == UInt8 {
    /// The words as the dumps write them, in order of raw value.
    static var allNames: [StaticString] { get }
}

extension Vocabulary {
    /// The word in the dumps.
    public var name: String { Self.allNames[Int(rawValue)].description }
}

/// What became of an order's line; ranked as versions of one line are (PLACED lowest).
public enum TransactionStatus: UInt8, Vocabulary {
    case placed, completed, returned, refunded, cancelled, cancelledByBuyer, cancelledBySeller
    public static let allNames: [StaticString] = [
        "PLACED", "COMPLETED", "RETURNED", "REFUNDED", "CANCELLED", "CANCELLED_BY_BUYER", "CANCELLED_BY_SELLER",
    ]
    /// Whether the line was cancelled, by whomever.
    @inlinable public var isCancelled: Bool { rawValue >= TransactionStatus.cancelled.rawValue }
}

/// Who trades with whom.
public enum TradeModel: UInt8, Vocabulary {
    case b2b, b2c, c2c
    public static let allNames: [StaticString] = ["B2B", "B2C", "C2C"]
}

/// The kind of an invoice document; ranked as versions are.
public enum InvoiceKind: UInt8, Vocabulary {
    case invoice, creditNote, void
    public static let allNames: [StaticString] = ["INVOICE", "CREDIT_NOTE", "VOID"]
}

/// Who paid.
public enum Payer: UInt8, Vocabulary {
    case buyer, thirdParty, onDelivery
    public static let allNames: [StaticString] = ["BUYER", "THIRD_PARTY", "ON_DELIVERY"]
}

/// How a payment stands.
public enum PaymentStatus: UInt8, Vocabulary {
    case authorised, captured, failed, refunded, fraud
    public static let allNames: [StaticString] = ["AUTHORISED", "CAPTURED", "FAILED", "REFUNDED", "FRAUD"]
}

/// What a buyer said: a review, or one of three kinds of fault.
public enum FeedbackKind: UInt8, Vocabulary {
    case review, complaint, claim, chargeback
    public static let allNames: [StaticString] = ["REVIEW", "COMPLAINT", "CLAIM", "CHARGEBACK"]
}

/// What a complaint, claim or chargeback is about.
public enum FeedbackReason: UInt8, Vocabulary {
    case counterfeit, notReceived, notAsDescribed, defective, ipInfringement, other
    public static let allNames: [StaticString] = [
        "COUNTERFEIT", "NOT_RECEIVED", "NOT_AS_DESCRIBED", "DEFECTIVE", "IP_INFRINGEMENT", "OTHER",
    ]
}

/// How a complaint, claim or chargeback ended.
public enum FeedbackOutcome: UInt8, Vocabulary {
    case open, upheld, rejected, withdrawn
    public static let allNames: [StaticString] = ["OPEN", "UPHELD", "REJECTED", "WITHDRAWN"]
}

/// What a market subject does.
public enum SubjectRole: UInt8, Vocabulary {
    case seller, platform, carrier, payment
    public static let allNames: [StaticString] = ["SELLER", "PLATFORM", "CARRIER", "PAYMENT"]
}

/// China Customs' credit grades of enterprises (Order 282, in force from 2026-04-01), best first.
public enum CustomsGrade: UInt8, Vocabulary {
    case advancedCertified, certified, regular, discredited, seriouslyDiscredited
    public static let allNames: [StaticString] = [
        "ADVANCED_CERTIFIED", "CERTIFIED", "REGULAR", "DISCREDITED", "SERIOUSLY_DISCREDITED",
    ]
}

/// What an inspection of a product found.
public enum InspectionResult: UInt8, Vocabulary {
    case pass, fail, counterfeit, recall
    public static let allNames: [StaticString] = ["PASS", "FAIL", "COUNTERFEIT", "RECALL"]
}

/// What customs did with a declaration.
public enum CustomsOutcome: UInt8, Vocabulary {
    case released, inspected, amended, returned, seized
    public static let allNames: [StaticString] = ["RELEASED", "INSPECTED", "AMENDED", "RETURNED", "SEIZED"]
}

/// Why customs acted.
public enum CustomsReason: UInt8, Vocabulary {
    case fraud, counterfeit, undervalued, prohibited, other
    public static let allNames: [StaticString] = ["FRAUD", "COUNTERFEIT", "UNDERVALUED", "PROHIBITED", "OTHER"]
}

/// How heavy a penalty is, lightest first.
public enum PenaltySeverity: UInt8, Vocabulary {
    case warning, fine, suspension, blacklist
    public static let allNames: [StaticString] = ["WARNING", "FINE", "SUSPENSION", "BLACKLIST"]
}

/// An entry of the integrity fund.
public enum DepositKind: UInt8, Vocabulary {
    case deposit, topUp, draw, refund
    public static let allNames: [StaticString] = ["DEPOSIT", "TOP_UP", "DRAW", "REFUND"]
}

/// The signature algorithm of a seal: EdDSA (RFC 8032) or ECDSA on P-256 (FIPS 186-5).
public enum SealAlgorithm: UInt8, Vocabulary {
    case ed25519, p256
    public static let allNames: [StaticString] = ["Ed25519", "P-256"]
}
