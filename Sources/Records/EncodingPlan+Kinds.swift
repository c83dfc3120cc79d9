import Bytes

// The columns of the kinds that come by the million, one after the other in their layout: that the shape of each is known where it
// is compiled halves the time of a row. Not more than eight columns in a function: beyond some size the compiler inlines no more.

extension EncodingPlan {
    /// The columns of a row of `transactions`.
    @inline(__always)
    mutating func putLine(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        guard let parties = putParties(begun, fields, window, pen), let goods = putGoods(parties, fields, window, pen),
            let terms = putTerms(goods, fields, window, pen)
        else { return nil }
        return putSeal(terms, fields, pen)
    }

    /// Of a line its key and who deals with whom in what.
    @inline(never)
    private mutating func putParties(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        var row = begun
        guard text(0, fields, pen, &row), whole(1, fields, pen, &row) else { return nil }
        putPresence(&row)
        guard instant(2, fields, window, pen, &row), text(3, fields, pen, &row), text(4, fields, pen, &row), text(5, fields, pen, &row),
            text(6, fields, pen, &row)
        else { return nil }
        return row
    }

    /// Of a line what is sold and for how much.
    @inline(never)
    private mutating func putGoods(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        var row = begun
        guard hsCode(7, fields, pen, &row), decimal(8, fields, window, pen, &row), code(9, fields, pen, &row),
            decimal(10, fields, window, pen, &row), decimal(11, fields, window, pen, &row), code(12, fields, pen, &row),
            word(13, fields, pen, &row)
        else { return nil }
        return row
    }

    /// Of a line where it goes, by when, and what became of it.
    @inline(never)
    private mutating func putTerms(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        var row = begun
        guard code(14, fields, pen, &row), code(15, fields, pen, &row), text(16, fields, pen, &row),
            instant(17, fields, window, pen, &row), instant(18, fields, window, pen, &row), word(19, fields, pen, &row),
            instant(20, fields, window, pen, &row)
        else { return nil }
        return row
    }

    /// Of a line its contract and seal.
    @inline(never)
    private mutating func putSeal(_ begun: RowInHand, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> RowInHand? {
        var row = begun
        guard text(21, fields, pen, &row), text(22, fields, pen, &row), text(23, fields, pen, &row) else { return nil }
        return row
    }

    /// The columns of a row of `invoices`.
    @inline(__always)
    mutating func putInvoice(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        guard let document = putDocument(begun, fields, window, pen) else { return nil }
        return putAmounts(document, fields, window, pen)
    }

    /// Of an invoice what it is and whose.
    @inline(never)
    private mutating func putDocument(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        var row = begun
        guard text(0, fields, pen, &row), text(1, fields, pen, &row), text(2, fields, pen, &row) else { return nil }
        putPresence(&row)
        guard word(3, fields, pen, &row), instant(4, fields, window, pen, &row) else { return nil }
        return row
    }

    /// Of an invoice its amounts and seal.
    @inline(never)
    private mutating func putAmounts(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        var row = begun
        guard code(5, fields, pen, &row), decimal(6, fields, window, pen, &row), decimal(7, fields, window, pen, &row),
            decimal(8, fields, window, pen, &row), text(9, fields, pen, &row), text(10, fields, pen, &row)
        else { return nil }
        return row
    }

    /// The columns of a row of `logistics`.
    @inline(never)
    mutating func putEvent(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        var row = begun
        guard text(0, fields, pen, &row), text(1, fields, pen, &row), word(2, fields, pen, &row),
            instant(3, fields, window, pen, &row)
        else { return nil }
        putPresence(&row)
        guard text(4, fields, pen, &row), place(5, fields, pen, &row), whole(6, fields, pen, &row) else { return nil }
        return row
    }

    /// The columns of a row of `feedback`.
    @inline(__always)
    mutating func putFeedback(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        guard let reference = putReference(begun, fields, pen) else { return nil }
        return putJudgement(reference, fields, window, pen)
    }

    /// Of feedback its key and what it is about.
    @inline(never)
    private mutating func putReference(_ begun: RowInHand, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> RowInHand? {
        var row = begun
        guard text(0, fields, pen, &row), text(1, fields, pen, &row) else { return nil }
        putPresence(&row)
        guard whole(2, fields, pen, &row), text(3, fields, pen, &row), text(4, fields, pen, &row), word(5, fields, pen, &row) else {
            return nil
        }
        return row
    }

    /// Of feedback what it says and what became of it.
    @inline(never)
    private mutating func putJudgement(
        _ begun: RowInHand, _ fields: borrowing PlainFields, _ window: borrowing RawSpan, _ pen: borrowing RowPen
    ) -> RowInHand? {
        var row = begun
        guard word(6, fields, pen, &row), whole(7, fields, pen, &row), instant(8, fields, window, pen, &row),
            word(9, fields, pen, &row), instant(10, fields, window, pen, &row), decimal(11, fields, window, pen, &row),
            code(12, fields, pen, &row)
        else { return nil }
        return row
    }
}
