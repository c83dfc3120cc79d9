/// Facts of one order after the other: what is forgotten leaves its memory, which the next order's facts are written over. An array
/// that is emptied goes through its general replacement of elements, for each order.
public struct FactList<Fact: Sendable>: Sendable, ExpressibleByArrayLiteral {
    @usableFromInline var facts: [Fact]
    @usableFromInline var length: Int
    /// Where the facts of no seller begin, then those of each seller, then where the last ones end; empty: they are not in order of sellers.
    @usableFromInline var starts: [Int] = []
    @inlinable public var count: Int { length }

    @inlinable
    public init(arrayLiteral facts: Fact...) {
        self.facts = facts
        length = facts.count
    }

    @inlinable public var isEmpty: Bool { count == 0 }
    @inlinable public var indices: Range<Int> { 0..<count }

    /// The fact at a place below the count.
    @inlinable public subscript(place: Int) -> Fact { span[place] }

    /// The facts in use.
    @inlinable public var span: Span<Fact> {
        @_lifetime(borrow self)
        get { facts.span.extracting(0..<length) }
    }

    /// Adds a fact behind the others.
    @inlinable
    public mutating func append(_ fact: Fact) {
        if length < facts.count { facts[length] = fact } else { facts.append(fact) }
        length += 1
    }

    /// Forgets all facts and keeps their memory.
    @inlinable
    public mutating func removeAll() {
        length = 0
        if !starts.isEmpty { starts = [] }
    }
}
