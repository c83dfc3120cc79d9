import Bytes
import Scoring
import Statistics

/// What statistics take of a line that is not cancelled.
struct TradeLine: BitwiseCopyable, OfSeller {
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
    var product: OrderProduct
    /// In the reporting currency, or where there is no rate in its own.
    var valueMinor: Int64
    var isConverted: Bool
    /// A bit for each dimension: the line is the first of its seller in the order under its member. Only then the order is counted there.
    var firsts: UInt8 = 0

    /// A line's dimension that holds its currency.
    var currencyDimension: TradeDimension { isConverted ? .currency : .unconverted }
}

/// Tells of each of an order's lines in which dimensions it is the first of its seller under its member.
struct TradeFirsts: ~Copyable {
    /// Once there are many lines: member; seller, flow and dimension.
    private var known = PairTable()
    private var payments = IdentifierTable()
    private static let few = 12

    /// Forgets the order.
    mutating func removeAll() {
        guard known.count > 0 else { return }
        known.removeAll(expected: 64)
        payments.removeAll(expected: 16)
    }

    /// Tells it of a line.
    /// - Parameter former: the lines of the order before this one.
    mutating func note(_ line: inout TradeLine, after former: borrowing PlainArray<TradeLine>, _ bytes: borrowing RawSpan) {
        if former.count < TradeFirsts.few { return TradeFirsts.compare(&line, former, bytes) }
        if former.count == TradeFirsts.few { for i in former.indices { _ = enter(former[i], bytes) } }
        line.firsts = enter(line, bytes)
    }

    private static func compare(_ line: inout TradeLine, _ former: borrowing PlainArray<TradeLine>, _ bytes: borrowing RawSpan) {
        var known: UInt8 = 0
        for i in former.indices where former[i].seller == line.seller && former[i].flow == line.flow {
            known |= TradeDimension.all.bit
            if former[i].model == line.model { known |= TradeDimension.tradeModel.bit }
            if former[i].hs2 == line.hs2 { known |= TradeDimension.hs2.bit }
            if former[i].product.index == line.product.index { known |= TradeDimension.category.bit }
            if former[i].partner == line.partner { known |= TradeDimension.partner.bit }
            if bytes.equals(former[i].payment.range, line.payment.range, in: bytes) { known |= TradeDimension.paymentMethod.bit }
            if former[i].currency == line.currency && former[i].isConverted == line.isConverted { known |= line.currencyDimension.bit }
        }
        line.firsts = ~known
    }

    /// Enters a line under its members; a bit for each dimension in which there was none.
    private mutating func enter(_ line: TradeLine, _ bytes: borrowing RawSpan) -> UInt8 {
        let payment = payments.index(bytes, line.payment.range)
        let members: InlineArray<7, (TradeDimension, UInt64)> = [
            (.all, 0), (.tradeModel, UInt64(line.model)), (.hs2, UInt64(line.hs2)), (.category, UInt64(line.product.index)),
            (.partner, UInt64(line.partner)), (.paymentMethod, UInt64(payment)), (line.currencyDimension, UInt64(line.currency)),
        ]
        precondition(line.seller < 1 << 26, "an order has more sellers than their bits tell apart")
        var known: UInt8 = 0
        for i in members.indices {
            let (dimension, member) = members[i]
            let count = self.known.count
            let group = UInt32(truncatingIfNeeded: line.seller) << 6 | UInt32(line.flow.rawValue) << 3 | UInt32(dimension.rawValue)
            if self.known.index(member, group) < count { known |= dimension.bit }
        }
        return ~known
    }
}

extension TradeDimension {
    @inline(__always) var bit: UInt8 { 1 &<< rawValue }
}
