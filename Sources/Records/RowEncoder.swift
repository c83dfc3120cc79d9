public import Bytes
public import Domain

/// Checks and types the fields of a record after its kind's schema and writes the row's canonical encoding:
///
///     2 bytes length of the key's columns
///     columns of the key, in the schema's layout
///     presence: a bit for each column that a row may lack, in the schema's layout, lowest first; as few bytes as hold them
///     the other columns in the schema's layout, absent ones left out
///
/// Texts: length − 1 in a byte, the bytes. Numbers: zigzag varint (millionths; whole numbers; seconds since
/// 2026-01-01T00:00:00Z). Codes: 3 bytes. Words: 1 byte.
///
/// Two rows are the same row exactly when their encodings are the same bytes; defaults are filled in.
public struct RowEncoder: ~Copyable {
    /// Instants are stored relative to this second (2026-01-01T00:00:00Z), which makes them short.
    static let epoch: Int64 = 1_767_225_600

    private let steps: PlainArray<EncodingStep>
    private let keyCount: Int
    private let presenceBytes: Int
    private let fieldCount: Int
    private let latest: Int64
    /// The columns that hold the version time: the first one, and the one that stands in where that is missing.
    private let versionColumns: (first: Int, second: Int)
    private let isTransactions: Bool
    private var tables: EncodingTables
    private var numbers = InlineArray<24, Int64>(repeating: RowEncoder.absent)

    /// The last row's canonical encoding: its first `rowLength` bytes.
    public private(set) var row = Scratch(capacity: 8192)
    public private(set) var rowLength = 0
    /// The last row's key column that decides the bucket, hashed.
    public private(set) var bucketHash: UInt64 = 0

    /// Among values: the field is empty.
    public static let absent = Int64.min

    /// - Parameter latest: the last instant that is not from the future: 24 hours after the end of the partition's day.
    public init(plan: HeaderPlan, latest: Instant) {
        let schema = plan.schema
        self.latest = latest.seconds
        keyCount = schema.key.count
        presenceBytes = schema.presenceBytes
        fieldCount = plan.fieldCount
        let version = schema.version
        precondition((1...2).contains(version.count), "a version time stands in one column or two")
        versionColumns = (version[0], version[version.count - 1])
        isTransactions = schema.kind == .transactions
        tables = EncodingTables()
        var steps = PlainArray<EncodingStep>(capacity: schema.layout.count)
        var bit: UInt64 = 1
        for index in schema.layout {
            var step = EncodingStep(schema, column: index, field: plan.fieldOfColumn[index])
            tables.add(schema.columns[index].type, for: &step)
            if schema.isOptional(index) {
                step.presenceBit = bit
                bit <<= 1
            }
            steps.append(step)
        }
        self.steps = steps
    }

    /// Encodes the tokeniser's record into `row`; nil where it is a good row.
    ///
    /// The fault reported is the first in the schema's layout; faults of single fields come before those of the whole row.
    public mutating func encode(_ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan) -> RowFault? {
        if let flaw = tokenizer.flaw { return RowFault(flaw) }
        guard tokenizer.fieldCount == fieldCount else { return RowFault(.columnCount) }
        var at = 2
        var presenceAt = 2
        var presence: UInt64 = 0
        for i in steps.indices {
            let step = steps[i]
            if i == keyCount {
                presenceAt = at
                at &+= presenceBytes
            }
            let before = at
            let fault =
                tokenizer.hasPlainFields
                ? encode(step, window, step.field < 0 ? 0..<0 : tokenizer.plainField(step.field), &at)
                : encodeQuoted(step, tokenizer, window, &at)
            if let fault { return RowFault(fault, column: step.column) }
            if at != before { presence |= step.presenceBit }
            if i == 0 { bucketHash = row.bytes(at &+ 8).hash(3..<max(3, at)) }
        }
        if let fault = rowFault() { return fault }
        _ = row.store(UInt8(truncatingIfNeeded: presenceAt &- 2), at: 0)
        _ = row.store(UInt8(truncatingIfNeeded: (presenceAt &- 2) &>> 8), at: 1)
        for i in 0..<presenceBytes { _ = row.store(UInt8(truncatingIfNeeded: presence &>> UInt64(i &* 8)), at: presenceAt &+ i) }
        rowLength = at
        return nil
    }

    @inline(never)
    private mutating func encodeQuoted(
        _ step: EncodingStep, _ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan, _ at: inout Int
    ) -> QuarantineReason? {
        guard step.field >= 0 else { return encode(step, window, 0..<0, &at) }
        let slice = tokenizer.field(step.field)
        return slice.isUnescaped ? encode(step, tokenizer.unescaped.bytes, slice.range, &at) : encode(step, window, slice.range, &at)
    }

    /// Writes one field at `at` and moves it behind; nothing where the field is empty.
    @inline(__always)
    private mutating func encode(
        _ step: EncodingStep, _ bytes: borrowing RawSpan, _ range: Range<Int>, _ at: inout Int
    ) -> QuarantineReason? {
        guard !range.isEmpty else {
            numbers[step.column] = RowEncoder.absent
            if step.isRequired { return .valueMissing }
            if step.defaultCode != 0 { at = row.store(UInt64(step.defaultCode), width: 3, at: at) }
            return nil
        }
        switch step.shape {
        case .text:
            guard range.count <= 256 else { return .tooLong }
            let from = row.store(UInt8(truncatingIfNeeded: range.count &- 1), at: at)
            var ored: UInt64 = 0
            at = row.store(bytes, range, at: from, ored: &ored)
            if ored & 0x8080_8080_8080_8080 != 0 && !FieldDecoding.isUTF8(bytes, range) { return .notUTF8 }
        case .instant:
            guard let seconds = tables.instants.seconds(bytes, range) else { return .notAnInstant }
            numbers[step.column] = seconds
            at = row.storeZigzag(seconds &- RowEncoder.epoch, at: at)
        case .decimal, .whole: return encodeNumber(step, bytes, range, &at)
        case .code:
            // A NUL behind a shorter code would be packed as that code.
            guard range.count <= 3, bytes.byte(at: range.upperBound &- 1) != 0 else { return .notACode }
            let packed = UInt32(truncatingIfNeeded: bytes.packed(range))
            guard tables.holdsCode(packed, step) else { return .notACode }
            numbers[step.column] = Int64(packed)
            at = row.store(UInt64(packed), width: 3, at: at)
        case .word:
            guard let place = tables.place(step, bytes, range) else { return .notACode }
            at = row.store(UInt8(truncatingIfNeeded: place), at: at)
        case .hsCode, .place:
            guard step.shape == .hsCode ? FieldDecoding.isHSCode(bytes, range) : isPlace(step, bytes, range) else { return .notACode }
            at = row.store(UInt8(truncatingIfNeeded: range.count &- 1), at: at)
            at = row.store(bytes, range, at: at)
        }
        return nil
    }

    @inline(__always)
    private mutating func encodeNumber(
        _ step: EncodingStep, _ bytes: borrowing RawSpan, _ range: Range<Int>, _ at: inout Int
    ) -> QuarantineReason? {
        var value: Int64
        if let short = FieldDecoding.shortDecimal(bytes, range) {
            value = short
        } else {
            switch FieldDecoding.decimal(bytes, range) {
            case .failure(let fault): return fault.reason
            case .success(let micros): value = micros
            }
        }
        if step.shape == .whole {
            let (whole, rest) = value.quotientAndRemainder(dividingBy: 1_000_000)
            guard rest == 0 else { return .notADecimal }
            value = whole
        }
        guard value >= step.least, value <= step.greatest else { return .outOfRange }
        numbers[step.column] = value
        at = row.storeZigzag(value, at: at)
        return nil
    }

    /// ISO 3166-1 alpha-2 from the list, or a UN/LOCODE by form: a country of the list, then three of A–Z and 2–9.
    @inline(__always)
    private func isPlace(_ step: EncodingStep, _ bytes: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        guard range.count == 2 || range.count == 5 else { return false }
        let word = bytes.packed(range)
        guard tables.holdsCode(UInt32(truncatingIfNeeded: word & 0xFFFF), step) else { return false }
        for i in 2..<range.count {
            let byte = UInt8(truncatingIfNeeded: word &>> UInt64(i &* 8))
            guard byte &- 0x41 < 26 || byte &- 0x32 < 8 else { return false }
        }
        return true
    }

    /// What stands in the column of a fault; empty where it has none.
    public func field(of fault: RowFault, _ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan) -> [UInt8] {
        var field = -1
        for i in steps.indices where steps[i].column == fault.column { field = steps[i].field }
        guard field >= 0, field < tokenizer.fieldCount else { return [] }
        let slice = tokenizer.field(field)
        return slice.isUnescaped ? tokenizer.unescaped.bytes.array(slice.range) : window.array(slice.range)
    }

    /// What only the whole row shows: a version time from the future, an amount beyond 64 bits of minor units.
    @inline(__always)
    private func rowFault() -> RowFault? {
        let first = numbers[versionColumns.first]
        let column = first != RowEncoder.absent ? versionColumns.first : versionColumns.second
        if numbers[column] > latest { return RowFault(.fromTheFuture, column: column) }
        return isTransactions ? amountFault() : nil
    }

    private func amountFault() -> RowFault? {
        let quantity = numbers[TransactionColumn.quantity]
        let price = numbers[TransactionColumn.unitPrice]
        let freight = numbers[TransactionColumn.freight] == RowEncoder.absent ? 0 : numbers[TransactionColumn.freight]
        // Below these the amount fits whatever the currency's digits: (2⁶³ + 2⁶³) / 10⁶.
        if !quantity.multipliedReportingOverflow(by: price).overflow && freight.magnitude < 1 << 43 { return nil }
        let index = Currency.list.index(of: UInt32(truncatingIfNeeded: numbers[TransactionColumn.currency])) ?? 0
        let amount = Money.amountMinor(
            quantityMicros: quantity, unitPriceMicros: price, freightMicros: freight, digits: Currency.minorDigits(index))
        return amount == nil ? RowFault(.overflow, column: TransactionColumn.unitPrice) : nil
    }
}
