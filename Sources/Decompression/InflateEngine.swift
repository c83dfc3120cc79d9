/// The library that inflates deflate data. The content is the same with each, and so are all errors and their places.
public enum InflateEngine: String, Sendable, CaseIterable {
    /// ISA-L where it was found when building, else zlib.
    case best
    #if ISAL
        /// Intel ISA-L: 2.7 times as fast as zlib; has versions for arm64 too.
        case isal
    #endif
    /// zlib: always there, and the judge of what ISA-L refuses.
    case zlib

    /// The engines themselves: `best` stands for the first.
    public static var available: [InflateEngine] {
        #if ISAL
            [.isal, .zlib]
        #else
            [.zlib]
        #endif
    }

    /// The engine that `best` means, or the engine itself.
    public var resolved: InflateEngine { self == .best ? Self.available[0] : self }

    /// A new inflater at the start of a raw deflate stream.
    func makeInflater() -> any Inflater {
        #if ISAL
            if resolved == .isal { return ISALInflater() }
        #endif
        return ZlibInflater()
    }
}

/// Raw deflate data (RFC 1951) → content, a step at a time.
protocol Inflater: AnyObject {
    /// Whether a refusal of this engine is final; if not, zlib looks at the member again.
    var isJudge: Bool { get }

    /// Forgets all and stands at the start of a new stream.
    func restart()

    /// Inflates from `input` into `output[range]` until one of the two is used up or the stream ends.
    func step(_ input: RawSpan, into output: inout MutableRawSpan, in range: Range<Int>) -> InflateStep
}

/// What one step did.
struct InflateStep {
    enum Outcome {
        /// One of the two is used up: call again with more.
        case more
        /// The last byte of content is written and the stream's last byte consumed.
        case finished
        /// The data is not deflate.
        case broken
    }

    /// Bytes of input used. With `finished` it may be negative, down to -`RawInput.lookbackBytes`: an engine that reads
    /// ahead gives back what it took in an earlier step.
    var consumed: Int
    /// Bytes of content written.
    var produced: Int
    var outcome: Outcome
}
