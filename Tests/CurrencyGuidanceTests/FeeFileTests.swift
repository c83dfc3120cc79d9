import CurrencyGuidance
import Domain
import Problems
import Settings
import Testing

@Suite("Fee tables: what the built-in one says, and how a wrong one is refused")
struct FeeFileTests {
    private static let yaml = """
        table: {id: mine, version: "1", date: 2026-01-01}
        order_value: {amount: 100, currency: EUR}
        fee_unit: 0.5
        regions:
          EEA: [EUR, SEK]
        methods:
          CARD:
            name: card
            zh: 卡
            pays: listed
            settlement_days: 2
        fees:
          - method: CARD
            from: 2026-01-01
            region: EEA
            spread: {low: 1, usual: 2, high: 3}
            fixed: {amount: 0.30, currency: EUR}
            source: bank
          - method: CARD
            from: 2025-01-01
            until: 2025-12-31
            region: EEA
            spread: {low: 1, usual: 1.5, high: 3}
            source: bank
        """

    private func refusal(_ old: String, _ new: String) throws -> String {
        let range = try #require(FeeFileTests.yaml.firstRange(of: old))
        let changed = FeeFileTests.yaml[..<range.lowerBound] + new + FeeFileTests.yaml[range.upperBound...]
        return try #require(throws: Problem.self) { try loadFees(yaml: String(changed), source: "fees.yaml") }.description
    }

    @Test func theBuiltInTableIsRead() throws {
        let content = try embeddedFees().content
        #expect(content.id == "public-sources" && content.unit == 500 && content.methods.map(\.id) == ["CARD", "CHECKOUT", "WALLET"])
        #expect(content.fees.allSatisfy { !$0.source.isEmpty })
        let checkout = try #require(content.fees.first { $0.method == "CHECKOUT" })
        #expect(checkout.spreadLow == 4000 && checkout.spreadHigh == 12_400)
    }

    @Test func aTableIsReadAsItStands() throws {
        let content = try loadFees(yaml: FeeFileTests.yaml, source: "fees.yaml").content
        #expect(content.fees[0].fixed == FeeAmount(thousandths: 300, currency: code("EUR")))
        #expect(content.fees[1].until == Day("2025-12-31") && content.fees[1].spread == 1500)
        #expect(content.regions == [FeeRegion(name: "EEA", currencies: [code("EUR"), code("SEK")])])
        #expect(content.methods[0].chineseName == "卡" && content.methods[0].settlementDays == 2)
    }

    @Test func faultsAreToldWordForWord() throws {
        #expect(
            try refusal("fee_unit: 0.5", "fee_units: 0.5")
                == "fees.yaml:3:1: fee_units: there is no such key. Fix: write fee_unit if that is what you mean.")
        #expect(
            try refusal("until: 2025-12-31", "until: 2026-01-01")
                == "fees.yaml:19:5: fees[1]: CARD has two entries for the same currencies and days: this one and fees[0]. Fix: let the earlier "
                + "one end (`until`) before this one begins, or give them different regions.")
        #expect(
            try refusal("until: 2025-12-31", "until: 2024-12-31")
                == "fees.yaml:21:5: fees[1].until: the entry ends on 2024-12-31, before it begins on 2025-01-01. Fix: state the last day on "
                + "which it is in force.")
        #expect(
            try refusal("usual: 2,", "usual: 4,")
                == "fees.yaml:16:5: fees[0].spread: the mark-up is not in order: 0 ≤ low ≤ usual ≤ high ≤ 100. Fix: state low, usual and "
                + "high in rising order, in per cent.")
        #expect(
            try refusal("usual: 2,", "usual: 2.0001,")
                == "fees.yaml:16:22: fees[0].spread.usual: \"2.0001\" is no number with at most 3 decimals. Fix: state it like 12.50 or -0.5."
        )
        #expect(
            try refusal("method: CARD", "method: CASH")
                == "fees.yaml:13:5: fees[0].method: there is no method CASH. Fix: use one of CARD, or state it under methods.")
        #expect(
            try refusal("region: EEA", "region: EU")
                == "fees.yaml:15:5: fees[0].region: there is no region EU. Fix: use one of EEA, or state it under regions.")
        #expect(
            try refusal("[EUR, SEK]", "[EUR, SKE]")
                == "fees.yaml:5:14: regions.EEA[1]: \"SKE\" is no currency. Fix: state a code of ISO 4217 in capitals, e.g. EUR.")
        #expect(
            try refusal("pays: listed", "pays: own")
                == "fees.yaml:6:1: methods: no method pays in the listed currency. Fix: state at least one method with `pays: listed`.")
        #expect(
            try refusal("pays: listed", "pays: home")
                == "fees.yaml:10:5: methods.CARD.pays: \"home\" is none of listed, own. Fix: use one of listed, own.")
        #expect(
            try refusal("from: 2026-01-01\n", "from: January\n")
                == "fees.yaml:14:5: fees[0].from: \"January\" is no date. Fix: state it like 2026-11-20.")
        #expect(
            try refusal("    source: bank\n  - ", "  - ")
                == "fees.yaml:13:5: fees[0]: the key source is missing. Fix: state source.")
    }
}
