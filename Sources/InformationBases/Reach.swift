import Bytes

/// The last days that no longer matter, as days' numbers.
struct Reach: BitwiseCopyable {
    /// For the evidence, for the rating, and for lapses.
    let window, rating, lapses: Int32

    /// Whether a record of a settled order is booked before the days that a rating looks back to, and its seller had no line in it.
    func isOver(_ tag: BaseRecord, _ bytes: borrowing RawSpan, _ cursor: ByteCursor) -> Bool {
        guard tag != .former, tag != .trade, tag != .tradeSum else { return false }
        var cursor = cursor
        if tag == .lapse { return cursor.zigzag(bytes) <= Int64(lapses) }
        guard cursor.zigzag(bytes) <= Int64(rating) else { return false }
        return tag != .contribution
            || bytes.byte(at: cursor.at &+ 1) & 1 == 0 && bytes.byte(at: cursor.at &+ 1 &+ BaseRecord.maskBytes) & 1 == 0
    }
}
