/// The house: which floor a target stands on and what it may import. Arrows only point down.
struct House {
    struct Target {
        let floor: Int
        /// Targets of ours that it may import: all on lower floors, or on its own floor and named here on purpose.
        let targets: Set<String>
        /// Modules of the system and of other packages. The standard library's `Swift` needs no import.
        let external: Set<String>
    }

    let targets: [String: Target]

    static let silkrate = House(targets: [
        "Domain": Target(floor: 0, targets: [], external: []),
        "Problems": Target(floor: 0, targets: [], external: []),
        "Bytes": Target(floor: 0, targets: [], external: ["CScan", "Glibc", "Synchronization"]),
        "Parallel": Target(floor: 0, targets: [], external: ["Dispatch", "Synchronization"]),
        "Decompression": Target(
            floor: 1, targets: ["Bytes", "Problems"], external: ["CISAL", "CZlib", "CZstd", "Glibc", "Musl", "Synchronization"]),
        "Records": Target(floor: 1, targets: ["Bytes", "Domain", "Problems"], external: []),
        "Segments": Target(
            floor: 1, targets: ["Bytes", "Decompression", "Domain", "Problems", "Records"], external: ["Synchronization"]),
        "Scoring": Target(floor: 1, targets: ["Domain"], external: []),
        "CurrencyGuidance": Target(floor: 1, targets: ["Domain", "Tables"], external: []),
        "Statistics": Target(floor: 1, targets: ["Domain"], external: []),
        "Tables": Target(floor: 1, targets: ["Domain"], external: []),
        "Parquet": Target(floor: 1, targets: ["Bytes", "Decompression", "Domain", "Tables"], external: []),
        "Ingest": Target(floor: 2, targets: floorsBelowTwo, external: ["Crypto", "Synchronization"]),
        "InformationBases": Target(floor: 2, targets: floorsBelowTwo, external: ["Synchronization"]),
        "RatingsDatabase": Target(
            floor: 2, targets: ["Bytes", "Domain", "Parallel", "Problems", "Tables"], external: ["GRDB", "GRDBSQLite", "Glibc"]),
        "Settings": Target(floor: 2, targets: ["CurrencyGuidance", "Domain", "Parallel", "Problems", "Scoring"], external: ["Yams"]),
        "Guidance": Target(
            floor: 2, targets: floorsBelowTwo.union(["RatingsDatabase"]), external: ["Crypto", "Mustache", "Synchronization"]),
        "Synthesis": Target(
            floor: 2, targets: ["Bytes", "Decompression", "Domain", "Parallel", "Problems"], external: ["Glibc", "Synchronization"]),
        "Nightly": Target(
            floor: 3,
            targets: floorsBelowTwo.union(["Guidance", "Ingest", "InformationBases", "RatingsDatabase", "Settings"]),
            external: ["Foundation", "Logging", "Synchronization"]),
        "silkrate": Target(
            floor: 4,
            targets: floorsBelowTwo.union(["Guidance", "Ingest", "InformationBases", "RatingsDatabase", "Settings", "Synthesis", "Nightly"]
            ),
            external: ["ArgumentParser", "Foundation", "Glibc", "Logging", "Synchronization"]),
        "bench": Target(
            floor: 4,
            targets: floorsBelowTwo.union(["Ingest", "InformationBases", "RatingsDatabase", "Settings", "Synthesis", "Nightly"]),
            external: ["ArgumentParser", "Glibc", "Musl"]),
    ])

    private static let floorsBelowTwo: Set<String> = [
        "Bytes", "CurrencyGuidance", "Decompression", "Domain", "Parallel", "Parquet", "Problems", "Records", "Scoring", "Segments",
        "Statistics", "Tables",
    ]

    /// Targets that stand on neighbours of their own floor: `Segments` (on `Decompression`, `Records`), `Parquet` (on `Decompression`,
    /// `Tables`), `CurrencyGuidance` (on `Tables`), `Guidance` (on `RatingsDatabase`).
    private static let leaning: Set<String> = ["CurrencyGuidance", "Guidance", "Parquet", "Segments"]

    /// Entries that point up.
    var upwardArrows: [String] {
        targets.flatMap { name, target in
            target.targets.filter { other in
                guard let floor = targets[other]?.floor else { return true }
                return House.leaning.contains(name) ? floor > target.floor : floor >= target.floor
            }.map { "\(name) → \($0)" }
        }.sorted()
    }

    /// Imports that the table does not have, and targets that it does not know.
    func violations(_ file: SourceText) -> [Violation] {
        guard let name = file.target else { return [] }
        guard let target = targets[name] else {
            return [Violation(path: file.path, line: 0, message: "the target \(name) has no floor in the table")]
        }
        return file.imports.compactMap { module, line in
            if target.targets.contains(module) || target.external.contains(module) { return nil }
            return Violation(path: file.path, line: line, message: "\(name) may not import \(module)")
        }
    }

    /// Where Package.swift and the imports differ: a dependency that the table forbids, that no file imports, or that is
    /// imported and not declared.
    func violations(package: SourceText, sources: [SourceText]) -> [Violation] {
        var imported: [String: Set<String>] = [:]
        for file in sources {
            if let target = file.target { imported[target, default: []].formUnion(file.imports.map(\.module)) }
        }
        return package.packageTargets.flatMap { (name, dependencies, line) -> [Violation] in
            guard let target = targets[name] else { return [] }
            let used = imported[name] ?? []
            let own = used.filter { targets[$0] != nil }
            let allowed = target.targets.union(target.external)
            let faults =
                dependencies.subtracting(allowed).map { "\(name) may not depend on \($0)" }
                + dependencies.subtracting(used).map { "\(name) depends on \($0), which none of its files imports" }
                + own.subtracting(dependencies).map { "\(name) imports \($0), which it does not declare" }
            return faults.sorted().map { Violation(path: package.path, line: line, message: $0) }
        }
    }
}

extension SourceText {
    /// The modules imported, each with its line.
    var imports: [(module: String, line: Int)] {
        code.enumerated().compactMap { index, line in
            let words = line.split(separator: " ")
            guard let keyword = words.firstIndex(of: "import"), words[..<keyword].allSatisfy(isImportModifier) else { return nil }
            let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            guard let path = words[(keyword + 1)...].first(where: { !kinds.contains($0) }) else { return nil }
            return (String(path.prefix { $0 != "." && $0 != ";" }), index + 1)
        }
    }

    private func isImportModifier(_ word: Substring) -> Bool {
        word.hasPrefix("@") || ["public", "package", "internal", "fileprivate", "private"].contains(word)
    }

    /// The targets that a Package.swift declares, with the names of the targets and products that they depend on.
    ///
    /// Reads `.target(name: "A", dependencies: ["B", .product(name: "C", package: "d")])` and its kin, as text.
    var packageTargets: [(name: String, dependencies: Set<String>, line: Int)] {
        var result: [(name: String, dependencies: Set<String>, line: Int)] = []
        for (index, line) in lines.enumerated() where line.contains(".target(") || line.contains(".executableTarget(") {
            var text = ""
            var depth = 0
            for other in lines[index...] {
                text += other + " "
                depth += other.reduce(0) { $0 + ($1 == "(" ? 1 : $1 == ")" ? -1 : 0) }
                if depth <= 0 { break }
            }
            let quoted = text.split(separator: "\"", omittingEmptySubsequences: false)
            // Odd places are the literals, even ones what stands before them.
            var dependencies: Set<String> = []
            var name = ""
            for place in stride(from: 1, to: quoted.count, by: 2) {
                let label = quoted[place - 1].split(separator: " ").last ?? ""
                if label.hasSuffix("name:") && name.isEmpty {
                    name = String(quoted[place])
                } else if label.hasSuffix("path:") || label.contains("resources:") || label.contains("embedInCode(") {
                    break
                } else if label != "package:" {
                    dependencies.insert(String(quoted[place]))
                }
            }
            if !name.isEmpty { result.append((name, dependencies, index + 1)) }
        }
        return result
    }
}
