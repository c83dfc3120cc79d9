/// Public declarations say what they are.
///
/// A type, function, subscript or alias needs a doc comment. A property, case or initialiser may go without where its name
/// and type say all (`public var currency: Currency`): its type's comment speaks for it.
enum DocumentationRules {
    private static let keywords: Set<Substring> = ["func", "struct", "enum", "class", "actor", "protocol", "typealias", "subscript"]
    private static let modifiers: Set<Substring> = [
        "public", "open", "static", "final", "mutating", "nonmutating", "consuming", "borrowing", "indirect", "nonisolated", "override",
        "convenience", "required", "class",
    ]
    /// Members that a protocol of the standard library asks for: documented there.
    private static let witnesses: Set<Substring> = [
        "==", "<", "hash", "encode", "next", "makeIterator", "index", "distance", "Element", "Index", "RawValue", "Failure",
    ]

    static func violations(_ file: SourceText) -> [Violation] {
        file.code.indices.compactMap { index in
            guard let name = undocumentedName(file.code[index]), !hasComment(above: index, in: file) else { return nil }
            return Violation(path: file.path, line: index + 1, message: "public \(name) has no doc comment")
        }
    }

    /// The name that a line declares publicly, where it is of a kind that needs a comment.
    private static func undocumentedName(_ line: String) -> Substring? {
        let words = line.split(separator: " ").drop { $0.hasPrefix("@") }
        guard words.first == "public" || words.first == "open" else { return nil }
        let rest = words.drop { modifiers.contains($0) && !($0 == "class" && words.last == "{") }
        guard let first = rest.first else { return nil }
        if first.hasPrefix("subscript") { return "subscript" }
        guard keywords.contains(first), let second = rest.dropFirst().first else { return nil }
        let name = second.prefix { !"(:<{".contains($0) }
        let declared = name.isEmpty ? second.prefix { $0 != "(" } : name
        return witnesses.contains(declared) ? nil : declared
    }

    private static func hasComment(above index: Int, in file: SourceText) -> Bool {
        var line = index - 1
        while line >= 0, file.code[line].drop(while: { $0 == " " }).hasPrefix("@") { line -= 1 }
        guard line >= 0 else { return false }
        let text = file.comments[line].drop { $0 == " " }
        return text.hasPrefix("///") || text.hasSuffix("*/")
    }
}
