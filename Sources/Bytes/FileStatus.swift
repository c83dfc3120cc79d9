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

    /// Removes a folder with all that is in it, or a file; what is not there is fine.
    public static func removeTree(_ path: String) throws(SystemFailure) {
        guard try isFolder(path) else { return try remove(path) }
        for name in try names(in: path) { try removeTree("\(path)/\(name)") }
        // SAFETY: paths are passed as C strings that live for the call.
        guard unsafe rmdir(path) == 0 || errno == ENOENT else { throw SystemFailure("remove", path) }
    }
}

extension FileSystem {
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

    /// Writes a small file whole or not at all: beside it first, on the device, then under its name.
    public static func writeWhole(_ text: String, to path: String) throws(SystemFailure) {
        var buffer = ByteBuffer()
        buffer.append(text.utf8)
        let file = try RandomAccessFile(path: path + ".part", mode: .create)
        try file.write(buffer.bytes, at: 0)
        try file.sync()
        try rename(path + ".part", to: path)
        if let slash = path.lastIndex(of: "/") { try syncFolder(String(path[..<slash])) }
    }
}
