/// `value` with a fixed number of decimals, rounded half away from zero; a point as decimal sign on every machine.
public func decimalText(_ value: Double, decimals: Int) -> String {
    var digits: [UInt8] = []
    appendDecimal(value, decimals: decimals, to: &digits)
    return String(decoding: digits, as: UTF8.self)
}

/// Appends what `decimalText` gives, in ASCII.
public func appendDecimal(_ value: Double, decimals: Int, to text: inout [UInt8]) {
    var power = 1
    for _ in 0..<decimals { power *= 10 }
    let scaled = (value * Double(power)).rounded(.toNearestOrAwayFromZero)
    let bounded = min(max(scaled, -9e15), 9e15)
    let whole = Int(bounded)
    if whole < 0 { text.append(UInt8(ascii: "-")) }
    let magnitude = whole.magnitude
    guard decimals > 0 else { return appendDigits(magnitude, to: &text) }
    let scale = UInt(power)
    appendDigits(magnitude / scale, to: &text)
    text.append(UInt8(ascii: "."))
    appendDigits(magnitude % scale, atLeast: decimals, to: &text)
}

/// Appends a whole number in ASCII.
public func appendInteger(_ value: Int64, to text: inout [UInt8]) {
    if value < 0 { text.append(UInt8(ascii: "-")) }
    appendDigits(UInt(value.magnitude), to: &text)
}

private func appendDigits(_ value: UInt, atLeast count: Int = 1, to text: inout [UInt8]) {
    // Room for all of them is made once: each byte that is appended alone asks whether there is any.
    text.append(addingCapacity: 20) { $0.appendDigits(value, atLeast: count) }
}

extension OutputSpan<UInt8> {
    /// Appends a whole number in ASCII, with zeros before it where it has fewer than `count` digits.
    mutating func appendDigits(_ value: Int, atLeast count: Int) {
        if value < 0 { append(UInt8(ascii: "-")) }
        appendDigits(value.magnitude, atLeast: count)
    }

    fileprivate mutating func appendDigits(_ value: UInt, atLeast count: Int) {
        // As in dates and times.
        if count == 2 && value < 100 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / 10))
            return append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value % 10))
        }
        var digits: InlineArray<20, UInt8> = InlineArray(repeating: UInt8(ascii: "0"))
        var rest = value
        var first = 20
        while rest > 0 {
            first -= 1
            digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        for place in min(first, 20 - count)..<20 { append(digits[place]) }
    }
}
