public import Bytes
import Decompression
public import Domain
public import Records

/// What is known of one source (file) of a partition when its rows are on disk.
public struct SourceRecord: Sendable {
    /// The file's name within its partition's folder.
    public var name: String
    public var kind: Kind
    /// The file's size and the SHA-256 of its bytes, in hexadecimal.
    public var bytes: Int
    public var sha256: String
    public var rowsRead = 0
    /// Rows that ingest itself quarantined, by reason, with the first of each.
    public var quarantined: [QuarantineCount] = []
    /// Columns of the file that are no columns of the kind.
    public var unknownColumns: [String] = []
    /// Set aside as a whole: none of its rows is used.
    public var isSetAside = false
    public var wallMilliseconds = 0
    /// The run that took it in.
    public var runID = ""

    public init(name: String, kind: Kind, bytes: Int, sha256: String) {
        self.name = name
        self.kind = kind
        self.bytes = bytes
        self.sha256 = sha256
    }
}

/// How many rows of a source were quarantined for one reason, and the first of them.
public struct QuarantineCount: Sendable {
    public var reason: QuarantineReason
    public var rows: Int
    public var firstLine: Int
    public var firstByte: Int
    public var column: String
    /// The first row, as it stands in the file, cut to 256 bytes.
    public var example: [UInt8]

    public init(reason: QuarantineReason, rows: Int, firstLine: Int, firstByte: Int, column: String, example: [UInt8]) {
        self.reason = reason
        self.rows = rows
        self.firstLine = firstLine
        self.firstByte = firstByte
        self.column = column
        self.example = example
    }
}

/// A partition's rows on disk.
public final class SegmentFile: Sendable {
    public let partition: Day
    public let file: RandomAccessFile
    /// In order of names.
    public let sources: [SourceRecord]
    /// Ascending by bucket, source and place; `byBucket[b] ..< byBucket[b + 1]` are those of bucket b.
    public let extents: [Extent]
    private let byBucket: [Int]

    static let magic: UInt64 = 0x3147_4553_4B4C_4953  // "SILKSEG1"
    static let trailerMagic: UInt64 = 0x3147_4553  // "SEG1"
    static let trailerLength = 24

    /// Opens a complete segment file and checks its directory.
    /// - Throws: `SystemFailure` where it cannot be read; code 5 (EIO) where it is not what it should be.
    public init(path: String, partition: Day) throws(SystemFailure) {
        self.partition = partition
        file = try RandomAccessFile(path: path, mode: .read)
        let broken = SystemFailure("trust (no complete segment file of this version)", path, code: 5)
        let size = try file.size()
        guard size >= 8 + SegmentFile.trailerLength else { throw broken }
        var buffer = ByteBuffer()
        try file.read(8, at: 0, into: &buffer)
        try file.read(SegmentFile.trailerLength, at: size - SegmentFile.trailerLength, into: &buffer)
        let offset = buffer.bytes.word(at: 8)
        let length = buffer.bytes.word(at: 16)
        guard buffer.bytes.word(at: 0) == SegmentFile.magic, UInt64(buffer.bytes.halfWord(at: 28)) == SegmentFile.trailerMagic,
            offset <= UInt64(size), length <= UInt64(size), Int(offset) + Int(length) + SegmentFile.trailerLength == size
        else { throw broken }
        let checksum = buffer.bytes.halfWord(at: 24)
        buffer.removeAll()
        try file.read(Int(length), at: Int(offset), into: &buffer)
        guard crc32(buffer.bytes) == checksum else { throw broken }
        var cursor = ByteCursor()
        extents = SegmentDirectory.readExtents(buffer.bytes, &cursor)
        sources = SegmentDirectory.readSources(buffer.bytes, &cursor)
        var starts = Array(repeating: 0, count: bucketCount + 1)
        for extent in extents { starts[extent.bucket + 1] += 1 }
        for bucket in 0..<bucketCount { starts[bucket + 1] += starts[bucket] }
        byBucket = starts
    }

    /// The extents of one bucket.
    public func extents(of bucket: Int) -> ArraySlice<Extent> { extents[byBucket[bucket]..<byBucket[bucket + 1]] }

    /// Completes the file behind `extents`: directory, trailer.
    /// - Parameter sources: in order of names; an extent's `source` is its place here. Extents of sources set aside are dropped.
    public static func complete(_ extents: ExtentFile, sources: [SourceRecord]) throws(SystemFailure) {
        var buffer = ByteBuffer()
        buffer.append(magic, width: 8)
        try extents.file.write(buffer.bytes, at: 0)
        buffer.removeAll()
        SegmentDirectory.write(extents.sortedExtents().filter { !sources[$0.source].isSetAside }, into: &buffer)
        SegmentDirectory.write(sources, into: &buffer)
        let offset = extents.end
        let length = buffer.count
        let checksum = crc32(buffer.bytes)
        buffer.append(UInt64(offset), width: 8)
        buffer.append(UInt64(length), width: 8)
        buffer.append(UInt64(checksum), width: 4)
        buffer.append(trailerMagic, width: 4)
        try extents.file.write(buffer.bytes, at: offset)
    }

    /// Bytes of a segment file before its first extent.
    public static let headerLength = 8
}
