import Domain

/// `value` (above 0) with at least so many significant digits, at most fifteen decimals, never an exponent.
func significantText(_ value: Double, digits: Int) -> String {
    var decimals = digits - 1
    var power = 1.0  // exact: powers of ten up to 10²² are doubles
    while power * 10 <= value && decimals > 0 {
        power *= 10
        decimals -= 1
    }
    power = 1
    while value * power < 1 && decimals < 15 {
        power *= 10
        decimals += 1
    }
    return decimalText(value, decimals: decimals)
}
