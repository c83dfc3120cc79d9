import Bytes
import Domain
import Foundation
import Parquet
import Tables
import TestSupport
import Testing

@Suite("Parquet files")
struct ParquetFileTests {
    static let table = TableShape(
        name: "sample", summary: "A row of every type.",
        columns: [
            TableColumn("id", .text), TableColumn("number", .integer), TableColumn("number_or_none", .integer, isNullable: true),
            TableColumn("real", .real), TableColumn("real_or_none", .real, isNullable: true),
            TableColumn("text_or_none", .text, isNullable: true), TableColumn("day", .day),
            TableColumn("day_or_none", .day, isNullable: true),
            TableColumn("at_or_none", .instant, isNullable: true), TableColumn("nothing", .text, isNullable: true),
        ])

    /// Texts that break writers.
    private static let texts: [String] = [
        "", "\"", "a,b", "say \"so\"", "two\nlines", "cr\r\nlf", "tab\t", "\u{1}\u{1F}\u{7F}", "\\", "中文，跨境电商", "Ünïcode 🚢",
        "e\u{301}", "\u{2028}", " blanks ", "NULL", "null", "-", "'", String(repeating: "x", count: 256),
        String(repeating: "海", count: 85) + "y",
    ]

    /// Row `index` of a table that is the same every time.
    static func row(_ index: Int) -> [Cell] {
        let mixed = (UInt64(index) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        let number = Int64(bitPattern: mixed ^ mixed >> 29)
        func sometimes(_ cell: Cell, _ divisor: Int) -> Cell { index % divisor == 0 || index / 1000 % 3 == 2 ? .null : cell }
        let reals: [Double] = [0, -0.0, 1.5, -1e300, .leastNonzeroMagnitude, 0.1, 1 / 3, 123_456_789.123]
        return [
            .text("row \(index)"), .integer(index % 97 == 0 ? Int64.min : number), sometimes(.integer(number >> 40), 3),
            .real(reals[index % reals.count] * (index % 5 == 0 ? -1 : 1)), sometimes(.real(Double(number) / 1000), 7),
            sometimes(.text(texts[index % texts.count]), 4), .day(Day(index % 40_000 - 10_000)), sometimes(.day(Day(index % 366)), 5),
            sometimes(.text("\(Instant(Int64(index) * 3601))"), 2), .null,
        ]
    }

    private func parquet(_ count: Int, codec: ParquetCodec = .zstd, pieces: inout Int) -> [UInt8] {
        var writer = ParquetWriter(ParquetFileTests.table, codec: codec)
        var output = ByteBuffer()
        for index in 0..<count {
            let before = output.count
            writer.append(ParquetFileTests.row(index), to: &output)
            if output.count > before { pieces += 1 }
        }
        writer.finish(to: &output)
        return output.bytes.array(0..<output.count)
    }

    private func parquet(_ count: Int, codec: ParquetCodec = .zstd) -> [UInt8] {
        var pieces = 0
        return parquet(count, codec: codec, pieces: &pieces)
    }

    /// FNV-1a, 64 bits.
    private func hash(_ bytes: [UInt8]) -> String {
        String(bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }, radix: 16)
    }

    @Test("a small file has the bytes that it always had")
    func golden() {
        // Not compressed, so that the version of libzstd has no part in it.
        let bytes = parquet(40, codec: .uncompressed)
        #expect(hash(bytes) == "a7c775bc2fd7d18c")
        #expect(bytes.count == 4666)
    }

    @Test("the same rows give the same bytes, and both ends are marked")
    func deterministic() {
        for count in [0, 1, 1000] {
            let bytes = parquet(count)
            #expect(bytes == parquet(count))
            #expect(bytes.prefix(4) == Array("PAR1".utf8)[...] && bytes.suffix(4) == Array("PAR1".utf8)[...])
            let length = bytes.dropLast(4).suffix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
            #expect(length > 0 && length <= bytes.count - 12)
        }
    }

    @Test("a row group leaves when it is full: by rows, and by bytes before that")
    func bounded() {
        var pieces = 0
        _ = parquet(200_000, pieces: &pieces)
        #expect(pieces == 200_000 / ParquetWriter.groupRowsMax)
        let wide = TableShape(name: "wide", summary: "Long texts.", columns: (0..<24).map { TableColumn("c\($0)", .text) })
        var writer = ParquetWriter(wide)
        var output = ByteBuffer()
        let row = Array(repeating: Cell.text(String(repeating: "x", count: 256)), count: 24)
        var count = 0
        while output.count == 0 {
            writer.append(row, to: &output)
            count += 1
        }
        #expect(count == (ParquetWriter.groupBytesMax + 24 * 260 - 1) / (24 * 260))
    }

    @Test(
        "pyarrow, DuckDB and Polars read what was written", .enabled(if: ReadBack.isPossible, "\(ReadBack.absence)"),
        arguments: [(0, 0), (1, 1), (7, 1), (1000, 1), (65_536, 1), (65_537, 2), (200_000, 4)])
    func roundTrip(rows: Int, groups: Int) throws {
        let answer = try readBack(parquet(rows), rows: rows)
        #expect(answer.text == "rows \(rows) groups \(groups)\(rows == 0 ? "" : " ZSTD")\n")
        #expect(answer.status == 0)
    }

    @Test("they read the small file, too, which is not compressed", .enabled(if: ReadBack.isPossible, "\(ReadBack.absence)"))
    func goldenRoundTrip() throws {
        let answer = try readBack(parquet(40, codec: .uncompressed), rows: 40)
        #expect(answer.text == "rows 40 groups 1 UNCOMPRESSED\n")
    }

    /// Puts the first rows beside the file in every other form and has them compared.
    private func readBack(_ file: [UInt8], rows: Int) throws -> (status: Int32, text: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "parquet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let table = ParquetFileTests.table
        let json = JSONLines(table)
        var (lines, text): ([UInt8], [UInt8]) = ([], [])
        CommaSeparated.appendHeader(of: table, to: &text)
        for index in 0..<rows {
            json.append(ParquetFileTests.row(index), to: &lines)
            CommaSeparated.append(ParquetFileTests.row(index), to: &text)
        }
        for (ending, bytes) in [("parquet", file), ("ndjson", lines), ("csv", text), ("schema.json", table.jsonSchema)] {
            try Data(bytes).write(to: folder.appending(path: "sample.\(ending)"))
        }
        return ReadBack.check("sample", in: folder)
    }

    @Test("a value of another type is our own fault")
    func strangeCell() async {
        await #expect(processExitsWith: .failure) {
            var writer = ParquetWriter(TableShape(name: "t", summary: "A row.", columns: [TableColumn("n", .integer)]))
            var output = ByteBuffer()
            writer.append([.text("1")], to: &output)
        }
    }
}
