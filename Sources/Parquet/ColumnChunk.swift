internal import Bytes
internal import Decompression
internal import Domain
internal import Tables

/// A column of the row group under way: takes cells, makes pages of them.
final class ColumnChunk {
    let column: TableColumn
    let type: ParquetType
    /// Finished pages, each behind its header.
    private(set) var pages = ByteBuffer()
    private(set) var valueCount: Int64 = 0
    /// Of pages and headers, were the pages not compressed.
    private(set) var plainBytes: Int64 = 0
    private(set) var statistics = ColumnStatistics()
    /// The page under way: its values, and whether each row has one.
    private var values = ByteBuffer()
    private var levels: [Bool] = []
    /// nil: pages are left as they are.
    private let compressor: ZstdCompressor?

    /// Bytes of values that end a page; about what parquet-mr takes. Larger pages compress no better.
    private static let pageBytesMax = 1 << 20

    init(_ column: TableColumn, _ compressor: ZstdCompressor?) {
        self.column = column
        self.compressor = compressor
        type = ParquetType(column.type)
    }

    /// Takes a row's value.
    /// - Returns: the bytes that it adds to the plain pages.
    func append(_ cell: Cell) -> Int {
        let before = values.count
        switch (cell, column.type) {
        case (.null, _): precondition(column.isNullable, "column \(column.name) always has a value")
        case (.integer(let value), .integer): values.append(UInt64(bitPattern: value), width: 8)
        case (.real(let value), .real): values.append(value.bitPattern, width: 8)
        case (.day(let value), .day): values.append(UInt64(UInt32(bitPattern: value.number)), width: 4)
        case (.text(let value), .text), (.text(let value), .instant):
            values.append(UInt64(value.count), width: 4)
            values.append(value)
        default: preconditionFailure("a value of column \(column.name) is not of its type")
        }
        levels.append(cell != .null)
        statistics.add(cell)
        let added = values.count - before
        if values.count >= ColumnChunk.pageBytesMax { endPage() }
        return added
    }

    /// Ends the page under way; no more than that where it is empty.
    func endPage() {
        guard !levels.isEmpty else { return }
        var page = ByteBuffer(capacity: values.count + 64)
        if column.isNullable {
            var packed = ByteBuffer()
            DefinitionLevels.append(levels, to: &packed)
            page.append(UInt64(packed.count), width: 4)
            page.append(packed)
        }
        page.append(values)
        let stored = compressor?.compress(page.bytes)
        let header = pageHeader(plain: page.count, stored: stored?.count ?? page.count)
        pages.append(header)
        if let stored { pages.append(stored) } else { pages.append(page) }
        plainBytes += Int64(header.count + page.count)
        valueCount += Int64(levels.count)
        values.removeAll()
        levels.removeAll(keepingCapacity: true)
    }

    /// Begins the next row group.
    func removeAll() {
        pages.removeAll()
        valueCount = 0
        plainBytes = 0
        statistics = ColumnStatistics()
    }

    /// `PageHeader` of a data page of version 1.
    private func pageHeader(plain: Int, stored: Int) -> ByteBuffer {
        var thrift = CompactThrift()
        thrift.structure {
            $0.field(1, i32: 0)  // DATA_PAGE
            $0.field(2, i32: Int32(plain))
            $0.field(3, i32: Int32(stored))
            $0.field(5) { data in
                data.field(1, i32: Int32(levels.count))
                data.field(2, i32: ParquetEncoding.plain)
                data.field(3, i32: ParquetEncoding.runs)
                data.field(4, i32: ParquetEncoding.runs)
            }
        }
        return thrift.finish()
    }
}
