/// Some hundred rows, one behind the other, with their hashes and places: made by one loop and emptied by the next, so that
/// each loop keeps its own tables in cache.
public struct RowBatch: ~Copyable {
    /// Rows are added up to this many bytes.
    @usableFromInline static var bytesMax: Int { 16_384 }
    /// Room for the last of them: more than any row.
    private static var rowBytesMax: Int { 8192 }

    /// One row: where it lies among the bytes, and where it came from.
    public struct Entry: BitwiseCopyable, Sendable {
        public var start: Int
        public var length: Int
        /// Of the identifier that decides the row's bucket.
        public var hash: UInt64
        /// The record's place in its source.
        public var line: Int
        public var byte: Int

        @inlinable
        public init(start: Int, length: Int, hash: UInt64, line: Int, byte: Int) {
            self.start = start
            self.length = length
            self.hash = hash
            self.line = line
            self.byte = byte
        }

        /// The row's range among the batch's bytes.
        @inlinable public var range: Range<Int> { start..<start &+ length }
    }

    /// The rows' bytes.
    public var rows = Scratch(capacity: RowBatch.bytesMax + RowBatch.rowBytesMax)
    /// In the order of their source.
    public var entries = PlainArray<Entry>(capacity: 512)
    /// The bytes in use.
    @usableFromInline var used = 0
    @inlinable public var length: Int { used }

    public init() {}

    /// All bytes in use.
    @inlinable public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { rows.bytes(length) }
    }

    /// No further row is to be added.
    @inlinable public var isFull: Bool { length >= RowBatch.bytesMax }

    /// Takes the bytes written behind the last row, up to `end`, as a row.
    @inlinable @inline(__always)
    public mutating func add(upTo end: Int, hash: UInt64, line: Int, byte: Int) {
        precondition(end >= length, "a row ends before it begins")
        entries.append(Entry(start: length, length: end &- length, hash: hash, line: line, byte: byte))
        used = end
    }

    /// Forgets all rows.
    public mutating func removeAll() {
        entries.removeAll()
        used = 0
    }
}
