public import Bytes
import Domain
import Records
import Segments
public import Tables

/// The three bases, each a table.
public enum Base: CaseIterable, Sendable {
    /// Market subjects, their latest versions.
    case subjects
    /// Products, their latest versions.
    case products
    /// Orders joined with invoices, payments, logistics, feedback and customs: an order of a seller each.
    case transactions

    /// Its shape.
    public var table: TableShape {
        switch self {
        case .subjects: TableShape(.subjects, summary: "The latest version of a market subject, as delivered.")
        case .products: TableShape(.products, summary: "The latest version of a product, as delivered.")
        case .transactions: TransactionExport.table
        }
    }

    /// Hands over its rows one by one, in order of the bytes of their line in CSV. No more than a bucket is in memory.
    public func forEachRow(
        of input: BaseInput, _ body: ([Cell]) throws(SystemFailure) -> Void
    ) throws(SystemFailure) {
        let runs = try SortedRuns(in: input.temporary, as: "export")
        switch self {
        case .subjects: try Base.addLatest(.subjects, input, to: runs)
        case .products: try Base.addLatest(.products, input, to: runs)
        case .transactions:
            var join = OrderJoin()
            var export = TransactionExport()
            for bucket in 0..<bucketCount {
                export.removeAll()
                _ = try join.join(bucket, of: input, into: &export)
                try runs.add(export.rows.map(Base.record), of: bucket)
            }
        }
        let width = table.columns.count
        try runs.merge { (content) throws(SystemFailure) in
            var rest = content
            try body((0..<width).map { _ in Cell(&rest) })
        }
    }

    private static func addLatest(_ kind: Kind, _ input: BaseInput, to runs: SortedRuns) throws(SystemFailure) {
        var bucket = BucketRows()
        var versions = Versions(kind)
        var decoder = RowDecoder(kind)
        for index in 0..<bucketCount {
            try bucket.load(index, of: input) { $0 == kind }
            var outcomes = RegisterOutcomes()
            versions.take(kind, of: bucket)
            versions.resolve(in: bucket, &outcomes)
            var rows: [[Cell]] = []
            for i in versions.rows.indices {
                decoder.decode(bucket.bytes, at: versions.rows[i])
                rows.append(cells(of: decoder, bucket.bytes))
            }
            try runs.add(rows.map(record), of: index)
        }
    }

    /// A row behind its line in CSV.
    private static func record(_ row: [Cell]) -> SortedRuns.Record {
        var record = SortedRuns.Record(key: [], content: [])
        CommaSeparated.append(row, to: &record.key)
        for cell in row { cell.append(to: &record.content) }
        return record
    }

    private static func cells(of row: RowDecoder, _ bytes: borrowing RawSpan) -> [Cell] {
        var cells: [Cell] = []
        for (index, column) in row.schema.columns.enumerated() {
            guard let value = row.number(index) else {
                cells.append(.null)
                continue
            }
            switch column.type {
            case .whole: cells.append(.integer(value))
            case .text, .hsCode, .place: cells.append(.text(bytes.array(row.text(index))))
            case .instant, .decimal, .code, .word:
                var text: [UInt8] = []
                RowText.append(row, index, bytes, to: &text)
                cells.append(.text(text))
            }
        }
        return cells
    }
}

extension TableShape {
    /// The shape of a kind's rows. Decimals are text: digits as exact as they were delivered.
    fileprivate init(_ kind: Kind, summary: String) {
        self.init(
            name: kind.name, summary: summary,
            columns: Schema.of(kind).columns.map { column in
                let isNullable = !column.isRequired && column.defaultCode == nil
                return switch column.type {
                case .whole: TableColumn(column.name, .integer, isNullable: isNullable)
                case .instant: TableColumn(column.name, .instant, isNullable: isNullable)
                case .word(let table): TableColumn(column.name, .text, isNullable: isNullable, words: table.words)
                case .text, .hsCode, .place, .decimal, .code: TableColumn(column.name, .text, isNullable: isNullable)
                }
            })
    }
}
