/// A run of framed rows of one source and one bucket in a file. Packed: a store of many rows has a million of them.
public struct Extent: BitwiseCopyable, Sendable {
    /// In bytes from the file's start.
    public var offset: Int
    public var firstByte: Int
    private var lineLow: UInt32
    private var sourcePlace: UInt32
    private var lengthBytes: UInt32
    private var rowCount: UInt32
    public var checksum: UInt32
    private var bucketPlace: UInt8
    /// And 1; 0 where there is none.
    private var quarterPlace: UInt8
    private var lineHigh: UInt16

    public var bucket: Int {
        get { Int(bucketPlace) }
        set { bucketPlace = UInt8(newValue) }
    }
    /// The quarter of the bucket's hashes that its rows are of, 0 to 3; nil: they are of all.
    public var quarter: Int? {
        get { quarterPlace == 0 ? nil : Int(quarterPlace) - 1 }
        set { quarterPlace = newValue.map { UInt8($0 + 1) } ?? 0 }
    }
    /// Ascending by bucket, quarter and source.
    var place: UInt64 { UInt64(bucketPlace) << 40 | UInt64(quarterPlace) << 32 | UInt64(sourcePlace) }
    /// The source's place in the file's list of sources.
    public var source: Int {
        get { Int(sourcePlace) }
        set { sourcePlace = UInt32(newValue) }
    }
    public var length: Int {
        get { Int(lengthBytes) }
        set { lengthBytes = UInt32(newValue) }
    }
    public var rows: Int {
        get { Int(rowCount) }
        set { rowCount = UInt32(newValue) }
    }
    /// The place of the first row in its source, with `firstByte`; the following rows' places are steps from there. Below 2⁴⁸.
    public var firstLine: Int {
        get { Int(lineHigh) << 32 | Int(lineLow) }
        set {
            lineLow = UInt32(truncatingIfNeeded: newValue)
            lineHigh = UInt16(newValue >> 32)
        }
    }

    public init(
        bucket: Int, source: Int, offset: Int = 0, length: Int = 0, rows: Int = 0, firstLine: Int = 0, firstByte: Int = 0,
        checksum: UInt32 = 0
    ) {
        self.offset = offset
        self.firstByte = firstByte
        self.checksum = checksum
        (lineLow, lineHigh, sourcePlace, lengthBytes, rowCount, bucketPlace, quarterPlace) = (0, 0, 0, 0, 0, 0, 0)
        self.bucket = bucket
        self.source = source
        self.length = length
        self.rows = rows
        self.firstLine = firstLine
    }
}
