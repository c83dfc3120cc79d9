/// Global Trade Item Number (GS1 General Specifications): GTIN-8, -12, -13 and -14.
public enum GTIN: Identifier {
    /// Whether there are 8, 12, 13 or 14 digits of which the last is GS1's check digit.
    public static func isValid(_ text: IdentifierText) -> Bool {
        switch text.count {
        case 8, 12, 13, 14: text.isDigits() && text.gs1Sum % 10 == 0
        default: false
        }
    }

    /// The 14 digits by which the lengths of one number are equal (zeros before the shorter), or nil where it is not valid.
    public static func padded(_ bytes: some Collection<UInt8>) -> String? {
        let digits = IdentifierText.compacted(bytes)
        guard IdentifierScheme.gtin.verification(of: digits) == .valid else { return nil }
        return String(repeating: "0", count: 14 - digits.count) + String(decoding: digits, as: UTF8.self)
    }
}
