import Bytes
import Decompression
import Domain
import Foundation
import Ingest
import Parallel
import Problems
import Records
import Segments
import TestSupport
import Testing

/// Names in a folder of dumps: bytes, and never passed over because they cannot be reached.
struct DumpFolderTests {
    private let folder: TemporaryFolder
    private let row = "I1,O1,S1,INVOICE,2024-01-01,EUR,1\n"
    private let header = "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n"

    init() throws { folder = try TemporaryFolder() }

    private var dumps: String { "\(folder.path)/dumps" }

    private func refusal() -> Problem? {
        do throws(Problem) {
            _ = try DumpFolder(path: dumps)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: ["2024-01-01/invoices-b.csv", "2024-01-01/transactions.csv.gz", "2024-01-02"])
    func `What bears our name and leads nowhere stops the reading, with its path`(_ name: String) throws {
        try folder.put(Array(header.utf8), as: "dumps/2024-01-01/invoices-a.csv")
        #expect(refusal() == nil)
        for target in ["not/mounted", name] {
            try FileSystem.symbolicLink(to: target, at: "\(dumps)/\(name)")
            let problem = try #require(refusal())
            #expect(problem.kind == .noInput && problem.position?.source == "\(dumps)/\(name)")
            #expect(problem.message == "what bears this name cannot be reached" && problem.cause?.contains("cannot inspect") == true)
            try FileSystem.remove("\(dumps)/\(name)")
        }
    }

    @Test func `What bears no name of ours is named, and a link that leads nowhere may be among it`() throws {
        for name in ["invoices_2.csv", "INVOICES-3.CSV", "invoices-4.csv.bz2", "invoice-5.csv", "invoices.csv"] {
            try folder.put(Array(header.utf8), as: "dumps/2024-01-01/\(name)")
        }
        try folder.put([], as: "dumps/20240102/invoices.csv")
        try folder.put([], as: "dumps/2024-01-03")
        try FileSystem.symbolicLink(to: "not/mounted", at: "\(dumps)/2024-01-01/notes.txt")
        let found = try DumpFolder(path: dumps)
        #expect(found.files.map(\.name) == ["invoices.csv"])
        #expect(
            found.ignored == [
                "2024-01-01/INVOICES-3.CSV", "2024-01-01/invoice-5.csv", "2024-01-01/invoices-4.csv.bz2", "2024-01-01/invoices_2.csv",
                "2024-01-01/notes.txt", "2024-01-03", "20240102",
            ])
    }

    @Test func `Names that differ in a byte are two sources, in UTF-8 or not, and each file is read`() throws {
        try folder.put([], as: "dumps/2024-01-01/x")
        try FileSystem.remove("\(dumps)/2024-01-01/x")
        // é in one letter and in two, bytes that are no UTF-8, a mark behind the hyphen, and the text that stands for one of them.
        let names = ["\\303\\251", "e\\314\\201", "\\377", "\\376", "\\314\\201", "\\\\xFF"]
        for (index, name) in names.enumerated() {
            let line = "I\(index),O1,S1,INVOICE,2024-01-01,EUR,1"
            let script = "f=$(printf '\(dumps)/2024-01-01/invoices-\(name).csv'); printf '\(header.dropLast())\\n\(line)\\nbad\\n' > \"$f\""
            #expect(try #require(output(of: "sh", ["-c", script])).status == 0)
        }
        let files = try DumpFolder(path: dumps).files
        let texts = ["\\x5CxFF", "e\\xCC\\x81", "é", "\\xCC\\x81", "\\xFE", "\\xFF"].map { "invoices-\($0).csv" }
        #expect(Set(files.map(\.name)) == Set(texts) && files.count == 6)
        let store = StoreLayout(path: "\(folder.path)/store")
        let options = IngestOptions(budget: MemoryBudget(threads: 3), damagedFiles: .stop, runID: "test", onFile: { _, _ in })
        try ingest(files, into: store, options: options)
        let day = try #require(Day("2024-01-01"))
        let segment = try SegmentFile(path: store.segment(day), partition: day)
        #expect(Set(segment.sources.map(\.name)) == Set(texts))
        #expect(segment.sources.allSatisfy { $0.rowsRead == 2 && $0.quarantined.map(\.rows) == [1] })
        #expect(Set(segment.sources.map(\.sha256)).count == 6)
        for name in texts { #expect(try FileSystem.size(of: store.quarantine(day, name)) ?? 0 > 0, "\(name)") }
    }

    @Test func `A name as long as the system allows has a quarantine`() throws {
        let name = "invoices-" + String(repeating: "x", count: 242) + ".csv"
        try folder.put(Array((header + "bad\n").utf8), as: "dumps/2024-01-01/\(name)")
        let store = StoreLayout(path: "\(folder.path)/store")
        let options = IngestOptions(budget: MemoryBudget(threads: 1), damagedFiles: .stop, runID: "test", onFile: { _, _ in })
        try ingest(try DumpFolder(path: dumps).files, into: store, options: options)
        let day = try #require(Day("2024-01-01"))
        let path = store.quarantine(day, name)
        #expect(try FileSystem.size(of: path) ?? 0 > 0 && path != store.quarantine(day, "y" + name.dropFirst()))
    }

    @Test func `Windows of zstd up to 128 MiB are read where a quarter of the budget holds them`() throws {
        // Frame headers of windows of 2²⁴ and 2²⁷ bytes, before a block with the text as it is, the last.
        let text = Array((header + row).utf8)
        for (exponent, name) in [(14, "invoices-w24.csv.zst"), (17, "invoices-w27.csv.zst")] {
            let block = [UInt8(truncatingIfNeeded: text.count << 3 | 1), UInt8(truncatingIfNeeded: text.count >> 5), 0]
            try folder.put([0x28, 0xB5, 0x2F, 0xFD, 0x00, UInt8(exponent << 3)] + block + text, as: "dumps/2024-01-01/\(name)")
        }
        let files = try DumpFolder(path: dumps).files
        let store = StoreLayout(path: "\(folder.path)/store")
        let day = try #require(Day("2024-01-01"))
        for (memory, isTaken) in [(1 << 30, true), (512 << 20, true), (256 << 20, false)] {
            let options = IngestOptions(
                budget: MemoryBudget(bytes: memory, threads: 4), damagedFiles: .stop, runID: "test", onFile: { _, _ in })
            if isTaken {
                try ingest(files, into: store, options: options)
                #expect(try SegmentFile(path: store.segment(day), partition: day).sources.map(\.rowsRead) == [1, 1])
            } else {
                let problem = #expect(throws: Problem.self) { try ingest(files, into: store, options: options) }
                #expect(problem?.position?.source.hasSuffix("invoices-w27.csv.zst") == true)
                #expect(
                    problem?.message.contains("more than the 64 MiB of memory") == true && problem?.remedy.contains("more memory") == true)
            }
        }
    }
}

/// The text of a file's name.
struct FileNameTests {
    private func text(_ bytes: [UInt8]) -> String { FileName(bytes: bytes).text }

    @Test(arguments: [
        "invoices-03.csv.gz", "物流-菜鸟.csv", "é à ñ Ώ й", "naïve 🚢 ½", "日本語ガ", "한국", "a\nb\u{1B}",
    ])
    func `A name that has one form stands as it is`(_ name: String) {
        #expect(text(Array(name.utf8)) == name)
    }

    @Test func `Whatever could be another name's other form is written byte by byte`() {
        #expect(text(Array("e\u{301}".utf8)) == "e\\xCC\\x81")
        // Ångström's sign is equivalent to the letter, decomposed jamos to a syllable.
        #expect(text(Array("\u{212B}".utf8)) == "\\xE2\\x84\\xAB" && text(Array("\u{C5}".utf8)) == "\u{C5}")
        #expect(text(Array("\u{1112}\u{1161}".utf8)) == "\\xE1\\x84\\x92\\xE1\\x85\\xA1")
        #expect(text([0x61, 0xFF, 0x62]) == "a\\xFFb" && text([0xC3]) == "\\xC3" && text([0xE2, 0x82]) == "\\xE2\\x82")
        #expect(text(Array("a\\xFFb".utf8)) == "a\\x5CxFFb" && text([0xED, 0xA0, 0x80, 0x41]) == "\\xED\\xA0\\x80A")
    }

    @Test func `Distinct names have distinct texts`() {
        var random = SeededGenerator(seed: 4)
        let pieces: [[UInt8]] = [
            [0x65], [0xCC, 0x81], [0xC3, 0xA9], [0xC3], [0xA9], [0x5C], [0x78], [0x46], [0xFF], [0xE2, 0x84, 0xAB], [0xC3, 0x85], [0x41],
            [0xCC, 0x8A], [0xCE, 0xA9], [0xE2, 0x84, 0xA6],
        ]
        var known: [String: [UInt8]] = [:]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 1...5, using: &random)).flatMap { _ in pieces[Int.random(in: pieces.indices, using: &random)] }
            let text = text(bytes)
            if let other = known[text], other != bytes { Issue.record("\(bytes) and \(other) are both \(text)") }
            known[text] = bytes
        }
    }
}
