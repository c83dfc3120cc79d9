/// Brings together words that share the lowest bits of their upper halves, ascending by these; words that share them keep their sequence.
///
/// One pass with about as many counts as words: a comparison sort mispredicts far more than it moves, and further passes would only part
/// what few words share by chance.
///
/// - Complexity: O(n); 16 bytes of traffic a word.
public struct CountingSort: ~Copyable {
    private var spare = PlainArray<UInt64>()
    /// For each value of the bits where the words with it begin, then where the next one goes.
    private var places = PlainArray<UInt32>()
    /// The bits by which the words last sorted ascend.
    public private(set) var mask: UInt64 = 0

    /// A sort that has not yet any memory.
    public init() {}

    /// Sorts the words; memory of their size is kept for the next time.
    public mutating func sort(_ words: inout PlainArray<UInt64>) {
        let bits = UInt64(min(20, max(4, Int.bitWidth - words.count.leadingZeroBitCount)))
        let digit = 1 &<< bits &- 1
        mask = digit &<< 32
        places.resetToZeros(count: Int(digit) + 1)
        for i in words.indices { places[Int(truncatingIfNeeded: words[i] &>> 32 & digit)] &+= 1 }
        var sum: UInt32 = 0
        for value in places.indices {
            let own = places[value]
            places[value] = sum
            sum &+= own
        }
        if spare.count < words.count { spare.resetToZeros(count: words.count) }
        for i in words.indices {
            let value = Int(truncatingIfNeeded: words[i] &>> 32 & digit)
            spare[Int(places[value])] = words[i]
            places[value] &+= 1
        }
        spare.exchange(words.count, &words)
    }
}
