internal import Problems

/// Whom an enterprise asks for a correction.
struct Contact: Sendable {
    /// A mail address or an https address, as given; nil: none is named.
    let text: String?

    init(_ text: String?) throws(Problem) {
        self.text = text
        guard let text else { return }
        let isWeb = text.hasPrefix("https://") && text.utf8.count > 8
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        let isMail = parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains(":")
        let isPlain = text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        guard isPlain, isWeb || isMail else {
            throw Problem(.usage, "\"\(text)\" is no address", remedy: "give --contact as name@host or as https://…")
        }
    }

    /// A link to it.
    var link: Markup {
        guard let text else { return .both("the publisher of this site", "本网站的发布者") }
        let address = text.hasPrefix("https://") ? text : "mailto:" + text
        return "<a href=\"\(address)\" rel=\"noreferrer\">\(text)</a>"
    }
}
