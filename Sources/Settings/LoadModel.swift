import Domain
public import Problems
public import Scoring
import Yams

/// The bytes of the model that is built in, for its hash.
public var embeddedModelBytes: [UInt8] { PackageResources.expert_yaml }

/// The model that is built in.
///
/// - Throws: never, unless the build embedded a broken file: a problem of kind `.configuration`.
public func embeddedModel() throws(Problem) -> Model {
    try loadModel(yaml: String(decoding: embeddedModelBytes, as: UTF8.self), source: "expert.yaml (built in)")
}

/// Reads and checks a model file.
///
/// - Parameters:
///   - yaml: the file's text.
///   - source: the file's name, for messages.
/// - Throws: a problem of kind `.configuration` with line, key path and remedy.
public func loadModel(yaml: String, source: String) throws(Problem) -> Model {
    let root = try root(yaml: yaml, source: source)
    let content = try ModelReader(root: root).content()
    do {
        return try Model(content)
    } catch {
        throw root.setting(at: error.path).problem(error.message, remedy: error.remedy)
    }
}

extension Setting {
    /// The setting at a key path, or the deepest one above it that the file states.
    func setting(at path: String) -> Setting {
        var found = self
        for step in path.split(separator: ".") {
            let name = step.prefix { $0 != "[" }
            guard let pair = found.node.mapping?.first(where: { $0.key.scalar?.string == String(name) }) else { break }
            found = found.child(String(name), pair.value, at: pair.key.mark)
            guard let index = Int(step.dropFirst(name.count + 1).dropLast()), let items = found.node.sequence,
                items.indices.contains(index)
            else { continue }
            found = found.item(index, items[index])
        }
        return found
    }
}
