import Bytes
import Domain
import Foundation
import Ingest
import Problems
import RatingsDatabase

/// A run as the journal tells of it, from its start until a published database tells of it too.
struct JournalRecord: Codable {
    /// FAILED: it stopped with a problem; REFUSED: by the gate; INTERRUPTED: it did not come to its end.
    enum Status: String, Codable {
        case running = "RUNNING"
        case failed = "FAILED"
        case refused = "REFUSED"
        case interrupted = "INTERRUPTED"
    }

    var run: String
    var asOf: String
    var started: String
    var finished: String?
    var status = Status.running
    var version: String
    var model: String
    var modelSHA256: String
    /// Why it published nothing.
    var note: String?
}

/// The runs of a store that no published database tells of yet, a JSON object a line in `<store>/runs.jsonl`; replaced whole. A run that
/// holds the store and finds another one running knows that it was killed.
struct RunJournal {
    private let path: String
    private(set) var records: [JournalRecord] = []

    /// - Throws: `.inputOutput` where the file is there and cannot be read.
    init(_ store: StoreLayout, now: Instant) throws(Problem) {
        path = "\(store.path)/runs.jsonl"
        let path = path
        guard let bytes = try onDisk({ () throws(SystemFailure) in try FileSystem.contents(of: path) }) else { return }
        // A line that is none of ours tells of no run.
        records = bytes.split(separator: 0x0A).compactMap { try? JSONDecoder().decode(JournalRecord.self, from: Data($0)) }
        for place in records.indices where records[place].status == .running {
            records[place].status = .interrupted
            records[place].finished = "\(now)"
            records[place].note = "the run did not come to its end"
        }
    }

    /// A run begins.
    mutating func begin(_ record: JournalRecord) throws(Problem) {
        records.append(record)
        try save()
    }

    /// The run in hand ended without publishing.
    mutating func fail(_ problem: Problem, at finished: Instant) throws(Problem) {
        guard !records.isEmpty else { return }
        records[records.count - 1].status = problem.kind == .publishRefused ? .refused : .failed
        records[records.count - 1].finished = "\(finished)"
        records[records.count - 1].note = "\(problem)"
        try save()
    }

    /// The run in hand published: a database tells of all.
    mutating func published() throws(Problem) {
        records = []
        try save()
    }

    /// The runs that ended, for the ledger of a database that does not tell of them.
    func rows(without known: Set<String>) -> [RunRow] {
        records.filter { $0.status != .running && !known.contains($0.run) }.compactMap { record in
            guard let asOf = Day(record.asOf), let started = Instant(iso: record.started) else { return nil }
            return RunRow(
                runID: record.run, asOf: asOf, startedAt: started, finishedAt: record.finished.flatMap { Instant(iso: $0) } ?? started,
                status: record.status.rawValue, version: record.version, modelID: record.model, modelSHA256: record.modelSHA256,
                partitions: 0, sources: 0, rows: RowTotals(), enterprises: 0, rated: 0, notRated: 0, defaulted: 0, wallSeconds: 0,
                peakMemoryBytes: 0, bytesRead: 0, note: record.note)
        }
    }

    private func save() throws(Problem) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let lines = records.compactMap { try? encoder.encode($0) }.map { String(decoding: $0, as: UTF8.self) + "\n" }
        let path = path
        try onDisk { () throws(SystemFailure) in try FileSystem.writeWhole(lines.joined(), to: path) }
    }
}

extension Instant {
    /// The instant of `YYYY-MM-DDThh:mm:ssZ`, as `description` writes it.
    fileprivate init?(iso text: String) {
        let parts = text.split { $0 == "T" || $0 == ":" || $0 == "Z" }
        guard parts.count == 4, let day = Day(parts[0]), let hour = Int64(parts[1]), let minute = Int64(parts[2]),
            let second = Int64(parts[3]), (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        self.init(day.start.seconds + hour * 3600 + minute * 60 + second)
    }
}
