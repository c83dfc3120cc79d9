public import Bytes

/// A complete file of extents: each a run of bytes of one bucket with its checksum, and a directory behind them that tells where
/// they lie, with whatever notes the writer adds.
///
///     8 bytes   the magic of the format and its version
///     16 bytes  the store's hash key
///     extents
///     directory where the extents lie (`ExtentDirectory`), then the notes
///     trailer   offset, length and hash of the directory under that key, 8 bytes each
///
/// A file gets its final name only when it is sealed, so that whatever bears a final name is whole.
public final class SealedFile: Sendable {
    public let file: RandomAccessFile
    public let extents: ExtentDirectory
    /// What the writer put behind the extents in the directory.
    public let notes: [UInt8]
    /// What the hashes are made with that its rows' buckets follow from.
    public let hashKey: HashKey
    /// Tells the file from others.
    public let mark: SealedMark

    /// Bytes of a file before its first extent.
    public static let headerLength = 24
    private static let trailerLength = 24

    /// Opens a sealed file and checks its directory; the extents are checked when they are read.
    /// - Throws: `SystemFailure` where it cannot be read; a damage where it is not what it should be.
    public init(path: String, magic: UInt64) throws(SystemFailure) {
        file = try RandomAccessFile(path: path, mode: .read)
        let trailer = try Trailer(file, magic: magic)
        var buffer = ByteBuffer()
        try file.read(trailer.length, at: trailer.offset, into: &buffer)
        mark = trailer.mark
        hashKey = trailer.hashKey
        guard buffer.bytes.hash(0..<buffer.count, hashKey) == mark.identity else { throw SealedFile.broken(path) }
        var cursor = ByteCursor()
        extents = ExtentDirectory(buffer.bytes, &cursor, of: file, at: trailer.offset)
        notes = buffer.bytes.array(cursor.at..<buffer.count)
    }

    /// The mark and the hash key of a sealed file, from its header and trailer alone.
    /// - Throws: as `init`.
    public static func mark(path: String, magic: UInt64) throws(SystemFailure) -> (mark: SealedMark, hashKey: HashKey) {
        let trailer = try Trailer(RandomAccessFile(path: path, mode: .read), magic: magic)
        return (trailer.mark, trailer.hashKey)
    }

    /// Seals the file behind `extents`: magic, directory, trailer.
    /// - Parameter keeping: which of the extents the directory names.
    /// - Returns: the file's identity.
    @discardableResult
    public static func seal(
        _ extents: ExtentFile, magic: UInt64, _ hashKey: HashKey, notes: borrowing ByteBuffer, keeping: (Extent) -> Bool = { _ in true }
    ) throws(SystemFailure) -> UInt64 {
        var buffer = ByteBuffer()
        for word in [magic, hashKey.first, hashKey.second] { buffer.append(word, width: 8) }
        try extents.file.write(buffer.bytes, at: 0)
        buffer.removeAll()
        ExtentDirectory.write(extents.takeSortedExtents(), keeping: keeping, into: &buffer)
        buffer.append(notes)
        let offset = extents.end
        let length = buffer.count
        let identity = buffer.bytes.hash(0..<length, hashKey)
        buffer.append(UInt64(offset), width: 8)
        buffer.append(UInt64(length), width: 8)
        buffer.append(identity, width: 8)
        try extents.file.write(buffer.bytes, at: offset)
        try extents.file.truncate(to: offset + buffer.count)
        return identity
    }

    static func broken(_ path: String) -> SystemFailure { SystemFailure.damage(path, "no complete file of this version") }

    private struct Trailer {
        var offset: Int
        var length: Int
        var mark: SealedMark
        var hashKey: HashKey

        init(_ file: RandomAccessFile, magic: UInt64) throws(SystemFailure) {
            let size = try file.size()
            guard size >= headerLength + trailerLength else { throw broken(file.path) }
            var buffer = ByteBuffer()
            try file.read(headerLength, at: 0, into: &buffer)
            try file.read(trailerLength, at: size - trailerLength, into: &buffer)
            let offset = buffer.bytes.word(at: headerLength)
            let length = buffer.bytes.word(at: headerLength + 8)
            guard buffer.bytes.word(at: 0) == magic, offset <= UInt64(size), length <= UInt64(size),
                Int(offset) + Int(length) + trailerLength == size
            else { throw broken(file.path) }
            self.offset = Int(offset)
            self.length = Int(length)
            mark = SealedMark(identity: buffer.bytes.word(at: headerLength + 16), bytes: size)
            hashKey = HashKey(buffer.bytes.word(at: 8), buffer.bytes.word(at: 16))
        }
    }
}

/// Tells a sealed file from others.
public struct SealedMark: Hashable, Sendable {
    /// The hash of the directory, and so, through the checksums in it, of all that the file says: files with one identity are
    /// the same file.
    public var identity: UInt64
    /// The file's size.
    public var bytes: Int

    public init(identity: UInt64, bytes: Int) {
        self.identity = identity
        self.bytes = bytes
    }
}
