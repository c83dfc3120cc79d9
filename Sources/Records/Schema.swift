public import Domain

/// The kinds of dumps, in the contract's order; `name` is the beginning of a file's name.
public enum Kind: UInt8, CaseIterable, Sendable {
    case transactions, invoices, payments, logistics, feedback, subjects, products, inspections, traces, customs
    case penalties, deposits, rates, sealKeys

    public var name: String { Kind.names[Int(rawValue)] }

    /// In order of raw values; made once, since a case's own name comes from reflection.
    private static let names = allCases.map { $0 == .sealKeys ? "seal_keys" : "\($0)" }

    /// Whether the kind's rows belong to an order (and are bound by its closing day).
    public var isOrderBound: Bool {
        switch self {
        case .transactions, .invoices, .payments, .logistics, .feedback, .customs: true
        default: false
        }
    }
}

/// How a column's fields are checked and stored.
public enum FieldType: Sendable {
    /// UTF-8 of at most 256 bytes.
    case text
    /// An amount, price or quantity: millionths in 64 bits, within the range.
    case decimal(ClosedRange<Int64>)
    /// A whole number within the range.
    case whole(ClosedRange<Int64>)
    /// RFC 3339; whole seconds since 1970.
    case instant
    /// A code of a standard's list, stored as its bytes.
    case code(CodeList)
    /// A word of a closed vocabulary, stored as its place in it.
    case word(WordTable)
    /// An HS code, by form (6–10 digits); stored as text.
    case hsCode
    /// A UN/LOCODE by form, or an ISO 3166-1 alpha-2 code; stored as text.
    case place
}

/// A column of a kind.
public struct Column: Sendable {
    public var name: String
    public var type: FieldType
    public var isRequired: Bool
    /// What an empty field of a code column stands for.
    public var defaultCode: UInt32?
    /// Of instants: the least, in seconds since 1970. An empty time stamp of another system must not make decades of trade.
    public var earliest: Int64 { Column.instantsOfTrade.contains(name) ? Column.trade : .min }

    /// 1995-01-01T00:00:00Z, before which nothing was traded.
    private static let trade: Int64 = 788_918_400
    private static let instantsOfTrade: Set<String> = [
        "ordered_at", "status_at", "issued_at", "paid_at", "occurred_at", "declared_at", "outcome_at",
    ]

    init(_ name: String, _ type: FieldType, required: Bool = false, defaultCode: UInt32? = nil) {
        self.name = name
        self.type = type
        self.isRequired = required
        self.defaultCode = defaultCode
    }
}

/// The columns of a kind, and what the contract says of its keys and versions. Columns are indices in the contract's order.
public struct Schema: Sendable {
    public var kind: Kind
    /// In the contract's order.
    public var columns: [Column]
    /// The key; the first of its columns decides the bucket.
    public var key: [Int]
    /// Of the instant that the key ends with only the day counts: rates are of a day, whenever on it they were fixed.
    public var isKeyedByDay: Bool
    /// The version time: the first of these that is not missing.
    public var version: [Int]
    /// The column whose words are ranked among versions of one time.
    public var rank: Int?
    /// The order in which columns are stored: the key first.
    public var layout: [Int]

    init(_ kind: Kind, key: [String], byDay: Bool = false, version: [String], rank: String? = nil, _ columns: [Column]) {
        self.kind = kind
        isKeyedByDay = byDay
        self.columns = columns
        func index(_ name: String) -> Int {
            guard let index = columns.firstIndex(where: { $0.name == name }) else {
                preconditionFailure("the schema of \(kind.name) names no column \(name)")
            }
            return index
        }
        self.key = key.map(index)
        self.version = version.map(index)
        self.rank = rank.map(index)
        layout = self.key
        for i in columns.indices where !layout.contains(i) { layout.append(i) }
        precondition(columns.count <= 24, "a stored row has at most 24 columns")
        precondition(self.key.allSatisfy { columns[$0].isRequired }, "a key's columns are required")
    }

    /// Whether a stored row may lack the column: neither required nor with a default.
    func isOptional(_ column: Int) -> Bool { !columns[column].isRequired && columns[column].defaultCode == nil }

    /// Bytes for a bit for each column that a stored row may lack.
    var presenceBytes: Int { (columns.indices.filter(isOptional).count + 7) / 8 }

    /// The schema of a kind.
    public static func of(_ kind: Kind) -> Schema { all[Int(kind.rawValue)] }

    /// The index of a column by its name.
    public func index(of name: String) -> Int? { columns.firstIndex { $0.name == name } }
}

/// The words of a closed vocabulary, looked up by their bytes.
public struct WordTable: Sendable {
    /// In order of their place.
    public let words: [String]
    /// The standard that has more to say of the words than can be listed in a message; nil: the contract has them.
    let standard: String?
    /// For each place, the rank of its word in order of bytes (the contract compares codes by bytes).
    let byteRank: [UInt8]
    /// Each word in a slot of its own: chains of slots would be mispredicted by every other word.
    let slots: [Slot]
    let hash: Hash

    /// A hash of words that is perfect for those of a vocabulary.
    struct Hash: BitwiseCopyable, Sendable {
        var shift: UInt64
        var factor: UInt64

        @inline(__always)
        func slot(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> Int {
            let mixed = (first ^ (second &* 0x9E37_79B9_7F4A_7C15) ^ (third &* 0xC2B2_AE3D_27D4_EB4F)) &* factor
            return Int(truncatingIfNeeded: mixed &>> shift)
        }
    }

    struct Slot: BitwiseCopyable, Sendable {
        var first: UInt64 = 0
        var second: UInt64 = 0
        var third: UInt64 = 0
        var place: Int16 = -1
        /// The word's length in bytes.
        var length: Int16 = 0
    }

    init<V: Vocabulary>(_ vocabulary: V.Type, of standard: String? = nil) {
        let words = V.allNames.map(\.description)
        self.words = words
        self.standard = standard
        let sorted = words.indices.sorted { words[$0].utf8.lexicographicallyPrecedes(words[$1].utf8) }
        var ranks = Array(repeating: UInt8(0), count: words.count)
        for (rank, place) in sorted.enumerated() { ranks[place] = UInt8(rank) }
        byteRank = ranks
        var bits: UInt64 = 4
        while (1 << bits) < words.count * 4 { bits += 1 }
        var hash = Hash(shift: 64 - bits, factor: 0xD6E8_FEB8_6659_FD93)
        var table = WordTable.slots(of: words, hash)
        // About one factor in twenty will do (four slots a word: birthdays).
        while table == nil {
            hash.factor = hash.factor &* 0x5851_F42D_4C95_7F2D &+ 2
            table = WordTable.slots(of: words, hash)
        }
        self.hash = hash
        slots = table ?? []
    }

    /// The words in their slots; nil where two of them have one.
    private static func slots(of words: [String], _ hash: Hash) -> [Slot]? {
        var slots = Array(repeating: Slot(), count: 1 << Int(64 - hash.shift))
        for (place, word) in words.enumerated() {
            let parts = WordTable.parts(Array(word.utf8))
            let slot = hash.slot(parts.0, parts.1, parts.2)
            guard slots[slot].place < 0 else { return nil }
            slots[slot] = Slot(first: parts.0, second: parts.1, third: parts.2, place: Int16(place), length: Int16(word.utf8.count))
        }
        return slots
    }

    private static func parts(_ bytes: [UInt8]) -> (UInt64, UInt64, UInt64) {
        precondition(bytes.count <= 24, "a word of a vocabulary has at most 24 bytes")
        var parts: (UInt64, UInt64, UInt64) = (0, 0, 0)
        for (i, byte) in bytes.enumerated() {
            let bits = UInt64(byte) << UInt64(i % 8 * 8)
            if i < 8 { parts.0 |= bits } else if i < 16 { parts.1 |= bits } else { parts.2 |= bits }
        }
        return parts
    }
}
