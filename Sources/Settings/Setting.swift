import Problems
import Yams

/// One value of a configuration file with its key path: every refusal names both.
struct Setting {
    let node: Node
    /// E.g. `characteristics.late_handover.bins[2]`; empty at the root.
    let path: String
    let source: String
    /// The line of the key (the value of a block mapping starts a line later).
    let line: Int?
    /// The column in which the key begins; nil in files whose refusals do not state it.
    var column: Int?

    /// The refusal of this value: `<source>:<line>: <path>: <message>. Fix: <remedy>.`
    func problem(_ message: String, remedy: String) -> Problem {
        let place = path.isEmpty ? "" : "\(path): "
        return Problem(
            .configuration, at: Position(source: source, line: line, column: column.map(String.init)), place + message, remedy: remedy)
    }

    /// - Parameter mark: where the key begins.
    func child(_ name: String, _ node: Node, at mark: Mark?) -> Setting {
        let mark = mark ?? node.mark
        return Setting(
            node: node, path: path.isEmpty ? name : "\(path).\(name)", source: source, line: mark?.line,
            column: column == nil ? nil : mark?.column)
    }

    /// An item of the list that this is.
    func item(_ index: Int, _ node: Node) -> Setting {
        Setting(
            node: node, path: "\(path)[\(index)]", source: source, line: node.mark?.line, column: column == nil ? nil : node.mark?.column)
    }

    // MARK: Kinds of value

    var isScalar: Bool { node.scalar != nil }

    /// The scalar as written, never empty.
    func text() throws(Problem) -> String {
        guard let scalar = node.scalar else { throw problem("this is no single value", remedy: "state one value") }
        guard !scalar.string.isEmpty else { throw problem("the value is empty", remedy: "state a value or remove the key") }
        return scalar.string
    }

    /// No number of a configuration file is greater: sums and products of some of them fit in 64 bits.
    private static let numberMax = 1_000_000_000

    private func require(_ isInRange: Bool, _ text: String) throws(Problem) {
        if isInRange { return }
        throw problem(
            "\"\(text)\" is out of range", remedy: "state a number from -\(Setting.numberMax) to \(Setting.numberMax)")
    }

    func integer() throws(Problem) -> Int {
        let text = try text()
        guard let value = Int(text) else { throw problem("\"\(text)\" is no whole number", remedy: "state a whole number") }
        try require(-Setting.numberMax...Setting.numberMax ~= value, text)
        return value
    }

    func number() throws(Problem) -> Double {
        let text = try text()
        guard isPlainDecimal(text), let value = Double(text) else {
            throw problem("\"\(text)\" is no number", remedy: "state a number with a decimal point, e.g. 0.06")
        }
        try require(value.isFinite, text)
        return value
    }

    /// A number of points with at most two decimals, in whole hundredths; never through binary floating point.
    func hundredths() throws(Problem) -> Int { try scaled(decimals: 2) }

    /// A share with at most three decimals, in whole thousandths.
    func thousandths() throws(Problem) -> Int { try scaled(decimals: 3) }

    /// A rate or number with at most six decimals, in whole millionths.
    func millionths() throws(Problem) -> Int { try scaled(decimals: 6) }

    private func scaled(decimals: Int) throws(Problem) -> Int {
        let text = try text()
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let fraction = parts.count == 2 ? String(parts[1]) : ""
        guard isPlainDecimal(text), parts.count <= 2, fraction.utf8.count <= decimals,
            let value = Int(String(parts[0]) + fraction + String(repeating: "0", count: decimals - fraction.utf8.count))
        else {
            throw problem("\"\(text)\" is no number with at most \(decimals) decimals", remedy: "state it like 12.50 or -0.5")
        }
        let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
        try require(-Setting.numberMax * scale...Setting.numberMax * scale ~= value, text)
        return value
    }

    /// One of the words given.
    func word<Value>(_ words: [(name: String, value: Value)]) throws(Problem) -> Value {
        let text = try text()
        if let match = words.first(where: { $0.name == text }) { return match.value }
        let names = words.map(\.name)
        throw problem("\"\(text)\" is none of \(names.joined(separator: ", "))", remedy: suggestion(for: text, among: names))
    }

    func list() throws(Problem) -> [Setting] {
        guard let sequence = node.sequence else { throw problem("this is no list", remedy: "state a list of values") }
        return sequence.enumerated().map { index, node in item(index, node) }
    }
}

/// Digits with an optional sign and point: no exponent, no infinity, no hexadecimal.
private func isPlainDecimal(_ text: String) -> Bool {
    let body = text.hasPrefix("-") ? text.dropFirst() : text[...]
    let parts = body.split(separator: ".", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
