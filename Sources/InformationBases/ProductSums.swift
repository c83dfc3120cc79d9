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
        table.removeAll()
        sums.removeAll()
        days.removeAll()
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
    func counters(of place: Int) -> [Int64]? {
        let first = place * ProductSums.width
        return sums[first] > 0 ? (0..<ProductSums.width).map { sums[first + $0] } : nil
    }

    /// Adds an extent's records of products booked after `start`.
    /// - Parameters:
    ///   - settled: only those of settled orders, or only the others; nil: all.
    ///   - byDay: they are summed by day, too, for a new checkpoint.
    mutating func take(_ rows: RowCursor, _ buffer: borrowing ByteBuffer, after start: Day, settled: Bool?, byDay: Bool) {
        var rows = rows
        let bytes = buffer.bytes
        while let row = rows.nextRange(bytes) {
            let isSettled = bytes.byte(at: row.lowerBound) & BaseRecord.settledBit != 0
            guard settled == nil || settled == isSettled else { continue }
            var cursor = ByteCursor(at: row.lowerBound &+ 1)
            let length = Int(cursor.byte(bytes)) &+ 1
            let id = cursor.at..<cursor.at &+ length
            cursor.at &+= length
            let booked = Int32(truncatingIfNeeded: cursor.zigzag(bytes))
            guard booked > start.number else { continue }
            let place = place(of: id, bytes)
            let day = byDay ? self.day(place, booked) : -1
            for i in 0..<ProductSums.width {
                let value = cursor.zigzag(bytes)
                if value == 0 { continue }
                sums[place &* ProductSums.width &+ i] &+= value
                if day >= 0 { daySums[day &* ProductSums.width &+ i] &+= value }
            }
        }
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
        var record = ByteBuffer()
        for day in dayKeys.indices {
            record.begin(.product, table.bytes(of: Int(dayKeys[day].product)))
            record.appendZigzag(Int64(dayKeys[day].booked))
            for i in 0..<ProductSums.width { record.appendZigzag(daySums[day * ProductSums.width + i]) }
            target.appendRecord(record.bytes, 0..<record.count)
        }
        return dayKeys.count
    }
}
