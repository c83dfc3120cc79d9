import Bytes
import Domain
import Parallel
import Scoring
import Segments
import Statistics
import TestSupport
import Testing

@testable import InformationBases

/// The records of a bucket, however many there are at a time.
struct SellerRecordsTests {
    /// A bucket's records, by account and whether its orders are settled.
    private struct World {
        let folder: TemporaryFolder
        let file: ScatteredFile
        var expected: [String: [String]] = [:]

        init(seed: UInt64) throws {
            folder = try TemporaryFolder()
            let file = try ExtentFile(path: "\(folder.path)/sellers")
            var scatter = RowScatter()
            var random = SeededGenerator(seed: seed)
            for number in 0..<3_000 {
                // Every third record is of one account, and as many of nine others; the rest is spread.
                let account = [0, 1 + number % 9, 10 + number % 200].randomElement(using: &random) ?? 0
                let isSettled = Bool.random(using: &random)
                var id = ByteBuffer()
                id.append("S\(account)".utf8)
                var record = Scratch(capacity: BaseRecord.bytesMax)
                let tag = BaseRecord.former.rawValue | (isSettled ? BaseRecord.settledBit : 0)
                var length = record.begin(tag, id.bytes, 0..<id.count, booked: Day(20_000))
                for byte in "record \(number)".utf8 { length = record.store(byte, at: length) }
                try scatter.append(record, length: length, bucket: number % 50 == 0 ? 8 : 7, to: file)
                if number % 50 != 0 { expected["S\(account) \(isSettled)", default: []].append("record \(number)") }
            }
            try scatter.finish(source: 0, to: file)
            self.file = try ScatteredFile(file)
            for key in expected.keys { expected[key]?.sort() }
        }
    }

    private func text(_ records: borrowing SellerRecords, _ place: Int) -> String {
        let bytes = records.bytes
        let range = records.range(of: place)
        var cursor = ByteCursor(at: range.lowerBound + 1)
        _ = cursor.text(bytes)
        _ = cursor.day(bytes)
        return String(decoding: bytes.array(cursor.at..<range.upperBound), as: UTF8.self)
    }

    @Test(arguments: [(1 << 30, false, false), (16 << 14, true, true), (1, true, true), (48 << 14, true, false)])
    func `Every record comes once, with its account`(_ memoryBytes: Int, _ hasShares: Bool, _ hasLong: Bool) throws {
        let world = try World(seed: 4)
        let day = Day(20_100)
        let input = BaseInput(
            segments: [], asOf: day, rates: RateTable(), budget: MemoryBudget(bytes: memoryBytes, threads: 1), temporary: world.folder.path,
            unjoined: nil)
        var records = SellerRecords(Reach(input), input)
        var found: [String: [String]] = [:]
        func note(_ account: Int, _ isSettled: Bool, _ places: Range<Int>, _ records: borrowing SellerRecords) {
            let id = String(decoding: records.accounts.bytes(of: account), as: UTF8.self)
            for place in places { found["\(id) \(isSettled)", default: []].append(text(records, place)) }
        }
        func noteLong(_ account: Int, _ records: inout SellerRecords) throws {
            records.beginPortions()
            while try records.loadPortion(of: account, areSettled: true) { note(account, true, records.settled(of: account), records) }
            records.beginPortions()
            while try records.loadPortion(of: account, areSettled: false) { note(account, false, records.open(of: account), records) }
        }
        // Twice: nothing is left of the bucket before.
        for bucket in [8, 7] {
            found = [:]
            try records.open(bucket, from: world.file, nil)
            if bucket == 7 { #expect((records.shareCount > 1) == hasShares) }
            for share in 0..<records.shareCount {
                try records.load(share: share)
                for account in 0..<records.accounts.count where records.isIn(share, account) {
                    note(account, true, records.settled(of: account), records)
                    note(account, false, records.open(of: account), records)
                }
            }
            let long = (0..<records.accounts.count).filter { records.isLong($0) }
            if bucket == 7 { #expect(!long.isEmpty == hasLong) }
            for account in long {
                let before = found.values.reduce(0) { $0 + $1.count }
                try noteLong(account, &records)
                #expect(found.values.reduce(0) { $0 + $1.count } - before == records.count(ofLong: account))
            }
        }
        for key in found.keys { found[key]?.sort() }
        #expect(found == world.expected)
    }

    @Test(arguments: [1 << 30, 1])
    func `A bucket of records that no longer matter has none, whatever was in the bucket before`(_ memoryBytes: Int) throws {
        let world = try World(seed: 5)
        let folder = try TemporaryFolder()
        let file = try ExtentFile(path: "\(folder.path)/old")
        var scatter = RowScatter()
        var id = ByteBuffer()
        id.append("S1".utf8)
        for _ in 0..<1_000 {
            var record = Scratch(capacity: BaseRecord.bytesMax)
            var length = record.begin(BaseRecord.order.rawValue, id.bytes, 0..<id.count, booked: Day(10_000))
            length = record.store(0, at: length)
            try scatter.append(record, length: length, bucket: 7, to: file)
        }
        try scatter.finish(source: 0, to: file)
        let input = BaseInput(
            segments: [], asOf: Day(20_100), rates: RateTable(), budget: MemoryBudget(bytes: memoryBytes, threads: 1),
            temporary: folder.path, unjoined: nil
        )
        var records = SellerRecords(Reach(input), input)
        try records.open(7, from: world.file, nil)
        for share in 0..<records.shareCount { try records.load(share: share) }
        try records.open(7, from: try ScatteredFile(file), nil)
        #expect(records.accounts.count == 0 && records.shareCount == 1)
        #expect(records.place(of: 0..<id.count, id) == 0)
        try records.load(share: 0)
        #expect(records.isIn(0, 0) && !records.isLong(0))
        #expect(records.settled(of: 0).isEmpty && records.open(of: 0).isEmpty)
    }
}
