import CScan

#if canImport(Glibc)
    import Glibc
#endif

/// A failed system call: which, on what, and why (errno).
public struct SystemFailure: Error, Sendable, CustomStringConvertible {
    public var operation: String
    public var path: String
    public var code: Int32
    /// The file was read and is not what it should be: reading it again gives the same.
    public private(set) var isDamage = false

    public init(_ operation: String, _ path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The failure to trust a file that was read, with what is wrong with it.
    public static func damage(_ path: String, _ what: String) -> SystemFailure {
        var failure = SystemFailure("trust (\(what))", path, code: EIO)
        failure.isDamage = true
        return failure
    }

    /// There is no such file or folder. Every other failure leaves open whether there is one: it must never be taken for absence.
    public var isAbsence: Bool { code == ENOENT || code == ENOTDIR }

    /// With the code that the last call of this thread left.
    init(_ operation: String, _ path: String) {
        self.init(operation, path, code: errno)
    }

    /// The system does not give this to this user, or not in this way: a matter of rights or of what was named.
    public var isRefusal: Bool { [EACCES, EPERM, EISDIR, ELOOP, ENAMETOOLONG].contains(code) }

    /// Whether nobody reads what was written.
    public var isClosedPipe: Bool { code == EPIPE }

    /// `cannot write store/segments/x.seg: No space left on device (28)`.
    public var description: String {
        if isDamage { return "cannot \(operation) \(path)" }
        // SAFETY: strerror returns a valid C string for any code.
        let reason = unsafe String(cString: strerror(code))
        return "cannot \(operation) \(path): \(reason) (\(code))"
    }
}

/// A file that is read and written at offsets, from several threads at once; closed when released. One that is read may be closed in
/// between, so that a process can hold more of them than it may have open.
public final class RandomAccessFile: Sendable {
    public let path: String
    private let access: Access

    /// Whether the file is read, or made anew in the place of what bears the name: a link there goes, and what it leads to stays.
    public enum Mode: Sendable { case read, create }

    private enum Access: Sendable {
        case reading(ReadHandle)
        /// The descriptor stays open: the file may have no name any more.
        case writing(Int32)
    }

    /// - Throws: `SystemFailure` where the file cannot be opened or created.
    public init(path: String, mode: Mode) throws(SystemFailure) {
        self.path = path
        switch mode {
        case .read: access = .reading(try ReadHandle(path: path))
        case .create: access = .writing(try FileSystem.createFile(path))
        }
    }

    /// - Parameter descriptor: an open file, which this value closes.
    init(path: String, descriptor: Int32) {
        self.path = path
        access = .writing(descriptor)
    }

    /// Makes a file whose name goes at once, so that a run that is killed leaves nothing behind.
    /// - Throws: `SystemFailure` where it cannot be created.
    public convenience init(unnamedIn folder: String, as name: String) throws(SystemFailure) {
        try self.init(path: "\(folder)/\(name)", mode: .create)
        try FileSystem.remove(path)
    }

    deinit { if case .writing(let descriptor) = access { close(descriptor) } }

    private func withDescriptor<T>(_ body: (Int32) throws(SystemFailure) -> T) throws(SystemFailure) -> T {
        switch access {
        case .reading(let handle): try handle.withDescriptor(body)
        case .writing(let descriptor): try body(descriptor)
        }
    }

    /// The descriptor of a file that was made.
    private var written: Int32 {
        guard case .writing(let descriptor) = access else { preconditionFailure("a file that is read is not written") }
        return descriptor
    }

    /// Bytes in the file.
    public func size() throws(SystemFailure) -> Int {
        try withDescriptor { descriptor throws(SystemFailure) in
            var status = stat()
            // SAFETY: status outlives the call.
            guard unsafe fstat(descriptor, &status) == 0 else { throw SystemFailure("inspect", path) }
            return Int(status.st_size)
        }
    }

    /// Writes all of `bytes` at `offset`.
    public func write(_ bytes: borrowing RawSpan, at offset: Int) throws(SystemFailure) {
        let descriptor = written
        var done = 0
        while done < bytes.byteCount {
            // SAFETY: the range [done, count) lies in the span.
            let wrote = unsafe bytes.withUnsafeBytes {
                unsafe pwrite(descriptor, $0.baseAddress.unsafelyUnwrapped + done, $0.count - done, off_t(offset + done))
            }
            if wrote < 0 && errno == EINTR { continue }
            guard wrote > 0 else { throw SystemFailure("write", path, code: wrote == 0 ? ENOSPC : errno) }
            done += wrote
        }
    }

    /// Writes all of the pieces, one behind the other, at `offset`: in one call, and what that leaves piece by piece.
    // SAFETY: a mark of this function: the caller's pieces outlive the call and are initialised.
    @unsafe
    func write(_ pieces: [UnsafeRawBufferPointer], at offset: Int) throws(SystemFailure) {
        // Linux takes 1024 at once (UIO_MAXIOV).
        let vectors = unsafe pieces.prefix(1024).map {
            unsafe iovec(iov_base: UnsafeMutableRawPointer(mutating: $0.baseAddress), iov_len: $0.count)
        }
        var wrote = unsafe pwritev(written, vectors, Int32(vectors.count), off_t(offset))
        guard wrote >= 0 || errno == EINTR else { throw SystemFailure("write", path) }
        wrote = max(0, wrote)
        var offset = offset
        for i in unsafe pieces.indices {
            let piece = unsafe pieces[i]
            let done = min(wrote, piece.count)
            wrote -= done
            let rest = unsafe RawSpan(_unsafeBytes: piece).extracting(droppingFirst: done)
            try write(rest, at: offset + done)
            offset += piece.count
        }
    }

    /// Appends `count` bytes from `offset` on to `buffer`.
    /// - Throws: `SystemFailure`; a file that ends before is an input/output error (EIO).
    public func read(_ count: Int, at offset: Int, into buffer: inout ByteBuffer) throws(SystemFailure) {
        try withDescriptor { descriptor throws(SystemFailure) in
            unsafe try buffer.appendUnsafe(count) { target throws(SystemFailure) in
                var done = 0
                while done < count {
                    // SAFETY: the range [done, count) lies in the target.
                    let got = unsafe pread(descriptor, target.baseAddress.unsafelyUnwrapped + done, count - done, off_t(offset + done))
                    if got < 0 && errno == EINTR { continue }
                    guard got > 0 else { throw SystemFailure("read", path, code: got == 0 ? EIO : errno) }
                    done += got
                }
            }
        }
    }

    /// Sets room on the device aside for `range`; the file's size stays. A hint: where the system cannot, each write looks for its own.
    public func reserve(_ range: Range<Int>) { csc_reserve(written, range.lowerBound, range.count) }

    /// Ends the file behind its first `size` bytes, and gives back what is reserved behind them.
    public func truncate(to size: Int) throws(SystemFailure) {
        guard ftruncate(written, off_t(size)) == 0 else { throw SystemFailure("cut", path) }
    }

    /// Flushes the file to the device.
    public func sync() throws(SystemFailure) {
        guard fsync(written) == 0 else { throw SystemFailure("sync", path) }
    }
}

/// Folders and names: the few calls that a store needs.
public enum FileSystem {
    /// Creates a folder that a user names, and those above it; one that exists is fine, be it behind a link. Folders of our own are made
    /// by `createOwnFolder`.
    public static func createFolder(_ path: String) throws(SystemFailure) {
        // SAFETY: paths are passed as C strings that live for the call.
        if unsafe mkdir(path, 0o755) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else {
            throw SystemFailure("create folder", path)
        }
        try createFolder(String(path[..<slash]))
        guard unsafe mkdir(path, 0o755) == 0 || errno == EEXIST else { throw SystemFailure("create folder", path) }
    }

    /// The names in a folder, ascending by bytes, without `.` and `..`.
    public static func names(in path: String) throws(SystemFailure) -> [String] {
        // SAFETY: the stream is closed below and used by this thread alone; d_name is a C string within the entry.
        guard let stream = unsafe opendir(path) else { throw SystemFailure("list", path) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        // The end of a folder leaves errno as it was: a list that breaks off is no list.
        guard errno == 0 else { throw SystemFailure("list", path) }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Whether there is a folder of this name.
    /// - Throws: `SystemFailure` where that cannot be told.
    public static func isFolder(_ path: String) throws(SystemFailure) -> Bool {
        guard let status = try inspect(path) else { return false }
        return status.st_mode & S_IFMT == S_IFDIR
    }

    /// The size of a file in bytes, or nil where there is none.
    /// - Throws: `SystemFailure` where that cannot be told.
    public static func size(of path: String) throws(SystemFailure) -> Int? { try inspect(path).map { Int($0.st_size) } }

    /// What the system tells of a file; nil only where it says that there is none.
    static func inspect(_ path: String) throws(SystemFailure) -> stat? {
        var status = stat()
        // SAFETY: status outlives the call.
        if unsafe stat(path, &status) == 0 { return status }
        let failure = SystemFailure("inspect", path)
        guard failure.isAbsence else { throw failure }
        return nil
    }

    /// Gives a file its final name, replacing what bears it; readers of the former go on reading it.
    public static func rename(_ from: String, to: String) throws(SystemFailure) {
        // SAFETY: paths are passed as C strings that live for the call.
        guard unsafe Glibc.rename(from, to) == 0 else { throw SystemFailure("rename", from) }
    }

    /// Removes a file; one that is not there is fine.
    public static func remove(_ path: String) throws(SystemFailure) {
        // SAFETY: paths are passed as C strings that live for the call.
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw SystemFailure("remove", path) }
    }

    /// Flushes a folder's entries to the device, so that a rename survives a power failure.
    public static func syncFolder(_ path: String) throws(SystemFailure) {
        // SAFETY: paths are passed as C strings that live for the call.
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure("open folder", path) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw SystemFailure("sync folder", path) }
    }

    /// Processors that this process may use.
    public static func processorCount() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

    /// Seconds since 1970 by the system's clock.
    public static func clockSeconds() -> Int64 {
        Int64(time(nil))
    }

    /// This process's id.
    public static func processID() -> Int32 { getpid() }

    /// Writes to standard error, at once; what cannot be written there is lost.
    public static func writeStandardError(_ bytes: [UInt8]) {
        // SAFETY: the array outlives the call.
        _ = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Writes all of the bytes to standard output.
    /// - Throws: `SystemFailure`, with `isClosedPipe` where nobody reads them any more.
    public static func writeStandardOutput(_ bytes: [UInt8]) throws(SystemFailure) {
        var done = 0
        while done < bytes.count {
            // SAFETY: the range [done, count) lies in the array, which outlives the call.
            let wrote = unsafe bytes.withUnsafeBytes {
                unsafe write(STDOUT_FILENO, $0.baseAddress.unsafelyUnwrapped + done, $0.count - done)
            }
            if wrote < 0 && errno == EINTR { continue }
            guard wrote > 0 else { throw SystemFailure("write", "standard output", code: wrote == 0 ? ENOSPC : errno) }
            done += wrote
        }
    }

    /// Whether standard output is a terminal.
    public static func standardOutputIsTerminal() -> Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether standard error is a terminal.
    public static func standardErrorIsTerminal() -> Bool { isatty(STDERR_FILENO) == 1 }

    /// Has large memory given back to the system as soon as it is freed: the allocator keeps it otherwise, in pieces of the sizes that one
    /// stage of a run needed and the next does not. To be called once, when a process begins.
    public static func giveBackLargeMemory() { csc_give_back_large() }

    /// Peak resident memory of this process so far, in bytes.
    public static func peakMemoryBytes() -> Int {
        var usage = rusage()
        // SAFETY: usage outlives the call.
        _ = unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
        return Int(usage.ru_maxrss) * 1024
    }
}

/// A lock that goes with the process that holds it (flock); released when the value is.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// - Parameter holder: written into the file for those who find it locked.
    /// - Throws: `SystemFailure` with operation `lock` where another process holds it.
    public init(path: String, holder: String) throws(SystemFailure) {
        // SAFETY: the path is passed as a C string that lives for the call.
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
        guard descriptor >= 0 else { throw SystemFailure("create", path) }
        guard FileSystem.isPlainFile(descriptor) else {
            close(descriptor)
            throw SystemFailure("create", path, code: EEXIST)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let failure = SystemFailure("lock", path)
            close(descriptor)
            throw failure
        }
        let bytes = Array(holder.utf8)
        // SAFETY: the array outlives the calls.
        let wrote =
            unsafe ftruncate(descriptor, 0) == 0
            && bytes.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress, $0.count) } == bytes.count
        guard wrote else {
            let failure = SystemFailure("write", path)
            close(descriptor)
            throw failure
        }
    }

    deinit { close(descriptor) }

    /// What the holder of a lock wrote of itself.
    public static func holder(of path: String) -> String {
        var buffer = ByteBuffer()
        // It only helps to understand a refusal.
        guard let file = try? RandomAccessFile(path: path, mode: .read), let size = try? file.size(),
            (try? file.read(min(size, 256), at: 0, into: &buffer)) != nil
        else { return "unknown" }
        return String(decoding: buffer.bytes.array(0..<buffer.count), as: UTF8.self)
    }
}
