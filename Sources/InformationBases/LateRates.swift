import Bytes
public import Domain
import Records

/// What a store was pruned through: its segments are gone, and its base checkpoint stands for them.
public struct PrunedStore: Sendable {
    /// The last partition that was pruned.
    public var day: Day
    /// The last day on which an order that the base settled was booked: its amounts are converted for good.
    public var ratesThrough: Day

    public init(day: Day, ratesThrough: Day) {
        self.day = day
        self.ratesThrough = ratesThrough
    }
}

/// Rates that came too late for what was pruned: of days whose orders are settled, delivered behind the base. What these orders come to could
/// not be made anew. A row that the pruned partitions have already is none of them: it is a duplicate, without effect.
struct LateRates: ~Copyable {
    /// Ascending.
    private(set) var rows = PlainArray<Int>()
    private var decoder = RowDecoder(.rates)

    /// - Parameters:
    ///   - rates: the bucket's rows of rates, ascending.
    ///   - pruned: nil: the store has all its partitions.
    mutating func find(among rates: borrowing PlainArray<Int>, _ pruned: PrunedStore?, _ bucket: borrowing BucketRows) {
        rows.removeAll()
        guard let pruned, !rates.isEmpty, bucket.partition(of: rates[rates.count - 1]) > pruned.day else { return }
        var known: Set<[UInt8]> = []
        for i in rates.indices {
            decoder.decode(bucket.bytes, at: rates[i])
            guard Instant(decoder.values[0]).day <= pruned.ratesThrough else { continue }
            let encoding = bucket.bytes.array(bucket.range(of: rates[i]))
            if bucket.partition(of: rates[i]) <= pruned.day {
                known.insert(encoding)
            } else if !known.contains(encoding) {
                rows.append(rates[i])
            }
        }
    }
}
