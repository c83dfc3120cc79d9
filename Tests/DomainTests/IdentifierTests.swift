import Domain
import Testing

/// The vectors of the reference, and what each algorithm guarantees to detect.
@Suite struct IdentifierTests {
    static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    /// All texts that differ from this one by one character of the same kind (digit or letter), at places where `isIncluded`.
    static func substitutions(_ text: String, alphabet: String = "ABCDEFGHIJKLMNOPQRSTUVWXYZ") -> [String] {
        let characters = Array(text)
        return characters.indices.flatMap { place in
            (characters[place].isNumber ? "0123456789" : alphabet).filter { $0 != characters[place] }.map { other in
                String(characters[..<place] + [other] + characters[(place + 1)...])
            }
        }
    }

    /// All texts in which two neighbours of the same kind that differ are exchanged.
    static func transpositions(_ text: String) -> [String] {
        let characters = Array(text)
        return characters.indices.dropLast().compactMap { place in
            let (a, b) = (characters[place], characters[place + 1])
            guard a != b, a.isNumber == b.isNumber else { return nil }
            return String(characters[..<place] + [b, a] + characters[(place + 2)...])
        }
    }

    static let usccs = [
        "91110000600037341L", "121200004013590816", "911522010783762860", "91152201078377449P", "9115220107837941X1",
        "91310112087994932F", "91310115MA1K3BTP2B", "91310116076409427L", "9144030071526726XG", "91620105L015101280",
        "92340602MA2PBQAH7E",
    ]

    @Test(arguments: usccs)
    func uscc(code: String) {
        #expect(USCC.isValid(Self.bytes(code)))
        let isValidAsSpan = USCC.isValid(Self.bytes(code).span)
        #expect(isValidAsSpan)
        // 31 is prime and no two weights are equal mod 31: every single error and transposition is found, letters for digits too.
        let alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
        for place in 0..<18 {
            for other in alphabet where other != Array(code)[place] {
                var wrong = Array(code)
                wrong[place] = other
                #expect(!USCC.isValid(Self.bytes(String(wrong))), "\(String(wrong))")
            }
        }
        for wrong in Self.transpositions(code) { #expect(!USCC.isValid(Self.bytes(wrong)), "\(wrong)") }
    }

    @Test func usccTraps() {
        for code in ["91110000600037341N", "9111000060003IOZSV", "91110000600037341", "91110000600037341LL", "91110000600037341l", ""] {
            #expect(!USCC.isValid(Self.bytes(code)), "\(code)")
        }
        // Rest 0: the check character is 0, where 31 − 0 without mod would be out of the alphabet.
        #expect(Self.usccs.contains { $0.hasSuffix("0") })
        // Letters in the first two places: "Y1", and "NA", with their check characters computed.
        for stem in ["Y1110000600037341", "NA110000600037341"] {
            #expect("0123456789ABCDEFGHJKLMNPQRTUWXY".count { USCC.isValid(Self.bytes(stem + String($0))) } == 1)
        }
    }

    @Test func lei() {
        let code = "213800KUD8LAJWSQ9D15"
        #expect(LEI.isValid(Self.bytes(code)))
        for wrong in [
            "213800KUD8LXJWSQ9D15", "213800KUD8LAJWSQ9D1", "213800KUD8LAJWSQ9D155", "213800kud8lajwsq9d15", "213800KUD8LAJWSQ9DAB",
        ]
            + Self.substitutions(code) + Self.transpositions(code)
        {
            #expect(!LEI.isValid(Self.bytes(wrong)), "\(wrong)")
        }
    }

    static let gtins = ["73513537", "9780471117094", "98412345678908", "5901234123457", "96385074", "036000291452"]

    @Test(arguments: gtins)
    func gtin(code: String) {
        #expect(GTIN.isValid(Self.bytes(code)))
        for wrong in Self.substitutions(code) { #expect(!GTIN.isValid(Self.bytes(wrong)), "\(wrong)") }
        // Weights 1 and 3: an exchange changes the sum by twice the difference, unseen where that is 5.
        for wrong in Self.transpositions(code) {
            let place = zip(code, wrong).enumerated().first { $0.element.0 != $0.element.1 }
            let difference = place.map { abs(($0.element.0.wholeNumberValue ?? 0) - ($0.element.1.wholeNumberValue ?? 0)) }
            #expect(GTIN.isValid(Self.bytes(wrong)) == (difference == 5), "\(wrong)")
        }
    }

    @Test func gtinLengths() {
        #expect(GTIN.padded(Self.bytes("73513537")) == "00000073513537")
        #expect(GTIN.padded(Self.bytes("036000291452")) == "00036000291452")
        #expect(GTIN.padded(Self.bytes("5901234123457")) == "05901234123457")
        #expect(GTIN.padded(Self.bytes("98412345678908")) == "98412345678908")
        #expect(GTIN.padded(Self.bytes("73513538")) == nil)
        // Zeros before a number keep its check digit right; only the four lengths are numbers.
        for count in 0...20 {
            #expect(GTIN.isValid([UInt8](repeating: 0x30, count: count)) == [8, 12, 13, 14].contains(count))
        }
        #expect(!GTIN.isValid(Self.bytes("7351353A")))
    }

    static let items = ["RR473124829GB", "EE471108151FR", "EB000717618HK", "EB000717595HK"]

    @Test(arguments: items)
    func s10(code: String) {
        #expect(S10.isValid(Self.bytes(code)))
        let digits = Array(code)[2..<11]
        // 10 and 0 share a digit, 0 and 5 too: the guarantee is for numbers whose check digit is not 5.
        guard digits.last != "5" else { return }
        for wrong in Self.substitutions(String(digits)) + Self.transpositions(String(digits)) where wrong.last == digits.last {
            #expect(!S10.isValid(Self.bytes(code.prefix(2) + wrong + code.suffix(2))), "\(wrong)")
        }
        for check in "0123456789" where check != digits.last {
            #expect(!S10.isValid(Self.bytes(String(code.prefix(10)) + String(check) + code.suffix(2))))
        }
    }

    @Test func s10CheckDigitsAndForms() {
        for (serial, check) in [
            ("00071758", 1), ("00071759", 5), ("96633102", 0), ("76129403", 8), ("12345678", 5), ("00000000", 5), ("47312482", 9),
        ] {
            for digit in 0...9 { #expect(S10.isValid(Self.bytes("RR\(serial)\(digit)GB")) == (digit == check), "\(serial)\(digit)") }
        }
        for wrong in [
            "RR473124829ZZ", "R1473124829GB", "rr473124829gb", "RR473124829G", "RR473124829GBB", "RR47312482AGB", "RR 473124829 GB",
        ] {
            #expect(!S10.isValid(Self.bytes(wrong)), "\(wrong)")
        }
    }

    /// What the row path asks in words is what the form and the check say: over every substitution of one byte or two.
    @Test(arguments: items) func failedChecksInWords(code: String) {
        let letters: ClosedRange<UInt8> = 0x41...0x5A
        let digits: ClosedRange<UInt8> = 0x30...0x39
        func word(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }
        func compare(_ item: [UInt8]) {
            let hasForm = item.indices.allSatisfy { (2..<11).contains($0) ? digits.contains(item[$0]) : letters.contains(item[$0]) }
            #expect(S10.failsCheck(word(item[0..<8]), word(item[5..<13])) == (hasForm && !S10.isValid(item)), "\(item)")
        }
        let bytes = Self.bytes(code)
        compare(bytes)
        for place in bytes.indices {
            for byte in UInt8.min...UInt8.max {
                var item = bytes
                item[place] = byte
                compare(item)
            }
            for other in place + 1..<bytes.count {
                for byte in digits {
                    var item = bytes
                    (item[place], item[other]) = (byte, byte)
                    compare(item)
                }
            }
        }
    }

    @Test func reservedServicesPass() {
        for code in ["RR473124829GB", "JA473124829GB", "WZ473124829GB"] { #expect(S10.isValid(Self.bytes(code))) }
    }

    @Test func lengths() {
        #expect(IdentifierText([UInt8](repeating: 0x30, count: 25)) == nil)
        #expect(IdentifierText([UInt8](repeating: 0x30, count: 24))?.count == 24)
        #expect(IdentifierText([]) == nil)
    }
}
