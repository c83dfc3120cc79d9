import Bytes
import Domain

/// The last days that no longer matter, as days' numbers.
struct Reach: BitwiseCopyable {
    /// For the evidence, for the rating, and for lapses.
    let window, rating, lapses: Int32

    init(_ input: borrowing BaseInput) {
        window = input.windowStart.number
        rating = input.ratingStart.number
        lapses = input.lapseStart.number
    }

    /// Whether a record is booked before the days that a rating looks back to, and makes its account no seller's.
    /// - Parameter cursor: behind the record's id.
    @inline(__always)
    func isOver(_ tag: BaseRecord, _ bytes: borrowing RawSpan, _ cursor: ByteCursor) -> Bool {
        var cursor = cursor
        switch tag {
        case .former, .trade, .tradeSum, .seen: return false
        case .lapse: return cursor.day(bytes) <= lapses
        case .order: return cursor.day(bytes) <= rating && cursor.byte(bytes) & BaseRecord.Head.isOrder == 0
        case .review, .fault, .product: return cursor.day(bytes) <= rating
        }
    }
}
