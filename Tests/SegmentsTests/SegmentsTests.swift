import Bytes
import Domain
import Glibc
import Ingest
import Parallel
import Records
import Segments
import TestSupport
import Testing

/// A segment file is trusted whole or not at all.
struct SegmentFileTests {
    private let day = Day("2024-01-01") ?? Day(0)

    /// A small partition's segment file, made by ingest; one of its files has a bad row and an unknown column.
    private func segment(in folder: TemporaryFolder) throws -> String {
        try folder.put(
            Array(
                "order_id,shipment_id,event,occurred_at,note\nO1,H1,EMA,2024-01-01,x\nO2,H1,EMI,2024-01-01,\nO3,H1,EMX,2024-01-01,\nO1,H1,EMI,2024-01-01,\n"
                    .utf8),
            as: "dumps/2024-01-01/logistics.csv")
        try folder.put(Array("invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n".utf8), as: "dumps/2024-01-01/invoices.csv")
        let store = StoreLayout(path: "\(folder.path)/store")
        let options = IngestOptions(budget: MemoryBudget(threads: 1), damagedFiles: .stop, runID: "test", onFile: { _, _ in })
        try ingest(DumpFolder(path: "\(folder.path)/dumps").files, into: store, options: options)
        return store.segment(day)
    }

    /// All rows of a segment file with their places; throws where anything in it cannot be trusted.
    private func read(_ path: String) throws -> [String] {
        let segment = try SegmentFile(path: path, partition: day)
        var rows: [String] = []
        for bucket in 0..<bucketCount {
            for extent in try segment.extents.extents(of: bucket) {
                var buffer = ByteBuffer()
                try ExtentFile.read(extent, of: segment.file, into: &buffer)
                var cursor = RowCursor(extent, at: 0)
                while let range = cursor.next(buffer.bytes) {
                    rows.append("\(segment.sources[extent.source].name):\(cursor.line):\(cursor.byte) \(buffer.bytes.array(range))")
                }
            }
        }
        return rows
    }

    @Test func `What ingest wrote is what is read: rows with their places, and the sources' records`() throws {
        let folder = try TemporaryFolder()
        let path = try segment(in: folder)
        let places = try read(path).map { String($0.prefix { $0 != " " }) }.sorted()
        #expect(places == ["logistics.csv:2:44", "logistics.csv:3:67", "logistics.csv:5:111"])
        let sources = try SegmentFile(path: path, partition: day).sources
        #expect(sources.map(\.name) == ["invoices.csv", "logistics.csv"])
        #expect(sources.map(\.rowsRead) == [0, 4])
        #expect(sources[1].unknownColumns == ["note"] && sources[1].runID == "test" && !sources[1].isSetAside)
        #expect(sources[1].sha256 == sha256(of: try folder.bytes(of: "dumps/2024-01-01/logistics.csv")))
        let refused = try #require(sources[1].quarantined.first)
        #expect(
            sources[1].quarantined.count == 1 && refused.reason.rawValue == "NOT_A_CODE" && refused.column == "event" && refused.rows == 1)
        #expect(refused.firstLine == 4 && refused.firstByte == 89 && refused.example == Array("O3,H1,EMX,2024-01-01,".utf8))
    }

    @Test func `A byte changed at any place is found, at the latest when its rows are read`() throws {
        let folder = try TemporaryFolder()
        let good = try folder.bytes(of: String(try segment(in: folder).dropFirst(folder.path.count + 1)))
        for place in good.indices {
            for flip in [0x01, 0x80, 0xFF] as [UInt8] {
                var bad = good
                bad[place] ^= flip
                try expectRefused(bad, in: folder, "byte \(place) of \(good.count) changed by \(flip)")
            }
        }
    }

    @Test func `A file cut short, or with something behind it, is refused`() throws {
        let folder = try TemporaryFolder()
        let good = try folder.bytes(of: String(try segment(in: folder).dropFirst(folder.path.count + 1)))
        for length in 0..<good.count { try expectRefused(Array(good.prefix(length)), in: folder, "cut to \(length) bytes") }
        try expectRefused(good + [0], in: folder, "a byte more")
        try expectRefused(good + good, in: folder, "twice the file")
        try expectRefused(Array(good.prefix(8) + good), in: folder, "its head twice")
    }

    private func expectRefused(_ bytes: [UInt8], in folder: TemporaryFolder, _ what: String) throws {
        let path = try folder.put(bytes, as: "bad.seg")
        do {
            _ = try read(path)
            Issue.record("\(what): the file was read as if it were sound")
        } catch let failure as SystemFailure {
            #expect(failure.code == 5, "\(what): \(failure)")
        }
    }

    @Test func `Room set aside does not move a file's end, and what is behind a sealed file is given back`() throws {
        let folder = try TemporaryFolder()
        let file = try RandomAccessFile(path: "\(folder.path)/ahead", mode: .create)
        file.reserve(0..<1 << 20)
        #expect(try file.size() == 0)
        // A megabyte is set aside as soon as anything is written.
        #expect(try allocatedBytes(segment(in: folder)) < 1 << 16)
    }

    private func allocatedBytes(_ path: String) throws -> Int {
        var status = stat()
        try #require(unsafe stat(path, &status) == 0)
        return Int(status.st_blocks) * 512
    }

    @Test func `A file that is none is said to be none`() throws {
        let folder = try TemporaryFolder()
        #expect(throws: SystemFailure.self) { try SegmentFile(path: "\(folder.path)/none.seg", partition: day) }
        try expectRefused([], in: folder, "an empty file")
        try expectRefused(Array("SILKSEG1".utf8), in: folder, "a head alone")
    }
}

/// Rows through the regions of a scatter, more of them than fit.
struct RowScatterTests {
    @Test func `Rows come back bucket by bucket in their order, however often a region was full`() throws {
        let folder = try TemporaryFolder()
        let file = try ExtentFile(path: "\(folder.path)/extents")
        var scatter = RowScatter()
        var random = SeededGenerator(seed: 5)
        var expected: [Int: [[UInt8]]] = [:]
        var byte = 0
        for line in 2..<3000 {
            let bucket = [0, 1, 255][Int.random(in: 0..<3, using: &random)]
            let bytes = (0..<Int.random(in: 1...400, using: &random)).map { UInt8(truncatingIfNeeded: $0 &+ line) }
            var row = Scratch(capacity: 512)
            var length = 0
            for value in bytes { length = row.store(value, at: length) }
            byte += length + 1
            if !scatter.slab.fits(length, in: bucket) { try scatter.flush(bucket, source: 3, to: file) }
            scatter.slab.append(row, length: length, at: ScatterSlab.Place(line: line, byte: byte), to: bucket)
            expected[bucket, default: []].append(bytes + Array("@\(line):\(byte)".utf8))
        }
        try scatter.finish(source: 3, to: file)
        var found: [Int: [[UInt8]]] = [:]
        let extents = try file.takeDirectory().all()
        for extent in extents {
            var buffer = ByteBuffer()
            try ExtentFile.read(extent, of: file.file, into: &buffer)
            var cursor = RowCursor(extent, at: 0)
            var rows = 0
            while let range = cursor.next(buffer.bytes) {
                found[extent.bucket, default: []].append(buffer.bytes.array(range) + Array("@\(cursor.line):\(cursor.byte)".utf8))
                rows += 1
            }
            #expect(rows == extent.rows && extent.source == 3)
        }
        #expect(found == expected)
        #expect(extents.count > 6)
    }
}

/// Where extents lie: what was noted is what is read, from memory and from the file.
struct ExtentDirectoryTests {
    private static let bytes = [UInt8](repeating: 7, count: 64)

    /// Extents of some buckets, in no order.
    private func extents(_ count: Int, seed: UInt64, inQuarters: Bool) -> [Extent] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { number in
            let offset = Int.random(in: 0..<64, using: &random)
            var extent = Extent(
                bucket: [0, 3, 254, 255].randomElement(using: &random) ?? 0, source: Int.random(in: 0..<300, using: &random),
                offset: offset,
                length: Int.random(in: 0...64 - offset, using: &random), rows: Int.random(in: 0..<100_000, using: &random),
                firstLine: Int.random(in: 0..<1 << 40, using: &random), firstByte: number << Int.random(in: 0..<30, using: &random),
                checksum: UInt32.random(in: 0...(.max), using: &random))
            if inQuarters { extent.quarter = Int.random(in: 0..<4, using: &random) }
            return extent
        }
    }

    private func text(_ extent: Extent) -> String {
        "\(extent.bucket) \(extent.quarter ?? -1) \(extent.source) \(extent.offset) \(extent.length) \(extent.rows) \(extent.firstLine) "
            + "\(extent.firstByte) \(extent.checksum)"
    }

    @Test(arguments: [(0, false), (1, true), (300, false), (300, true), (30_000, true)])
    func `Every extent is found in its bucket, in order`(_ count: Int, _ inQuarters: Bool) throws {
        let folder = try TemporaryFolder()
        var made = extents(count, seed: UInt64(count), inQuarters: inQuarters)
        // Of a source lines ascend with bytes.
        for place in made.indices { made[place].firstLine = made[place].firstByte / 3 }
        let file = try ExtentFile(path: "\(folder.path)/extents")
        try file.append(Self.bytes.span.rawBytes, made)
        let directory = try file.takeDirectory()
        #expect(directory.isFine == (inQuarters && count > 0))
        #expect(directory.rows == made.reduce(0) { $0 + $1.rows } && directory.length == made.reduce(0) { $0 + $1.length })
        let sorted = made.sorted {
            ($0.bucket, $0.quarter ?? -1, $0.source, $0.firstByte, $0.offset) < (
                $1.bucket, $1.quarter ?? -1, $1.source, $1.firstByte, $1.offset
            )
        }
        for bucket in [0, 1, 3, 254, 255] {
            let own = sorted.filter { $0.bucket == bucket }
            #expect(try directory.extents(of: bucket).map(text) == own.map(text))
            #expect(directory.rows(of: bucket) == own.reduce(0) { $0 + $1.rows })
            #expect(directory.length(of: bucket) == own.reduce(0) { $0 + $1.length })
        }
        #expect(try directory.all().map(text) == sorted.map(text))
    }

    @Test func `A large directory that changes in its file is not trusted`() throws {
        let folder = try TemporaryFolder()
        let file = try ExtentFile(path: "\(folder.path)/extents")
        var made = extents(30_000, seed: 5, inQuarters: false)
        for place in made.indices { made[place].firstLine = made[place].firstByte }
        try file.append(Self.bytes.span.rawBytes, made)
        let directory = try file.takeDirectory()
        #expect(try directory.extents(of: 255).count > 1000)
        let size = try file.file.size()
        try file.file.write([UInt8(0xFF), 0xFF].span.rawBytes, at: size - 40)
        #expect(throws: SystemFailure.self) { try directory.extents(of: 255) }
        #expect(try directory.extents(of: 0).count > 1000)
    }
}
