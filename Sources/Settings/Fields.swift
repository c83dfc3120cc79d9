import Problems
import Yams

/// The keys of one mapping, each known, none twice.
struct Fields {
    let setting: Setting
    private let values: [(name: String, setting: Setting)]

    /// - Parameter known: the keys that may stand here; nil where the file names its own (characteristics).
    init(_ setting: Setting, known: [String]?) throws(Problem) {
        guard let mapping = setting.node.mapping else {
            throw setting.problem("this is no mapping of keys to values", remedy: "state `key: value`, one a line")
        }
        var values: [(name: String, setting: Setting)] = []
        var names: Set<String> = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                throw setting.problem("a key is no single word", remedy: "state `key: value`")
            }
            let field = setting.child(name, value, at: key.mark)
            if let known, !known.contains(name) {
                throw field.problem("there is no such key", remedy: suggestion(for: name, among: known))
            }
            guard names.insert(name).inserted else {
                throw field.problem("the key stands here twice", remedy: "keep one of them")
            }
            values.append((name, field))
        }
        self.setting = setting
        self.values = values
    }

    /// All keys in the file's order.
    var all: [(name: String, setting: Setting)] { values }

    func optional(_ name: String) -> Setting? { values.first { $0.name == name }?.setting }

    func required(_ name: String) throws(Problem) -> Setting {
        guard let setting = optional(name) else {
            throw self.setting.problem("the key \(name) is missing", remedy: "state \(name)")
        }
        return setting
    }

    /// A mapping under a key.
    func fields(_ name: String, known: [String]?) throws(Problem) -> Fields { try Fields(required(name), known: known) }
}

/// The root of a YAML text.
///
/// - Parameter columns: whether refusals state the column, too.
/// - Throws: a problem of kind `.configuration` where it is no YAML, or more of it than any such file holds.
func root(yaml: String, source: String, columns: Bool = false) throws(Problem) -> Setting {
    if let excess = TextLimits.excess(of: yaml) { throw tooMuch(excess.what, line: excess.line, source: source) }
    do {
        guard let node = try Yams.compose(yaml: yaml) else {
            throw Problem(.configuration, at: Position(source: source), "the file is empty", remedy: "state at least one key")
        }
        if let excess = TextLimits.excess(of: node) { throw tooMuch(excess.what, line: excess.line, source: source) }
        return Setting(node: node, path: "", source: source, line: node.mark?.line, column: columns ? node.mark?.column : nil)
    } catch let problem as Problem {
        throw problem
    } catch {
        throw unreadable(error, source: source)
    }
}

private func tooMuch(_ what: String, line: Int?, source: String) -> Problem {
    Problem(
        .configuration, at: Position(source: source, line: line), what,
        remedy: "state keys and plain values as Jobs/nightly.yaml does, a value a line where they are many")
}

private func unreadable(_ error: any Error, source: String) -> Problem {
    var line: Int?
    var text = "\(error)"
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
        line = mark.line
        text = problem
    case .reader(let problem, _, _, _): text = problem
    default: break
    }
    return Problem(
        .configuration, at: Position(source: source, line: line), "the file is no YAML: \(text)",
        remedy: "mend the line; keys are indented by spaces and followed by a colon and a space")
}
