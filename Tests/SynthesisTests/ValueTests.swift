import Domain
import Testing

@testable import Synthesis

@Suite struct Values {
    /// The made-up identifiers pass the house's own checks.
    @Test func identifiersAreValid() {
        for number in 0..<300 {
            var random = RandomStream(seed: 5, .subject, number)
            #expect(USCC.isValid(Identifiers.unifiedSocialCreditCode(&random).utf8))
            #expect(LEI.isValid(Identifiers.legalEntityIdentifier(&random).utf8))
            #expect(IdentifierScheme.vat.verification(of: Identifiers.germanVATNumber(&random).utf8) == .valid)
            #expect(IdentifierScheme.vat.verification(of: Identifiers.italianVATNumber(&random).utf8) == .valid)
            let serial = number * 7_919
            #expect(S10.isValid(Identifiers.postalShipment(serial: serial, country: "CN", isValid: true).utf8))
            #expect(!S10.isValid(Identifiers.postalShipment(serial: serial, country: "CN", isValid: false).utf8))
            #expect(GTIN.isValid(Identifiers.tradeItemNumber(serial, isValid: true).utf8))
            #expect(!GTIN.isValid(Identifiers.tradeItemNumber(serial, isValid: false).utf8))
        }
    }

    @Test func amountsAreRoundedOnceHalfUp() {
        let half = lineAmountMinor(quantityMicro: 500_000, priceMicro: 10_000, freightMicro: 0, scale: 100)
        #expect(half == 1)
        #expect(lineAmountMinor(quantityMicro: 1_000_000, priceMicro: 4_999, freightMicro: 0, scale: 100) == 0)
        // 0.004 + 0.001: together a half.
        #expect(lineAmountMinor(quantityMicro: 1_000_000, priceMicro: 4_000, freightMicro: 1_000, scale: 100) == 1)
        #expect(lineAmountMinor(quantityMicro: 3_000_000, priceMicro: 1_500_000, freightMicro: 0, scale: 1) == 5)
    }

    @Test func fieldsAreSpelledAsTheContractAllows() {
        var fields = FieldList()
        fields.spelling = Spelling(zoneMinutes: 345)
        fields.add(instant: 1_767_225_600)
        fields.add(micro: 1_500_000, decimals: 2)
        fields.add(minor: 5, digits: 3)
        fields.add(minor: -1205, digits: 2)
        fields.spelling = Spelling(zoneMinutes: -180, isPadded: true, hasFraction: true)
        fields.add(instant: 1_767_225_600)
        fields.add(micro: 250_000)
        fields.spelling = Spelling()
        fields.add(instant: 1_767_225_600)
        fields.add(instant: 1_767_225_601)
        let texts = (0..<fields.count).map { String(decoding: fields[$0], as: UTF8.self) }
        #expect(
            texts == [
                "2026-01-01T05:45:00+05:45", "1.50", "0.005", "-12.05", "2025-12-31T21:00:00.250-03:00", "0.250000", "2026-01-01",
                "2026-01-01T00:00:01Z",
            ])
    }

    @Test func orderIdentifiersNeverMeet() {
        var seen: Set<String> = []
        for platform in 0..<6 {
            for number in 0..<2_000 { seen.insert(Order.identifier(number, platform: platform, seed: 3)) }
        }
        #expect(seen.count == 12_000)
    }

    @Test func streamsAreFair() {
        var random = RandomStream(seed: 1, .order, 1)
        var counts = [0, 0, 0, 0]
        for _ in 0..<8_000 { counts[random.weighted([1, 1, 2, 4])] += 1 }
        #expect(abs(counts[0] - 1_000) < 150 && abs(counts[2] - 2_000) < 200 && abs(counts[3] - 4_000) < 250)
        #expect((0..<1000).allSatisfy { _ in (0..<7).contains(random.below(7)) && (0..<9).contains(random.skewed(9)) })
        // The mean of a product of two even draws is a quarter.
        let mean = (0..<8_000).reduce(0) { sum, _ in sum + random.skewed(1_000) } / 8_000
        #expect((235...265).contains(mean))
        #expect(random.below(0) == 0)
    }
}
