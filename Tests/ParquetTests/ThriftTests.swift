import Bytes
import Testing

@testable import Parquet

/// Against the examples of the protocol's specification, byte by byte.
@Suite("Thrift's compact protocol")
struct ThriftTests {
    private func bytes(_ fields: (inout CompactThrift) -> Void) -> [UInt8] {
        var thrift = CompactThrift()
        thrift.structure(fields)
        let buffer = thrift.finish()
        return buffer.bytes.array(0..<buffer.count)
    }

    @Test(
        "numbers are varints of their zigzag form",
        arguments: [
            (0, [0x00]), (-1, [0x01]), (1, [0x02]), (63, [0x7E]), (-64, [0x7F]), (64, [0x80, 0x01]), (8191, [0xFE, 0x7F]),
            (8192, [0x80, 0x80, 0x01]), (Int64.max, [0xFE] + Array(repeating: 0xFF, count: 8) + [0x01]),
            (Int64.min, Array(repeating: 0xFF, count: 9) + [0x01]),
        ] as [(Int64, [UInt8])])
    func numbers(value: Int64, expected: [UInt8]) {
        #expect(bytes { $0.field(1, i64: value) } == [0x16] + expected + [0x00])
        if let small = Int32(exactly: value) { #expect(bytes { $0.field(1, i32: small) } == [0x15] + expected + [0x00]) }
        if let small = Int16(exactly: value) { #expect(bytes { $0.field(1, i16: small) } == [0x14] + expected + [0x00]) }
    }

    @Test("a field's header holds the distance, or its id where that is more than 15")
    func headers() {
        let near = bytes {
            $0.field(1, i32: 0)
            $0.field(16, i32: 0)
        }
        #expect(near == [0x15, 0x00, 0xF5, 0x00, 0x00])
        let far = bytes {
            $0.field(1, i32: 0)
            $0.field(17, i32: 0)
            $0.field(18, i32: 0)
        }
        #expect(far == [0x15, 0x00, 0x05, 0x22, 0x00, 0x15, 0x00, 0x00])
    }

    @Test("ids begin anew in an inner structure and go on behind it")
    func nesting() {
        let nested = bytes { outer in
            outer.field(3) { $0.field(1, binary: [0x41, 0x42]) }
            outer.field(4, i32: 1)
        }
        #expect(nested == [0x3C, 0x18, 0x02, 0x41, 0x42, 0x00, 0x15, 0x02, 0x00])
    }

    @Test("a list has its length in its header up to 14, behind it from 15 on")
    func lists() {
        func list(_ count: Int) -> [UInt8] { bytes { $0.field(1, listOf: .i32, 0..<count) { $0.append(i32: Int32($1)) } } }
        #expect(list(0) == [0x19, 0x05, 0x00])
        #expect(list(14).prefix(3) == [0x19, 0xE5, 0x00])
        #expect(list(15).prefix(4) == [0x19, 0xF5, 0x0F, 0x00])
        #expect(list(200).prefix(5) == [0x19, 0xF5, 0xC8, 0x01, 0x00])
    }
}
