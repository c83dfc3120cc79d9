import Foundation

/// A place where a rule is broken.
struct Violation: Equatable, CustomStringConvertible {
    let path: String
    /// From 1; 0: the file as a whole.
    let line: Int
    let message: String

    var description: String { line > 0 ? "\(path):\(line): \(message)" : "\(path): \(message)" }
}

/// The repository that these tests stand in, read once.
struct Repository {
    static let here = Repository(
        top: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent())

    /// The Swift files of `Sources`.
    let sources: [SourceText]
    /// The Swift files of `Tests`, and Package.swift.
    let others: [SourceText]
    /// All text files that belong to the repository, with their content.
    let texts: [(path: String, content: String)]
    /// The names at the top.
    let topLevel: [String]
    /// The lines of `.gitignore`.
    let ignored: [String]

    /// Package.swift.
    var package: SourceText? { others.first { $0.path == "Package.swift" } }

    private init(top: URL) {
        let files = FileManager.default
        topLevel = ((try? files.contentsOfDirectory(atPath: top.path)) ?? []).sorted()
        var texts: [(path: String, content: String)] = []
        for entry in topLevel where Repository.folders.contains(entry) || Repository.topFiles.contains(entry) {
            for path in Repository.paths(under: entry, top: top) {
                // Not UTF-8: no text (compressed fixtures).
                guard let content = try? String(contentsOf: top.appending(path: path), encoding: .utf8) else { continue }
                texts.append((path, content))
            }
        }
        self.texts = texts
        let swift = texts.filter { $0.path.hasSuffix(".swift") }.map { SourceText(path: $0.path, $0.content) }
        sources = swift.filter { $0.path.hasPrefix("Sources/") }
        others = swift.filter { !$0.path.hasPrefix("Sources/") }
        ignored = texts.first { $0.path == ".gitignore" }?.content.split(separator: "\n").map(String.init) ?? []
    }

    /// What the top holds; anything else there is either a dotfile or ignored by git.
    static let folders = [".ci", "Fixtures", "Jobs", "Sources", "Tests"]
    static let topFiles = [".gitignore", ".swift-format", "Package.swift", "README.md"]

    private static func paths(under entry: String, top: URL) -> [String] {
        let url = top.appending(path: entry)
        guard (try? url.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true else { return [entry] }
        let names = FileManager.default.enumerator(atPath: url.path)?.compactMap { $0 as? String } ?? []
        return names.sorted().map { "\(entry)/\($0)" }.filter { !$0.contains("__pycache__") }
    }
}
