internal import Bytes
internal import Crypto
internal import Problems
internal import Synchronization

/// The folder of a site while it is made, beside the former one, and the link that leads to one of them.
///
/// `out` leads to `.out.N`; the next site is made in `.out.N+1` and the link replaced by a rename. Where `out` is somebody's link to such a
/// link, that one is replaced, in its own folder. A file that is what the former site
/// has is a second name of that file. The former site stays whole until the export after the next, for those who still read it.
/// `.out.N.ledger` tells what the files of `.out.N` were made from: one made from the same is not made at all.
final class SiteFolder: Sendable {
    struct Count: Sendable {
        var files = 0
        /// Of these, those that were made, be it only to find them the same as the former site's.
        var filesMade = 0
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
    /// Those made so far, and how many files each has.
    private let folders = Mutex<[String: Int]>([:])
    /// Of what all files depend on; nil: unknown.
    private let frame: Digest?
    private let ledger: SiteLedger
    private let entries = Mutex<[SiteLedger.Entry]>([])

    var count: Count { counts.withLock { $0 } }

    /// - Parameters:
    ///   - link: the path of the link, with or without a slash at its end.
    ///   - content: what is written; a link that leads to the other is left alone.
    ///   - frame: what all files depend on; nil where that is not known: all of them are made.
    init(link: String, for content: SiteContent, frame: Digest?) throws(Problem) {
        let trimmed = try SiteFolder.followed(link)
        let parts = FileSystem.split(trimmed)
        self.link = trimmed
        parent = parts.folder
        name = parts.name
        guard !name.isEmpty, name != ".", name != ".." else {
            throw Problem(.usage, "\"\(link)\" names no folder", remedy: "give --out a name")
        }
        try onSite { [parent] () throws(SystemFailure) in try FileSystem.createFolder(parent) }
        lock = try Lock(path: "\(parent)/.\(name).lock")
        let standing = SiteFolder.standing(self.link)
        let occupied = try onSite { [link = self.link] () throws(SystemFailure) in
            // A link that leads nowhere has no size.
            if FileSystem.linkTarget(of: link) != nil { return true }
            return try FileSystem.size(of: link) != nil
        }
        guard standing != nil || !occupied else {
            throw Problem(
                .cannotCreate, at: Position(source: self.link), "this is not a link that an export has made",
                remedy: "name another --out, or move it away")
        }
        try content.check(self.link)
        number = (standing ?? 0) + 1
        former = standing.map { [parent, name] in "\(parent)/.\(name).\($0)" }
        path = "\(parent)/.\(name).\(number)"
        self.frame = frame
        ledger = if let former, let frame { SiteLedger(path: former + Self.ledgerEnd, frame: frame) } else { SiteLedger() }
        // Left by an export that was stopped.
        try onSite { [path, former] () throws(SystemFailure) in
            if let former { _ = try FileSystem.isOwnFolder(former) }
            try FileSystem.removeTree(path)
            try FileSystem.remove(path + Self.ledgerEnd)
            try FileSystem.createOwnFolder(path)
        }
    }

    private static let ledgerEnd = ".ledger"

    /// The path without slashes at its end; where it is a link to the link of an export, that one.
    private static func followed(_ path: String) throws(Problem) -> String {
        let trimmed = String(path.reversed().drop { $0 == "/" }.reversed())
        return try onSite { () throws(SystemFailure) in
            try FileSystem.followingLinks(trimmed) { $0.utf8.first == 0x2E && !$0.utf8.contains(0x2F) }
        }
    }

    /// The number of the folder that a link of an export leads to; nil: the path is no such link.
    private static func standing(_ link: String) -> Int? {
        FileSystem.linkTarget(of: link).flatMap { number(in: $0, of: FileSystem.split(link).name) }
    }

    /// N of the name `.name.N` with `end` behind it, by bytes: a name in another normal form of Unicode is another name.
    private static func number(in entry: String, of name: String, end: String = "") -> Int? {
        let start = ".\(name)."
        guard entry.utf8.starts(with: start.utf8), entry.utf8.count > start.utf8.count + end.utf8.count,
            entry.utf8.suffix(end.utf8.count).elementsEqual(end.utf8)
        else { return nil }
        let digits = entry.utf8.dropFirst(start.utf8.count).dropLast(end.utf8.count)
        guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        // The digits may be anybody's: a number that is none of an export's is none.
        return UInt32(String(decoding: digits, as: UTF8.self)).map(Int.init)
    }

    /// - Throws: `.cannotCreate` where a folder for other files is the link of an export: what is written into it would go with the former
    ///   site, and stand in no ledger.
    static func refuseLink(_ path: String, for format: GuidanceFileFormat) throws(Problem) {
        let link = try followed(path)
        guard standing(link) != nil else { return }
        throw Problem(
            .cannotCreate, at: Position(source: link),
            "this link leads to what an export of --format site or json has made; --format \(format.rawValue) would write into it",
            remedy: "name another --out, or remove the link")
    }

    /// Makes the folder of a file unless it is there.
    private func createFolder(of file: String) throws(SystemFailure) {
        let folder = FileSystem.split(file).folder
        guard folders.withLock({ $0[folder] }) == nil else { return }
        try FileSystem.createFolder("\(path)/\(folder)")
        folders.withLock { $0[folder, default: 0] += 0 }
    }

    /// Puts a file in its place: a link to the former site's where that was made from the same, or is the same.
    ///
    /// - Parameters:
    ///   - file: its path below the site's folder.
    ///   - inputs: what it is made from, besides the frame.
    ///   - content: makes it.
    func put(_ file: String, from inputs: [UInt8], _ content: () throws(Problem) -> String) throws(Problem) {
        let inputs = Digest(inputs)
        if try isTakenOver(file, inputs, isMade: false) { return }
        try write(file, Array(content().utf8), inputs)
    }

    /// Puts a file that was made already.
    func put(_ file: String, _ content: String) throws(Problem) {
        let bytes = Array(content.utf8)
        let inputs = Digest(bytes)
        if try isTakenOver(file, inputs, isMade: true) { return }
        try write(file, bytes, inputs)
    }

    /// Links the former site's file, where that was made from the same and is as it was left.
    private func isTakenOver(_ file: String, _ inputs: Digest, isMade: Bool) throws(Problem) -> Bool {
        guard let former, let entry = ledger.entry(Digest(Array(file.utf8))), entry.inputs == inputs,
            let status = try onSite({ () throws(SystemFailure) in try FileSystem.status(of: "\(former)/\(file)") }), entry.describes(status)
        else { return false }
        try onSite { () throws(SystemFailure) in try createFolder(of: file) }
        guard isLinkedToFormer(file) else { return false }
        note(file, inputs, status, isMade: isMade, isWritten: false)
        return true
    }

    private func write(_ file: String, _ bytes: [UInt8], _ inputs: Digest) throws(Problem) {
        try onSite { () throws(SystemFailure) in
            try createFolder(of: file)
            let isLinked = try isInFormer(file, bytes) && isLinkedToFormer(file)
            if !isLinked {
                var buffer = ByteBuffer(capacity: bytes.count)
                buffer.append(bytes)
                try RandomAccessFile(path: "\(path)/\(file)", mode: .create).write(buffer.bytes, at: 0)
            }
            guard let status = try FileSystem.status(of: "\(path)/\(file)") else { throw SystemFailure("inspect", file, code: 0) }
            note(file, inputs, status, isMade: true, isWritten: !isLinked)
        }
    }

    private func note(_ file: String, _ inputs: Digest, _ status: FileStatus, isMade: Bool, isWritten: Bool) {
        counts.withLock { count in
            count.files += 1
            count.bytes += status.bytes
            count.filesMade += isMade ? 1 : 0
            count.filesWritten += isWritten ? 1 : 0
            count.bytesWritten += isWritten ? status.bytes : 0
        }
        folders.withLock { $0[FileSystem.split(file).folder, default: 0] += 1 }
        let entry = SiteLedger.Entry(
            key: Digest(Array(file.utf8)), inputs: inputs, size: status.bytes, modified: status.modifiedNanoseconds)
        entries.withLock { $0.append(entry) }
    }

    /// Takes over all files of a folder of the former site, where they were made from the same and every one is as it was left.
    ///
    /// - Returns: false where they are to be made; none is in its place then.
    func carryOver(_ folder: String, from inputs: Digest) throws(Problem) -> Bool {
        guard let former, let whole = ledger.entry(Self.key(folder: folder)), whole.inputs == inputs,
            let names = try? FileSystem.names(in: "\(former)/\(folder)"), names.count == whole.size
        else { return false }
        var files: [(file: String, inputs: Digest, status: FileStatus)] = []
        for name in names {
            let file = "\(folder)/\(name)"
            let status = try onSite { () throws(SystemFailure) in try FileSystem.status(of: "\(former)/\(file)") }
            guard let status, let entry = ledger.entry(Digest(Array(file.utf8))), entry.describes(status) else { return false }
            files.append((file, entry.inputs, status))
        }
        for (file, inputs, status) in files {
            try onSite { () throws(SystemFailure) in
                try createFolder(of: file)
                try FileSystem.hardLink("\(former)/\(file)", to: "\(path)/\(file)")
            }
            note(file, inputs, status, isMade: false, isWritten: false)
        }
        remember(folder, from: inputs)
        return true
    }

    /// Writes down that all files of a folder are there, and what they were made from.
    func remember(_ folder: String, from inputs: Digest) {
        let count = folders.withLock { $0[folder] ?? 0 }
        entries.withLock { $0.append(SiteLedger.Entry(key: Self.key(folder: folder), inputs: inputs, size: count, modified: 0)) }
    }

    /// No file's path ends so.
    private static func key(folder: String) -> Digest { Digest(Array("\(folder)/".utf8)) }

    /// Makes the former site's file one of this site, too; false where the file system has no such links.
    private func isLinkedToFormer(_ file: String) -> Bool {
        guard let former else { return false }
        return (try? FileSystem.hardLink("\(former)/\(file)", to: "\(path)/\(file)")) != nil
    }

    private func isInFormer(_ file: String, _ bytes: [UInt8]) throws(SystemFailure) -> Bool {
        guard let former, try FileSystem.size(of: "\(former)/\(file)") == bytes.count else { return false }
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
            if let frame { try SiteLedger.write(entries.withLock { $0 }, frame: frame, to: path + Self.ledgerEnd) }
            let next = "\(parent)/.\(name).next"
            try FileSystem.remove(next)
            try FileSystem.symbolicLink(to: ".\(name).\(number)", at: next)
            try FileSystem.rename(next, to: link)
            try FileSystem.syncFolder(parent)
            for other in try FileSystem.names(in: parent) {
                // Of ledgers the last one is enough.
                let old = Self.number(in: other, of: name) ?? Self.number(in: other, of: name, end: Self.ledgerEnd).map { $0 - 1 }
                // A link is none of ours.
                guard let old, old < number - 1, !FileSystem.isLink("\(parent)/\(other)") else { continue }
                try FileSystem.removeTree("\(parent)/\(other)")
            }
        }
        return path
    }
}

/// What stands behind a link: one is not written in the place of the other.
enum SiteContent: String {
    case site, json

    /// A file that each of its kind has, and the other has not.
    private var mark: String { self == .site ? "index.html" : FilesExport.schemaName }

    /// What all its files depend on.
    func frame(_ parts: [String]) -> Digest { Digest(Array(([rawValue] + parts).joined(separator: "\n").utf8)) }

    /// - Throws: `.cannotCreate` where the link leads to the other kind.
    func check(_ link: String) throws(Problem) {
        let other: SiteContent = self == .site ? .json : .site
        let mark = "\(link)/\(other.mark)"
        guard try onSite({ () throws(SystemFailure) in try FileSystem.size(of: mark) }) != nil else { return }
        let holds = other == .site ? "a site" : "files of --format json"
        throw Problem(
            .cannotCreate, at: Position(source: link), "this link leads to \(holds), which --format \(rawValue) would replace",
            remedy: "name another --out, or remove the link")
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
    if failure.isLink || failure.isForeign {
        return Problem(
            .cannotCreate, at: Position(source: failure.path),
            "this is no file or folder of ours, where one belongs; it is left as it is, and so is what it leads to",
            remedy: "remove it, or name another --out", cause: failure.description)
    }
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
