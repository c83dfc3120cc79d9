public import Bytes
public import Domain

/// Checks and types the fields of a record after its kind's schema and writes the row's canonical encoding:
///
///     2 bytes length of the key's columns
///     columns of the key, in the schema's layout
///     presence: a bit for each column that a row may lack, in the schema's layout, lowest first; as few bytes as hold them
///     the other columns in the schema's layout, absent ones left out
///
/// Texts: length − 1 in a byte, the bytes. Numbers: `Varint` of their zigzag form (millionths; whole numbers). Instants: seconds since 1970 in
/// four bytes, or, beyond these, behind 2³² − 1 in eight. Codes: 3 bytes. Words: 1 byte.
///
/// Two rows are the same row exactly when their encodings are the same bytes; defaults are filled in.
public struct RowEncoder: ~Copyable {
    private var plan: EncodingPlan
    /// By column in the schema's layout. Beside the plan: what goes over the fields changes that.
    private let order: FieldOrder

    /// The last row's canonical encoding: its first `rowLength` bytes.
    public private(set) var row = Scratch(capacity: 8192)
    public private(set) var rowLength = 0
    /// The last row's key column that decides the bucket, hashed.
    public private(set) var bucketHash: UInt64 = 0

    /// The rows that were encoded into slabs.
    public private(set) var rowCount = 0
    /// Fields of the good rows that hold a code which its list has withdrawn: of columns of currencies, countries and units, and the country of
    /// a place. Of all rows encoded, whatever the join makes of them later.
    public var withdrawnCodes: Int { plan.tables.withdrawnCodes }
    /// The place of the last row where its bucket had no room for it.
    private var waiting: ScatterSlab.Place?

    /// Among values: the field is empty.
    public static let absent = Int64.min

    /// - Parameters:
    ///   - latest: the last instant that is not from the future: 24 hours after the end of the partition's day.
    ///   - hashKey: what the rows' buckets follow from.
    public init(plan: HeaderPlan, latest: Instant, _ hashKey: HashKey = .ofProcess) {
        self.plan = EncodingPlan(plan, latest: latest, hashKey)
        order = FieldOrder(plan.schema.layout.map { plan.fieldOfColumn[$0] }, of: plan.fieldCount)
    }

    /// Encodes the tokeniser's record into `row`; nil where it is a good row.
    ///
    /// The fault reported is the first in the schema's layout; faults of single fields come before those of the whole row.
    public mutating func encode(_ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan) -> RowFault? {
        if let (hash, end) = RowEncoder.encodePlain(tokenizer, window, order, &plan, &row) {
            bucketHash = hash
            rowLength = end
        } else if let fault = fault(of: tokenizer, window) {
            return fault
        }
        plan.tables.takeRow()
        return nil
    }

    /// What `encode` would say of the tokeniser's record, which is not counted.
    public mutating func fault(of tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan) -> RowFault? {
        plan.tables.dropRow()
        let fault = encodeSlowly(tokenizer, window)
        if fault != nil { plan.tables.dropRow() }
        return fault
    }

    /// What it changes is passed piece by piece: a pen keeps all of self borrowed.
    private static func encodePlain(
        _ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan, _ order: borrowing FieldOrder, _ plan: inout EncodingPlan,
        _ row: inout Scratch
    ) -> (hash: UInt64, end: Int)? {
        guard FieldDecoding.isUTF8(window, tokenizer.start..<tokenizer.end), let fields = tokenizer.plainFields(window, order) else {
            return nil
        }
        return plan.encodeRecord(fields, row.pen(), at: 0)
    }

    /// Why `encode` into a slab stopped.
    public enum Pause: Sendable {
        /// A bucket has no room for the next row.
        case full(bucket: Int)
        /// The tokeniser wants more bytes, or found the end.
        case needMore, end
        /// The tokeniser's record is no good row. If it fails in or behind a field that holds a line end, its quotes are not to be trusted: it
        /// is then its first line, and the next one is read from the second.
        case fault(RowFault)
    }

    /// Encodes record after record of the window, each into its bucket; the header has been read.
    public mutating func encode(
        _ tokenizer: inout Tokenizer, _ window: borrowing RawSpan, isLast: Bool, into rows: inout ScatterSlab
    ) -> Pause {
        if let place = waiting {
            if let bucket = add(to: &rows, at: place) { return .full(bucket: bucket) }
            waiting = nil
        }
        while true {
            let line = tokenizer.lineAtHand
            let full = plan.encodeLines(&tokenizer, window, order, into: &rows)
            rowCount &+= tokenizer.lineAtHand &- line
            if let full { return .full(bucket: full) }
            switch tokenizer.next(window, isLast: isLast) {
            case .record: break
            case .needMore: return .needMore
            case .end: return .end
            }
            if let fault = fault(of: tokenizer, window) {
                if failsBehindLine(fault, tokenizer, window) { tokenizer.keepFirstLine(window) }
                plan.tables.dropRow()
                return .fault(fault)
            }
            plan.tables.takeRow()
            rowCount &+= 1
            let place = ScatterSlab.Place(line: tokenizer.line, byte: tokenizer.byte)
            if let bucket = add(to: &rows, at: place) {
                waiting = place
                return .full(bucket: bucket)
            }
        }
    }

    /// Adds the last row to its bucket; gives that where it has no room.
    public func add(to rows: inout ScatterSlab, at place: ScatterSlab.Place) -> Int? {
        let bucket = rows.bucket(ofHash: bucketHash)
        guard rows.fits(rowLength, in: bucket) else { return bucket }
        rows.append(row, length: rowLength, at: place, to: bucket)
        return nil
    }

    /// Whether a record that fails holds a line end in the field that fails or in one before it, or holds one and fails as a whole. The fault
    /// told may not be the only one: it is the first in the layout, not in the file.
    private mutating func failsBehindLine(
        _ fault: RowFault, _ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan
    ) -> Bool {
        // Rows from the future are of their types field by field: nothing speaks against their quotes.
        guard let first = tokenizer.fieldWithLines, fault.reason != .fromTheFuture else { return false }
        guard let column = fault.column else { return true }
        for place in plan.steps.indices where plan.steps[place].field >= first {
            var at = 2
            if plan.steps[place].column == column || encodeQuoted(place, tokenizer, window, &at) != nil { return true }
        }
        return false
    }

    /// The way that every record can go, and the only one that judges: field by field, everything checked.
    @inline(never)
    private mutating func encodeSlowly(_ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan) -> RowFault? {
        if let flaw = tokenizer.flaw { return RowFault(flaw) }
        guard tokenizer.fieldCount == plan.fieldCount else { return RowFault(.columnCount) }
        var at = 2
        var presenceAt = 2
        var presence: UInt32 = 0
        for i in plan.steps.indices {
            let step = plan.steps[i]
            if i == plan.keyCount {
                presenceAt = at
                at &+= plan.presenceBytes
            }
            let before = at
            let fault =
                tokenizer.hasPlainFields
                ? encode(i, window, step.field < 0 ? 0..<0 : tokenizer.plainField(step.field), &at)
                : encodeQuoted(i, tokenizer, window, &at)
            if let fault { return RowFault(fault, column: step.column) }
            if at != before { presence |= step.presenceBit }
            if i == 0 { bucketHash = row.bytes(at &+ 8).hash(3..<max(3, at), plan.hashKey) }
        }
        if let fault = plan.rowFault() { return fault }
        _ = row.store(UInt8(truncatingIfNeeded: presenceAt &- 2), at: 0)
        _ = row.store(UInt8(truncatingIfNeeded: (presenceAt &- 2) &>> 8), at: 1)
        for i in 0..<plan.presenceBytes {
            _ = row.store(UInt8(truncatingIfNeeded: presence &>> UInt32(i &* 8)), at: presenceAt &+ i)
        }
        rowLength = at
        return nil
    }

    private mutating func encodeQuoted(
        _ place: Int, _ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan, _ at: inout Int
    ) -> QuarantineReason? {
        let field = plan.steps[place].field
        guard field >= 0 else { return encode(place, window, 0..<0, &at) }
        let slice = tokenizer.field(field)
        return slice.isUnescaped ? encode(place, tokenizer.unescaped.bytes, slice.range, &at) : encode(place, window, slice.range, &at)
    }

    /// Writes the field of the column at `place` of the layout at `at` and moves it behind; nothing where the field is empty.
    private mutating func encode(
        _ place: Int, _ bytes: borrowing RawSpan, _ range: Range<Int>, _ at: inout Int
    ) -> QuarantineReason? {
        let step = plan.steps[place]
        guard !range.isEmpty else {
            plan.numbers[place] = RowEncoder.absent
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
            guard let seconds = plan.tables.instants.seconds(bytes, range) else { return .notAnInstant }
            guard seconds >= step.least else { return .outOfRange }
            plan.numbers[place] = seconds
            at = row.storeInstant(seconds, at: at)
        case .decimal, .whole: return encodeNumber(place, bytes, range, &at)
        case .code:
            // A NUL behind a shorter code would be packed as that code.
            guard range.count <= 3, bytes.byte(at: range.upperBound &- 1) != 0 else { return .notACode }
            let packed = UInt32(truncatingIfNeeded: bytes.packed(range))
            guard plan.tables.holdsCode(packed, step) else { return .notACode }
            plan.numbers[place] = Int64(packed)
            at = row.store(UInt64(packed), width: 3, at: at)
        case .word:
            guard let word = plan.tables.place(step, bytes, range) else { return .notACode }
            at = row.store(UInt8(truncatingIfNeeded: word), at: at)
        case .hsCode, .place:
            guard step.shape == .hsCode ? FieldDecoding.isHSCode(bytes, range) : isPlace(step, bytes, range) else { return .notACode }
            at = row.store(UInt8(truncatingIfNeeded: range.count &- 1), at: at)
            at = row.store(bytes, range, at: at)
        }
        return nil
    }

    private mutating func encodeNumber(
        _ place: Int, _ bytes: borrowing RawSpan, _ range: Range<Int>, _ at: inout Int
    ) -> QuarantineReason? {
        let step = plan.steps[place]
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
        plan.numbers[place] = value
        at = row.storeZigzag(value, at: at)
        return nil
    }

    /// ISO 3166-1 alpha-2 from the list, or a UN/LOCODE by form: a country of the list, then three of A–Z and 2–9.
    private mutating func isPlace(_ step: EncodingStep, _ bytes: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        guard range.count == 2 || range.count == 5 else { return false }
        let word = bytes.packed(range)
        guard plan.tables.holdsCode(UInt32(truncatingIfNeeded: word & 0xFFFF), step) else { return false }
        return range.count == 2 || FieldWords.isPlaceName(word &>> 16)
    }

    /// What stands in the column of a fault; empty where it has none.
    public func field(of fault: RowFault, _ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan) -> [UInt8] {
        var field = -1
        for i in plan.steps.indices where plan.steps[i].column == fault.column { field = plan.steps[i].field }
        guard field >= 0, field < tokenizer.fieldCount else { return [] }
        let slice = tokenizer.field(field)
        return slice.isUnescaped ? tokenizer.unescaped.bytes.array(slice.range) : window.array(slice.range)
    }
}
