import Domain
import Foundation
import GRDB
import Problems
import RatingsDatabase
import TestSupport
import Testing

/// Whole or not at all: what readers see while a database is built, published, refused or given up.
@Suite struct PublicationTests {
    let place: Workplace

    init() throws { place = try Workplace() }

    @Test func theFormerStandsUntilTheNewIsPublished() throws {
        try Sample().publish(to: place.target)
        let before = try Data(contentsOf: URL(fileURLWithPath: place.target))
        let reader = try RatingsReader(path: place.target)
        var sample = Sample()
        sample.runID = "run-2"
        sample.ratings[0].name = "Renamed"
        let builder = try RatingsDatabaseBuilder(target: place.target, runID: "run-2", layout: Sample.layout)
        try sample.write(to: builder)
        #expect(try Data(contentsOf: URL(fileURLWithPath: place.target)) == before)
        #expect(place.names == [".ratings.sqlite.build", "ratings.sqlite"])
        try builder.publish()
        #expect(place.names == ["ratings.sqlite"])
        #expect(try RatingsReader(path: place.target).explain("E1")?.rating.name == "Renamed")
        // Who held the former open goes on reading it.
        #expect(try reader.explain("E1")?.rating.name == Sample().ratings[0].name)
        #expect(try reader.summary().runID == "run-1")
    }

    @Test func aBuilderGivenUpLeavesNothing() throws {
        try Sample().publish(to: place.target)
        let builder = try RatingsDatabaseBuilder(target: place.target, runID: "run-2", layout: Sample.layout)
        try builder.writeProducts(Sample().products)
        builder.discard()
        #expect(place.names == ["ratings.sqlite"])
        #expect(try verify(path: place.target).isEmpty)
    }

    @Test func whatAKilledRunLeftIsRemoved() throws {
        try FileManager.default.createDirectory(atPath: place.buildFolder, withIntermediateDirectories: false)
        for suffix in ["", "-journal", "-wal", "-sheets"] {
            try Data("half".utf8).write(to: URL(fileURLWithPath: place.buildFolder + "/ratings.sqlite" + suffix))
        }
        try Sample().publish(to: place.target)
        #expect(place.names == ["ratings.sqlite"])
    }

    @Test func twoBuildersForOneTargetAreRefused() throws {
        let first = try RatingsDatabaseBuilder(target: place.target, runID: "run-1", layout: Sample.layout)
        let refusal = try problem { _ = try RatingsDatabaseBuilder(target: place.target, runID: "run-2", layout: Sample.layout) }
        #expect(refusal.kind == .storeBusy)
        try Sample().write(to: first)
        try first.publish()
        #expect(place.names == ["ratings.sqlite"])
    }

    @Test(arguments: ["-wal", "-shm", "-journal"])
    func aWriterBesideTheTargetIsRefused(_ suffix: String) throws {
        try Sample().publish(to: place.target)
        let builder = try RatingsDatabaseBuilder(target: place.target, runID: "run-2", layout: Sample.layout)
        var sample = Sample()
        sample.runID = "run-2"
        try sample.write(to: builder)
        try Data().write(to: URL(fileURLWithPath: place.target + suffix))
        let late = try problem { try builder.publish() }
        let early = try problem { _ = try RatingsDatabaseBuilder(target: place.target, runID: "run-2", layout: Sample.layout) }
        for refusal in [late, early] {
            #expect(refusal.kind == .storeBusy)
            #expect(
                refusal.description == """
                    \(place.target)\(suffix): another program writes to the published database, or was stopped while it did. \
                    Fix: close it, run "sqlite3 \(place.target) 'PRAGMA journal_mode=DELETE'" so that this file goes, \
                    then run again.
                    """)
        }
        #expect(place.names == ["ratings.sqlite", "ratings.sqlite\(suffix)"])
    }

    @Test func aDatabaseInWALModeIsRefusedBeforeTheWork() throws {
        try Sample().publish(to: place.target)
        try place.damage("PRAGMA journal_mode = WAL")
        let refusal = try problem { _ = try RatingsDatabaseBuilder(target: place.target, runID: "run-2", layout: Sample.layout) }
        #expect(refusal.kind == .storeBusy)
        try place.damage("PRAGMA journal_mode = DELETE")  // the remedy that it names
        #expect(place.names == ["ratings.sqlite"])
        _ = try RatingsDatabaseBuilder(target: place.target, runID: "run-2", layout: Sample.layout)
    }

    @Test func anUnusableFolderIsRefused() throws {
        try Data().write(to: URL(fileURLWithPath: place.folder + "/file"))
        for target in [place.folder + "/no/such/ratings.sqlite", place.folder + "/file/ratings.sqlite"] {
            #expect(try problem { _ = try RatingsDatabaseBuilder(target: target, runID: "run-1") }.kind == .cannotCreate)
        }
    }

    @Test(.enabled(if: geteuid() != 0, "root may write anywhere"))
    func aReadOnlyFolderIsRefused() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: place.folder)
        defer { try? FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place.folder) }
        #expect(
            try problem { _ = try RatingsDatabaseBuilder(target: place.target, runID: "run-1", layout: Sample.layout) }.kind
                == .cannotCreate)
    }

    @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self"), "needs a file system that nobody may write to"))
    func aFileSystemThatTakesNoFilesIsRefused() throws {
        #expect(try problem { _ = try RatingsDatabaseBuilder(target: "/proc/ratings.sqlite", runID: "r") }.kind == .cannotCreate)
    }

    @Test func aFullDiskCostsTheRunOnly() throws {
        try Sample().publish(to: place.target)
        let builder = try RatingsDatabaseBuilder(target: place.target, runID: "run-2", pageCountMax: 32)
        let products = (100_000..<120_000).map { SampleProduct(productID: Text("P\($0)")) }
        let fault = try problem { try builder.writeProducts(products) }
        builder.discard()
        #expect(fault.kind == .inputOutput)
        #expect(fault.remedy == "free space on this disk, then run again")
        #expect(place.names == ["ratings.sqlite"])
        #expect(try verify(path: place.target).isEmpty)
    }

    @Test func contradictionsAreNotPublished() throws {
        try Sample().publish(to: place.target)
        var sample = Sample()
        sample.runID = "run-2"
        sample.points[0].entries[1].pointsHundredths += 1
        let refusal = try problem { try sample.publish(to: place.target) }
        #expect(refusal.kind == .publishRefused)
        #expect(refusal.cause == "ratings: 'E1': base and points add up to 64001 hundredths, the score is 64000")
        #expect(place.names == ["ratings.sqlite"])
        #expect(try RatingsReader(path: place.target).summary().runID == "run-1")
    }

    @Test func aStrangersFileIsNeverReplaced() throws {
        let queue = try DatabaseQueue(path: place.target)
        try queue.write { try $0.execute(sql: "CREATE TABLE photos (id INTEGER)") }
        try queue.close()
        let refusal = try problem { _ = try RatingsDatabaseBuilder(target: place.target, runID: "run-1", layout: Sample.layout) }
        #expect(refusal.kind == .cannotCreate)
        #expect(refusal.message == "this file is not a ratings database")
        #expect(try place.value("SELECT count(*) FROM photos") == 0)
    }

    @Test func anotherSchemaVersionIsNeverReplaced() throws {
        try Sample().publish(to: place.target)
        try place.damage("PRAGMA user_version = \(schemaVersion + 1)")
        let refusal = try problem { _ = try RatingsDatabaseBuilder(target: place.target, runID: "run-2", layout: Sample.layout) }
        #expect(refusal.kind == .cannotCreate)
        #expect(refusal.message == "the database has schema version \(schemaVersion + 1), this program knows \(schemaVersion)")
        #expect(try problem { _ = try RatingsReader(path: place.target) }.kind == .cannotCreate)
    }

    @Test func readingNothingIsNoInput() throws {
        #expect(try problem { _ = try RatingsReader(path: place.target) }.kind == .noInput)
        #expect(try problem { _ = try verify(path: place.target) }.kind == .noInput)
        #expect(try FormerRatings(publishedAt: place.target).count == 0)
    }

    @Test func aRunIsPublishedOnce() throws {
        try Sample().publish(to: place.target)
        #expect(try problem { try Sample().publish(to: place.target) }.message == "run run-1 has been published already")
        #expect(place.names == ["ratings.sqlite"])
    }

    @Test func rowsOutOfOrderAreOurFault() async {
        await #expect(processExitsWith: .failure) {
            let place = try Workplace()
            let builder = try RatingsDatabaseBuilder(target: place.target, runID: "run-1", layout: Sample.layout)
            try builder.writeRatings([Sample.rated("E2", .c, 1), Sample.rated("E1", .c, 1)])
        }
    }

    @Test func manyRowsInManyBatches() throws {
        var sample = Sample()
        sample.products = []
        let builder = try RatingsDatabaseBuilder(target: place.target, runID: "run-1", layout: Sample.layout)
        try sample.write(to: builder)
        for start in stride(from: 1_000_000, to: 1_200_000, by: 4_000) {
            try builder.writeProducts(
                (start..<start + 4_000).map { SampleProduct(productID: Text("P\($0)"), counters: [5, 1, 0, 2, 9]) })
        }
        try builder.publish()
        #expect(try place.value("SELECT sum(lines) FROM product_evidence") == 1_000_000)
    }
}
