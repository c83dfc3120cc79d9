/// A sum of money in two parts that add up each by itself, without a carry: its value is high × 2³² + low minor units.
///
/// An amount of less than 2³² minor units is all `low`, so that ordinary sums take one word and the bytes of one. Both parts have the
/// amount's sign. Parts of amounts that fit 64 bits add up in 64 bits over 2³¹ amounts: more rows of one seller no store holds.
public struct SplitAmount: BitwiseCopyable, Hashable, Sendable {
    public var low: Int64
    public var high: Int64

    @inlinable public init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }

    /// Splits the amount. One of 2⁹⁵ minor units or more, which no 2³² rows come to, is cut off.
    @inlinable public init(_ amount: Int128) {
        let word = Int64(truncatingIfNeeded: amount)
        if Int128(word) == amount, word.magnitude < 1 << 32 {
            low = word
            high = 0
        } else {
            let parts = amount.quotientAndRemainder(dividingBy: 1 << 32)
            low = Int64(truncatingIfNeeded: parts.remainder)
            high = Int64(truncatingIfNeeded: parts.quotient)
        }
    }

    /// Both parts together.
    @inlinable public var value: Int128 { Int128(high) &<< 32 &+ Int128(low) }
}
