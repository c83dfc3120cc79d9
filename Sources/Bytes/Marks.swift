/// Byte search: where the bytes lie that give a CSV text its structure.
extension RawSpan {
    /// Appends the offsets of every `,`, `"` and line feed in `range` to `marks`, ascending, and returns their number.
    ///
    /// SWAR on 64-bit words: a byte of `word ^ pattern` is zero where the pattern's byte stands; exact (no false hits).
    /// - Parameter marks: room for at least `range.count + 8` offsets.
    public func findMarks(_ range: Range<Int>, into marks: inout MarkList) {
        marks.reserve(range.count &+ 8)
        var at = range.lowerBound
        let end = range.upperBound
        while at &+ 8 <= end {
            let word = word(at: at)
            var hits = zeroBytes(word ^ 0x2C2C_2C2C_2C2C_2C2C) | zeroBytes(word ^ 0x0A0A_0A0A_0A0A_0A0A) | zeroBytes(word ^ 0x2222_2222_2222_2222)
            while hits != 0 {
                marks.append(UInt32(truncatingIfNeeded: at &+ hits.trailingZeroBitCount &>> 3))
                hits &= hits &- 1
            }
            at &+= 8
        }
        while at < end {
            let byte = byte(at: at)
            if byte == 0x2C || byte == 0x0A || byte == 0x22 { marks.append(UInt32(truncatingIfNeeded: at)) }
            at &+= 1
        }
    }
}

/// 0x80 in each byte of `word` that is zero, 0 elsewhere.
@inline(__always)
private func zeroBytes(_ word: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~(((word & low) &+ low) | word | low)
}

/// Offsets of marks, consumed front to back.
@safe
public struct MarkList: ~Copyable {
    private var base: UnsafeMutablePointer<UInt32>
    private var capacity: Int
    private var count = 0
    private var next = 0

    public init(capacity: Int = 4096) {
        self.capacity = capacity
        // SAFETY: owned by this struct alone and freed in its deinit.
        unsafe base = .allocate(capacity: capacity)
    }

    deinit { unsafe base.deallocate() }

    /// Forgets all marks and makes room for `extra`.
    mutating func reserve(_ extra: Int) {
        count = 0
        next = 0
        guard extra > capacity else { return }
        unsafe base.deallocate()
        unsafe base = .allocate(capacity: extra)
        capacity = extra
    }

    @inline(__always)
    mutating func append(_ mark: UInt32) {
        precondition(count < capacity, "more marks than room for them")
        // SAFETY: count was checked against the capacity.
        unsafe base[count] = mark
        count &+= 1
    }

    /// Forgets all marks.
    public mutating func removeAll() {
        count = 0
        next = 0
    }

    /// The next mark, or nil where all are consumed.
    @inline(__always)
    public mutating func take() -> Int? {
        guard next < count else { return nil }
        // SAFETY: next is below count, so the element is initialised.
        let mark = unsafe base[next]
        next &+= 1
        return Int(mark)
    }
}
