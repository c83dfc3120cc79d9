/// A Swift file as text, its code told apart from its comments and from the insides of its string literals.
///
/// The lexer knows line and nested block comments, and literals of one or many lines, raw ones and interpolations included.
/// It does not know regex literals between bare slashes: the sources have none with a quotation mark inside.
struct SourceText {
    /// Relative to the repository's top.
    let path: String
    /// As written, one per line.
    let lines: [String]
    /// The same lines with comments and the insides of literals blanked.
    let code: [String]
    /// The same lines with everything but comments blanked.
    let comments: [String]

    init(path: String, _ text: String) {
        self.path = path
        var masks = Masks(Array(text.utf8))
        masks.run()
        lines = SourceText.split(masks.bytes)
        code = SourceText.split(masks.code)
        comments = SourceText.split(masks.comment)
    }

    /// The target whose folder the file lies in; nil outside `Sources/<target>/`.
    var target: String? {
        let parts = path.split(separator: "/")
        return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
    }

    private static func split(_ bytes: [UInt8]) -> [String] {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        if lines.last == "" { lines.removeLast() }
        return lines
    }
}

/// The lexer's work in hand: the text, and two copies of it in which one part after the other is blanked.
private struct Masks {
    let bytes: [UInt8]
    private(set) var code: [UInt8]
    private(set) var comment: [UInt8]
    private var next = 0
    private var stack: [Frame] = []

    /// What the place at hand lies in, beyond plain code.
    private enum Frame {
        case literal(hashes: Int, isMultiline: Bool)
        case interpolation(openParentheses: Int)
    }

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        let blank = bytes.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        code = blank
        comment = blank
    }

    mutating func run() {
        while next < bytes.count {
            if case .literal(let hashes, let isMultiline) = stack.last {
                stepInLiteral(hashes: hashes, isMultiline: isMultiline)
            } else {
                stepInCode()
            }
        }
    }

    private func has(_ text: StaticString, at offset: Int) -> Bool {
        let wanted = Array("\(text)".utf8)
        return offset + wanted.count <= bytes.count && bytes[offset..<offset + wanted.count].elementsEqual(wanted)
    }

    private func countHashes(at offset: Int) -> Int {
        bytes[min(offset, bytes.count)...].prefix { $0 == UInt8(ascii: "#") }.count
    }

    private mutating func stepInCode() {
        if bytes[next] == UInt8(ascii: "/") {
            if has("//", at: next) { return takeLineComment() }
            if has("/*", at: next) { return takeBlockComment() }
        }
        let hashes = countHashes(at: next)
        if next + hashes < bytes.count, bytes[next + hashes] == UInt8(ascii: "\"") {
            let isMultiline = has("\"\"\"", at: next + hashes)
            let length = hashes + (isMultiline ? 3 : 1)
            for _ in 0..<length { keep() }
            stack.append(.literal(hashes: hashes, isMultiline: isMultiline))
            return
        }
        if case .interpolation(let open) = stack.last { noteParenthesis(open: open) }
        keep()
    }

    /// Copies a byte of code; what stands in an interpolation is part of its literal.
    private mutating func keep() {
        if stack.isEmpty { code[next] = bytes[next] }
        next += 1
    }

    private mutating func noteParenthesis(open: Int) {
        switch bytes[next] {
        case UInt8(ascii: "("): stack[stack.count - 1] = .interpolation(openParentheses: open + 1)
        case UInt8(ascii: ")") where open > 0: stack[stack.count - 1] = .interpolation(openParentheses: open - 1)
        case UInt8(ascii: ")"): stack.removeLast()
        default: break
        }
    }

    private mutating func stepInLiteral(hashes: Int, isMultiline: Bool) {
        let byte = bytes[next]
        if byte == UInt8(ascii: "\\"), countHashes(at: next + 1) >= hashes {
            let escaped = next + 1 + hashes
            if escaped < bytes.count, bytes[escaped] == UInt8(ascii: "(") { stack.append(.interpolation(openParentheses: 0)) }
            next = min(escaped + 1, bytes.count)
        } else if byte == UInt8(ascii: "\""), !isMultiline || has("\"\"\"", at: next),
            countHashes(at: next + (isMultiline ? 3 : 1)) >= hashes
        {
            stack.removeLast()
            let length = hashes + (isMultiline ? 3 : 1)
            for _ in 0..<length { keep() }
        } else {
            if byte == UInt8(ascii: "\n"), !isMultiline { stack.removeLast() }
            next += 1
        }
    }

    private mutating func takeLineComment() {
        while next < bytes.count, bytes[next] != UInt8(ascii: "\n") { takeCommentByte() }
    }

    private mutating func takeBlockComment() {
        var depth = 0
        repeat {
            if has("/*", at: next) {
                depth += 1
                takeCommentByte()
            } else if has("*/", at: next) {
                depth -= 1
                takeCommentByte()
            }
            takeCommentByte()
        } while depth > 0 && next < bytes.count
    }

    private mutating func takeCommentByte() {
        guard next < bytes.count else { return }
        comment[next] = bytes[next]
        next += 1
    }
}
