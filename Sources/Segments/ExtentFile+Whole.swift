public import Bytes
import Decompression

extension ExtentFile {
    /// Creates a file whose name goes at once, so that a run that is killed leaves nothing behind.
    public convenience init(unnamedIn folder: String, as name: String) throws(SystemFailure) {
        try self.init(path: "\(folder)/\(name)")
        try FileSystem.remove(file.path)
    }

    /// Writes `bytes` as one extent of a bucket, whose rows have no place in a source.
    /// - Parameter section: what the extent holds, by the file's own numbering.
    public func appendWhole(_ bytes: borrowing RawSpan, bucket: Int, section: Int, rows: Int) throws(SystemFailure) {
        let extent = Extent(
            bucket: bucket, source: section, offset: 0, length: bytes.byteCount, rows: rows, firstLine: 0, firstByte: 0,
            checksum: crc32(bytes))
        try append(bytes, [extent])
    }
}
