/// Identifier of a postal item (UPU S10): two letters of service, eight digits, a check digit, two letters of country.
///
/// Serial numbers come round again after twelve months or more: an item is known by its number and its time.
public enum S10: Identifier {
    /// Whether the form and the check digit are right and the country is one of `Country.list`.
    ///
    /// Service indicators that UPU reserves pass: they are assigned now and then, and a list would age (see `isReservedService`).
    public static func isValid(_ text: IdentifierText) -> Bool {
        guard text.count == 13, text.isLetter(0), text.isLetter(1), text.isDigits(2..<11) else { return false }
        guard text.digit(10) == checkDigit(weightedSum: text.sum([8, 6, 4, 2, 3, 5, 9, 7], from: 2)) else { return false }
        return Country.list.contains(UInt32(text[11]) | UInt32(text[12]) << 8)
    }

    /// Whether the service indicator begins with a letter that UPU holds in reserve: J, K, S, T, W.
    public static func isReservedService(_ text: IdentifierText) -> Bool {
        switch text[0] {
        case 0x4A, 0x4B, 0x53, 0x54, 0x57: true
        default: false
        }
    }

    /// 11 − Σ mod 11, where 10 becomes 0 and 11 becomes 5: an item with check digit 5 is the weaker protected.
    static func checkDigit(weightedSum: Int) -> Int {
        let c = 11 - weightedSum % 11
        return c == 10 ? 0 : c == 11 ? 5 : c
    }
}
