/// Identifiers (byte strings) → dense indices 0, 1, 2 … in order of first sight; exact: bytes are compared, not hashes.
///
/// - Complexity: expected O(length) an operation; about 24 bytes of overhead an identifier.
public struct IdentifierTable: ~Copyable {
    private var slots: [UInt64]
    private var entries: [Entry] = []
    private var arena = ByteBuffer(capacity: 4096)
    private var mask: Int

    private struct Entry {
        var hash: UInt64
        var offset: UInt32
        var length: UInt32
    }

    /// - Parameter expected: about how many identifiers will come; more are fine.
    public init(expected: Int = 16) {
        var size = 16
        while size < expected * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        mask = size - 1
    }

    /// Distinct identifiers so far.
    public var count: Int { entries.count }

    /// The index of the identifier in `range` of `span`, entered if it is new. `hash` is `span.hash(range)`.
    public mutating func index(_ span: borrowing RawSpan, _ range: Range<Int>, hash: UInt64) -> Int {
        var slot = Int(truncatingIfNeeded: hash) & mask
        let tag = hash & 0xFFFF_FFFF_0000_0000
        while true {
            let value = slots[slot]
            if value == 0 { break }
            if value & 0xFFFF_FFFF_0000_0000 == tag {
                let index = Int(value & 0xFFFF_FFFF) - 1
                let entry = entries[index]
                let start = Int(entry.offset)
                if span.equals(range, start..<start + Int(entry.length), in: arena.bytes) { return index }
            }
            slot = (slot &+ 1) & mask
        }
        entries.append(Entry(hash: hash, offset: UInt32(arena.count), length: UInt32(range.count)))
        arena.append(span, range)
        slots[slot] = tag | UInt64(entries.count)
        if entries.count * 2 > slots.count { rehash() }
        return entries.count - 1
    }

    /// The same, hashing here.
    public mutating func index(_ span: borrowing RawSpan, _ range: Range<Int>) -> Int {
        index(span, range, hash: span.hash(range))
    }

    /// The same for an identifier in a buffer.
    public mutating func index(_ buffer: borrowing ByteBuffer, _ range: Range<Int>) -> Int { index(buffer.bytes, range) }

    /// The bytes of the identifier with this index.
    public func bytes(of index: Int) -> [UInt8] {
        let entry = entries[index]
        return arena.bytes.array(Int(entry.offset)..<Int(entry.offset) + Int(entry.length))
    }

    /// Forgets all identifiers and keeps the memory.
    public mutating func removeAll() {
        for i in slots.indices { slots[i] = 0 }
        entries.removeAll(keepingCapacity: true)
        arena.removeAll()
    }

    private mutating func rehash() {
        slots = Array(repeating: 0, count: slots.count * 2)
        mask = slots.count - 1
        for (index, entry) in entries.enumerated() {
            var slot = Int(truncatingIfNeeded: entry.hash) & mask
            while slots[slot] != 0 { slot = (slot &+ 1) & mask }
            slots[slot] = (entry.hash & 0xFFFF_FFFF_0000_0000) | UInt64(index + 1)
        }
    }
}
