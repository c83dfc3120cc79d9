public import Bytes
public import Decompression
public import Domain
public import Problems
public import Records

/// A file of one partition.
public struct DumpFile: Sendable {
    public var partition: Day
    public var name: String
    public var path: String
    public var kind: Kind
    public var container: Container
    /// The file's size and when it was last written, as they were when it was found.
    public var status: FileStatus
    public var bytes: Int { status.bytes }

    /// A file outside any partition's folder, e.g. a table of rates.
    public init(partition: Day, path: String, kind: Kind) throws(Problem) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        guard let status = try onDumps({ () throws(SystemFailure) in try FileSystem.status(of: path) }) else {
            throw Problem(.noInput, at: Position(source: path), "there is no such file", remedy: "check the path")
        }
        self.init(partition: partition, name: name, path: path, kind: kind, container: Container(fileName: name), status: status)
    }

    init(partition: Day, name: String, path: String, kind: Kind, container: Container, status: FileStatus) {
        self.partition = partition
        self.name = name
        self.path = path
        self.kind = kind
        self.container = container
        self.status = status
    }
}

/// What a folder of dumps holds.
public struct DumpFolder: Sendable {
    /// Ascending by partition, then name.
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
    /// - Throws: `.noInput` where there is no such folder, `.inputRefused` for files of a form that is not read yet.
    public init(path: String) throws(Problem) {
        for entry in try names(path) {
            let folder = "\(path)/\(entry)"
            guard let day = Day(entry), try onDumps({ () throws(SystemFailure) in try FileSystem.isFolder(folder) }) else {
                ignored.append(entry)
                continue
            }
            folders.append(day)
            for name in try names(folder) {
                guard let kind = DumpFolder.kind(ofFile: name),
                    let status = try onDumps({ () throws(SystemFailure) in try FileSystem.status(of: "\(folder)/\(name)") })
                else {
                    ignored.append("\(entry)/\(name)")
                    continue
                }
                if DumpFolder.isNDJSON(name) {
                    throw Problem(
                        .inputRefused, at: Position(source: "\(folder)/\(name)"), "NDJSON dumps are not read yet",
                        remedy: "deliver the \(kind.name) as CSV")
                }
                files.append(
                    DumpFile(
                        partition: day, name: name, path: "\(folder)/\(name)", kind: kind, container: Container(fileName: name),
                        status: status
                    ))
            }
        }
    }

    /// The kind that a file's name begins with, where it is a dump's name: `<kind>[-anything].(csv|ndjson)[.gz|.zst]`.
    public static func kind(ofFile name: String) -> Kind? {
        var stem = Substring(name)
        for ending in [".gz", ".zst"] where stem.hasSuffix(ending) { stem = stem.dropLast(ending.count) }
        guard stem.hasSuffix(".csv") || stem.hasSuffix(".ndjson"), let dot = stem.lastIndex(of: ".") else { return nil }
        stem = stem[..<dot]
        return Kind.allCases.first { stem == $0.name || stem.hasPrefix("\($0.name)-") }
    }

    private static func isNDJSON(_ name: String) -> Bool {
        name.hasSuffix(".ndjson") || name.hasSuffix(".ndjson.gz") || name.hasSuffix(".ndjson.zst")
    }
}

private func names(_ path: String) throws(Problem) -> [String] {
    do throws(SystemFailure) {
        return try FileSystem.names(in: path)
    } catch {
        throw Problem(
            error.isAbsence ? .noInput : .inputOutput, at: Position(source: path), "the folder of dumps cannot be read",
            remedy: error.isAbsence ? "check the path given with --dumps" : "check the folder's rights and the disk, then run again",
            cause: "\(error)")
    }
}
