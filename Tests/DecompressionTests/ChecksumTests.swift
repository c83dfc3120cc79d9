import Decompression
import Testing

@Suite("CRC-32")
struct ChecksumTests {
    /// The check value of the standard's polynomial (ISO 3309): the checksum of "123456789".
    @Test(arguments: InflateEngine.available)
    func checkValue(engine: InflateEngine) {
        #expect(checksum(Array("123456789".utf8), engine: engine) == 0xCBF4_3926)
        #expect(checksum([], engine: engine) == 0)
        #expect(checksum([0], engine: engine) == 0xD202_EF8D)
    }

    /// Bit by bit, as the standard writes it.
    private func slow(_ bytes: [UInt8]) -> UInt32 {
        var register: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xEDB8_8320 : register >> 1 }
        }
        return ~register
    }

    @Test(arguments: InflateEngine.available)
    func equalsTheSlowTwinAtEveryLengthAndSplit(engine: InflateEngine) {
        var random = SeededGenerator(seed: 1)
        for count in 0..<300 {
            let bytes = random.bytes(count)
            let whole = slow(bytes)
            #expect(checksum(bytes, engine: engine) == whole)
            let split = Int.random(in: 0...count, using: &random)
            let first = checksum(Array(bytes[..<split]), engine: engine)
            #expect(checksum(Array(bytes[split...]), seed: first, engine: engine) == whole)
        }
    }

    private func checksum(_ bytes: [UInt8], seed: UInt32 = 0, engine: InflateEngine) -> UInt32 {
        // SAFETY: a UInt8 has no padding.
        crc32(unsafe bytes.span.bytes, seed, engine: engine)
    }
}
