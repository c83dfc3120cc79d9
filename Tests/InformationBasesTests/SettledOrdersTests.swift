import Bytes
import Foundation
import Segments
import TestSupport
import Testing

@testable import InformationBases

/// Lists of settled orders: every id is found, no other, and a damaged list says so or still answers right.
struct SettledOrdersTests {
    /// One bucket's ids, made until there are enough of them.
    private static func ids(_ count: Int, bucket wanted: Int, _ key: HashKey) -> [(id: [UInt8], hash: UInt64)] {
        var ids: [(id: [UInt8], hash: UInt64)] = []
        var number = 0
        while ids.count < count {
            let id = Array("ORDER-\(number)".utf8) + [UInt8](repeating: 0x78, count: number % 40)
            let hash = id.span.rawBytes.hash(0..<id.count, key)
            if bucket(ofHash: hash) == wanted { ids.append((id, hash)) }
            number += 1
        }
        return ids
    }

    private static func write(_ ids: [(id: [UInt8], hash: UInt64)], bucket: Int, _ key: HashKey, to path: String) throws {
        let file = try ExtentFile(path: path, headerLength: SealedFile.headerLength)
        var settled = SettledIDs()
        for (id, hash) in ids.reversed() { settled.add(id.span.rawBytes, 0..<id.count, hash: hash) }
        try settled.write(bucket, to: file)
        try SealedFile.seal(file, magic: SettledOrders.magic, key, notes: ByteBuffer())
    }

    @Test(arguments: [1, 63, 64, 65, 129, 5000])
    func everyIDIsFoundAndNoOther(count: Int) throws {
        let folder = try TemporaryFolder()
        let key = HashKey.random()
        let ids = SettledOrdersTests.ids(count * 2, bucket: 7, key)
        let path = "\(folder.path)/list"
        try SettledOrdersTests.write(Array(ids.prefix(count)), bucket: 7, key, to: path)
        let list = try SettledOrders(path: path)
        var buffer = ByteBuffer()
        for (place, (id, hash)) in ids.enumerated() {
            #expect(try list.contains(id.span.rawBytes, 0..<id.count, hash: hash, &buffer) == (place < count))
        }
    }

    /// Of an order that was settled, "no" would let its late rows in again.
    @Test func aDamagedByteNeverChangesAnAnswer() throws {
        let folder = try TemporaryFolder()
        let key = HashKey.random()
        let ids = SettledOrdersTests.ids(200, bucket: 7, key)
        let path = "\(folder.path)/list"
        try SettledOrdersTests.write(Array(ids.prefix(100)), bucket: 7, key, to: path)
        let whole = try Data(contentsOf: URL(filePath: path))
        var buffer = ByteBuffer()
        var found = 0
        for place in whole.indices {
            var damaged = whole
            damaged[place] ^= 0x41
            try damaged.write(to: URL(filePath: path))
            guard let list = try? SettledOrders(path: path) else {
                found += 1
                continue
            }
            for (number, (id, hash)) in ids.enumerated() {
                let answer = try? list.contains(id.span.rawBytes, 0..<id.count, hash: hash, &buffer)
                found += answer == nil ? 1 : 0
                #expect(answer ?? (number < 100) == (number < 100), "byte \(place)")
            }
        }
        #expect(found > whole.count)
    }
}
