/// e to the power of `x`, from + − × ÷ alone.
///
/// A library's `exp` differs between machines in the last bit; this one does not, so that a stored PD cannot either
/// (DESIGN 2, law 2). x = k · ln 2 + r with |r| ≤ ln 2 / 2 (ln 2 split in two, after Cody and Waite), the Taylor series of
/// e^r to the 17th power by Horner's rule, times 2^k. The relative error is below 4 · 10⁻¹⁶ times the terms' sum: under one
/// part in 10¹⁴ for every score that a card can give.
///
/// - Returns: 0 below −700 and e^700 above 700: no probability that is rounded to nine decimals can tell the difference.
public func exponential(_ x: Double) -> Double {
    if x < -700 { return 0 }
    let bounded = x > 700 ? 700 : x
    let k = (bounded * 1.4426950408889634).rounded(.toNearestOrEven)
    let high = 0.693147180369123816490  // ln 2 to 33 bits: k × high is exact
    let low = 1.90821492927058770002e-10
    let r = (bounded - k * high) - k * low
    var sum = 1.0
    var n = 17.0
    while n >= 1 {
        sum = 1 + sum * r / n
        n -= 1
    }
    return sum * Double(sign: .plus, exponent: Int(k), significand: 1)
}
