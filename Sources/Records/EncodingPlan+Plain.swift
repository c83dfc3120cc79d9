import Bytes
import Domain

/// The way that nearly every record goes: no field in quotes, and all of them good. It writes the same bytes as the slow way or
/// gives up; what is wrong with a record, if anything, is for `RowEncoder.encodeSlowly` to say.
extension EncodingPlan {
    /// Writes the tokeniser's record as a row and returns the hash that decides its bucket; nil where the slow way must be gone.
    /// Not inlined: plan and tokeniser would be moved to and fro for each record.
    @inline(never)
    mutating func encodePlain(_ tokenizer: borrowing Tokenizer, _ window: borrowing RawSpan, _ pen: inout RowPen) -> UInt64? {
        guard let fields = tokenizer.plainFields(window), fields.count == fieldCount, steps[0].shape == .text else { return nil }
        // Of a record in UTF-8 every field is: no byte of a longer character is a comma.
        if !tokenizer.isASCII && !FieldDecoding.isUTF8(window, tokenizer.start..<tokenizer.end) { return nil }
        let start = pen.at
        pen.skip(2)
        var row = RowInHand()
        let isGood =
            switch kind {
            case .transactions: putLine(fields, window, &pen, &row)
            case .invoices: putInvoice(fields, window, &pen, &row)
            case .logistics: putEvent(fields, window, &pen, &row)
            case .feedback: putFeedback(fields, window, &pen, &row)
            default: putColumns(fields, window, &pen, &row)
            }
        guard isGood, rowFault() == nil else { return nil }
        pen.replace(UInt64(truncatingIfNeeded: row.presenceAt &- start &- 2), width: 2, at: start)
        pen.replace(UInt64(row.presence), width: presenceBytes, at: row.presenceAt)
        return fields[steps[0].field].hash
    }

    /// What is put into a row once its columns are written.
    struct RowInHand: BitwiseCopyable {
        var presenceAt = 0
        var presence: UInt32 = 0
    }

    /// The columns of any kind.
    private mutating func putColumns(
        _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: inout RowPen, _ row: inout RowInHand
    ) -> Bool {
        for i in steps.indices {
            if i == keyCount { putPresence(&pen, &row) }
            guard put(i, steps[i].shape, fields, window, &pen, &row) else { return false }
        }
        return true
    }

    /// Leaves room for the bits of presence, which stand behind the key.
    @inline(__always)
    func putPresence(_ pen: inout RowPen, _ row: inout RowInHand) {
        row.presenceAt = pen.at
        pen.skip(presenceBytes)
    }

    /// Writes the column at place `i` of the layout, whose shape is `shape`; false where its field is not of a common form.
    @inline(__always)
    mutating func put(
        _ i: Int, _ shape: EncodingStep.Shape, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: inout RowPen,
        _ row: inout RowInHand
    ) -> Bool {
        let place = steps[i].field
        guard place >= 0, fields[place].count > 0 else { return putEmpty(i, &pen) }
        row.presence |= steps[i].presenceBit
        return put(i, shape, place, fields, window, &pen)
    }

    /// What an empty field stands for; false where it must not be empty.
    @inline(__always)
    private mutating func putEmpty(_ i: Int, _ pen: inout RowPen) -> Bool {
        numbers[steps[i].column] = RowEncoder.absent
        if steps[i].isRequired { return false }
        if steps[i].defaultCode != 0 { pen.put(UInt64(steps[i].defaultCode), width: 3) }
        return true
    }

    /// Writes a field that is not empty; false where it is not of a common form.
    @inline(__always)
    private mutating func put(
        _ i: Int, _ shape: EncodingStep.Shape, _ place: Int, _ fields: borrowing PlainFields, _ window: borrowing RawSpan,
        _ pen: inout RowPen
    ) -> Bool {
        let field = fields[place]
        switch shape {
        case .text:
            guard field.count <= 256 else { return false }
            pen.putText(field)
        case .instant:
            guard let seconds = tables.instants.seconds(field) ?? FieldDecoding.instant(window, fields.range(place)) else { return false }
            numbers[steps[i].column] = seconds
            pen.putZigzag(seconds &- RowEncoder.epoch)
        case .decimal:
            guard let value = FieldWords.decimal(field.first, count: field.count) ?? longDecimal(window, fields.range(place)) else {
                return false
            }
            return putNumber(i, value, &pen)
        case .whole:
            guard let value = FieldWords.whole(field.first, count: field.count) else { return false }
            return putNumber(i, value, &pen)
        case .code: return putCode(i, field, &pen)
        case .word:
            guard field.count <= 24, let place = wordPlace(i, field) else { return false }
            pen.put(UInt8(truncatingIfNeeded: place))
        case .hsCode:
            guard field.count >= 6, field.count <= 10, FieldWords.isDigits(field.first, count: min(field.count, 8)),
                FieldWords.isDigits(field.second, count: max(field.count &- 8, 0))
            else { return false }
            pen.putText(field)
        case .place:
            guard field.count == 2 || field.count == 5 && FieldWords.isPlaceName(field.first &>> 16),
                tables.holdsCode(UInt32(truncatingIfNeeded: field.first & 0xFFFF), steps[i])
            else { return false }
            pen.putText(field)
        }
        return true
    }

    /// A decimal that does not fit in a word, or has a sign.
    @inline(never)
    private func longDecimal(_ window: borrowing RawSpan, _ range: Range<Int>) -> Int64? {
        try? FieldDecoding.decimal(window, range).get()
    }

    @inline(__always)
    private mutating func putNumber(_ i: Int, _ value: Int64, _ pen: inout RowPen) -> Bool {
        guard value >= steps[i].least, value <= steps[i].greatest else { return false }
        numbers[steps[i].column] = value
        pen.putZigzag(value)
        return true
    }

    @inline(__always)
    private mutating func putCode(_ i: Int, _ field: borrowing PlainField, _ pen: inout RowPen) -> Bool {
        guard field.count <= 3 else { return false }
        let packed = UInt32(truncatingIfNeeded: field.first & PlainField.mask(field.count))
        // A NUL behind a shorter code would be packed as that code.
        guard packed &>> UInt32(truncatingIfNeeded: field.count &* 8 &- 8) != 0, tables.holdsCode(packed, steps[i]) else { return false }
        numbers[steps[i].column] = Int64(packed)
        pen.put(UInt64(packed), width: 3)
        return true
    }

    @inline(__always)
    private func wordPlace(_ i: Int, _ field: borrowing PlainField) -> Int? {
        let first = field.first & PlainField.mask(field.count)
        if field.count <= 8 { return tables.place(steps[i], first, 0, 0, count: field.count) }
        let second = field.second & PlainField.mask(field.count &- 8)
        let third = field.third & PlainField.mask(field.count &- 16)
        return tables.place(steps[i], first, second, third, count: field.count)
    }
}
