public import Bytes
public import Decompression
public import Domain
public import Problems
public import Records

/// A file of one partition.
public struct DumpFile: Sendable {
    public var partition: Day
    /// The file's name as text, from which it can be told from all others (`FileName.text`).
    public var name: String
    /// Where it is, in messages.
    public var path: String
    /// Where it is, to the system.
    public var location: FilePath
    public var kind: Kind
    public var container: Container
    /// The file's size and when it was last written, as they were when it was found.
    public var status: FileStatus
    public var bytes: Int { status.bytes }

    /// A file outside any partition's folder, e.g. a table of rates.
    /// - Throws: `.noInput` or `.inputOutput` where it cannot be reached.
    public init(partition: Day, path: String, kind: Kind) throws(Problem) {
        let location = FilePath(path)
        let name = path.utf8.split(separator: UInt8(ascii: "/")).last.map { FileName(bytes: Array($0)).text } ?? path
        self.init(partition: partition, name: name, location, kind, try reachable(location).status)
    }

    init(partition: Day, name: String, _ location: FilePath, _ kind: Kind, _ status: FileStatus) {
        self.partition = partition
        self.name = name
        path = location.text
        self.location = location
        self.kind = kind
        container = Container(fileName: name)
        self.status = status
    }
}

extension DumpFile {
    /// The file's status as it is now; nil where it is gone.
    /// - Throws: `.inputOutput` where the system cannot tell.
    func statusNow() throws(Problem) -> FileStatus? {
        do throws(SystemFailure) {
            return try FileSystem.entry(at: location).status
        } catch {
            if error.isUnreachable { return nil }
            throw unreachable(location, error, "the file cannot be looked at")
        }
    }
}

/// What a folder of dumps holds.
public struct DumpFolder: Sendable {
    /// Ascending by partition, then the bytes of the name.
    public var files: [DumpFile] = []
    /// The days that have a folder, be it empty, ascending.
    public var folders: [Day] = []
    /// Paths, relative to the folder, of files and folders that are no dumps of ours.
    public var ignored: [String] = []

    /// The partitions, ascending.
    public var partitions: [Day] {
        files.reduce(into: []) { days, file in if days.last != file.partition { days.append(file.partition) } }
    }

    /// Reads the names in `<dumps>/<partition>/<kind>[-anything].csv[.gz|.zst]`.
    /// - Throws: `.noInput` where there is no such folder, or where what bears a partition's or a dump's name cannot be reached (a link that
    ///   leads nowhere, a folder without rights, a mount that is not there); `.inputOutput` where the system cannot tell; `.inputRefused` for
    ///   files of a form that is not read yet.
    public init(path: String) throws(Problem) {
        let root = FilePath(path)
        for entry in try names(root) {
            let folder = FilePath(folder: root, entry)
            guard let day = Day(entry.text), try reachable(folder).form == .folder else {
                ignored.append(entry.text)
                continue
            }
            try add(day, folder, named: "\(entry.text)/")
        }
    }

    /// Reads the names in the folder of one partition.
    public init(partition: Day, path: String) throws(Problem) { try add(partition, FilePath(path), named: "") }

    private mutating func add(_ day: Day, _ folder: FilePath, named prefix: String) throws(Problem) {
        folders.append(day)
        for name in try names(folder) {
            let text = name.text
            guard let kind = DumpFolder.kind(ofFile: text) else {
                ignored.append(prefix + text)
                continue
            }
            let location = FilePath(folder: folder, name)
            let status = try reachable(location).status
            if DumpFolder.isNDJSON(text) {
                throw Problem(
                    .inputRefused, at: Position(source: location.text), "NDJSON dumps are not read yet",
                    remedy: "deliver the \(kind.name) as CSV")
            }
            files.append(DumpFile(partition: day, name: text, location, kind, status))
        }
    }

    /// The kind that a file's name begins with, where it is a dump's name: `<kind>[-anything].(csv|ndjson)[.gz|.zst]`.
    public static func kind(ofFile name: String) -> Kind? {
        // By bytes: as Unicode has it, a mark behind the hyphen would be part of it.
        var stem = Array(name.utf8)[...]
        for ending in [".gz", ".zst"] where stem.ends(with: ending) { stem = stem.dropLast(ending.utf8.count) }
        guard let ending = [".csv", ".ndjson"].first(where: { stem.ends(with: $0) }) else { return nil }
        stem = stem.dropLast(ending.utf8.count)
        return Kind.allCases.first { stem.elementsEqual($0.name.utf8) || stem.starts(with: "\($0.name)-".utf8) }
    }

    private static func isNDJSON(_ name: String) -> Bool {
        ["", ".gz", ".zst"].contains { Array(name.utf8)[...].ends(with: ".ndjson" + $0) }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}

/// What stands at a path: that it cannot be reached is never taken for that there is nothing.
private func reachable(_ path: FilePath) throws(Problem) -> FolderEntry {
    do throws(SystemFailure) {
        return try FileSystem.entry(at: path)
    } catch {
        throw unreachable(path, error, "what bears this name cannot be reached")
    }
}

private func names(_ folder: FilePath) throws(Problem) -> [FileName] {
    do throws(SystemFailure) {
        return try FileSystem.entries(in: folder)
    } catch {
        throw unreachable(folder, error, "the folder of dumps cannot be read")
    }
}

private func unreachable(_ path: FilePath, _ failure: SystemFailure, _ message: String) -> Problem {
    Problem(
        failure.isUnreachable ? .noInput : .inputOutput, at: Position(source: path.text), message,
        remedy: failure.isUnreachable
            ? "check the path, the rights, where its links lead, and that the disk behind it is mounted"
            : "check the disk or network behind it, then run again",
        cause: "\(failure)")
}
