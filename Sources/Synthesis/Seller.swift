/// The latent class of a seller, which the dumps do not say.
public enum SellerQuality: String, Sendable, CaseIterable {
    case good, average, poor, fraudulent

    /// Of a thousand sellers, how many are of each class.
    public static let usualMix = [550, 300, 120, 30]
}

/// The true rates of a seller, per million. Those after cancellation are among the orders not cancelled, those after handover
/// among the ones handed over.
struct SellerRates {
    var cancelledBySeller = 0
    var cancelledLate = 0
    var cancelledByBuyer = 20_000
    var neverHandedOver = 0
    var handedOverLate = 0
    var upheldClaim = 0
    var seized = 0
    var invoiceMissing = 0
    var invoiceMismatched = 0
    var returned = 0
    var refunded = 0

    init(_ quality: SellerQuality, _ random: inout RandomStream) {
        let base: [Int] =
            switch quality {
            case .good: [900, 300, 600, 18_000, 1_500, 20, 4_000, 3_000, 8_000, 3_000]
            case .average: [5_000, 2_000, 4_000, 60_000, 8_000, 80, 15_000, 12_000, 18_000, 8_000]
            case .poor: [25_000, 10_000, 25_000, 180_000, 40_000, 400, 60_000, 50_000, 50_000, 30_000]
            case .fraudulent: [60_000, 40_000, 120_000, 250_000, 130_000, 12_000, 250_000, 120_000, 40_000, 60_000]
            }
        // Every rate varies within its class by a factor of its own, 0.5 to 1.5, and all together by another.
        let common = 60 + random.below(81)
        let rates = base.map { $0 * common * (50 + random.below(101)) / 10_000 }
        cancelledBySeller = rates[0]
        cancelledLate = rates[1]
        neverHandedOver = rates[2]
        handedOverLate = rates[3]
        upheldClaim = rates[4]
        seized = rates[5]
        invoiceMissing = rates[6]
        invoiceMismatched = rates[7]
        returned = rates[8]
        refunded = rates[9]
    }

    private static let million = 1_000_000

    /// The probability of a credit event (E1 to E4) of an order that is the seller's alone, per million: cancelled by the seller, or
    /// late by anyone, or else not handed over, or else a claim upheld or a seizure.
    var creditEvent: Int {
        let cancelled = cancelledBySeller + cancelledLate
        let clean = (SellerRates.million - upheldClaim) * (SellerRates.million - seized) / SellerRates.million
        let afterHandover = (SellerRates.million - neverHandedOver) * (SellerRates.million - clean) / SellerRates.million
        let kept = SellerRates.million - cancelled - cancelledByBuyer
        return cancelled + kept * (neverHandedOver + afterHandover) / SellerRates.million
    }

    /// Handed over late or never, of the orders not cancelled, per million.
    var lateHandover: Int {
        neverHandedOver + (SellerRates.million - neverHandedOver) * handedOverLate / SellerRates.million
    }

    /// Invoice missing or mismatched, of the orders not cancelled, per million.
    var mismatch: Int { invoiceMissing + invoiceMismatched }
}

/// A seller account.
struct Seller {
    let index: Int
    let id: String
    let quality: SellerQuality
    let rates: SellerRates
    let country: String
    let zoneMinutes: Int
    let platform: Int
    /// Index into `TradeCurrency.all`.
    let currency: Int
    /// The first day, counted from the first partition, on which it sells; 0 for most.
    let activeFrom: Int
    let firstProduct: Int
    let productCount: Int
    /// Weights of B2B, B2C, C2C.
    let tradeModelWeights: [Int]
    /// Per thousand: orders that stay in the seller's country.
    let domesticPerMille: Int
    /// Whether its buyers are a small ring, in bursts.
    let hasBuyerRing: Bool
    /// The earliest account of the same enterprise; itself for most.
    let enterprise: Int
}

/// The truth about a seller: what a rating should find out.
public struct SellerTruth: Sendable {
    public let sellerID: String
    public let quality: SellerQuality
    /// Orders in the dumps with a line of the seller's.
    public let orders: Int
    /// The probability of a credit event of an order, per million (for orders of this seller alone).
    public let creditEventPerMillion: Int
    /// Of the orders not cancelled: handed over late or never, per million.
    public let lateHandoverPerMillion: Int
    /// Of the orders not cancelled: invoice missing or mismatched, per million.
    public let mismatchPerMillion: Int
    public let cancelledBySellerPerMillion: Int
    /// Of the orders handed over: a claim upheld, per million.
    public let upheldClaimPerMillion: Int
    /// Of the orders handed over: a declaration seized, per million.
    public let seizedPerMillion: Int

    init(_ seller: Seller, orders: Int) {
        sellerID = seller.id
        quality = seller.quality
        self.orders = orders
        creditEventPerMillion = seller.rates.creditEvent
        lateHandoverPerMillion = seller.rates.lateHandover
        mismatchPerMillion = seller.rates.mismatch
        cancelledBySellerPerMillion = seller.rates.cancelledBySeller
        upheldClaimPerMillion = seller.rates.upheldClaim
        seizedPerMillion = seller.rates.seized
    }

    /// `truth.csv`: a header and one line per seller; rates as decimals.
    static func csv(_ truths: [SellerTruth]) -> [UInt8] {
        var text =
            "seller_id,quality,orders,credit_event_rate,late_handover_rate,mismatch_rate,cancelled_by_seller_rate,upheld_claim_rate,seizure_rate\n"
        for truth in truths {
            let rates = [
                truth.creditEventPerMillion, truth.lateHandoverPerMillion, truth.mismatchPerMillion, truth.cancelledBySellerPerMillion,
                truth.upheldClaimPerMillion, truth.seizedPerMillion,
            ]
            text += "\(truth.sellerID),\(truth.quality.rawValue),\(truth.orders),"
            text += rates.map { "\($0 / 1_000_000).\(padded($0 % 1_000_000, 6))" }.joined(separator: ",") + "\n"
        }
        return Array(text.utf8)
    }
}
