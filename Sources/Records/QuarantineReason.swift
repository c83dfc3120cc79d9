/// Why a row (or a file) cannot be used; the raw value is the word in the quarantine.
public enum QuarantineReason: String, CaseIterable, Sendable {
    case columnCount = "COLUMN_COUNT"
    case valueMissing = "VALUE_MISSING"
    case notADecimal = "NOT_A_DECIMAL"
    case notAnInstant = "NOT_AN_INSTANT"
    case notACode = "NOT_A_CODE"
    case outOfRange = "OUT_OF_RANGE"
    case tooLong = "TOO_LONG"
    case notUTF8 = "NOT_UTF8"
    case quote = "QUOTE"
    case quoteUnterminated = "QUOTE_UNTERMINATED"
    case recordTooLong = "RECORD_TOO_LONG"
    case overflow = "OVERFLOW"
    case fromTheFuture = "FROM_THE_FUTURE"
    case tooLate = "TOO_LATE"
    case orphan = "ORPHAN"
    /// A rate of a day whose orders a pruned store settled for good.
    case tooLateForPruned = "TOO_LATE_PRUNED"
    case fileDamaged = "FILE_DAMAGED"

    /// What the one who delivers the row can do about it.
    public var remedy: String {
        switch self {
        case .columnCount: "give the row as many fields as the header names, quoting fields that hold commas"
        case .valueMissing: "fill the required column"
        case .notADecimal: "write plain digits with an optional sign and point, at most 6 decimals"
        case .notAnInstant: "write RFC 3339 with offset or Z, e.g. 2026-11-20T08:30:00+08:00, or a date alone"
        case .notACode: "use a code of the standard's list, in its case"
        case .outOfRange: "use a value within the column's range"
        case .tooLong: "shorten the text to 256 bytes"
        case .notUTF8: "encode the text as UTF-8"
        case .quote: "quote the whole field and double the quotes in it (RFC 4180)"
        case .quoteUnterminated: "close the quoted field"
        case .recordTooLong: "keep a record within 65536 bytes"
        case .overflow: "check quantity and price: the amount exceeds 64 bits of minor units"
        case .fromTheFuture: "deliver the row in the partition of the day on which it became known"
        case .tooLate: "deliver rows of an order before its closing day"
        case .orphan: "deliver the order that the row names"
        case .tooLateForPruned: "the store was pruned beyond the rate's day: to use it, take all dumps into a store of its own with --store"
        case .fileDamaged: "deliver the file again"
        }
    }
}

/// What is wrong with a row: the reason, and the column (index in the contract's order) where there is one.
public struct RowFault: Error, Equatable, Sendable {
    public var reason: QuarantineReason
    public var column: Int?

    public init(_ reason: QuarantineReason, column: Int? = nil) {
        self.reason = reason
        self.column = column
    }
}
