import Decompression
import Domain
import Foundation
import Nightly
import Problems
import Settings
import Synthesis
import TestSupport
import Testing

/// What a store rests on is there and is what it was, or is made anew, or the run stops: it is never left out in silence.
@Suite struct ManifestTests {
    private static let plan = SynthesisPlan(
        seed: 61, orders: 260, sellers: 9, days: 260, orderDays: 48, containers: [.plain], filesPerKind: 1)

    /// A store that was pruned, some nights ago; the dumps of the pruned days were archived away.
    private final class Scene {
        let workshop: Workshop
        let good: String
        private let copy: Workshop

        init() throws {
            (workshop, copy) = (try Workshop(inMemory: true), try Workshop(inMemory: true))
            let made = try files(of: ManifestTests.plan).files
            let days = Set(made.compactMap(\.partition)).sorted()
            try workshop.write(made)
            // A checkpoint, and so a list of settled orders, of an earlier day than the base.
            try workshop.run { job in
                job.asOf = days[days.count - 30]
                job.checkpointEvery = 3
            }
            try FileManager.default.removeItem(atPath: workshop.database)
            try workshop.run { job in job.asOf = days[days.count - 5] }
            let base = try prune(workshop.job, .quiet, keepDays: 20).base
            // No checkpoint behind the base: all that lies there is read.
            try workshop.run { job in job.checkpointEvery = 1000 }
            good = try workshop.hash()
            for day in days where day <= base { try FileManager.default.removeItem(atPath: "\(workshop.dumps)/\(day)") }
            try keep()
        }

        func setUp() throws { try Scene.copy(copy.folder, to: workshop.folder) }

        /// From now on `setUp` brings back what is there.
        func keep() throws { try Scene.copy(workshop.folder, to: copy.folder) }

        private static func copy(_ from: String, to: String) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: to) {
                try FileManager.default.removeItem(atPath: "\(to)/\(name)")
            }
            for name in try FileManager.default.contentsOfDirectory(atPath: from) {
                try FileManager.default.copyItem(atPath: "\(from)/\(name)", toPath: "\(to)/\(name)")
            }
        }

        /// The first file by name of a folder with this ending.
        func first(_ folder: String, _ ending: String) throws -> String {
            let names = try FileManager.default.contentsOfDirectory(atPath: "\(workshop.store)/\(folder)")
            return "\(folder)/\(try #require(names.filter { $0.hasSuffix(ending) }.min()))"
        }

        /// Changes a file of the store; nil: it is removed.
        func change(_ name: String, _ change: ((inout Data) -> Void)?) throws {
            let path = "\(workshop.store)/\(name)"
            guard let change else { return try FileManager.default.removeItem(atPath: path) }
            var data = try Data(contentsOf: URL(fileURLWithPath: path))
            change(&data)
            try data.write(to: URL(fileURLWithPath: path))
        }
    }

    @Test func whatCannotBeMadeAnewStopsTheRunWithTheRemedy() throws {
        let scene = try Scene()
        let (base, list, segment) = (
            try scene.first("checkpoints", ".ckp"), try scene.first("checkpoints", ".settled"), try scene.first("segments", ".seg")
        )
        let day = String(segment.dropFirst("segments/".count).prefix(10))
        try FileManager.default.moveItem(atPath: "\(scene.workshop.dumps)/\(day)", toPath: "\(scene.workshop.folder)/archived")
        try scene.keep()
        let flip = { (at: @escaping (Int) -> Int) in { (data: inout Data) in data[at(data.count)] ^= 4 } }
        let cut = { (data: inout Data) in data.removeLast(data.count / 2) }
        let empty = { (data: inout Data) in data.removeAll() }
        let cases: [(String, String, ((inout Data) -> Void)?)] = [
            ("the base's magic", base, flip { _ in 2 }), ("the base's notes", base, flip { $0 - 50 }),
            ("the base's hash", base, flip { $0 - 1 }), ("half of the base", base, cut), ("an empty base", base, empty),
            ("no base", base, nil), ("no list", list, nil), ("half of a list", list, cut), ("a list's hash", list, flip { $0 - 3 }),
            ("no segment", segment, nil), ("half of a segment", segment, cut), ("a segment's hash", segment, flip { $0 - 2 }),
            ("a segment's directory", segment, flip { $0 - 40 }),
            ("no manifest", "manifest", nil), ("half a manifest", "manifest", cut), ("a manifest's digit", "manifest", flip { $0 - 90 }),
            ("an empty manifest", "manifest", empty),
        ]
        for (what, name, change) in cases {
            try scene.setUp()
            try scene.change(name, change)
            let message = Comment(rawValue: what)
            #expect(try verifyStore(path: scene.workshop.store) != [], message)
            let refused = #expect(throws: Problem.self, message) { try scene.workshop.run() }
            #expect(refused?.kind == .inputRefused, "\(what): \(refused?.description ?? "")")
            #expect(refused?.remedy.contains("copy of the store") == true || refused?.remedy.contains("from a copy") == true, message)
            #expect(try scene.workshop.hash() == scene.good, message)
            let planned = #expect(throws: Problem.self, message) { try Nightly.plan(scene.workshop.job, now: .farOff) }
            #expect(planned?.kind == .inputRefused, message)
        }
    }

    @Test func damageWithinTheBaseIsFoundBeforeItIsPublished() throws {
        let scene = try Scene()
        try scene.change(try scene.first("checkpoints", ".ckp")) { $0[300] ^= 1 }
        #expect(try verifyStore(path: scene.workshop.store).count == 1)
        let refused = #expect(throws: Problem.self) { try scene.workshop.run() }
        #expect(refused?.kind == .inputRefused && refused?.remedy.contains("silkrate verify") == true)
        #expect(try scene.workshop.hash() == scene.good)
    }

    @Test func whatTheDumpsStillTellIsMadeAnew() throws {
        let scene = try Scene()
        let segment = try scene.first("segments", ".seg")
        let other = try #require(
            try FileManager.default.contentsOfDirectory(atPath: "\(scene.workshop.store)/segments").filter { $0.hasSuffix(".seg") }.max())
        let another = try Data(contentsOf: URL(fileURLWithPath: "\(scene.workshop.store)/segments/\(other)"))
        let changes: [(String, ((inout Data) -> Void)?)] = [
            ("gone", nil), ("cut", { $0.removeLast(9) }), ("directory", { $0[$0.count - 40] ^= 1 }), ("another's", { $0 = another }),
        ]
        for (what, change) in changes {
            try scene.setUp()
            try scene.change(segment, change)
            #expect(try verifyStore(path: scene.workshop.store).count == 1, "\(what)")
            #expect(try Nightly.plan(scene.workshop.job, now: .farOff).damaged.count == 1, "\(what)")
            #expect(try scene.workshop.run().newPartitions == 1, "\(what)")
            #expect(try scene.workshop.hash() == scene.good, "\(what)")
            #expect(try verifyStore(path: scene.workshop.store) == [], "\(what)")
        }
    }

    /// A partition whose rows are lost for good can be given up on purpose, by an empty folder and a rerun.
    @Test func lostRowsCanBeGivenUp() throws {
        let scene = try Scene()
        let segment = try scene.first("segments", ".seg")
        let day = try #require(Day(segment.dropFirst("segments/".count).prefix(10)))
        try scene.change(segment, nil)
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(scene.workshop.dumps)/\(day)") {
            try FileManager.default.removeItem(atPath: "\(scene.workshop.dumps)/\(day)/\(name)")
        }
        #expect(#expect(throws: Problem.self) { try scene.workshop.run() }?.kind == .inputRefused)
        _ = try Nightly.run(scene.workshop.job, .quiet, request: .rerun(day...day))
        #expect(try verifyStore(path: scene.workshop.store) == [])
        try scene.workshop.run()
    }

    /// A run that is killed before it lists what it took leaves whole segments behind: the next one lists them and reads no dump again.
    @Test func segmentsOfAKilledRunAreListed() throws {
        let workshop = try Workshop()
        let made = try files(of: Self.plan).files
        let days = Set(made.compactMap(\.partition)).sorted()
        try workshop.write(made.filter { $0.partition.map { $0 < days[45] } ?? false })
        try workshop.run()
        let manifest = URL(fileURLWithPath: "\(workshop.store)/manifest")
        let former = try Data(contentsOf: manifest)
        try workshop.write(made.filter { $0.partition.map { $0 >= days[45] } ?? false })
        try workshop.run()
        let good = try workshop.hash()
        let listed = try Data(contentsOf: manifest)
        try former.write(to: manifest)
        #expect(try verifyStore(path: workshop.store) == [])
        #expect(try workshop.run().newPartitions == 0)
        #expect(try workshop.hash() == good)
        #expect(try Data(contentsOf: manifest) == listed)
    }

    /// A prune that is killed before its checkpoint is listed as the base has pruned nothing; one that is killed behind that is completed.
    @Test func aKilledPruneIsWholeOrNotAtAll() throws {
        let workshop = try Workshop()
        try workshop.write(try NightlyTests.files(of: Self.plan).files)
        try workshop.run { $0.checkpointEvery = 10 }
        let good = try workshop.hash()
        let (store, folder, files) = (workshop.store, workshop.folder, FileManager.default)
        try files.copyItem(atPath: store, toPath: "\(folder)/before")
        let base = try prune(workshop.job, .quiet, keepDays: 15).base
        try files.copyItem(atPath: store, toPath: "\(folder)/after")
        let pruned = try files.contentsOfDirectory(atPath: "\(store)/segments").sorted()
        for isListed in [false, true] {
            try files.removeItem(atPath: store)
            try files.copyItem(atPath: "\(folder)/after", toPath: store)
            // The segments are there yet, and the checkpoint already.
            for name in isListed ? ["segments"] : ["segments", "manifest"] {
                try files.removeItem(atPath: "\(store)/\(name)")
                try files.copyItem(atPath: "\(folder)/before/\(name)", toPath: "\(store)/\(name)")
            }
            #expect(try verifyStore(path: workshop.store) == [])
            try workshop.run()
            #expect(try workshop.hash() == good)
            #expect(try (files.contentsOfDirectory(atPath: "\(store)/segments").sorted() == pruned) == isListed)
            let past = { _ = try Nightly.run(workshop.job, .quiet, request: .rerun(base...base)) }
            if isListed { #expect(throws: Problem.self) { try past() } } else { try past() }
        }
    }
}
