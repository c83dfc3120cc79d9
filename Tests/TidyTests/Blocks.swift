/// A pair of braces and what it belongs to.
struct Block {
    /// What the braces hold.
    enum Kind: Equatable {
        case type
        /// A function, initialiser, subscript or computed property, by its name.
        case function(String)
        /// `if`, `else`, `for`, `while`, `repeat`, `switch`, `do`, `catch`, the `else` of a `guard`.
        case control
        /// Closures, accessors, `defer`, and what the counter does not know.
        case other
    }

    let kind: Kind
    /// The line of the keyword that begins it, from 1.
    let firstLine: Int
    /// The line of the closing brace, from 1.
    let lastLine: Int
    /// How many `control` blocks it lies in within its function, itself included.
    let nesting: Int

    /// Whether it is a function, initialiser, subscript or computed property.
    var isFunction: Bool {
        if case .function = kind { true } else { false }
    }
}

/// A word or a mark of the code.
private struct Token {
    let text: Substring
    let line: Int
    /// Parentheses and brackets open around it.
    let depth: Int
}

extension SourceText {
    /// All blocks, in the order in which they close: a simple counter of braces, no parser.
    ///
    /// A block's kind is told by the last keyword before its brace (since the brace before) that stands in the same parentheses.
    var blocks: [Block] {
        var result: [Block] = []
        var open: [(kind: Block.Kind, firstLine: Int, nesting: Int)] = []
        var header: [Token] = []
        for token in tokens {
            switch token.text {
            case "{":
                let (kind, firstLine) = blockKind(header, depth: token.depth)
                var nesting = open.last?.nesting ?? 0
                if case .function = kind { nesting = 0 }
                if kind == .control { nesting += 1 }
                open.append((kind, firstLine ?? token.line, nesting))
                header = []
            case "}":
                if let block = open.popLast() {
                    result.append(Block(kind: block.kind, firstLine: block.firstLine, lastLine: token.line, nesting: block.nesting))
                }
                header = []
            default: header.append(token)
            }
        }
        return result
    }

    /// Words and single marks in order; directives of conditional compilation left out.
    private var tokens: [Token] {
        var result: [Token] = []
        var depth = 0
        for (index, line) in code.enumerated() where !isDirective(line) {
            var rest = Substring(line)
            while let first = rest.first {
                let isWord = first.isLetter || first.isNumber || first == "_"
                let text = isWord ? rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" } : rest.prefix(1)
                rest = rest.dropFirst(text.count)
                if text == " " { continue }
                if text == ")" || text == "]" { depth -= 1 }
                result.append(Token(text: text, line: index + 1, depth: depth))
                if text == "(" || text == "[" { depth += 1 }
            }
        }
        return result
    }
}

private func isDirective(_ line: String) -> Bool {
    let start = line.drop { $0 == " " }
    return ["#if", "#else", "#elseif", "#endif"].contains { start.hasPrefix($0) }
}

private let controlKeywords: Set<Substring> = ["if", "else", "for", "while", "repeat", "switch", "do", "catch", "guard"]
private let typeKeywords: Set<Substring> = ["struct", "enum", "class", "actor", "protocol", "extension"]

/// The kind of the block whose header (tokens since the last brace) is given, and the line on which it begins.
private func blockKind(_ header: [Token], depth: Int) -> (Block.Kind, Int?) {
    for index in header.indices.reversed() where header[index].depth == depth {
        let token = header[index]
        let before = index > 0 ? header[index - 1].text : ""
        let after = index + 1 < header.count ? header[index + 1].text : ""
        if before == "." || after == ":" { continue }
        if controlKeywords.contains(token.text) { return (.control, token.line) }
        if typeKeywords.contains(token.text), before != "func" { return (.type, token.line) }
        switch token.text {
        case "func": return (.function(String(after)), token.line)
        case "init", "deinit", "subscript": return (.function(String(token.text)), token.line)
        case "var":
            // Part of a condition or a pattern: what it belongs to stands before it.
            if before == "," || before == "case" || controlKeywords.contains(before) { continue }
            let isInitialised = header[index...].contains { $0.text == "=" && $0.depth == depth }
            return isInitialised ? (.other, nil) : (.function(String(after)), token.line)
        case "defer": return (.other, nil)
        default: continue
        }
    }
    return (.other, nil)
}
