import Bytes

/// Writes the columns of a row. A type for each kind that comes by the million, and one for all others.
protocol ColumnWriter {
    /// Writes a record in UTF-8 as a row at `start`; gives its end, or nil where the slow way must be gone.
    static func put(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ plan: inout EncodingPlan) -> Int?
}

enum LineColumns: ColumnWriter {
    @inline(__always)
    static func put(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ plan: inout EncodingPlan) -> Int? {
        plan.putLine(start, fields, pen)
    }
}

enum InvoiceColumns: ColumnWriter {
    @inline(__always)
    static func put(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ plan: inout EncodingPlan) -> Int? {
        plan.putInvoice(start, fields, pen)
    }
}

enum EventColumns: ColumnWriter {
    @inline(__always)
    static func put(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ plan: inout EncodingPlan) -> Int? {
        plan.putEvent(start, fields, pen)
    }
}

enum FeedbackColumns: ColumnWriter {
    @inline(__always)
    static func put(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ plan: inout EncodingPlan) -> Int? {
        plan.putFeedback(start, fields, pen)
    }
}

enum AnyColumns: ColumnWriter {
    @inline(__always)
    static func put(_ start: Int, _ fields: borrowing PlainFields, _ pen: borrowing RowPen, _ plan: inout EncodingPlan) -> Int? {
        plan.putColumns(start, fields, pen)
    }
}
