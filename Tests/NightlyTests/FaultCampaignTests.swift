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

/// Kills, full disks and failing calls at any moment of a night, a rerun and a prune: the former database stands or the new one is
/// complete, and the next run ends as if nothing had been. `SILKRATE_FAULTS` says how many are tried (default 40).
@Suite(.enabled(if: FaultCampaign.tools != nil, "clang or the program is not there: no faults are injected"))
struct FaultCampaignTests {
    @Test func aFaultAtAnyMomentCostsTheRunAndNothingElse() throws {
        let campaign = try FaultCampaign()
        let wanted = ProcessInfo.processInfo.environment["SILKRATE_FAULTS"].flatMap { Int($0) } ?? 40
        var random = SeededGenerator(seed: 41)
        var tried: [String: Int] = [:]
        for (command, scene) in campaign.scenes.sorted(by: { $0.key < $1.key }) {
            let steps = scene.steps.shuffled(using: &random).prefix(wanted / 8)
            for step in steps {
                // Before the step and behind it.
                try campaign.expectRecovery(command, "kill", at: step + Int.random(in: 0...1, using: &random), threads: 1)
                tried["kill at a step of \(command)", default: 0] += 1
            }
            for trial in 0..<(wanted / 3 + 1 - steps.count) {
                let kind = ["kill", "full", "error", "short", "readonly"][trial % 5]
                try campaign.expectRecovery(command, kind, at: Int.random(in: 1...scene.calls, using: &random), threads: 2)
                tried["\(kind) in \(command)", default: 0] += 1
            }
        }
        let total = tried.values.reduce(0, +)
        #expect(total >= wanted)
        print("\(total) faults: " + tried.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
    }
}

/// A store with some nights behind it, and what is done to it.
final class FaultCampaign {
    /// The compiled shim and the program.
    static let tools: (shim: String, program: String)? = {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("silkrate-faults-\(UUID().uuidString)").path
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "FaultInjection/faults.c").path
        let shim = "\(folder)/faults.so"
        guard output(of: "clang", ["-shared", "-fPIC", "-O1", "-o", shim, source])?.status == 0 else { return nil }
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        let program = URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("silkrate").path
        return FileManager.default.isExecutableFile(atPath: program) ? (shim, program) : nil
    }()

    struct Scene {
        var arguments: [String]
        /// How many calls a run makes, and which of them are renames and syncs.
        var calls = 1
        var steps: [Int] = []
        /// The contract's hash after an undisturbed run.
        var result = ""
    }

    private(set) var scenes: [String: Scene] = [:]
    private let template = try? Workshop(inMemory: true)
    private let work: Workshop
    private var before = ""

    init() throws {
        work = try Workshop(inMemory: true)
        guard let template else { throw CocoaError(.fileWriteUnknown) }
        let plan = SynthesisPlan(seed: 42, orders: 250, sellers: 20, days: 270, orderDays: 260, containers: [.plain], filesPerKind: 1)
        let made = try files(of: plan).files
        let days = Set(made.compactMap(\.partition)).sorted()
        let known = days[days.count - 9]
        try template.write(made.filter { $0.partition.map { $0 <= known } ?? false })
        try template.run { $0.checkpointEvery = 3 }
        before = try template.hash()
        try template.write(made.filter { $0.partition.map { $0 > known } ?? false })
        var random = SeededGenerator(seed: 43)
        for day in [days[40], days[200]] { try template.damage(day, &random) }
        try "checkpoint_every: 3\nhome_country: CN\n".write(toFile: "\(template.folder)/job.yaml", atomically: true, encoding: .utf8)
        scenes["run"] = Scene(arguments: ["run"])
        scenes["rerun"] = Scene(arguments: ["rerun", "--partition", "\(days[40])..\(days[200])"])
        scenes["prune"] = Scene(arguments: ["prune", "--keep", "60"])
        for command in scenes.keys.sorted() { try measure(command) }
    }

    /// An undisturbed run: its calls and its result.
    private func measure(_ command: String) throws {
        try setUp()
        let log = "\(work.folder)/calls"
        let outcome = try start(command, fault: ["SILKRATE_FAULT": "count", "SILKRATE_FAULT_LOG": log], threads: 1)
        #expect(outcome.isExit && outcome.status == 0, "\(command): \(outcome.text)")
        let numbers = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n").compactMap { Int($0) }
        scenes[command]?.calls = try #require(numbers.first)
        scenes[command]?.steps = Array(numbers.dropFirst())
        #expect(try verifyStore(path: work.store) == [])
        scenes[command]?.result = try work.hash()
    }

    /// Lets a fault strike, and expects the former or the complete database, and a next run that ends as an undisturbed one.
    func expectRecovery(_ command: String, _ kind: String, at call: Int, threads: Int) throws {
        let what = Comment("\(kind) at call \(call) of \(command), \(threads) threads")
        let result = scenes[command]?.result ?? ""
        try setUp()
        let struck = try start(command, fault: ["SILKRATE_FAULT": kind, "SILKRATE_FAULT_AT": "\(call)"], threads: threads)
        if kind == "kill" {
            #expect(!struck.isExit || struck.status == 0, "\(what.rawValue): \(struck.text)")
        } else {
            #expect(struck.isExit && [0, 73, 74].contains(struck.status), "\(what.rawValue): \(struck.status) \(struck.text)")
        }
        #expect(try RatingsDatabase.verify(path: work.database) == [], what)
        #expect(try [before, result].contains(work.hash()), what)
        let next = try start(command, fault: [:], threads: 2)
        // What was pruned already leaves nothing to prune.
        #expect(next.isExit && (next.status == 0 || command == "prune" && next.status == 66), "\(what.rawValue): then \(next.text)")
        #expect(try work.hash() == result, what)
        #expect(try verifyStore(path: work.store) == [], what)
    }

    private func setUp() throws {
        guard let template else { return }
        for name in try FileManager.default.contentsOfDirectory(atPath: work.folder) {
            try FileManager.default.removeItem(atPath: "\(work.folder)/\(name)")
        }
        // Times of files are kept: they tell what changed.
        guard output(of: "cp", ["-a", "\(template.folder)/.", work.folder])?.status == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    private func start(_ command: String, fault: [String: String], threads: Int) throws -> (isExit: Bool, status: Int32, text: String) {
        guard let tools = FaultCampaign.tools, let scene = scenes[command] else { return (false, -1, "") }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: tools.program)
        process.arguments =
            scene.arguments + [
                "--job", "\(work.folder)/job.yaml", "--dumps", work.dumps, "--store", work.store, "--database", work.database, "--threads",
                "\(threads)", "--quiet",
            ]
        var environment = ProcessInfo.processInfo.environment
        if !fault.isEmpty {
            environment.merge(fault) { $1 }
            environment["LD_PRELOAD"] = tools.shim
            environment["SILKRATE_FAULT_ROOT"] = work.folder
        }
        process.environment = environment
        let pipe = Pipe()
        process.standardOutput = FileHandle.nullDevice
        process.standardError = pipe
        try process.run()
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationReason == .exit, process.terminationStatus, String(decoding: data, as: UTF8.self))
    }
}
