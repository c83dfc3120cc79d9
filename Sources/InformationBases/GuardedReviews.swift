import Bytes
import Domain

/// An account's reviews under the sabotage guard: of a buyer's reviews in a block of 90 days the latest counts, then the greater feedback
/// id. Of an enterprise each account's are guarded by themselves.
struct GuardedReviews: ~Copyable {
    private var buyers = IdentifierTable()
    /// Account and buyer, and block → place.
    private var table = PairTable()
    private var reviews = PlainArray<Review>()
    private var ids = ByteBuffer(capacity: 1 << 12)

    struct Review: BitwiseCopyable {
        var booked: Int32
        var score: UInt8
        var corroboration: UInt8
        /// The order is a defective one already.
        var isDefect: Bool
        fileprivate var occurredAt: Int64
        fileprivate var id: TextRange
    }

    /// Begins an account of so many records.
    mutating func begin(records: Int) {
        buyers.removeAll(expected: records / 4)
        table.removeAll(expected: records / 4)
        reviews.removeAll()
        ids.removeAll()
    }

    /// How many reviews count.
    var count: Int { reviews.count }

    /// One of them, in any order.
    subscript(place: Int) -> Review { reviews[place] }

    /// Takes a review, as `BaseRecord` tells of it.
    mutating func take(_ booked: Int32, _ bytes: borrowing RawSpan, _ cursor: ByteCursor, end: Int) {
        var cursor = cursor
        let corroboration = cursor.byte(bytes)
        let occurredAt = cursor.zigzag(bytes)
        let scoreByte = cursor.byte(bytes)
        let buyer = buyers.index(bytes, cursor.text(bytes))
        let id = cursor.text(bytes)
        let account = cursor.at < end ? cursor.varint(bytes) : 0
        let day = Int(Instant(occurredAt).day.number)
        let block = Int32(day >= 0 ? day / 90 : (day - 89) / 90)
        let place = table.index(account &<< 32 | UInt64(buyer), UInt32(bitPattern: block))
        var review = Review(
            booked: booked, score: scoreByte & ~BaseRecord.defectBit, corroboration: corroboration,
            isDefect: scoreByte & BaseRecord.defectBit != 0, occurredAt: occurredAt, id: TextRange(0..<0))
        if place < reviews.count && !isLater(review, id, bytes, than: reviews[place]) { return }
        let start = ids.count
        ids.append(bytes, id)
        review.id = TextRange(start..<ids.count)
        if place < reviews.count { reviews[place] = review } else { reviews.append(review) }
    }

    private func isLater(_ review: Review, _ id: Range<Int>, _ bytes: borrowing RawSpan, than known: Review) -> Bool {
        if known.occurredAt != review.occurredAt { return known.occurredAt < review.occurredAt }
        guard ids.bytes.equals(known.id.range, id, in: bytes) else { return ids.bytes.precedes(known.id.range, id, in: bytes) }
        // Where two orders use one id for reviews of one instant, the greater values: arrival never decides.
        return (known.booked, known.corroboration, known.score, known.isDefect ? 1 : 0) < (
            review.booked, review.corroboration, review.score, review.isDefect ? 1 : 0
        )
    }
}
