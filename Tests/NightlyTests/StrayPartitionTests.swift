import Decompression
import Domain
import Foundation
import Logging
import Nightly
import Problems
import RatingsDatabase
import Settings
import Synthesis
import TestSupport
import Testing

/// A folder with a typo in its year stops the run and leaves the ratings, and the remedies that are named work.
@Suite struct StrayPartitionTests {
    private static let stray = "2071-02-03"
    private static let day = Day(stray) ?? Day(0)

    private func workshop() throws -> (Workshop, last: Day) {
        let workshop = try Workshop()
        let plan = SynthesisPlan(seed: 62, orders: 120, sellers: 6, days: 45, containers: [.plain], filesPerKind: 1)
        try workshop.write(try files(of: plan).files)
        try workshop.run()
        return (workshop, try #require(try workshop.days().last))
    }

    private func deliverStray(_ workshop: Workshop) throws {
        try workshop.write(
            "payment_id,order_id,amount,currency,status,paid_at\nP,O,1.00,EUR,CAPTURED,2026-01-02\n", Self.stray, "payments.csv")
    }

    /// A context with this clock.
    private func context(at day: Day) -> RunContext {
        var context = RunContext.quiet
        context.now = { day.start }
        return context
    }

    @Test func aDayThatHasNotComeIsRefusedUntilItIsTwoDaysAway() throws {
        let (workshop, last) = try workshop()
        try deliverStray(workshop)
        let before = try workshop.hash()
        let refused = #expect(throws: Problem.self) { try Nightly.run(workshop.job, context(at: last)) }
        #expect(refused?.kind == .inputRefused && refused?.position?.source == "\(workshop.dumps)/\(Self.stray)")
        #expect(refused?.remedy.contains("give the folder the day that was meant") == true)
        let planned = #expect(throws: Problem.self) { try Nightly.plan(workshop.job, now: last.start) }
        #expect(planned?.message == refused?.message && planned?.remedy == refused?.remedy)
        #expect(#expect(throws: Problem.self) { try Nightly.run(workshop.job, context(at: Self.day - 3)) }?.kind == .inputRefused)
        #expect(try workshop.hash() == before)
        // As of the last day but that one the nights go on.
        var asOf = workshop.job
        asOf.asOf = last
        #expect(try Nightly.run(asOf, context(at: last)).asOf == last)
        #expect(try workshop.hash() == before)
        // The clock decides whether a run starts; the job's day takes its place.
        var job = workshop.job
        job.latest = Self.day - 1
        #expect(#expect(throws: Problem.self) { try Nightly.run(job, context(at: Self.day)) }?.kind == .inputRefused)
        #expect(try Nightly.run(workshop.job, context(at: Self.day - 2)).asOf == Self.day)
        let byClock = try workshop.hash()
        try workshop.startOver()
        job.latest = Self.day
        _ = try Nightly.run(job, context(at: last))
        #expect(try workshop.hash() == byClock)
    }

    @Test func oneThatIsInTheStoreIsTakenOutAgain() throws {
        let (workshop, last) = try workshop()
        let before = try workshop.hash()
        try deliverStray(workshop)
        try workshop.run()
        #expect(try RatingsReader(path: workshop.database).summary().asOf == Self.day)
        let now = context(at: last)
        try FileManager.default.removeItem(atPath: "\(workshop.dumps)/\(Self.stray)")
        for attempt in [{ _ = try Nightly.run(workshop.job, now) }, { _ = try prune(workshop.job, now, keepDays: 10) }] {
            let refused = #expect(throws: Problem.self) { try attempt() }
            #expect(refused?.kind == .inputRefused && refused?.remedy.contains("rerun --partition \(Self.stray)") == true)
        }
        try FileManager.default.createDirectory(atPath: "\(workshop.dumps)/\(Self.stray)", withIntermediateDirectories: true)
        let report = try Nightly.run(workshop.job, now, request: .rerun(Self.day...Self.day))
        #expect(report.asOf == last)
        #expect(try workshop.hash() == before)
        #expect(try verifyStore(path: workshop.store) == [] && RatingsDatabase.verify(path: workshop.database) == [])
        #expect(try Nightly.run(workshop.job, now).asOf == last)
        #expect(try !workshop.days().contains(Self.day))
    }

    /// A prune by an earlier program rests on such a day: only a new store helps.
    @Test func oneThatWasPrunedIsRefusedWithAnotherRemedy() throws {
        let (workshop, last) = try workshop()
        try deliverStray(workshop)
        try workshop.run()
        _ = try prune(workshop.job, .quiet, keepDays: 0)
        let refused = #expect(throws: Problem.self) { try Nightly.run(workshop.job, context(at: last)) }
        #expect(refused?.kind == .inputRefused && refused?.remedy.contains("into a new store") == true)
    }
}

/// Days, numbers and ids at their edges: a result or a word, never a trap.
@Suite struct OddRunTests {
    private func deliver(_ workshop: Workshop, _ day: String) throws {
        try workshop.write(
            "order_id,line_no,ordered_at,seller_id,buyer_id,product_id,quantity,unit_price,currency,status,status_at\n"
                + "O,1,\(day),S,B,P,1,1.00,EUR,COMPLETED,\(day)\n", day, "transactions.csv")
        try workshop.write(
            "invoice_id,order_id,seller_id,kind,issued_at,currency,gross\nI,O,S,INVOICE,\(day),EUR,1.00\n", day, "invoices.csv")
        try workshop.write("shipment_id,order_id,event,occurred_at\nX,O,EMA,\(day)\n", day, "logistics.csv")
    }

    @Test(arguments: ["0000-01-01", "0001-01-01", "0001-12-31", "9999-12-31"]) func theFirstAndTheLastYearAreRated(day: String) throws {
        let workshop = try Workshop(inMemory: true)
        try deliver(workshop, day)
        let report = try workshop.run { $0.latest = Day(day) }
        #expect("\(report.asOf)" == day)
        #expect(try RatingsDatabase.verify(path: workshop.database) == [])
        #expect(try verifyStore(path: workshop.store) == [])
    }

    @Test func aPruneThatKeepsAllDaysThereAreHasNothingToDo() throws {
        let workshop = try Workshop(inMemory: true)
        try deliver(workshop, "2026-03-01")
        try workshop.run()
        for days in [Int(Int32.max) + 1, .max] {
            #expect(#expect(throws: Problem.self) { try prune(workshop.job, .quiet, keepDays: days) }?.kind == .noInput)
        }
    }

    /// In containers every process has the same number, and runs may begin in one second.
    @Test func runsOfOneSecondAndOneProcessAreTold() throws {
        let workshop = try Workshop(inMemory: true)
        try deliver(workshop, "2026-03-01")
        let context = RunContext.quiet
        for _ in 0..<3 { _ = try Nightly.run(workshop.job, context) }
        let runs = try RatingsReader(path: workshop.database).runs()
        #expect(Set(runs.map(\.runID)).count == 3 && runs.allSatisfy { $0.runID.hasPrefix("\(context.startedAt)/1-") })
        #expect(try diff(workshop.job, context, from: "1", to: runs[2].runID, explains: false).isEmpty)
    }
}
