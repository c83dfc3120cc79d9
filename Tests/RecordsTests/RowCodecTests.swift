import Bytes
import Domain
import Records
import Testing

/// Rows of every kind, from their fields to bytes and back.
struct RowCodecTests {
    @Test(arguments: Kind.allCases)
    func `What was written is what is read`(_ kind: Kind) throws {
        var maker = RowMaker(kind, seed: 1)
        let rows = (0..<60).map { _ in maker.values() }
        let found = try judged(kind, maker.document(rows))
        #expect(found.compactMap(\.reason) == [])
        #expect(found.compactMap(\.encoding).map { typedValues(kind, $0) } == rows)
    }

    @Test(arguments: Kind.allCases)
    func `The same values give the same bytes and bucket, however they are written; other values give others`(_ kind: Kind) throws {
        var maker = RowMaker(kind, seed: 2)
        var rows = (0..<40).map { _ in maker.values() }
        // Neighbours: each row again with one column changed.
        for row in rows {
            let index = Int.random(in: row.indices, using: &maker.random)
            var other = row
            other[index] = maker.value(of: index)
            rows.append(other)
        }
        let once = try judged(kind, maker.document(rows))
        let again = try judged(kind, maker.document(rows))
        #expect(once == again)
        #expect(Set(once.compactMap(\.encoding)).count == Set(rows).count)
        #expect(once.compactMap(\.encoding).count == rows.count)
    }

    @Test func `Spellings that mean the same`() throws {
        let plain = plainRow(.transactions).merging(["unit_price": "1.5", "status_at": "2026-01-01T08:00:00+08:00"]) { _, new in new }
        let others: [[String: String]] = [
            ["unit_price": "1.50"], ["unit_price": "+01.500000"], ["status_at": "2026-01-01T00:00:00Z"], ["status_at": "2026-01-01"],
            ["status_at": "2025-12-31t19:00:00.75-05:00"], ["unit": "C62"], ["line_no": "1.0"], ["quantity": "1.000"],
        ]
        let found = try judged(.transactions, document(.transactions, [plain] + others.map { plain.merging($0) { _, new in new } }))
        #expect(found.count == 9 && Set(found.compactMap(\.encoding)).count == 1)
        let different: [[String: String]] = [
            ["unit_price": "1.500001"], ["unit": "KGM"], ["freight": "0"], ["status_at": "2026-01-01T00:00:01Z"],
        ]
        let changed = try judged(.transactions, document(.transactions, [plain] + different.map { plain.merging($0) { _, new in new } }))
        #expect(Set(changed.compactMap(\.encoding)).count == 5)
        // The default of another kind's column is not filled in here: a declaration's unit has none.
        let declared = try judged(.customs, "unit", ["", "C62"])
        #expect(declared[0] != declared[1])
    }

    @Test(arguments: Kind.allCases)
    func `The key is what the contract calls it`(_ kind: Kind) throws {
        var maker = RowMaker(kind, seed: 3)
        let row = maker.values()
        let schema = Schema.of(kind)
        let own = try judged(kind, maker.document([row])).compactMap(\.encoding)[0]
        for index in row.indices {
            var other = row
            for _ in 0..<50 where other[index] == row[index] { other[index] = maker.value(of: index) }
            let encoding = try judged(kind, maker.document([other])).compactMap(\.encoding)[0]
            #expect((key(own) != key(encoding)) == schema.key.contains(index), "\(schema.columns[index].name)")
        }
    }

    private func key(_ row: [UInt8]) -> [UInt8] {
        let buffer = bufferOf(row)
        return buffer.bytes.array(RowDecoder.key(buffer.bytes, at: 0))
    }

    @Test func `The first text of the key is found without decoding, and its hash is the bucket's`() throws {
        for kind in Kind.allCases where kind != .rates {
            var maker = RowMaker(kind, seed: 4)
            for case .row(let row, let hash) in try judged(kind, maker.document((0..<10).map { _ in maker.values() })) {
                let buffer = bufferOf(row)
                let text = RowDecoder.firstText(buffer.bytes, at: 0)
                #expect(TypedValue.bytes(buffer.bytes.array(text)) == typedValues(kind, row)[Schema.of(kind).key[0]])
                #expect(buffer.bytes.hash(text, .ofProcess) == hash)
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `The order of encodings is the contract's: first difference in its order of columns, missing least`(_ kind: Kind) throws {
        var maker = RowMaker(kind, seed: 5)
        var rows = [maker.values()]
        // Rows that share most columns, so that differences lie late.
        while rows.count < 24 {
            var row = maker.pick(rows)
            let index = Int.random(in: row.indices, using: &maker.random)
            row[index] = maker.value(of: index)
            rows.append(row)
        }
        var buffer = ByteBuffer()
        var decoders: [RowDecoder] = []
        for encoding in try judged(kind, maker.document(rows)).compactMap(\.encoding) {
            let start = buffer.count
            buffer.append(encoding)
            var decoder = RowDecoder(kind)
            decoder.decode(buffer, at: start)
            decoders.append(decoder)
        }
        #expect(decoders.count == rows.count)
        for (a, left) in zip(rows, decoders) {
            for (b, right) in zip(rows, decoders) {
                let isLess = left.isLess(than: right, in: buffer.bytes)
                #expect(isLess == a.lexicographicallyPrecedes(b), "\(a) < \(b)")
            }
        }
    }

    @Test(arguments: Kind.allCases)
    func `A row as CSV is the row again`(_ kind: Kind) throws {
        var maker = RowMaker(kind, seed: 6)
        let encodings = try judged(kind, maker.document((0..<20).map { _ in maker.values() })).compactMap(\.encoding)
        var text = RowText.header(kind) + [0x0A]
        var writer = RowText(kind)
        for encoding in encodings {
            writer.append(bufferOf(encoding).bytes, at: 0, to: &text)
            text.append(0x0A)
        }
        #expect(try judged(kind, text).compactMap(\.encoding) == encodings)
    }

    @Test func `The version time is the first of its columns that is there, the rank that of the contract`() throws {
        let rows = ["", "2026-01-02"].map { plainRow(.feedback).merging(["outcome_at": $0]) { _, new in new } }
        let times = try judged(.feedback, document(.feedback, rows)).compactMap(\.encoding).map { row in
            var decoder = RowDecoder(.feedback)
            decoder.decode(bufferOf(row), at: 0)
            return decoder.versionTime
        }
        #expect(times == [1_767_225_600, 1_767_312_000])
        let statuses = ["PLACED", "COMPLETED", "RETURNED", "REFUNDED", "CANCELLED", "CANCELLED_BY_BUYER", "CANCELLED_BY_SELLER"]
        let ranks = try judged(.transactions, "status", statuses).compactMap(\.encoding).map { row in
            var decoder = RowDecoder(.transactions)
            decoder.decode(bufferOf(row), at: 0)
            return decoder.rank
        }
        #expect(ranks == ranks.sorted() && Set(ranks).count == 7)
    }
}
