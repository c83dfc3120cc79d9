#if canImport(Glibc)
    import Glibc
#endif

/// The name of a file in its folder: bytes, in whatever encoding. Two names that differ in a byte are two.
public struct FileName: Hashable, Sendable {
    /// As the system has it, without NUL and `/`.
    public let bytes: [UInt8]

    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// The name as text: distinct names have distinct texts, also where texts are compared as Unicode has it (composed and decomposed letters
    /// are equal there). Bytes that are no UTF-8, marks that can combine with what stands before them, letters that have another
    /// form, and backslashes are written `\xHH`, byte by byte; all else stands as it is.
    public var text: String {
        var text = ""
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var at = 0
        while true {
            let length: Int
            switch parser.parseScalar(from: &rest) {
            case .emptyInput: return text
            case .error(let count): length = count
            case .valid(let units):
                let scalar = Unicode.UTF8.decode(units)
                if FileName.hasOneForm(scalar) {
                    text.unicodeScalars.append(scalar)
                    at += units.count
                    continue
                }
                length = units.count
            }
            for byte in bytes[at..<at + length] { text += (byte < 0x10 ? "\\x0" : "\\x") + String(byte, radix: 16, uppercase: true) }
            at += length
        }
    }

    /// Whether no other sequence of scalars is equivalent to one with this scalar: a superset of what normalisation form C leaves in doubt
    /// (UAX 15: marks, jamos, composition exclusions). A backslash begins what is escaped.
    private static func hasOneForm(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar != "\\" }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .spacingMark, .enclosingMark: return false
        default: return !scalar.properties.isFullCompositionExclusion && !(0x1100...0x11FF).contains(scalar.value)
        }
    }
}

/// Where a file is: bytes for the system, and a text for people.
public struct FilePath: Sendable {
    /// For messages; the system is asked by bytes.
    public let text: String
    private let terminated: [CChar]

    /// A path that was given as text.
    public init(_ path: String) {
        text = path
        terminated = path.utf8.map { CChar(bitPattern: $0) } + [0]
    }

    /// A name in a folder.
    public init(folder: FilePath, _ name: FileName) {
        text = "\(folder.text)/\(name.text)"
        terminated = folder.terminated.dropLast() + (Array("/".utf8) + name.bytes).map { CChar(bitPattern: $0) } + [0]
    }

    // SAFETY: a mark of this function: the pointer must not outlive the call.
    /// Calls the system with the path as a C string that lives for the call.
    @unsafe
    public func withCString<T>(_ body: (UnsafePointer<CChar>) -> T) -> T {
        unsafe terminated.withUnsafeBufferPointer { unsafe body($0.baseAddress.unsafelyUnwrapped) }
    }
}

/// What bears a name in a folder.
public struct FolderEntry: Sendable {
    /// A regular file, a folder, or a pipe, a device and the like.
    public enum Form: Sendable { case file, folder, other }

    public var form: Form
    public var status: FileStatus
}

extension FileSystem {
    /// The names in a folder, ascending by bytes, without `.` and `..`.
    /// - Throws: also where the list breaks off: a part of it is never given for the whole.
    public static func entries(in folder: FilePath) throws(SystemFailure) -> [FileName] {
        // SAFETY: the stream is closed below and used by this thread alone; d_name is a C string within the entry.
        guard let stream = unsafe folder.withCString({ unsafe opendir($0) }) else { throw SystemFailure("list", folder.text) }
        defer { unsafe closedir(stream) }
        var names: [FileName] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let bytes = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            if bytes != [0x2E] && bytes != [0x2E, 0x2E] { names.append(FileName(bytes: bytes)) }
        }
        guard errno == 0 else { throw SystemFailure("list", folder.text) }
        return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// What stands at a path, behind links.
    /// - Throws: where nothing does, or the system cannot tell.
    public static func entry(at path: FilePath) throws(SystemFailure) -> FolderEntry {
        var status = stat()
        // SAFETY: status outlives the call.
        guard unsafe path.withCString({ unsafe stat($0, &status) }) == 0 else { throw SystemFailure("inspect", path.text) }
        let form: FolderEntry.Form =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .folder
            default: .other
            }
        let modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        return FolderEntry(form: form, status: FileStatus(bytes: Int(status.st_size), modifiedNanoseconds: modified))
    }
}

extension SystemFailure {
    /// Whether nothing stands at the path, or this user may not go there; else the device or the system is at fault.
    public var isUnreachable: Bool { [ENOENT, ENOTDIR, ELOOP, EACCES, EPERM, ENAMETOOLONG].contains(code) }
}
