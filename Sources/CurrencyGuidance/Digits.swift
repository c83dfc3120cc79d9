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

/// A text as a JSON string (RFC 8259).
func jsonText(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case "\n": result += "\\n"
        case "\r": result += "\\r"
        case "\t": result += "\\t"
        default:
            if scalar.value < 0x20 {
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result + "\""
}

/// A field of a CSV line (RFC 4180): in quotes where it must be.
func csvText(_ text: String) -> String {
    guard text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) else { return text }
    var result = "\""
    for character in text { result += character == "\"" ? "\"\"" : String(character) }
    return result + "\""
}
