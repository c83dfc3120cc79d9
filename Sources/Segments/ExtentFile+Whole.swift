public import Bytes
import Decompression

extension ExtentFile {
    /// Writes `bytes` as one extent of a bucket, whose rows have no place in a source.
    /// - Parameter section: what the extent holds, by the file's own numbering.
    public func appendWhole(_ bytes: borrowing RawSpan, bucket: Int, section: Int, rows: Int) throws(SystemFailure) {
        let extent = Extent(
            bucket: bucket, source: section, offset: 0, length: bytes.byteCount, rows: rows, firstLine: 0, firstByte: 0,
            checksum: crc32(bytes))
        try append(bytes, [extent])
    }
}
