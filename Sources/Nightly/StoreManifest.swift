import Bytes
import Domain
import InformationBases
import Ingest
import Problems
import Segments

/// What the ratings of a store rest on, file by file: the segments of its partitions and, where it was pruned, the checkpoint that stands
/// for those before, with its lists. A run and `verify` hold the store against it, so that what was lost or changed is never taken for
/// what never was. The file `<store>/manifest`:
///
///     silkrate manifest 1
///     key FIRST SECOND                          what the buckets of the store's files follow from; random
///     base DAY                                  the checkpoint that stands for the partitions up to this day; none: nothing was pruned
///     file NAME IDENTITY BYTES                  one of its files, in the folder of checkpoints
///     segment DAY IDENTITY BYTES                ascending
///     sha256 HEX                                of all lines before
///
/// It is replaced whole, after the files that it lists have their names and before those that it lists no longer are removed:
///
/// - A partition is ingested, then listed. A whole segment that is not listed was left by a run that was killed in between: the next one
///   lists it.
/// - A replacement is decided, carried out, listed, and then forgotten. Of partitions under replacement the list says nothing.
/// - A prune lists its checkpoint as the base, in place of the segments, and then removes them. A checkpoint that is meant to be a base and
///   is not listed as one is as good as any other.
///
/// Checkpoints that are not the base are not listed: what they hold the segments tell, too.
struct StoreManifest: Equatable {
    /// The key of the hashes that the buckets of all files follow from.
    private(set) var hashKey: HashKey
    /// The day of the checkpoint that stands for what was pruned.
    private(set) var base: Day?
    /// The files of that checkpoint, by name.
    private(set) var baseFiles: [String: SealedMark] = [:]
    /// The segment files of the partitions behind it.
    private(set) var segments: [Day: SealedMark] = [:]

    /// Of a store without partitions.
    init(_ hashKey: HashKey) { self.hashKey = hashKey }

    /// Reads a store's manifest. One that is missing is none where there is no store yet; else it is damage, as the store's format says.
    /// - Throws: `.inputRefused` where it is missing or damaged, `.inputOutput` where it cannot be read.
    init(_ store: StoreLayout) throws(Problem) {
        self.init(.ofProcess)
        let path = store.manifest
        let (bytes, isStore) = try onDisk { () throws(SystemFailure) in
            (try FileSystem.contents(of: path), try FileSystem.size(of: store.format) != nil)
        }
        guard let bytes else {
            if isStore { throw StoreManifest.damage(path, "the store's manifest is not there") }
            return
        }
        var lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        // A line's end behind the last one.
        guard lines.popLast() == "", let seal = lines.popLast(), lines.first == StoreManifest.title, lines.count > 1,
            seal == StoreManifest.seal(lines), let key = StoreManifest.key(lines[1]), lines.dropFirst(2).allSatisfy({ take($0) })
        else { throw StoreManifest.damage(path, "the store's manifest is damaged") }
        hashKey = key
    }

    /// Writes the manifest in place of the former one.
    func write(_ store: StoreLayout) throws(Problem) {
        var lines: [Substring] = [StoreManifest.title, "key \(hexadecimal(hashKey.first)) \(hexadecimal(hashKey.second))"]
        if let base { lines.append("base \(base)") }
        for (name, mark) in baseFiles.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            lines.append("file \(name) \(mark.text)")
        }
        for (day, mark) in segments.sorted(by: { $0.key < $1.key }) { lines.append("segment \(day) \(mark.text)") }
        let text = (lines + [StoreManifest.seal(lines)]).map { "\($0)\n" }.joined()
        try onDisk { () throws(SystemFailure) in try FileSystem.writeWhole(text, to: store.manifest) }
    }

    /// Lists these partitions' segments as they are; those that have none are listed no longer.
    static func list(_ days: [Day], of store: StoreLayout) throws(Problem) {
        let former = try StoreManifest(store)
        var manifest = former
        for day in days { manifest.segments[day] = try segmentMark(store, day) }
        if manifest != former { try manifest.write(store) }
    }

    private static func segmentMark(_ store: StoreLayout, _ day: Day) throws(Problem) -> SealedMark? {
        do throws(SystemFailure) { return try SegmentFile.mark(path: store.segment(day)).mark } catch {
            guard error.isAbsence else { throw storeProblem(error) }
            return nil
        }
    }

    /// Lists the checkpoint of a day as what stands for all partitions up to it; their segments can go from then on.
    static func rebase(on day: Day, of store: StoreLayout) throws(Problem) {
        var manifest = try StoreManifest(store)
        let checkpoint = try onDisk { () throws(SystemFailure) in try Checkpoint(folder: store.checkpoints, day: day) }
        manifest.base = day
        manifest.baseFiles = StoreManifest.marks(checkpoint)
        manifest.segments = manifest.segments.filter { $0.key > day }
        try manifest.write(store)
    }

    /// The base as it was listed.
    /// - Throws: `.inputRefused` where a file of it is missing or is not the one listed: nothing can take its place.
    func openBase(_ store: StoreLayout) throws(Problem) -> Checkpoint? {
        guard let base else { return nil }
        do throws(SystemFailure) {
            let checkpoint = try Checkpoint(folder: store.checkpoints, day: base)
            guard checkpoint.hashKey == hashKey, StoreManifest.marks(checkpoint) == baseFiles else {
                throw SystemFailure.damage(Checkpoint.path(store.checkpoints, base), "it is not the one that the manifest lists")
            }
            return checkpoint
        } catch {
            guard error.isAbsence || error.isDamage else { throw storeProblem(error) }
            throw Problem(
                .inputRefused, at: Position(source: error.path),
                error.isAbsence
                    ? "this file is not there, and the partitions up to \(base) are known from it alone: their rows were pruned"
                    : "this file is damaged, and the partitions up to \(base) are known from it alone: their rows were pruned",
                remedy:
                    "restore it from a copy of the store; or take all dumps, those of the pruned days too, into a new store with --store",
                cause: "\(error)")
        }
    }

    private static func marks(_ checkpoint: Checkpoint) -> [String: SealedMark] {
        var marks: [String: SealedMark] = [:]
        for file in checkpoint.files { marks[String(file.file.path.split(separator: "/").last ?? "")] = file.mark }
        return marks
    }

    // MARK: The text

    private static let title: Substring = "silkrate manifest 1"

    private static func seal(_ lines: [Substring]) -> Substring {
        "sha256 \(sha256(of: Array(lines.map { "\($0)\n" }.joined().utf8)))"
    }

    /// The key in its line; nil where the line is none of ours.
    private static func key(_ line: Substring) -> HashKey? {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        guard fields.count == 3, fields[0] == "key", let first = UInt64(fields[1], radix: 16), let second = UInt64(fields[2], radix: 16)
        else { return nil }
        return HashKey(first, second)
    }

    /// False where the line is none of ours.
    private mutating func take(_ line: Substring) -> Bool {
        let fields = line.split(separator: " ", omittingEmptySubsequences: false)
        if fields.count == 2, fields[0] == "base", let day = Day(fields[1]) {
            base = day
            return true
        }
        guard fields.count == 4, let mark = SealedMark(fields[2], fields[3]) else { return false }
        switch fields[0] {
        case "file": baseFiles[String(fields[1])] = mark
        case "segment":
            guard let day = Day(fields[1]) else { return false }
            segments[day] = mark
        default: return false
        }
        return true
    }

    private static func damage(_ path: String, _ message: String) -> Problem {
        Problem(
            .inputRefused, at: Position(source: path), "\(message): what the ratings rest on is not known",
            remedy: "restore the store from a copy; or take all dumps, those of pruned days too, into a new store with --store")
    }
}

extension SealedMark {
    fileprivate init?(_ identity: Substring, _ bytes: Substring) {
        guard let identity = UInt64(identity, radix: 16), let bytes = Int(bytes) else { return nil }
        self.init(identity: identity, bytes: bytes)
    }

    /// The identity in hexadecimal, and the bytes.
    fileprivate var text: String { "\(hexadecimal(identity)) \(bytes)" }
}

/// Sixteen digits.
private func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
