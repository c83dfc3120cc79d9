import Bytes
import Domain
import Segments

/// The counters of one bucket's products in the making.
struct ProductSums: ~Copyable {
    /// lines, refunded, claims upheld, reviews, sum of scores.
    static let width = 5
    private(set) var table = IdentifierTable(expected: 4096)
    /// `width` for each product.
    private var sums = PlainArray<Int64>(capacity: 8192)
    /// While records of settled orders are taken for a new checkpoint: product and day → the sums of that day.
    private var days = PairTable(expected: 1024)
    private var dayKeys = PlainArray<DayKey>()
    private var daySums = PlainArray<Int64>()

    private struct DayKey: BitwiseCopyable {
        var product: Int32
        var booked: Int32
    }

    mutating func removeAll() {
        table.removeAll(expected: 4096)
        sums.removeAll()
        days.removeAll(expected: 1024)
        dayKeys.removeAll()
        daySums.removeAll()
    }

    /// The place of a product; a new one where the id was not seen.
    mutating func place(of id: Range<Int>, in buffer: borrowing ByteBuffer) -> Int { place(of: id, buffer.bytes) }

    private mutating func place(of id: Range<Int>, _ bytes: borrowing RawSpan) -> Int {
        let place = table.index(bytes, id)
        if place * ProductSums.width == sums.count { sums.append(repeating: 0, count: ProductSums.width) }
        return place
    }

    /// The product's counters; nil where it has no line in a counted order: feedback alone makes no row.
    func counters(of place: Int) -> InlineArray<5, Int64>? {
        let first = place * ProductSums.width
        return sums[first] > 0 ? InlineArray { sums[first + $0] } : nil
    }

    /// Adds an extent's records of products booked after `start`.
    /// - Parameters:
    ///   - settled: only those of settled orders, or only the others; nil: all.
    ///   - byDay: they are summed by day, too, for a new checkpoint.
    mutating func take(_ records: RecordCursor, _ buffer: borrowing ByteBuffer, after start: Day, settled: Bool?, byDay: Bool) {
        var records = records
        let bytes = buffer.bytes
        while let record = records.next(bytes) {
            let isSettled = bytes.byte(at: record.lowerBound) & BaseRecord.settledBit != 0
            guard settled == nil || settled == isSettled else { continue }
            var cursor = ByteCursor(at: record.lowerBound &+ 1)
            let id = cursor.text(bytes)
            let booked = cursor.day(bytes)
            guard booked > start.number else { continue }
            let place = place(of: id, bytes)
            ProductSums.add(cursor, bytes, to: &sums, at: place &* ProductSums.width)
            if byDay { ProductSums.add(cursor, bytes, to: &daySums, at: day(place, booked) &* ProductSums.width) }
        }
    }

    @inline(__always)
    private static func add(_ cursor: ByteCursor, _ bytes: borrowing RawSpan, to sums: inout PlainArray<Int64>, at first: Int) {
        var cursor = cursor
        let head = cursor.byte(bytes)
        sums[first] &+= head & BaseRecord.ProductHead.hasLines != 0 ? cursor.zigzag(bytes) : 1
        guard head & BaseRecord.ProductHead.hasOthers != 0 else { return }
        for i in 1..<ProductSums.width { sums[first &+ i] &+= cursor.zigzag(bytes) }
    }

    private mutating func day(_ place: Int, _ booked: Int32) -> Int {
        let day = days.index(UInt64(place), UInt32(bitPattern: booked))
        if day == dayKeys.count {
            dayKeys.append(DayKey(product: Int32(place), booked: booked))
            daySums.append(repeating: 0, count: ProductSums.width)
        }
        return day
    }

    /// Appends the sums by day, as records.
    /// - Returns: the number of records.
    func writeSettled(into target: inout ByteBuffer) -> Int {
        var record = Scratch(capacity: BaseRecord.bytesMax)
        let ids = table.bytes
        for day in dayKeys.indices {
            let start = record.begin(
                BaseRecord.product.rawValue, ids, table.range(of: Int(dayKeys[day].product)), booked: Day(dayKeys[day].booked))
            let first = day * ProductSums.width
            let others = (daySums[first + 1], daySums[first + 2], daySums[first + 3], daySums[first + 4])
            let end = record.storeSums(daySums[first], others, at: start)
            target.appendRecord(record, length: end)
        }
        return dayKeys.count
    }
}

extension Scratch {
    /// Stores a product's lines; refunded, claims upheld, reviews and sum of scores only where one of them is not 0.
    mutating func storeSums(_ lines: Int64, _ others: (Int64, Int64, Int64, Int64), at start: Int) -> Int {
        let hasOthers = others.0 | others.1 | others.2 | others.3 != 0
        let head = (lines != 1 ? BaseRecord.ProductHead.hasLines : 0) | (hasOthers ? BaseRecord.ProductHead.hasOthers : 0)
        var at = store(head, at: start)
        if lines != 1 { at = storeZigzag(lines, at: at) }
        guard hasOthers else { return at }
        at = storeZigzag(others.1, at: storeZigzag(others.0, at: at))
        return storeZigzag(others.3, at: storeZigzag(others.2, at: at))
    }
}
