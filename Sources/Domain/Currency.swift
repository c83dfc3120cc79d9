/// The currencies of ISO 4217 and the number of digits of their minor units.
public enum Currency {
    /// ISO 4217, lists one (current) and three (historic: withdrawn), and CNH: offshore renminbi has no code of its own there, but
    /// EN 16931's code list and many platforms have it. XTS and XXX are left out: no amount of money can be in them.
    public static let list = CodeList(name: "ISO 4217", current: CurrencyCodes.current + " CNH", withdrawn: CurrencyCodes.withdrawn)

    /// EUR, packed.
    public static let euro: UInt32 = 0x52_5545

    /// The digits after the decimal point of a currency's amounts, 0–4, by its index in `list`.
    ///
    /// As ISO 4217 list one has them. Where that has none, amounts are kept with 2 digits: metals (XAG, XAU, XPD, XPT), units of
    /// account (XDR, XSU, XUA, XBA–XBD) and all historic denominations.
    @inlinable public static func minorDigits(_ index: Int) -> Int { Int(digitsByIndex[index]) }

    /// The digits after the decimal point of a currency's amounts by its packed code, or nil where it is no currency.
    @inlinable public static func minorDigits(ofPacked packed: UInt32) -> Int? { list.index(of: packed).map(minorDigits) }

    @usableFromInline static let digitsByIndex: [UInt8] = {
        var digits = [UInt8](repeating: 2, count: list.count)
        for (count, codes) in exceptions {
            for word in codes.split(separator: " ") {
                guard let index = CodeList.pack(word).flatMap(list.index) else { preconditionFailure("\(word) is no currency.") }
                digits[index] = count
            }
        }
        return digits
    }()

    private static let exceptions: [(UInt8, String)] = [
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"),
    ]
}
