/// Text that came from outside, or that rows are ordered by: valid UTF-8, compared byte by byte.
///
/// `String` compares by canonical equivalence, which is neither the order of the contract nor that of SQLite's keys, and
/// would have to be copied into and out of the row path; the bytes are bound as they are.
public struct Text: Hashable, Sendable {
    /// The text in UTF-8. Whoever makes a `Text` answers for its validity.
    public var utf8: [UInt8]

    public init(utf8: [UInt8]) { self.utf8 = utf8 }
    public init(_ string: some StringProtocol) { utf8 = Array(string.utf8) }
}

extension Text: Comparable {
    /// The order of the bytes, as in SQLite's BINARY collation.
    public static func < (a: Text, b: Text) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}

extension Text: ExpressibleByStringLiteral, CustomStringConvertible {
    public init(stringLiteral value: String) { self.init(value) }
    public var description: String { String(decoding: utf8, as: UTF8.self) }
}
