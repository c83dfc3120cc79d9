internal import Domain
internal import Mustache
internal import RatingsDatabase

/// Text that is HTML already: what came from outside is in it escaped. Templates take nothing else.
///
/// The template engine's own escape goes by grapheme: a quotation mark with a combining accent behind it is another `Character` and
/// passes. Here every byte is looked at, and templates use `{{{…}}}` with values of this type alone.
struct Markup: Hashable, Sendable, ExpressibleByStringInterpolation {
    private(set) var html: String

    /// Trusted: a literal of the source.
    init(stringLiteral value: String) { html = value }
    init(stringInterpolation: StringInterpolation) { html = stringInterpolation.html }

    /// Any text.
    init(_ text: some StringProtocol) { html = Markup.escaped(Array(text.utf8)) }
    init(_ text: Text) { html = Markup.escaped(text.utf8) }
    init(_ number: Int) { html = String(number) }

    /// Literal parts are trusted, what stands in `\(…)` is escaped unless it is markup.
    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var html: String

        init(literalCapacity: Int, interpolationCount: Int) {
            html = ""
            html.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { html += literal }
        mutating func appendInterpolation(_ markup: Markup) { html += markup.html }
        mutating func appendInterpolation(_ text: String) { html += Markup.escaped(Array(text.utf8)) }
        mutating func appendInterpolation(_ text: Text) { html += Markup.escaped(text.utf8) }
        mutating func appendInterpolation(_ number: Int) { html += String(number) }
    }

    static func + (a: Markup, b: Markup) -> Markup { Markup(trusted: a.html + b.html) }
    static func += (a: inout Markup, b: Markup) { a.html += b.html }

    private init(trusted: String) { html = trusted }

    /// What a template of ours has rendered.
    init(rendered: String) { html = rendered }

    /// The five characters of HTML as references; control characters that HTML forbids as U+FFFD.
    private static func escaped(_ text: [UInt8]) -> String {
        guard text.contains(where: { needsEscape($0) }) else { return String(decoding: text, as: UTF8.self) }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count + 16)
        for byte in text {
            switch byte {
            case UInt8(ascii: "<"): bytes += "&lt;".utf8
            case UInt8(ascii: ">"): bytes += "&gt;".utf8
            case UInt8(ascii: "&"): bytes += "&amp;".utf8
            case UInt8(ascii: "\""): bytes += "&quot;".utf8
            case UInt8(ascii: "'"): bytes += "&#39;".utf8
            case 0x09, 0x0A, 0x0D: bytes.append(0x20)
            case 0..<0x20, 0x7F: bytes += "\u{FFFD}".utf8
            default: bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == 0x22 || byte == 0x26 || byte == 0x27 || byte == 0x3C || byte == 0x3E || byte == 0x7F
    }
}

extension Markup: MustacheCustomRenderable {
    var renderText: String { html }
    var isNull: Bool { html.isEmpty }
}

extension Markup {
    /// The same in both languages, of which a reader sees one.
    static func both(_ english: Markup, _ chinese: Markup) -> Markup {
        "<span lang=\"en\">\(english)</span><span lang=\"zh-Hans\">\(chinese)</span>"
    }

    /// A name from outside, which may run either way: kept to itself, so that its marks turn nothing around it.
    static func name(_ text: Text) -> Markup { "<bdi>\(text)</bdi>" }

    /// Inside `<text>` of a drawing, which knows no `<span>`.
    static func bothInDrawing(_ english: Markup, _ chinese: Markup) -> Markup {
        "<tspan lang=\"en\">\(english)</tspan><tspan lang=\"zh-Hans\">\(chinese)</tspan>"
    }
}
