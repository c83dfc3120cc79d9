import Foundation
import Nightly
import Problems
import RatingsDatabase
import Settings
import Testing

/// Dumps made by hand whose outcome is argued in their README.
@Suite struct GoldenTests {
    private static var fixture: String {
        URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "Fixtures/corner-shop").path
    }

    @Test func cornerShop() throws {
        let workshop = try Workshop()
        let report = try workshop.run { $0.dumps = "\(Self.fixture)/dumps" }
        let written = try exportEvidence(database: workshop.database, to: "\(workshop.folder)/evidence")
        for path in written {
            let name = URL(filePath: path).lastPathComponent
            let text = try String(contentsOfFile: path, encoding: .utf8)
            let expected = try String(contentsOfFile: "\(Self.fixture)/expected/\(name)", encoding: .utf8)
            #expect(text == expected)
        }
        let expected = try String(contentsOfFile: "\(Self.fixture)/expected/quarantine.txt", encoding: .utf8)
        let rows = try workshop.quarantinedRows().sorted().map { "\($0)\n" }.joined()
        #expect(rows == expected)
        #expect(report.unknownColumns == ["transactions.remark"])
        let notes: [Int] = [report.feedbackOfNoSeller, report.feedbackOfNoProduct, report.invoicesOfOthers, report.unconvertedLines]
        let expectedNotes: [Int] = [1, 1, 0, 0]
        #expect(notes == expectedNotes)
        let match = try workshop.matches()
        #expect(match == ["A-1": "MATCHED", "A-2": "MATCHED", "A-3": "CANCELLED", "A-4": "MATCHED", "A-5": "INVOICE_MISSING"])
    }

    @Test func aSecondRunWaitsForTheStore() throws {
        let workshop = try Workshop()
        try workshop.run { $0.dumps = "\(Self.fixture)/dumps" }
        let holder = try #require(lockStore("\(workshop.store)/lock"))
        defer { holder.closeFile() }
        let problem = #expect(throws: Problem.self) { try workshop.run { $0.dumps = "\(Self.fixture)/dumps" } }
        #expect(problem?.kind == .storeBusy)
        #expect(problem?.message.hasPrefix("another run holds the store (process 1 since ") == true)
    }

    @Test func aJournalBesideTheDatabaseRefusesPublishing() throws {
        let workshop = try Workshop()
        try workshop.run { $0.dumps = "\(Self.fixture)/dumps" }
        let before = try workshop.hash()
        try Data("x".utf8).write(to: URL(filePath: "\(workshop.database)-wal"))
        let problem = #expect(throws: Problem.self) { try workshop.run { $0.dumps = "\(Self.fixture)/dumps" } }
        #expect(problem?.kind == .storeBusy)
        try FileManager.default.removeItem(atPath: "\(workshop.database)-wal")
        #expect(try workshop.hash() == before)
    }

    @Test func aDamagedStoreIsFoundAndMended() throws {
        let workshop = try Workshop()
        try workshop.run { $0.dumps = "\(Self.fixture)/dumps" }
        let before = try workshop.hash()
        #expect(try verifyStore(path: workshop.store) == [])
        let segment = "\(workshop.store)/segments/2026-03-05.seg"
        var bytes = try Data(contentsOf: URL(filePath: segment))
        bytes[40] ^= 1
        try bytes.write(to: URL(filePath: segment))
        #expect(try verifyStore(path: workshop.store).count == 1)
        let refused = #expect(throws: Problem.self) { try workshop.run { $0.dumps = "\(Self.fixture)/dumps" } }
        #expect(refused?.kind == .inputRefused && refused?.remedy.contains("silkrate verify") == true)
        #expect(try workshop.hash() == before)
        try FileManager.default.removeItem(atPath: segment)
        try workshop.run { $0.dumps = "\(Self.fixture)/dumps" }
        #expect(try workshop.hash() == before)
    }

    /// Holds the lock as another process would: flock belongs to the open file, not to the process.
    private func lockStore(_ path: String) -> FileHandle? {
        guard let handle = FileHandle(forUpdatingAtPath: path) else { return nil }
        return flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 ? handle : nil
    }
}

extension Workshop {
    /// The typed match of each order (its last seller's), from the export of base 3.
    func matches() throws -> [String: String] {
        _ = try exportBases(job, to: "\(folder)/bases")
        let text = try String(contentsOfFile: "\(folder)/bases/transactions.csv", encoding: .utf8)
        var result: [String: String] = [:]
        for line in text.split(separator: "\n").dropFirst() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            result[String(fields[0])] = String(fields[6])
        }
        return result
    }
}
