/// Identifier of a postal item (UPU S10): two letters of service, eight digits, a check digit, two letters of country.
///
/// Serial numbers come round again after twelve months or more: an item is known by its number and its time.
public enum S10: Identifier {
    /// Whether the form and the check digit are right and the country is one of `Country.list`.
    ///
    /// Service indicators that UPU holds in reserve (J, K, S, T, W) pass: they are assigned now and then, and a list would age.
    public static func isValid(_ text: IdentifierText) -> Bool {
        guard text.count == 13, text.isLetter(0), text.isLetter(1), text.isDigits(2..<11) else { return false }
        guard text.digit(10) == checkDigit(weightedSum: text.sum([8, 6, 4, 2, 3, 5, 9, 7], from: 2)) else { return false }
        return Country.list.contains(UInt32(text[11]) | UInt32(text[12]) << 8)
    }

    /// Whether thirteen bytes have the form (two letters, nine digits, two letters) and are no valid item: for the many, in words.
    ///
    /// - Parameters:
    ///   - first: bytes 0 to 7, the first one lowest.
    ///   - second: bytes 5 to 12.
    public static func failsCheck(_ first: UInt64, _ second: UInt64) -> Bool {
        let digits = first &>> 16 | (second &>> 24) &<< 48
        let checkDigit = second &>> 40 & 0xFF
        let country = UInt32(truncatingIfNeeded: second &>> 48)
        guard isLetter(first), isLetter(first &>> 8), isLetter(second &>> 48), isLetter(second &>> 56), checkDigit &- 0x30 < 10,
            digits & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030,
            (digits &+ 0x0606_0606_0606_0606) & 0xF0F0_F0F0_F0F0_F0F0 == 0x3030_3030_3030_3030
        else { return false }
        // Weights 8, 6, 4, 2, 3, 5, 9, 7: those of the even places and of the odd ones meet in the highest lane of a product.
        let even = (digits & 0x000F_000F_000F_000F) &* 0x0008_0004_0003_0009
        let odd = (digits &>> 8 & 0x000F_000F_000F_000F) &* 0x0006_0002_0005_0007
        let sum = Int(truncatingIfNeeded: even &>> 48 &+ odd &>> 48)
        return UInt64(S10.checkDigit(weightedSum: sum)) != checkDigit &- 0x30 || !Country.list.contains(country)
    }

    private static func isLetter(_ byte: UInt64) -> Bool { byte & 0xFF &- 0x41 < 26 }

    /// 11 − Σ mod 11, where 10 becomes 0 and 11 becomes 5: an item with check digit 5 is the weaker protected.
    static func checkDigit(weightedSum: Int) -> Int {
        let c = 11 - weightedSum % 11
        return c == 10 ? 0 : c == 11 ? 5 : c
    }
}
