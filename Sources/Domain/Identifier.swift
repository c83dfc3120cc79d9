/// What an offline check says of an identifier.
public enum Verification: UInt8, Vocabulary {
    /// Form and check digits are right. It says nothing of whether the identifier was ever issued, or to whom.
    case valid
    /// Form or check digits are wrong.
    case invalid
    /// Nothing can be said: no identifier, no published check digit, or a scheme that is not known here.
    case unknown

    public static let allNames: [StaticString] = ["VALID", "INVALID", "UNKNOWN"]
}

/// A scheme of identifiers whose check digits can be verified offline.
///
/// Checks take the identifier as its standard writes it for interchange: upper case, without separators. What people typed is checked
/// by `IdentifierScheme.verification`, which compacts it first.
public protocol Identifier {
    /// Whether form and check digits are right.
    static func isValid(_ text: IdentifierText) -> Bool
}

extension Identifier {
    /// Whether form and check digits are right; false where there are no bytes.
    @inlinable public static func isValid(_ bytes: some Collection<UInt8>) -> Bool {
        guard let text = IdentifierText(bytes) else { return false }
        return isValid(text)
    }

    /// Whether form and check digits are right; false where there are no bytes.
    public static func isValid(_ bytes: Span<UInt8>) -> Bool {
        guard let text = IdentifierText(bytes) else { return false }
        return isValid(text)
    }
}

/// The bytes of an identifier, 1 to 24 of them: held without allocation, for the arithmetic of check digits.
public struct IdentifierText: Sendable {
    @usableFromInline var bytes = InlineArray<24, UInt8>(repeating: 0)
    @usableFromInline var length = 0

    /// How many bytes there are, 1–24.
    @inlinable public var count: Int { length }

    /// The bytes as they are, or nil where there are none or more than 24.
    @inlinable public init?(_ bytes: some Collection<UInt8>) {
        for byte in bytes {
            guard append(byte) else { return nil }
        }
        guard length > 0 else { return nil }
    }

    /// The bytes as they are, or nil where there are none or more than 24.
    public init?(_ bytes: Span<UInt8>) {
        guard 1...24 ~= bytes.count else { return nil }
        for place in 0..<bytes.count { self.bytes[place] = bytes[place] }
        length = bytes.count
    }

    @inlinable mutating func append(_ byte: UInt8) -> Bool {
        guard length < 24 else { return false }
        bytes[length] = byte
        length += 1
        return true
    }

    /// The byte at a place in `0..<count`.
    @inlinable public subscript(place: Int) -> UInt8 { bytes[place] }
}

extension IdentifierText {
    /// The value of the decimal digit at a place; negative or above 9 where the byte is none.
    func digit(_ place: Int) -> Int { Int(bytes[place]) - 0x30 }

    /// Whether all bytes at these places (all places, if none are given) are decimal digits.
    func isDigits(_ places: Range<Int>? = nil) -> Bool {
        for place in places ?? 0..<count where !(0...9 ~= digit(place)) { return false }
        return true
    }

    /// Whether the byte at a place is a letter A–Z.
    func isLetter(_ place: Int) -> Bool { 0x41...0x5A ~= bytes[place] }

    /// The place of the byte in the alphabet A–Z, from 0; out of `0...25` where it is no letter.
    func letter(_ place: Int) -> Int { Int(bytes[place]) - 0x41 }

    /// The number that the digits at these places write.
    func number(_ places: Range<Int>) -> Int {
        var number = 0
        for place in places { number = number * 10 + digit(place) }
        return number
    }
}

extension IdentifierText {
    /// The bytes without the separators that people write (ASCII space, hyphen, point, slash), the letters a–z raised.
    public static func compacted(_ bytes: some Collection<UInt8>) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        for byte in bytes {
            switch byte {
            case 0x20, 0x2D, 0x2E, 0x2F: continue
            case 0x61...0x7A: text.append(byte - 0x20)
            default: text.append(byte)
            }
        }
        return text
    }
}
