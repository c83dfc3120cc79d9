import Foundation

/// Words that do not belong: names that say nothing, traps on input, output outside the executable, loose ends.
enum WordRules {
    /// Parts of names that say nothing about what a thing is.
    static let emptyNames = ["Utils", "Utilities", "Manager", "Helper"]
    /// A type of Foundation's that bears one of them.
    static let exempt = "FileManager"

    /// The targets that print.
    static let executables: Set<String> = ["silkrate", "bench"]

    static func violations(_ file: SourceText) -> [Violation] {
        var result: [Violation] = []
        func report(_ line: Int, _ message: String) { result.append(Violation(path: file.path, line: line, message: message)) }
        for name in emptyNames where file.path.contains(name) { report(0, "a name with \(name) says nothing") }
        for (index, line) in file.code.enumerated() {
            let rest = line.replacing(exempt, with: "")
            for name in emptyNames where rest.contains(name) { report(index + 1, "a name with \(name) says nothing") }
            if line.contains("try!") { report(index + 1, "try! crashes on input") }
            if line.containsWord("fatalError") { report(index + 1, "fatalError: a bad row is a value, our own bug a precondition") }
            // Tests may say what they skipped.
            let mayPrint = file.target.map(executables.contains) ?? true
            if !mayPrint, line.contains("print("), line.containsWord("print") { report(index + 1, "print( outside the executable") }
        }
        for (index, line) in file.comments.enumerated() {
            if line.contains("FIXME") { report(index + 1, "FIXME: mend it, or write TODO #number") }
            for rest in line.pieces(after: "TODO") where !rest.isIssueNumber { report(index + 1, "TODO without its #number") }
        }
        return result
    }
}

extension StringProtocol {
    /// What follows each occurrence of a word.
    func pieces(after word: String) -> [SubSequence] {
        ranges(of: word).map { self[$0.upperBound...] }
    }

    /// Whether it begins with `#` and a digit, after blanks, brackets and the like.
    fileprivate var isIssueNumber: Bool {
        let rest = drop { " (:".contains($0) }
        return rest.first == "#" && rest.dropFirst().first?.isNumber == true
    }
}

/// What a text file of the repository may not hold: paths that exist on one machine only.
enum PathRules {
    /// Folders of people and machines. Put together here, so that this file passes its own rule.
    static let roots = ["home", "root", "Users", "work", "mnt", "opt"].map { "/\($0)/" }

    static func violations(path: String, content: String) -> [Violation] {
        guard roots.contains(where: { content.contains($0) }) else { return [] }
        return content.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            roots.filter { root in startsPath(line, root) }.map {
                Violation(path: path, line: index + 1, message: "\($0)… is a path of one machine")
            }
        }
    }

    /// Whether the root begins a path there: no name and no dot stands before its slash (`a/home/b`, `https://host/work/`).
    private static func startsPath(_ line: Substring, _ root: String) -> Bool {
        line.ranges(of: root).contains { range in
            guard range.lowerBound > line.startIndex else { return true }
            let before = line[line.index(before: range.lowerBound)]
            return !(before.isLetter || before.isNumber || "._-/})*~".contains(before))
        }
    }
}
