/// VAT identification numbers of the European Union's member states (EL or GR for Greece), Northern Ireland (XI), Great Britain (GB), and
/// the numbers of the One Stop Shop (EU…, IM…).
///
/// Forms and check digits as VIES and the tax administrations use them. Check digits are verified for every state. Form only, and so
/// `.unknown`: OSS and IOSS (their algorithm is not published), Czech birth numbers of nine digits (given until 1953, without a check
/// digit), and the five characters of British government departments and health authorities.
public enum VATNumber {
    /// What can be said of a compacted number without asking VIES: a prefix that is not in the list, or form only, is unknown.
    public static func verify(_ text: [UInt8]) -> Verification {
        guard text.count >= 2, let check = check(prefix: CodeList.unpack(UInt32(text[0]) | UInt32(text[1]) << 8)) else { return .unknown }
        // Nothing behind the prefix, or more than any form has.
        guard let number = IdentifierText(text.dropFirst(2)) else { return .invalid }
        return check(number)
    }

    typealias Check = (IdentifierText) -> Verification

    private static func check(prefix: String) -> Check? {
        switch prefix {
        case "AT": austria
        case "BE": belgium
        case "BG": bulgaria
        case "CY": cyprus
        case "CZ": czechia
        case "DE": germany
        case "DK": denmark
        case "EE": estonia
        case "EL", "GR": greece
        case "ES": spain
        case "EU": nonUnionOneStopShop
        case "FI": finland
        case "FR": france
        case "GB", "XI": unitedKingdom
        case "HR": croatia
        case "HU": hungary
        case "IE": ireland
        case "IM": importOneStopShop
        case "IT": italy
        case "LT": lithuania
        case "LU": luxembourg
        case "LV": latvia
        case "MT": malta
        case "NL": netherlands
        case "PL": poland
        case "PT": portugal
        case "RO": romania
        case "SE": sweden
        case "SI": slovenia
        case "SK": slovakia
        default: nil
        }
    }

    /// `.valid` where the condition holds.
    static func passes(_ condition: Bool) -> Verification { condition ? .valid : .invalid }

    /// EU: three digits of the member state of identification and six more; the check digit is not published.
    private static func nonUnionOneStopShop(_ n: IdentifierText) -> Verification {
        n.count == 9 && n.isDigits() && isMemberState(n.number(0..<3)) ? .unknown : .invalid
    }

    /// IM: three digits of the member state of identification and seven more; the check digit is not published.
    private static func importOneStopShop(_ n: IdentifierText) -> Verification {
        n.count == 10 && n.isDigits() && isMemberState(n.number(0..<3)) ? .unknown : .invalid
    }

    /// Whether this is the ISO 3166-1 number of a member state, or 900 for Northern Ireland.
    private static func isMemberState(_ number: Int) -> Bool {
        switch number {
        case 40, 56, 100, 191, 196, 203, 208, 233, 246, 250, 276, 300, 348, 372, 380, 428, 440, 442, 470, 528, 616, 620, 642, 703, 705,
            724, 752, 900:
            true
        default: false
        }
    }
}
