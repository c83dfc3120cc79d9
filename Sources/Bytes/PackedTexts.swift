/// Texts one behind the other, each known by its place: two allocations for all of them, where there are millions.
public struct PackedTexts: Sendable {
    private var bytes: [UInt8] = []
    /// Where each text ends.
    private var ends: [Int] = []

    public init() {}

    public var indices: Range<Int> { ends.indices }
    public var count: Int { ends.count }

    /// Appends a text, at place `count`.
    public mutating func append(_ text: some Sequence<UInt8>) {
        bytes += text
        ends.append(bytes.count)
    }

    /// The bytes of the text at a place.
    public subscript(place: Int) -> ArraySlice<UInt8> { bytes[(place == 0 ? 0 : ends[place - 1])..<ends[place]] }
}
