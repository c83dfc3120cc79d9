import Bytes

/// Reads instants, and remembers the days of the dates last seen: a dump's dates are few.
///
/// Days before `firstDay` are left to `FieldDecoding`: so no row on the fast way asks whether its instants of trade are too early.
struct InstantReader: ~Copyable {
    private struct Entry: BitwiseCopyable {
        /// `Y-MM-DDT` and `YYYY` as their bytes; at first two that differ in the year's last digit, as no date's do.
        var rest: UInt64 = .max
        var year: UInt32 = 0
        /// Days since 1970.
        var day: Int32 = 0
    }

    /// 1995-01-02: whatever the offset, no instant from this day on, as if in UTC, lies before 1995.
    private static let firstDay: Int32 = 9132
    /// The first second of that day.
    static let earliest = Int64(firstDay) * 86_400

    private var known = PlainArray<Entry>(repeating: Entry(), count: 512)

    /// Seconds since 1970 of an RFC 3339 instant or a date, or nil.
    mutating func seconds(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int64? {
        let start = range.lowerBound
        // The common form: YYYY-MM-DDThh:mm:ssZ.
        guard range.count == 20, bytes.byte(at: start &+ 19) == 0x5A, bytes.byte(at: start &+ 10) == 0x54 else {
            return FieldDecoding.instant(bytes, range)
        }
        return local(year: bytes.halfWord(at: start), rest: bytes.word(at: start &+ 3), time: bytes.word(at: start &+ 11))
            ?? FieldDecoding.instant(bytes, range)
    }

    /// Seconds since 1970 of `YYYY-MM-DDThh:mm:ssZ` or `YYYY-MM-DDThh:mm:ss±hh:mm`; nil where it is another form, rare, or none.
    @inline(__always)
    mutating func seconds(_ field: borrowing PlainField) -> Int64? {
        if _fastPath(field.count == 20) { return field.byte(19) == 0x5A ? local(field) : nil }
        guard field.count == 25, let offset = FieldWords.offset(field.word(17) &>> 16), let seconds = local(field) else { return nil }
        return seconds &- Int64(offset)
    }

    @inline(__always)
    private mutating func local(_ field: borrowing PlainField) -> Int64? {
        local(year: UInt32(truncatingIfNeeded: field.first), rest: field.word(3), time: field.word(11))
    }

    /// The first 19 bytes of an instant, as if in UTC, from the words at 0, 3 and 11; nil where they are no date and time, or rare ones.
    @inline(__always)
    private mutating func local(year: UInt32, rest: UInt64, time: UInt64) -> Int64? {
        let slot = Int(truncatingIfNeeded: ((rest ^ UInt64(year)) &* 0x9E37_79B9_7F4A_7C15) &>> 55)
        if _slowPath(known[slot].rest != rest || known[slot].year != year) {
            guard let day = InstantReader.day(year, rest) else { return nil }
            known[slot] = Entry(rest: rest, year: year, day: day)
        }
        guard let time = FieldWords.timeOfDay(time) else { return nil }
        return Int64(known[slot].day) &* 86_400 &+ time
    }

    /// Days since 1970 of `YYYY` and `Y-MM-DDT`, from `firstDay` on, or nil.
    @inline(never)
    private static func day(_ year: UInt32, _ rest: UInt64) -> Int32? {
        guard rest &>> 56 == 0x54, let day = FieldWords.date(UInt64(year) | (rest &>> 8) &<< 32, rest &>> 40 & 0xFFFF) else { return nil }
        return day >= firstDay ? day : nil
    }
}
