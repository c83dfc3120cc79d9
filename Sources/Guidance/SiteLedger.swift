internal import Bytes
internal import Crypto

/// 128 bits of a SHA-256: what pages are made from, and their paths, in few bytes.
struct Digest: Hashable, Comparable, Sendable {
    fileprivate var high: UInt64 = 0
    fileprivate var low: UInt64 = 0

    init(_ bytes: [UInt8]) { self.init(SHA256.hash(data: bytes)) }

    init(_ hash: SHA256.Digest) {
        for (place, byte) in hash.prefix(16).enumerated() {
            if place < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
    }

    fileprivate init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    static func < (a: Digest, b: Digest) -> Bool { a.high != b.high ? a.high < b.high : a.low < b.low }
}

/// What an export remembers of the files that it made: what each was made from, its size and when it was written. It lies beside the
/// site, which has no file that a full export has not.
///
/// The next export looks a file up here before it makes it: the same inputs, and a file that is as it was left, and it is linked unseen.
/// A ledger that is missing, damaged, or of another program, model or address knows nothing, and everything is made anew.
struct SiteLedger: Sendable {
    struct Entry: Sendable {
        /// Of the file's path.
        var key: Digest
        var inputs: Digest
        /// In bytes; of a folder that was made as one, how many files it has.
        var size: Int
        /// When it was last written, in nanoseconds since 1970; 0 of a folder.
        var modified: Int64

        /// Whether a file is as it was left.
        func describes(_ status: FileStatus?) -> Bool {
            status.map { $0.bytes == size && $0.modifiedNanoseconds == modified } ?? false
        }
    }

    /// Ascending by key.
    private let entries: [Entry]

    private static let mark = Array("silkrate ledger 1\n".utf8)
    private static let entryBytes = 48

    /// Knows nothing.
    init() { entries = [] }

    /// - Parameter frame: of what all files depend on; what was made with another one is not known.
    init(path: String, frame: Digest) {
        var buffer = ByteBuffer()
        // Without it everything is made anew: no site depends on whether it could be read.
        guard let file = try? RandomAccessFile(path: path, mode: .read), let size = try? file.size(),
            (try? file.read(size, at: 0, into: &buffer)) != nil
        else {
            entries = []
            return
        }
        entries = SiteLedger.read(buffer.bytes.array(0..<buffer.count), frame) ?? []
    }

    private static func read(_ bytes: [UInt8], _ frame: Digest) -> [Entry]? {
        let (head, tail) = (mark.count + 16, 16)
        guard bytes.count >= head + tail, (bytes.count - head - tail) % entryBytes == 0, bytes.starts(with: mark) else { return nil }
        let end = bytes.count - tail
        guard digest(bytes, at: mark.count) == frame, digest(bytes, at: end) == Digest(Array(bytes[..<end])) else { return nil }
        return stride(from: head, to: end, by: entryBytes).map { place in
            Entry(
                key: digest(bytes, at: place), inputs: digest(bytes, at: place + 16),
                size: Int(truncatingIfNeeded: word(bytes, at: place + 32)), modified: Int64(bitPattern: word(bytes, at: place + 40)))
        }
    }

    private static func word(_ bytes: [UInt8], at place: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in place..<place + 8 { word = word << 8 | UInt64(bytes[index]) }
        return word
    }

    private static func digest(_ bytes: [UInt8], at place: Int) -> Digest {
        Digest(high: word(bytes, at: place), low: word(bytes, at: place + 8))
    }

    /// What is known of a file.
    ///
    /// - Complexity: O(log n).
    func entry(_ key: Digest) -> Entry? {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].key < key { low = middle + 1 } else { high = middle }
        }
        return low < entries.count && entries[low].key == key ? entries[low] : nil
    }

    /// Writes down what was made.
    static func write(_ entries: [Entry], frame: Digest, to path: String) throws(SystemFailure) {
        var bytes = mark
        bytes.reserveCapacity(mark.count + 32 + entryBytes * entries.count)
        func append(_ word: UInt64) {
            for place in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(56 - 8 * place))) }
        }
        func append(_ digest: Digest) {
            append(digest.high)
            append(digest.low)
        }
        append(frame)
        for entry in entries.sorted(by: { $0.key < $1.key }) {
            append(entry.key)
            append(entry.inputs)
            append(UInt64(entry.size))
            append(UInt64(bitPattern: entry.modified))
        }
        append(Digest(bytes))
        var buffer = ByteBuffer(capacity: bytes.count)
        buffer.append(bytes)
        let file = try RandomAccessFile(path: path, mode: .create)
        try file.write(buffer.bytes, at: 0)
        try file.sync()
    }
}
