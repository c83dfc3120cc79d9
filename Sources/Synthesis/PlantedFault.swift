public import Domain

/// Why a planted row or file cannot be used: the words of the quarantine.
public enum FaultReason: String, Sendable, CaseIterable {
    case columnCount = "COLUMN_COUNT"
    case valueMissing = "VALUE_MISSING"
    case notADecimal = "NOT_A_DECIMAL"
    case notAnInstant = "NOT_AN_INSTANT"
    case notACode = "NOT_A_CODE"
    case outOfRange = "OUT_OF_RANGE"
    case tooLong = "TOO_LONG"
    case notUTF8 = "NOT_UTF8"
    case quote = "QUOTE"
    case overflow = "OVERFLOW"
    case fromTheFuture = "FROM_THE_FUTURE"
    case tooLate = "TOO_LATE"
    case orphan = "ORPHAN"
    case fileDamaged = "FILE_DAMAGED"
}

/// A fault in the dumps, in addition to the valid rows: where it is and for what alone it must be caught.
public struct PlantedFault: Sendable {
    public internal(set) var partition: Day
    public internal(set) var file: String
    /// The physical line on which the row begins (1-based, the header is line 1); missing for a whole file.
    public internal(set) var line: Int?
    public let reason: FaultReason
    /// The column that is wrong; empty where it is the row or the file.
    public let column: String
    /// The kind of the file.
    public let kind: String

    /// `faults.csv`: a header and one line per fault.
    static func csv(_ faults: [PlantedFault]) -> [UInt8] {
        var text = "partition,file,line,reason,column,kind\n"
        for fault in faults {
            let line = fault.line.map(String.init) ?? ""
            text += "\(fault.partition),\(fault.file),\(line),\(fault.reason.rawValue),\(fault.column),\(fault.kind)\n"
        }
        return Array(text.utf8)
    }
}
