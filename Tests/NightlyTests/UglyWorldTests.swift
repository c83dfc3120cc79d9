import Domain
import Foundation
import Nightly
import Problems
import RatingsDatabase
import Settings
import TestSupport
import Testing

/// Law 1 over ugly worlds: night by night with a checkpoint behind each, partitions that come late or are corrected, and prunes between, a store
/// tells what one run over everything tells.
@Suite struct UglyWorldTests {
    @Test(arguments: TestEffort.worlds)
    func nightsWithCheckpointsRerunsAndPrunesEqualOneRun(_ seed: UInt64) throws {
        let nights = try Nights(UglyWorld(seed: seed), seed: seed)
        for day in nights.world.days { try nights.pass(day) }
        #expect(nights.compared > 0)
    }
}

/// The nights of a world.
private final class Nights {
    let world: UglyWorld
    private let seed: UInt64
    private let workshop: Workshop
    private var random: SeededGenerator
    private let windowDays: Int
    private let isPruned: Bool
    /// Partitions that are first delivered wrong, and those that are not there yet.
    private var wrong: [Day] = []
    private var withheld: [Day] = []
    /// The last partition that was pruned.
    private var base: Day?
    private(set) var compared = 0

    init(_ world: UglyWorld, seed: UInt64) throws {
        self.world = world
        self.seed = seed
        workshop = try Workshop(inMemory: true)
        random = SeededGenerator(seed: seed &+ 1_000_003)
        windowDays = [730, 90, 2000][Int(seed % 3)]
        isPruned = seed % 2 == 1
    }

    private func chance(_ probability: Double) -> Bool { Double.random(in: 0..<1, using: &random) < probability }
    private func pick<T>(_ values: [T]) -> T { values[Int.random(in: values.indices, using: &random)] }

    func pass(_ day: Day) throws {
        let isLast = day == world.days.last
        if day != world.days[0] && !isLast && chance(0.15) {
            withheld.append(day)
            return
        }
        if let draft = world.drafts[day], !isLast {
            wrong.append(day)
            try deliver(draft, day)
        } else {
            try deliver(world.files[day] ?? [], day)
        }
        let next = world.days.first { $0 > day } ?? day + 400
        let asOf = chance(0.3) ? pick([day + 1, day + 130, day + 399].filter { $0 < next } + [day]) : day
        var report = try run(asOf)
        if isLast || chance(0.2) { report = try comeLate(asOf) ?? report }
        if isLast || chance(0.25) { report = try correct(asOf) ?? report }
        if isPruned && chance(0.35) {
            report = try comeLate(asOf) ?? report
            report = try correct(asOf) ?? report
            try pruneSome()
            report = try run(asOf)
        }
        if isLast || chance(0.3) { try compare(report, asOf) }
    }

    private func deliver(_ files: [UglyWorld.File], _ day: Day) throws {
        let folder = "\(workshop.dumps)/\(day)"
        try? FileManager.default.removeItem(atPath: folder)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for file in files { try workshop.write(file.text, "\(day)", file.name) }
    }

    private func change(_ job: inout Job, _ asOf: Day) {
        job.asOf = asOf
        job.evidenceWindowDays = windowDays
        job.checkpointEvery = 1
        job.threads = pick([1, 3])
        job.memoryBytes = pick([1, 64 << 20])
    }

    private func run(_ asOf: Day) throws -> RunReport { try workshop.run { change(&$0, asOf) } }

    /// Delivers the partitions that were withheld.
    private func comeLate(_ asOf: Day) throws -> RunReport? {
        guard !withheld.isEmpty else { return nil }
        for day in withheld { try deliver(world.files[day] ?? [], day) }
        withheld = []
        return try run(asOf)
    }

    /// Corrects one or all of the partitions that were delivered wrong.
    private func correct(_ asOf: Day) throws -> RunReport? {
        guard !wrong.isEmpty else { return nil }
        for day in wrong { try deliver(world.files[day] ?? [], day) }
        var job = workshop.job
        change(&job, asOf)
        var report: RunReport?
        if chance(0.5) {
            report = try Nightly.run(job, .quiet, request: .newAndChanged)
        } else {
            for day in wrong { report = try Nightly.run(job, .quiet, request: .rerun(day...day)) }
        }
        wrong = []
        return report
    }

    private func pruneSome() throws {
        var job = workshop.job
        change(&job, world.days[0])
        do throws(Problem) {
            base = try prune(job, .quiet, keepDays: pick([0, 1, 40, 150])).base
        } catch {
            #expect(error.kind == .noInput, "\(error)")
        }
    }

    private func compare(_ report: RunReport, _ asOf: Day) throws {
        compared += 1
        let whole = try Workshop(inMemory: true)
        try whole.copyDumps(of: workshop)
        let expected = try whole.run {
            $0.asOf = asOf
            $0.evidenceWindowDays = windowDays
            $0.checkpointEvery = 1_000_000
        }
        let place = "seed \(seed), as of \(asOf), pruned through \(base.map { "\($0)" } ?? "nothing")"
        #expect(try workshop.hash() == whole.hash(), "\(place)")
        #expect(try verifyStore(path: workshop.store) == [], "\(place)")
        #expect(report.rows.read == expected.rows.read, "\(place)")
        #expect(books(report) == books(expected), "\(place)")
    }

    /// How rows fared, by kind. Which loser comes again as a duplicate is known only of those that might have won; and the rates that a prune
    /// could not take are quarantined.
    private func books(_ report: RunReport) -> [String] {
        report.rowsByKind.filter { base == nil || $0.kind != "rates" }.map { kind in
            let (rows, lost) = (kind.rows, kind.rows.duplicate + kind.rows.superseded)
            return "\(kind.kind) \(rows.read) \(rows.accepted) \(lost) \(rows.quarantined)"
        }
    }
}
