/// A scheme of party or product identifiers, named by what holds them: the one entry for what can be said of them offline.
///
/// The text is compacted first; placeholders and nothing are unknown; numbers of nothing but zeros are nobody's, so invalid; all others
/// are checked by their scheme. A scheme that is not known here, or has no published check digit, is unknown, which costs and earns
/// nothing. Only `.invalid` costs points and gives a reason.
public enum IdentifierScheme: CaseIterable, Sendable {
    /// A subject's registration number: a USCC if its country is China or missing, else of a scheme that is not known here.
    case registration
    /// ISO 17442.
    case lei
    /// VAT numbers with their prefix, and those of the One Stop Shop.
    case vat
    /// GS1.
    case gtin
    /// Economic operators' numbers in the customs union; no check digit is published.
    case eori

    /// What can be said of an identifier as people wrote it.
    /// - Parameter country: of the subject with a registration number, as packed bytes; nil if missing.
    public func verification(of bytes: some Collection<UInt8>, country: UInt32? = nil) -> Verification {
        let text = IdentifierText.compacted(bytes)
        guard !text.isEmpty, !IdentifierScheme.placeholders.contains(text) else { return .unknown }
        if self == .registration, let country, country != IdentifierScheme.china { return .unknown }
        let start = self == .vat && IdentifierScheme.hasPrefix(text) ? 2 : 0
        if IdentifierScheme.isZeros(text, from: start) { return .invalid }
        switch self {
        case .registration: return USCC.isValid(text) ? .valid : .invalid
        case .lei: return LEI.isValid(text) ? .valid : .invalid
        case .gtin: return GTIN.isValid(text) ? .valid : .invalid
        case .vat: return VATNumber.verify(text)
        case .eori: return EORI.verify(text)
        }
    }

    /// Whether people write this where there is nothing to tell: in ASCII letters of either case.
    public static func isPlaceholder(_ text: [UInt8]) -> Bool {
        placeholders.contains(text.map { 0x61...0x7A ~= $0 ? $0 - 0x20 : $0 })
    }

    /// What people write where there is no number, compacted.
    private static let placeholders = Set(
        ["NA", "NONE", "NULL", "NIL", "UNKNOWN", "TEST", "XXX", "XXXX", "0000", "无", "未知", "不详"].map { Array($0.utf8) })

    private static let china = CodeList.pack("CN")

    private static func hasPrefix(_ text: [UInt8]) -> Bool { text.count >= 2 && text[..<2].allSatisfy { 0x41...0x5A ~= $0 } }

    /// Whether there is a character from `start` on before the last two, and all of them are zeros.
    private static func isZeros(_ text: [UInt8], from start: Int) -> Bool {
        var end = text.count
        for _ in 0..<2 where end > start {
            end -= 1
            // A character of several bytes ends with bytes 10xxxxxx.
            while end > start && text[end] & 0xC0 == 0x80 { end -= 1 }
        }
        return end > start && text[start..<end].allSatisfy { $0 == 0x30 }
    }
}

/// Economic Operators Registration and Identification numbers (Delegated Regulation (EU) 2015/2446, annex 12-01).
enum EORI {
    /// The issuer (a member state by its ISO code, Great Britain or Northern Ireland) and 1–15 letters and digits: form only.
    static func verify(_ text: [UInt8]) -> Verification {
        guard 3...17 ~= text.count, isIssuer(String(decoding: text[..<2], as: UTF8.self)) else { return .invalid }
        return text[2...].allSatisfy { 0x30...0x39 ~= $0 || 0x41...0x5A ~= $0 } ? .unknown : .invalid
    }

    private static func isIssuer(_ code: String) -> Bool {
        switch code {
        case "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV", "MT",
            "NL", "PL", "PT", "RO", "SE", "SI", "SK", "XI":
            true
        default: false
        }
    }
}
