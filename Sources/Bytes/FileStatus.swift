#if canImport(Glibc)
    import Glibc
#endif

/// What tells whether a file may have changed: its size and when it was last written.
public struct FileStatus: Equatable, Sendable {
    public var bytes: Int
    /// Nanoseconds since 1970.
    public var modifiedNanoseconds: Int64

    public init(bytes: Int, modifiedNanoseconds: Int64) {
        self.bytes = bytes
        self.modifiedNanoseconds = modifiedNanoseconds
    }
}

extension FileSystem {
    /// Where the kernel shows the file of this program.
    public static let programPath = "/proc/self/exe"

    /// The status of a file, or nil where there is none.
    public static func status(of path: String) -> FileStatus? {
        var status = stat()
        // SAFETY: status outlives the call.
        guard unsafe stat(path, &status) == 0 else { return nil }
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        return FileStatus(bytes: Int(status.st_size), modifiedNanoseconds: modified)
    }
}
