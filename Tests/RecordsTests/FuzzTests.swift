import Bytes
import Decompression
import Domain
import Foundation
import Ingest
import Problems
import Records
import TestSupport
import Testing

/// Damaged dumps never crash, never hang, and lose no row: seeded mutations, for `SILKRATE_FUZZ_SECONDS` seconds a test.
///
/// What is found here becomes a file in Fixtures/fuzz, named `<kind>-<what is special>.csv` (with its ending where it is
/// compressed), and is read again by `FuzzFixtureTests`. Where the process dies, the document in hand lies in the temporary
/// folder `silkrate-test-…` as `current/<kind>.csv`.
@Suite(.timeLimit(.minutes(30)))
struct FuzzTests {
    @Test func `Damaged documents`() throws {
        var harness = try DumpHarness()
        let clock = ContinuousClock()
        let start = clock.now
        var seed: UInt64 = 0
        while clock.now - start < .seconds(TestEffort.fuzzSeconds) || seed < 28 {
            let kind = Kind.allCases[Int(seed) % Kind.allCases.count]
            let document = try damagedDocument(kind, seed)
            try harness.folder.put(document, as: "current/\(kind.name).csv")
            let container = Container.allCases[Int(seed / 14) % 3]
            guard try isSound(kind, document, container, &harness) else {
                Issue.record("seed \(seed): \(kind.name) \(try keep(document, kind, seed))")
                return
            }
            seed += 1
        }
    }

    /// A few valid rows of the kind, damaged; half of the headers stay as they were.
    private func damagedDocument(_ kind: Kind, _ seed: UInt64) throws -> [UInt8] {
        var maker = RowMaker(kind, seed: seed)
        var document = maker.document((0..<Int.random(in: 0...9, using: &maker.random)).map { _ in maker.values() })
        if kind == .rates && seed % 3 == 0 { document = Array("Date,USD,JPY,\n2026-01-02,1.1,N/A,\n2026-01-01,1.2,160.5,\n".utf8) }
        var mutator = Mutator(seed: seed)
        let header = (document.firstIndex(of: 0x0A) ?? 0) + 1
        return mutator.injured(document, from: seed % 2 == 0 ? 0 : header)
    }

    @Test func `Damaged compressed files are refused, or read as what they were`() throws {
        var harness = try DumpHarness()
        let clock = ContinuousClock()
        let start = clock.now
        var seed: UInt64 = 0
        while clock.now - start < .seconds(TestEffort.fuzzSeconds) || seed < 20 {
            let kind = Kind.allCases[Int(seed) % Kind.allCases.count]
            let container = seed % 2 == 0 ? Container.gzip : .zstd
            var maker = RowMaker(kind, seed: seed)
            let whole = try harness.read(kind, maker.document((0..<30).map { _ in maker.values() }), container)
            let name = "\(kind.name).csv\(container.fileNameEnding)"
            var mutator = Mutator(seed: seed)
            let bytes = mutator.injured(try harness.folder.bytes(of: name), from: 0)
            let path = try harness.folder.put(bytes, as: name)
            do {
                let found = try harness.read(kind, path: path)
                if found != whole && !bytes.isEmpty {
                    Issue.record("seed \(seed): a damaged \(name) was read as something else: \(try keep(bytes, kind, seed))")
                    return
                }
            } catch let problem as Problem {
                #expect(problem.kind == .inputRefused, "seed \(seed)")
            }
            seed += 1
        }
    }

    /// Puts a document that failed where it can be made a fixture of.
    private func keep(_ document: [UInt8], _ kind: Kind, _ seed: UInt64) throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "silkrate-fuzz-\(kind.name)-\(seed).csv")
        try Data(document).write(to: url)
        return url.path(percentEncoded: false)
    }
}

/// Whether a document, however damaged, is read without loss: by the tokeniser as by its twin, and by the pass over a file
/// with as many rows taken and rejected as the twin has records, at their places; what is taken is a row for good.
func isSound(_ kind: Kind, _ document: [UInt8], _ container: Container, _ harness: inout DumpHarness) throws -> Bool {
    let count = document.count
    guard agrees(document, fed: [.whole(count), Feeding(ends: [count / 2, count]), .chunks(of: 61, count)]) else { return false }
    let dump: ReadDump
    do {
        dump = try harness.read(kind, document, container)
    } catch let problem as Problem {
        // A document that begins as a compressed file does is not what its name says.
        return problem.kind == .inputRefused
    }
    guard dump.rowsRead == dump.rows.count + dump.rejects.count else { return false }
    let header = ReferenceCSV.records(of: document).first
    let judge = try RecordJudge(kind, header)
    // The header is no row: whatever its names hold, it is whole.
    let records = ReferenceCSV.records(of: document) { $0.offset != header?.offset && judge.fails($0) }
    let isWide = kind == .rates && records.first?.fields.first?.text.contains("Date") == true
    if !isWide {
        guard dump.rowsRead == records.count - 1 else { return false }
        let places = dump.rows.map { ($0.line, $0.byte) } + dump.rejects.map { ($0.line, $0.byte) }
        guard places.sorted(by: <).elementsEqual(records.dropFirst().map { ($0.line, $0.offset) }, by: ==) else { return false }
        let malformed = records.dropFirst().compactMap { record in record.malformation.map { "\(record.offset) \($0.rawValue)" } }
        let ours = dump.rejects.filter { [.quote, .quoteUnterminated, .recordTooLong].contains($0.reason) }
        guard ours.map({ "\($0.byte) \($0.reason.rawValue)" }) == malformed else { return false }
    }
    var text = RowText.header(kind) + [0x0A]
    var writer = RowText(kind)
    for row in dump.rows {
        writer.append(bufferOf(row.encoding).bytes, at: 0, to: &text)
        text.append(0x0A)
    }
    return try judged(kind, text).map(\.encoding) == dump.rows.map(\.encoding)
}

/// Says of a record that holds line ends whether it fails in or behind its first field with one: each field is judged in a row that is good
/// but for it.
struct RecordJudge {
    private let kind: Kind
    private let names: [String]

    init(_ kind: Kind, _ header: ReferenceCSV.Record?) throws {
        self.kind = kind
        names = header?.fields.map(\.text) ?? []
    }

    func fails(_ record: ReferenceCSV.Record) -> Bool {
        guard record.fields.count == names.count else { return true }
        let first = record.fields.firstIndex { $0.bytes.contains(0x0A) } ?? 0
        if names.indices.contains(where: { $0 >= first && isBad(record.fields[$0].bytes, in: names[$0]) }) { return true }
        // Faults of the whole row, where all of its fields are good: by the column that is named.
        let row =
            Array(names.map { written(Array($0.utf8)) }.joined(separator: [0x2C])) + [0x0A]
            + Array(record.fields.map { written($0.bytes) }.joined(separator: [0x2C])) + [0x0A]
        guard !names.indices.contains(where: { $0 < first && isBad(record.fields[$0].bytes, in: names[$0]) }),
            let judged = try? judged(kind, row, latest: latest).first, case .fault(let reason, let column, _) = judged,
            // A row from the future is well-formed: its partition alone speaks against it.
            reason != .fromTheFuture
        else { return false }
        return column.flatMap { names.firstIndex(of: $0) }.map { $0 >= first } ?? true
    }

    /// As `DumpHarness` has it.
    private let latest = ((Day("2026-11-20") ?? Day(0)) + 2).start

    private func isBad(_ field: [UInt8], in column: String) -> Bool {
        guard Schema.of(kind).index(of: column) != nil else { return false }
        let schema = Schema.of(kind)
        var row = plainRow(kind).mapValues { Array($0.utf8) }
        row[column] = field
        let columns = schema.columns.map(\.name)
        let document =
            Array(columns.joined(separator: ",").utf8) + [0x0A]
            + Array(columns.map { written(row[$0] ?? []) }.joined(separator: [0x2C])) + [0x0A]
        guard let found = try? judged(kind, document).first else { return true }
        return found.reason != nil
    }
}

/// Documents that once were read wrongly, or look as if they might be.
struct FuzzFixtureTests {
    /// The folder of the repository's fixtures.
    private static var folder: URL {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Fixtures/fuzz")
    }

    @Test func `Every fixture is read without loss, or refused`() throws {
        var harness = try DumpHarness()
        let files = try FileManager.default.contentsOfDirectory(at: Self.folder, includingPropertiesForKeys: nil)
        #expect(files.count >= 10)
        for file in files.sorted(by: { $0.path < $1.path }) {
            let name = file.lastPathComponent
            let kind = try #require(DumpFolder.kind(ofFile: name), "\(name) begins with no kind")
            guard Container(fileName: name) == .plain else {
                #expect(throws: Problem.self, "\(name)") { try harness.read(kind, path: file.path(percentEncoded: false)) }
                continue
            }
            let document = [UInt8](try Data(contentsOf: file))
            for container in Container.allCases { #expect(try isSound(kind, document, container, &harness), "\(name) as \(container)") }
        }
    }
}
