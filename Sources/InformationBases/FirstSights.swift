import Bytes
import Domain
import Records

/// In which partition the sellers of one order are first seen there: an account's earliest decides by whose id its enterprise goes.
struct FirstSights: ~Copyable {
    /// By seller with a line; empty: all of them in the order's first partition.
    private var days = PlainArray<Int32>()
    /// Those that only versions name that lost, once for each.
    private var others = PlainArray<Sight>()
    private var line = LineRow()

    private struct Sight: BitwiseCopyable {
        var seller: TextRange
        var day: Int32
    }

    /// - Parameters:
    ///   - sellers: those with a line.
    ///   - rows: the order's lines.
    ///   - contest: theirs.
    mutating func find(
        _ sellers: borrowing OrderTexts, _ rows: borrowing PlainArray<Int>, _ contest: borrowing VersionContest, _ birth: Birth,
        _ bucket: borrowing BucketRows
    ) {
        days.removeAll()
        others.removeAll()
        // All rows of nearly every order name one seller.
        if sellers.count > 1 || contest.changesParties { look(sellers, rows, contest, bucket) }
    }

    @inline(never)
    private mutating func look(
        _ sellers: borrowing OrderTexts, _ rows: borrowing PlainArray<Int>, _ contest: borrowing VersionContest,
        _ bucket: borrowing BucketRows
    ) {
        days.reset(to: .max, count: sellers.count)
        for i in rows.indices { note(rows[i], sellers, bucket) }
        for i in contest.lost.indices { note(contest.lost[i], sellers, bucket) }
    }

    private mutating func note(_ row: Int, _ sellers: borrowing OrderTexts, _ bucket: borrowing BucketRows) {
        line.read(bucket.bytes, at: row)
        let day = bucket.partition(of: row).number
        let seller = sellers.known(line.sellerID.range, bucket.bytes)
        if seller < 0 { others.append(Sight(seller: line.sellerID, day: day)) } else { days[seller] = min(days[seller], day) }
    }

    /// Where the seller at a place among the order's is first seen; of no account for one without a line.
    func day(of seller: Int, _ birth: Birth) -> Day { seller < days.count ? Day(days[seller]) : birth.firstPartition }

    /// Tells of sellers that have no line.
    func tellOthers(_ bytes: borrowing RawSpan, to sink: inout some OrderSink & ~Copyable) throws(SystemFailure) {
        for i in others.indices { try sink.add(seenIn: Day(others[i].day), others[i].seller.range, bytes) }
    }
}
