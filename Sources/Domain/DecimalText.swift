/// `value` with a fixed number of decimals, rounded half away from zero; a point as decimal sign on every machine.
public func decimalText(_ value: Double, decimals: Int) -> String {
    var power = 1
    for _ in 0..<decimals { power *= 10 }
    let scaled = (value * Double(power)).rounded(.toNearestOrAwayFromZero)
    let bounded = min(max(scaled, -9e15), 9e15)
    let whole = Int(bounded)
    let sign = whole < 0 ? "-" : ""
    let magnitude = abs(whole)
    guard decimals > 0 else { return sign + String(magnitude) }
    let fraction = String(magnitude % power)
    return sign + String(magnitude / power) + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
}
