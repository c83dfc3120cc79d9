/// Legal Entity Identifier (ISO 17442): 18 letters and digits, then two check digits.
public enum LEI: Identifier {
    /// Whether 18 letters A–Z and digits and two digits pass ISO/IEC 7064 MOD 97-10.
    public static func isValid(_ text: IdentifierText) -> Bool {
        text.count == 20 && text.isDigits(18..<20) && text.remainderMod97() == 1
    }
}
