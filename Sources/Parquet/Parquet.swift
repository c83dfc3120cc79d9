// Parquet: rows → the bytes of an Apache Parquet file (format 2.x, https://github.com/apache/parquet-format).
//
// The least that every reader takes: data pages of version 1, values PLAIN, definition levels by the hybrid of runs and packed
// bits, pages compressed with zstd, statistics per column chunk. No dictionaries, no nesting, no page index.
//
//     ParquetWriter       rows → row groups → footer; says what to append to the file
//     ColumnChunk         a column of a row group: cells → pages
//     DefinitionLevels    which values of a page are there
//     ColumnStatistics    the least and the greatest value, and how many are missing
//     CompactThrift       the encoding of page headers and footer (Thrift's compact protocol)
//
// The same rows give the same bytes, for one version of libzstd: nothing else goes in, no time and no name of a machine.

internal import Tables

/// How a Parquet file's pages are compressed.
public enum ParquetCodec: Sendable {
    /// Not at all.
    case uncompressed
    /// By zstd, level 3.
    case zstd

    /// `CompressionCodec` of the format.
    var code: Int32 {
        switch self {
        case .uncompressed: 0
        case .zstd: 6
        }
    }
}

/// A column's type in the format's numbers.
struct ParquetType {
    /// `Type`: how values are stored.
    let physical: Int32
    /// `ConvertedType`: what they mean, to older readers; nil: what they are.
    let converted: Int32?
    /// The member of the union `LogicalType`: what they mean; nil: what they are.
    let logical: Int?

    init(_ type: ColumnType) {
        switch type {
        case .integer: (physical, converted, logical) = (2, nil, nil)  // INT64
        case .real: (physical, converted, logical) = (5, nil, nil)  // DOUBLE
        case .text, .instant: (physical, converted, logical) = (6, 0, 1)  // BYTE_ARRAY: UTF8, STRING
        case .day: (physical, converted, logical) = (1, 6, 6)  // INT32: DATE
        }
    }
}

/// `Encoding` of the format.
enum ParquetEncoding {
    static let plain: Int32 = 0
    /// Of levels.
    static let runs: Int32 = 3
}
