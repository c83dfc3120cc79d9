/// Made-up identifiers with the check digits of their standards.
enum Identifiers {
    private static let codeAlphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)

    /// A unified social credit code (GB 32100): 17 characters and a check character; the organisation part has its own (GB 11714).
    static func unifiedSocialCreditCode(_ random: inout RandomStream) -> String {
        let regions = ["330782", "440305", "310115", "350203", "110108", "320507", "510107"]
        var code = Array("91".utf8) + Array(random.pick(regions).utf8)
        var organisation: [UInt8] = []
        for _ in 0..<8 { organisation.append(codeAlphabet[random.below(random.chance(300_000) ? 18 : 10)]) }
        let organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(organisation, organisationWeights).reduce(0) { $0 + alphanumericValue($1.0) * $1.1 }
        let check = 11 - sum % 11
        code += organisation + [check == 10 ? 0x58 : check == 11 ? 0x30 : 0x30 + UInt8(check)]
        var total = 0
        var weight = 1
        for byte in code {
            total += (codeAlphabet.firstIndex(of: byte) ?? 0) * weight
            weight = weight * 3 % 31
        }
        code.append(codeAlphabet[(31 - total % 31) % 31])
        return String(decoding: code, as: UTF8.self)
    }

    /// A legal entity identifier (ISO 17442): 18 characters and two check digits, modulo 97.
    static func legalEntityIdentifier(_ random: inout RandomStream) -> String {
        let stem = "5493" + "00" + upperAlphanumeric(12, &random)
        return stem + padded(98 - remainder97(of: stem + "00"), 2)
    }

    /// A German VAT number: nine digits, the last by ISO 7064 modulo 11, 10.
    static func germanVATNumber(_ random: inout RandomStream) -> String {
        var product = 10
        var text = "DE"
        for place in 0..<8 {
            let digit = place == 0 ? 1 + random.below(9) : random.below(10)
            text += String(digit)
            let sum = (digit + product) % 10
            product = (sum == 0 ? 10 : sum) * 2 % 11
        }
        return text + String((11 - product) % 10)
    }

    /// An Italian VAT number: eleven digits, the last by Luhn.
    static func italianVATNumber(_ random: inout RandomStream) -> String {
        var sum = 0
        var text = "IT"
        for place in 0..<10 {
            // Digits 8 to 10 are the office of a province: 001 to 100.
            let digit = place == 7 ? 0 : place == 9 ? 1 + random.below(9) : random.below(10)
            text += String(digit)
            let doubled = digit * 2
            sum += place % 2 == 1 ? doubled / 10 + doubled % 10 : digit
        }
        return text + String((10 - sum % 10) % 10)
    }

    /// A postal shipment number (UPU S10); with `isValid` false its check digit is off by one.
    static func postalShipment(serial: Int, country: String, isValid: Bool) -> String {
        let services = ["RR", "LX", "CP", "EE", "UA", "LK"]
        let digits = padded(serial % 100_000_000, 8)
        let weights = [8, 6, 4, 2, 3, 5, 9, 7]
        let sum = zip(digits.utf8, weights).reduce(0) { $0 + Int($1.0 - 0x30) * $1.1 }
        let remainder = 11 - sum % 11
        let check = remainder == 10 ? 0 : remainder == 11 ? 5 : remainder
        return services[serial % services.count] + digits + String(isValid ? check : (check + 1) % 10) + country
    }

    /// A global trade item number of 13 digits (GS1).
    static func tradeItemNumber(_ index: Int, isValid: Bool) -> String {
        let stem = "69" + padded(index % 10_000_000_000, 10)
        let sum = stem.utf8.enumerated().reduce(0) { $0 + Int($1.element - 0x30) * ($1.offset % 2 == 0 ? 1 : 3) }
        return stem + String(((10 - sum % 10) % 10 + (isValid ? 0 : 1)) % 10)
    }

    /// An Ed25519 public key as base64 of its DER form (RFC 8410: a fixed head and 32 bytes).
    static func ed25519Key(_ random: inout RandomStream) -> String {
        base64([0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00] + bytes(32, &random))
    }

    /// Base64 of random bytes: a seal that no key made.
    static func forgedSeal(_ random: inout RandomStream) -> String { base64(bytes(64, &random)) }

    private static func bytes(_ count: Int, _ random: inout RandomStream) -> [UInt8] {
        (0..<count).map { _ in UInt8(random.below(256)) }
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = (0..<3).map { start + $0 < bytes.count ? Int(bytes[start + $0]) : 0 }
            let word = group[0] << 16 | group[1] << 8 | group[2]
            let used = min(3, bytes.count - start) + 1
            for place in 0..<4 { text.append(place < used ? alphabet[word >> (18 - 6 * place) & 63] : 0x3D) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    static func upperAlphanumeric(_ length: Int, _ random: inout RandomStream) -> String {
        String(decoding: (0..<length).map { _ in Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)[random.below(36)] }, as: UTF8.self)
    }

    private static func alphanumericValue(_ byte: UInt8) -> Int { byte < 0x40 ? Int(byte) - 0x30 : Int(byte) - 0x37 }

    private static func remainder97(of text: String) -> Int {
        text.utf8.reduce(0) { rest, byte in
            let value = alphanumericValue(byte)
            return (rest * (value > 9 ? 100 : 10) + value) % 97
        }
    }
}
