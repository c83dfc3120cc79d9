/// UN/LOCODE (UN/ECE Recommendation 16): places of trade and transport, checked by form only.
public enum UNLocode {
    /// Whether the bytes have the form of a UN/LOCODE: two letters A–Z (the country), then three of A–Z and 2–9.
    @inlinable public static func isForm(_ bytes: some Collection<UInt8>) -> Bool {
        var place = 0
        for byte in bytes {
            guard fits(byte, at: place) else { return false }
            place &+= 1
        }
        return place == 5
    }

    /// Whether the bytes have the form of a UN/LOCODE: two letters A–Z (the country), then three of A–Z and 2–9.
    @inlinable public static func isForm(_ bytes: Span<UInt8>) -> Bool {
        guard bytes.count == 5 else { return false }
        for place in 0..<5 where !fits(bytes[place], at: place) { return false }
        return true
    }

    @inlinable static func fits(_ byte: UInt8, at place: Int) -> Bool {
        place < 5 && (0x41...0x5A ~= byte || (place >= 2 && 0x32...0x39 ~= byte))
    }
}

/// Commodity codes: the Harmonised System's six digits, and the national ones of up to ten that begin with them; by form only.
public enum HSCode {
    /// Whether the bytes have the form of a commodity code: 6 to 10 digits.
    @inlinable public static func isForm(_ bytes: some Collection<UInt8>) -> Bool {
        var count = 0
        for byte in bytes {
            guard count < 10, 0x30...0x39 ~= byte else { return false }
            count &+= 1
        }
        return count >= 6
    }

    /// Whether the bytes have the form of a commodity code: 6 to 10 digits.
    @inlinable public static func isForm(_ bytes: Span<UInt8>) -> Bool {
        guard 6...10 ~= bytes.count else { return false }
        for place in 0..<bytes.count where !(0x30...0x39 ~= bytes[place]) { return false }
        return true
    }
}
