/// What is declared is used: nothing stands in the sources that only its own tests look at.
enum UnusedRules {
    /// Names that something outside the sources calls.
    static let known: Set<String> = [
        "Bench",  // the entry of its executable
        "appendInterpolation", "appendLiteral",  // ExpressibleByStringInterpolation
        "isNull", "renderText",  // Mustache's rendering
    ]
    private static let keywords: Set<String> = ["func", "var", "let", "struct", "class", "enum", "actor", "protocol", "typealias"]

    /// The declarations of `sources` whose names stand nowhere else in them, and the names of `known` that stand elsewhere, or nowhere.
    /// Cases are words of vocabularies, which data may use.
    static func violations(_ sources: [SourceText]) -> [Violation] {
        var uses: [String: Int] = [:]
        var declared: [String: [(path: String, line: Int)]] = [:]
        for file in sources {
            for (index, line) in file.code.enumerated() {
                // What stands in a literal may be interpolated: it counts as a use.
                for name in identifiers(uncommented(file.lines[index], file.comments[index])) { uses[name, default: 0] += 1 }
                let names = identifiers(line)
                for (keyword, name) in zip(names, names.dropFirst()) where keywords.contains(keyword) {
                    declared[name, default: []].append((file.path, index + 1))
                }
            }
        }
        let unused = declared.filter { uses[$0.key] == $0.value.count && $0.key != "_" }
        let stale = known.subtracting(unused.keys).map { Violation(path: "UnusedRules", line: 0, message: "\($0) is used, or gone") }
        return unused.filter { !known.contains($0.key) }.flatMap { name, places in
            places.map { Violation(path: $0.path, line: $0.line, message: "\(name) is used nowhere else in the sources") }
        } + stale
    }

    /// A line with its comment blanked.
    private static func uncommented(_ line: String, _ comment: String) -> String {
        String(decoding: zip(line.utf8, comment.utf8).map { $1 == UInt8(ascii: " ") ? $0 : UInt8(ascii: " ") }, as: UTF8.self)
    }

    private static func identifiers(_ line: String) -> [String] {
        line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init)
    }
}
