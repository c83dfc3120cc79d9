/// Identifiers (byte strings) → dense indices 0, 1, 2 … in order of first sight; exact: bytes are compared, not hashes.
///
/// - Complexity: expected O(length) an operation; about 24 bytes of overhead an identifier.
public struct IdentifierTable: ~Copyable {
    /// The hash's upper half, and the index + 1 in the lower; 0 where nothing stands.
    @usableFromInline var slots: PlainArray<UInt64>
    @usableFromInline var entries: PlainArray<Entry>
    @usableFromInline var arena: ByteBuffer
    @usableFromInline var mask: Int
    @usableFromInline let key = HashKey.ofProcess

    @usableFromInline struct Entry: BitwiseCopyable {
        @usableFromInline var hash: UInt64
        @usableFromInline var offset: UInt32
        @usableFromInline var length: UInt32

        @inlinable init(hash: UInt64, offset: UInt32, length: UInt32) {
            self.hash = hash
            self.offset = offset
            self.length = length
        }
    }

    /// - Parameter expected: about how many identifiers will come; more are fine.
    public init(expected: Int = 16) {
        slots = PlainArray(repeating: 0, count: slotCount(for: expected))
        entries = PlainArray(capacity: expected)
        arena = ByteBuffer(capacity: expected * 16)
        mask = slots.count - 1
    }

    /// Distinct identifiers so far.
    @inlinable public var count: Int { entries.count }

    /// The index of the identifier in `range` of `span`, entered if it is new.
    @inlinable @inline(__always)
    public mutating func index(_ span: borrowing RawSpan, _ range: Range<Int>) -> Int {
        let hash = span.hash(range, key)
        var slot = Int(truncatingIfNeeded: hash) & mask
        let tag = hash & 0xFFFF_FFFF_0000_0000
        while true {
            let value = slots[slot]
            if value == 0 { break }
            if value & 0xFFFF_FFFF_0000_0000 == tag {
                let index = Int(value & 0xFFFF_FFFF) - 1
                if isIdentifier(index, span, range) { return index }
            }
            slot = (slot &+ 1) & mask
        }
        return enter(span, range, hash, slot)
    }

    // Not inlined: what it needs of the range alone would be made ready before the loop over slots, for every length.
    @inlinable @inline(never)
    func isIdentifier(_ index: Int, _ span: borrowing RawSpan, _ range: Range<Int>) -> Bool {
        let entry = entries[index]
        let start = Int(entry.offset)
        return span.equals(range, start..<start + Int(entry.length), in: arena.bytes)
    }

    @inlinable @inline(never)
    mutating func enter(_ span: borrowing RawSpan, _ range: Range<Int>, _ hash: UInt64, _ slot: Int) -> Int {
        entries.append(Entry(hash: hash, offset: UInt32(arena.count), length: UInt32(range.count)))
        arena.append(span, range)
        slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(entries.count)
        if entries.count * 2 > slots.count { rehash() }
        return entries.count - 1
    }

    /// The index of an identifier; nil where it was not entered.
    public func find(_ span: borrowing RawSpan, _ range: Range<Int>) -> Int? {
        let hash = span.hash(range, key)
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot] & 0xFFFF_FFFF) - 1
            if (slots[slot] ^ hash) >> 32 == 0, isIdentifier(index, span, range) { return index }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    /// The same for an identifier in a buffer.
    public mutating func index(_ buffer: borrowing ByteBuffer, _ range: Range<Int>) -> Int { index(buffer.bytes, range) }

    /// The identifiers' bytes, at `range(of:)` each.
    public var bytes: RawSpan {
        @_lifetime(borrow self)
        get { arena.bytes }
    }

    /// Where in `bytes` the identifier with this index lies.
    public func range(of index: Int) -> Range<Int> {
        let entry = entries[index]
        return Int(entry.offset)..<Int(entry.offset) + Int(entry.length)
    }

    /// The bytes of the identifier with this index.
    public func bytes(of index: Int) -> [UInt8] { arena.bytes.array(range(of: index)) }

    /// Forgets all identifiers and keeps the memory.
    /// - Parameter expected: about how many will come; more are fine.
    public mutating func removeAll(expected: Int) {
        slots.resetToZeros(count: slotCount(for: expected))
        mask = slots.count - 1
        entries.removeAll()
        arena.removeAll()
    }

    @usableFromInline mutating func rehash() {
        slots.resetToZeros(count: slots.count * 2)
        mask = slots.count - 1
        for index in entries.indices {
            let hash = entries[index].hash
            var slot = Int(truncatingIfNeeded: hash) & mask
            while slots[slot] != 0 { slot = (slot &+ 1) & mask }
            slots[slot] = (hash & 0xFFFF_FFFF_0000_0000) | UInt64(index + 1)
        }
    }
}

/// Slots for so many entries of a table, at most half of which are taken: a power of two.
func slotCount(for expected: Int) -> Int {
    var count = 16
    while count < expected * 2 { count *= 2 }
    return count
}
