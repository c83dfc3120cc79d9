import Domain
import Foundation
import TestSupport
import Testing

/// Identifiers against the executable rules, where these are at hand: numbers that are right, and what hands and files make of them.
struct IdentifierOracleTests {
    private static let folder = ReferenceData.folder()?.deletingLastPathComponent().appending(path: "platforms").path
    private static let isPossible = folder.map { Python.run(["-c", script, $0])?.status == 0 } ?? false
    /// Reads lines of a scheme, a country and a number; says what the rules say of each.
    private static let script = """
        import sys, stdnum
        sys.path.insert(0, sys.argv[1])
        from platforms_oracle import identifier
        for line in sys.argv[2:] and open(sys.argv[2], encoding="utf-8"):
            scheme, country, text = line.rstrip("\\n").split("|")
            print(identifier(scheme, text, country or None)[0])
        """
    private static let schemes: [(name: String, scheme: IdentifierScheme)] = [
        ("registration_no", .registration), ("lei", .lei), ("vat_no", .vat), ("gtin", .gtin),
    ]
    private static let seeds: [(scheme: Int, texts: [String])] = [
        (0, ["91110000600037341L", "121200004013590816", "911522010783762860", "9115220107837941X1", "91310115MA1K3BTP2B"]),
        (1, ["213800KUD8LAJWSQ9D15", "00000000000000000098"]),
        (
            2,
            [
                "ATU13585627", "BE0428759497", "BG175074752", "BG7101269080", "CY10259033P", "CZ25123891", "CZ630303926", "CZ7492137873",
                "CZ530101123", "DE136695976", "DK13585628", "EE100594102", "ESB64717838", "ESX4236067L", "ESK1235586A", "ES12945679Z",
                "FI20774740", "FR23334175221", "FRK7399849413", "FR0H334175221", "EL094259216", "GR094259216", "HR33392005961",
                "HU12892312", "IE6433435F", "IE6433435OA", "IE9D79909I", "IT00743110157", "LT119511515", "LT100001919017", "LU15027442",
                "LV40003521600", "LV32123496779", "MT11679112", "NL004495445B01", "NL002455799B11", "PL8567346215", "PT501964843",
                "RO18547290", "SE123456789701", "SI50223054", "SK2022749619", "GB980780684", "GB700030084074", "XI980780684", "GBGD001",
                "GBHA500", "IM2760000001", "EU372022452", "NO923609016MVA", "51824753556",
            ]
        ),
        (3, ["73513537", "9780471117094", "98412345678908", "036000291452", "0000000000000"]),
    ]

    /// One number, changed in up to three places: its digits, its length, its spelling.
    private func mutated(_ text: String, _ random: inout SeededGenerator) -> String {
        var bytes = Array(text.utf8)
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let at = Int.random(in: bytes.indices, using: &random)
            let digit = UInt8.random(in: 0x30...0x39, using: &random)
            switch Int.random(in: 0..<10, using: &random) {
            case 0: bytes.remove(at: at)
            case 1: bytes.insert(digit, at: at)
            case 2: bytes[at] = UInt8.random(in: 0x41...0x5A, using: &random)
            case 3: bytes.insert(0x20, at: at)
            case 4: bytes.insert(0x2D, at: at)
            case 5: bytes = Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
            case 6: for place in at..<bytes.count where 0x30...0x39 ~= bytes[place] { bytes[place] = 0x30 }
            default: if 0x30...0x39 ~= bytes[at] { bytes[at] = digit }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Where the executable rules take a number that the text does not have: it asks a library that reads a second prefix, fills up to a
    /// length, or knows other numbers of the country under the same prefix.
    private func isBeyondTheText(_ text: [UInt8]) -> Bool {
        guard text.count > 2 else { return false }
        let prefix = String(decoding: text[..<2], as: UTF8.self)
        let number = Array(text[2...])
        let repeats = number.starts(with: text[..<2]) || prefix == "EL" && number.starts(with: "GR".utf8)
        let isForm =
            switch prefix {
            case "IE": number.count == 8 || !(0x41...0x5A ~= number[1])
            case "NL": number.count == 12
            case "RO": number.count <= 10
            case "SK": !number.allSatisfy { 0x30...0x39 ~= $0 } || (Int(String(decoding: number, as: UTF8.self)) ?? 0) % 11 == 0
            default: true
            }
        return repeats || !isForm
    }

    @Test(.enabled(if: isPossible, "needs the shared rules of platforms, and python3 with python-stdnum"))
    func numbersAreJudgedAsTheExecutableRulesJudgeThem() throws {
        var random = SeededGenerator(seed: 18)
        var lines: [(text: String, line: String, found: Verification)] = []
        for _ in 0..<(TestEffort.isThorough ? 200_000 : 6_000) {
            let seeds = Self.seeds[[0, 1, 2, 2, 2, 2, 3].randomElement(using: &random) ?? 2]
            let (name, scheme) = Self.schemes[seeds.scheme]
            let text = mutated(seeds.texts.randomElement(using: &random) ?? "", &random)
            let country = ["", "", "CN", "DE"].randomElement(using: &random) ?? ""
            let found = scheme.verification(of: Array(text.utf8), country: country.isEmpty ? nil : CodeList.pack(country))
            lines.append((text, "\(name)|\(country)|\(text)", found))
        }
        let folder = try TemporaryFolder()
        let path = try folder.put(Array(lines.map { "\($0.line)\n" }.joined().utf8), as: "numbers")
        let answer = try #require(Python.run(["-c", Self.script, Self.folder ?? "", path]))
        try #require(answer.status == 0, "\(answer.text)")
        let words = answer.text.split(separator: "\n")
        try #require(words.count == lines.count)
        var met: [Verification: Int] = [:]
        for (line, word) in zip(lines, words) where line.found.name != word {
            #expect(
                line.line.hasPrefix("vat_no") && isBeyondTheText(IdentifierText.compacted(line.text.utf8)),
                "\(line.line): \(line.found.name), the rules say \(word)")
        }
        for line in lines { met[line.found, default: 0] += 1 }
        #expect(Verification.allCases.allSatisfy { met[$0, default: 0] > 200 }, "\(met)")
    }
}
