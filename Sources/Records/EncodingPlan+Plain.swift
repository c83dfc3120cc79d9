import Bytes
import Domain

/// The way that nearly every record goes: no field in quotes, and all of them good. It writes the same bytes as the slow way or
/// gives up; what is wrong with a record, if anything, is for `RowEncoder.encodeSlowly` to say.
extension EncodingPlan {
    /// Writes the tokeniser's lines at hand as rows, as long as they go this way; gives the bucket that has no room for the next one, or nil.
    mutating func encodeLines(_ tokenizer: inout Tokenizer, _ window: borrowing RawSpan, into rows: inout ScatterSlab) -> Int? {
        guard takesPlainRecords, tokenizer.hasPlainLines(window) else { return nil }
        let isASCII = tokenizer.isASCII
        let firstLine = tokenizer.lineAtHand
        let base = tokenizer.base
        var lines = tokenizer.plainLines(window)
        var done = 0
        var full: Int?
        var next = lines.next()
        var nextBucket = bucket(next, rows)
        while let fields = next {
            let bucket = nextBucket
            // A line ahead, so that neither its hash nor its region is waited for.
            next = lines.next()
            nextBucket = self.bucket(next, rows)
            rows.expect(nextBucket)
            guard fields.count == fieldCount, fields.length > 0, fields.length <= Tokenizer.recordLimit else { break }
            if !isASCII && !FieldDecoding.isUTF8(window, fields.start..<fields.start &+ fields.length) { break }
            let place = ScatterSlab.Place(line: firstLine &+ done, byte: base &+ fields.start)
            guard let opening = rows.begin(limit: rowLimit(fields.length), at: place, in: bucket) else {
                full = bucket
                break
            }
            guard let end = encodePlain(fields, window, rows.pen(of: bucket), at: opening.start) else { break }
            rows.end(opening, at: end, place, in: bucket)
            done &+= 1
        }
        tokenizer.drop(lines: done)
        return full
    }

    /// The bucket of a row; any where there is none.
    @inline(__always)
    private func bucket(_ fields: PlainFields?, _ rows: borrowing ScatterSlab) -> Int {
        guard let fields, fields.count == fieldCount else { return 0 }
        return rows.bucket(ofHash: hash(fields))
    }

    /// Whether records can go this way: the key begins with a text.
    private var takesPlainRecords: Bool { steps[0].shape == .text && steps[0].field >= 0 }

    /// The hash that decides a row's bucket.
    @inline(__always)
    private func hash(_ fields: borrowing PlainFields) -> UInt64 { fields[steps[0].field].hash }

    /// Writes a record as a row at `start`; gives the hash that decides its bucket and its end, or nil where the slow way must be gone.
    mutating func encodeRecord(
        _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen, at start: Int
    ) -> (hash: UInt64, end: Int)? {
        guard takesPlainRecords, fields.count == fieldCount,
            FieldDecoding.isUTF8(window, fields.start..<fields.start &+ fields.length),
            let end = encodePlain(fields, window, pen, at: start)
        else { return nil }
        return (hash(fields), end)
    }

    /// Writes a record in UTF-8 (every field then is: no byte of a longer character is a comma) as a row at `start`; gives its end.
    @inline(__always)
    private mutating func encodePlain(
        _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen, at start: Int
    ) -> Int? {
        let begun = RowInHand(at: start &+ 2)
        let written =
            switch kind {
            case .transactions: putLine(begun, fields, window, pen)
            case .invoices: putInvoice(begun, fields, window, pen)
            case .logistics: putEvent(begun, fields, window, pen)
            case .feedback: putFeedback(begun, fields, window, pen)
            default: putColumns(begun, fields, window, pen)
            }
        guard let row = written, rowFault() == nil else { return nil }
        pen.replace(UInt32(truncatingIfNeeded: row.presenceAt &- start &- 2), width: 2, at: start)
        pen.replace(row.presence, width: presenceBytes, at: row.presenceAt)
        return row.at
    }

    /// How far a row is written. Functions keep their own one: what is reached by a reference would be stored and loaded for each field.
    struct RowInHand: BitwiseCopyable {
        var at: Int
        var presence: UInt32 = 0
        var presenceAt = 0

        init(at: Int) { self.at = at }
    }

    /// The columns of any kind.
    private mutating func putColumns(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        var row = begun
        for place in steps.indices {
            if place == keyCount { putPresence(&row) }
            let isGood =
                switch steps[place].shape {
                case .text: text(place, fields, pen, &row)
                case .instant: instant(place, fields, window, pen, &row)
                case .decimal: decimal(place, fields, window, pen, &row)
                case .whole: whole(place, fields, pen, &row)
                case .code: code(place, fields, pen, &row)
                case .word: word(place, fields, pen, &row)
                case .hsCode: hsCode(place, fields, pen, &row)
                case .place: self.place(place, fields, pen, &row)
                }
            guard isGood else { return nil }
        }
        return row
    }

    /// Leaves room for the bits of presence, which stand behind the key.
    @inline(__always)
    func putPresence(_ row: inout RowInHand) {
        row.presenceAt = row.at
        row.at &+= presenceBytes
    }

    // A function for each shape writes the column at `place` of the layout; false where its field is not of a common form.

    @inline(__always)
    func text(_ place: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand) -> Bool {
        guard let field = fields.filled(steps[place].field) else { return !steps[place].isRequired }
        guard field.count <= 256 else { return false }
        putText(field, place, pen, &row)
        return true
    }

    @inline(__always)
    func hsCode(_ place: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand) -> Bool {
        guard let field = fields.filled(steps[place].field) else { return !steps[place].isRequired }
        guard field.count >= 6, field.count <= 10, FieldWords.isDigits(field.first, count: min(field.count, 8)),
            FieldWords.isDigits(field.second, count: max(field.count &- 8, 0))
        else { return false }
        putText(field, place, pen, &row)
        return true
    }

    @inline(__always)
    func place(_ place: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand) -> Bool {
        guard let field = fields.filled(steps[place].field) else { return !steps[place].isRequired }
        guard field.count == 2 || field.count == 5 && FieldWords.isPlaceName(field.first &>> 16),
            tables.holdsCode(UInt32(truncatingIfNeeded: field.first & 0xFFFF), steps[place])
        else { return false }
        putText(field, place, pen, &row)
        return true
    }

    @inline(__always)
    mutating func instant(
        _ place: Int, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(steps[place].field) else { return leaveOut(place) }
        guard let seconds = tables.instants.seconds(field) ?? rareInstant(place, fields, window) else { return false }
        numbers[steps[place].column] = seconds
        row.at = pen.putInstant(seconds, at: row.at)
        row.presence |= steps[place].presenceBit
        return true
    }

    /// An instant that is not of the two common forms.
    @inline(never)
    private mutating func rareInstant(_ place: Int, _ fields: borrowing PlainFields, _ window: borrowing RawSpan) -> Int64? {
        FieldDecoding.instant(window, fields.range(steps[place].field))
    }

    @inline(__always)
    mutating func decimal(
        _ place: Int, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard let field = fields.filled(steps[place].field) else { return leaveOut(place) }
        guard let value = FieldWords.decimal(field.first, count: field.count) ?? longDecimal(place, fields, window) else { return false }
        return putNumber(value, place, pen, &row)
    }

    /// A decimal that does not fit in a word, or has a sign.
    @inline(never)
    private mutating func longDecimal(_ place: Int, _ fields: borrowing PlainFields, _ window: borrowing RawSpan) -> Int64? {
        try? FieldDecoding.decimal(window, fields.range(steps[place].field)).get()
    }

    @inline(__always)
    mutating func whole(_ place: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand) -> Bool {
        guard let field = fields.filled(steps[place].field) else { return leaveOut(place) }
        guard let value = FieldWords.whole(field.first, count: field.count) else { return false }
        return putNumber(value, place, pen, &row)
    }

    @inline(__always)
    mutating func code(_ place: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand) -> Bool {
        guard let field = fields.filled(steps[place].field) else {
            if steps[place].defaultCode != 0 { row.at = pen.put(UInt64(steps[place].defaultCode), width: 3, at: row.at) }
            return leaveOut(place)
        }
        guard field.count <= 3 else { return false }
        let packed = UInt32(truncatingIfNeeded: field.first & PlainField.mask(field.count))
        // A NUL behind a shorter code would be packed as that code.
        guard packed &>> UInt32(truncatingIfNeeded: field.count &* 8 &- 8) != 0, tables.holdsCode(packed, steps[place]) else {
            return false
        }
        numbers[steps[place].column] = Int64(packed)
        row.at = pen.put(UInt64(packed), width: 3, at: row.at)
        row.presence |= steps[place].presenceBit
        return true
    }

    @inline(__always)
    func word(_ place: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ row: inout RowInHand) -> Bool {
        guard let field = fields.filled(steps[place].field) else { return !steps[place].isRequired }
        guard field.count <= 24 else { return false }
        let first = field.first & PlainField.mask(field.count)
        let second = field.count <= 8 ? 0 : field.second & PlainField.mask(field.count &- 8)
        let third = field.count <= 16 ? 0 : field.third & PlainField.mask(field.count &- 16)
        guard let word = tables.place(steps[place], first, second, third, count: field.count) else { return false }
        row.at = pen.put(UInt8(truncatingIfNeeded: word), at: row.at)
        row.presence |= steps[place].presenceBit
        return true
    }

    @inline(__always)
    private func putText(_ field: PlainField, _ place: Int, _ pen: borrowing RowPen, _ row: inout RowInHand) {
        row.at = pen.putText(field, at: row.at)
        row.presence |= steps[place].presenceBit
    }

    @inline(__always)
    private mutating func putNumber(_ value: Int64, _ place: Int, _ pen: borrowing RowPen, _ row: inout RowInHand) -> Bool {
        guard value >= steps[place].least, value <= steps[place].greatest else { return false }
        numbers[steps[place].column] = value
        row.at = pen.putZigzag(value, at: row.at)
        row.presence |= steps[place].presenceBit
        return true
    }

    /// Notes that a number is missing; false where it must not be.
    @inline(__always)
    private mutating func leaveOut(_ place: Int) -> Bool {
        numbers[steps[place].column] = RowEncoder.absent
        return !steps[place].isRequired
    }
}
