// What a page says, as text: files tell the words of the page, read back from it, so that there is one place where they are written.

/// The languages of a page.
enum PageLanguage: String, CaseIterable {
    case english = "en"
    case chinese = "zh-Hans"
}

extension Markup {
    /// What a reader of the language sees, without tags and references.
    func text(_ language: PageLanguage) -> String {
        let bytes = Array(html.utf8)
        guard let opening = bytes.firstRange(of: Array("<span lang=\"\(language.rawValue)\">".utf8)) else {
            return Markup.plain(bytes[...])
        }
        let rest = bytes[opening.upperBound...]
        let end = rest.firstRange(of: Array("</span>".utf8))?.lowerBound ?? rest.endIndex
        return Markup.plain(rest[..<end])
    }

    /// Without tags, and with what the five references stand for.
    private static func plain(_ html: ArraySlice<UInt8>) -> String {
        let references = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")].map {
            (name: Array($0.0.utf8), text: Array($0.1.utf8))
        }
        var text: [UInt8] = []
        var rest = html
        while let byte = rest.first {
            if byte == UInt8(ascii: "<") {
                rest = rest.drop { $0 != UInt8(ascii: ">") }.dropFirst()
            } else if byte == UInt8(ascii: "&"), let reference = references.first(where: { rest.starts(with: $0.name) }) {
                text += reference.text
                rest = rest.dropFirst(reference.name.count)
            } else {
                text.append(byte)
                rest = rest.dropFirst()
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The number that stands here, with commas between thousands or a sign of per cent; nil: none does.
    var number: Double? { Double(text(.english).filter { $0 != "," && $0 != "%" && $0 != " " }) }
}

extension Fields {
    /// What was set as markup; nothing where nothing was.
    func markup(_ name: String) -> Markup { child(named: name) as? Markup ?? "" }
    func isTrue(_ name: String) -> Bool { child(named: name) as? Bool ?? false }
    func list(_ name: String) -> [Fields] { child(named: name) as? [Fields] ?? [] }
    /// What was set as a part that may be missing.
    func part(_ name: String) -> Fields? { list(name).first }
}
