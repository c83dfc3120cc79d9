import Foundation
import Nightly
import Problems
import TestSupport
import Testing

/// What `check` reads, names and refuses.
struct CheckTests {
    private let workshop: Workshop
    private let header = "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at\n"

    init() throws { workshop = try Workshop() }

    private struct Told: Equatable {
        var ignored: [String] = []
        var problems: [String] = []
        var files: [String] = []
        var end: ProblemKind?
    }

    private func told(_ paths: [String], kind: String? = nil) -> Told {
        var told = Told()
        do throws(Problem) {
            try check(
                paths, kind: kind, onIgnored: { told.ignored.append(String($0.dropFirst(workshop.folder.count + 1))) },
                onProblem: { told.problems.append("\($0.reason) \($0.remedy)") },
                onFile: { file in
                    let name = file.path.split(separator: "/").last ?? ""
                    told.files.append(
                        "\(name) \(file.rowsRead) \(file.rowsRefused) \(file.withdrawnCodes)\(file.problem == nil ? "" : " refused")")
                })
        } catch {
            told.end = error.kind
        }
        return told
    }

    @Test func `A folder without a dump, with foreign files alone, or none at all is no input`() throws {
        #expect(told([workshop.dumps]).end == .noInput)
        try workshop.write("x", "2026-01-10", "notes.txt")
        #expect(told([workshop.dumps]) == Told(ignored: ["dumps/2026-01-10/notes.txt"], end: .noInput))
        for path in ["nothing", "nothing.csv", "transactions-gone.csv"] {
            #expect(told(["\(workshop.folder)/\(path)"]).end == .noInput)
            #expect(told(["\(workshop.folder)/\(path)"], kind: "transactions").end == .noInput)
        }
    }

    @Test func `Files and folders that are passed over are named, withdrawn codes counted`() throws {
        let rows = ["EUR", "DEM", "HRK", "QQQ"].map { "O\($0),1,2026-01-10,S1,B1,P1,1,2,\($0),PLACED,2026-01-10\n" }.joined()
        try workshop.write(header + rows, "2026-01-10", "transactions.csv")
        try workshop.write("x", "2026-01-10", "transactions_2.csv")
        try workshop.write("x", "20260111", "transactions.csv")
        let expected = Told(
            ignored: ["dumps/2026-01-10/transactions_2.csv", "dumps/20260111"],
            problems: ["NOT_A_CODE use a code of ISO 4217, in its case"],
            files: ["transactions.csv 4 1 2"])
        #expect(told([workshop.dumps]) == expected)
        // The folder of a partition by itself.
        let alone = told(["\(workshop.dumps)/2026-01-10"])
        #expect(alone.files == expected.files && alone.ignored == ["dumps/2026-01-10/transactions_2.csv"] && alone.end == nil)
    }

    @Test func `An empty folder among others is told when these are checked`() throws {
        try workshop.write(header, "2026-01-10", "transactions.csv")
        try FileManager.default.createDirectory(atPath: "\(workshop.folder)/empty", withIntermediateDirectories: true)
        let told = told(["\(workshop.folder)/empty", workshop.dumps])
        #expect(told.files == ["transactions.csv 0 0 0"] && told.end == .noInput)
    }

    @Test func `A link that leads nowhere ends the check as it ends a run`() throws {
        try workshop.write(header, "2026-01-10", "transactions.csv")
        try FileManager.default.createSymbolicLink(
            atPath: "\(workshop.dumps)/2026-01-10/invoices.csv", withDestinationPath: "not/mounted")
        #expect(told([workshop.dumps]).end == .noInput)
        let problem = #expect(throws: Problem.self) { try workshop.run() }
        #expect(problem?.kind == .noInput && problem?.position?.source.hasSuffix("invoices.csv") == true)
    }
}
