/// The bytes of a size like `64MiB`, `4GiB`, `512KiB` or a plain number of bytes; nil where the text is no such size, is zero or
/// does not fit.
public func byteSize(_ text: String) -> Int? {
    let units = [("KiB", 10), ("MiB", 20), ("GiB", 30), ("TiB", 40)]
    var digits = text[...]
    var shift = 0
    for (unit, power) in units where text.hasSuffix(unit) {
        digits = text.dropLast(unit.count)
        shift = power
    }
    guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(digits), count > 0 else { return nil }
    let (size, overflows) = count.multipliedReportingOverflow(by: 1 << shift)
    return overflows ? nil : size
}
