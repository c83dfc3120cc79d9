import Bytes

/// What belongs to one of an order's sellers.
protocol OfSeller {
    /// The seller's place among the order's sellers.
    var seller: Int { get }
}

/// What of an order belongs to which seller. Of few sellers all is looked through for each of them; of many it is first put in order of
/// them, so that an order of n sellers costs n steps and not n².
struct SellerGroups: ~Copyable {
    /// Where each seller's begin, and where the last one's end; empty: they are not in order.
    private var starts = PlainArray<Int>()
    /// So many sellers are few.
    static let few = 12

    mutating func removeAll() { starts.removeAll() }

    /// Puts the elements in order of their sellers; those of one keep their order.
    mutating func sort<Element: OfSeller>(_ elements: inout PlainArray<Element>, sellers: Int) {
        starts.reset(to: 0, count: sellers + 1)
        for i in elements.indices { starts[elements[i].seller + 1] += 1 }
        for seller in 0..<sellers { starts[seller + 1] += starts[seller] }
        // Made of what is there, to be written over.
        var sorted = PlainArray<Element>(capacity: elements.count)
        for i in elements.indices { sorted.append(elements[i]) }
        var next = PlainArray<Int>(capacity: sellers)
        for seller in 0..<sellers { next.append(starts[seller]) }
        for i in elements.indices {
            sorted[next[elements[i].seller]] = elements[i]
            next[elements[i].seller] += 1
        }
        swap(&sorted, &elements)
    }

    /// Where a seller's are among the `count` elements; others' lie between them where these are not in order.
    @inline(__always)
    func range(of seller: Int, _ count: Int) -> Range<Int> { starts.isEmpty ? 0..<count : starts[seller]..<starts[seller + 1] }
}

/// The texts of one order, each once, in order of first sight. Few are compared one by one, many are looked up.
struct OrderTexts: ~Copyable {
    private var ranges = PlainArray<TextRange>()
    private var table = IdentifierTable()
    /// So many texts are few.
    private static let few = 12

    var count: Int { ranges.count }

    subscript(place: Int) -> Range<Int> { ranges[place].range }

    /// Forgets all texts.
    mutating func removeAll() {
        ranges.removeAll()
        if table.count > 0 { table.removeAll(expected: 16) }
    }

    /// The place of a text, −1 where it has none.
    func known(_ text: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        if ranges.count > OrderTexts.few { return table.find(bytes, text) ?? -1 }
        for i in ranges.indices where bytes.equals(ranges[i].range, text, in: bytes) { return i }
        return -1
    }

    /// The place of a text, a new one where it has none.
    mutating func place(of text: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        if ranges.count > OrderTexts.few {
            let place = table.index(bytes, text)
            if place == ranges.count { ranges.append(TextRange(text)) }
            return place
        }
        let place = known(text, bytes)
        if place >= 0 { return place }
        ranges.append(TextRange(text))
        if ranges.count > OrderTexts.few { for i in ranges.indices { _ = table.index(bytes, ranges[i].range) } }
        return ranges.count - 1
    }
}
