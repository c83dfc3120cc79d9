import Foundation

/// Where `unsafe` may stand, and what must stand beside it.
enum UnsafeRules {
    /// The targets that are the home of `unsafe`, and the one file that binds rows to SQLite.
    static let homes: Set<String> = ["Bytes", "Decompression"]
    static let bindingFile = "Sources/RatingsDatabase/SystemBoundary.swift"

    /// How far above the first `unsafe` of a function its reason may begin.
    static let reasonLines = 6

    static func violations(_ file: SourceText) -> [Violation] {
        let lines = file.code.indices.filter { file.code[$0].containsWord("unsafe") }.map { $0 + 1 }
        guard !lines.isEmpty else { return [] }
        let isHome = file.target.map { homes.contains($0) } ?? false
        guard isHome || file.path == bindingFile else {
            return lines.map {
                Violation(path: file.path, line: $0, message: "unsafe has its home in Bytes, Decompression and \(bindingFile)")
            }
        }
        return unexplained(lines, in: file)
    }

    /// Every function with `unsafe` states the invariant it relies on: a `// SAFETY:` in it, or in the few lines above its first
    /// `unsafe` unless that is another function's. A `deinit` frees what the comment at the allocation spoke of, and needs none.
    private static func unexplained(_ lines: [Int], in file: SourceText) -> [Violation] {
        let functions = file.blocks.filter(\.isFunction)
        func function(around line: Int) -> Block? {
            // Blocks come in the order in which they close: the first that holds the line is the innermost.
            functions.first { $0.firstLine <= line && line <= $0.lastLine }
        }
        let reasons = file.comments.indices.filter { file.comments[$0].contains("SAFETY:") }.map { $0 + 1 }
        var result: [Violation] = []
        var seen: Set<Int> = []
        for line in lines {
            let home = function(around: line)
            let start = home?.firstLine ?? line
            guard seen.insert(start).inserted, home?.kind != .function("deinit") else { continue }
            let last = home?.lastLine ?? line
            let isExplained = reasons.contains { reason in
                guard reason >= line - reasonLines, reason <= last else { return false }
                return reason >= start || function(around: reason) == nil
            }
            if !isExplained { result.append(Violation(path: file.path, line: line, message: "unsafe without its // SAFETY:")) }
        }
        return result
    }
}

extension StringProtocol {
    /// Whether the word occurs with no letter, digit or underscore beside it.
    func containsWord(_ word: String) -> Bool {
        guard contains(word) else { return false }
        return split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == word }
    }
}
