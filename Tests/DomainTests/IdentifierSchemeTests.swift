import Domain
import Testing

/// The one entry: what people write, what nobody has, and what cannot be told.
@Suite struct IdentifierSchemeTests {
    private func check(_ scheme: IdentifierScheme, _ texts: [String], _ expected: Verification, country: String? = nil) {
        for text in texts {
            let found = scheme.verification(of: Array(text.utf8), country: country.flatMap { CodeList.pack($0) })
            #expect(found == expected, "\(scheme) \(text): \(found.name)")
        }
    }

    @Test func numbersAreReadAsPeopleWriteThem() {
        check(.vat, ["DE 136.695.976", "de136695976", "be 0428.759.497", "Fr 23 334 175 221", "NL-004495445-b01", "IE/6433435/F"], .valid)
        check(.lei, ["2138 00KU D8LA JWSQ 9D15", "213800kud8lajwsq9d15"], .valid)
        check(.gtin, ["978-0-471-11709-4", "5901234 123457", "7351-3537"], .valid)
        check(.registration, ["91310115-MA1K3BTP-2B", "91110000 600037341l"], .valid)
        check(.lei, ["2138_00KUD8LAJWSQ9D15", "２13800KUD8LAJWSQ9D15", "213800KUD8LAJWSQ9D15\t"], .invalid)
        #expect(GTIN.padded(Array("7351-3537".utf8)) == "00000073513537")
    }

    @Test(arguments: [IdentifierScheme.registration, .lei, .vat, .gtin, .eori])
    func placeholdersAreUnknown(scheme: IdentifierScheme) {
        check(
            scheme,
            [
                "", " ", "-", "./-", "N/A", "n.a.", "na", "NONE", "none", "null", "Nil", "unknown", "UN-KNOWN", "test", "xxx", "XXXX",
                "0000",
                "00-00", "无", " 无 ", "未知", "不详",
            ], .unknown)
    }

    @Test func numbersOfZerosAreNobodys() {
        check(
            .vat, ["GB000000000", "EL000000000", "PL0000000000", "LU00000000", "BE0000000097", "be 0000.0000.97", "XI 000 0000 42"],
            .invalid)
        // Also of prefixes that are not known, and of a number without one.
        check(.vat, ["US000000000", "CH000", "000000012", "000"], .invalid)
        check(.lei, ["00000000000000000000", "00000000000000000001", "00000000000000000097"], .invalid)
        check(.gtin, ["00000000", "000000000000", "0000000000000", "00000000000017"], .invalid)
        check(.registration, [String(repeating: "0", count: 18)], .invalid)
        check(.eori, ["000", "0000000"], .invalid)
        check(.gtin, ["00000000000109", "05901234123457"], .valid)
    }

    @Test func schemesThatAreNotListedAreUnknown() {
        check(
            .vat,
            [
                "NO923609016MVA", "CHE107787577", "CHE-107.787.577 MWST", "27AAPFU0939F1ZV", "51824753556", "US123456789", "1234567890",
                "D",
                "AE100000000000003", "无税号", "US" + String(repeating: "7", count: 60),
            ], .unknown)
        check(.vat, ["IM2760000001", "IM9000000001", "EU372022452", "eu 372 022 452", "GBGD001", "XIHA999", "CZ530101123"], .unknown)
        check(
            .vat, ["IM276000001", "IM2750000001", "EU37202245", "EU0012345678", "GBGD500", "GBHA499", "DE", "DE12345678901234567890123"],
            .invalid)
        check(.vat, ["IMI760000001"], .invalid)
        check(.eori, ["DE1234567", "gb 205 672 212 000", "XIA", "FR12345678901234A", "GR123456789"], .unknown)
        check(.eori, ["DE", "CH123", "EL123", "DE1234567890123456", "DE12_3", "12345"], .invalid)
    }

    @Test func registrationNumbersAreChineseOrUnknown() {
        check(.registration, ["91110000600037341L"], .valid, country: "CN")
        check(.registration, ["91110000600037341L"], .valid)
        check(.registration, ["91110000600037341N", "9111000060003IOZSV", "91110000600037341LL"], .invalid, country: "CN")
        check(.registration, ["91110000600037341L", "91110000600037341N", "HRB 12345", "000000000"], .unknown, country: "DE")
    }

    /// A Czech birth number's remainder of 10 is written 0.
    @Test func czechBirthNumbers() {
        check(.vat, ["CZ8406020030", "CZ8606020050"], .valid)
        check(.vat, ["CZ8406020031", "CZ8413020030"], .invalid)
    }

    /// The vectors of the reference: each is right as it stands, in small letters and with separators, and wrong in another digit.
    @Test func vectors() {
        check(.registration, IdentifierTests.usccs + IdentifierTests.usccs.map { $0.lowercased() }, .valid)
        check(.gtin, IdentifierTests.gtins + IdentifierTests.gtins.map { $0.map { "\($0) " }.joined() }, .valid)
        check(.vat, VATNumberTests.valid + VATNumberTests.otherKinds.map { "\($0.prefix(2)) \($0.dropFirst(2).lowercased())" }, .valid)
        check(.lei, ["213800KUD8LAJWSQ9D15"], .valid)
        check(.lei, ["213800KUD8LXJWSQ9D15"], .invalid)
    }
}
