public import Bytes
public import Domain

/// Which field of a file's rows feeds which column of the schema.
public struct HeaderPlan: Sendable {
    public var schema: Schema
    /// Fields in a row of the file.
    public var fieldCount: Int
    /// For each column of the schema the field that feeds it, or −1.
    public var fieldOfColumn: [Int]
    /// Names of columns that are no column of the kind.
    public var unknown: [String]

    /// What keeps a header from being one of the kind's.
    public enum Refusal: Error, Equatable, Sendable {
        case missing([String])
        case repeated([String])
    }

    /// - Parameter names: the header's fields.
    public init(schema: Schema, names: [String]) throws(Refusal) {
        self.schema = schema
        fieldCount = names.count
        fieldOfColumn = schema.columns.map { column in names.firstIndex(of: column.name) ?? -1 }
        unknown = names.filter { schema.index(of: $0) == nil }
        let repeated = schema.columns.map(\.name).filter { name in names.filter { $0 == name }.count > 1 }
        if !repeated.isEmpty { throw .repeated(repeated) }
        let missing = schema.columns.indices.filter { schema.columns[$0].isRequired && fieldOfColumn[$0] < 0 }
        if !missing.isEmpty { throw .missing(missing.map { schema.columns[$0].name }) }
    }
}

/// Checks and types the fields of a record after its kind's schema and writes the row's canonical encoding:
///
///     varint  length of the key's columns
///     3 bytes presence, a bit for each column in the schema's layout, lowest first
///     columns in the schema's layout, absent ones left out:
///       texts           length − 1 in a byte, the bytes
///       numbers         zigzag varint (millionths; whole numbers; seconds since 2026-01-01T00:00:00Z)
///       codes           3 bytes          words   1 byte
///
/// Two rows are the same row exactly when their encodings are the same bytes; defaults are filled in.
public struct RowEncoder: ~Copyable {
    /// Instants are stored relative to this second (2026-01-01T00:00:00Z), which makes them short.
    static let epoch: Int64 = 1_767_225_600

    private let plan: HeaderPlan
    private let steps: [Step]
    /// The last row's canonical encoding.
    public private(set) var row = ByteBuffer(capacity: 4096)
    /// The last row's key column that decides the bucket, hashed.
    public private(set) var bucketHash: UInt64 = 0
    /// The last row's numbers by column, in the contract's order; `absent` where missing. Texts have none.
    public private(set) var numbers: [Int64]
    private let latest: Int64
    private var body = ByteBuffer(capacity: 4096)

    /// In `numbers`: the field is empty.
    public static let absent = Int64.min

    private struct Step: Sendable {
        var column: Int
        var field: Int
        var isRequired: Bool
        var isKey: Bool
        var type: FieldType
        var defaultCode: UInt32?
    }

    /// - Parameter latest: the last instant that is not from the future: 24 hours after the end of the partition's day.
    public init(plan: HeaderPlan, latest: Instant) {
        self.plan = plan
        self.latest = latest.seconds
        numbers = Array(repeating: RowEncoder.absent, count: plan.schema.columns.count)
        steps = plan.schema.layout.map { index in
            let column = plan.schema.columns[index]
            return Step(
                column: index, field: plan.fieldOfColumn[index], isRequired: column.isRequired, isKey: plan.schema.key.contains(index),
                type: column.type, defaultCode: column.defaultCode)
        }
    }

    /// Encodes the tokeniser's record into `row`; nil where it is a good row.
    ///
    /// The fault reported is the first in the schema's layout; faults of single fields come before those of the whole row.
    public mutating func encode(_ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan) -> RowFault? {
        if let flaw = tokenizer.flaw { return RowFault(flaw) }
        guard tokenizer.fieldCount == plan.fieldCount else { return RowFault(.columnCount) }
        body.removeAll()
        var presence: UInt64 = 0
        var bit: UInt64 = 1
        var keyLength = 0
        for i in steps.indices {
            let field = steps[i].field
            let slice = field < 0 ? FieldSlice(start: 0, end: 0, isUnescaped: false) : tokenizer.fields[field]
            var isPresent = false
            let fault =
                slice.isUnescaped
                ? encode(i, tokenizer.unescaped.bytes, slice.range, &isPresent) : encode(i, window, slice.range, &isPresent)
            if let fault { return fault }
            if isPresent { presence |= bit }
            bit &<<= 1
            if steps[i].isKey { keyLength = body.count }
            if i == 0 { bucketHash = body.bytes.hash(1..<max(1, body.count)) }
        }
        if let fault = rowFault() { return fault }
        row.removeAll()
        row.appendVarint(UInt64(keyLength))
        row.append(presence, width: 3)
        row.append(body)
        return nil
    }

    @inline(__always)
    private mutating func encode(_ index: Int, _ bytes: borrowing RawSpan, _ range: Range<Int>, _ isPresent: inout Bool) -> RowFault? {
        let column = steps[index].column
        guard !range.isEmpty else {
            numbers[column] = RowEncoder.absent
            if steps[index].isRequired { return RowFault(.valueMissing, column: column) }
            if let code = steps[index].defaultCode {
                body.append(UInt64(code), width: 3)
                isPresent = true
            }
            return nil
        }
        isPresent = true
        switch steps[index].type {
        case .text:
            guard range.count <= 256 else { return RowFault(.tooLong, column: column) }
            guard FieldDecoding.isUTF8(bytes, range) else { return RowFault(.notUTF8, column: column) }
            append(text: bytes, range)
        case .instant:
            guard let seconds = FieldDecoding.instant(bytes, range) else { return RowFault(.notAnInstant, column: column) }
            numbers[column] = seconds
            body.appendZigzag(seconds &- RowEncoder.epoch)
        case .decimal(let bounds):
            switch FieldDecoding.decimal(bytes, range) {
            case .failure(let fault): return RowFault(fault.reason, column: column)
            case .success(let micros):
                guard bounds.contains(micros) else { return RowFault(.outOfRange, column: column) }
                numbers[column] = micros
                body.appendZigzag(micros)
            }
        case .whole(let bounds):
            switch FieldDecoding.decimal(bytes, range) {
            case .failure(let fault): return RowFault(fault.reason, column: column)
            case .success(let micros):
                let (whole, rest) = micros.quotientAndRemainder(dividingBy: 1_000_000)
                guard rest == 0 else { return RowFault(.notADecimal, column: column) }
                guard bounds.contains(whole) else { return RowFault(.outOfRange, column: column) }
                numbers[column] = whole
                body.appendZigzag(whole)
            }
        case .code(let list):
            // A NUL behind a shorter code would be packed as that code.
            guard range.count <= 3, bytes.byte(at: range.upperBound &- 1) != 0 else { return RowFault(.notACode, column: column) }
            let packed = UInt32(truncatingIfNeeded: bytes.packed(range))
            guard list.index(of: packed) != nil else { return RowFault(.notACode, column: column) }
            numbers[column] = Int64(packed)
            body.append(UInt64(packed), width: 3)
        case .word(let table):
            guard let place = word(table, bytes, range) else { return RowFault(.notACode, column: column) }
            numbers[column] = Int64(place)
            body.append(UInt8(truncatingIfNeeded: place))
        case .hsCode:
            guard (6...10).contains(range.count), isDigits(bytes, range) else { return RowFault(.notACode, column: column) }
            append(text: bytes, range)
        case .place:
            guard isPlace(bytes, range) else { return RowFault(.notACode, column: column) }
            append(text: bytes, range)
        }
        return nil
    }

    @inline(__always)
    private mutating func append(text bytes: borrowing RawSpan, _ range: Range<Int>) {
        body.append(UInt8(truncatingIfNeeded: range.count &- 1))
        body.append(bytes, range)
    }

    @inline(__always)
    private func word(_ table: WordTable, _ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int? {
        // A NUL behind a word would be packed as that word.
        guard range.count <= 24, bytes.byte(at: range.upperBound &- 1) != 0 else { return nil }
        let start = range.lowerBound
        let first = bytes.packed(start..<min(start &+ 8, range.upperBound))
        if range.count <= 8 { return table.place(first, 0, 0) }
        let second = bytes.packed(start &+ 8..<min(start &+ 16, range.upperBound))
        if range.count <= 16 { return table.place(first, second, 0) }
        return table.place(first, second, bytes.packed(start &+ 16..<range.upperBound))
    }

    private func isDigits(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        for at in range where bytes.byte(at: at) &- 0x30 > 9 { return false }
        return true
    }

    /// ISO 3166-1 alpha-2 from the list, or a UN/LOCODE by form: a country of the list, then three of A–Z and 2–9.
    private func isPlace(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        guard range.count == 2 || range.count == 5 else { return false }
        let start = range.lowerBound
        guard Country.list.index(of: UInt32(truncatingIfNeeded: bytes.packed(start..<start + 2))) != nil else { return false }
        for at in start + 2..<range.upperBound {
            let byte = bytes.byte(at: at)
            guard byte &- 0x41 < 26 || byte &- 0x32 < 8 else { return false }
        }
        return true
    }

    /// What stands in the column of a fault; empty where it has none.
    public func field(of fault: RowFault, _ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan) -> [UInt8] {
        guard let column = fault.column, plan.fieldOfColumn[column] >= 0, plan.fieldOfColumn[column] < tokenizer.fieldCount else { return [] }
        let slice = tokenizer.fields[plan.fieldOfColumn[column]]
        return slice.isUnescaped ? tokenizer.unescaped.bytes.array(slice.range) : window.array(slice.range)
    }

    /// What only the whole row shows: a version time from the future, an amount beyond 64 bits of minor units.
    private func rowFault() -> RowFault? {
        for column in plan.schema.version where numbers[column] != RowEncoder.absent {
            if numbers[column] > latest { return RowFault(.fromTheFuture, column: column) }
            break
        }
        guard plan.schema.kind == .transactions else { return nil }
        let freight = numbers[TransactionColumn.freight]
        let index = Currency.list.index(of: UInt32(truncatingIfNeeded: numbers[TransactionColumn.currency])) ?? 0
        let amount = Money.amountMinor(
            quantityMicros: numbers[TransactionColumn.quantity], unitPriceMicros: numbers[TransactionColumn.unitPrice],
            freightMicros: freight == RowEncoder.absent ? 0 : freight, digits: Currency.minorDigits(index))
        return amount == nil ? RowFault(.overflow, column: TransactionColumn.unitPrice) : nil
    }
}
