import Foundation

/// How long the open-ended tests go on: `SILKRATE_FUZZ_SECONDS` in the environment, 2 seconds where it says nothing.
///
/// The inner loop runs with the default; a longer time also makes the tests that only grow in size take their full size.
public enum TestEffort {
    /// Seconds for each fuzz test.
    public static let fuzzSeconds = ProcessInfo.processInfo.environment["SILKRATE_FUZZ_SECONDS"].flatMap(Double.init) ?? 2

    /// The seeds of the worlds over which law 1 is tried: `SILKRATE_WORLDS` in the environment says how many, from `SILKRATE_FIRST_WORLD` on.
    public static let worlds: Range<UInt64> = {
        let environment = ProcessInfo.processInfo.environment
        let first = environment["SILKRATE_FIRST_WORLD"].flatMap(UInt64.init) ?? 0
        return first..<first + (environment["SILKRATE_WORLDS"].flatMap(UInt64.init) ?? (isThorough ? 20 : 6))
    }()

    /// Whether tests take their full size, not that of the inner loop.
    public static var isThorough: Bool { fuzzSeconds >= 30 }
}
