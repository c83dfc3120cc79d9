import Bytes
import Scoring
import Statistics

/// What statistics take of a line that is not cancelled.
struct TradeLine: BitwiseCopyable {
    /// The seller's place among the order's sellers.
    var seller: Int
    var flow: TradeFlow
    /// The word's place; 3 where it is missing.
    var model: UInt8
    /// The first two digits of the HS code; 0xFF where it is missing.
    var hs2: UInt8
    /// The country at the other end, two bytes packed; 0 where it is not known.
    var partner: UInt32
    var currency: UInt32
    /// Empty where missing.
    var payment: TextRange
    /// A hash of the product's id.
    var product: UInt64
    /// In the reporting currency, or where there is no rate in its own.
    var valueMinor: Int64
    var isConverted: Bool
    /// A bit for each dimension: the line is the first of its seller in the order under its member. Only then the order is counted there.
    var firsts: UInt8 = 0

    /// A line's dimension that holds its currency.
    var currencyDimension: TradeDimension { isConverted ? .currency : .unconverted }

    /// Tells of each dimension whether `former`, the lines of the order before this one, hold its member already.
    mutating func noteFirsts(after former: borrowing PlainArray<TradeLine>, _ bytes: borrowing RawSpan) {
        var known: UInt8 = 0
        for i in former.indices where former[i].seller == seller && former[i].flow == flow {
            known |= TradeDimension.all.bit
            if former[i].model == model { known |= TradeDimension.tradeModel.bit }
            if former[i].hs2 == hs2 { known |= TradeDimension.hs2.bit }
            if former[i].product == product { known |= TradeDimension.category.bit }
            if former[i].partner == partner { known |= TradeDimension.partner.bit }
            if bytes.equals(former[i].payment.range, payment.range, in: bytes) { known |= TradeDimension.paymentMethod.bit }
            if former[i].currency == currency && former[i].isConverted == isConverted { known |= currencyDimension.bit }
        }
        firsts = ~known
    }
}

extension TradeDimension {
    @inline(__always) var bit: UInt8 { 1 &<< rawValue }
}
