import Bytes
import Decompression
import Domain
import Ingest
import Parallel
import Problems
import Records
import Segments
import TestSupport
import Testing

/// A partition's files → its segment file and its quarantine.
struct IngestTests {
    private let folder: TemporaryFolder
    private let store: StoreLayout
    private let day = Day("2024-01-01") ?? Day(0)
    private let header = "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n"

    init() throws {
        folder = try TemporaryFolder()
        store = StoreLayout(path: "\(folder.path)/store")
    }

    /// Writes a file of the partition; `cut` bytes are missing at the end of what is on disk.
    private func put(_ text: String, as name: String, cut: Int = 0) throws {
        let path = try folder.put([], as: "dumps/2024-01-01/\(name)")
        let writer = try DumpWriter(path: path)
        try writer.write(Array(text.utf8))
        try writer.finish()
        if cut > 0 { try folder.put(try folder.bytes(of: "dumps/2024-01-01/\(name)").dropLast(cut), as: "dumps/2024-01-01/\(name)") }
    }

    private func take(_ damagedFiles: DamagedFiles = .stop, threads: Int = 2) throws -> SegmentFile {
        let options = IngestOptions(budget: MemoryBudget(threads: threads), damagedFiles: damagedFiles, runID: "test", onFile: { _, _ in })
        try ingest(DumpFolder(path: "\(folder.path)/dumps").files, into: store, options: options)
        return try SegmentFile(path: store.segment(day), partition: day)
    }

    private func invoice(_ number: Int) -> String { "I\(number),O1,S1,INVOICE,2024-01-01,EUR,\(number).5\n" }

    @Test(arguments: ["invoices-b.csv.gz", "invoices-b.csv.zst"])
    func `Of a damaged file that is set aside no row is used, not even those read before the damage`(_ name: String) throws {
        try put(header + invoice(1), as: "invoices-a.csv")
        // All rows are of one order, and more than a window and a bucket's region hold: some are on disk before the damage is met.
        let long = String(repeating: "x", count: 250)
        let rows = (1...1_600).map { "I\($0),O1,S1,INVOICE,2024-01-01,EUR,1,\(long),\(long)\n" }.joined()
        try put("invoice_id,order_id,seller_id,kind,issued_at,currency,gross,seal_key,seal\n" + rows + "bad\n", as: name, cut: 9)
        let segment = try take(.setAside)
        #expect(segment.sources.map(\.isSetAside) == [false, true])
        #expect(try segment.extents.all().map(\.source) == [0])
        #expect(try FileSystem.size(of: store.segment(day)) ?? 0 > 100_000)
        let damage = try #require(segment.sources[1].quarantined.first)
        #expect(segment.sources[1].quarantined.count == 1 && damage.reason == .fileDamaged && damage.rows == 0)
        #expect(segment.sources[1].rowsRead == 0)
        #expect(segment.sources[1].sha256 == sha256(of: try folder.bytes(of: "dumps/2024-01-01/\(name)")))
        #expect(try FileSystem.size(of: store.quarantine(day, name)) == nil)
    }

    @Test func `The hash of bytes in pieces is that of all of them`() throws {
        for lengths in [[], [0], [5, 1, 65_530, 3], [200_000, 1, 65_536], Array(repeating: 977, count: 300)] {
            let pieces = lengths.map { length in (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) } }
            let inPieces = try sha256 { (append) throws(Problem) in for piece in pieces { append(piece.span) } }
            #expect(inPieces == sha256(of: pieces.flatMap { $0 }))
        }
    }

    @Test func `A damaged file stops the run where that is asked for, and no partition appears`() throws {
        try put(header + invoice(1), as: "invoices-a.csv")
        try put(header + invoice(2), as: "invoices-b.csv.gz", cut: 5)
        #expect(throws: Problem.self) { try take() }
        #expect(try FileSystem.size(of: store.segment(day)) == nil)
    }

    @Test func `A file with a header that is none of its kind is set aside, too`() throws {
        try put("a,b\n1,2\n", as: "invoices-a.csv")
        let source = try #require(try take(.setAside).sources.first)
        let damage = try #require(source.quarantined.first)
        let words = String(decoding: damage.example, as: UTF8.self)
        #expect(source.isSetAside && damage.reason == .fileDamaged)
        #expect(words.hasPrefix("this is no dump of invoices: the header lacks invoice_id"))
    }

    @Test func `Rows that cannot be used are written whole, with place, column, reason and remedy`() throws {
        let name = "invoices-a, \"b\".csv"
        let bad = "I2,O1,S1,\"INVOI\"\"CE\",2024-01-01,EUR,1"
        try put(header + invoice(1) + bad + "\nI3,O1,S1,INVOICE,2024-01-01,EUR,\nI4,\"O\n", as: name)
        let segment = try take()
        #expect(segment.sources[0].rowsRead == 4)
        #expect(segment.sources[0].quarantined.map(\.reason) == [.notACode, .valueMissing, .quoteUnterminated])
        let written = ReferenceCSV.records(of: try folder.bytes(of: "store/quarantine/2024-01-01/\(name).rows.csv")).map {
            $0.fields.map(\.text)
        }
        let first = header.utf8.count + invoice(1).utf8.count
        let remedies = [
            "use one of INVOICE, CREDIT_NOTE, VOID", QuarantineReason.valueMissing.remedy, QuarantineReason.quoteUnterminated.remedy,
        ]
        #expect(
            written == [
                ["source", "line", "byte", "column", "reason", "remedy", "row"],
                ["2024-01-01/\(name)", "3", "\(first)", "kind", "NOT_A_CODE", remedies[0], bad],
                ["2024-01-01/\(name)", "4", "\(first + 38)", "gross", "VALUE_MISSING", remedies[1], "I3,O1,S1,INVOICE,2024-01-01,EUR,"],
                ["2024-01-01/\(name)", "5", "\(first + 71)", "", "QUOTE_UNTERMINATED", remedies[2], "I4,\"O"],
            ])
    }

    @Test func `The segment's rows do not depend on threads`() throws {
        for file in 0..<5 { try put(header + (1...40).map { invoice($0 * 7 + file) }.joined(), as: "invoices-\(file).csv") }
        func rows() throws -> [String] {
            let segment = try take(threads: 1)
            return try segment.extents.all().map { "\($0.bucket) \($0.source) \($0.rows) \($0.firstLine) \($0.firstByte) \($0.checksum)" }
        }
        let alone = try rows()
        let together = try take(threads: 5).extents.all().map {
            "\($0.bucket) \($0.source) \($0.rows) \($0.firstLine) \($0.firstByte) \($0.checksum)"
        }
        #expect(alone == together && !alone.isEmpty)
    }

    @Test func `Names of files that are dumps, and names that are none`() throws {
        let kinds = [
            "transactions.csv", "transactions-a.csv.gz", "seal_keys-1.csv.zst", "rates.ndjson", "transactions_a.csv", "transaction.csv",
            "transactions.csv.bz2", "transactions.txt", "x-transactions.csv", "transactions", ".csv", "invoices-.csv", "invoices.v2.csv",
            "INVOICES.csv",
        ].map { DumpFolder.kind(ofFile: $0)?.name ?? "-" }
        #expect(kinds == ["transactions", "transactions", "seal_keys", "rates", "-", "-", "-", "-", "-", "-", "-", "invoices", "-", "-"])
    }
}
