/// Sorts words by their upper halves; words with equal upper halves keep their sequence. Three passes over eleven bits each: their
/// counts stay in the first cache, and a comparison sort of as many words mispredicts far more than it moves.
///
/// - Complexity: O(n); 24 bytes of traffic a word and pass.
public struct RadixSort: ~Copyable {
    private var spare = PlainArray<UInt64>()
    private var counts = PlainArray<UInt32>()
    private static let digits = 3
    private static let digitBits: UInt64 = 11
    private static let values = 1 << 11

    /// A sort that has not yet any memory.
    public init() {}

    /// Sorts the words; memory of their size is kept for the next time.
    public mutating func sort(_ words: inout PlainArray<UInt64>) {
        count(words)
        spare.reset(to: 0, count: words.count)
        for digit in 0..<RadixSort.digits {
            let shift = 32 + UInt64(digit) * RadixSort.digitBits
            let first = digit * RadixSort.values
            for i in words.indices {
                let word = words[i]
                let place = first &+ Int(truncatingIfNeeded: word &>> shift & UInt64(RadixSort.values - 1))
                spare[Int(counts[place])] = word
                counts[place] &+= 1
            }
            swap(&words, &spare)
        }
    }

    /// Finds for each digit and each of its values where the words with it begin.
    private mutating func count(_ words: borrowing PlainArray<UInt64>) {
        counts.reset(to: 0, count: RadixSort.digits * RadixSort.values)
        for i in words.indices {
            var rest = words[i] &>> 32
            for digit in 0..<RadixSort.digits {
                counts[digit &* RadixSort.values &+ Int(truncatingIfNeeded: rest & UInt64(RadixSort.values - 1))] &+= 1
                rest &>>= RadixSort.digitBits
            }
        }
        for digit in 0..<RadixSort.digits {
            var sum: UInt32 = 0
            for value in 0..<RadixSort.values {
                let place = digit * RadixSort.values + value
                let own = counts[place]
                counts[place] = sum
                sum += own
            }
        }
    }
}
