/// The natural logarithm of `x`, from + − × ÷ alone: the same bits on every machine, as `exponential` is.
///
/// x = m · 2^k with m in (√½, √2]; ln m = 2 · artanh s with s = (m − 1) ÷ (m + 1), so that s² < 0.0295 and 13 terms of the series
/// leave less than 10⁻²⁰; k · ln 2 in two parts (Cody and Waite). The error is below 3 · 10⁻¹⁶ times the greater of 1 and |ln x|.
///
/// - Parameter x: finite and above 0; anything else is a fault of the caller's.
public func naturalLogarithm(_ x: Double) -> Double {
    precondition(x > 0 && x.isFinite, "A logarithm needs a finite number above 0.")
    var m = x.significand
    var k = Double(x.exponent)
    if m > 1.4142135623730951 {
        m /= 2
        k += 1
    }
    let s = (m - 1) / (m + 1)
    let square = s * s
    var sum = 0.0
    var n = 25.0
    while n >= 1 {
        sum = sum * square + 1 / n
        n -= 2
    }
    let high = 0.693147180369123816490  // ln 2 to 33 bits: k × high is exact
    let low = 1.90821492927058770002e-10
    return k * high + (k * low + 2 * s * sum)
}
