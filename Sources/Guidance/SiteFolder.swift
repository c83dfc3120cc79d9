internal import Bytes
internal import Crypto
internal import Problems
internal import Synchronization

/// The folder of a site while it is made, beside the former one, and the link that leads to one of them.
///
/// `out` leads to `.out.N`; the next site is made in `.out.N+1` and the link replaced by a rename. A file that is what the former site
/// has is a second name of that file. The former site stays whole until the export after the next, for those who still read it.
final class SiteFolder: Sendable {
    struct Count: Sendable {
        var files = 0
        var filesWritten = 0
        var bytes = 0
        var bytesWritten = 0
    }

    /// Folders of enterprises: three hexadecimal digits, 4096 in all; a million enterprises make 250 pages in each.
    static let shardDigits = 3

    private let link: String
    private let parent: String
    private let name: String
    private let number: Int
    /// The folder of the site that stands; nil: none does.
    private let former: String?
    private let path: String
    private let lock: Lock
    private let counts = Mutex(Count())
    /// Those made so far.
    private let folders = Mutex<Set<String>>([])

    var count: Count { counts.withLock { $0 } }

    /// - Parameter link: the path of the link, with or without a slash at its end.
    init(link: String) throws(Problem) {
        let trimmed = String(link.reversed().drop { $0 == "/" }.reversed())
        let parts = SiteFolder.split(trimmed)
        self.link = trimmed
        parent = parts.folder
        name = parts.name
        guard !name.isEmpty, name != ".", name != ".." else {
            throw Problem(.usage, "\"\(link)\" names no folder", remedy: "give --out a name")
        }
        try onSite { [parent] () throws(SystemFailure) in try FileSystem.createFolder(parent) }
        lock = try Lock(path: "\(parent)/.\(name).lock")
        let target = FileSystem.linkTarget(of: self.link)
        let standing = target.flatMap { [name] in $0.hasPrefix(".\(name).") ? Int($0.dropFirst(name.utf8.count + 2)) : nil }
        guard standing != nil || (target == nil && FileSystem.size(of: self.link) == nil) else {
            throw Problem(
                .cannotCreate, at: Position(source: self.link), "this is not a link that an export has made",
                remedy: "name another --out, or move it away")
        }
        number = (standing ?? 0) + 1
        former = standing.map { [parent, name] in "\(parent)/.\(name).\($0)" }
        path = "\(parent)/.\(name).\(number)"
        // Left by an export that was stopped.
        try onSite { [path] () throws(SystemFailure) in
            try FileSystem.removeTree(path)
            try FileSystem.createFolder(path)
        }
    }

    private static func split(_ path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return (".", path) }
        return (slash == path.startIndex ? "/" : String(path[..<slash]), String(path[path.index(after: slash)...]))
    }

    /// Makes the folder of a file unless it is there.
    private func createFolder(of file: String) throws(SystemFailure) {
        let folder = SiteFolder.split(file).folder
        guard !folders.withLock({ $0.contains(folder) }) else { return }
        try FileSystem.createFolder("\(path)/\(folder)")
        _ = folders.withLock { $0.insert(folder) }
    }

    /// Puts a file in its place: a link to the former site's where that is the same.
    ///
    /// - Parameter file: its path below the site's folder.
    func put(_ file: String, _ content: String) throws(Problem) {
        let bytes = Array(content.utf8)
        try onSite { () throws(SystemFailure) in
            try createFolder(of: file)
            let isLinked = try isInFormer(file, bytes) && isLinkedToFormer(file)
            if !isLinked {
                var buffer = ByteBuffer(capacity: bytes.count)
                buffer.append(bytes)
                try RandomAccessFile(path: "\(path)/\(file)", mode: .create).write(buffer.bytes, at: 0)
            }
            counts.withLock { count in
                count.files += 1
                count.bytes += bytes.count
                count.filesWritten += isLinked ? 0 : 1
                count.bytesWritten += isLinked ? 0 : bytes.count
            }
        }
    }

    /// Makes the former site's file one of this site, too; false where the file system has no such links.
    private func isLinkedToFormer(_ file: String) -> Bool {
        guard let former else { return false }
        return (try? FileSystem.hardLink("\(former)/\(file)", to: "\(path)/\(file)")) != nil
    }

    private func isInFormer(_ file: String, _ bytes: [UInt8]) throws(SystemFailure) -> Bool {
        guard let former, FileSystem.size(of: "\(former)/\(file)") == bytes.count else { return false }
        var buffer = ByteBuffer(capacity: bytes.count)
        try RandomAccessFile(path: "\(former)/\(file)", mode: .read).read(bytes.count, at: 0, into: &buffer)
        return buffer.bytes.array(0..<buffer.count) == bytes
    }

    /// Brings the site to the disk, lets the link lead to it, and removes those before the former one.
    ///
    /// - Returns: the folder's path.
    func publish() throws(Problem) -> String {
        try onSite { () throws(SystemFailure) in
            FileSystem.syncAll()
            let next = "\(parent)/.\(name).next"
            try FileSystem.remove(next)
            try FileSystem.symbolicLink(to: ".\(name).\(number)", at: next)
            try FileSystem.rename(next, to: link)
            try FileSystem.syncFolder(parent)
            for other in try FileSystem.names(in: parent) where other.hasPrefix(".\(name).") {
                guard let old = Int(other.dropFirst(name.utf8.count + 2)), old < number - 1 else { continue }
                try FileSystem.removeTree("\(parent)/\(other)")
            }
        }
        return path
    }
}

/// The lock of an export, for as long as it lasts.
private final class Lock: Sendable {
    private let lock: FileLock

    init(path: String) throws(Problem) { lock = try Lock.taken(path) }

    private static func taken(_ path: String) throws(Problem) -> FileLock {
        do throws(SystemFailure) {
            return try FileLock(path: path, holder: "silkrate export, process \(FileSystem.processID())")
        } catch {
            guard error.operation == "lock" else { throw problem(error) }
            throw Problem(
                .storeBusy, at: Position(source: path), "another export writes this site", remedy: "wait until it has finished",
                cause: FileLock.holder(of: path))
        }
    }
}

/// Runs `body` and turns a failed call into a problem.
func onSite<Value>(_ body: () throws(SystemFailure) -> Value) throws(Problem) -> Value {
    do throws(SystemFailure) { return try body() } catch { throw problem(error) }
}

private func problem(_ failure: SystemFailure) -> Problem {
    let isPlace = ["create", "create folder", "create link"].contains(failure.operation)
    return Problem(
        isPlace ? .cannotCreate : .inputOutput, at: Position(source: failure.path), "the site could not be written",
        remedy: isPlace ? "name an --out in a folder that may be written to" : "free space on this disk or check it, then export again",
        cause: failure.description)
}

/// Where the page of an id lies, without its end: `e/<3 digits>/<17 digits>`, the first 80 bits of the id's SHA-256. Ids are any text of up
/// to 256 bytes, which no file name can hold.
struct PagePlace: Hashable, Sendable {
    let digits: String

    init(_ id: [UInt8]) {
        let hex = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for byte in SHA256.hash(data: id).prefix(10) {
            text.append(hex[Int(byte >> 4)])
            text.append(hex[Int(byte & 15)])
        }
        digits = String(decoding: text, as: UTF8.self)
    }

    var shard: String { String(digits.prefix(SiteFolder.shardDigits)) }
    var name: String { String(digits.dropFirst(SiteFolder.shardDigits)) }
    var path: String { "e/\(shard)/\(name).html" }
}
