import Problems
import Yams

/// The most bytes that a job, model or fee file may have: 25 times those of the expert card.
public let settingsBytesMax = 1 << 20

/// What a file may hold, so that neither its text nor what its aliases stand for costs more than a moment. The parser calls itself for each
/// value inside another, at up to 4.9 KB of the stack each (measured: 1,708 levels of `[a: ` in 8 MiB), so its depth is bounded by what the
/// text can hold before it is parsed.
enum TextLimits {
    /// Brackets that may be open at once.
    static let bracketsMax = 1000
    /// Blanks and dashes one behind the other: so far is a block indented, and each column may begin two.
    static let indentationMax = 256
    static let aliasesMax = 64
    /// Values, those behind aliases counted as often as they are named; the expert card has 4,000.
    static let valuesMax = 50_000
    /// Values inside one another.
    static let depthMax = 64

    /// What is too much in a text, and on which line.
    static func excess(of yaml: String) -> (line: Int, what: String)? {
        guard yaml.utf8.count <= settingsBytesMax else { return (1, "the file has more than \(settingsBytesMax) bytes") }
        var open = 0
        var aliases = 0
        var number = 0
        for line in yaml.utf8.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            open += bracketsLeftOpen(line, beside: open)
            guard open <= bracketsMax else { return (number, "more than \(bracketsMax) brackets may be open here") }
            guard longestIndentation(line) <= indentationMax else { return (number, "the line is indented too far") }
            aliases += zip(line, line.dropFirst()).count { $0 == 0x2A && isWord($1) }
            guard aliases <= aliasesMax else { return (number, "more than \(aliasesMax) aliases (*) are named") }
        }
        return nil
    }

    /// An upper bound of the brackets that a line opens and does not close, or of those open inside it where they are too many. Brackets
    /// are closed for certain only on their own line, and where it has neither quotes nor a comment that a closing one could stand in.
    private static func bracketsLeftOpen(_ line: Substring.UTF8View, beside others: Int) -> Int {
        let isPlain = !line.contains { $0 == 0x22 || $0 == 0x27 || $0 == 0x23 }
        var open = 0
        for byte in line {
            if byte == 0x5B || byte == 0x7B { open += 1 }
            if isPlain, byte == 0x5D || byte == 0x7D { open = max(0, open - 1) }
            if others + open > bracketsMax { break }
        }
        return open
    }

    /// The longest run of what can stand before a block's first value: blanks, tabs, dashes, question marks, colons.
    private static func longestIndentation(_ line: Substring.UTF8View) -> Int {
        var longest = 0
        var run = 0
        for byte in line {
            run = [0x20, 0x09, 0x2D, 0x3F, 0x3A].contains(byte) ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) || byte == 0x5F || byte == 0x2D
    }

    /// What is too much in a tree of values, or is none of what a file states: and on which line.
    static func excess(of node: Node) -> (line: Int?, what: String)? {
        var left = valuesMax
        return excess(of: node, depth: 0, left: &left)
    }

    private static func excess(of node: Node, depth: Int, left: inout Int) -> (line: Int?, what: String)? {
        left -= 1
        guard left >= 0 else { return (node.mark?.line, "the file states more than \(valuesMax) values, those behind aliases included") }
        guard depth <= depthMax else { return (node.mark?.line, "more than \(depthMax) values lie inside one another here") }
        let parts: (tag: Tag, inside: [Node]) =
            switch node {
            case .scalar(let scalar): (scalar.tag, [])
            case .sequence(let items): (items.tag, Array(items))
            case .mapping(let pairs): (pairs.tag, pairs.flatMap { [$0.key, $0.value] })
            }
        // A quoted text has the tag of a string.
        guard ["", "!", Tag.Name.str.rawValue].contains(parts.tag.description) else {
            return (node.mark?.line, "the tag \(parts.tag) is none that is known here")
        }
        for value in parts.inside {
            if let excess = excess(of: value, depth: depth + 1, left: &left) { return excess }
        }
        return nil
    }
}
