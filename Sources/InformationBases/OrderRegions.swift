import Bytes

/// A bucket's rows of orders in regions by five bits of their order's hash, copied there while they are at hand.
///
/// The rows of an order lie far apart where they were loaded, and each would cost a wait for memory (measured: 110 ns a row). A region of the
/// reference workload is 280 KB: all that the join does with its rows stays in the second cache.
final class OrderRegions {
    static let count = 32
    var regions = InlineArray<32, RowRegion> { _ in RowRegion() }

    /// The region of an order.
    @inline(__always)
    static func place(of hash: UInt64) -> Int { Int(truncatingIfNeeded: hash &>> 27 & 31) }

    /// Forgets all rows.
    /// - Parameters:
    ///   - rows: about how many will come; more are fine.
    ///   - bytes: about how many bytes they have.
    func removeAll(expecting rows: Int, bytes: Int) {
        for region in 0..<OrderRegions.count {
            regions[region].removeAll()
            regions[region].reserve(rows / OrderRegions.count, bytes: bytes / OrderRegions.count)
        }
    }
}
