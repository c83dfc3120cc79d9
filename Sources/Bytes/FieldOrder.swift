/// Which field of a file's records feeds which column of a layout, checked once against the number of a record's fields: `PlainFields` of as
/// many then give any column's field without a further check.
@safe
public struct FieldOrder: ~Copyable {
    /// A column's field lies between two marks, counted from the one before the record.
    @usableFromInline
    struct Bounds: BitwiseCopyable {
        @usableFromInline let before: UInt32
        @usableFromInline let behind: UInt32

        /// A mark alone has nothing before itself; the first one is no mark where a record begins its window.
        init(field: Int) { (before, behind) = field < 0 ? (1, 1) : (UInt32(field), UInt32(field) + 1) }
    }

    /// By column.
    @usableFromInline let bounds: PlainArray<Bounds>
    /// Fields in a record.
    public let fieldCount: Int

    /// - Parameters:
    ///   - fields: for each column the field that feeds it, or −1.
    ///   - fieldCount: at least 1, and greater than any of them.
    public init(_ fields: [Int], of fieldCount: Int) {
        precondition(fieldCount > 0 && fields.allSatisfy { $0 < fieldCount }, "a column was fed by a field that records do not have")
        self.fieldCount = fieldCount
        var bounds = PlainArray<Bounds>(capacity: fields.count)
        for field in fields { bounds.append(Bounds(field: field)) }
        self.bounds = bounds
    }
}
