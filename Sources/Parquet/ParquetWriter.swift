public import Bytes
internal import Decompression
public import Tables

/// Makes a Parquet file of a table's rows, front to back: what it appends to `output` is what comes next in the file, so that
/// no more than a row group is ever in memory.
///
///     var writer = ParquetWriter(table)
///     var output = ByteBuffer()
///     writer.append([.text("S1"), .null], to: &output)   // write what is in `output`, empty it, go on
///     writer.finish(to: &output)
public struct ParquetWriter: ~Copyable {
    private let table: TableShape
    private let codec: ParquetCodec
    private let chunks: [ColumnChunk]
    private var groups: [RowGroup] = []
    /// Bytes of the file so far.
    private var offset: Int64 = 0
    /// Of the row group under way.
    private var rowCount = 0
    private var plainBytes = 0

    /// Rows of a group: what pyarrow and DuckDB take as a unit of parallel work is 122,880 and more; fewer need less memory.
    public static let groupRowsMax = 65_536
    /// Plain bytes that end a row group before that, so that long texts in many columns take no more memory.
    public static let groupBytesMax = 64 << 20

    public init(_ table: TableShape, codec: ParquetCodec = .zstd) {
        precondition(!table.columns.isEmpty, "a table has columns")
        self.table = table
        self.codec = codec
        let compressor = codec == .zstd ? ZstdCompressor() : nil
        chunks = table.columns.map { ColumnChunk($0, compressor) }
    }

    /// Takes a row: one value for each column, in the table's order.
    public mutating func append(_ row: [Cell], to output: inout ByteBuffer) {
        precondition(row.count == chunks.count, "a row has one value for each column of its table")
        for (chunk, cell) in zip(chunks, row) { plainBytes += chunk.append(cell) }
        rowCount += 1
        if rowCount == ParquetWriter.groupRowsMax || plainBytes >= ParquetWriter.groupBytesMax { endGroup(&output) }
    }

    /// Ends the file.
    public consuming func finish(to output: inout ByteBuffer) {
        if rowCount > 0 { endGroup(&output) }
        beginFile(&output)
        let footer = FileFooter(table: table, codec: codec, groups: groups).bytes
        output.append(footer)
        output.append(UInt64(footer.count), width: 4)
        output.append(ParquetWriter.magic)
    }

    /// At both ends of the file.
    private static let magic = Array("PAR1".utf8)

    private mutating func beginFile(_ output: inout ByteBuffer) {
        guard offset == 0 else { return }
        output.append(ParquetWriter.magic)
        offset = Int64(ParquetWriter.magic.count)
    }

    private mutating func endGroup(_ output: inout ByteBuffer) {
        beginFile(&output)
        var group = RowGroup(rowCount: Int64(rowCount), chunks: [])
        for chunk in chunks {
            chunk.endPage()
            group.chunks.append(
                RowGroup.Chunk(
                    offset: offset, valueCount: chunk.valueCount, plainBytes: chunk.plainBytes, storedBytes: Int64(chunk.pages.count),
                    statistics: chunk.statistics))
            output.append(chunk.pages)
            offset += Int64(chunk.pages.count)
            chunk.removeAll()
        }
        groups.append(group)
        rowCount = 0
        plainBytes = 0
    }
}
