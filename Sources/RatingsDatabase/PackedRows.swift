public import Bytes

/// Rows of the tables of which an enterprise has many values (points, reasons, markets, metrics, counters), packed until they are
/// written: so they can be made on any thread while the enterprise is at hand, and wait in a file. Packs may be joined; within a table
/// rows ascend by key.
///
/// Rows of products are packed too, in packs of their own: there are so many that each must not take memory of its own.
///
/// A row: its table (1 byte), and for each of the table's columns a tag, and behind it a whole number as `Varint` of its zigzag form, a real
/// as the 8 bytes of its bits, or a text's length (`Varint`) and bytes.
public struct PackedRows: ~Copyable {
    private var buffer: ByteBuffer

    enum Table: UInt8 { case points, reasons, markets, metrics, evidence, products }
    enum Tag: UInt8 { case null, whole, real, text }

    public init() { buffer = ByteBuffer(capacity: 4096) }

    /// Forgets all rows and keeps the memory.
    public mutating func removeAll() { buffer.removeAll() }

    /// Adds rows that were packed before and lie in a range of a file.
    public mutating func append(_ place: Range<Int>, of file: RandomAccessFile) throws(SystemFailure) {
        try file.read(place.count, at: place.lowerBound, into: &buffer)
    }

    /// The rows, to be put aside.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { buffer.bytes }
    }

    /// Adds the points of an enterprise.
    public mutating func append(_ row: RatingSheetRow, _ layout: SheetLayout) {
        precondition(row.entries.count == layout.characteristics.count, "an enterprise has points of every characteristic")
        begin(.points)
        append(row.enterpriseID)
        let entries = row.entries.span
        for place in entries.indices {
            if place > 0 {
                append(entries[place].value)
                append(entries[place].numerator)
                append(entries[place].denominator)
            }
            append(Int64(entries[place].bin))
            append(entries[place].pointsHundredths)
        }
    }

    /// Adds the reasons of an enterprise, by rank; without effect where there are none.
    public mutating func append(_ reasons: [RatingReasonRow]) {
        guard !reasons.isEmpty else { return }
        begin(.reasons)
        ReasonTables.bind(reasons, to: &self)
    }

    /// Adds what an enterprise sells and where it ships.
    public mutating func append(_ markets: EnterpriseMarkets, of enterpriseID: Text) {
        begin(.markets)
        append(enterpriseID)
        MarketTables.bind(markets, to: &self)
    }

    /// Adds what marketplaces' standards say of an enterprise.
    public mutating func append(_ row: MetricSheetRow, _ layout: SheetLayout) {
        precondition(row.entries.count == layout.metrics.count, "an enterprise has an entry for every metric")
        begin(.metrics)
        append(row.enterpriseID)
        // In place: a copy of a metric's layout counts the references in it.
        let (metrics, entries) = (layout.metrics.span, row.entries.span)
        for place in metrics.indices {
            if metrics[place].hasCounts {
                append(entries[place].numerator)
                append(entries[place].denominator)
            }
            if metrics[place].hasState { append(entries[place].state) }
        }
    }

    /// Adds a seller's counters.
    public mutating func append(_ row: SellerEvidenceRow) {
        begin(.evidence)
        row.bind(to: &self)
    }

    mutating func begin(_ table: Table) { buffer.append(table.rawValue) }
}

extension PackedRows: RowValues {
    mutating func append(_ value: Int64) { buffer.append(Tag.whole.rawValue, zigzag: value) }

    mutating func append(_ value: Double) {
        buffer.append(Tag.real.rawValue)
        buffer.append(value.bitPattern, width: 8)
    }

    mutating func append(utf8: borrowing Span<UInt8>) {
        buffer.append(Tag.text.rawValue)
        buffer.appendVarint(UInt64(utf8.count))
        buffer.append(utf8)
    }

    /// Appends the text that lies in a range of `bytes`.
    mutating func append(_ bytes: borrowing RawSpan, _ text: Range<Int>) {
        buffer.append(Tag.text.rawValue)
        buffer.appendVarint(UInt64(text.count))
        buffer.append(bytes, text)
    }

    mutating func appendNull() { buffer.append(Tag.null.rawValue) }
}

extension PackedRows {
    /// The hundredths of a point of `base` and of each characteristic in the layout's order, where the first row has an enterprise's points;
    /// else none.
    public func pointsHundredths(_ layout: SheetLayout) -> [Int64] {
        let bytes = buffer.bytes
        var cursor = ByteCursor()
        guard bytes.byteCount > 0, Table(rawValue: cursor.byte(bytes)) == .points else { return [] }
        PackedRows.skip(bytes, &cursor)
        var points: [Int64] = []
        for place in layout.characteristics.indices {
            // Of `base` there is no value, numerator or denominator.
            for _ in 0..<(place == 0 ? 1 : 4) { PackedRows.skip(bytes, &cursor) }
            precondition(Tag(rawValue: cursor.byte(bytes)) == .whole, "a characteristic's points are no whole number")
            points.append(cursor.zigzag(bytes))
        }
        return points
    }

    /// Moves the cursor behind the value there.
    private static func skip(_ row: borrowing RawSpan, _ cursor: inout ByteCursor) {
        switch Tag(rawValue: cursor.byte(row)) {
        case .null: break
        case .whole: _ = cursor.zigzag(row)
        case .real: cursor.at += 8
        case .text:
            let count = Int(cursor.varint(row))
            cursor.at += count
        case nil: preconditionFailure("a packed value has no known tag")
        }
    }

    /// Hands over every row: its table, and the cursor at its values, which the body moves behind them.
    func forEachRow(_ body: (Table, borrowing RawSpan, inout ByteCursor) throws -> Void) throws {
        let bytes = buffer.bytes
        var cursor = ByteCursor()
        while cursor.at < bytes.byteCount {
            guard let table = Table(rawValue: cursor.byte(bytes)) else { preconditionFailure("a packed row has no known table") }
            try body(table, bytes, &cursor)
        }
    }
}
