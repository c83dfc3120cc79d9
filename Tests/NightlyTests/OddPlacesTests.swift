import Foundation
import Guidance
import Nightly
import Problems
import RatingsDatabase
import Settings
import Tables
import Testing

/// Symbolic links where the store, the database and the exports have their files: those of a user are followed, and none under a name of ours.
@Suite struct OddPlacesTests {
    private let workshop: Workshop
    private let foreign: String
    private var files: FileManager { .default }

    init() throws {
        workshop = try Workshop(inMemory: true)
        foreign = "\(workshop.folder)/foreign"
        try Self.trade(in: workshop, "2026-02-01", "A")
        try workshop.write(
            "payment_id,order_id,amount,currency,status,paid_at\nY,A1,none,EUR,CAPTURED,2026-02-01\n", "2026-02-01", "payments.csv")
        try files.createDirectory(atPath: "\(foreign)/inner", withIntermediateDirectories: true)
        for name in ["letter", "inner/letter", "rows"] {
            try "kept".write(toFile: "\(foreign)/\(name)", atomically: false, encoding: .utf8)
        }
    }

    /// A few orders, with their invoices and movements.
    private static func trade(in workshop: Workshop, _ day: String, _ prefix: String) throws {
        var (orders, invoices, events) = (
            "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at,origin,destination\n",
            "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\n", "shipment_id,order_id,event,occurred_at\n"
        )
        for number in 0..<3 {
            let order = "\(prefix)\(number)"
            orders += "\(order),1,\(day)T07:00:00Z,S,B\(number),P,1,12.00,EUR,COMPLETED,\(day)T09:00:00Z,CN,DE\n"
            invoices += "I\(order),\(order),S,INVOICE,\(day)T08:00:00Z,EUR,12.00\n"
            events += "X\(order),\(order),EMA,\(day)T08:30:00Z\n"
        }
        try workshop.write(orders, day, "transactions.csv")
        try workshop.write(invoices, day, "invoices.csv")
        try workshop.write(events, day, "logistics.csv")
    }

    private var isForeignWhole: Bool {
        let names = (try? files.subpathsOfDirectory(atPath: foreign).sorted()) ?? []
        return names == ["inner", "inner/letter", "letter", "rows"]
            && ["letter", "inner/letter", "rows"].allSatisfy {
                (try? String(contentsOfFile: "\(foreign)/\($0)", encoding: .utf8)) == "kept"
            }
    }

    private func link(_ path: String, to target: String) throws {
        try files.createDirectory(
            atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
        try files.createSymbolicLink(atPath: path, withDestinationPath: target)
    }

    private func isLink(_ path: String) -> Bool { (try? files.destinationOfSymbolicLink(atPath: path)) != nil }

    @Test(arguments: [
        "tmp", "staging", "quarantine", "quarantine/2026-02-01", "quarantine/unjoined", "segments", "checkpoints", "changes",
    ])
    func aFolderOfTheStoreThatIsALinkIsRefused(name: String) throws {
        let path = "\(workshop.store)/\(name)"
        try link(path, to: foreign)
        for _ in 0..<2 {
            let refused = #expect(throws: Problem.self) { try workshop.run() }
            #expect(
                refused?.kind == .cannotCreate && refused?.position?.source == path && refused?.remedy.contains("remove the link") == true)
        }
        #expect(isForeignWhole && isLink(path))
        try files.removeItem(atPath: path)
        try workshop.run()
        #expect(try RatingsDatabase.verify(path: workshop.database) == [])
    }

    @Test func aFolderThatBecameALinkIsNotEmptiedByARerun() throws {
        try workshop.run()
        let path = "\(workshop.store)/quarantine/2026-02-01"
        try files.removeItem(atPath: path)
        try link(path, to: foreign)
        let day = try #require(try workshop.days().first)
        let refused = #expect(throws: Problem.self) { try Nightly.run(workshop.job, .quiet, request: .rerun(day...day)) }
        #expect(refused?.kind == .cannotCreate && refused?.position?.source == path)
        #expect(isForeignWhole)
        try files.removeItem(atPath: path)
        _ = try Nightly.run(workshop.job, .quiet, request: .rerun(day...day))
        #expect(files.fileExists(atPath: path))
    }

    @Test func theStoreItselfAndTheDatabaseMayBeLinks() throws {
        let (real, store) = ("\(workshop.folder)/real", "\(workshop.folder)/disk/store")
        try files.createDirectory(atPath: real, withIntermediateDirectories: true)
        try files.createDirectory(atPath: store, withIntermediateDirectories: true)
        try link(workshop.store, to: store)
        // One link to another, and the file behind them is not there yet.
        try link(workshop.database, to: "second.sqlite")
        try link("\(workshop.folder)/second.sqlite", to: "real/ratings.sqlite")
        let target = "\(real)/ratings.sqlite"
        try workshop.run()
        #expect(isLink(workshop.database) && isLink("\(workshop.folder)/second.sqlite") && isLink(workshop.store))
        let hash = try contractSHA256(database: target)
        try Self.trade(in: workshop, "2026-02-02", "B")
        try workshop.run()
        #expect(isLink(workshop.database) && isLink("\(workshop.folder)/second.sqlite"))
        #expect(try contractSHA256(database: target) != hash)
        #expect(try contractSHA256(database: target) == workshop.hash())
        // Nothing was made beside the links.
        #expect(try files.contentsOfDirectory(atPath: real) == ["ratings.sqlite"])
        #expect(try files.contentsOfDirectory(atPath: workshop.folder).allSatisfy { !$0.hasPrefix(".") })
        #expect(try verifyStore(path: workshop.store) == [])
    }

    @Test func aPlantedBuildFolderIsNotUsed() throws {
        try link("\(workshop.folder)/.ratings.sqlite.build", to: foreign)
        try "kept".write(toFile: "\(foreign)/ratings.sqlite", atomically: false, encoding: .utf8)
        let refused = #expect(throws: Problem.self) { try workshop.run() }
        #expect(refused?.kind == .cannotCreate && refused?.remedy == "remove the link")
        #expect(files.fileExists(atPath: "\(foreign)/ratings.sqlite"))
    }

    @Test func exportsReplaceALinkOfTheirNameAndLeaveWhatItLeadsTo() throws {
        try workshop.run()
        let (out, letter) = ("\(workshop.folder)/out", "\(foreign)/letter")
        for name in [
            "ratings.csv", "ratings.csv.part", "ratings.schema.json", "sellers.csv", "products.csv.part", "guidance.csv", "subjects.csv",
        ] {
            try link("\(out)/\(name)", to: letter)
        }
        let paths =
            try exportRatings(database: workshop.database, to: out, as: .csv)
            + exportEvidence(database: workshop.database, to: out) + exportBases(workshop.job, to: out).paths
        _ = try exportGuidanceFiles(workshop.job, as: .csv, to: out, contact: nil) { _ in }
        for path in paths + ["\(out)/guidance.csv"] { #expect(!isLink(path) && files.fileExists(atPath: path)) }
        #expect(isForeignWhole)
        // A folder that a user names may be a link.
        try link("\(workshop.folder)/elsewhere", to: "out")
        #expect(try exportEvidence(database: workshop.database, to: "\(workshop.folder)/elsewhere").count == 2)
        #expect(isLink("\(workshop.folder)/elsewhere"))
    }

    @Test(arguments: [
        "site", "两 站", "Händler", "e\u{301}", "\u{301}x", "a%b\nc", "site.", ".1.", "-out", String(repeating: "y", count: 240),
    ])
    func aSiteOfAnyNameIsMadeAgain(name: String) throws {
        try workshop.run()
        let www = "\(workshop.folder)/www"
        for _ in 0..<4 { try exportSite("\(www)/\(name)") }
        let folders = try files.contentsOfDirectory(atPath: www).filter {
            !isLink("\(www)/\($0)") && !$0.hasSuffix("ledger") && !$0.hasSuffix("lock")
        }
        #expect(folders.count == 2)
        // The same name in another normal form is another site.
        if name == "e\u{301}" {
            try exportSite("\(www)/é")
            #expect(try files.destinationOfSymbolicLink(atPath: "\(www)/é").utf8.elementsEqual(".é.1".utf8))
        }
    }

    @discardableResult
    private func exportSite(_ out: String) throws -> String {
        try exportGuidanceFiles(workshop.job, as: .json, to: out, contact: nil) { _ in }.folder
    }

    @Test func whatIsPlantedBesideASiteIsLeftAlone() throws {
        try workshop.run()
        let www = "\(workshop.folder)/www"
        for name in [".site.1", ".site.lock"] {
            try link("\(www)/\(name)", to: name == ".site.1" ? foreign : "\(foreign)/letter")
            let refused = #expect(throws: Problem.self) { try exportSite("\(www)/site") }
            #expect(refused?.kind == .cannotCreate && refused?.position?.source == "\(www)/\(name)")
            #expect(isForeignWhole)
            for left in [name, ".site.lock"] { try? files.removeItem(atPath: "\(www)/\(left)") }
        }
        try link("\(www)/.site.next", to: "\(foreign)/letter")
        try link("\(www)/.site.0", to: foreign)
        for _ in 0..<3 { try exportSite("\(www)/site") }
        #expect(isForeignWhole && isLink("\(www)/.site.0"))
    }

    @Test func aLinkToTheLinkOfASiteStays() throws {
        try workshop.run()
        let (www, open) = ("\(workshop.folder)/www", "\(workshop.folder)/public")
        try link(open, to: "www/site")
        for number in 1...2 {
            #expect(try exportSite(open).hasSuffix("www/.site.\(number)"))
            #expect(try files.destinationOfSymbolicLink(atPath: "\(www)/site") == ".site.\(number)")
        }
        #expect(try files.destinationOfSymbolicLink(atPath: open) == "www/site")
        #expect(throws: Problem.self) { try exportGuidanceFiles(workshop.job, as: .csv, to: open, contact: nil) { _ in } }
    }

    @Test func lineageNamesDataByAbsolutePathsAndMetricsGoWhereTheirLinkLeads() throws {
        let former = files.currentDirectoryPath
        let (lineage, metrics) = ("\(workshop.folder)/lineage", "\(workshop.folder)/silkrate.prom")
        try link(metrics, to: "collector.prom")
        // A path that leads around: the name is that of the file.
        let database = "\(workshop.folder)/dumps/../ratings.sqlite"
        try workshop.run {
            $0.lineage = lineage
            $0.metrics = metrics
            $0.database = database
        }
        #expect(files.currentDirectoryPath == former && isLink(metrics))
        #expect(files.fileExists(atPath: "\(workshop.folder)/collector.prom"))
        let real = URL(fileURLWithPath: workshop.folder).resolvingSymlinksInPath().path
        for name in try files.contentsOfDirectory(atPath: lineage) {
            let data = try Data(contentsOf: URL(fileURLWithPath: "\(lineage)/\(name)"))
            let event = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
            for (side, path) in [("inputs", "\(real)/dumps"), ("outputs", "\(real)/ratings.sqlite")] {
                let set = try #require((event[side] as? [[String: Any]])?.first)
                #expect(set["namespace"] as? String == "file" && set["name"] as? String == path)
            }
        }
    }
}
