import Synchronization

#if canImport(Glibc)
    import Glibc
#endif

/// A file that is open for reading while somebody reads it, and for a while afterwards.
///
/// A store has a file for each partition and a list for each checkpoint, so a run names more files than a process may have open
/// (1024 is the usual limit). A handle gives its descriptor back when others need it, and opens the file again for the next read.
/// A file that was replaced meanwhile is not read in place of the first.
final class ReadHandle: Sendable {
    private let path: String
    private let state = Mutex(State())

    private struct State {
        /// Negative while the file is closed.
        var descriptor: Int32 = -1
        /// Reads under way.
        var readers = 0
        /// The file that was opened first.
        var first: FileStamp?
    }

    /// Opens the file, so that one that is not there is found out at once.
    /// - Throws: `SystemFailure` where it cannot be opened.
    init(path: String) throws(SystemFailure) {
        self.path = path
        try withDescriptor { _ throws(SystemFailure) in () }
    }

    deinit {
        let descriptor = state.withLock { $0.descriptor }
        if descriptor >= 0 { close(descriptor) }
    }

    /// Reads from the open file.
    func withDescriptor<T>(_ body: (Int32) throws(SystemFailure) -> T) throws(SystemFailure) -> T {
        let (descriptor, isOpened) = try state.withLock { state throws(SystemFailure) in
            let isOpened = state.descriptor < 0
            if isOpened { try open(&state) }
            state.readers += 1
            return (state.descriptor, isOpened)
        }
        defer { state.withLock { $0.readers -= 1 } }
        if isOpened { OpenHandles.add(self) }
        return try body(descriptor)
    }

    /// Gives the descriptor back unless somebody reads. False: somebody does, or is about to.
    fileprivate func closeIfIdle() -> Bool {
        let isClosed = state.withLockIfAvailable { state in
            guard state.readers == 0 else { return false }
            if state.descriptor >= 0 { close(state.descriptor) }
            state.descriptor = -1
            return true
        }
        return isClosed ?? false
    }

    private func open(_ state: inout State) throws(SystemFailure) {
        var descriptor = openForReading()
        // Others of this process may hold what is missing.
        if descriptor < 0 && (errno == EMFILE || errno == ENFILE) {
            OpenHandles.closeIdle()
            descriptor = openForReading()
        }
        guard descriptor >= 0 else { throw SystemFailure("open", path) }
        do throws(SystemFailure) {
            let stamp = try FileStamp(descriptor, path)
            guard state.first == nil || state.first == stamp else {
                throw SystemFailure("read (it was replaced meanwhile)", path, code: ESTALE)
            }
            state.first = stamp
        } catch {
            close(descriptor)
            throw error
        }
        state.descriptor = descriptor
    }

    private func openForReading() -> Int32 {
        // SAFETY: the path is passed as a C string that lives for the call.
        unsafe Glibc.open(path, O_RDONLY | O_CLOEXEC)
    }
}

/// Which file a descriptor leads to.
private struct FileStamp: Equatable {
    private var device: UInt
    private var number: UInt
    private var bytes: Int

    init(_ descriptor: Int32, _ path: String) throws(SystemFailure) {
        var status = stat()
        // SAFETY: status outlives the call.
        guard unsafe fstat(descriptor, &status) == 0 else { throw SystemFailure("inspect", path) }
        device = UInt(status.st_dev)
        number = UInt(status.st_ino)
        bytes = Int(status.st_size)
    }
}

/// The handles that have a file open, in the order in which they opened it.
private enum OpenHandles {
    private static let handles = Mutex<[Reference]>([])

    private struct Reference: Sendable {
        weak var handle: ReadHandle?
    }

    /// A quarter of what the process may open: the rest is for dumps, spilled rows and the database.
    private static let countMax = min(256, max(4, FileSystem.openFilesMax() / 4))

    /// Remembers a handle that has opened its file; the one that did so first gives its own back.
    ///
    /// - Complexity: O(`countMax`).
    static func add(_ handle: ReadHandle) {
        let victims = handles.withLock { handles -> ArraySlice<Reference> in
            handles.append(Reference(handle: handle))
            let victims = handles.prefix(max(0, handles.count - countMax))
            handles.removeFirst(victims.count)
            return victims
        }
        close(victims)
    }

    /// Closes all that nobody reads.
    static func closeIdle() {
        let victims = handles.withLock { handles in
            defer { handles = [] }
            return handles[...]
        }
        close(victims)
    }

    /// No lock is held while a handle is asked to close: it may be asking for the same of others.
    private static func close(_ victims: ArraySlice<Reference>) {
        let busy = victims.filter { reference in
            guard let handle = reference.handle else { return false }
            return !handle.closeIfIdle()
        }
        guard !busy.isEmpty else { return }
        handles.withLock { $0.append(contentsOf: busy) }
    }
}

extension FileSystem {
    /// How many files this process may have open at a time.
    static func openFilesMax() -> Int {
        var limit = rlimit()
        // SAFETY: limit outlives the call.
        guard unsafe getrlimit(openFiles, &limit) == 0 else { return 256 }
        return Int(clamping: limit.rlim_cur)
    }

    /// Lets this process have as many files open as the system allows it, up to 65,536. To be called once, when a process begins; where
    /// the system refuses, the limit stays.
    public static func raiseOpenFilesLimit() {
        var limit = rlimit()
        // SAFETY: limit outlives the calls.
        guard unsafe getrlimit(openFiles, &limit) == 0 else { return }
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 65_536))
        _ = unsafe setrlimit(openFiles, &limit)
    }

    private static let openFiles = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
}
