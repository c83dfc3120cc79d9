import Bytes

/// Reads instants, and remembers the days of the dates last seen: a dump's dates are few.
struct InstantReader: ~Copyable {
    private struct Entry: BitwiseCopyable {
        /// `YYYY-MM-` and `DD` as their bytes.
        var month: UInt64 = 0
        var dayOfMonth: UInt32 = 0
        /// Days since 1970.
        var day: Int32 = 0
    }

    private var known = PlainArray<Entry>(repeating: Entry(), count: 512)

    /// Seconds since 1970 of an RFC 3339 instant or a date, or nil.
    @inline(__always)
    mutating func seconds(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int64? {
        let start = range.lowerBound
        // The common form: YYYY-MM-DDThh:mm:ssZ.
        guard range.count == 20, bytes.byte(at: start &+ 19) == 0x5A, bytes.byte(at: start &+ 10) == 0x54 else {
            return FieldDecoding.instant(bytes, range)
        }
        let month = bytes.word(at: start)
        let dayOfMonth = UInt32(truncatingIfNeeded: bytes.word(at: start &+ 8) & 0xFFFF)
        let slot = Int(truncatingIfNeeded: ((month ^ UInt64(dayOfMonth) &<< 16) &* 0x9E37_79B9_7F4A_7C15) &>> 55)
        let entry = known[slot]
        var day = entry.day
        if entry.month != month || entry.dayOfMonth != dayOfMonth {
            guard let fresh = FieldDecoding.date(bytes, start) else { return nil }
            known[slot] = Entry(month: month, dayOfMonth: dayOfMonth, day: fresh)
            day = fresh
        }
        guard let time = FieldDecoding.timeOfDay(bytes.word(at: start &+ 11)) else { return nil }
        return Int64(day) &* 86_400 &+ time
    }
}
