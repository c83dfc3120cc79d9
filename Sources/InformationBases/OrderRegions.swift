import Bytes

/// A bucket's rows of orders in regions by five bits of their order's hash, copied there while they are at hand.
///
/// The rows of an order lie far apart where they were loaded, and each would cost a wait for memory (measured: 110 ns a row). A region of the
/// reference workload is 200 KB: all that the join does with its rows stays in the second cache.
final class OrderRegions {
    static let count = 32
    var regions = InlineArray<32, OrderRegion> { _ in OrderRegion() }

    /// Forgets all rows.
    /// - Parameters:
    ///   - rows: about how many will come; more are fine.
    ///   - bytes: about how many bytes they have.
    func removeAll(expecting rows: Int, bytes: Int) {
        for region in 0..<OrderRegions.count {
            regions[region].removeAll(expecting: rows / OrderRegions.count, bytes: bytes / OrderRegions.count)
        }
    }
}

/// Rows of a region, in order of partition, source and place.
struct OrderRegion: ~Copyable {
    var rows = PlainArray<BucketRows.Row>()
    var bytes = ByteBuffer()

    /// The region of an order.
    @inline(__always)
    static func of(_ hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> 27 & 31) }

    mutating func removeAll(expecting expectedRows: Int, bytes expectedBytes: Int) {
        rows.removeAll()
        bytes.removeAll()
        rows.reserve(expectedRows + expectedRows / 8)
        bytes.reserve(expectedBytes + expectedBytes / 8)
    }

    /// Appends a row whose encoding is in `range` of `source`.
    @inline(__always)
    mutating func append(_ row: BucketRows.Row, _ source: borrowing RawSpan, _ range: Range<Int>) {
        var row = row
        row.start = UInt32(truncatingIfNeeded: bytes.count)
        rows.append(row)
        bytes.appendShort(source, range)
        rows.prefetchEnd()
        bytes.prefetchEnd()
    }
}
