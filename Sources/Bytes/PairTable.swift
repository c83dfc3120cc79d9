/// Pairs of numbers (64 and 32 bits) → dense indices 0, 1, 2 … in order of first sight.
///
/// - Complexity: expected O(1) an operation; 16 bytes a slot, at most half of which are taken, and of many three quarters.
public struct PairTable: ~Copyable {
    @usableFromInline var slots = PlainArray<Slot>()
    @usableFromInline var mask = 0
    @usableFromInline let key = HashKey.ofProcess
    /// The table grows when it has more pairs.
    @usableFromInline var pairsMax = 0
    /// The slots before the table last grew: memory for the next time, where they are few.
    private var former = PlainArray<Slot>()
    private static let formerMax = 1 << 16
    @usableFromInline var pairs = 0
    /// Distinct pairs so far.
    @inlinable public var count: Int { pairs }

    @usableFromInline struct Slot: BitwiseCopyable {
        @usableFromInline var first: UInt64
        @usableFromInline var second: UInt32
        /// The index + 1; 0 where nothing stands.
        @usableFromInline var place: UInt32

        @inlinable init(first: UInt64 = 0, second: UInt32 = 0, place: UInt32 = 0) {
            self.first = first
            self.second = second
            self.place = place
        }
    }

    /// - Parameter expected: about how many pairs will come; more are fine.
    public init(expected: Int = 16) {
        empty(slotCount(for: expected))
    }

    /// Begins with so many slots, a power of two, all of them free.
    private mutating func empty(_ count: Int) {
        slots.resetToZeros(count: count)
        mask = count - 1
        // Memory counts more than a few probes where a table is larger than the second cache.
        pairsMax = count > 1 << 16 ? count / 4 * 3 : count / 2
    }

    @inlinable @inline(__always)
    func hash(_ first: UInt64, _ second: UInt32) -> UInt64 { key.hash(first, UInt64(second)) }

    /// The index of a pair; nil where it was not entered.
    public func find(_ first: UInt64, _ second: UInt32) -> Int? {
        var slot = Int(truncatingIfNeeded: hash(first, second)) & mask
        while slots[slot].place != 0 {
            if slots[slot].first == first && slots[slot].second == second { return Int(slots[slot].place) &- 1 }
            slot = (slot &+ 1) & mask
        }
        return nil
    }

    /// The index of a pair, entered if it is new: then it is `count` before the call.
    @inlinable @inline(__always)
    public mutating func index(_ first: UInt64, _ second: UInt32) -> Int {
        var slot = Int(truncatingIfNeeded: hash(first, second)) & mask
        while slots[slot].place != 0 {
            if slots[slot].first == first && slots[slot].second == second { return Int(slots[slot].place) &- 1 }
            slot = (slot &+ 1) & mask
        }
        pairs &+= 1
        slots[slot] = Slot(first: first, second: second, place: UInt32(truncatingIfNeeded: pairs))
        if pairs > pairsMax { rehash() }
        return pairs &- 1
    }

    /// Forgets all pairs and keeps the memory.
    /// - Parameter expected: about how many pairs will come; more are fine. A table of few slots stays in the nearest cache.
    public mutating func removeAll(expected: Int) {
        empty(slotCount(for: expected))
        pairs = 0
    }

    @usableFromInline @inline(never)
    mutating func rehash() {
        swap(&former, &slots)
        empty(former.count * 2)
        for i in former.indices where former[i].place != 0 {
            var slot = Int(truncatingIfNeeded: hash(former[i].first, former[i].second)) & mask
            while slots[slot].place != 0 { slot = (slot &+ 1) & mask }
            slots[slot] = former[i]
        }
        if former.count > PairTable.formerMax { former = PlainArray() }
    }
}
