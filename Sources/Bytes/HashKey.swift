/// The secret of a keyed hash. A store has one of its own, random, in the header of each of its files; tables in memory use one of the process.
///
/// Whoever chooses the bytes that are hashed does not know it, and sees no hash: so no ids can be made that share one. (With constants in
/// the source they were made by algebra, thousands at a time, and every table that they came to grew quadratically.) What is published never
/// depends on a key: equality is that of bytes, and where an order shows it is that of bytes.
public struct HashKey: BitwiseCopyable, Hashable, Sendable {
    /// What the state begins with, and what each pair of words is combined with.
    public let first: UInt64
    public let second: UInt64
    @usableFromInline let third: UInt64

    /// The key of two words, as a file keeps them.
    public init(_ first: UInt64, _ second: UInt64) {
        self.init(first, second, third: fold(first ^ 0x2D35_8DCC_AA6C_78A5, second ^ 0xA076_1D64_78BD_642F))
    }

    @usableFromInline init(_ first: UInt64, _ second: UInt64, third: UInt64) {
        self.first = first
        self.second = second
        self.third = third
    }

    /// A key that nobody knows.
    public static func random() -> HashKey { HashKey(.random(in: .min ... .max), .random(in: .min ... .max)) }

    /// The key of tables that do not outlive the process, and of what is read without a store.
    public static let ofProcess = random()

    /// wyhash's secrets of version 4: for checksums of what the program wrote itself.
    @inlinable static var ofChecksums: HashKey {
        HashKey(0xCA81_3BF4_C7AB_F0A9, 0x8BB8_4B93_962E_ACC9, third: 0x2D35_8DCC_AA6C_78A5)
    }

    /// A hash of two numbers.
    @inlinable @inline(__always)
    func hash(_ a: UInt64, _ b: UInt64) -> UInt64 { fold(a ^ first, b ^ second) }
}

/// The hash of bytes that are taken two words at a time, after wyhash, and of at most eight bytes as one word.
@usableFromInline
struct FoldedHash {
    @usableFromInline var state: UInt64
    @usableFromInline let key: HashKey

    @inlinable @inline(__always)
    init(_ key: HashKey) {
        state = key.first
        self.key = key
    }

    @inlinable @inline(__always)
    mutating func take(_ first: UInt64, _ second: UInt64) { state = fold(first ^ key.second, second ^ state) }

    @inlinable @inline(__always)
    func finish(_ first: UInt64, _ second: UInt64, count: Int) -> UInt64 {
        let product = (first ^ key.second).multipliedFullWidth(by: second ^ state)
        return fold(product.low ^ key.third ^ UInt64(truncatingIfNeeded: count), product.high ^ key.second)
    }
}

/// The high half xor the low half of a 128-bit product.
@inlinable @inline(__always)
func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
}
