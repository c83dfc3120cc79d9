/// A run of framed rows of one source and one bucket in a file.
public struct Extent: BitwiseCopyable, Sendable {
    public var bucket: Int
    /// The source's place in the file's list of sources.
    public var source: Int
    /// In bytes from the file's start.
    public var offset: Int
    public var length: Int
    public var rows: Int
    /// The place of the first row in its source; the following rows' places are steps from there.
    public var firstLine: Int
    public var firstByte: Int
    public var checksum: UInt32

    public init(
        bucket: Int, source: Int, offset: Int = 0, length: Int = 0, rows: Int = 0, firstLine: Int = 0, firstByte: Int = 0,
        checksum: UInt32 = 0
    ) {
        self.bucket = bucket
        self.source = source
        self.offset = offset
        self.length = length
        self.rows = rows
        self.firstLine = firstLine
        self.firstByte = firstByte
        self.checksum = checksum
    }
}
