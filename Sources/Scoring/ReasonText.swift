import Domain

/// The languages of reasons.
public enum Language: Sendable, CaseIterable { case english, chinese }

/// A reason's stable code and its text in both languages, in which `{name}` stands for a number.
public struct ReasonText: Sendable, Equatable {
    /// What a text may name.
    public enum Placeholder: String, CaseIterable, Sendable {
        /// Bad outcomes as counted, neither decayed nor weighed.
        case numerator
        /// All outcomes as counted, in parts.
        case denominator
        /// All outcomes as counted (denominator ÷ parts).
        case count
        /// The value that was scored, and the peer group's prior.
        case value, prior
        /// What was counted, unshrunk: numerator ÷ denominator.
        case observed
        case bin
        /// In fixed reasons: the number found, the least or most the rule wants, the day, the last day in force.
        case found, limit, day, until
    }

    enum Piece: Sendable, Equatable {
        /// In UTF-8.
        case text([UInt8])
        case placeholder(Placeholder)
    }

    public let code: String
    public let template: String
    public let chineseTemplate: String
    private let pieces: [Piece]
    private let chinesePieces: [Piece]

    /// - Returns: nil where a text names a placeholder that does not exist or leaves a brace open, or where the two name different ones.
    public init?(code: String, template: String, chinese: String) {
        guard let pieces = ReasonText.pieces(template), let chinesePieces = ReasonText.pieces(chinese),
            ReasonText.names(pieces) == ReasonText.names(chinesePieces)
        else { return nil }
        self.code = code
        self.template = template
        chineseTemplate = chinese
        self.pieces = pieces
        self.chinesePieces = chinesePieces
    }

    private static func names(_ pieces: [Piece]) -> Set<Placeholder> {
        Set(pieces.compactMap { if case .placeholder(let name) = $0 { name } else { nil } })
    }

    private static func pieces(_ template: String) -> [Piece]? {
        var pieces: [Piece] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            if open > rest.startIndex { pieces.append(.text(Array(rest[..<open].utf8))) }
            guard let close = rest[open...].firstIndex(of: "}"),
                let placeholder = Placeholder(rawValue: String(rest[rest.index(after: open)..<close]))
            else { return nil }
            pieces.append(.placeholder(placeholder))
            rest = rest[rest.index(after: close)...]
        }
        if !rest.isEmpty { pieces.append(.text(Array(rest.utf8))) }
        return pieces
    }

    /// The text with every placeholder replaced by what `append` appends for it, in UTF-8.
    func filled(in language: Language, _ append: (Placeholder, inout [UInt8]) -> Void) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(template.utf8.count + chineseTemplate.utf8.count)
        for piece in language == .english ? pieces : chinesePieces {
            switch piece {
            case .text(let literal): text += literal
            case .placeholder(let placeholder): append(placeholder, &text)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}

extension ValueDisplay {
    /// The value as reasons and bin labels write it.
    public func text(_ value: Double, in language: Language = .english) -> String {
        var text: [UInt8] = []
        append(value, in: language, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the value as reasons write it.
    func append(_ value: Double, in language: Language, to text: inout [UInt8]) {
        appendDecimal(offset + scale * value, decimals: decimals, to: &text)
        text += (language == .english ? unit : chineseUnit).utf8
    }
}
