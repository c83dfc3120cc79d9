import Bytes

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An open file: closed when its owner goes.
struct FileDescriptor: ~Copyable {
    private let number: Int32

    /// What `fstat` says of a file that is being read.
    struct Status: Equatable {
        var sizeBytes: Int
        var modifiedSeconds: Int
        var modifiedNanoseconds: Int
        var isRegular: Bool
    }

    /// A failed system call: its name and the system's reason.
    struct Failure: Error {
        var code: Int32
        var call: String

        init(_ call: String) {
            code = errno
            self.call = call
        }

        /// `pread: Input/output error`.
        var text: String {
            // SAFETY: strerror returns a string that is valid until this thread's next call.
            unsafe "\(call): \(String(cString: strerror(code)))"
        }

        /// Whether the file's absence is the reason.
        var isMissing: Bool { code == ENOENT || code == ENOTDIR || code == ELOOP }
        /// Whether the system lacks what an open file takes, or the device fails: the file may well be there.
        var isOfTheSystem: Bool { [EIO, EMFILE, ENFILE, ENOMEM, ESTALE, ETIMEDOUT].contains(code) }
        /// Whether the disk or the user's share of it is full.
        var isFull: Bool { code == ENOSPC || code == EDQUOT || code == EFBIG }
    }

    /// Opens a file for reading. Without O_NONBLOCK a named pipe would wait for its writer, before anything can be refused.
    init(reading path: FilePath) throws(Failure) {
        // SAFETY: the path's bytes live for the call.
        number = unsafe path.withCString { unsafe open($0, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY) }
        guard number >= 0 else { throw Failure("open") }
    }

    /// Creates a file, or empties the one that is there.
    init(creating path: String) throws(Failure) {
        // SAFETY: the path's bytes live for the call.
        number = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard number >= 0 else { throw Failure("open") }
    }

    deinit {
        if number >= 0 { close(number) }
    }

    func status() throws(Failure) -> Status {
        var record = stat()
        // SAFETY: fstat fills the record and keeps no pointer.
        guard unsafe fstat(number, &record) == 0 else { throw Failure("fstat") }
        return Status(
            sizeBytes: Int(record.st_size),
            modifiedSeconds: Int(record.st_mtim.tv_sec),
            modifiedNanoseconds: Int(record.st_mtim.tv_nsec),
            isRegular: record.st_mode & S_IFMT == S_IFREG)
    }

    /// Tells the kernel that the file is read once, from start to end, so that it reads further ahead on a cold disk.
    func expectSequentialReads() {
        _ = posix_fadvise(number, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    /// Reads up to `count` bytes from `fileOffset` to `bytes[offset...]`; 0 at the end of the file.
    func read(into bytes: inout [UInt8], at offset: Int, atMost count: Int, fileOffset: Int) throws(Failure) -> Int {
        while true {
            let got = unsafe bytes.withUnsafeMutableBytes { buffer in
                // SAFETY: the slice traps unless the buffer has `count` bytes there; it lives for the call.
                unsafe pread(
                    number, UnsafeMutableRawBufferPointer(rebasing: buffer[offset..<offset + count]).baseAddress, count, fileOffset)
            }
            if got >= 0 { return got }
            guard errno == EINTR else { throw Failure("pread") }
        }
    }

    /// Writes all bytes at the file's end.
    func write(_ bytes: RawSpan) throws(Failure) {
        var done = 0
        while done < bytes.byteCount {
            let put = unsafe bytes.withUnsafeBytes { buffer in
                // SAFETY: the slice traps unless it lies in the buffer, which lives for the call.
                unsafe Self.writeOnce(number, UnsafeRawBufferPointer(rebasing: buffer[done...]))
            }
            if put >= 0 {
                done += put
            } else if errno != EINTR {
                throw Failure("write")
            }
        }
    }

    private static func writeOnce(_ number: Int32, _ buffer: UnsafeRawBufferPointer) -> Int {
        #if canImport(Glibc)
            // SAFETY: as stated by the caller.
            return unsafe Glibc.write(number, buffer.baseAddress, buffer.count)
        #else
            // SAFETY: as stated by the caller.
            return unsafe Musl.write(number, buffer.baseAddress, buffer.count)
        #endif
    }

    /// Closes the file now, so that a failure to write back (a network file system, a quota) is seen.
    consuming func finish() throws(Failure) {
        let open = number
        discard self
        // EINTR: Linux has closed it all the same.
        guard close(open) == 0 || errno == EINTR else { throw Failure("close") }
    }
}
