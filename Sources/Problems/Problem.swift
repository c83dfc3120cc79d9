// Problems: one shape for every fault that a user can cause or mend: where it is, what is wrong, what to do.
//
// A bad row is a value (`Problem` in a list); a bad file or job is thrown. A fault of our own is a `precondition`.

/// Where a fault lies: a file or other source, and inside it the line (1-based, the header is line 1), the byte offset
/// (0-based, after decompression) and the column's name.
public struct Position: Hashable, Sendable {
    public var source: String
    public var line: Int?
    public var byte: Int?
    public var column: String?

    public init(source: String, line: Int? = nil, byte: Int? = nil, column: String? = nil) {
        self.source = source
        self.line = line
        self.byte = byte
        self.column = column
    }
}

extension Position: CustomStringConvertible {
    /// `dump.csv.gz:1204:unit_price (byte 88213)`; parts that are unknown are left out.
    public var description: String {
        var text = source
        if let line { text += ":\(line)" }
        if let column { text += ":\(column)" }
        if let byte { text += " (byte \(byte))" }
        return text
    }
}

/// The class of a fault that stops a command, with its exit code (CONTRACT 2: sysexits, and one of ours).
public enum ProblemKind: Int32, Sendable {
    case usage = 64
    case inputRefused = 65
    case noInput = 66
    case internalFault = 70
    case cannotCreate = 73
    case inputOutput = 74
    case storeBusy = 75
    case configuration = 78
    case publishRefused = 79
}

/// A fault: its class, place, what is wrong, how to mend it, and what lay beneath.
public struct Problem: Error, Sendable, CustomStringConvertible {
    public var kind: ProblemKind
    public var position: Position?
    public var message: String
    public var remedy: String
    public var cause: String?

    public init(_ kind: ProblemKind, at position: Position? = nil, _ message: String, remedy: String, cause: String? = nil) {
        self.kind = kind
        self.position = position
        self.message = message
        self.remedy = remedy
        self.cause = cause
    }

    /// `<position>: <message>. Fix: <remedy>.` with the cause in brackets where there is one: one line, whatever names and texts of others
    /// stand in it.
    public var description: String {
        let place = position.map { "\($0): " } ?? ""
        let beneath = cause.map { " [\($0)]" } ?? ""
        return escapingControls("\(place)\(message)\(beneath). Fix: \(remedy).")
    }
}
