import Foundation
import TestSupport

/// All files of a site, read through its link.
struct SiteContents {
    let files: [String: String]

    init(_ path: String) throws {
        let top = URL(filePath: path).resolvingSymlinksInPath()
        var files: [String: String] = [:]
        for case let name as String in FileManager.default.enumerator(atPath: top.path) ?? .init() {
            let url = top.appending(path: name)
            guard (try? url.resourceValues(forKeys: [.isRegularFileKey]))?.isRegularFile == true else { continue }
            files[name] = try String(contentsOf: url, encoding: .utf8)
        }
        self.files = files
    }

    var pages: [(path: String, page: Page)] {
        files.filter { $0.key.hasSuffix(".html") }.sorted { $0.key < $1.key }.map { ($0.key, Page($0.value)) }
    }
}

/// A page as its tags: outside text is escaped, so that every `<` begins one.
struct Page {
    struct Tag: Equatable {
        var name: String
        var attributes: [String: String]
    }

    let text: String
    let tags: [Tag]

    init(_ text: String) {
        self.text = text
        tags = text.matches(of: #/<([a-zA-Z!\/][^\s>\/]*)((?:[^>"]|"[^"]*")*)>/#).map { match in
            var attributes: [String: String] = [:]
            for attribute in match.2.matches(of: #/([^\s="\/]+)(?:="([^"]*)")?/#) {
                attributes[String(attribute.1)] = attribute.2.map(String.init) ?? ""
            }
            return Tag(name: String(match.1).lowercased(), attributes: attributes)
        }
    }

    /// Where links, scripts and styles lead to.
    var references: [String] { tags.flatMap { [$0.attributes["href"], $0.attributes["src"]].compactMap(\.self) } }

    /// The part from one text to the next.
    func part(from: String, to: String) -> Substring? {
        guard let start = text.range(of: from), let end = text[start.upperBound...].range(of: to) else { return nil }
        return text[start.upperBound..<end.lowerBound]
    }
}
