internal import GRDB
public import Problems

/// Rows of the tables of which an enterprise has many values (points, reasons, markets, metrics), packed until they are written: so they can
/// be made on any thread while the enterprise is at hand, and wait in a file. Packs may be joined; within a table rows ascend by key.
///
/// A row: its table (1 byte), how many values it has (2 bytes), and each value: a tag, and behind it a whole number as LEB128 of its
/// zigzag form, a real as the 8 bytes of its bits, or a text's length (LEB128) and bytes.
public struct PackedRows: Sendable {
    public private(set) var bytes: [UInt8] = []
    /// Where the number of the last row's values stands.
    private var countPlace = 0

    fileprivate enum Table: UInt8 { case points, reasons, markets, metrics }
    fileprivate enum Tag: UInt8 { case null, whole, real, text }

    public init() {}
    /// Rows that were packed before.
    public init(bytes: [UInt8]) { self.bytes = bytes }

    /// Adds the points of an enterprise.
    public mutating func append(_ row: RatingSheetRow) {
        begin(.points)
        append(row.enterpriseID)
        for entry in row.entries {
            append(entry.value)
            append(entry.numerator)
            append(entry.denominator)
            append(entry.bin)
            append(entry.pointsHundredths)
            append(entry.referencePointsHundredths)
        }
    }

    /// Adds a reason.
    public mutating func append(_ row: RatingReasonRow) {
        begin(.reasons)
        row.bind(to: &self)
    }

    /// Adds what an enterprise sells and where it ships.
    public mutating func append(_ markets: EnterpriseMarkets, of enterpriseID: Text) {
        begin(.markets)
        append(enterpriseID)
        MarketTables.bind(markets, to: &self)
    }

    /// Adds what marketplaces' standards say of an enterprise.
    public mutating func append(_ row: MetricSheetRow) {
        begin(.metrics)
        append(row.enterpriseID)
        for entry in row.entries {
            append(entry.numerator)
            append(entry.denominator)
            append(SheetTables.state(of: entry))
        }
    }

    private mutating func begin(_ table: Table) {
        bytes.append(table.rawValue)
        countPlace = bytes.count
        bytes += [0, 0]
    }
}

extension PackedRows: RowValues {
    private mutating func begin(_ tag: Tag) {
        bytes[countPlace] &+= 1
        if bytes[countPlace] == 0 { bytes[countPlace + 1] += 1 }
        bytes.append(tag.rawValue)
    }

    private mutating func appendNumber(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func append(_ value: Int64) {
        begin(.whole)
        appendNumber(UInt64(bitPattern: value << 1 ^ value >> 63))
    }

    mutating func append(_ value: Double) {
        begin(.real)
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift)) }
    }

    mutating func append(utf8: some Collection<UInt8>) {
        begin(.text)
        appendNumber(UInt64(utf8.count))
        bytes.append(contentsOf: utf8)
    }

    mutating func appendNull() { begin(.null) }
}

/// Reads packed rows front to back.
private struct PackedRowCursor {
    private let bytes: [UInt8]
    private var place = 0

    init(_ rows: PackedRows) { bytes = rows.bytes }

    /// The table of the next row, or nil behind the last.
    mutating func nextTable() -> PackedRows.Table? {
        guard place < bytes.count else { return nil }
        place += 1
        guard let table = PackedRows.Table(rawValue: bytes[place - 1]) else { preconditionFailure("a packed row has no known table") }
        return table
    }

    /// Inserts the row whose table was read.
    mutating func insertRow(by insert: inout BulkInsert) throws {
        let count = Int(bytes[place]) | Int(bytes[place + 1]) << 8
        place += 2
        for _ in 0..<count { passValue(to: &insert) }
        try insert.step()
    }

    private mutating func passValue(to insert: inout BulkInsert) {
        let tag = PackedRows.Tag(rawValue: bytes[place])
        place += 1
        switch tag {
        case .null: insert.appendNull()
        case .whole:
            let raw = number()
            insert.append(Int64(bitPattern: raw >> 1 ^ (0 &- (raw & 1))))
        case .real:
            var bits: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bits |= UInt64(bytes[place]) << shift
                place += 1
            }
            insert.append(Double(bitPattern: bits))
        case .text:
            let count = Int(number())
            insert.append(utf8: bytes[place..<place + count])
            place += count
        case nil: preconditionFailure("a packed value has no known tag")
        }
    }

    private mutating func number() -> UInt64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte = bytes[place]
            place += 1
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
        }
    }
}

extension RatingsDatabaseBuilder {
    /// Writes points, reasons and markets, in each table ascending by enterprise.
    public func write(_ rows: PackedRows) throws(Problem) {
        let pointsInsertion = SheetTables.insertion(
            SheetTables.points, SheetTables.pointColumns, count: sheets.layout.characteristics.count)
        try writing { database in
            var points = try BulkInsert(pointsInsertion, in: database)
            var reasons = try BulkInsert(RatingReasonRow.insertion, in: database)
            var markets = try BulkInsert(MarketTables.insertion, in: database)
            var cursor = PackedRowCursor(rows)
            while let table = cursor.nextTable() {
                switch table {
                case .points: try cursor.insertRow(by: &points)
                case .reasons: try cursor.insertRow(by: &reasons)
                case .markets: try cursor.insertRow(by: &markets)
                case .metrics: preconditionFailure("metrics are written with the evidence")
                }
            }
        }
    }
}

extension EvidenceTables {
    /// Writes what marketplaces' standards say, ascending by enterprise.
    public func write(_ rows: PackedRows) throws(Problem) {
        let insertion = SheetTables.insertion(SheetTables.metrics, SheetTables.metricColumns, count: metricCount)
        try reportingFaults(of: path) {
            try queue.writeWithoutTransaction { database in
                var metrics = try BulkInsert(insertion, in: database)
                var cursor = PackedRowCursor(rows)
                while let table = cursor.nextTable() {
                    precondition(table == .metrics, "only metrics are written with the evidence")
                    try cursor.insertRow(by: &metrics)
                }
            }
        }
    }
}
