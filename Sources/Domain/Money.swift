/// Exact amounts of money in integers: rounded once, half up (⌊x + 0.5⌋, below zero too), to minor units.
///
/// *Micros* are millionths of a unit: the contract's decimals have at most six. `digits` is `Currency.minorDigits`, 0–6 here. Each
/// function gives nil where the result does not fit 64 bits or `digits` is out of range.
public enum Money {
    /// The amount of an order's line: quantity × unit price + freight, in minor units.
    ///
    /// ⌊(q · p + f · 10⁶) / 10^(12 − digits) + 0.5⌋ over micros; the sum is below 2¹²⁷ for any arguments.
    @inlinable public static func amountMinor(
        quantityMicros: Int64, unitPriceMicros: Int64, freightMicros: Int64, digits: Int
    ) -> Int64? {
        // All but amounts of millions fit 64 bits, where division by a constant is a multiplication.
        let (goods, goodsOverflow) = quantityMicros.multipliedReportingOverflow(by: unitPriceMicros)
        let (freight, freightOverflow) = freightMicros.multipliedReportingOverflow(by: 1_000_000)
        let (sum, sumOverflow) = goods.addingReportingOverflow(freight)
        if !goodsOverflow, !freightOverflow, !sumOverflow {
            switch digits {
            case 2: return roundedHalfUp(sum, 10_000_000_000)
            case 0: return roundedHalfUp(sum, 1_000_000_000_000)
            case 3: return roundedHalfUp(sum, 1_000_000_000)
            default: break
            }
        }
        return amountMinorWide(quantityMicros, unitPriceMicros, freightMicros, digits)
    }

    /// The same in 128 bits.
    @usableFromInline static func amountMinorWide(_ quantity: Int64, _ price: Int64, _ freight: Int64, _ digits: Int) -> Int64? {
        guard 0...6 ~= digits else { return nil }
        let sum = Int128(quantity) * Int128(price) + Int128(freight) * 1_000_000
        let divisor = Int128(powerOfTen(12 - digits))
        return Int64(exactly: floorDivided(sum + divisor / 2, divisor))
    }

    /// An amount of money in minor units, from micros.
    @inlinable public static func amountMinor(micros: Int64, digits: Int) -> Int64? {
        switch digits {
        case 2: roundedHalfUp(micros, 10_000)
        case 0...6: roundedHalfUp(micros, powerOfTen(6 - digits))
        default: nil
        }
    }

    /// An amount converted to euro cents at a reference rate in millionths of the currency's units per euro (> 0, else nil).
    ///
    /// ⌊(amount · 10^(8 − digits) + ⌊r / 2⌋) / r⌋: half up; for odd r the half itself does not occur.
    @inlinable public static func euroMinor(amountMinor: Int64, digits: Int, rateMillionths: Int64) -> Int64? {
        guard 0...6 ~= digits, rateMillionths > 0 else { return nil }
        let (scaled, overflow) = amountMinor.multipliedReportingOverflow(by: powerOfTen(8 - digits))
        let (sum, sumOverflow) = scaled.addingReportingOverflow(rateMillionths / 2)
        if !overflow, !sumOverflow { return floorDivided(sum, rateMillionths) }
        let wide = Int128(amountMinor) * Int128(powerOfTen(8 - digits)) + Int128(rateMillionths / 2)
        return Int64(exactly: floorDivided(wide, Int128(rateMillionths)))
    }

    /// ⌊a / b + 0.5⌋ for b > 0, even or 1.
    @inlinable static func roundedHalfUp(_ a: Int64, _ b: Int64) -> Int64 {
        let quotient = floorDivided(a, b)
        // The remainder instead of a + b / 2, which may overflow.
        return a &- quotient &* b >= b &- b / 2 ? quotient &+ 1 : quotient
    }

    /// ⌊a / b⌋ for b > 0.
    @inlinable static func floorDivided<I: FixedWidthInteger & SignedInteger>(_ a: I, _ b: I) -> I {
        let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// 10^n for n in 0...12.
    @inlinable public static func powerOfTen(_ n: Int) -> Int64 {
        switch n {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        case 8: 100_000_000
        case 9: 1_000_000_000
        case 10: 10_000_000_000
        case 11: 100_000_000_000
        case 12: 1_000_000_000_000
        default: preconditionFailure("Powers of ten are for the digits of money: 0 to 12, not \(n).")
        }
    }
}
