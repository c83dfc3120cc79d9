import Decompression
public import Problems

/// Writes what a synthesis makes into directories: `<dumps>/<partition>/<file>`, and beside the dumps `<notes>/truth.csv` and
/// `<notes>/faults.csv`.
///
///     let directory = DumpDirectory(dumps: "out/dumps", notes: "out", makeDirectory: make)
///     let summary = try synthesise(plan) { (file) throws(Problem) in try directory.write(file) }
public struct DumpDirectory: Sendable {
    /// Where the partitions go.
    public let dumps: String
    /// Where the truth goes: not into the dumps, whose readers must not see it.
    public let notes: String
    /// The level of compression; nil: each container's own standard.
    public let level: Int?
    /// Makes a directory, those above it too; no fault where it is there already. A parameter, since the system's call takes a
    /// pointer, and pointers have no place in this target.
    private let makeDirectory: @Sendable (String) throws(Problem) -> Void

    public init(
        dumps: String, notes: String, level: Int? = 1, makeDirectory: @escaping @Sendable (String) throws(Problem) -> Void
    ) {
        self.dumps = dumps
        self.notes = notes
        self.level = level
        self.makeDirectory = makeDirectory
    }

    /// Writes one file, compressed as it says. A file of that name is replaced.
    ///
    /// - Throws: `cannotCreate` for a directory or file, `inputOutput` where the disk is full or fails.
    public func write(_ file: SynthesisFile) throws(Problem) {
        let directory = file.partition.map { "\(dumps)/\($0)" } ?? notes
        try makeDirectory(directory)
        let writer = try DumpWriter(
            path: "\(directory)/\(file.name)", container: file.container, level: file.container == .plain ? nil : level)
        try writer.write(file.content)
        try writer.finish()
    }
}
