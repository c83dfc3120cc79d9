import Bytes

// The columns of the kinds that come by the million, one after the other in their layout: that the shape of each is known where it
// is compiled, and which of them a row never lacks, halves the time of a row. Not more than eight columns in a function: beyond some size the
// compiler inlines no more.

extension EncodingPlan {
    /// The columns of a row of `transactions`.
    @inline(__always)
    mutating func putLine(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> Int? {
        guard let parties = putParties(start, fields, pen), let goods = putGoods(parties, fields, pen),
            let terms = putTerms(goods, fields, pen)
        else { return nil }
        return putSeal(terms, fields, pen)
    }

    /// Of a line its key and who deals with whom in what.
    @inline(never)
    private mutating func putParties(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> RowInHand? {
        var row = RowInHand(at: start)
        expectColumns(7, fields)
        guard text(0, .required, fields, pen, &row), whole(1, .required, fields, pen, &row) else { return nil }
        putPresence(start, pen, &row)
        guard instant(2, .required, fields, pen, &row), text(3, .optional, fields, pen, &row), text(4, .required, fields, pen, &row),
            text(5, .required, fields, pen, &row), text(6, .required, fields, pen, &row)
        else { return nil }
        return row
    }

    /// Of a line what is sold and for how much.
    @inline(never)
    private mutating func putGoods(_ begun: RowInHand, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> RowInHand? {
        var row = begun
        expectColumns(14, fields)
        guard hsCode(7, .optional, fields, pen, &row), decimal(8, .required, fields, pen, &row), code(9, .optional, fields, pen, &row),
            decimal(10, .required, fields, pen, &row), decimal(11, .optional, fields, pen, &row), code(12, .required, fields, pen, &row),
            word(13, .optional, fields, pen, &row)
        else { return nil }
        return row
    }

    /// Of a line where it goes, by when, and what became of it.
    @inline(never)
    private mutating func putTerms(_ begun: RowInHand, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> RowInHand? {
        var row = begun
        expectColumns(21, fields)
        guard code(14, .optional, fields, pen, &row), code(15, .optional, fields, pen, &row), text(16, .optional, fields, pen, &row),
            instant(17, .optional, fields, pen, &row), instant(18, .optional, fields, pen, &row), word(19, .required, fields, pen, &row),
            instant(20, .required, fields, pen, &row)
        else { return nil }
        return row
    }

    /// Of a line its contract and seal.
    @inline(never)
    private mutating func putSeal(_ begun: RowInHand, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> Int? {
        var row = begun
        expectColumns(24, fields)
        guard text(21, .optional, fields, pen, &row), text(22, .optional, fields, pen, &row), text(23, .optional, fields, pen, &row) else {
            return nil
        }
        return amountFault() == nil ? finish(row, version: 20, pen) : nil
    }

    /// The columns of a row of `invoices`.
    @inline(__always)
    mutating func putInvoice(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> Int? {
        guard let document = putDocument(start, fields, pen) else { return nil }
        return putAmounts(document, fields, pen)
    }

    /// Of an invoice what it is and whose.
    @inline(never)
    private mutating func putDocument(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> RowInHand? {
        var row = RowInHand(at: start)
        expectColumns(5, fields)
        guard text(0, .required, fields, pen, &row), text(1, .required, fields, pen, &row), text(2, .required, fields, pen, &row) else {
            return nil
        }
        putPresence(start, pen, &row)
        guard word(3, .required, fields, pen, &row), instant(4, .required, fields, pen, &row) else { return nil }
        return row
    }

    /// Of an invoice its amounts and seal.
    @inline(never)
    private mutating func putAmounts(_ begun: RowInHand, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> Int? {
        var row = begun
        expectColumns(11, fields)
        guard code(5, .required, fields, pen, &row), decimal(6, .optional, fields, pen, &row), decimal(7, .optional, fields, pen, &row),
            decimal(8, .required, fields, pen, &row), text(9, .optional, fields, pen, &row), text(10, .optional, fields, pen, &row)
        else { return nil }
        return finish(row, version: 4, pen)
    }

    /// The columns of a row of `logistics`.
    @inline(__always)
    mutating func putEvent(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> Int? {
        var row = RowInHand(at: start)
        expectColumns(7, fields)
        guard text(0, .required, fields, pen, &row), text(1, .required, fields, pen, &row), word(2, .required, fields, pen, &row),
            instant(3, .required, fields, pen, &row)
        else { return nil }
        putPresence(start, pen, &row)
        guard text(4, .optional, fields, pen, &row), place(5, .optional, fields, pen, &row), whole(6, .optional, fields, pen, &row) else {
            return nil
        }
        return finish(row, version: 3, pen)
    }

    /// The columns of a row of `feedback`.
    @inline(__always)
    mutating func putFeedback(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> Int? {
        guard let reference = putReference(start, fields, pen) else { return nil }
        return putJudgement(reference, fields, pen)
    }

    /// Of feedback its key and what it is about.
    @inline(never)
    private mutating func putReference(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> RowInHand? {
        var row = RowInHand(at: start)
        expectColumns(6, fields)
        guard text(0, .required, fields, pen, &row), text(1, .required, fields, pen, &row) else { return nil }
        putPresence(start, pen, &row)
        guard whole(2, .optional, fields, pen, &row), text(3, .optional, fields, pen, &row), text(4, .optional, fields, pen, &row),
            word(5, .required, fields, pen, &row)
        else { return nil }
        return row
    }

    /// Of feedback what it says and what became of it.
    @inline(never)
    private mutating func putJudgement(_ begun: RowInHand, _ fields: borrowing PlainFields, _ pen: borrowing RowPen) -> Int? {
        var row = begun
        expectColumns(13, fields)
        guard word(6, .optional, fields, pen, &row), whole(7, .optional, fields, pen, &row), instant(8, .required, fields, pen, &row),
            word(9, .optional, fields, pen, &row), instant(10, .optional, fields, pen, &row), decimal(11, .optional, fields, pen, &row),
            code(12, .optional, fields, pen, &row)
        else { return nil }
        return finish(row, version: numbers[10] == RowEncoder.absent ? 8 : 10, pen)
    }
}
