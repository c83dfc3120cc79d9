/// How long and how deep code may be.
struct SizeLimits {
    var fileLines = 400
    var functionLines = 70
    /// `if`, `for`, `switch` … within each other in one function; closures count nothing, `guard` counts its `else`.
    var nesting = 3

    func violations(_ file: SourceText) -> [Violation] {
        var result: [Violation] = []
        if file.lines.count > fileLines {
            result.append(Violation(path: file.path, line: 0, message: "\(file.lines.count) lines; at most \(fileLines)"))
        }
        for block in file.blocks {
            let length = block.lastLine - block.firstLine + 1
            if case .function(let name) = block.kind, length > functionLines {
                result.append(
                    Violation(path: file.path, line: block.firstLine, message: "\(name) has \(length) lines; at most \(functionLines)"))
            }
            // Only the first too deep: what lies inside it is deeper still.
            if block.kind == .control, block.nesting == nesting + 1 {
                result.append(
                    Violation(path: file.path, line: block.firstLine, message: "nested \(block.nesting) deep; at most \(nesting)"))
            }
        }
        // An `if` and its `else` on one line would be told twice.
        return result.sorted { $0.line < $1.line }.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
}
