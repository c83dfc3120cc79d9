import Decompression
import Domain
import Foundation
import Nightly
import Problems
import Settings
import Synthesis
import TestSupport
import Testing

/// A file that cannot be read is not one that is not there: one failing call while a night looks at its store costs the run, and no rating
/// is published without what the file tells.
@Suite(.enabled(if: FaultCampaign.tools != nil, "clang or the program is not there: no faults are injected"))
struct ReadFaultTests {
    /// A pruned store with some nights behind it and one to come, and what that night comes to.
    private final class Scene {
        let work: Workshop
        let before: String
        let result: String
        private let template: Workshop
        private let newest: Day

        init() throws {
            (work, template) = (try Workshop(inMemory: true), try Workshop(inMemory: true))
            let plan = SynthesisPlan(seed: 44, orders: 200, sellers: 8, days: 260, orderDays: 66, containers: [.plain], filesPerKind: 1)
            let made = try files(of: plan).files
            let days = Set(made.compactMap(\.partition)).sorted()
            newest = days[days.count - 2]
            let (checkpoint, last) = (days[days.count - 40], newest)
            try template.write(made.filter { $0.partition.map { $0 < last } ?? false })
            try template.run { job in
                job.asOf = checkpoint
                job.checkpointEvery = 3
            }
            try FileManager.default.removeItem(atPath: template.database)
            _ = try prune(template.job, .quiet, keepDays: 25)
            try template.run()
            before = try template.hash()
            try template.write(made.filter { $0.partition.map { $0 >= last } ?? false })
            for day in days.prefix(days.count - 40) { try FileManager.default.removeItem(atPath: "\(template.dumps)/\(day)") }
            try Scene.copy(template, to: work)
            try work.run()
            result = try work.hash()
        }

        private static func copy(_ from: Workshop, to: Workshop) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: to.folder) {
                try FileManager.default.removeItem(atPath: "\(to.folder)/\(name)")
            }
            // Times of files are kept: they tell what changed.
            guard output(of: "cp", ["-a", "\(from.folder)/.", to.folder])?.status == 0 else { throw CocoaError(.fileWriteUnknown) }
        }

        /// Files of the store that a night looks at, by a part of their path.
        func paths() throws -> [String] {
            let segments = try FileManager.default.contentsOfDirectory(atPath: "\(template.store)/segments").sorted()
            return ["/checkpoints", ".ckp", ".settled", "/manifest", "/format", "/runs.jsonl", "/staging/decision", "store/segments"]
                + [segments.first, segments.last, "\(newest).seg"].compactMap { $0 }
        }

        /// Whether the call that was to fail did.
        func expectNothingLeftOut(_ path: String, code: Int32, at call: Int) throws -> Bool {
            try Scene.copy(template, to: work)
            let outcome = try run(path, code, call)
            let what = Comment(rawValue: "errno \(code) at look \(call) at \(path): \(outcome.status) \(outcome.text)")
            let hash = try work.hash()
            #expect(outcome.isExit && (outcome.status == 0 ? hash == result : outcome.status == 74), what)
            #expect(hash == result || hash == before, what)
            try work.run()
            #expect(try work.hash() == result, what)
            #expect(try verifyStore(path: work.store) == [], what)
            return outcome.status != 0
        }

        private func run(_ path: String, _ code: Int32, _ call: Int) throws -> (isExit: Bool, status: Int32, text: String) {
            guard let tools = FaultCampaign.tools else { return (false, -1, "") }
            let process = Process()
            process.executableURL = URL(fileURLWithPath: tools.program)
            process.arguments = ["run", "--dumps", work.dumps, "--store", work.store, "--database", work.database, "--quiet"]
            try "home_country: CN\n".write(toFile: "\(work.folder)/job.yaml", atomically: true, encoding: .utf8)
            process.arguments? += ["--job", "\(work.folder)/job.yaml"]
            process.environment = ProcessInfo.processInfo.environment.merging([
                "LD_PRELOAD": tools.shim, "SILKRATE_FAULT_ROOT": work.folder, "SILKRATE_FAULT": "unreadable",
                "SILKRATE_FAULT_FILE": path, "SILKRATE_FAULT_ERRNO": "\(code)", "SILKRATE_FAULT_AT": "\(call)",
            ]) { $1 }
            let pipe = Pipe()
            process.standardOutput = FileHandle.nullDevice
            process.standardError = pipe
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return (process.terminationReason == .exit, process.terminationStatus, String(decoding: data, as: UTF8.self))
        }
    }

    @Test func aFailingLookAtAFileLeavesNothingOut() throws {
        let scene = try Scene()
        for path in try scene.paths() {
            var struck = 0
            for call in [1, 3, 9] where try scene.expectNothingLeftOut(path, code: EIO, at: call) { struck += 1 }
            #expect(struck > 0, "nothing looked at \(path)")
            for (code, call) in [(ESTALE, 2), (EMFILE, 1)] {
                _ = try scene.expectNothingLeftOut(path, code: code, at: call)
            }
        }
    }
}
