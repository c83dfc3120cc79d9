// Bytes: owned buffers, spans, byte search, files by offset. The home of `unsafe`.
//
// Memory is owned by non-copyable structs whose public face is `RawSpan`; every access is checked once against the owner's
// count and then goes unchecked. No pointer leaves this target.

extension Span where Element == UInt8 {
    /// The elements as raw bytes: what the standard library calls unsafe, since the elements of some types have padding.
    @inlinable public var rawBytes: RawSpan {
        @_lifetime(copy self)
        get {
            // SAFETY: a UInt8 has no padding: all bytes are initialised.
            unsafe bytes
        }
    }
}

extension RawSpan {
    /// The byte at `offset`.
    @inlinable @inline(__always)
    public func byte(at offset: Int) -> UInt8 {
        precondition(UInt(bitPattern: offset) < UInt(bitPattern: byteCount), "a byte outside the span was read")
        // SAFETY: the offset was checked against the span's count.
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Whether so many bytes, at least one, follow `offset`. One comparison; the greatest such offset is found once a span.
    @inlinable @inline(__always)
    func holds(_ count: Int, at offset: Int) -> Bool {
        UInt(bitPattern: offset) < UInt(bitPattern: Swift.max(byteCount &- (count &- 1), 0))
    }

    /// Eight bytes from `offset` on, the first one lowest.
    @inlinable @inline(__always)
    public func word(at offset: Int) -> UInt64 {
        precondition(holds(8, at: offset), "a word outside the span was read")
        // SAFETY: the range was checked against the span's count; unaligned loads of a trivial type are fine.
        return unsafe UInt64(littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt64.self))
    }

    /// Four bytes from `offset` on, the first one lowest.
    @inlinable @inline(__always)
    public func halfWord(at offset: Int) -> UInt32 {
        precondition(holds(4, at: offset), "a half word outside the span was read")
        // SAFETY: the range was checked against the span's count; unaligned loads of a trivial type are fine.
        return unsafe UInt32(littleEndian: unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: UInt32.self))
    }

    /// The up to eight bytes of `range`, the first one lowest, absent bytes 0.
    @inlinable @inline(__always)
    public func packed(_ range: Range<Int>) -> UInt64 {
        let count = range.upperBound &- range.lowerBound
        precondition(count <= 8, "only eight bytes fit in a word")
        guard holds(8, at: range.lowerBound) else { return packedSlowly(range) }
        let word = word(at: range.lowerBound)
        return count == 8 ? word : word & ((1 &<< UInt64(truncatingIfNeeded: count &* 8)) &- 1)
    }

    @inlinable @inline(never)
    func packedSlowly(_ range: Range<Int>) -> UInt64 {
        var word: UInt64 = 0
        for i in 0..<range.count { word |= UInt64(byte(at: range.lowerBound &+ i)) &<< UInt64(i &* 8) }
        return word
    }

    /// Whether `range` here holds the same bytes as `other` in `bytes`. Most ids have 8 to 16 bytes: the way of others is not inlined, since
    /// loops would make all ready for it though they do not go it.
    @inlinable @inline(__always)
    public func equals(_ range: Range<Int>, _ other: Range<Int>, in bytes: borrowing RawSpan) -> Bool {
        let count = range.upperBound &- range.lowerBound
        guard count == other.upperBound &- other.lowerBound else { return false }
        guard 8...16 ~= count else { return equalsSlowly(range, other, in: bytes) }
        // The words overlap, so that none is cut.
        return word(at: range.lowerBound) == bytes.word(at: other.lowerBound)
            && word(at: range.upperBound &- 8) == bytes.word(at: other.upperBound &- 8)
    }

    @inlinable @inline(never)
    func equalsSlowly(_ range: Range<Int>, _ other: Range<Int>, in bytes: borrowing RawSpan) -> Bool {
        guard range.count > 8 else { return packed(range) == bytes.packed(other) }
        var at = 0
        while at < range.count &- 8 {
            if word(at: range.lowerBound &+ at) != bytes.word(at: other.lowerBound &+ at) { return false }
            at &+= 8
        }
        // The last word overlaps what was compared, so that none is cut.
        return word(at: range.upperBound &- 8) == bytes.word(at: other.upperBound &- 8)
    }

    /// Whether `range` here comes before `other` in `bytes`, byte by byte; a prefix comes first.
    @inlinable
    public func precedes(_ range: Range<Int>, _ other: Range<Int>, in bytes: borrowing RawSpan) -> Bool {
        for i in 0..<Swift.min(range.count, other.count) {
            let a = byte(at: range.lowerBound + i)
            let b = bytes.byte(at: other.lowerBound + i)
            if a != b { return a < b }
        }
        return range.count < other.count
    }

    /// A checksum of the bytes of `range`: for what the program wrote itself, against damage. Others can make bytes that share one: what
    /// tells their ids apart is `hash(_:_:)`, and then their bytes.
    @inlinable @inline(__always)
    public func checksum(_ range: Range<Int>) -> UInt64 { hash(range, .ofChecksums) }

    /// A 64-bit hash of the bytes of `range` (after wyhash) under a key. The store's buckets depend on it, so it never changes within one
    /// version of the store's format.
    @inlinable @inline(__always)
    public func hash(_ range: Range<Int>, _ key: HashKey) -> UInt64 {
        var folded = FoldedHash(key)
        let count = range.upperBound &- range.lowerBound
        if count <= 8 { return folded.finish(packed(range), 0, count: count) }
        var at = range.lowerBound
        while range.upperBound &- at > 16 {
            folded.take(word(at: at), word(at: at &+ 8))
            at &+= 16
        }
        // The last words overlap what was taken, so that none is cut.
        let first = word(at: count > 16 ? range.upperBound &- 16 : at)
        return folded.finish(first, word(at: range.upperBound &- 8), count: count)
    }

    /// Copies the bytes of `range` into `array`, which then holds nothing else and keeps its memory.
    public func copy(_ range: Range<Int>, into array: inout [UInt8]) {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "bytes outside the span were copied")
        array.removeAll(keepingCapacity: true)
        // SAFETY: the range was checked against the span's count.
        unsafe withUnsafeBytes { unsafe array.append(contentsOf: $0[range]) }
    }

    /// The bytes of `range` as an array, for what leaves the row path.
    public func array(_ range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "bytes outside the span were copied")
        // SAFETY: the range was checked against the span's count.
        return unsafe withUnsafeBytes { unsafe [UInt8]($0[range]) }
    }
}
