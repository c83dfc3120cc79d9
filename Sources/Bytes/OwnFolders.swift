#if canImport(Glibc)
    import Glibc
#endif

// Folders and files of our own, in places where others may write: a link that stands under one of our names is never followed, so that what
// it leads to is neither emptied nor written to.

extension SystemFailure {
    /// Whether a symbolic link stood where a file or folder of ours belongs.
    public var isLink: Bool { code == ELOOP }
    /// Whether something else stood there: a file for a folder, a folder for a file, a second name of somebody's file, a pipe.
    public var isForeign: Bool { code == EEXIST || code == EISDIR }
}

extension FileSystem {
    /// Creates a folder of our own and those above it; one that exists is fine.
    /// - Throws: `SystemFailure`, with `isLink` where a link bears its name.
    public static func createOwnFolder(_ path: String) throws(SystemFailure) {
        try createFolder(path)
        let type = try fileType(Array(path.utf8CString), at: AT_FDCWD, path)
        guard type == S_IFDIR else { throw SystemFailure("create folder", path, code: type == S_IFLNK ? ELOOP : EEXIST) }
    }

    /// Whether there is a folder of this name itself, not behind a link.
    /// - Throws: `SystemFailure` with `isLink` where there is a link.
    public static func isOwnFolder(_ path: String) throws(SystemFailure) -> Bool {
        guard let type = try fileType(Array(path.utf8CString), at: AT_FDCWD, path) else { return false }
        guard type != S_IFLNK else { throw SystemFailure("use", path, code: ELOOP) }
        return type == S_IFDIR
    }

    /// Whether the path itself is a symbolic link, wherever it leads.
    public static func isLink(_ path: String) -> Bool { (try? fileType(Array(path.utf8CString), at: AT_FDCWD, path)) == S_IFLNK }

    /// Removes a folder of our own with all that is in it, or a file; what is not there is fine. A link inside goes, and what it leads to
    /// stays: each folder is opened from the one above it, and none through a link.
    /// - Throws: `SystemFailure`, with `isLink` where `path` itself is a link: nothing was removed.
    public static func removeTree(_ path: String) throws(SystemFailure) {
        guard try isOwnFolder(path) else { return try remove(path) }
        try removeFolder(Array(path.utf8CString), at: AT_FDCWD, path)
    }

    /// - Parameters:
    ///   - name: the folder's in that of the descriptor, any bytes, with a NUL behind them.
    ///   - path: the same for messages.
    private static func removeFolder(_ name: [CChar], at folder: Int32, _ path: String) throws(SystemFailure) {
        // SAFETY: here and below, paths are passed as C strings that live for the call.
        let descriptor = unsafe openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else {
            // What went or changed since it was looked at.
            if errno == ENOENT { return }
            throw SystemFailure("open folder", path)
        }
        defer { close(descriptor) }
        for entry in try names(of: descriptor, path) {
            let entryPath = "\(path)/\(String(decoding: entry.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))"
            guard let type = try fileType(entry, at: descriptor, entryPath) else { continue }
            if type == S_IFDIR {
                try removeFolder(entry, at: descriptor, entryPath)
            } else if unsafe unlinkat(descriptor, entry, 0) != 0 && errno != ENOENT {
                throw SystemFailure("remove", entryPath)
            }
        }
        guard unsafe unlinkat(folder, name, AT_REMOVEDIR) == 0 || errno == ENOENT else { throw SystemFailure("remove", path) }
    }

    /// The names in an open folder, without `.` and `..`, each with a NUL behind it.
    private static func names(of folder: Int32, _ path: String) throws(SystemFailure) -> [[CChar]] {
        // SAFETY: the stream owns the second descriptor, is closed below and used by this thread alone; d_name is a C string in the entry.
        guard let stream = unsafe fdopendir(dup(folder)) else { throw SystemFailure("list", path) }
        defer { unsafe closedir(stream) }
        var names: [[CChar]] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe Array(UnsafeBufferPointer(start: $0, count: strlen($0) + 1))
                }
            }
            if name != [0x2E, 0] && name != [0x2E, 0x2E, 0] { names.append(name) }
        }
        return names
    }

    /// The type of what bears a name, a link itself, not what it leads to; nil where there is none.
    private static func fileType(_ name: [CChar], at folder: Int32, _ path: String) throws(SystemFailure) -> mode_t? {
        var status = stat()
        // SAFETY: status outlives the call.
        guard unsafe fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw SystemFailure("inspect", path)
        }
        return status.st_mode & S_IFMT
    }

    /// Creates a file in the place of what bears the name. What was there loses the name and nothing else: neither a link nor a second
    /// name of a file leads our bytes into it.
    static func createFile(_ path: String) throws(SystemFailure) -> Int32 {
        // Again where another process makes one of the same name in between.
        for _ in 0..<8 {
            if let descriptor = try createFreshFile(path) { return descriptor }
            try remove(path)
        }
        throw SystemFailure("create", path, code: EEXIST)
    }

    /// Creates a file under a name that nothing bears; nil where something does.
    static func createFreshFile(_ path: String) throws(SystemFailure) -> Int32? {
        // SAFETY: the path is passed as a C string that lives for the call.
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        if descriptor >= 0 { return descriptor }
        guard errno == EEXIST else { throw SystemFailure("create", path) }
        return nil
    }

    /// Whether an open file is one with bytes, and has no second name: what is written to it is written to nobody else's.
    static func isPlainFile(_ descriptor: Int32) -> Bool {
        var status = stat()
        // SAFETY: status outlives the call.
        return unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG && status.st_nlink <= 1
    }
}
