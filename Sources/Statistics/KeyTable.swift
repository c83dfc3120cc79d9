/// Numbers → dense indices 0, 1, 2 … in order of first sight. A fifth as dear as a dictionary. Its hash is as safe as that one's against keys
/// that were chosen to collide: two random words are in it.
///
/// - Complexity: expected O(1) an operation.
struct KeyTable: Sendable {
    /// By their indices.
    private(set) var keys: [UInt64] = []
    /// The index + 1; 0 where nothing stands. At most half of them are taken.
    private var slots: [UInt32] = Array(repeating: 0, count: 64)
    private let mark = UInt64.random(in: .min ... .max)
    private let factor = UInt64.random(in: .min ... .max) | 1

    /// The index of a key, entered if it is new: then it is the number of keys before the call.
    mutating func index(_ key: UInt64) -> Int {
        let slot = self.slot(of: key)
        if slots[slot] != 0 { return Int(slots[slot]) &- 1 }
        keys.append(key)
        slots[slot] = UInt32(keys.count)
        if keys.count * 2 > slots.count { grow() }
        return keys.count - 1
    }

    /// Where a key stands, or should.
    private func slot(of key: UInt64) -> Int {
        let mask = slots.count &- 1
        let product = (key ^ mark).multipliedFullWidth(by: factor)
        var slot = Int(truncatingIfNeeded: product.high ^ product.low) & mask
        while slots[slot] != 0, keys[Int(slots[slot]) &- 1] != key { slot = (slot &+ 1) & mask }
        return slot
    }

    private mutating func grow() {
        slots = Array(repeating: 0, count: slots.count * 2)
        for index in keys.indices { slots[slot(of: keys[index])] = UInt32(index + 1) }
    }
}
