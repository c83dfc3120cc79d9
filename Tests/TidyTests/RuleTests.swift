import Testing

/// Each rule is fed what it must refuse and what it must let pass.
@Suite("Every tidy rule can fail")
struct RuleTests {
    private func file(_ text: String, path: String = "Sources/Domain/A.swift") -> SourceText { SourceText(path: path, text) }

    @Test("comments and literals are no code")
    func masks() {
        let text = file(
            """
            let a = "{ try! \\(f("}")) }" // { comment
            let b = #"a " { \\#(x) "# /* { /* } */ */ + c
            """)
        #expect(text.code[0].filter { $0 != " " } == "leta=\"\"")
        #expect(text.code[1].filter { $0 != " " } == "letb=#\"\"#+c")
        #expect(text.comments[0].contains("// { comment"))
        let multiline = file("let a = \"\"\"\n  { \"quoted\" // no comment\n  \"\"\"\nlet b = 1 // {")
        #expect(multiline.code.joined().filter { "{}".contains($0) } == "")
        #expect(multiline.comments.joined().filter { $0 != " " } == "//{")
        #expect(multiline.code[3].hasPrefix("let b = 1"))
    }

    @Test(
        "an import above its floor, or of a module that has its home elsewhere, is found",
        arguments: [
            ("Domain", "public import Problems", true), ("Scoring", "import Foundation", true), ("Ingest", "import Dispatch", true),
            ("Records", "@preconcurrency internal import struct Nightly.Plan", true), ("Guesswork", "", true),
            ("Records", "public import Domain", false), ("Parallel", "internal import Dispatch", false),
            ("Domain", "// import Nightly", false), ("silkrate", "import ArgumentParser", false),
        ])
    func imports(target: String, line: String, isRefused: Bool) {
        let found = House.silkrate.violations(file("\n" + line, path: "Sources/\(target)/A.swift"))
        #expect(found.isEmpty == !isRefused)
    }

    @Test("an arrow that points up is found")
    func arrows() {
        let house = House(targets: [
            "Low": House.Target(floor: 0, targets: ["High"], external: []), "High": House.Target(floor: 1, targets: ["Low"], external: []),
        ])
        #expect(house.upwardArrows == ["Low → High"])
    }

    @Test("what Package.swift declares is compared with the imports")
    func package() {
        let package = file(
            """
            .target(name: "Domain"),
            .target(
                name: "Records",
                dependencies: ["Bytes", "Nightly", .product(name: "Crypto", package: "swift-crypto")],
                resources: [.embedInCode("x.yaml")]),
            """, path: "Package.swift")
        #expect(package.packageTargets.map(\.name) == ["Domain", "Records"])
        #expect(package.packageTargets.last?.dependencies == ["Bytes", "Nightly", "Crypto"])
        let sources = [file("import Bytes\nimport Domain", path: "Sources/Records/A.swift")]
        let found = House.silkrate.violations(package: package, sources: sources).map(\.message)
        #expect(
            found == [
                "Records depends on Crypto, which none of its files imports", "Records depends on Nightly, which none of its files imports",
                "Records imports Domain, which it does not declare", "Records may not depend on Crypto",
                "Records may not depend on Nightly",
            ])
    }

    @Test("unsafe outside its homes is found")
    func unsafeHomes() {
        let call = "func f() {\n    // SAFETY: none.\n    unsafe g()\n}"
        #expect(UnsafeRules.violations(file(call)).map(\.line) == [3])
        #expect(UnsafeRules.violations(file(call, path: "Sources/RatingsDatabase/Text.swift")).count == 1)
        #expect(UnsafeRules.violations(file(call, path: UnsafeRules.bindingFile)) == [])
        #expect(UnsafeRules.violations(file("// unsafe in words\nlet a = unsafely()")) == [])
    }

    @Test("unsafe without its reason is found")
    func unsafeReasons() {
        func lines(_ text: String) -> [Int] { UnsafeRules.violations(file(text, path: "Sources/Bytes/A.swift")).map(\.line) }
        #expect(lines("func f() {\n    unsafe g()\n}") == [2])
        #expect(lines("func f() {\n    // SAFETY: so.\n    unsafe g()\n    unsafe h()\n}") == [])
        #expect(lines("// SAFETY: so.\nlet p: P\ninit() { unsafe g() }\ndeinit { unsafe h() }") == [])
        #expect(lines("func f() {\n    // SAFETY: so.\n    unsafe g()\n}\nfunc k() { unsafe g() }") == [5], "another function's reason")
        #expect(lines("// SAFETY: so.\n" + String(repeating: "\n", count: 9) + "func f() { unsafe g() }") == [11], "too far above")
    }

    @Test("long files and functions and deep nesting are found")
    func sizes() {
        let limits = SizeLimits(fileLines: 6, functionLines: 3, nesting: 2)
        #expect(limits.violations(file(String(repeating: "\n", count: 7))).map(\.message) == ["7 lines; at most 6"])
        #expect(limits.violations(file("func f(\n  a: Int\n) {\n}")).map(\.message) == ["f has 4 lines; at most 3"])
        #expect(limits.violations(file("var a: Int {\n\n\n0 }")).map(\.message) == ["a has 4 lines; at most 3"])
        let deep = "func f() { for a in b { if let c = d { items.map { guard var e = $0 else { return } } } } }"
        #expect(limits.violations(file(deep)).map(\.message) == ["nested 3 deep; at most 2"])
        let flat = "func f() { if a { } else if b { } else { }; while c { d.map { $0.map { $0 } } } }"
        #expect(limits.violations(file(flat)) == [])
        let inner = "func f() { for a in b { if c { func g() { if d { } } } } }"
        #expect(limits.violations(file(inner)) == [], "a function begins anew")
    }

    @Test(
        "a banned word is found",
        arguments: [
            "enum StringUtils {}", "class RunManager {}", "let rowHelper: RowHelper", "let a = try! b()", "fatalError()", "print(a)",
            "// TODO: later", "// FIXME later", "/* TODO #x */",
        ])
    func words(line: String) {
        #expect(!WordRules.violations(file(line)).isEmpty)
    }

    @Test("what only looks like a banned word passes")
    func harmlessWords() {
        for line in ["FileManager.default", "// TODO #12: later", "// TODO(#12)", "let a = \"print(x) try!\"", "fingerprint(a)", "try a()"]
        {
            #expect(WordRules.violations(file(line)) == [], "\(line)")
        }
        #expect(WordRules.violations(file("print(a)", path: "Sources/silkrate/Run.swift")) == [])
        #expect(!WordRules.violations(file("", path: "Sources/Domain/DayHelper.swift")).isEmpty)
    }

    @Test("a public declaration without a doc comment is found")
    func documentation() {
        func count(_ text: String) -> Int { DocumentationRules.violations(file(text)).count }
        #expect(count("public struct A {}") == 1)
        #expect(count("// a remark\n@inlinable public static func a() {}") == 1)
        #expect(count("    public mutating func a(_ b: Int) {}") == 1)
        #expect(count("public final class A {") == 1)
        #expect(count("public subscript(a: Int) -> Int { 0 }") == 1)
        #expect(count("/// An a.\n@frozen\npublic struct A {}") == 0)
        #expect(count("public var currency: Currency\nstruct A {}\npublic static func == (a: A, b: A) -> Bool { true }") == 0)
    }

    @Test("a declaration that nothing uses is found, and an exception that is none")
    func unused() {
        let used = UnusedRules.known.map { "func \($0)() {}" }.joined(separator: "\n")
        func found(_ text: String) -> [String] { UnusedRules.violations([file(used), file(text)]).map(\.message) }
        #expect(found("func a() { a() }").isEmpty)
        #expect(found("let b = 1\n// b") == ["b is used nowhere else in the sources"])
        #expect(found("struct C {}\nlet d = \"\\(C.self)\"\nprint(d)").isEmpty)
        #expect(found("isNull") == ["isNull is used, or gone"])
    }

    @Test("a path of one machine is found")
    func paths() {
        for root in PathRules.roots {
            #expect(PathRules.violations(path: "Jobs/a", content: "\ndumps: \(root)x").map(\.line) == [2])
        }
        for line in ["https://example.org" + PathRules.roots[0] + "x", "$(pwd)" + PathRules.roots[3], "../shared"] {
            #expect(PathRules.violations(path: "README.md", content: line) == [], "\(line)")
        }
    }
}
