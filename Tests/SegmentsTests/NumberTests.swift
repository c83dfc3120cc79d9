import Bytes
import Testing

@Suite("numbers and frames, written and read again")
struct NumberTests {
    /// Numbers about every power of two: the first and the last of each length.
    private static let numbers: [UInt64] = (0..<64).flatMap { (bit: UInt64) -> [UInt64] in
        let power: UInt64 = 1 << bit
        return [power, power - 1, power &+ 0x0123_4567_89AB_CDEF]
    }

    @Test("a number reads as it was written, whoever wrote it, and however little follows it")
    func numbersReadAsWritten() {
        for number in NumberTests.numbers {
            var buffer = ByteBuffer()
            buffer.appendVarint(number)
            var scratch = Scratch(capacity: 16)
            let end = scratch.storeVarint(number, at: 0)
            #expect(end == buffer.count)
            let stored = scratch.bytes(end).array(0..<end)
            #expect(stored == buffer.bytes.array(0..<end))
            #expect(buffer.count == min(9, max(1, (64 - number.leadingZeroBitCount + 6) / 7)))
            for behind in [0, 1, 16] {
                var followed = ByteBuffer()
                followed.append(buffer)
                followed.append(Array(repeating: 0xFF, count: behind))
                var cursor = ByteCursor()
                let read = cursor.varint(followed.bytes)
                #expect(read == number)
                #expect(cursor.at == buffer.count)
            }
        }
    }

    @Test("a signed number reads as it was written, whoever wrote it")
    func signedNumbersReadAsWritten() {
        for number in NumberTests.numbers.flatMap({ [Int64(bitPattern: $0), 0 &- Int64(bitPattern: $0)] }) {
            var buffer = ByteBuffer()
            buffer.appendZigzag(number)
            var tagged = ByteBuffer()
            tagged.append(0xAB, zigzag: number)
            let behindTag = tagged.bytes.array(0..<tagged.count)
            #expect(behindTag == [0xAB] + buffer.bytes.array(0..<buffer.count))
            var scratch = Scratch(capacity: 16)
            let end = scratch.pen().putZigzag(number, at: 0)
            #expect(end == buffer.count)
            let stored = scratch.bytes(end).array(0..<end)
            #expect(stored == buffer.bytes.array(0..<end))
            var cursor = ByteCursor()
            let read = cursor.zigzag(buffer.bytes)
            #expect(read == number)
        }
    }

    @Test("a frame says what was written, of usual and of wide steps")
    func framesReadAsWritten() {
        for length in [1, 13, 511, 512, 8192] {
            for lines in [0, 1, (1 << 12) - 1, 1 << 12, (1 << 40) - 1] {
                for bytes in [0, 60, (1 << 19) - 1, 1 << 19, (1 << 48) - 1] {
                    var buffer = ByteBuffer()
                    buffer.append(0xAB)
                    var row = ByteBuffer()
                    row.append(Array(repeating: 0xCD, count: length + 8))
                    buffer.appendRow(row.bytes, 0..<length, lines: lines, bytes: bytes)
                    let start = buffer.count - length
                    buffer.append(row.bytes, 0..<8)
                    let frame = RowFrame.read(buffer.bytes, at: 1)
                    #expect(frame.length == length && frame.lines == lines && frame.bytes == bytes && frame.start == start)
                }
            }
        }
    }

    @Test("bytes of any length are equal to themselves, and differ with any of their bytes; their hashes too")
    func equalityAndHashesSeeEveryByte() {
        for length in 1...70 {
            var buffer = ByteBuffer()
            buffer.append((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) })
            let end = buffer.count
            buffer.append(buffer.bytes.array(0..<length))
            let bytes = buffer.bytes
            let isEqual = bytes.equals(0..<end, end..<2 * end, in: bytes)
            #expect(isEqual)
            let key = HashKey.random()
            let hash = bytes.hash(0..<end, key)
            let secondHash = bytes.hash(end..<2 * end, key)
            #expect(hash == secondHash)
            let elsewhere = bytes.hash(0..<end, .random())
            #expect(hash != elsewhere)
            let checksum = bytes.checksum(0..<end)
            for changed in 0..<length {
                var other = bytes.array(0..<length)
                other[changed] ^= 1
                var single = ByteBuffer()
                single.append(other)
                let isStillEqual = bytes.equals(0..<end, 0..<length, in: single.bytes)
                #expect(!isStillEqual)
                let otherHash = single.bytes.hash(0..<length, key)
                #expect(hash != otherHash)
                let otherChecksum = single.bytes.checksum(0..<length)
                #expect(checksum != otherChecksum)
            }
        }
    }
}
