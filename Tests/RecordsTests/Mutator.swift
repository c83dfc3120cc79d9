import TestSupport

/// Damages documents: bits, bytes, slices, storms of the bytes that matter.
struct Mutator {
    var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

    /// The document with one to eight injuries at or behind `start`.
    mutating func injured(_ document: [UInt8], from start: Int) -> [UInt8] {
        var bytes = document
        for _ in 0...below(8) { injure(&bytes, min(start, bytes.count)) }
        return bytes
    }

    private mutating func injure(_ bytes: inout [UInt8], _ start: Int) {
        guard start < bytes.count else { return bytes.append(UInt8(below(256))) }
        let place = start + below(bytes.count - start)
        let end = min(bytes.count, place + 1 + below([1, 4, 30, 300][below(4)]))
        switch below(9) {
        case 0: bytes[place] ^= 1 << UInt8(below(8))
        case 1: bytes[place] = UInt8(below(256))
        case 2: bytes.insert(UInt8(below(256)), at: place)
        case 3: bytes.removeSubrange(place..<end)
        case 4: bytes.insert(contentsOf: bytes[place..<end], at: start + below(bytes.count - start + 1))
        case 5: bytes.insert(contentsOf: storm(), at: place)
        case 6: bytes.replaceSubrange(place..<end, with: storm())
        case 7: bytes.removeSubrange((below(4) == 0 ? place : bytes.count)...)
        default: bytes.replaceSubrange(place..<end, with: token())
        }
    }

    private mutating func storm() -> [UInt8] {
        let marks = [",", "\"", "\"\"", "\n", "\r\n", "\r", "\",\"", "\u{FEFF}"].map { Array($0.utf8) }
        return (0...below(12)).flatMap { _ in marks[below(marks.count)] }
    }

    /// What a field might hold at its border.
    private mutating func token() -> [UInt8] {
        let tokens = [
            "", "-", "+", ".", "0", "-0.000001", "9223372036854.775807", "9223372036854.775808", "1e9", "0000-01-01",
            "9999-12-31T23:59:60+00:01",
            "2026-02-30", "2026-01-01T00:00:00", "EUR", "EU\u{0}", "C62", "CANCELLED_BY_SELLERS", "é", "\u{0}", "🚢",
            String(repeating: "x", count: 257), String(repeating: "9", count: 40),
        ]
        let invalid: [[UInt8]] = [[0xFF], [0xC3], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]
        let choice = below(tokens.count + invalid.count)
        return choice < tokens.count ? Array(tokens[choice].utf8) : invalid[choice - tokens.count]
    }
}
