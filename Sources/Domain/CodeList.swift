/// A closed list of ASCII codes of one to four bytes (currencies, countries, units), made for one look-up per field of a row.
///
/// A code travels *packed*: its bytes little-endian in 32 bits, the first byte lowest, absent bytes 0. Indices count from 0 in ascending
/// order of the codes' bytes, so they shift when a later edition of the list has more codes: what is stored holds the packed bytes,
/// never the index.
public struct CodeList: Sendable {
    /// The standard that keeps the list, for messages ("ISO 4217").
    public let name: String
    /// Open addressing with linear probing: the packed code in the low half, its index + 1 in the high half, 0 where nothing stands.
    @usableFromInline let slots: [UInt64]
    /// What brings the hash's best bits, its topmost, down to a place in `slots`.
    @usableFromInline let shift: UInt32
    @usableFromInline let codes: [UInt32]
    @usableFromInline let withdrawn: [Bool]

    /// A list of the codes in two texts, separated by white space. A code that stands in both is current.
    ///
    /// The texts are part of the program: a word that is no code is a fault of ours and stops it.
    init(name: String, current: String, withdrawn: String = "") {
        let inForce = CodeList.words(of: current)
        let currentCodes = Set(inForce)
        let entries =
            (inForce.map { (code: $0, isWithdrawn: false) }
            + CodeList.words(of: withdrawn).filter { !currentCodes.contains($0) }.map { (code: $0, isWithdrawn: true) })
            .sorted { $0.code.byteSwapped < $1.code.byteSwapped }
        // At most a quarter full: a look-up of any of the lists reads 1.1 slots on average.
        var bits: UInt32 = 4
        while 1 << bits < entries.count * 4 { bits += 1 }
        var slots = [UInt64](repeating: 0, count: 1 << bits)
        for (index, entry) in entries.enumerated() {
            var place = CodeList.place(of: entry.code, shift: 32 - bits)
            while slots[place] != 0 {
                precondition(UInt32(truncatingIfNeeded: slots[place]) != entry.code, "A list of codes holds each code once.")
                place = (place + 1) & (slots.count - 1)
            }
            slots[place] = UInt64(index + 1) << 32 | UInt64(entry.code)
        }
        self.name = name
        self.slots = slots
        shift = 32 - bits
        codes = entries.map(\.code)
        self.withdrawn = entries.map(\.isWithdrawn)
    }

    /// How many codes the list has, withdrawn ones too.
    public var count: Int { codes.count }

    /// The index of a packed code, or nil where the list does not have it. The case of letters matters.
    ///
    /// - Complexity: O(1).
    @inlinable public func index(of packed: UInt32) -> Int? {
        var place = CodeList.place(of: packed, shift: shift)
        while true {
            let slot = slots[place]
            if UInt32(truncatingIfNeeded: slot) == packed { return slot == 0 ? nil : Int(slot >> 32) &- 1 }
            if slot == 0 { return nil }
            place = (place &+ 1) & (slots.count &- 1)
        }
    }

    /// Whether the list has a packed code, in force or withdrawn.
    @inlinable public func contains(_ packed: UInt32) -> Bool { index(of: packed) != nil }

    /// The code at an index in `0..<count`, as text.
    public func code(at index: Int) -> String { CodeList.unpack(codes[index]) }

    /// The code at an index in `0..<count`, packed.
    @inlinable public func packedCode(at index: Int) -> UInt32 { codes[index] }

    /// Whether the standard has withdrawn the code at an index in `0..<count`: such a code is accepted and counted.
    @inlinable public func isWithdrawn(_ index: Int) -> Bool { withdrawn[index] }

    /// Fibonacci hashing (Knuth, TAOCP 3, 6.4): the top bits of the product with 2³² ÷ φ.
    @inlinable static func place(of packed: UInt32, shift: UInt32) -> Int {
        Int(truncatingIfNeeded: (packed &* 0x9E37_79B1) &>> shift)
    }

    private static func words(of text: String) -> [UInt32] {
        text.utf8.split { $0 == 0x20 || $0 == 0x0A }.map { word in
            guard let packed = pack(word) else { preconditionFailure("A list of codes holds a word that is no code: \(Substring(word)).") }
            return packed
        }
    }
}

extension CodeList {
    /// The bytes of a code packed, or nil where they are not one to four bytes of ASCII other than NUL.
    @inlinable public static func pack(_ bytes: some Collection<UInt8>) -> UInt32? {
        var packed: UInt32 = 0
        var shift: UInt32 = 0
        for byte in bytes {
            guard shift < 32, byte &- 1 < 0x7F else { return nil }
            packed |= UInt32(byte) &<< shift
            shift += 8
        }
        return shift == 0 ? nil : packed
    }

    /// The bytes of a code packed, or nil where they are not one to four bytes of ASCII other than NUL.
    @inlinable public static func pack(_ bytes: Span<UInt8>) -> UInt32? {
        guard 1...4 ~= bytes.count else { return nil }
        var packed: UInt32 = 0
        for place in 0..<bytes.count {
            let byte = bytes[place]
            guard byte &- 1 < 0x7F else { return nil }
            packed |= UInt32(byte) &<< UInt32(8 &* place)
        }
        return packed
    }

    /// A code packed, or nil where the text is not one to four characters of ASCII other than NUL.
    public static func pack(_ s: some StringProtocol) -> UInt32? { pack(s.utf8) }

    /// The text of a packed code: the inverse of `pack`.
    public static func unpack(_ packed: UInt32) -> String {
        var text = ""
        var rest = packed
        while rest != 0 {
            text.unicodeScalars.append(Unicode.Scalar(UInt8(truncatingIfNeeded: rest)))
            rest >>= 8
        }
        return text
    }
}
