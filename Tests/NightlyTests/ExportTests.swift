import Decompression
import Foundation
import Nightly
import Problems
import RatingsDatabase
import Settings
import Synthesis
import Tables
import TestSupport
import Testing

/// What `export bases` and `export ratings` write.
@Suite struct ExportTests {
    private static let bases = ["subjects", "products", "transactions"]
    private static let ratings = [
        "ratings", "rating_points", "marketplace_metrics", "rating_reasons", "seller_evidence", "product_evidence", "subjects", "products",
        "statistics", "enterprise_markets", "enterprise_deliveries", "rating_changes", "enterprise_log", "runs", "sources",
    ]
    private static var fixture: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/corner-shop").path
    }

    private func names(in folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

    private func shop() throws -> Workshop {
        let workshop = try Workshop()
        try workshop.run { $0.dumps = "\(Self.fixture)/dumps" }
        return workshop
    }

    @Test func theBasesOfTheCornerShopAsCSV() throws {
        let workshop = try shop()
        let folder = "\(workshop.folder)/bases"
        let paths = try exportBases(workshop.job, to: folder).paths
        #expect(paths == Self.bases.flatMap { ["\(folder)/\($0).csv", "\(folder)/\($0).schema.json"] })
        for name in Self.bases {
            let text = try String(contentsOfFile: "\(folder)/\(name).csv", encoding: .utf8)
            #expect(try text == String(contentsOfFile: "\(Self.fixture)/expected/bases/\(name).csv", encoding: .utf8))
        }
    }

    @Test(arguments: TableFormat.allCases)
    func everyTableHasItsFileAndItsSchemaAndNothingElseIsLeft(format: TableFormat) throws {
        let workshop = try shop()
        let folder = "\(workshop.folder)/out"
        let paths = try exportRatings(database: workshop.database, to: folder, as: format)
        #expect(paths == Self.ratings.flatMap { ["\(folder)/\($0).\(format.rawValue)", "\(folder)/\($0).schema.json"] })
        #expect(try names(in: folder) == paths.map { URL(filePath: $0).lastPathComponent }.sorted())
        let before = try paths.map { try Data(contentsOf: URL(filePath: $0)) }
        // A file that another export left half-written is no obstacle, and the second export has the same bytes.
        try Data("half".utf8).write(to: URL(filePath: "\(folder)/ratings.\(format.rawValue).part"))
        _ = try exportRatings(database: workshop.database, to: folder, as: format)
        #expect(try paths.map { try Data(contentsOf: URL(filePath: $0)) } == before)
        #expect(try names(in: folder).count == paths.count)
    }

    @Test func anExportThatFailsLeavesNoFile() throws {
        let workshop = try shop()
        let folder = "\(workshop.folder)/out"
        // A folder bears the name of the last file.
        try FileManager.default.createDirectory(atPath: "\(folder)/transactions.parquet/x", withIntermediateDirectories: true)
        #expect(throws: Problem.self) { try exportBases(workshop.job, to: folder, as: .parquet) }
        let expected = ["products.parquet", "products.schema.json", "subjects.parquet", "subjects.schema.json", "transactions.parquet"]
        #expect(try names(in: folder) == expected)
        let missing = #expect(throws: Problem.self) { try exportRatings(database: "\(folder)/none", to: folder, as: .csv) }
        #expect(missing?.kind == .noInput)
    }

    @Test func theVocabulariesStandInTheSchemas() throws {
        let workshop = try shop()
        let tables = try RatingsReader(path: workshop.database).tables()
        #expect(tables.map(\.name) == Self.ratings)
        let ratings = try #require(tables.first)
        let grade = try #require(ratings.columns.first { $0.name == "grade" })
        #expect(grade.words == ["AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C", "D", "NR"])
        #expect(!grade.isNullable)
        #expect(ratings.columns.first { $0.name == "pd" } == TableColumn("pd", .real, isNullable: true))
        #expect(ratings.columns.first { $0.name == "orders" } == TableColumn("orders", .integer))
    }

    @Test func theStoryOfTheRunsIsExportedAndOutsideLawOne() throws {
        let (once, twice) = (try shop(), try Workshop())
        // Night by night: another story of the same ratings.
        for day in try FileManager.default.contentsOfDirectory(atPath: "\(Self.fixture)/dumps").sorted() {
            try FileManager.default.copyItem(atPath: "\(Self.fixture)/dumps/\(day)", toPath: "\(twice.dumps)/\(day)")
            _ = try? twice.run()
        }
        #expect(try once.hash() == twice.hash())
        func lines(_ workshop: Workshop, _ table: String) throws -> [String] {
            let folder = "\(workshop.folder)/out"
            _ = try exportRatings(database: workshop.database, to: folder, as: .ndjson)
            return try String(contentsOfFile: "\(folder)/\(table).ndjson", encoding: .utf8).split(separator: "\n").map(String.init)
        }
        #expect(try lines(once, "runs").count == 1 && lines(twice, "runs").count > 1)
        #expect(try lines(once, "runs")[0].hasPrefix("{\"number\":1,\"run_id\":\""))
        #expect(try lines(once, "sources").count == lines(twice, "sources").count)
        let changes = try lines(twice, "rating_changes")
        #expect(try changes == changes.sorted() || changes.count > lines(once, "rating_changes").count)
        let tables = try RatingsReader(path: once.database).tables()
        let change = try #require(tables.first { $0.name == "rating_changes" }?.columns.first { $0.name == "change" })
        #expect(change.words == ["ADDED", "CHANGED", "REMOVED"])
        let number = try #require(tables.first { $0.name == "runs" }?.columns.first)
        #expect(number == TableColumn("number", .integer))
    }

    @Test(.enabled(if: ReadBack.isPossible, "\(ReadBack.absence)"))
    func readersSeeTheSameInEveryFormat() throws {
        let workshop = try Workshop()
        let plan = SynthesisPlan(seed: 71, orders: 1_500, sellers: 60, days: 150, containers: [.plain], filesPerKind: 1)
        try workshop.write(try files(of: plan).files)
        try workshop.run()
        let (bases, ratings) = ("\(workshop.folder)/bases", "\(workshop.folder)/ratings")
        for format in TableFormat.allCases {
            _ = try exportBases(workshop.job, to: bases, as: format)
            _ = try exportRatings(database: workshop.database, to: ratings, as: format)
        }
        for name in Self.bases {
            let answer = ReadBack.check(name, in: URL(filePath: bases))
            #expect(answer.status == 0, "\(answer.text)")
            #expect(answer.text.hasSuffix(" groups 1 ZSTD\n"))
        }
        for name in Self.ratings {
            let answer = ReadBack.check(name, in: URL(filePath: ratings), database: workshop.database)
            #expect(answer.status == 0, "\(answer.text)")
        }
    }
}
