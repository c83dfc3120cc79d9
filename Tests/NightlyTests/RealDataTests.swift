import Domain
import Foundation
import Nightly
import Problems
import RatingsDatabase
import Settings
import TestSupport
import Testing

/// The real dumps beside the repository, where they are.
@Suite(.enabled(if: ReferenceData.folder("olist/dumps") != nil, "the shared data are not there: no test on real dumps"))
struct RealDataTests {
    private var dumps: String { ReferenceData.folder("olist/dumps")?.path ?? "" }
    private var rates: String { (ReferenceData.folder("rates")?.path ?? "") + "/eurofxref-hist.csv.gz" }

    @Test func olistIsReadWholeAndItsTotalsAreTheOracles() throws {
        let workshop = try Workshop()
        // As of 2017-12-31 and 2018-06-30: sellers, orders, lines, gross, late and due handovers and deliveries, …
        let expected: [(day: String, totals: [Int64])] = [
            ("2017-12-31", [1035, 6144, 6976, 25_839_419, 619, 5991, 251, 5464, 91, 6101, 923]),
            ("2018-06-30", [1367, 9518, 10_745, 38_867_452, 981, 9476, 721, 9476, 191, 9451, 1513]),
        ]
        for (day, totals) in expected {
            let report = try workshop.run {
                $0.dumps = dumps
                $0.rates = rates
                $0.asOf = Day(day)
            }
            #expect(try workshop.totals() == totals)
            #expect(report.rows.quarantined == 0)
            if day == "2018-06-30" {
                let read = Dictionary(uniqueKeysWithValues: report.rowsByKind.map { ($0.kind, $0.rows.read) })
                #expect(
                    read == [
                        "transactions": 21_289, "invoices": 9_833, "logistics": 18_457, "feedback": 1_513, "subjects": 1_367,
                        "products": 6_232,
                    ])
                #expect(try RatingsReader(path: workshop.database).summary().enterprises == 1_367)
            }
        }
    }

    @Test func olistNightByNightInGroupsAndAtOnceIsTheSame() throws {
        let whole = try Workshop()
        let olist = { (workshop: Workshop, day: Day) in
            _ = try workshop.run {
                $0.dumps = dumps
                $0.rates = rates
                $0.asOf = day
            }
        }
        let last = try #require(Day("2018-06-30"))
        try olist(whole, last)
        let expected = try whole.hash()
        let days = try whole.days()
        var random = SeededGenerator(seed: 61)
        // Each of the last nights: 120 where tests take their full size; Jobs/campaign takes all 540.
        let nights = TestEffort.isThorough ? 120 : 40
        for sizes in [1...1, 1...40] {
            let workshop = try Workshop()
            var next = sizes == 1...1 ? days.count - nights - 1 : 20
            while next < days.count {
                try olist(workshop, days[next])
                next += Int.random(in: sizes, using: &random)
            }
            try olist(workshop, last)
            #expect(try workshop.hash() == expected, "groups of \(sizes)")
        }
    }

    @Test(.enabled(if: Oracle.isPossible, "\(Oracle.absence)"))
    func olistEqualsTheOracleIntegerForInteger() throws {
        let workshop = try Workshop()
        for day in ["2017-06-15", "2017-12-31", "2018-06-30"] {
            try workshop.run {
                $0.dumps = dumps
                $0.rates = rates
                $0.asOf = Day(day)
            }
            try workshop.expectOracle(dumps, day, rates)
        }
    }

    @Test(arguments: ["scms/SCMS_Delivery_History_Dataset.csv.gz", "online_retail/online_retail.csv.gz"])
    func foreignFilesAreRefusedWithWhatIsMissing(file: String) throws {
        guard let folder = ReferenceData.folder("") else { return }
        var problems: [Problem] = []
        try check([folder.appendingPathComponent(file).path], kind: "transactions", onProblem: { _ in }) { checked in
            if let problem = checked.problem { problems.append(problem) }
        }
        #expect(problems.count == 1)
        #expect(problems.first?.kind == .inputRefused)
        #expect(problems.first?.message.contains("the header lacks order_id, line_no, ordered_at, seller_id") == true)
    }

    #if !DEBUG
        @Test(
            .enabled(if: Oracle.isPossible, "\(Oracle.absence)"),
            .enabled(if: output(of: "cc", ["--version"])?.status == 0, "there is no cc to make the reference workload with"))
        func theReferenceWorkloadEqualsTheOracle() throws {
            let workshop = try Workshop()
            let partition = "\(workshop.dumps)/2025-05-31"
            try FileManager.default.createDirectory(atPath: partition, withIntermediateDirectories: true)
            let generate = "\(workshop.folder)/generate"
            #expect(output(of: "cc", ["-O2", "\(Oracle.folder)/generate.c", "-o", generate, "-lm"])?.status == 0)
            #expect(output(of: generate, [partition, "200000"])?.status == 0)
            try FileManager.default.copyItem(atPath: "\(Oracle.folder)/rates.csv", toPath: "\(partition)/rates.csv")
            try workshop.run()
            try workshop.expectOracle(workshop.dumps, "2025-05-31", nil)
        }
    #endif
}

/// The oracle beside the shared data: another implementation of the evidence.
private enum Oracle {
    static let folder = ReferenceData.folder("")?.deletingLastPathComponent().appendingPathComponent("bench").path ?? ""
    static let isPossible = !folder.isEmpty && Python.run(["-c", "import duckdb, pandas"])?.status == 0
    static let absence = "python3 with duckdb and pandas is not there: no test against the oracle"
}

extension Workshop {
    /// Sums over `seller_evidence`, in the order of the bench's table.
    func totals() throws -> [Int64] {
        var sums: [Int64] = Array(repeating: 0, count: SellerEvidenceRow.counters.count)
        var sellers: Int64 = -1
        try RatingsReader(path: database).forEachSellerEvidence { line in
            sellers += 1
            guard sellers > 0 else { return }
            for (i, value) in line.split(separator: ",").dropFirst().enumerated() { sums[i] += Int64(value.filter { $0 != "\n" }) ?? 0 }
        }
        let names = [
            "orders", "lines", "gross_minor", "handover_late", "handover_due", "delivery_late", "delivery_due", "undelivered",
            "invoice_matched",
            "reviews",
        ]
        return [sellers] + names.map { name in sums[SellerEvidenceRow.counters.firstIndex(of: name) ?? 0] }
    }

    /// Compares the published evidence with the oracle's.
    func expectOracle(_ dumps: String, _ day: String, _ rates: String?) throws {
        _ = try exportEvidence(database: database, to: "\(folder)/ours")
        let oracle = Python.run(["\(Oracle.folder)/oracle.py", dumps, "\(folder)/oracle", day] + (rates.map { [$0] } ?? []))
        #expect(oracle?.status == 0, "\(oracle?.text ?? "")")
        let compared = Python.run(["\(Oracle.folder)/compare.py", "\(folder)/oracle", "\(folder)/ours"])
        #expect(compared?.status == 0, "as of \(day): \(compared?.text ?? "")")
    }
}
