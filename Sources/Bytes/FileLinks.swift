#if canImport(Glibc)
    import Glibc
#endif

extension FileSystem {
    /// Gives a file a second name: both are the same file from then on.
    public static func hardLink(_ from: String, to: String) throws(SystemFailure) {
        // SAFETY: paths are passed as C strings that live for the call.
        guard unsafe link(from, to) == 0 else { throw SystemFailure("link", to) }
    }

    /// Makes a symbolic link that leads to `target`.
    public static func symbolicLink(to target: String, at path: String) throws(SystemFailure) {
        // SAFETY: paths are passed as C strings that live for the call.
        guard unsafe symlink(target, path) == 0 else { throw SystemFailure("create link", path) }
    }

    /// Where a symbolic link leads to, as it says itself; nil where there is none.
    public static func linkTarget(of path: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: 4096)
        // SAFETY: the array outlives the call, which writes at most its count and no NUL.
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe readlink(path, $0.baseAddress.unsafelyUnwrapped, $0.count) }
        return count > 0 && count < buffer.count ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }

    /// Returns once all that was written to files is on the devices (on Linux `sync` waits): one wait for very many files.
    public static func syncAll() { sync() }
}
