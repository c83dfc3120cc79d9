public import Bytes
import Segments

/// The products of base 2 in a file, those of each bucket ascending by id: there are more of them than of anything else that waits for the end
/// of a run.
///
/// A product: length and bytes of its id; a byte that says whether counters follow, and columns of a row; the counters; length and bytes of
/// each column.
public struct Products: Sendable {
    /// nil: there are none.
    private let sorted: ScatteredFile?

    fileprivate static let hasCounters: UInt8 = 1
    fileprivate static let hasRow: UInt8 = 2

    init(_ sorted: ScatteredFile? = nil) { self.sorted = sorted }

    /// All of them, to be read ascending by id.
    /// - Throws: `SystemFailure` where they cannot be read or trusted.
    public func merged() throws(SystemFailure) -> ProductMerge { try ProductMerge(sorted) }
}

/// A product as it is packed: where its texts lie.
public struct ProductPlaces: Sendable {
    public var id: Range<Int>
    /// lines, refunded, claims_upheld, reviews, review_sum; nil without a line in a counted order.
    public var counters: InlineArray<5, Int64>?
    /// gtin, name, category, brand and hs_code of the latest product row, empty where missing; nil without one.
    public var row: InlineArray<5, Range<Int>>?

    /// Reads the product at the cursor and moves that behind it.
    fileprivate init(_ cursor: inout ByteCursor, in bytes: borrowing RawSpan) {
        id = cursor.sized(bytes)
        let head = cursor.byte(bytes)
        if head & Products.hasCounters != 0 {
            var counters = InlineArray<5, Int64>(repeating: 0)
            for counter in counters.indices { counters[counter] = cursor.zigzag(bytes) }
            self.counters = counters
        }
        if head & Products.hasRow != 0 {
            var row = InlineArray<5, Range<Int>>(repeating: 0..<0)
            for column in row.indices { row[column] = cursor.sized(bytes) }
            self.row = row
        }
    }
}

/// The first sixteen bytes of a product's id, absent ones 0: these tell most of them apart.
private struct ProductKey: BitwiseCopyable, Equatable {
    private var first: UInt64
    private var second: UInt64

    init(_ bytes: borrowing RawSpan, _ id: Range<Int>) {
        let middle = min(id.lowerBound + 8, id.upperBound)
        first = bytes.packed(id.lowerBound..<middle).byteSwapped
        second = bytes.packed(middle..<min(middle + 8, id.upperBound)).byteSwapped
    }

    static func < (a: ProductKey, b: ProductKey) -> Bool { a.first != b.first ? a.first < b.first : a.second < b.second }
}

/// A bucket's products in the making, in any order.
struct ProductPack: ~Copyable {
    private var bytes = ByteBuffer(capacity: 1 << 16)
    private var entries: [Entry] = []
    private var run = ByteBuffer(capacity: ProductPack.extentBytes + 1 << 12)

    private struct Entry: BitwiseCopyable {
        var key: ProductKey
        /// Where it lies in `bytes`.
        var start: Int
        var end: Int
    }

    /// An extent has so many bytes, and what its last product has beyond: of each bucket one is in memory while all are read in turn.
    private static let extentBytes = 1 << 14

    /// Adds a product. Where it has a row, that row's columns are appended next: gtin, name, category, brand, hs_code.
    mutating func begin(_ ids: borrowing RawSpan, _ id: Range<Int>, _ counters: InlineArray<5, Int64>?, hasRow: Bool) {
        entries.append(Entry(key: ProductKey(ids, id), start: bytes.count, end: bytes.count))
        bytes.appendSized(ids, id)
        bytes.append((counters == nil ? 0 : Products.hasCounters) | (hasRow ? Products.hasRow : 0))
        if let counters { for place in counters.indices { bytes.appendZigzag(counters[place]) } }
        end()
    }

    /// Adds the next column of the row of the product that was begun last.
    mutating func append(column: Range<Int>, in source: borrowing RawSpan) {
        bytes.appendSized(source, column)
        end()
    }

    private mutating func end() { entries[entries.count - 1].end = bytes.count }

    /// Appends the products in order to the file, as the bucket's.
    consuming func write(_ bucket: Int, to file: ExtentFile) throws(SystemFailure) {
        ProductPack.sort(&entries, bytes)
        var rows = 0
        for entry in entries {
            run.append(bytes, entry.start..<entry.end)
            rows += 1
            if run.count >= ProductPack.extentBytes { try writeRun(bucket, &rows, to: file) }
        }
        if rows > 0 { try writeRun(bucket, &rows, to: file) }
    }

    private mutating func writeRun(_ bucket: Int, _ rows: inout Int, to file: ExtentFile) throws(SystemFailure) {
        try file.appendWhole(run.bytes, bucket: bucket, section: 0, rows: rows)
        run.removeAll()
        rows = 0
    }

    /// The buffer is passed beside the entries: a span of a member would keep all of self borrowed.
    private static func sort(_ entries: inout [Entry], _ buffer: borrowing ByteBuffer) {
        let bytes = buffer.bytes.array(0..<buffer.count)
        entries.sort { a, b in
            guard a.key == b.key else { return a.key < b.key }
            let bytes = bytes.span.rawBytes
            var (one, other) = (ByteCursor(at: a.start), ByteCursor(at: b.start))
            return bytes.precedes(one.sized(bytes), other.sized(bytes), in: bytes)
        }
    }
}

/// Hands over all products, ascending by id: of each bucket an extent is in memory, whatever their number.
public struct ProductMerge: ~Copyable {
    private let file: RandomAccessFile?
    private var buckets: [Run] = []
    /// The buckets that have products left, as a heap: none comes before the one above it.
    private var heap: [Head] = []
    private var buffer = ByteBuffer(capacity: 1 << 15)

    /// The next product of a bucket.
    private struct Head: BitwiseCopyable {
        var key: ProductKey
        var bucket: Int
    }

    /// What is left of a bucket.
    private struct Run {
        var extents: ArraySlice<Extent>
        /// The extent at hand, and where the next product and its id lie there.
        var bytes: [UInt8] = []
        var at = 0
        var id = 0..<0

        /// Notes the next product's id and gives its key; nil where the extent at hand has no more.
        mutating func look() -> ProductKey? {
            guard at < bytes.count else { return nil }
            let bytes = bytes
            var cursor = ByteCursor(at: at)
            id = cursor.sized(bytes.span.rawBytes)
            return ProductKey(bytes.span.rawBytes, id)
        }
    }

    init(_ sorted: ScatteredFile?) throws(SystemFailure) {
        file = sorted?.file
        guard let sorted else { return }
        for bucket in 0..<bucketCount {
            buckets.append(Run(extents: try sorted.extents.extents(of: bucket)[...]))
            guard let key = try look(bucket) else { continue }
            heap.append(Head(key: key, bucket: bucket))
        }
        for place in stride(from: heap.count / 2 - 1, through: 0, by: -1) { sink(place) }
    }

    /// Hands over the next products, at most `limit`: for each the bytes, and where in them its texts lie.
    /// - Returns: how many there were; 0 behind the last.
    /// - Throws: `SystemFailure` where they cannot be read or trusted.
    public mutating func next(
        _ limit: Int, _ body: (borrowing RawSpan, borrowing ProductPlaces) -> Void
    ) throws(SystemFailure) -> Int {
        for count in 0..<limit {
            guard let bucket = heap.first?.bucket else { return count }
            let bytes = buckets[bucket].bytes
            var cursor = ByteCursor(at: buckets[bucket].at)
            let places = ProductPlaces(&cursor, in: bytes.span.rawBytes)
            body(bytes.span.rawBytes, places)
            buckets[bucket].at = cursor.at
            if let key = try look(bucket) {
                heap[0].key = key
            } else {
                heap.swapAt(0, heap.count - 1)
                heap.removeLast()
            }
            sink(0)
        }
        return limit
    }

    /// Looks at a bucket's next product, in its next extent where the one at hand has none; nil behind the last.
    private mutating func look(_ bucket: Int) throws(SystemFailure) -> ProductKey? {
        if let key = buckets[bucket].look() { return key }
        guard let file, let extent = buckets[bucket].extents.popFirst() else { return nil }
        buffer.removeAll()
        try ExtentFile.read(extent, of: file, into: &buffer)
        buckets[bucket].bytes = buffer.bytes.array(0..<buffer.count)
        buckets[bucket].at = 0
        return buckets[bucket].look()
    }

    /// Moves the head at a place down to where none below comes before it.
    private mutating func sink(_ start: Int) {
        var place = start
        while true {
            var least = place
            let below = 2 * place + 1
            if below < heap.count && precedes(below, least) { least = below }
            if below + 1 < heap.count && precedes(below + 1, least) { least = below + 1 }
            if least == place { return }
            heap.swapAt(place, least)
            place = least
        }
    }

    private func precedes(_ a: Int, _ b: Int) -> Bool {
        guard heap[a].key == heap[b].key else { return heap[a].key < heap[b].key }
        let (one, other) = (buckets[heap[a].bucket], buckets[heap[b].bucket])
        return one.bytes.span.rawBytes.precedes(one.id, other.id, in: other.bytes.span.rawBytes)
    }
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
