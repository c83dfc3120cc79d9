/// Sorts words by their upper halves; words with equal upper halves keep their sequence. Three passes over eleven bits each: their
/// counts stay in the first cache, and a comparison sort of as many words mispredicts far more than it moves. Few words take four
/// passes over eight bits: there the counts cost more than the moves.
///
/// - Complexity: O(n); 24 bytes of traffic a word and pass.
public struct RadixSort: ~Copyable {
    private var spare = PlainArray<UInt64>()
    private var counts = PlainArray<UInt32>()

    /// How the upper half is cut into digits.
    private struct Digits {
        let count: Int
        let bits: UInt64
        var values: Int { 1 << Int(bits) }
        var mask: UInt64 { 1 &<< bits &- 1 }

        /// - Parameter words: how many are sorted. With 190 words eleven bits take 80,000 instructions, eight bits 20,000.
        init(words: Int) { (count, bits) = words < 2048 ? (4, 8) : (3, 11) }
    }

    /// A sort that has not yet any memory.
    public init() {}

    /// Sorts the words; memory of their size is kept for the next time.
    public mutating func sort(_ words: inout PlainArray<UInt64>) {
        let digits = Digits(words: words.count)
        count(words, digits)
        spare.reset(to: 0, count: words.count)
        for digit in 0..<digits.count {
            let shift = 32 + UInt64(digit) * digits.bits
            let first = digit * digits.values
            for i in words.indices {
                let word = words[i]
                let place = first &+ Int(truncatingIfNeeded: word &>> shift & digits.mask)
                spare[Int(counts[place])] = word
                counts[place] &+= 1
            }
            swap(&words, &spare)
        }
    }

    /// Finds for each digit and each of its values where the words with it begin.
    private mutating func count(_ words: borrowing PlainArray<UInt64>, _ digits: Digits) {
        counts.reset(to: 0, count: digits.count * digits.values)
        for i in words.indices {
            var rest = words[i] &>> 32
            for digit in 0..<digits.count {
                counts[digit &* digits.values &+ Int(truncatingIfNeeded: rest & digits.mask)] &+= 1
                rest &>>= digits.bits
            }
        }
        for digit in 0..<digits.count {
            var sum: UInt32 = 0
            for value in 0..<digits.values {
                let place = digit * digits.values + value
                let own = counts[place]
                counts[place] = sum
                sum += own
            }
        }
    }
}
