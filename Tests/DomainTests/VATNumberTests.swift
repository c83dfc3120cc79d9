import Domain
import Testing

@Suite struct VATNumberTests {
    static let valid = [
        "ATU13585627", "BE0428759497", "BG175074752", "CY10259033P", "CZ25123891", "DE136695976", "DK13585628", "EE100594102",
        "ESB64717838", "FI20774740", "FR23334175221", "EL094259216", "GR094259216", "HR33392005961", "HU12892312", "IE6433435F",
        "IT00743110157", "LT119511515", "LT100001919017", "LU15027442", "LV40003521600", "MT11679112", "NL004495445B01",
        "NL002455799B11", "PL8567346215", "PT501964843", "RO18547290", "SE123456789701", "SI50223054", "SK2022749619", "GB980780684",
        "XI980780684",
    ]

    static func verify(_ text: String) -> Verification { VATNumber.verify(Array(text.utf8)) }

    @Test(arguments: valid)
    func vectorsAreValid(number: String) {
        #expect(Self.verify(number) == .valid)
        #expect(IdentifierScheme.vat.verification(of: number.lowercased().utf8) == .valid)
        // A digit more, a digit less, small letters: no longer the form.
        #expect(Self.verify(number + "0") != .valid || number.hasPrefix("RO"))
        #expect(Self.verify(String(number.dropLast())) != .valid || number.hasPrefix("RO"))
        #expect(Self.verify(number.lowercased()) == .unknown)
    }

    /// States whose every single wrong digit is found: sums mod 10 with weights prime to 10, Luhn, mod 11 without shared check digits,
    /// mod 37, 89, 97 and ISO 7064.
    static let detecting = ["AT", "BE", "DE", "DK", "EE", "FI", "HR", "HU", "IT", "LU", "MT", "PL", "SK", "SI"]

    @Test(arguments: valid.filter { detecting.contains(String($0.prefix(2))) })
    func singleErrorsAreFound(number: String) {
        let stem = number.prefix(number.hasPrefix("AT") ? 3 : 2)
        for wrong in IdentifierTests.substitutions(String(number.dropFirst(stem.count))) {
            #expect(Self.verify(stem + wrong) == .invalid, "\(stem + wrong)")
        }
    }

    /// Numbers of other kinds than the vectors, made by the rules and agreed by a second implementation.
    @Test(arguments: otherKinds)
    func otherKindsAreValid(number: String) { #expect(Self.verify(number) == .valid) }

    static let otherKinds = [
        "BG7591011060", "BG7101269080", "CZ630303926", "CZ7492137873", "CZ8406020030", "CZ2401019995", "ES12945679Z", "ESX4236067L",
        "ESY6254086D",
        "ESK1235586A", "ESF84973460", "ESJ1234427A", "FRK7399849413", "FR4K423450782", "FR0H334175221", "FRLL334175221",
        "IE6433435OA", "IE0585695KH", "IE6433431UW", "IE9D79909I", "LT739052915", "LT290495819514", "LV19117119997",
        "LV32123496779", "NL062155799B11", "RO270560", "RO8685503", "GB700030084", "GB084036966", "GB980780684074", "XI700030084",
        "PT760731500", "SI70223050", "EL094289210",
    ]

    /// The remainders 0, 42 and 55 mod 97; the latter two only from 100 on.
    @Test func unitedKingdomHasThreeSeries() {
        for number in ["GB123456782", "GB123456727", "GB123456740", "GB012345620"] { #expect(Self.verify(number) == .valid, "\(number)") }
        for number in ["GB123456741", "GB012345662", "GB012345675"] { #expect(Self.verify(number) == .invalid, "\(number)") }
    }

    @Test func formOnlyIsUnknown() {
        for number in ["EU372022452", "IM3720000224", "GBGD001", "GBHA500", "CZ530101123"] {
            #expect(Self.verify(number) == .unknown, "\(number)")
        }
        for number in ["EU37202245", "EU999022452", "IM372000022", "IM999000022", "GBGD500", "GBHA499", "CZ540101123", "CZ531301123"] {
            #expect(Self.verify(number) == .invalid, "\(number)")
        }
    }

    @Test func othersAreUnknown() {
        for number in ["US123456789", "CHE116281710", "1234567890", "D"] {
            #expect(Self.verify(number) == .unknown, "\(number)")
        }
        #expect(Self.verify("") == .unknown)
        #expect(Self.verify("DE") == .invalid)
        #expect(Self.verify("DE1366959761366959761366959760") == .invalid)
    }
}
