import Problems
import Testing

/// What names and texts of others go through before a terminal or a log.
@Suite struct EscapingTests {
    @Test(arguments: [
        ("plain, 店 é ✓ ’ “ £", "plain, 店 é ✓ ’ “ £"), ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\u{0}\u{1B}[2J\u{7F}", "\\u0000\\u001b[2J\\u007f"),
        ("\u{80}\u{9B}31m\u{9F}\u{A0}", "\\u0080\\u009b31m\\u009f\u{A0}"), ("\u{2027}\u{2028}\u{2029}", "\u{2027}\\u2028\\u2029"),
        ("\u{202A}\u{202E}x\u{202F}", "\\u202a\\u202ex\u{202F}"), ("\u{2065}\u{2066}\u{2069}\u{206A}", "\u{2065}\\u2066\\u2069\u{206A}"),
        ("\r\n", "\\r\\n"), ("e\u{301}\u{1B}", "e\u{301}\\u001b"),
    ])
    func controlsAreEscapedAndNothingElse(text: String, escaped: String) {
        #expect(Array(escapingControls(text).utf8) == Array(escaped.utf8))
        #expect(escapingControls(escaped) == escaped)
    }

    @Test func aProblemIsOneLine() {
        let evil = "x\nERROR: all is void\u{1B}[2J\r"
        let problem = Problem(
            .inputRefused, at: Position(source: evil, line: 3, column: evil), "the value \(evil)", remedy: "mend \(evil)", cause: evil)
        #expect(problem.description.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        #expect(problem.description.hasPrefix("x\\nERROR: all is void\\u001b[2J\\r:3:x"))
    }
}
