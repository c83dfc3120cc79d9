import Bytes

/// A product as base 2 knows it: its latest row, and the counters of its lines.
public struct ProductRecord: Sendable {
    public var id: [UInt8]
    /// lines, refunded, claims_upheld, reviews, review_sum; nil without a line in a counted order.
    public var counters: InlineArray<5, Int64>?
    /// The columns of the latest product row; nil without one.
    public var row: ProductTexts?
}

/// Columns of the latest product row; empty where missing.
public struct ProductTexts: Sendable {
    public var gtin: [UInt8]
    public var name: [UInt8]
    public var category: [UInt8]
    public var brand: [UInt8]
    public var hsCode: [UInt8]
}

/// A product as it is packed: where its texts lie.
public struct ProductPlaces: Sendable {
    public var id: Range<Int>
    /// As in `ProductRecord`.
    public var counters: InlineArray<5, Int64>?
    /// gtin, name, category, brand and hs_code of the latest product row; nil without one.
    public var row: InlineArray<5, Range<Int>>?
}

/// The products of base 2, ascending by id. They are packed, and records of them made as they are asked for: a product is a few dozen bytes,
/// and there are more of them than of anything else that waits for the end of a run.
///
/// A product: length and bytes of its id; a byte that says whether counters follow, and columns of a row; the counters; length and bytes of
/// each column.
public struct Products: Sendable, RandomAccessCollection {
    private var bytes: [UInt8] = []
    private var entries: [Entry] = []

    fileprivate static let hasCounters: UInt8 = 1
    fileprivate static let hasRow: UInt8 = 2

    /// Where a product stands, behind the first sixteen bytes of its id, absent ones 0: these tell most of them apart.
    fileprivate struct Entry: BitwiseCopyable {
        var first: UInt64
        var second: UInt64
        var start: Int
    }

    init() {}

    /// Packs products in order: where many parts are later read in turn, each is then read front to back.
    /// - Parameter entries: as they stand in `packed`, one behind the other.
    fileprivate init(_ packed: borrowing ByteBuffer, _ entries: [Entry]) {
        let source = packed.bytes.array(0..<packed.count)
        let order = entries.indices.sorted { Products.precedes(entries[$0], entries[$1], source.span.rawBytes) }
        bytes.reserveCapacity(packed.count)
        self.entries.reserveCapacity(entries.count)
        for place in order {
            var entry = entries[place]
            // Where the next one begins is where one ends.
            let end = place + 1 < entries.count ? entries[place + 1].start : packed.count
            let range = entry.start..<end
            entry.start = bytes.count
            bytes += source[range]
            self.entries.append(entry)
        }
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { entries.count }

    /// The record of the product at a place, made for the call.
    public subscript(place: Int) -> ProductRecord {
        let bytes = self.bytes.span.rawBytes
        let places = places(of: place, in: bytes)
        return ProductRecord(
            id: bytes.array(places.id), counters: places.counters,
            row: places.row.map { row in
                ProductTexts(
                    gtin: bytes.array(row[0]), name: bytes.array(row[1]), category: bytes.array(row[2]), brand: bytes.array(row[3]),
                    hsCode: bytes.array(row[4]))
            })
    }

    /// Hands over the products at these places as they are packed, without copies: their bytes, and where in them each one's texts lie.
    public func forEach(at places: Range<Int>, _ body: (borrowing RawSpan, borrowing ProductPlaces) -> Void) {
        let bytes = self.bytes.span.rawBytes
        for place in places { body(bytes, self.places(of: place, in: bytes)) }
    }

    private func places(of place: Int, in bytes: borrowing RawSpan) -> ProductPlaces {
        var cursor = ByteCursor(at: entries[place].start)
        var places = ProductPlaces(id: cursor.sized(bytes))
        let head = cursor.byte(bytes)
        if head & Products.hasCounters != 0 {
            var counters = InlineArray<5, Int64>(repeating: 0)
            for counter in counters.indices { counters[counter] = cursor.zigzag(bytes) }
            places.counters = counters
        }
        if head & Products.hasRow != 0 {
            var row = InlineArray<5, Range<Int>>(repeating: 0..<0)
            for column in row.indices { row[column] = cursor.sized(bytes) }
            places.row = row
        }
        return places
    }

    /// Takes in the products of all parts, of which no two have one in common.
    mutating func add(_ parts: [Products]) {
        bytes.reserveCapacity(parts.reduce(bytes.count) { $0 + $1.bytes.count })
        entries.reserveCapacity(parts.reduce(entries.count) { $0 + $1.entries.count })
        for part in parts {
            let start = bytes.count
            bytes.append(contentsOf: part.bytes)
            for var entry in part.entries {
                entry.start += start
                entries.append(entry)
            }
        }
        sort()
    }

    /// Puts the products in order; where parts are in order, they are merged.
    private mutating func sort() {
        let packed = bytes
        entries.sort { Products.precedes($0, $1, packed.span.rawBytes) }
    }

    private static func precedes(_ a: Entry, _ b: Entry, _ bytes: borrowing RawSpan) -> Bool {
        if a.first != b.first { return a.first < b.first }
        if a.second != b.second { return a.second < b.second }
        var (one, other) = (ByteCursor(at: a.start), ByteCursor(at: b.start))
        return bytes.precedes(one.sized(bytes), other.sized(bytes), in: bytes)
    }
}

/// Products in the making, in any order.
struct ProductPack: ~Copyable {
    private var bytes = ByteBuffer(capacity: 1 << 16)
    private var entries: [Products.Entry] = []

    /// Adds a product. Where it has a row, that row's columns are appended next: gtin, name, category, brand, hs_code.
    mutating func begin(_ ids: borrowing RawSpan, _ id: Range<Int>, _ counters: InlineArray<5, Int64>?, hasRow: Bool) {
        let second = min(id.lowerBound + 8, id.upperBound)
        entries.append(
            Products.Entry(
                first: ids.packed(id.lowerBound..<second).byteSwapped,
                second: ids.packed(second..<min(second + 8, id.upperBound)).byteSwapped, start: bytes.count))
        bytes.appendSized(ids, id)
        bytes.append((counters == nil ? 0 : Products.hasCounters) | (hasRow ? Products.hasRow : 0))
        guard let counters else { return }
        for place in counters.indices { bytes.appendZigzag(counters[place]) }
    }

    /// Adds the next column of the row of the product that was begun last.
    mutating func append(column: Range<Int>, in source: borrowing RawSpan) { bytes.appendSized(source, column) }

    /// The products, in order.
    func finish() -> Products { Products(bytes, entries) }
}

extension ByteBuffer {
    /// Appends bytes of any number behind it.
    fileprivate mutating func appendSized(_ span: borrowing RawSpan, _ range: Range<Int>) {
        appendVarint(UInt64(range.count))
        append(span, range)
    }
}

extension ByteCursor {
    /// The range of the next bytes that stand behind their number.
    fileprivate mutating func sized(_ bytes: borrowing RawSpan) -> Range<Int> {
        let length = Int(truncatingIfNeeded: varint(bytes))
        at &+= length
        return at &- length..<at
    }
}
