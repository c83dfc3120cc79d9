import Bytes
import Domain

/// The way that nearly every record goes: no field in quotes, and all of them good. It writes the same bytes as the slow way or
/// gives up; what is wrong with a record, if anything, is for `RowEncoder.encodeSlowly` to say.
extension EncodingPlan {
    /// Writes the tokeniser's lines at hand as rows, as long as they go this way; gives the bucket that has no room for the next one, or nil.
    mutating func encodeLines(
        _ tokenizer: inout Tokenizer, _ window: borrowing RawSpan, _ order: borrowing FieldOrder, into rows: inout ScatterSlab
    ) -> Int? {
        guard takesPlainRecords, tokenizer.hasPlainLines(window) else { return nil }
        return switch kind {
        case .transactions: encodeLines(of: LineColumns.self, &tokenizer, window, order, &rows)
        case .invoices: encodeLines(of: InvoiceColumns.self, &tokenizer, window, order, &rows)
        case .logistics: encodeLines(of: EventColumns.self, &tokenizer, window, order, &rows)
        case .feedback: encodeLines(of: FeedbackColumns.self, &tokenizer, window, order, &rows)
        default: encodeLines(of: AnyColumns.self, &tokenizer, window, order, &rows)
        }
    }

    /// The loop over lines, compiled for each writer of columns: no row asks for its kind.
    @inline(never)
    private mutating func encodeLines<Columns: ColumnWriter>(
        of _: Columns.Type, _ tokenizer: inout Tokenizer, _ window: borrowing RawSpan, _ order: borrowing FieldOrder,
        _ rows: inout ScatterSlab
    ) -> Int? {
        let firstLine = tokenizer.lineAtHand
        let base = tokenizer.base
        let isASCII = tokenizer.isASCII
        let key = hashKey
        var lines = tokenizer.plainLines(window, order)
        var done = 0
        var full: Int?
        while let fields = lines.next() {
            guard lines.length > 0, lines.length <= Tokenizer.recordLimit,
                isASCII
                    || !Tokenizer.hasByteOrderMark(window, at: lines.start)
                        && FieldDecoding.isUTF8(window, lines.start..<lines.start &+ lines.length)
            else { break }
            let bucket = rows.bucket(ofHash: fields[0].hash(key))
            let place = ScatterSlab.Place(line: firstLine &+ done, byte: base &+ lines.start)
            guard let start = rows.begin(limit: rowLimit(lines.length), at: place, in: bucket) else {
                full = bucket
                break
            }
            guard let end = Columns.put(start, fields, rows.pen(of: bucket), &self) else {
                tables.dropRow()
                break
            }
            rows.end(start, at: end, place, in: bucket)
            if _slowPath(tables.withdrawnInRow > 0) { tables.takeRow() }
            done &+= 1
        }
        tokenizer.drop(lines: done)
        return full
    }

    /// Whether records can go this way: the key begins with a text.
    private var takesPlainRecords: Bool { steps[0].shape == .text && steps[0].field >= 0 }

    /// Writes a record in UTF-8 as a row at `start`; gives the hash that decides its bucket and its end, or nil where the slow way must be gone.
    mutating func encodeRecord(_ fields: borrowing PlainFields, _ pen: borrowing RowPen, at start: Int) -> (hash: UInt64, end: Int)? {
        guard takesPlainRecords, let end = encodePlain(fields, pen, at: start) else { return nil }
        return (fields[0].hash(hashKey), end)
    }

    /// Writes a record in UTF-8 (every field then is: no byte of a longer character is a comma) as a row at `start`; gives its end.
    @inline(__always)
    private mutating func encodePlain(_ fields: borrowing PlainFields, _ pen: borrowing RowPen, at start: Int) -> Int? {
        switch kind {
        case .transactions: LineColumns.put(start, fields, pen, &self)
        case .invoices: InvoiceColumns.put(start, fields, pen, &self)
        case .logistics: EventColumns.put(start, fields, pen, &self)
        case .feedback: FeedbackColumns.put(start, fields, pen, &self)
        default: AnyColumns.put(start, fields, pen, &self)
        }
    }

    /// Ends a good row whose version time stands at `version` of the layout; gives its end, or nil where that time is from the future.
    @inline(__always)
    mutating func finish(_ row: RowInHand, version: Int, _ pen: borrowing RowPen) -> Int? {
        guard _fastPath(numbers[version] <= latest) else { return nil }
        pen.replace(row.presence, width: presenceBytes, at: row.presenceAt)
        return row.at
    }

    /// Whether every row has a column: then nothing is kept in hand for the case that it is missing. A row without it goes the slow way, also
    /// where the schema says otherwise.
    enum Presence { case required, optional }

    /// How far a row is written. Functions keep their own one: what is reached by a reference would be stored and loaded for each field.
    struct RowInHand: BitwiseCopyable {
        var at: Int
        var presence: UInt32 = 0
        var presenceAt = 0

        /// A row that begins at `start` with the length of its key's columns.
        init(at start: Int) { at = start &+ 2 }
    }

    /// The columns of any kind.
    mutating func putColumns(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> Int? {
        var row = RowInHand(at: start)
        for place in steps.indices {
            if place == keyCount { putPresence(start, pen, &row) }
            let isGood =
                switch steps[place].shape {
                case .text: text(place, .optional, fields, pen, &row)
                case .instant: instant(place, .optional, fields, pen, &row)
                case .decimal: decimal(place, .optional, fields, pen, &row)
                case .whole: whole(place, .optional, fields, pen, &row)
                case .code: code(place, .optional, fields, pen, &row)
                case .word: word(place, .optional, fields, pen, &row)
                case .hsCode: hsCode(place, .optional, fields, pen, &row)
                case .place: self.place(place, .optional, fields, pen, &row)
                }
            guard isGood else { return nil }
        }
        return finish(row, version: versionPlace, pen)
    }

    /// Says that the columns that are written next have places below `count` in the layout, which is then not checked for each.
    @inline(__always)
    func expectColumns(_ count: Int, _ fields: borrowing PlainFields) {
        precondition(
            steps.count >= count && numbers.count >= count && fields.columnCount >= count,
            "a column was written that the kind does not have")
    }

    /// Ends the key of a row that began at `start`, and leaves room for the bits of presence, which stand behind.
    @inline(__always)
    func putPresence(_ start: Int, _ pen: borrowing RowPen, _ row: inout RowInHand) {
        pen.replace(UInt32(truncatingIfNeeded: row.at &- start &- 2), width: 2, at: start)
        row.presenceAt = row.at
        row.at &+= presenceBytes
    }

    // A function for each shape writes the column at `place` of the layout; false where its field is not of a common form.

    @inline(__always)
    func text(
        _ place: Int, _ presence: Presence, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(place) else { return presence == .optional && !steps[place].isRequired }
        guard _fastPath(field.count <= 256) else { return false }
        putText(field, place, presence, pen, &row)
        return true
    }

    @inline(__always)
    func hsCode(
        _ place: Int, _ presence: Presence, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(place) else { return presence == .optional && !steps[place].isRequired }
        guard
            _fastPath(
                field.count >= 6 && field.count <= 10 && FieldWords.isDigits(field.first, count: min(field.count, 8))
                    && FieldWords.isDigits(field.second, count: max(field.count &- 8, 0)))
        else { return false }
        putText(field, place, presence, pen, &row)
        return true
    }

    @inline(__always)
    mutating func place(
        _ place: Int, _ presence: Presence, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(place) else { return presence == .optional && !steps[place].isRequired }
        guard _fastPath(field.count <= 7) else { return false }
        // Seven bytes at most: they and their number fit in a word.
        let written = (field.first & FieldWords.used(field.count)) &<< 8 | UInt64(truncatingIfNeeded: field.count &- 1)
        if _slowPath(!tables.isKnownPlace(written)) { guard isNewPlace(written, place) else { return false } }
        row.at = pen.put(written, width: field.count &+ 1, at: row.at)
        if presence == .optional { row.presence |= steps[place].presenceBit }
        return true
    }

    /// Whether a place that is not remembered is one. Asked for by the column's place: a step handed on would be copied for each row.
    @inline(never)
    private mutating func isNewPlace(_ written: UInt64, _ place: Int) -> Bool { tables.isPlace(written, steps[place]) }

    @inline(__always)
    mutating func instant(
        _ place: Int, _ presence: Presence, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(place) else { return presence == .optional && leaveOut(place) }
        var common = tables.instants.seconds(field)
        if _slowPath(common == nil) { common = EncodingPlan.rareInstant(fields.bytes(place)) }
        guard let seconds = common else { return false }
        numbers[place] = seconds
        row.at = pen.putInstant(seconds, at: row.at)
        if presence == .optional { row.presence |= steps[place].presenceBit }
        return true
    }

    /// An instant that is not of the common form; nil where it is none, or too early for the fast way.
    @inline(never)
    private static func rareInstant(_ bytes: RawSpan) -> Int64? {
        guard let seconds = FieldDecoding.instant(bytes, 0..<bytes.byteCount), seconds >= InstantReader.earliest else { return nil }
        return seconds
    }

    @inline(__always)
    mutating func decimal(
        _ place: Int, _ presence: Presence, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(place) else { return presence == .optional && leaveOut(place) }
        var short = FieldWords.decimal(field.first, count: field.count)
        if _slowPath(short == nil) { short = EncodingPlan.longDecimal(fields.bytes(place)) }
        guard let value = short else { return false }
        numbers[place] = value
        return putNumber(value, place, presence, pen, &row)
    }

    /// A decimal that does not fit in a word, or has a sign.
    @inline(never)
    private static func longDecimal(_ bytes: RawSpan) -> Int64? { try? FieldDecoding.decimal(bytes, 0..<bytes.byteCount).get() }

    @inline(__always)
    func whole(
        _ place: Int, _ presence: Presence, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(place) else { return presence == .optional && !steps[place].isRequired }
        guard let value = FieldWords.whole(field.first, count: field.count) else { return false }
        return putNumber(value, place, presence, pen, &row)
    }

    @inline(__always)
    mutating func code(
        _ place: Int, _ presence: Presence, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(place) else {
            guard presence == .optional else { return false }
            if steps[place].defaultCode != 0 { row.at = pen.put(UInt64(steps[place].defaultCode), width: 3, at: row.at) }
            return leaveOut(place)
        }
        guard _fastPath(field.count <= 3) else { return false }
        let packed = UInt32(truncatingIfNeeded: field.first & PlainField.mask(field.count))
        // A NUL behind a shorter code would be packed as that code.
        guard _fastPath(packed &>> UInt32(truncatingIfNeeded: field.count &* 8 &- 8) != 0 && tables.holdsCode(packed, steps[place])) else {
            return false
        }
        numbers[place] = Int64(packed)
        row.at = pen.put(UInt64(packed), width: 3, at: row.at)
        if presence == .optional { row.presence |= steps[place].presenceBit }
        return true
    }

    @inline(__always)
    func word(
        _ place: Int, _ presence: Presence, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(place) else { return presence == .optional && !steps[place].isRequired }
        guard let word = _fastPath(field.count <= 8) ? shortWord(place, field) : longWord(place, field) else { return false }
        row.at = pen.put(UInt8(truncatingIfNeeded: word), at: row.at)
        if presence == .optional { row.presence |= steps[place].presenceBit }
        return true
    }

    /// The place in its vocabulary of a word that fits in eight bytes, as most do.
    @inline(__always)
    private func shortWord(_ place: Int, _ field: PlainField) -> Int? {
        tables.place(steps[place], field.first & FieldWords.used(field.count), 0, 0, count: field.count)
    }

    @inline(__always)
    private func longWord(_ place: Int, _ field: PlainField) -> Int? {
        guard field.count <= 24 else { return nil }
        let second = field.second & PlainField.mask(field.count &- 8)
        let third = field.count <= 16 ? 0 : field.third & PlainField.mask(field.count &- 16)
        return tables.place(steps[place], field.first, second, third, count: field.count)
    }

    @inline(__always)
    private func putText(_ field: PlainField, _ place: Int, _ presence: Presence, _ pen: borrowing RowPen, _ row: inout RowInHand) {
        row.at = pen.putText(field, at: row.at)
        if presence == .optional { row.presence |= steps[place].presenceBit }
    }

    @inline(__always)
    private func putNumber(_ value: Int64, _ place: Int, _ presence: Presence, _ pen: borrowing RowPen, _ row: inout RowInHand) -> Bool {
        guard _fastPath(value >= steps[place].least && value <= steps[place].greatest) else { return false }
        row.at = pen.putZigzag(value, at: row.at)
        if presence == .optional { row.presence |= steps[place].presenceBit }
        return true
    }

    /// Notes that a number is missing; false where it must not be.
    @inline(__always)
    private mutating func leaveOut(_ place: Int) -> Bool {
        numbers[place] = RowEncoder.absent
        return !steps[place].isRequired
    }
}
