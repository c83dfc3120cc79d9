/// What a random stream decides; part of its seed, so that streams never meet.
enum Purpose: UInt64 {
    case calendar = 1
    case seller, product, order, shape, shuffle, rate, subject, reference, missingDay
}

/// A stream of pseudo-random numbers that any machine repeats: SplitMix64.
///
/// Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
struct RandomStream {
    private var state: UInt64

    /// The stream of one thing (an order's number, a seller's index …): any can be drawn again on its own.
    init(seed: UInt64, _ purpose: Purpose, _ number: Int, _ part: Int = 0) {
        var mixed = RandomStream.mix(seed &+ 0x9E37_79B9_7F4A_7C15)
        mixed = RandomStream.mix(mixed ^ (purpose.rawValue &* 0xD6E8_FEB8_6659_FD93))
        mixed = RandomStream.mix(mixed ^ UInt64(bitPattern: Int64(number)) &* 0xA076_1D64_78BD_642F)
        state = RandomStream.mix(mixed ^ UInt64(bitPattern: Int64(part)) &* 0xE703_7ED1_A0B4_28DB)
    }

    /// SplitMix64's finaliser, a bijection.
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    mutating func next() -> UInt64 {
        state = state &+ 0x9E37_79B9_7F4A_7C15
        return RandomStream.mix(state)
    }

    /// 0 … bound − 1 (Lemire's multiplication; its bias is below 2⁻³² here). 0 where the bound is not positive.
    mutating func below(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    mutating func between(_ low: Int, _ high: Int) -> Int { low + below(high - low + 1) }

    /// Like `below`, with small values likelier: density falls as 1 ÷ √x.
    mutating func skewed(_ bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        let first = Int128(below(1 << 30))
        let second = Int128(below(1 << 30))
        return Int(Int64((Int128(bound) * first * second) >> 60))
    }

    /// True in `perMillion` of a million cases.
    mutating func chance(_ perMillion: Int) -> Bool { below(1_000_000) < perMillion }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }

    /// An index, drawn with these weights.
    mutating func weighted(_ weights: [Int]) -> Int {
        var rest = below(weights.reduce(0, +))
        for (index, weight) in weights.enumerated() {
            if rest < weight { return index }
            rest -= weight
        }
        return weights.count - 1
    }
}
