import Domain

/// How the values of a row are written; spellings of one value differ in bytes, not in meaning.
struct Spelling {
    /// Minutes east of UTC; 0 is written `Z`.
    var zoneMinutes = 0
    /// Decimals padded with zeros to six places.
    var isPadded = false
    /// Fractions of a second are written, which readers drop.
    var hasFraction = false
}

/// The fields of one row, in the contract's order of columns; an empty field means missing.
struct FieldList {
    private(set) var bytes: [UInt8] = []
    private(set) var ends: [Int] = []
    var spelling = Spelling()

    var count: Int { ends.count }

    subscript(index: Int) -> ArraySlice<UInt8> {
        bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    mutating func clear() {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
    }

    mutating func add(_ text: String) {
        bytes.append(contentsOf: text.utf8)
        ends.append(bytes.count)
    }

    mutating func add(raw: some Sequence<UInt8>) {
        bytes.append(contentsOf: raw)
        ends.append(bytes.count)
    }

    mutating func blank(_ count: Int = 1) {
        for _ in 0..<count { ends.append(bytes.count) }
    }

    mutating func add(integer: Int) {
        digits(integer, width: 1)
        ends.append(bytes.count)
    }

    /// Millionths as a decimal with at least `decimals` places; nil is missing.
    mutating func add(micro: Int64?, decimals: Int = 0) {
        if let micro { decimal(micro, scale: 6, least: spelling.isPadded ? 6 : decimals) }
        ends.append(bytes.count)
    }

    /// Minor units of a currency with this many digits; nil is missing.
    mutating func add(minor: Int64?, digits: Int) {
        if let minor { decimal(minor, scale: digits, least: digits) }
        ends.append(bytes.count)
    }

    /// RFC 3339 in the spelling's zone; a midnight of UTC may be a date alone; nil is missing.
    mutating func add(instant: Int64?) {
        if let instant { append(instant: instant) }
        ends.append(bytes.count)
    }

    mutating func add(day: Day) {
        append(day: day)
        ends.append(bytes.count)
    }

    private mutating func append(day: Day) {
        let (year, month, dayOfMonth) = day.civil
        digits(year, width: 4)
        bytes.append(0x2D)
        digits(month, width: 2)
        bytes.append(0x2D)
        digits(dayOfMonth, width: 2)
    }

    private mutating func append(instant: Int64) {
        let local = Instant(instant + Int64(spelling.zoneMinutes) * 60)
        append(day: local.day)
        let seconds = Int(local.seconds - local.day.start.seconds)
        if seconds == 0, spelling.zoneMinutes == 0, local.day.number % 2 == 0 { return }
        bytes.append(0x54)
        digits(seconds / 3600, width: 2)
        bytes.append(0x3A)
        digits(seconds / 60 % 60, width: 2)
        bytes.append(0x3A)
        digits(seconds % 60, width: 2)
        if spelling.hasFraction { bytes.append(contentsOf: ".250".utf8) }
        guard spelling.zoneMinutes != 0 else { return bytes.append(0x5A) }
        bytes.append(spelling.zoneMinutes < 0 ? 0x2D : 0x2B)
        digits(abs(spelling.zoneMinutes) / 60, width: 2)
        bytes.append(0x3A)
        digits(abs(spelling.zoneMinutes) % 60, width: 2)
    }

    private mutating func decimal(_ value: Int64, scale: Int, least: Int) {
        var unit: Int64 = 1
        for _ in 0..<scale { unit *= 10 }
        if value < 0 { bytes.append(0x2D) }
        let magnitude = Int64(value.magnitude)
        digits(Int(magnitude / unit), width: 1)
        var fraction = magnitude % unit
        var places = scale
        while places > least, fraction % 10 == 0 {
            fraction /= 10
            places -= 1
        }
        guard places > 0 else { return }
        bytes.append(0x2E)
        digits(Int(fraction), width: places)
    }

    private mutating func digits(_ value: Int, width: Int) {
        if value < 0 { bytes.append(0x2D) }
        let start = bytes.count
        var rest = value.magnitude
        while rest > 0 || bytes.count - start < width {
            bytes.append(0x30 + UInt8(rest % 10))
            rest /= 10
        }
        bytes[start...].reverse()
    }
}

/// Whole numbers padded with zeros, for identifiers.
func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// Division that rounds down, also below zero.
func floorDivision(_ a: Int64, _ b: Int64) -> Int64 {
    let quotient = a / b
    return a % b < 0 ? quotient - 1 : quotient
}
