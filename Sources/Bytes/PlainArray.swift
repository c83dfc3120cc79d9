public import CScan

/// A growable array of plain values with one owner: no reference counts, no copies on write, every access checked once
/// against the count. For loops that run millions of times; elsewhere an `Array` is better.
@safe
public struct PlainArray<Element: BitwiseCopyable>: ~Copyable {
    @usableFromInline var base: UnsafeMutablePointer<Element>
    @usableFromInline var capacity: Int
    @usableFromInline var length = 0

    /// An empty array with room for `capacity` elements.
    @inlinable
    public init(capacity: Int = 16) {
        self.capacity = Swift.max(capacity, 4)
        // SAFETY: owned by this struct alone and freed in its deinit; elements are trivial and need no deinitialisation.
        unsafe base = .allocate(capacity: self.capacity)
    }

    @inlinable
    public init(repeating value: Element, count: Int) {
        self.init(capacity: count)
        append(repeating: value, count: count)
    }

    @inlinable
    deinit { unsafe base.deallocate() }

    @inlinable public var count: Int { length }
    @inlinable public var isEmpty: Bool { length == 0 }
    @inlinable public var indices: Range<Int> { 0..<length }

    /// The element at `index`, which is checked.
    @inlinable
    public subscript(index: Int) -> Element {
        @inline(__always)
        get {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: length), "an element outside the array was read")
            // SAFETY: the index is below the count, and elements below the count are initialised.
            return unsafe base[index]
        }
        @inline(__always)
        _modify {
            precondition(UInt(bitPattern: index) < UInt(bitPattern: length), "an element outside the array was written")
            // SAFETY: as above.
            yield unsafe &base[index]
        }
    }

    /// Appends one element.
    @inlinable @inline(__always)
    public mutating func append(_ element: Element) {
        if length == capacity { grow(1) }
        // SAFETY: there is room at `length`.
        unsafe (base + length).initialize(to: element)
        length &+= 1
    }

    /// Asks for the memory behind the elements in use, where elements will soon be appended: for streams that grow in turn.
    @inlinable @inline(__always)
    public func prefetchEnd() {
        // SAFETY: only a hint: nothing is read or written.
        unsafe csc_prefetch_write(UnsafeRawPointer(base + length) + 64)
    }

    /// Appends one element several times.
    @inlinable
    public mutating func append(repeating value: Element, count: Int) {
        if length &+ count > capacity { grow(count) }
        // SAFETY: there is room for `count` elements behind `length`.
        unsafe (base + length).initialize(repeating: value, count: count)
        length &+= count
    }

    /// Forgets all elements and keeps the memory.
    @inlinable @inline(__always)
    public mutating func removeAll() { length = 0 }

    /// Forgets the elements behind the first `count`.
    @inlinable
    public mutating func truncate(to count: Int) {
        precondition(count >= 0 && count <= length, "an array was cut to more than it holds")
        length = count
    }

    /// Forgets the first `count` elements; the others move to the front.
    public mutating func removeFirst(_ count: Int) {
        precondition(count >= 0 && count <= length, "more elements were dropped than the array holds")
        // SAFETY: both ranges lie within the elements in use; update allows them to overlap.
        unsafe base.update(from: base + count, count: length - count)
        length -= count
    }

    /// Holds `count` times `value` and nothing else.
    @inlinable
    public mutating func reset(to value: Element, count: Int) {
        length = 0
        append(repeating: value, count: count)
    }

    /// Holds `count` elements whose bytes are all 0, which must be a value of theirs, and nothing else. Memory is cleared several elements
    /// at once, where a repeated value is stored field by field.
    mutating func resetToZeros(count: Int) {
        length = 0
        reserve(count)
        // SAFETY: reserve made room for `count` elements, which are trivial, and callers' elements have a value of zero bytes.
        unsafe UnsafeMutableRawPointer(base).initializeMemory(as: UInt8.self, repeating: 0, count: count &* MemoryLayout<Element>.stride)
        length = count
    }

    /// Exchanges the first `count` elements, which `other` must hold, for all of the other's.
    mutating func exchange(_ count: Int, _ other: inout PlainArray) {
        precondition(count == other.length && count <= length, "arrays of other lengths were exchanged")
        length = count
        swap(&self, &other)
    }

    /// Makes room for `extra` elements more.
    @inlinable
    public mutating func reserve(_ extra: Int) {
        if length &+ extra > capacity { grow(extra) }
    }

    /// The elements in use.
    @inlinable public var span: Span<Element> {
        @_lifetime(borrow self)
        get {
            // SAFETY: [0, length) is initialised; the span borrows self, so that nothing moves under it.
            let span = unsafe Span(_unsafeStart: base, count: length)
            return unsafe _overrideLifetime(span, borrowing: self)
        }
    }

    /// Elements to be changed: the range is checked once, and where its size is known no access to them is.
    @inlinable @inline(__always)
    @_lifetime(&self)
    public mutating func mutableSpan(_ range: Range<Int>) -> MutableSpan<Element> {
        precondition(range.lowerBound >= 0 && range.upperBound <= length, "elements outside the array were to be changed")
        // SAFETY: the range was checked, and elements below the count are initialised; the result borrows self exclusively.
        let span = unsafe MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
        return unsafe _overrideLifetime(span, mutating: &self)
    }

    @usableFromInline @inline(never)
    mutating func grow(_ extra: Int) {
        let wanted = Swift.max(capacity * 2, length + extra)
        let larger = UnsafeMutablePointer<Element>.allocate(capacity: wanted)
        // SAFETY: both allocations hold at least `length` elements and do not overlap; elements are trivial.
        unsafe larger.update(from: base, count: length)
        unsafe base.deallocate()
        unsafe base = larger
        capacity = wanted
    }
}
