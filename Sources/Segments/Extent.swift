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
}
