import Domain

/// Text as its bytes: equal and ordered by bytes, where `String` would take equivalent spellings of one letter for the same.
struct Text: Hashable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
    init(stringLiteral text: String) { bytes = Array(text.utf8) }

    var description: String { String(decoding: bytes, as: UTF8.self) }

    static func < (a: Text, b: Text) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

/// A typed value of a row; missing is least.
enum Value: Hashable, Comparable {
    case missing
    case text(Text)
    /// In millionths: the contract allows six decimals.
    case number(Int128)
    case instant(Instant)
}

enum ValueType {
    case text, number, instant

    /// The typed value of a field; an empty one is missing.
    func value(of field: [UInt8]) -> Value {
        if field.isEmpty { return .missing }
        switch self {
        case .text:
            return .text(Text(field))
        case .number:
            guard let number = parsedMillionths(field) else {
                preconditionFailure("the twin takes valid rows only: not a decimal: \(Text(field))")
            }
            return .number(number)
        case .instant:
            guard let instant = parsedInstant(field) else {
                preconditionFailure("the twin takes valid rows only: not an instant: \(Text(field))")
            }
            return .instant(instant)
        }
    }
}

/// A decimal (`12`, `-0.5`, `+3.141593`) in millionths, or nil where the text is no decimal or has more than six decimals.
func parsedMillionths(_ text: [UInt8]) -> Int128? {
    var digits = text[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    let parts = digits.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = parts.count == 2 ? Array(parts[1]) : []
    guard !digits.isEmpty, let whole = parts.first, whole.count + fraction.count > 0, fraction.count <= 6 else { return nil }
    let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 6 - fraction.count)
    var number: Int128 = 0
    for byte in whole + fraction + zeros {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        number = number * 10 + Int128(byte - UInt8(ascii: "0"))
    }
    return isNegative ? -number : number
}

/// An instant of RFC 3339, cut to the second; a date alone is its 00:00 UTC. Nil where the text is neither.
func parsedInstant(_ field: [UInt8]) -> Instant? {
    guard let day = Day(Text(Array(field.prefix(10))).description) else { return nil }
    if field.count == 10 { return day.start }
    var rest = field.dropFirst(10)

    func take(_ allowed: String) -> UInt8? {
        guard let byte = rest.first, allowed.utf8.contains(byte) else { return nil }
        rest = rest.dropFirst()
        return byte
    }
    func takeTwoDigits() -> Int? {
        guard let tens = take("0123456789"), let ones = take("0123456789") else { return nil }
        return Int(tens - 48) * 10 + Int(ones - 48)
    }

    guard take("Tt ") != nil, let hour = takeTwoDigits(), take(":") != nil, let minute = takeTwoDigits(), take(":") != nil,
        let second = takeTwoDigits(), hour < 24, minute < 60, second <= 60
    else { return nil }
    if take(".") != nil {
        guard take("0123456789") != nil else { return nil }
        while take("0123456789") != nil {}
    }
    /// Second 60 is there at 23:59:60 UTC only.
    func known(_ seconds: Int64) -> Instant? { second < 60 || seconds % 86_400 == 0 ? Instant(seconds) : nil }

    let local = day.start.seconds + Int64(hour * 3600 + minute * 60 + second)
    if take("Zz") != nil { return rest.isEmpty ? known(local) : nil }
    guard let sign = take("+-"), let hours = takeTwoDigits(), take(":") != nil, let minutes = takeTwoDigits(), rest.isEmpty,
        hours < 24, minutes < 60
    else { return nil }
    let offset = Int64(hours * 3600 + minutes * 60)
    return known(sign == UInt8(ascii: "+") ? local - offset : local + offset)
}
