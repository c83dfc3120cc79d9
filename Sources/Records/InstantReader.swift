import Bytes

/// Reads instants, and remembers the days of the dates last seen: a dump's dates are few.
struct InstantReader: ~Copyable {
    private struct Entry: BitwiseCopyable {
        /// `YYYY-MM-` and `DDT` as their bytes; at first a day that no three bytes are.
        var month: UInt64 = 0
        var dayOfMonth: UInt32 = .max
        /// Days since 1970.
        var day: Int32 = 0
    }

    private var known = PlainArray<Entry>(repeating: Entry(), count: 512)

    /// Seconds since 1970 of an RFC 3339 instant or a date, or nil.
    mutating func seconds(_ bytes: borrowing RawSpan, _ range: Range<Int>) -> Int64? {
        let start = range.lowerBound
        // The common form: YYYY-MM-DDThh:mm:ssZ.
        guard range.count == 20, bytes.byte(at: start &+ 19) == 0x5A, bytes.byte(at: start &+ 10) == 0x54 else {
            return FieldDecoding.instant(bytes, range)
        }
        return local(bytes.word(at: start), bytes.word(at: start &+ 8), UInt64(bytes.halfWord(at: start &+ 16)))
    }

    /// Seconds since 1970 of `YYYY-MM-DDThh:mm:ssZ` or `YYYY-MM-DDThh:mm:ss±hh:mm`; nil where it is another form or none.
    @inline(__always)
    mutating func seconds(_ field: borrowing PlainField) -> Int64? {
        let second = field.second
        let third = field.third
        if _fastPath(field.count == 20) { return third & 0xFF00_0000 == 0x5A00_0000 ? local(field.first, second, third) : nil }
        guard field.count == 25, let offset = FieldWords.offset(field.fromSeventeenth &>> 16),
            let seconds = local(field.first, second, third)
        else { return nil }
        return seconds &- Int64(offset)
    }

    /// The first 19 bytes of an instant in three words, as if in UTC; nil where they are no date and time.
    @inline(__always)
    private mutating func local(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> Int64? {
        let dayOfMonth = second & 0xFF_FFFF
        let slot = Int(truncatingIfNeeded: ((first ^ dayOfMonth &<< 16) &* 0x9E37_79B9_7F4A_7C15) &>> 55)
        if _slowPath(known[slot].month != first || UInt64(known[slot].dayOfMonth) != dayOfMonth) {
            guard let day = InstantReader.day(first, dayOfMonth) else { return nil }
            known[slot] = Entry(month: first, dayOfMonth: UInt32(truncatingIfNeeded: dayOfMonth), day: day)
        }
        guard let time = FieldWords.timeOfDay(second &>> 24 | third &<< 40) else { return nil }
        return Int64(known[slot].day) &* 86_400 &+ time
    }

    /// Days since 1970 of `YYYY-MM-` and `DDT`, or nil.
    @inline(never)
    private static func day(_ month: UInt64, _ dayOfMonth: UInt64) -> Int32? {
        dayOfMonth &>> 16 == 0x54 ? FieldWords.date(month, dayOfMonth & 0xFFFF) : nil
    }
}
