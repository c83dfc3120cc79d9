import Foundation

/// How long the open-ended tests go on: `SILKRATE_FUZZ_SECONDS` in the environment, 2 seconds where it says nothing.
///
/// The inner loop runs with the default; a longer time also makes the tests that only grow in size take their full size.
public enum TestEffort {
    /// Seconds for each fuzz test.
    public static let fuzzSeconds = ProcessInfo.processInfo.environment["SILKRATE_FUZZ_SECONDS"].flatMap(Double.init) ?? 2

    /// Whether tests take their full size, not that of the inner loop.
    public static var isThorough: Bool { fuzzSeconds >= 30 }
}
