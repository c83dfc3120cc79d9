import Domain
import Testing

@Suite struct CodeListTests {
    static let lists = [Currency.list, Country.list, UnitOfMeasure.list]

    @Test(arguments: lists)
    func everyCodeIsFoundAtItsIndexAndInOrder(list: CodeList) throws {
        var last = ""
        for index in 0..<list.count {
            let code = list.code(at: index)
            let packed = try #require(CodeList.pack(code))
            #expect(list.index(of: packed) == index)
            #expect(list.packedCode(at: index) == packed)
            #expect(Array(last.utf8).lexicographicallyPrecedes(Array(code.utf8)), "\(last) before \(code)")
            last = code
        }
    }

    @Test func countsOfTheSources() {
        #expect(Currency.list.count == 176 + 1 + 129)
        #expect(Country.list.count == 249 + 2 + 25)
        #expect(UnitOfMeasure.list.count == 2136)
        func withdrawn(_ list: CodeList) -> Int { (0..<list.count).count(where: list.isWithdrawn) }
        #expect(withdrawn(Currency.list) == 129)
        #expect(withdrawn(Country.list) == 25)
        #expect(withdrawn(UnitOfMeasure.list) == 374)
    }

    /// All texts of two and three letters and digits: exactly the list's own are found.
    @Test(arguments: lists)
    func nothingElseIsFound(list: CodeList) {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789abcxyz".utf8).map(UInt32.init)
        var found = 0
        for first in alphabet {
            for second in alphabet {
                let two = first | second << 8
                if list.contains(two) { found += 1 }
                for third in alphabet where list.contains(two | third << 16) { found += 1 }
            }
        }
        #expect(found == list.count)
        #expect(list.index(of: 0) == nil)
        #expect(list.index(of: .max) == nil)
    }

    @Test func randomPatternsAreNotFoundUnlessTheyAreCodes() {
        var generator = SeededGenerator(seed: 1)
        for list in Self.lists {
            for _ in 0..<20_000 {
                let packed = UInt32.random(in: 0...UInt32.max, using: &generator)
                guard let index = list.index(of: packed) else { continue }
                #expect(list.packedCode(at: index) == packed)
            }
        }
    }

    @Test func packing() {
        #expect(CodeList.pack("EUR") == Currency.euro)
        #expect(CodeList.pack("C62") == UnitOfMeasure.one)
        #expect(CodeList.pack("ABCD") == 0x4443_4241)
        #expect(CodeList.pack("A") == 0x41)
        for bad in ["", "ABCDE", "€", "A\0", "É"] {
            #expect(CodeList.pack(bad) == nil, "\(bad)")
            let packedSpan = CodeList.pack(Array(bad.utf8).span)
            #expect(packedSpan == nil, "\(bad)")
        }
        for good in ["A", "EA", "C62", "9610"] {
            #expect(CodeList.pack(good).map(CodeList.unpack) == good)
            let packedSpan = CodeList.pack(Array(good.utf8).span)
            #expect(packedSpan == CodeList.pack(good))
            #expect(CodeList.pack(Array(good.utf8)) == CodeList.pack(good))
        }
    }

    static func isWithdrawn(_ code: String, in list: CodeList) -> Bool? {
        CodeList.pack(code).flatMap(list.index).map(list.isWithdrawn)
    }

    @Test func members() {
        for code in ["C62", "H87", "EA", "KGM", "GRM", "LTR", "MTR", "SET", "PR", "BX", "CT", "PK", "BG", "CA", "PA", "NAR"] {
            #expect(Self.isWithdrawn(code, in: UnitOfMeasure.list) == false, "\(code)")
        }
        #expect(Self.isWithdrawn("05", in: UnitOfMeasure.list) == true)
        #expect(Self.isWithdrawn("c62", in: UnitOfMeasure.list) == nil)
        for code in ["CN", "DE", "XI", "XK", "BQ", "AI"] { #expect(Self.isWithdrawn(code, in: Country.list) == false, "\(code)") }
        for code in ["SU", "YU", "AN"] { #expect(Self.isWithdrawn(code, in: Country.list) == true, "\(code)") }
        for code in ["EL", "UK", "EU", "ZZ", "de"] { #expect(Self.isWithdrawn(code, in: Country.list) == nil, "\(code)") }
        for code in ["EUR", "CNY", "CNH", "TRY", "XAU", "XDR"] { #expect(Self.isWithdrawn(code, in: Currency.list) == false, "\(code)") }
        for code in ["DEM", "HRK", "ITL"] { #expect(Self.isWithdrawn(code, in: Currency.list) == true, "\(code)") }
        for code in ["XXX", "XTS", "BTC", "eur"] { #expect(Self.isWithdrawn(code, in: Currency.list) == nil, "\(code)") }
    }

    /// The reference workload's own statement of ISO 4217: all codes not named have two digits.
    @Test func minorDigits() throws {
        let zero = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(separator: " ")
        let three = "BHD IQD JOD KWD LYD OMR TND".split(separator: " ")
        let four = "CLF UYW".split(separator: " ")
        var counts = [0, 0, 0, 0, 0]
        for index in 0..<Currency.list.count {
            let code = Substring(Currency.list.code(at: index))
            let expected = zero.contains(code) ? 0 : three.contains(code) ? 3 : four.contains(code) ? 4 : 2
            #expect(Currency.minorDigits(index) == expected, "\(code)")
            #expect(Currency.minorDigits(ofPacked: try #require(CodeList.pack(code))) == expected)
            counts[Currency.minorDigits(index)] += 1
        }
        #expect(counts == [17, 0, Currency.list.count - 26, 7, 2])
        #expect(Currency.minorDigits(ofPacked: 0) == nil)
    }
}
