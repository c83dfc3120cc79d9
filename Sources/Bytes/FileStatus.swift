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
    /// - Throws: `SystemFailure` where that cannot be told.
    public static func status(of path: String) throws(SystemFailure) -> FileStatus? {
        guard let status = try inspect(path) else { return nil }
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        return FileStatus(bytes: Int(status.st_size), modifiedNanoseconds: modified)
    }

    /// A small file, whole; nil where there is none.
    /// - Throws: `SystemFailure` where it is there and cannot be read.
    public static func contents(of path: String) throws(SystemFailure) -> [UInt8]? {
        do throws(SystemFailure) {
            let file = try RandomAccessFile(path: path, mode: .read)
            var buffer = ByteBuffer()
            try file.read(try file.size(), at: 0, into: &buffer)
            return buffer.bytes.array(0..<buffer.count)
        } catch {
            guard error.isAbsence else { throw error }
            return nil
        }
    }
}
