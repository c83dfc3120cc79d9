/// The United Kingdom and the member states from Croatia to Slovakia, in the order of their prefixes. `n` is what follows the prefix.
extension VATNumber {
    /// GB, XI: 9 digits, or 12 (a branch), by the old or the new check mod 97; GD and HA with three digits: form only.
    static func unitedKingdom(_ n: IdentifierText) -> Verification {
        if n.count == 5 {
            guard n.isDigits(2..<5) else { return .invalid }
            let number = n.number(2..<5)
            let isDepartment = n[0] == 0x47 && n[1] == 0x44 && number < 500
            let isHealthAuthority = n[0] == 0x48 && n[1] == 0x41 && number >= 500
            return isDepartment || isHealthAuthority ? .unknown : .invalid
        }
        guard n.count == 9 || n.count == 12, n.isDigits() else { return .invalid }
        let rest = n.sum([8, 7, 6, 5, 4, 3, 2, 10, 1]) % 97
        // From 100 on two newer series are in use, moved by 55.
        return passes(rest == 0 || (n.digit(0) > 0 && (rest == 42 || rest == 55)))
    }

    /// HR: 11 digits; ISO/IEC 7064 MOD 11,10.
    static func croatia(_ n: IdentifierText) -> Verification { passes(n.count == 11 && n.isDigits() && n.passesMod11And10) }

    /// HU: 8 digits; weighted sum 0 mod 10.
    static func hungary(_ n: IdentifierText) -> Verification {
        passes(n.count == 8 && n.isDigits() && n.sum([9, 7, 3, 1, 9, 7, 3, 1]) % 10 == 0)
    }

    /// IE: 7 digits, a check letter, and since 2013 perhaps a letter more; the old form has a letter, + or * in the second place.
    static func ireland(_ n: IdentifierText) -> Verification {
        guard n.count == 8 || n.count == 9, n.isDigits(0..<1), n.isDigits(2..<7), n.isLetter(7) else { return .invalid }
        var sum: Int
        if n.isDigits(1..<2) {
            sum = n.sum([8, 7, 6, 5, 4, 3, 2])
            if n.count == 9 {
                // A–I count 1–9; W, the mark of a married woman's number, counts 0.
                guard n[8] == 0x57 || 0...8 ~= n.letter(8) else { return .invalid }
                sum += n[8] == 0x57 ? 0 : 9 * (n.letter(8) + 1)
            }
        } else {
            guard n.count == 8, n.isLetter(1) || n[1] == 0x2B || n[1] == 0x2A else { return .invalid }
            sum = n.sum([7, 6, 5, 4, 3], from: 2) + 2 * n.digit(0)
        }
        return passes(n[7] == (sum % 23 == 0 ? 0x57 : UInt8(0x40 + sum % 23)))
    }

    /// IT: 11 digits, Luhn; three of them are the province (001–100, 120, 121, 888, 999).
    static func italy(_ n: IdentifierText) -> Verification {
        guard n.count == 11, n.isDigits(), n.number(0..<7) > 0 else { return .invalid }
        switch n.number(7..<10) {
        case 1...100, 120, 121, 888, 999: return passes(n.passesLuhn(0..<11))
        default: return .invalid
        }
    }

    /// LT: 9 digits (companies) or 12 (temporary), the last but one 1; two rounds of weights mod 11.
    static func lithuania(_ n: IdentifierText) -> Verification {
        guard n.count == 9 || n.count == 12, n.isDigits(), n.digit(n.count - 2) == 1 else { return .invalid }
        var first = 0
        var second = 0
        for place in 0..<(n.count - 1) {
            first += (1 + place % 9) * n.digit(place)
            second += (1 + (place + 2) % 9) * n.digit(place)
        }
        return passes(n.digit(n.count - 1) == (first % 11 < 10 ? first % 11 : second % 11 % 10))
    }

    /// LU: 8 digits; the last two are the first six mod 89.
    static func luxembourg(_ n: IdentifierText) -> Verification {
        passes(n.count == 8 && n.isDigits() && n.number(0..<6) % 89 == n.number(6..<8))
    }

    /// LV: 11 digits: companies begin with 4–9, persons with their birthday or, since 2017, with 32.
    static func latvia(_ n: IdentifierText) -> Verification {
        guard n.count == 11, n.isDigits() else { return .invalid }
        if n.digit(0) > 3 { return passes(n.sum([9, 1, 4, 8, 3, 10, 2, 5, 7, 6, 1]) % 11 == 3) }
        let check = (1 + n.sum([10, 5, 8, 4, 2, 1, 6, 3, 7, 9])) % 11 % 10
        // DDMMYY and the century: 0 for 18…, 1 for 19…, 2 for 20….
        let year = 1800 + 100 * n.digit(6) + n.number(4..<6)
        let isPerson = n.number(0..<2) == 32 || Day(year: year, month: n.number(2..<4), day: n.number(0..<2)) != nil
        return passes(isPerson && n.digit(10) == check)
    }

    /// MT: 8 digits, the first not 0; weighted sum 0 mod 37.
    static func malta(_ n: IdentifierText) -> Verification {
        passes(n.count == 8 && n.isDigits() && n.digit(0) != 0 && n.sum([3, 4, 6, 7, 8, 9, 10, 1]) % 37 == 0)
    }

    /// NL: 9 digits, B, 2 digits: the number of a company (weights mod 11) or, since 2020 for sole traders, ISO/IEC 7064 MOD 97-10 of the
    /// whole with its prefix.
    static func netherlands(_ n: IdentifierText) -> Verification {
        guard n.count == 12, n.isDigits(0..<9), n[9] == 0x42, n.isDigits(10..<12), n.number(0..<9) > 0, n.number(10..<12) > 0 else {
            return .invalid
        }
        let isCompany = n.sum([9, 8, 7, 6, 5, 4, 3, 2]) % 11 == n.digit(8)
        // "NL" read as 23 and 21.
        return passes(isCompany || n.remainderMod97(startingWith: 2321) == 1)
    }

    /// PL: 10 digits; weighted sum mod 11 is the last.
    static func poland(_ n: IdentifierText) -> Verification {
        passes(n.count == 10 && n.isDigits() && n.sum([6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 == n.digit(9))
    }

    /// PT: 9 digits, the first not 0; 11 − Σ mod 11, 10 and 11 written 0.
    static func portugal(_ n: IdentifierText) -> Verification {
        guard n.count == 9, n.isDigits(), n.digit(0) != 0 else { return .invalid }
        let check = 11 - n.sum([9, 8, 7, 6, 5, 4, 3, 2]) % 11
        return passes(n.digit(8) == (check > 9 ? 0 : check))
    }

    /// RO: 2–10 digits, the first not 0; weights from the right, 10 · Σ mod 11 mod 10.
    static func romania(_ n: IdentifierText) -> Verification {
        guard 2...10 ~= n.count, n.isDigits(), n.digit(0) != 0 else { return .invalid }
        let weights: [9 of Int] = [2, 3, 5, 7, 1, 2, 3, 5, 7]
        var sum = 0
        for place in 0..<(n.count - 1) { sum += weights[n.count - 2 - place] * n.digit(place) }
        return passes(n.digit(n.count - 1) == 10 * sum % 11 % 10)
    }

    /// SE: the 10 digits of the organisation (Luhn) and 01–94.
    static func sweden(_ n: IdentifierText) -> Verification {
        passes(n.count == 12 && n.isDigits() && n.passesLuhn(0..<10) && 1...94 ~= n.number(10..<12))
    }

    /// SI: 8 digits, the first not 0; 11 − Σ mod 11, 10 written 0, 11 not given.
    static func slovenia(_ n: IdentifierText) -> Verification {
        guard n.count == 8, n.isDigits(), n.digit(0) != 0 else { return .invalid }
        let check = 11 - n.sum([8, 7, 6, 5, 4, 3, 2]) % 11
        return passes(check != 11 && n.digit(7) == check % 10)
    }

    /// SK: 10 digits, the first not 0, the third 2, 3, 4, 7, 8 or 9; divisible by 11.
    static func slovakia(_ n: IdentifierText) -> Verification {
        guard n.count == 10, n.isDigits(), n.digit(0) != 0 else { return .invalid }
        switch n.digit(2) {
        case 2, 3, 4, 7, 8, 9: return passes(n.number(0..<10) % 11 == 0)
        default: return .invalid
        }
    }
}
