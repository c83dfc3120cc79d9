internal import Mustache

/// What a template is filled with: markup, conditions and lists of the same. A name that a template uses and nobody set is a fault of ours,
/// which the tests find: `Template.render` refuses it.
struct Fields: MustacheParent {
    private var values: [String: Any] = [:]

    init() {}

    func child(named name: String) -> Any? { values[name] }

    mutating func set(_ name: String, _ markup: Markup) { values[name] = markup }
    mutating func set(_ name: String, when condition: Bool) { values[name] = condition }
    mutating func set(_ name: String, _ list: [Fields]) { values[name] = list }
    /// Shown where there is one.
    mutating func set(_ name: String, _ part: Fields?) { values[name] = part.map { [$0] } ?? [] }
}

/// The templates of the site, compiled once.
struct Templates: Sendable {
    let frame: Template
    let enterprise: Template
    let lane: Template
    let lanes: Template
    let method: Template
    let front: Template
    let statistics: Template
    let currency: Template
    let currencies: Template

    init() {
        frame = Template(PackageResources.frame_mustache)
        enterprise = Template(PackageResources.enterprise_mustache)
        lane = Template(PackageResources.lane_mustache)
        lanes = Template(PackageResources.lanes_mustache)
        method = Template(PackageResources.method_mustache)
        front = Template(PackageResources.front_mustache)
        statistics = Template(PackageResources.statistics_mustache)
        currency = Template(PackageResources.currency_mustache)
        currencies = Template(PackageResources.currencies_mustache)
    }
}

/// One template of ours.
struct Template: Sendable {
    private let template: MustacheTemplate

    init(_ bytes: [UInt8]) {
        do { template = try MustacheTemplate(string: String(decoding: bytes, as: UTF8.self)) } catch {
            preconditionFailure("an embedded template does not parse: \(error)")
        }
    }

    func render(_ fields: Fields) -> String { template.render(fields) }
}
