#if canImport(Glibc)
    import Glibc
#endif

extension RandomAccessFile {
    /// Makes a file beside `target`, for what is to bear its name once it is complete: `target.part`, or another name where that is taken.
    /// Only what a killed export left is replaced: nobody else's file, and none that another process writes.
    /// - Throws: `SystemFailure` where it cannot be created.
    public convenience init(beside target: String) throws(SystemFailure) {
        let (path, descriptor) = try FileSystem.createFile(beside: target)
        self.init(path: path, descriptor: descriptor)
    }
}

extension FileSystem {
    fileprivate static func createFile(beside target: String) throws(SystemFailure) -> (path: String, descriptor: Int32) {
        for number in 0..<100 {
            let path = number == 0 ? "\(target).part" : "\(target).\(number).part"
            if isLeftover(path) { try remove(path) }
            guard let descriptor = try createFreshFile(path) else { continue }
            // For as long as the file is open; a file system without locks is none the worse.
            _ = flock(descriptor, LOCK_EX | LOCK_NB)
            return (path, descriptor)
        }
        throw SystemFailure("create", "\(target).part", code: EEXIST)
    }

    /// Whether a file was left by a process of this user that is gone: nobody holds it, and it has no other name.
    fileprivate static func isLeftover(_ path: String) -> Bool {
        // SAFETY: the path is passed as a C string that lives for the call.
        let descriptor = unsafe open(path, O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var status = stat()
        // SAFETY: status outlives the call.
        guard isPlainFile(descriptor), unsafe fstat(descriptor, &status) == 0 else { return false }
        return status.st_uid == geteuid() && flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }

    /// Writes a small file whole or not at all: beside it first, on the device, then under its name. A link of that name is replaced.
    public static func writeWhole(_ text: String, to path: String) throws(SystemFailure) {
        var buffer = ByteBuffer()
        buffer.append(text.utf8)
        let file = try RandomAccessFile(beside: path)
        do throws(SystemFailure) {
            try file.write(buffer.bytes, at: 0)
            try file.sync()
            try rename(file.path, to: path)
        } catch {
            try? remove(file.path)
            throw error
        }
        if let slash = path.lastIndex(of: "/"), slash > path.startIndex { try syncFolder(String(path[..<slash])) }
    }
}
