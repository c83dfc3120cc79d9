/// Member states from Austria to France, in the order of their prefixes. `n` is what follows the prefix.
extension VATNumber {
    /// AT: U and 8 digits; Luhn's sum of the first seven, the last and 4 are 0 mod 10.
    static func austria(_ n: IdentifierText) -> Verification {
        passes(n.count == 9 && n[0] == 0x55 && n.isDigits(1..<9) && (n.luhnSum(1..<8) + n.digit(8) + 4) % 10 == 0)
    }

    /// BE: 10 digits, the first 0 or 1; the last two are 97 − the first eight mod 97.
    static func belgium(_ n: IdentifierText) -> Verification {
        guard n.count == 10, n.isDigits(), n.digit(0) <= 1, n.number(0..<10) > 0 else { return .invalid }
        return passes((n.number(0..<8) + n.number(8..<10)) % 97 == 0)
    }

    /// BG: 9 digits (companies), or 10 that are a personal number, a foreigner's number or another's.
    static func bulgaria(_ n: IdentifierText) -> Verification {
        guard n.isDigits() else { return .invalid }
        if n.count == 9 {
            let first = n.sum([1, 2, 3, 4, 5, 6, 7, 8]) % 11
            let check = first < 10 ? first : n.sum([3, 4, 5, 6, 7, 8, 9, 10]) % 11 % 10
            return passes(n.digit(8) == check)
        }
        guard n.count == 10 else { return .invalid }
        // The month of a personal number says the century: + 20 before 1900, + 40 from 2000 on.
        let month = n.number(2..<4)
        let century = month > 40 ? 2000 : month > 20 ? 1800 : 1900
        let isBirthday = Day(year: century + n.number(0..<2), month: month % 20, day: n.number(4..<6)) != nil && month <= 52
        let personal = isBirthday && n.sum([2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == n.digit(9)
        let foreigner = n.sum([21, 19, 17, 13, 11, 9, 7, 3, 1]) % 10 == n.digit(9)
        let other = (11 - n.sum([4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11) % 11 == n.digit(9)
        return passes(personal || foreigner || other)
    }

    /// CY: 8 digits, not beginning with 12, and a letter: the sum of digits, every other one translated, mod 26.
    static func cyprus(_ n: IdentifierText) -> Verification {
        guard n.count == 9, n.isDigits(0..<8), n.number(0..<2) != 12 else { return .invalid }
        let translated: [10 of Int] = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
        var sum = 0
        for place in 0..<8 { sum += place % 2 == 0 ? translated[n.digit(place)] : n.digit(place) }
        return passes(n.letter(8) == sum % 26)
    }

    /// CZ: 8 digits (companies), 9 beginning with 6 (special), or a birth number of 9 or 10 digits.
    static func czechia(_ n: IdentifierText) -> Verification {
        guard n.isDigits() else { return .invalid }
        switch n.count {
        case 8:
            let check = (11 - n.sum([8, 7, 6, 5, 4, 3, 2]) % 11) % 11
            return passes(n.digit(0) != 9 && n.digit(7) == (check == 0 ? 1 : check % 10))
        case 9 where n.digit(0) == 6:
            let c = n.sum([8, 7, 6, 5, 4, 3, 2], from: 1) % 11
            return passes(n.digit(8) == (c + 8) % 10)
        case 9:
            return birthday(n, hasCheckDigit: false) ? .unknown : .invalid
        case 10:
            return passes(birthday(n, hasCheckDigit: true) && n.number(0..<9) % 11 % 10 == n.digit(9))
        default: return .invalid
        }
    }

    /// Whether a Czech birth number begins with a day (YYMMDD; month + 50 for women, + 20 where a day's serials ran out). Nine digits were
    /// given until 1953, ten since 1954.
    private static func birthday(_ n: IdentifierText, hasCheckDigit: Bool) -> Bool {
        let year = n.number(0..<2)
        let century = hasCheckDigit ? (year < 54 ? 2000 : 1900) : (year >= 80 ? 1800 : 1900)
        guard hasCheckDigit || century + year <= 1953 else { return false }
        return Day(year: century + year, month: n.number(2..<4) % 50 % 20, day: n.number(4..<6)) != nil
    }

    /// DE: 9 digits, the first not 0; ISO/IEC 7064 MOD 11,10.
    static func germany(_ n: IdentifierText) -> Verification {
        passes(n.count == 9 && n.isDigits() && n.digit(0) != 0 && n.passesMod11And10)
    }

    /// DK: 8 digits, the first not 0; weighted sum 0 mod 11.
    static func denmark(_ n: IdentifierText) -> Verification {
        passes(n.count == 8 && n.isDigits() && n.digit(0) != 0 && n.sum([2, 7, 6, 5, 4, 3, 2, 1]) % 11 == 0)
    }

    /// EE: 9 digits; weighted sum 0 mod 10.
    static func estonia(_ n: IdentifierText) -> Verification {
        passes(n.count == 9 && n.isDigits() && n.sum([3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0)
    }

    /// EL: 9 digits; Σ 2^(9 − i) · digit mod 11 mod 10.
    static func greece(_ n: IdentifierText) -> Verification {
        passes(n.count == 9 && n.isDigits() && n.sum([256, 128, 64, 32, 16, 8, 4, 2]) % 11 % 10 == n.digit(8))
    }

    /// ES: DNI (8 digits and a letter), NIE (X, Y, Z), K, L, M, or the number of an organisation, whose check is a digit or a letter:
    /// sources disagree which kind has which, either passes.
    static func spain(_ n: IdentifierText) -> Verification {
        guard n.count == 9, n.isDigits(1..<8) else { return .invalid }
        switch n[0] {
        case 0x30...0x39: return passes(n[8] == letter(ofDNI: n.number(0..<8)))
        case 0x58...0x5A: return passes(n[8] == letter(ofDNI: (Int(n[0]) - 0x58) * 10_000_000 + n.number(1..<8)))
        case 0x4B...0x4D: return passes(n[8] == letter(ofDNI: n.number(1..<8)))
        case 0x41...0x48, 0x4A, 0x4E, 0x50...0x53, 0x55...0x57:
            let check = (10 - n.luhnSum(1..<8, doublesLast: true) % 10) % 10
            return passes(n.digit(8) == check || n[8] == (check == 0 ? 0x4A : UInt8(0x40 + check)))
        default: return .invalid
        }
    }

    private static func letter(ofDNI number: Int) -> UInt8 {
        let letters: StaticString = "TRWAGMYFPDXBNJZSQVHLCKE"
        return Array(letters.description.utf8)[number % 23]
    }

    /// FI: 8 digits; weighted sum 0 mod 11.
    static func finland(_ n: IdentifierText) -> Verification {
        passes(n.count == 8 && n.isDigits() && n.sum([7, 9, 10, 5, 8, 4, 2, 1]) % 11 == 0)
    }

    /// FR: a key of two characters and the nine digits of the SIREN (Luhn; not for Monaco's, which begin with 000). A key of digits is
    /// (12 + 3 · (SIREN mod 97)) mod 97; one with a letter has its own rule.
    static func france(_ n: IdentifierText) -> Verification {
        guard n.count == 11, n.isDigits(2..<11) else { return .invalid }
        let siren = n.number(2..<11)
        guard n.number(2..<5) == 0 || n.passesLuhn(2..<11) else { return .invalid }
        if n.isDigits(0..<2) { return passes(n.number(0..<2) == (12 + 3 * (siren % 97)) % 97) }
        guard let first = keyValue(n[0]), let second = keyValue(n[1]) else { return .invalid }
        let key = first < 10 ? first * 24 + second - 10 : first * 34 + second - 100
        return passes((siren + 1 + key / 11) % 11 == key % 11)
    }

    /// A character's place in the digits and the letters without I and O.
    private static func keyValue(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30
        case 0x41...0x48: Int(byte) - 0x41 + 10
        case 0x4A...0x4E: Int(byte) - 0x4A + 18
        case 0x50...0x5A: Int(byte) - 0x50 + 23
        default: nil
        }
    }
}
