import Bytes

// The columns of the kinds that come by the million, one after the other in their layout: that the shape of each is known where it
// is compiled halves the time of a row. A test holds the shapes against the schemas.

extension EncodingPlan {
    /// The columns of a row of `transactions`.
    mutating func putLine(
        _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: inout RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard put(0, .text, fields, window, &pen, &row), put(1, .whole, fields, window, &pen, &row) else { return false }
        putPresence(&pen, &row)
        return put(2, .instant, fields, window, &pen, &row) && put(3, .text, fields, window, &pen, &row)
            && put(4, .text, fields, window, &pen, &row) && put(5, .text, fields, window, &pen, &row)
            && put(6, .text, fields, window, &pen, &row) && put(7, .hsCode, fields, window, &pen, &row)
            && put(8, .decimal, fields, window, &pen, &row) && put(9, .code, fields, window, &pen, &row)
            && put(10, .decimal, fields, window, &pen, &row) && put(11, .decimal, fields, window, &pen, &row)
            && put(12, .code, fields, window, &pen, &row) && put(13, .word, fields, window, &pen, &row)
            && put(14, .code, fields, window, &pen, &row) && put(15, .code, fields, window, &pen, &row)
            && put(16, .text, fields, window, &pen, &row) && put(17, .instant, fields, window, &pen, &row)
            && put(18, .instant, fields, window, &pen, &row) && put(19, .word, fields, window, &pen, &row)
            && put(20, .instant, fields, window, &pen, &row) && put(21, .text, fields, window, &pen, &row)
            && put(22, .text, fields, window, &pen, &row) && put(23, .text, fields, window, &pen, &row)
    }

    /// The columns of a row of `invoices`.
    mutating func putInvoice(
        _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: inout RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard put(0, .text, fields, window, &pen, &row), put(1, .text, fields, window, &pen, &row),
            put(2, .text, fields, window, &pen, &row)
        else { return false }
        putPresence(&pen, &row)
        return put(3, .word, fields, window, &pen, &row) && put(4, .instant, fields, window, &pen, &row)
            && put(5, .code, fields, window, &pen, &row) && put(6, .decimal, fields, window, &pen, &row)
            && put(7, .decimal, fields, window, &pen, &row) && put(8, .decimal, fields, window, &pen, &row)
            && put(9, .text, fields, window, &pen, &row) && put(10, .text, fields, window, &pen, &row)
    }

    /// The columns of a row of `logistics`.
    mutating func putEvent(
        _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: inout RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard put(0, .text, fields, window, &pen, &row), put(1, .text, fields, window, &pen, &row),
            put(2, .word, fields, window, &pen, &row), put(3, .instant, fields, window, &pen, &row)
        else { return false }
        putPresence(&pen, &row)
        return put(4, .text, fields, window, &pen, &row) && put(5, .place, fields, window, &pen, &row)
            && put(6, .whole, fields, window, &pen, &row)
    }

    /// The columns of a row of `feedback`.
    mutating func putFeedback(
        _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: inout RowPen, _ row: inout RowInHand
    ) -> Bool {
        guard put(0, .text, fields, window, &pen, &row), put(1, .text, fields, window, &pen, &row) else { return false }
        putPresence(&pen, &row)
        return put(2, .whole, fields, window, &pen, &row) && put(3, .text, fields, window, &pen, &row)
            && put(4, .text, fields, window, &pen, &row) && put(5, .word, fields, window, &pen, &row)
            && put(6, .word, fields, window, &pen, &row) && put(7, .whole, fields, window, &pen, &row)
            && put(8, .instant, fields, window, &pen, &row) && put(9, .word, fields, window, &pen, &row)
            && put(10, .instant, fields, window, &pen, &row) && put(11, .decimal, fields, window, &pen, &row)
            && put(12, .code, fields, window, &pen, &row)
    }
}
