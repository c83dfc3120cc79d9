/// Unified Social Credit Code of China (GB 32100-2015): department, type, six digits of region, nine characters of organisation code with
/// a check of their own, and a check character.
public enum USCC: Identifier {
    /// Whether the form and both check characters are right. Department and type may be letters (Y is the
    /// department "other"); the region is digits.
    public static func isValid(_ text: IdentifierText) -> Bool {
        guard text.count == 18, text.isDigits(2..<8), organisationCheck(text) else { return false }
        var sum = 0
        var weight = 1
        for place in 0..<18 {
            let value = value(of: text[place])
            guard value >= 0 else { return false }
            // The check character closes the sum: with weight 1 all is 0 mod 31, which needs no special case where the rest is 0.
            sum += place == 17 ? value : value * weight
            weight = weight * 3 % 31
        }
        return sum % 31 == 0
    }

    /// GB 11714-1997: the characters at places 8..<16 with the check at 16; 11 − Σ mod 11, 10 written X, 11 written 0.
    private static func organisationCheck(_ text: IdentifierText) -> Bool {
        let weights: [8 of Int] = [3, 7, 9, 10, 5, 8, 4, 2]
        var sum = 0
        for place in 0..<8 {
            let byte = text[8 + place]
            guard value(of: byte) >= 0 else { return false }
            // Letters count A = 10 … Z = 35 here, unlike in the alphabet of the whole code, which leaves out five of them.
            sum += weights[place] * (byte < 0x41 ? Int(byte) - 0x30 : Int(byte) - 0x41 + 10)
        }
        let check = (11 - sum % 11) % 11
        return text[16] == (check == 10 ? 0x58 : UInt8(0x30 + check))
    }

    /// A character's place in "0123456789ABCDEFGHJKLMNPQRTUWXY", or −1 for all others (I, O, S, V, Z among them).
    private static func value(of byte: UInt8) -> Int {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x48: Int(byte) - 0x41 + 10
        case 0x4A...0x4E: Int(byte) - 0x4A + 18
        case 0x50...0x52: Int(byte) - 0x50 + 23
        case 0x54, 0x55: Int(byte) - 0x54 + 26
        case 0x57...0x59: Int(byte) - 0x57 + 28
        default: -1
        }
    }
}
