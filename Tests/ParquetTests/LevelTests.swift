import Bytes
import Testing

@testable import Parquet

@Suite("Definition levels")
struct LevelTests {
    /// Reads the hybrid again: readable, and written from the format's page.
    private func read(_ bytes: [UInt8], count: Int) -> [Bool] {
        var levels: [Bool] = []
        var next = 0
        while levels.count < count {
            var header = 0
            var shift = 0
            repeat {
                header |= Int(bytes[next] & 0x7F) << shift
                shift += 7
                next += 1
            } while bytes[next - 1] & 0x80 != 0
            if header & 1 == 0 {
                levels += Array(repeating: bytes[next] == 1, count: header >> 1)
                next += 1
            } else {
                for byte in bytes[next..<next + header >> 1] { levels += (0..<8).map { byte >> $0 & 1 == 1 } }
                next += header >> 1
            }
        }
        #expect(next == bytes.count, "bytes are left over")
        return Array(levels[..<count])
    }

    private func written(_ levels: [Bool]) -> [UInt8] {
        var buffer = ByteBuffer()
        DefinitionLevels.append(levels, to: &buffer)
        return buffer.bytes.array(0..<buffer.count)
    }

    @Test("every pattern of up to 11 levels comes back, alone and behind and before long runs")
    func exhaustive() {
        for count in 1...11 {
            for pattern in 0..<(1 << count) {
                let levels = (0..<count).map { pattern >> $0 & 1 == 1 }
                for long in [levels, Array(repeating: true, count: 40) + levels, levels + Array(repeating: false, count: 41)] {
                    #expect(read(written(long), count: long.count) == long)
                }
            }
        }
    }

    @Test("runs of every length around the limits come back")
    func runs() {
        for length in 1...80 {
            let levels = (0..<10).flatMap { Array(repeating: $0 % 2 == 0, count: $0 == 4 ? 3 : length) }
            #expect(read(written(levels), count: levels.count) == levels)
        }
    }

    @Test("what is all there, or all missing, takes a few bytes")
    func uniform() {
        #expect(written(Array(repeating: true, count: 65_536)) == [0x80, 0x80, 0x08, 0x01])
        #expect(written(Array(repeating: false, count: 3)) == [0x06, 0x00])
        #expect(written([true, false, true]) == [0x03, 0x05])
        #expect(written([]) == [])
    }
}
