import Problems
import Scoring
import Settings
import Testing

/// Job, model and fee files that would cost more than a moment, or say what such files do not.
@Suite struct SettingsLimitTests {
    private func refusal(_ yaml: String) -> Problem? {
        do {
            _ = try loadJob(yaml: yaml, source: "job.yaml")
            return nil
        } catch { return error }
    }

    @Test(arguments: [
        ("dumps: " + String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000), "more than 1000 brackets"),
        ("dumps: " + String(repeating: "[\n", count: 5000), "more than 1000 brackets"),
        // Closing brackets in quotes and comments close nothing.
        ("dumps: " + String(repeating: "['] ] ]', ", count: 5000), "more than 1000 brackets"),
        ("dumps: " + String(repeating: "[ # ]\n", count: 5000), "more than 1000 brackets"),
        ("dumps: " + String(repeating: "{a: ", count: 500), "no YAML"),
        ("dumps: " + String(repeating: "[", count: 500) + String(repeating: "]", count: 500), "more than 64 values"),
        ((0..<1300).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"), "indented too far"),
        (String(repeating: "- ", count: 2000) + "a", "indented too far"),
        ((0..<120).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"), "more than 64 values"),
        ("dumps: " + String(repeating: "x", count: 1 << 20), "more than 1048576 bytes"),
        ("threads: !!int 3", "the tag tag:yaml.org,2002:int"), ("dumps: !!binary aGVsbG8=", "the tag tag:yaml.org,2002:binary"),
        ("dumps: !!python/object/apply:os.system ['true']", "the tag"), ("dumps: &a [*a]", "undefined alias"),
        ("dumps: d\n---\ndumps: e", "another document"), ("dumps: d\ndumps: e", "the key stands here twice"),
    ])
    func whatIsTooMuchIsRefused(yaml: String, says: String) {
        let problem = refusal(yaml)
        #expect(
            problem?.kind == .configuration && problem?.message.contains(says) == true,
            "\(problem.map(String.init(describing:)) ?? "taken")")
    }

    @Test func aliasesOfAliasesAreCountedBeforeTheyAreRead() {
        var laughs = "a: &a [x, x, x, x, x, x, x, x]\n"
        for (name, former) in zip("bcdefgh", "abcdefg") {
            laughs += "\(name): &\(name) [\((0..<8).map { _ in "*\(former)" }.joined(separator: ", "))]\n"
        }
        #expect(refusal(laughs)?.message.contains("more than 50000 values") == true)
        let many = "a: &a x\nb: [" + String(repeating: "*a, ", count: 65) + "]\n"
        #expect(refusal(many)?.message.contains("more than 64 aliases") == true)
    }

    @Test func honestFilesAreTaken() throws {
        // Rulers, multiplications in comments, apostrophes, quoted brackets, folded texts.
        let ruler = "# " + String(repeating: "-", count: 118)
        let yaml = "\(ruler)\n# it's 2*x, the market's [own\ndumps: \"a [b] 'c'\"\nstore: >-\n  one\n  two\nmodel: &m m.yaml\nrates: *m\n"
        let job = try loadJob(yaml: yaml, source: "job.yaml")
        #expect(job.dumps == "a [b] 'c'" && job.store == "one two" && job.rates == "m.yaml")
        _ = try embeddedModel()
    }
}
