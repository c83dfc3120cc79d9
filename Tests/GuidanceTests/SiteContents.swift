import Foundation
import TestSupport

/// All files of a site, read through its link.
struct SiteContents {
    let files: [String: String]
    /// Ascending by path.
    let pages: [(path: String, page: Page)]

    /// - Parameter isRead: whether the pages are wanted as tags, too.
    init(_ path: String, isRead: Bool = true) throws {
        let top = URL(filePath: path).resolvingSymlinksInPath()
        var files: [String: String] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: top.path) ?? .init() {
            let url = top.appending(path: name)
            guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else { continue }
            files[name] = try String(contentsOf: url, encoding: .utf8)
        }
        self.files = files
        let read = isRead ? files.filter { $0.key.hasSuffix(".html") } : [:]
        pages = read.sorted { $0.key < $1.key }.map { ($0.key, Page($0.value)) }
    }
}

/// A page as its tags: outside text is escaped, so that every `<` begins one.
struct Page {
    struct Tag: Equatable {
        var name: String
        var attributes: [String: String] = [:]

        /// What stands between `<` and `>`.
        init(_ bytes: ArraySlice<UInt8>) {
            // Odd pieces are the values in quotation marks, even ones what stands before them.
            let pieces = bytes.split(separator: UInt8(ascii: "\""), omittingEmptySubsequences: false)
            let words = pieces.map { String(decoding: $0, as: UTF8.self) }
            name = String(words[0].prefix { $0 != " " }).lowercased()
            for (place, text) in words.enumerated() where place % 2 == 0 {
                let names = (place == 0 ? text.drop { $0 != " " } : text[...]).split(separator: " ")
                for (index, word) in names.enumerated() {
                    let isLast = index == names.count - 1 && word.hasSuffix("=") && place + 1 < words.count
                    attributes[String(isLast ? word.dropLast() : word)] = isLast ? words[place + 1] : ""
                }
            }
        }
    }

    let text: String
    let tags: [Tag]

    init(_ text: String) {
        self.text = text
        var tags: [Tag] = []
        var rest = Array(text.utf8)[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            var end = start
            var isQuoted = false
            while end < rest.endIndex, isQuoted || rest[end] != UInt8(ascii: ">") {
                if rest[end] == UInt8(ascii: "\"") { isQuoted.toggle() }
                end += 1
            }
            tags.append(Tag(rest[(start + 1)..<end]))
            rest = rest[end...]
        }
        self.tags = tags
    }

    /// Where links, scripts and styles lead to.
    var references: [String] { tags.flatMap { [$0.attributes["href"], $0.attributes["src"]].compactMap(\.self) } }

    /// The part from one text to the next.
    func part(from: String, to: String) -> Substring? {
        guard let start = text.range(of: from), let end = text[start.upperBound...].range(of: to) else { return nil }
        return text[start.upperBound..<end.lowerBound]
    }
}
