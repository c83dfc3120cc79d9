internal import Bytes
internal import Tables

/// What the footer tells of a row group.
struct RowGroup {
    /// What it tells of a column of it.
    struct Chunk {
        /// Of the first page in the file.
        var offset: Int64
        /// Nulls among them.
        var valueCount: Int64
        var plainBytes: Int64
        var storedBytes: Int64
        var statistics: ColumnStatistics
    }

    var rowCount: Int64
    /// In the table's order of columns.
    var chunks: [Chunk]
}

/// `FileMetaData` of the format (parquet.thrift), with the numbers of its fields.
struct FileFooter {
    var table: TableShape
    var codec: ParquetCodec
    var groups: [RowGroup]

    /// In the form that readers take apart: program, version. Which version of silkrate wrote the file does not change it.
    private static let createdBy = Array("silkrate version 1.0.0".utf8)

    var bytes: ByteBuffer {
        var thrift = CompactThrift()
        thrift.structure { file in
            file.field(1, i32: 1)  // version
            file.field(2, listOf: .structure, [nil] + table.columns.map(Optional.some)) { list, column in
                list.structure { element in
                    if let column { writeColumn(column, to: &element) } else { writeRoot(to: &element) }
                }
            }
            file.field(3, i64: groups.reduce(0) { $0 + $1.rowCount })
            file.field(4, listOf: .structure, groups.indices) { list, index in
                list.structure { writeGroup(groups[index], Int16(clamping: index), to: &$0) }
            }
            file.field(6, binary: FileFooter.createdBy)
            // Bounds are in the order of each column's type (TYPE_ORDER): without this readers do not trust them.
            file.field(7, listOf: .structure, table.columns) { list, _ in
                list.structure { $0.field(1) { _ in } }
            }
        }
        return thrift.finish()
    }

    /// `SchemaElement` of the row as a whole.
    private func writeRoot(to element: inout CompactThrift) {
        element.field(4, binary: Array(table.name.utf8))
        element.field(5, i32: Int32(table.columns.count))
    }

    /// `SchemaElement`.
    private func writeColumn(_ column: TableColumn, to element: inout CompactThrift) {
        let type = ParquetType(column.type)
        element.field(1, i32: type.physical)
        element.field(3, i32: column.isNullable ? 1 : 0)  // OPTIONAL, REQUIRED
        element.field(4, binary: Array(column.name.utf8))
        if let converted = type.converted { element.field(6, i32: converted) }
        if let logical = type.logical {
            element.field(10) { $0.field(logical) { _ in } }
        }
    }

    /// `RowGroup`.
    private func writeGroup(_ group: RowGroup, _ index: Int16, to element: inout CompactThrift) {
        element.field(1, listOf: .structure, group.chunks.indices) { list, column in
            list.structure { chunk in
                chunk.field(2, i64: 0)  // file_offset: of a second copy of the metadata, which there is not
                chunk.field(3) { writeChunk(group.chunks[column], table.columns[column], to: &$0) }
            }
        }
        element.field(2, i64: group.chunks.reduce(0) { $0 + $1.plainBytes })
        element.field(3, i64: group.rowCount)
        if let first = group.chunks.first { element.field(5, i64: first.offset) }
        element.field(6, i64: group.chunks.reduce(0) { $0 + $1.storedBytes })
        if index < Int16.max { element.field(7, i16: index) }
    }

    /// `ColumnMetaData`.
    private func writeChunk(_ chunk: RowGroup.Chunk, _ column: TableColumn, to element: inout CompactThrift) {
        element.field(1, i32: ParquetType(column.type).physical)
        element.field(2, listOf: .i32, [ParquetEncoding.plain, ParquetEncoding.runs]) { $0.append(i32: $1) }
        element.field(3, listOf: .binary, [column.name]) { $0.append(binary: Array($1.utf8)) }
        element.field(4, i32: codec.code)
        element.field(5, i64: chunk.valueCount)
        element.field(6, i64: chunk.plainBytes)
        element.field(7, i64: chunk.storedBytes)
        element.field(9, i64: chunk.offset)
        element.field(12) { statistics in
            statistics.field(3, i64: chunk.statistics.nullCount)
            guard let bounds = chunk.statistics.bounds else { return }
            statistics.field(5, binary: bounds.greatest)
            statistics.field(6, binary: bounds.least)
        }
    }
}
