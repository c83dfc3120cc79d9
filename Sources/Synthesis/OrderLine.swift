import Domain

/// What becomes of a seller's share of an order.
enum Fate {
    case completes, cancelledBySeller, cancelledByBuyer, cancelledLate, neverHandedOver

    var isCancelled: Bool { self == .cancelledBySeller || self == .cancelledByBuyer || self == .cancelledLate }
}

/// How a seller's share of an order is billed.
enum Billing {
    case matched, mismatched, missing
}

/// A line of an order.
struct OrderLine {
    var number: Int
    var seller: Int
    var product: Product
    var quantityMicro: Int64
    var priceMicro: Int64
    var freightMicro: Int64?
    var currency: Int
    var shipBy: Int64?
    var deliverBy: Int64?
    /// The last status and its time; nil where the line stays PLACED.
    var outcome: (status: TransactionStatus, at: Int64)? = nil

    /// In minor units of the line's currency.
    var amountMinor: Int64 {
        lineAmountMinor(
            quantityMicro: quantityMicro, priceMicro: priceMicro, freightMicro: freightMicro ?? 0, scale: TradeCurrency.all[currency].scale)
    }

    var isCancelled: Bool { outcome?.status.isCancelled ?? false }
}

/// A seller's part in an order, and its fate.
struct OrderShare {
    let seller: Int
    let fate: Fate
    let isLate: Bool
    let isUpheld: Bool
    let isSeized: Bool
    let billing: Billing
    /// RETURNED or REFUNDED without an upheld claim; nil for most.
    let takenBack: TransactionStatus?

    init(_ seller: Seller, _ random: inout RandomStream) {
        let rates = seller.rates
        self.seller = seller.index
        let roll = random.below(1_000_000)
        let late = rates.cancelledBySeller + rates.cancelledLate
        if roll < rates.cancelledBySeller {
            fate = .cancelledBySeller
        } else if roll < late {
            fate = .cancelledLate
        } else if roll < late + rates.cancelledByBuyer {
            fate = .cancelledByBuyer
        } else {
            fate = random.chance(rates.neverHandedOver) ? .neverHandedOver : .completes
        }
        isLate = random.chance(rates.handedOverLate)
        isUpheld = random.chance(rates.upheldClaim) && fate == .completes
        isSeized = random.chance(rates.seized) && fate == .completes
        let back = random.below(1_000_000)
        takenBack = back < rates.returned ? .returned : back < rates.returned + rates.refunded ? .refunded : nil
        let bill = random.below(1_000_000)
        billing = bill < rates.invoiceMissing ? .missing : bill < rates.mismatch ? .mismatched : .matched
    }
}
