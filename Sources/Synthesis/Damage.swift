/// A compressed file that breaks before its end. The blocks are stored, not compressed, so that the bytes are the same everywhere.
enum Damage: CaseIterable {
    case truncatedGzip, wrongChecksum, truncatedZstd

    var suffix: String { self == .truncatedZstd ? ".csv.zst" : ".csv.gz" }

    func applied(to content: [UInt8]) -> [UInt8] {
        switch self {
        case .truncatedGzip: Array(Damage.gzip(content).prefix(content.count * 3 / 5))
        case .wrongChecksum: Damage.gzip(content, spoilsChecksum: true)
        case .truncatedZstd: Array(Damage.zstd(content).prefix(content.count * 3 / 5))
        }
    }

    /// RFC 1952 around the stored blocks of RFC 1951.
    private static func gzip(_ content: [UInt8], spoilsChecksum: Bool = false) -> [UInt8] {
        var result: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]
        let blockSize = 16_384
        for start in stride(from: 0, to: content.count, by: blockSize) {
            let block = content[start..<min(start + blockSize, content.count)]
            result.append(start + blockSize >= content.count ? 1 : 0)
            result += littleEndian(UInt32(block.count) | ~UInt32(block.count) << 16)
            result += block
        }
        return result + littleEndian(checksum(content) ^ (spoilsChecksum ? 1 : 0)) + littleEndian(UInt32(content.count))
    }

    /// RFC 8878: one frame of raw blocks, its content size in four bytes.
    private static func zstd(_ content: [UInt8]) -> [UInt8] {
        var result: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD, 0xA0] + littleEndian(UInt32(content.count))
        let blockSize = 16_384
        for start in stride(from: 0, to: content.count, by: blockSize) {
            let block = content[start..<min(start + blockSize, content.count)]
            let isLast: UInt32 = start + blockSize >= content.count ? 1 : 0
            result += littleEndian(UInt32(block.count) << 3 | isLast).prefix(3)
            result += block
        }
        return result
    }

    /// CRC-32 as in RFC 1952, bit by bit: these files are small.
    static func checksum(_ content: [UInt8]) -> UInt32 {
        var register: UInt32 = 0xFFFF_FFFF
        for byte in content {
            register ^= UInt32(byte)
            for _ in 0..<8 { register = register & 1 == 1 ? register >> 1 ^ 0xEDB8_8320 : register >> 1 }
        }
        return ~register
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
}
