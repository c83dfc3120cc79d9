#if canImport(Glibc)
    import Glibc
#endif

extension FileSystem {
    /// The folder and the name of a path; "." where it names no folder.
    public static func split(_ path: String) -> (folder: String, name: String) {
        // By bytes: a letter behind the slash may combine with it to one character.
        guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.utf8.index(after: slash)...]))
    }

    /// Where a path leads to: the file itself, or the place for one that is not there yet, behind the links that bear its name. What is
    /// renamed to it replaces that file in its own folder, and the links stay.
    ///
    /// - Parameter isEnd: whether a link's target, as the link says it, is followed no further.
    /// - Throws: `SystemFailure` with `isLink` where links lead in a circle.
    public static func followingLinks(_ path: String, until isEnd: (String) -> Bool = { _ in false }) throws(SystemFailure) -> String {
        var place = path
        // As many as Linux follows.
        for _ in 0..<40 {
            guard let target = linkTarget(of: place), !isEnd(target) else { return place }
            place = isAbsolute(target) ? target : "\(split(place).folder)/\(target)"
        }
        throw SystemFailure("open", path, code: ELOOP)
    }

    /// The absolute path of a file or folder without links, also of one that is not there yet in a folder that is.
    public static func absolutePath(_ path: String) -> String {
        if let whole = realPath(path) { return whole }
        let parts = split((try? followingLinks(path)) ?? path)
        guard let folder = realPath(parts.folder) else {
            return isAbsolute(path) ? path : "\(realPath(".") ?? "")/\(path)"
        }
        return folder == "/" ? "/\(parts.name)" : "\(folder)/\(parts.name)"
    }

    private static func isAbsolute(_ path: String) -> Bool { path.utf8.first == UInt8(ascii: "/") }

    private static func realPath(_ path: String) -> String? {
        // SAFETY: the path is passed as a C string that lives for the call; the answer is a C string of its own, freed here.
        guard let text = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }
}
