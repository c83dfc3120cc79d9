/// A text in which no character ends a line, steers a terminal or turns the direction of writing: what names and texts of others go through
/// before they reach a terminal or a log. A text without such characters comes back as it is, so that it may be escaped again.
///
/// Escaped are the controls of ASCII and of ISO 8859-1 (C0, DEL, C1), the separators of lines and paragraphs (U+2028, U+2029), and the
/// embeddings, overrides and isolates of the bidirectional algorithm (U+202A–202E, U+2066–2069): as `\n`, `\r`, `\t`, or `\u001b`, which
/// are escapes of JSON, too. So the text of a JSON object says the same as before.
public func escapingControls(_ text: String) -> String {
    // The first bytes of what is escaped; few texts have one.
    guard text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 }) else { return text }
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0x09: escaped += "\\t"
        case 0x0A: escaped += "\\n"
        case 0x0D: escaped += "\\r"
        case ..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069:
            let digits = String(scalar.value, radix: 16)
            escaped += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
