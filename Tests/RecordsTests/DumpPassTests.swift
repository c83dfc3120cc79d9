import Bytes
import Decompression
import Domain
import Foundation
import Ingest
import Problems
import Records
import TestSupport
import Testing

/// From a file to rows: headers, containers, places.
struct DumpPassTests {
    private func refusal(_ kind: Kind, _ document: String) throws -> Problem? {
        var harness = try DumpHarness()
        return try harness.refusal(kind, document)
    }

    @Test(arguments: [
        ("", 1, "the file has no header", "deliver it with the contract's header of invoices"),
        ("\u{FEFF}\n\n", 1, "the file has no header", "deliver it with the contract's header of invoices"),
        (
            "order_id,seller_id,gross\n", 1,
            "this is no dump of invoices: the header lacks invoice_id, kind, issued_at, currency (3 of its 3 columns are known)",
            "deliver the file in the contract's layout, or give it the name of the kind that it is"
        ),
        (
            "\n\nInvoice_ID;amount\n", 3,
            "this is no dump of invoices: the header lacks invoice_id, order_id, seller_id, kind, issued_at, currency, gross (0 of its 1 columns are known)",
            "deliver the file in the contract's layout, or give it the name of the kind that it is"
        ),
        (
            "\n\nInvoice_ID;\"gross\"\n", 3, "the fields are separated by semicolons where commas are expected",
            "write it with commas, and quote fields that hold one (RFC 4180)"
        ),
        (
            "invoice_id\torder_id\tnote,s\n", 1, "the fields are separated by tabs where commas are expected",
            "write it with commas, and quote fields that hold one (RFC 4180)"
        ),
        (
            "\u{FEFF}invoice_id|order_id|gross\nI1|O1|\"5\"\n", 1, "the fields are separated by bars where commas are expected",
            "write it with commas, and quote fields that hold one (RFC 4180)"
        ),
        (
            "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\rI1,O1,S1,INVOICE,2026-01-01,EUR,1\r", 1,
            "the lines end with carriage returns (CR) alone, so that the file is one line",
            "end lines with a line feed (LF or CRLF): save it as CSV of Windows or Unix, not of Macintosh"
        ),
        ("{\"invoice_id\":\"I1\"}\n", 1, "this is no CSV: it looks like JSON", "deliver the invoices as CSV"),
        ("<html>\n", 1, "this is no CSV: it looks like XML or HTML", "deliver the invoices as CSV"),
        (
            "invoice_id,order_id,seller_id,kind,issued_at,currency,gross,net,gross,net,note,note\n", 1,
            "the header names net, gross more than once", "keep one column of each name"
        ),
        (
            "invoice_id,order_id,seller_id,kind,issued_at,currency,gross,no\"te\n", 1, "the header is no record of CSV (QUOTE)",
            "quote the whole field and double the quotes in it (RFC 4180)"
        ),
        ("invoice_id,\"order_id\nI1,O1\n", 1, "the header is no record of CSV (QUOTE_UNTERMINATED)", "close the quoted field"),
    ])
    func `Headers that are refused, word for word`(_ document: String, _ line: Int, _ message: String, _ remedy: String) throws {
        let problem = try #require(try refusal(.invoices, document))
        #expect(problem.kind == .inputRefused)
        #expect(problem.message == message)
        #expect(problem.remedy == remedy)
        #expect(problem.position?.line == line && problem.position?.source.hasSuffix("/invoices.csv") == true)
    }

    @Test func `What was compressed twice, or packed, is told by its first bytes`() throws {
        var harness = try DumpHarness()
        let header = Array("invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n".utf8)
        func message(_ content: [UInt8], _ container: Container = .plain) throws -> String? {
            do { _ = try harness.read(.invoices, content, container) } catch let problem as Problem {
                #expect(problem.kind == .inputRefused)
                return problem.message
            }
            return nil
        }
        _ = try harness.read(.invoices, header, .gzip)
        let once = try harness.folder.bytes(of: "invoices.csv.gz")
        #expect(try message(once, .gzip) == "this is no CSV: it is compressed twice: there is gzip in gzip")
        #expect(try message(once, .zstd) == "this is no CSV: it is compressed twice: there is gzip in zstd")
        let entry =
            Array("invoices.csv".utf8) + [UInt8](repeating: 0, count: 245) + Array("ustar\u{0}00".utf8) + [UInt8](repeating: 0, count: 247)
        #expect(try message(entry + header, .gzip) == "this is no CSV: it is a tar archive")
        #expect(
            try message([0x50, 0x4B, 3, 4, 20, 0] + header) == "this is no CSV: it is a zip archive, or a spreadsheet (.xlsx), which is one"
        )
        #expect(try message(Array("BZh9".utf8) + header) == "this is no CSV: it is compressed with bzip2")
        #expect(try message([0xFF, 0xFE] + header.flatMap { [$0, 0] }) == "the text is encoded as UTF-16")
        // More than a record: the one line would be too long.
        let lines = Array(header.dropLast()) + [0x0D] + (0..<2_000).flatMap { Array("I\($0),O1,S1,INVOICE,2026-01-01,EUR,1\r".utf8) }
        #expect(try message(lines, .gzip)?.contains("carriage returns") == true)
    }

    @Test func `A byte order mark before any record is dropped, from fast ways and slow`() throws {
        var harness = try DumpHarness()
        let header = "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n"
        let rows = (0..<400).map { "I\($0),O1,S1,INVOICE,2026-11-20,EUR,1\n" }
        let plain = try harness.read(.invoices, Array((header + rows.joined()).utf8))
        for (start, quote) in [("\u{FEFF}", ""), ("\u{FEFF}", "\""), ("\u{FEFF}\u{FEFF}", "")] {
            let marked = rows.enumerated().map { index, row in
                index % 7 == 0 ? start + quote + row.prefix { $0 != "," } + quote + row.drop { $0 != "," } : row
            }
            let found = try harness.read(.invoices, Array((start + header + marked.joined()).utf8))
            #expect(found.rejects.isEmpty && found.rows.map(\.encoding) == plain.rows.map(\.encoding))
            #expect(found.rows.map(\.line) == plain.rows.map(\.line))
        }
    }

    @Test func `Fields with a withdrawn code are counted in rows that can be used, each once`() throws {
        var harness = try DumpHarness()
        let header = "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at,origin,unit\n"
        func row(_ number: Int, _ currency: String, _ origin: String, _ time: String = "2026-03-01", quote: String = "") -> String {
            "\(quote)O\(number)\(quote),1,\(time),S1,B1,P1,1,2.5,\(currency),PLACED,\(time),\(origin),\n"
        }
        // Two of each good row; of a row that cannot be used none; those behind a quote are read another way.
        let good = (0..<3_000).map { row($0, "DEM", "AN", quote: $0 % 50 == 0 ? "\"" : "") }.joined()
        let bad = row(9, "DEM", "AN", "1994-03-01") + row(9, "DEM", "AN", "soon") + row(9, "DEM", "Q1")
        let dump = try harness.read(.transactions, Array((header + bad + good + row(1, "EUR", "CN") + bad).utf8))
        #expect(dump.rows.count == 3_001 && dump.rejects.count == 6)
        #expect(dump.withdrawnCodes == 6_000)
        let events =
            "shipment_id,order_id,event,occurred_at,location\n"
            + ["ANCUR", "AN", "CNSHA", "ANCUR", "AN999", "AN1"].map { "H1,O1,EMA,2026-03-01,\($0)\n" }.joined()
        #expect(try harness.read(.logistics, Array(events.utf8)).withdrawnCodes == 4)
        let wide = try harness.read(.rates, Array("Date,USD,HRK,\n2022-12-30,1.06,7.5365,\n2022-12-29,1.06,N/A,\n".utf8))
        #expect(wide.withdrawnCodes == 1)
    }

    @Test func `Headers in any order, quoted, with unknown columns named once each`() throws {
        var harness = try DumpHarness()
        let header = "\u{FEFF}\"note, of ours\",gross,currency,\"invoice_id\",issued_at,kind,seller_id,order_id,,note"
        let dump = try harness.read(.invoices, Array((header + "\r\nx,1,EUR,I1,2026-11-20,INVOICE,S1,O1,,\r\n").utf8))
        #expect(dump.unknownColumns == ["note, of ours", "", "note"])
        #expect(dump.rowsRead == 1 && dump.rows.count == 1)
        #expect(try harness.read(.invoices, Array(header.utf8)).rowsRead == 0)
    }

    @Test func `Plain, gzip and zstd give the same rows, across many windows`() throws {
        var harness = try DumpHarness()
        harness.partition = Day(year: 9999, month: 1, day: 1) ?? Day(0)
        var maker = RowMaker(.transactions, seed: 8)
        var document = maker.document((0..<1_500).map { _ in maker.values() })
        // Bad rows among them, and more than one window of 512 KiB.
        document += Array("\"unterminated\nand,ragged\n".utf8)
        #expect(document.count > 600_000)
        let plain = try harness.read(.transactions, document)
        #expect(plain.rowsRead == 1_502 && plain.rows.count == 1_500)
        #expect(plain.rejects.map(\.reason) == [.quoteUnterminated, .columnCount])
        for container in [Container.gzip, .zstd] { #expect(try harness.read(.transactions, document, container) == plain) }
        var rows: [(line: Int, byte: Int)] = []
        for record in ReferenceCSV.records(of: document).dropFirst() { rows.append((record.line, record.offset)) }
        let found = plain.rows.map { ($0.line, $0.byte) } + plain.rejects.map { ($0.line, $0.byte) }
        #expect(found.elementsEqual(rows) { $0 == $1 })
    }

    /// Many lines are encoded at once into the regions of their buckets, which are full again and again.
    @Test(arguments: Kind.allCases)
    func `Lines come to the same rows as each record by itself`(_ kind: Kind) throws {
        var harness = try DumpHarness()
        harness.partition = Day(year: 9999, month: 1, day: 1) ?? Day(0)
        var maker = RowMaker(kind, seed: 21)
        let names = Schema.of(kind).columns.map(\.name)
        let least = plainRow(kind)
        let leastFields = names.map { Array((least[$0] ?? "").utf8) }
        var document = Array(names.joined(separator: ",").utf8) + [0x0A]
        while document.count < 150_000 {
            // No quotes for more than a block, then some; the least row there is, empty lines, and both ends of a line.
            let hasQuotes = document.count % 60_000 > 50_000
            let values = maker.values()
            let fields = values.indices.map { index in
                let field = maker.spelling(of: values[index], in: index)
                return !hasQuotes && written(field) != field ? leastFields[index] : written(field)
            }
            document += Array(fields.joined(separator: [0x2C])) + maker.pick([[0x0A], [0x0D, 0x0A], [0x0A, 0x0A]])
            document += Array(leastFields.joined(separator: [0x2C])) + [0x0A]
        }
        let dump = try harness.read(kind, document)
        #expect(dump.rejects.isEmpty && dump.rowsRead == dump.rows.count)
        #expect(dump.rows.map(\.encoding) == (try judged(kind, document)).map { $0.encoding ?? [] })
    }

    @Test func `A rejected row is handed over whole, with its place and what stands in the column`() throws {
        var harness = try DumpHarness()
        let header = "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n"
        let dump = try harness.read(.invoices, Array((header + "\nI1,O1,S1,\"INV\"\"OICE\",2026-11-20,EUR,1\r\nI2\n").utf8))
        let bad = ReadDump.Rejected(
            reason: .notACode, column: 3, field: Array("INV\"OICE".utf8), raw: Array("I1,O1,S1,\"INV\"\"OICE\",2026-11-20,EUR,1".utf8),
            line: 3,
            byte: header.utf8.count + 1)
        #expect(dump.rejects.first == bad)
        #expect(dump.rejects.last?.reason == .columnCount && dump.rejects.last?.raw == Array("I2".utf8) && dump.rejects.last?.line == 4)
    }

    @Test func `A stray quote costs its own line, whatever it swallows`() throws {
        var harness = try DumpHarness()
        let header = "invoice_id,order_id,seller_id,kind,issued_at,currency,gross,seal\n"
        func row(_ number: Int, _ seller: String = "S1") -> String { "I\(number),O1,\(seller),INVOICE,2026-11-20,EUR,1,\n" }
        let between = (2...60).map { row($0) }.joined()
        let stray = row(1, "\"S1")
        let cases: [(document: String, reasons: [QuarantineReason], lines: [Int])] = [
            // The quote closes behind the next one that opens: text stands behind it.
            (stray + between + row(61, "\"S, 1\""), [.quote], [2]),
            // It closes at the line's end, with too few fields.
            (stray + between + "I61,O1,S1,INVOICE,2026-11-20,EUR,1,\"\n", [.columnCount, .quoteUnterminated], [2, 62]),
            // As many fields as there should be: the one that swallowed is too long, or no decimal.
            (stray + between + row(61, "S1\""), [.tooLong, .quote], [2, 62]),
            (
                "I1,O1,S1,INVOICE,2026-11-20,EUR,\"1,\n" + between + "I61,O1,S1,INVOICE,2026-11-20,EUR,1\",\n", [.notADecimal, .quote],
                [2, 62]
            ),
            // Nothing closes it.
            (stray + between, [.quoteUnterminated], [2]),
            // The line has another fault, before the quote.
            (stray.replacing("INVOICE", with: "FAKE") + between + row(61, "S1\""), [.tooLong, .quote], [2, 62]),
            ("I1,,\"S1,INVOICE,2026-11-20,EUR,1,\n" + between + row(61, "S1\""), [.valueMissing, .quote], [2, 62]),
        ]
        for (document, reasons, lines) in cases {
            let dump = try harness.read(.invoices, Array((header + document).utf8))
            #expect(dump.rejects.map(\.reason) == reasons && dump.rejects.map(\.line) == lines, "\(document)")
            #expect(dump.rowsRead == document.split(separator: "\n").count)
            #expect(dump.rows.count >= 59 && dump.rejects.allSatisfy { !$0.raw.contains(0x0A) })
        }
    }

    @Test func `A record with line ends that fails before them is one record, and one that is good is a row`() throws {
        var harness = try DumpHarness()
        let header = "invoice_id,order_id,seller_id,kind,issued_at,currency,gross,seal\n"
        let note = "\"two\r\nlines\""
        let bad = "I1,O1,S1,FAKE,2026-11-20,EUR,1,\(note)"
        let good = "I2,O1,S1,INVOICE,2026-11-20,EUR,1,\(note)\n"
        let late = "I3,O1,S1,INVOICE,2027-11-20,EUR,1,\(note)"
        let dump = try harness.read(.invoices, Array((header + bad + "\n" + good + late + "\n").utf8))
        #expect(dump.rejects.map(\.reason) == [.notACode, .fromTheFuture] && dump.rows.count == 1)
        #expect(dump.rejects.map { String(decoding: $0.raw, as: UTF8.self) } == [bad, late] && dump.rejects.map(\.line) == [2, 6])
        // Columns in another order: now the fault lies behind the line end.
        let columns = "seal,invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n"
        let turned = try harness.read(.invoices, Array("\(columns)\(note),I1,O1,S1,FAKE,2026-11-20,EUR,1\n".utf8))
        #expect(turned.rejects.map(\.reason) == [.notACode, .quote] && turned.rejects.map(\.line) == [2, 3])
        // A row from the future is of its types field by field: its quotes are trusted.
        let early = try harness.read(.invoices, Array("\(columns)\(note),I3,O1,S1,INVOICE,2027-11-20,EUR,1\n".utf8))
        #expect(early.rejects.map(\.reason) == [.fromTheFuture] && early.rejects.map(\.line) == [2])
    }

    @Test func `A record is given up wherever the window ends in it`() throws {
        var harness = try DumpHarness()
        let header = "invoice_id,order_id,seller_id,kind,issued_at,currency,gross,seal\n"
        let row = "I1,O1,S1,INVOICE,2026-11-20,EUR,1,\n"
        let swallowed = String(repeating: row, count: 20)
        for shift in [0, 1, 37, 300, 700, 731] {
            let before = String(repeating: row, count: 262_144 / row.utf8.count - 1)
            let filler = "I0,O1,\(String(repeating: "x", count: 200 - shift % 37)),INVOICE,2026-11-20,EUR,1,\n"
            let cut = before.dropLast(row.utf8.count * (shift / 37)) + filler
            let document =
                header + cut + "I1,\"O1,S1,INVOICE,2026-11-20,EUR,1,\n" + swallowed + "I1,O1\",S1,INVOICE,2026-11-20,EUR,1,\n" + swallowed
            let dump = try harness.read(.invoices, Array(document.utf8))
            #expect(dump.rejects.map(\.reason) == [.tooLong, .quote])
            #expect(dump.rowsRead == document.utf8.count { $0 == 0x0A } - 1)
        }
    }

    @Test func `The future begins 24 hours after the end of the partition's day`() throws {
        var harness = try DumpHarness()
        let rows = ["2026-11-22T00:00:00Z", "2026-11-22T00:00:01Z"].map { "I\($0.suffix(2)),O1,S1,INVOICE,\($0),EUR,1\n" }
        let dump = try harness.read(
            .invoices, Array(("invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n" + rows.joined()).utf8))
        #expect(dump.rows.count == 1)
        #expect(dump.rejects.map(\.reason) == [.fromTheFuture])
    }
}

/// Reference rates in the layout of the European Central Bank.
struct WideRatesTests {
    private func rates(_ document: String) throws -> (rows: [[TypedValue]], dump: ReadDump) {
        var harness = try DumpHarness()
        let dump = try harness.read(.rates, Array(document.utf8))
        return (dump.rows.map { typedValues(.rates, $0.encoding) }, dump)
    }

    private func rate(_ day: String, _ currency: String, _ micros: Int64) -> [TypedValue] {
        [.number(Day(day)?.start.seconds ?? 0), TypedValue(currency), .number(micros), TypedValue("EUR")]
    }

    @Test func `A row per day and a column per currency become a row per rate`() throws {
        let (rows, dump) = try rates(
            "Date,USD,JPY,CYP,XYZ,\n2026-04-10,1.1711,186.43,N/A,7,\n2026-04-09,,186,0.5,,\n2026-04-08,N/A,N/A,N/A,N/A,\n")
        #expect(
            rows == [
                rate("2026-04-10", "USD", 1_171_100), rate("2026-04-10", "JPY", 186_430_000), rate("2026-04-09", "JPY", 186_000_000),
                rate("2026-04-09", "CYP", 500_000),
            ])
        #expect(dump.rowsRead == 4 && dump.rejects.isEmpty && dump.unknownColumns == ["XYZ"])
        #expect(dump.rows.map(\.line) == [2, 2, 3, 3])
    }

    @Test func `The Bank's daily file is refused once, with the way to the right one`() throws {
        var harness = try DumpHarness()
        let problem = try #require(try harness.refusal(.rates, "Date, USD, JPY, \n13 April 2026, 1.1684, 186.75, \n"))
        #expect(problem.kind == .inputRefused && problem.position?.line == 2)
        #expect(problem.message == "this is the European Central Bank's daily file (eurofxref.csv): its date is \"13 April 2026\"")
        #expect(problem.remedy.contains("eurofxref-hist.csv"))
    }

    @Test func `A stray quote costs its own day`() throws {
        let (rows, dump) = try rates(
            "Date,USD,JPY,\n2026-04-10,\"1.17,186,\n2026-04-09,1.16,186,\n2026-04-08,1.15\",185,\n2026-04-07,1.14,184,\n")
        #expect(rows.count == 4 && dump.rejects.map(\.line) == [2, 4] && dump.rejects.map(\.reason) == [.notADecimal, .quote])
        #expect(dump.rowsRead == 6)
    }

    @Test func `Spaces around names are the Bank's own in its daily file`() throws {
        #expect(try rates("Date, USD, JPY\n2026-04-10,1.1711,186.43\n").rows.count == 2)
    }

    @Test func `The long layout is read as any kind`() throws {
        let (rows, _) = try rates("currency,rate,date,base\nUSD,1.1,2026-04-10,\nUSD,1.2,2026-04-10,USD\n")
        #expect(rows[0] == rate("2026-04-10", "USD", 1_100_000))
        #expect(rows[1][3] == TypedValue("USD"))
    }

    @Test func `A cell that is no rate is rejected by itself`() throws {
        let (rows, dump) = try rates("Date,USD,JPY\n2026-04-10,n/a,186.43\nlately,1.1,\n2026-04-08,0,1\n")
        #expect(rows.count == 2)
        #expect(dump.rejects.map(\.reason) == [.notADecimal, .notAnInstant, .outOfRange])
        #expect(dump.rowsRead == 5)
    }

    @Test func `A record that is malformed or ragged is rejected whole and counted`() throws {
        let text =
            "Date,USD,JPY\n2026-04-10,1.1\n\"2026-04-09\",\"1.1\",186\n2026-04-08,1.1,186,7\n2026-\"04-07,1.1,186\n"
            + "2026-04-05,\"1\"\".1\",186\n\"2026-04-06,1.1,186\n"
        let (rows, dump) = try rates(text)
        #expect(
            rows == [rate("2026-04-09", "USD", 1_100_000), rate("2026-04-09", "JPY", 186_000_000), rate("2026-04-05", "JPY", 186_000_000)])
        #expect(dump.rejects.map(\.reason) == [.columnCount, .columnCount, .quote, .notADecimal, .quoteUnterminated])
        #expect(dump.rejects.map(\.line) == [2, 4, 5, 6, 7])
        #expect(dump.rowsRead == dump.rows.count + dump.rejects.count)
    }

    @Test func `What a quoted field holds cannot become rows of its own`() throws {
        let (rows, dump) = try rates("Date,USD\n\"2026-04-10,USD,5\n2026-04-09\",1.1\n")
        #expect(rows == [])
        #expect(dump.rejects.map(\.reason) == [.notAnInstant, .quote])
    }

    @Test(.enabled(if: ReferenceData.folder("rates") != nil, "needs the shared rates"))
    func `The Bank's own history`() throws {
        let path = try #require(ReferenceData.folder("rates")).path(percentEncoded: false) + "/eurofxref-hist.csv.gz"
        // Its latest days, for the sake of time.
        var start = [UInt8](repeating: 0, count: 100_000)
        let count = try DumpReader(path: path).read(into: &start, at: 0, atMost: start.count)
        let lines = start[..<count].split(separator: 0x0A).dropLast().joined(separator: [0x0A])
        var harness = try DumpHarness()
        let dump = try harness.read(.rates, Array(lines))
        #expect(dump.rejects.isEmpty && dump.unknownColumns.isEmpty)
        #expect(dump.rows.count > 8_000)
    }
}
