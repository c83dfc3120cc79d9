/// Where a text lies in bytes of at most 4 GiB: plain, and half as large as a range.
public struct TextRange: BitwiseCopyable, Sendable {
    public let start: UInt32
    public let count: UInt32

    @inlinable
    public init(_ range: Range<Int>) {
        start = UInt32(truncatingIfNeeded: range.lowerBound)
        count = UInt32(truncatingIfNeeded: range.upperBound &- range.lowerBound)
    }

    @inlinable public var range: Range<Int> { Int(start)..<Int(start) &+ Int(count) }
    @inlinable public var isEmpty: Bool { count == 0 }
}
