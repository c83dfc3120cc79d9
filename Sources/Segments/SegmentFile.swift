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
    /// When the file was last written, nanoseconds since 1970; with the size it tells whether the file may have changed.
    public var modifiedNanoseconds: Int64 = 0
    public var sha256: String
    public var rowsRead = 0
    /// Rows that ingest itself quarantined, by reason, with the first of each.
    public var quarantined: [QuarantineCount] = []
    /// Fields with a withdrawn code in the rows that ingest took: `RowEncoder.withdrawnCodes`.
    public var withdrawnCodes = 0
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
    /// In order of names.
    public let sources: [SourceRecord]
    private let sealed: SealedFile

    /// "SILKSEG6", and what its rows mean: a file of another layout is none of this version.
    public static let magic: UInt64 = 0x3647_4553_4B4C_4953 ^ StoredLayout.fingerprint(of: StoredLayout.rows)

    /// Opens a complete segment file and checks its directory.
    /// - Throws: `SystemFailure` where it cannot be read; a damage where it is not what it should be.
    public init(path: String, partition: Day) throws(SystemFailure) {
        self.partition = partition
        sealed = try SealedFile(path: path, magic: SegmentFile.magic)
        var notes = ByteBuffer()
        notes.append(sealed.notes)
        var cursor = ByteCursor()
        sources = SourceNotes.readSources(notes.bytes, &cursor)
    }

    public var file: RandomAccessFile { sealed.file }
    public var extents: ExtentDirectory { sealed.extents }
    /// Tells this content from another's of the same partition.
    public var identity: UInt64 { sealed.mark.identity }
    /// What its rows' buckets follow from.
    public var hashKey: HashKey { sealed.hashKey }

    /// The mark and the hash key of a segment file, from its header and trailer alone.
    /// - Throws: as `init`.
    public static func mark(path: String) throws(SystemFailure) -> (mark: SealedMark, hashKey: HashKey) {
        try SealedFile.mark(path: path, magic: magic)
    }

    /// Completes the file behind `extents`.
    /// - Parameters:
    ///   - hashKey: what the rows were scattered with.
    ///   - sources: in order of names; an extent's `source` is its place here. Extents of sources set aside are dropped.
    public static func complete(_ extents: ExtentFile, _ hashKey: HashKey, sources: [SourceRecord]) throws(SystemFailure) {
        var notes = ByteBuffer()
        SourceNotes.write(sources, into: &notes)
        try SealedFile.seal(extents, magic: magic, hashKey, notes: notes) { !sources[$0.source].isSetAside }
    }

    /// Bytes of a segment file before its first extent.
    public static let headerLength = SealedFile.headerLength
}
