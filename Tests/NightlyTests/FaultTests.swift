import Decompression
import Domain
import Foundation
import Nightly
import Problems
import RatingsDatabase
import Settings
import Synthesis
import TestSupport
import Testing

/// What is planted is found, and nothing else is; what cannot be used is refused with its place.
@Suite struct FaultTests {
    @Test func everyPlantedFaultIsFoundAndNothingElse() throws {
        let plan = SynthesisPlan(seed: 3, orders: 2_000, sellers: 60, days: 240, faults: true, filesPerKind: 1)
        let made = try files(of: plan)
        let workshop = try Workshop()
        try workshop.write(made.files)
        let report = try workshop.run { $0.damagedFiles = .setAside }
        let planted = Set(
            made.summary.faults.filter { $0.reason != .fileDamaged }.map {
                "\($0.partition)/\($0.file):\($0.line ?? 0) \($0.reason.rawValue)"
            })
        #expect(planted.count > 100)
        let found = Set(try workshop.quarantinedRows())
        #expect(planted.subtracting(found).sorted().prefix(5) == [])
        // A record that fails behind a line end costs its first line; what is left of it is no record.
        let rests = found.subtracting(planted)
        let places = Set(planted.map { String($0.prefix { $0 != " " }) })
        #expect(rests.filter { !isRest($0, of: places) }.sorted().prefix(5) == [])
        let damaged = Set(made.summary.faults.filter { $0.reason == .fileDamaged }.map { "\($0.partition)/\($0.file)" })
        #expect(!damaged.isEmpty)
        #expect(Set(report.setAside.map { String($0.prefix { $0 != ":" }) }) == damaged)
        #expect(report.rows.quarantined == Int64(planted.count + rests.count))
        #expect(report.rows.read == report.rows.accepted + report.rows.duplicate + report.rows.superseded + report.rows.quarantined)
    }

    /// Whether `FILE:LINE QUOTE` is the line behind one of the places, each `FILE:LINE`.
    private func isRest(_ row: String, of places: Set<String>) -> Bool {
        guard row.hasSuffix(" QUOTE"), let colon = row.lastIndex(of: ":"), let line = Int(row[row.index(after: colon)...].dropLast(6))
        else { return false }
        return places.contains("\(row[..<colon]):\(line - 1)")
    }

    @Test func planningFaultsLeavesTheRatingsAlone() throws {
        let clean = try Workshop()
        try clean.write(try files(of: SynthesisPlan(seed: 4, orders: 800, sellers: 30, days: 120)).files)
        try clean.run()
        let faulty = try Workshop()
        try faulty.write(try files(of: SynthesisPlan(seed: 4, orders: 800, sellers: 30, days: 120, faults: true)).files)
        try faulty.run { $0.damagedFiles = .setAside }
        #expect(try clean.hash() == faulty.hash())
    }

    @Test func aDamagedFileStopsTheRunAndTheFormerRatingsStand() throws {
        let plan = SynthesisPlan(seed: 5, orders: 300, sellers: 20, days: 40)
        let workshop = try Workshop()
        let made = try files(of: plan).files
        try workshop.write(made)
        try workshop.run()
        let before = try workshop.hash()
        var gzip = try gzipped("shipment_id,order_id,event,occurred_at\nX,Y,EMA,2026-01-01\n", in: workshop)
        gzip.removeLast(9)
        try workshop.write(gzip, "2026-06-01", "logistics-cut.csv.gz.tmp")
        try FileManager.default.moveItem(
            atPath: "\(workshop.dumps)/2026-06-01/logistics-cut.csv.gz.tmp", toPath: "\(workshop.dumps)/2026-06-01/logistics-cut.csv.gz")
        let problem = #expect(throws: Problem.self) { try workshop.run() }
        #expect(problem?.kind == .inputRefused)
        #expect(problem?.position?.byte == gzip.count)
        #expect(problem?.position?.source.hasSuffix("2026-06-01/logistics-cut.csv.gz") == true)
        #expect(try workshop.hash() == before)
    }

    @Test func filesThatAreNotReadAreRefusedByName() throws {
        let workshop = try Workshop()
        try workshop.write("{}\n", "2026-01-01", "invoices.ndjson")
        let problem = #expect(throws: Problem.self) { try workshop.run() }
        #expect(problem?.kind == .inputRefused)
        #expect(problem?.description.contains("2026-01-01/invoices.ndjson") == true)
    }

    @Test func emptyFoldersAndMissingKindsAreNoInput() throws {
        let workshop = try Workshop()
        #expect(#expect(throws: Problem.self) { try workshop.run() }?.kind == .noInput)
        try workshop.write(
            "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at\n"
                + "O,1,2026-01-01,S,B,P,1,1.00,EUR,PLACED,2026-01-01\n", "2026-01-01", "transactions.csv")
        let problem = #expect(throws: Problem.self) { try workshop.run() }
        #expect(problem?.kind == .noInput)
        #expect(problem?.message == "the store has no invoices and no logistics")
    }

    @Test func aForeignHeaderIsRefusedWithWhatIsMissing() throws {
        let workshop = try Workshop()
        try workshop.write("id,amount\n1,2\n", "2026-01-01", "invoices.csv")
        let problem = #expect(throws: Problem.self) { try workshop.run() }
        #expect(problem?.kind == .inputRefused)
        #expect(
            problem?.message
                == "this is no dump of invoices: the header lacks invoice_id, order_id, seller_id, kind, issued_at, currency, gross (0 of its 2 columns are known)"
        )
    }

    private func gzipped(_ text: String, in workshop: Workshop) throws -> [UInt8] {
        try workshop.write(Array(text.utf8), "scratch", "x.csv.gz", container: .gzip)
        defer { try? FileManager.default.removeItem(atPath: "\(workshop.dumps)/scratch") }
        return Array(try Data(contentsOf: URL(fileURLWithPath: "\(workshop.dumps)/scratch/x.csv.gz")))
    }
}

extension Workshop {
    /// Every quarantined row: `partition/file:line REASON`, from the quarantine's files.
    func quarantinedRows() throws -> [String] {
        let folder = "\(store)/quarantine"
        guard let paths = FileManager.default.enumerator(atPath: folder) else { return [] }
        var rows: [String] = []
        for case let path as String in paths where path.hasSuffix(".rows.csv") {
            let records = ReferenceCSV.records(of: Array(try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(path)"))))
            rows += records.dropFirst().map { "\($0.fields[0].text):\($0.fields[1].text) \($0.fields[4].text)" }
        }
        return rows
    }
}
