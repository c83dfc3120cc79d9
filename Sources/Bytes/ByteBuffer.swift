public import CScan

#if canImport(Glibc)
    import Glibc
#endif

/// A growable run of bytes with one owner.
@safe
public struct ByteBuffer: ~Copyable {
    @usableFromInline var base: UnsafeMutableRawPointer
    @usableFromInline var capacity: Int
    @usableFromInline var length = 0
    /// The bytes in use.
    @inlinable public var count: Int { length }

    public init(capacity: Int = 256) {
        self.capacity = Swift.max(capacity, 16)
        // SAFETY: owned by this struct alone and freed in its deinit.
        unsafe base = .allocate(byteCount: self.capacity, alignment: 16)
    }

    deinit { unsafe base.deallocate() }

    /// The bytes in use.
    @inlinable public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // SAFETY: [0, count) of the allocation is initialised; the span borrows self, so that nothing moves under it.
            let span = unsafe RawSpan(_unsafeStart: base, byteCount: count)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Forgets the bytes and keeps the memory.
    @inlinable public mutating func removeAll() { length = 0 }

    /// Makes room for `extra` bytes more.
    @inlinable @inline(__always)
    public mutating func reserve(_ extra: Int) {
        if count &+ extra > capacity { grow(extra) }
    }

    @usableFromInline mutating func grow(_ extra: Int) {
        let wanted = Swift.max(capacity * 2, count + extra)
        let larger = UnsafeMutableRawPointer.allocate(byteCount: wanted, alignment: 16)
        // SAFETY: both allocations hold at least `count` bytes and do not overlap.
        unsafe larger.copyMemory(from: base, byteCount: count)
        unsafe base.deallocate()
        unsafe base = larger
        capacity = wanted
    }

    /// Appends one byte.
    @inlinable @inline(__always)
    public mutating func append(_ byte: UInt8) {
        reserve(1)
        // SAFETY: reserve(1) made room at count.
        unsafe base.storeBytes(of: byte, toByteOffset: count, as: UInt8.self)
        length &+= 1
    }

    /// Appends the lowest `width` (at most 8) bytes of `word`.
    @inlinable @inline(__always)
    public mutating func append(_ word: UInt64, width: Int) {
        reserve(8)
        // SAFETY: reserve(8) made room; bytes beyond `width` lie in the reserve and are overwritten later.
        unsafe base.storeBytes(of: word.littleEndian, toByteOffset: count, as: UInt64.self)
        length &+= width
    }

    /// Appends the bytes of `range` of a span.
    @inlinable @inline(__always)
    public mutating func append(_ span: borrowing RawSpan, _ range: Range<Int>) {
        let extra = range.count
        precondition(range.lowerBound >= 0 && range.upperBound <= span.byteCount, "bytes outside the span were appended")
        reserve(extra)
        // SAFETY: the source range was checked against its span, and reserve made room for it.
        unsafe span.withUnsafeBytes {
            unsafe base.advanced(by: count).copyMemory(from: $0.baseAddress.unsafelyUnwrapped + range.lowerBound, byteCount: extra)
        }
        length &+= extra
    }

    /// Appends two words and behind them the bytes of `range` of a span: chunk by chunk, where the span goes on behind them, since they are few.
    @inlinable @inline(__always)
    public mutating func append(_ first: UInt64, _ second: UInt64, _ span: borrowing RawSpan, _ range: Range<Int>) {
        let extra = range.count
        reserve(extra &+ 32)
        // SAFETY: reserve made room for both words.
        unsafe base.storeBytes(of: first.littleEndian, toByteOffset: count, as: UInt64.self)
        unsafe base.storeBytes(of: second.littleEndian, toByteOffset: count &+ 8, as: UInt64.self)
        length &+= 16
        guard range.lowerBound >= 0, range.upperBound &+ 16 <= span.byteCount else { return append(span, range) }
        // SAFETY: a chunk that begins in the range ends within the span, and reserve made room for its surplus.
        unsafe span.withUnsafeBytes {
            let source = unsafe $0.baseAddress.unsafelyUnwrapped + range.lowerBound
            let target = unsafe base + count
            var done = 0
            while done < extra {
                unsafe target.storeBytes(
                    of: source.loadUnaligned(fromByteOffset: done, as: SIMD2<UInt64>.self), toByteOffset: done, as: SIMD2<UInt64>.self)
                done &+= 16
            }
        }
        length &+= extra
    }

    /// Asks for the memory behind the bytes in use, where bytes will soon be appended: for streams that grow in turn.
    @inlinable @inline(__always)
    public func prefetchEnd() {
        // SAFETY: only a hint: nothing is read or written.
        unsafe csc_prefetch_write(base + (count &+ 64))
        unsafe csc_prefetch_write(base + (count &+ 128))
    }

    /// Appends another buffer's bytes.
    @inlinable @inline(__always)
    public mutating func append(_ other: borrowing ByteBuffer) { append(other, 0..<other.count) }

    /// Appends the bytes of `range` of another buffer.
    @inlinable @inline(__always)
    public mutating func append(_ other: borrowing ByteBuffer, _ range: Range<Int>) { append(other.bytes, range) }

    /// Appends an unsigned number as `Varint`.
    @inlinable @inline(__always)
    public mutating func appendVarint(_ value: UInt64) {
        guard value < Varint.wordLimit else {
            append(UInt8(0))
            return append(value, width: 8)
        }
        let length = Varint.length(value)
        append(Varint.word(value, length: length), width: length)
    }

    /// Appends a signed number as `Varint` of its zigzag form.
    @inlinable @inline(__always)
    public mutating func appendZigzag(_ value: Int64) {
        appendVarint(Varint.zigzag(value))
    }

    /// Appends one byte, and behind it a signed number as `Varint` of its zigzag form: of most numbers both in one store.
    @inlinable @inline(__always)
    public mutating func append(_ byte: UInt8, zigzag value: Int64) {
        let raw = Varint.zigzag(value)
        // Up to here seven bytes are enough.
        guard raw < 1 &<< 49 else {
            append(byte)
            return appendVarint(raw)
        }
        let length = Varint.length(raw)
        append(UInt64(byte) | Varint.word(raw, length: length) &<< 8, width: length &+ 1)
    }

    /// Appends an unsigned LEB128 number, as foreign formats have them: seven bits a byte, lowest first.
    public mutating func appendLEB128(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest &>>= 7
        }
        append(UInt8(truncatingIfNeeded: rest))
    }

    /// Appends the bytes in turn.
    @inlinable
    public mutating func append(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { append(byte) }
    }

    /// Appends an array's bytes.
    public mutating func append(_ bytes: [UInt8]) { append(bytes.span) }

    /// Appends the bytes of a span.
    @inlinable @inline(__always)
    public mutating func append(_ bytes: borrowing Span<UInt8>) { append(bytes.rawBytes, 0..<bytes.count) }

    /// Appends `extra` bytes that `fill` writes; it gets exactly that many.
    mutating func appendUnsafe<E: Error>(_ extra: Int, _ fill: (UnsafeMutableRawBufferPointer) throws(E) -> Void) throws(E) {
        reserve(extra)
        // SAFETY: reserve made room for `extra` bytes at count.
        unsafe try fill(UnsafeMutableRawBufferPointer(start: base + count, count: extra))
        length += extra
    }
}

/// A sliding window over a stream of bytes: filled at its end, consumed from its front.
public struct Window: ~Copyable {
    /// The memory behind the window, for readers that fill it: `count ..< storage.count` is free.
    public var storage: [UInt8]
    /// The bytes in use, from the start of the storage.
    public private(set) var count = 0

    public init(capacity: Int) { storage = Array(repeating: 0, count: capacity) }

    /// The bytes in use.
    @inlinable public var bytes: RawSpan {
        @_lifetime(borrow self)
        get {
            // SAFETY: the storage lives as long as self, which the result borrows.
            unsafe _overrideLifetime(storage.span.rawBytes.extracting(0..<count), borrowing: self)
        }
    }

    /// Free bytes behind those in use.
    public var free: Int { storage.count - count }

    /// Takes `extra` bytes, which were written behind those in use, into use.
    public mutating func extend(by extra: Int) {
        precondition(extra >= 0 && count + extra <= storage.count, "more bytes were taken into use than the window holds")
        count += extra
    }

    /// Drops the bytes before `start` and moves the rest to the front.
    public mutating func drop(before start: Int) {
        guard start > 0 else { return }
        let left = count - start
        precondition(left >= 0, "more bytes were dropped than the window holds")
        // SAFETY: both ranges lie within the storage; copyMemory allows them to overlap.
        unsafe storage.withUnsafeMutableBytes { bytes in
            guard let base = bytes.baseAddress else { return }
            unsafe base.copyMemory(from: base + start, byteCount: left)
        }
        count = left
    }
}
