import Testing

// Style is a test: the sources are read as text and held to the rules of the house. Each rule is a function from a file to its
// violations; `RuleTests` feeds each one a bad snippet, so that a rule that sees nothing cannot pass for a tidy house.

@Suite("The sources keep the rules of the house")
struct TidyTests {
    private let repository = Repository.here

    @Test("the repository was found and read")
    func found() {
        #expect(repository.sources.count > 100)
        #expect(repository.package != nil)
        #expect(repository.sources.contains { $0.path == UnsafeRules.bindingFile })
    }

    @Test("the table of floors has no arrow that points up")
    func arrows() {
        #expect(House.silkrate.upwardArrows == [])
    }

    @Test("imports keep to the table of floors")
    func imports() {
        expectNone(repository.sources.flatMap(House.silkrate.violations))
    }

    @Test("Package.swift declares what is imported, and nothing else")
    func package() throws {
        let package = try #require(repository.package)
        #expect(package.packageTargets.count > 10)
        expectNone(House.silkrate.violations(package: package, sources: repository.sources))
    }

    @Test("unsafe keeps to its homes and says why it is safe")
    func unsafety() {
        expectNone(repository.sources.flatMap(UnsafeRules.violations))
    }

    @Test("files, functions and nesting are small")
    func sizes() {
        expectNone((repository.sources + repository.others).flatMap(SizeLimits().violations))
    }

    @Test("no banned words")
    func words() {
        expectNone((repository.sources + repository.others).flatMap(WordRules.violations))
    }

    @Test("public declarations have a doc comment")
    func documentation() {
        expectNone(repository.sources.flatMap(DocumentationRules.violations))
    }

    @Test("what is declared is used")
    func unused() {
        expectNone(UnusedRules.violations(repository.sources))
    }

    @Test("no paths of one machine")
    func paths() {
        expectNone(repository.texts.flatMap { PathRules.violations(path: $0.path, content: $0.content) })
    }

    @Test("the top level holds what the design names")
    func topLevel() {
        let ignored = Set(repository.ignored.map { $0.trimming("/") })
        let known = Set(Repository.folders + Repository.topFiles)
        #expect(repository.topLevel.filter { !known.contains($0) && !ignored.contains($0) && !$0.hasPrefix(".") } == [])
    }

    /// Reports each violation on a line of its own.
    private func expectNone(_ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation) {
        let list = violations.map(\.description).joined(separator: "\n")
        #expect(violations.isEmpty, "\n\(list)", sourceLocation: sourceLocation)
    }
}

extension String {
    fileprivate func trimming(_ character: Character) -> String {
        String(drop { $0 == character }.reversed().drop { $0 == character }.reversed())
    }
}
