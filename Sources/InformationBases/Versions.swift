import Bytes
import Domain
import Records

/// How the rows of one source fared, beyond what ingest found.
public struct SourceOutcome: Sendable {
    public var duplicate = 0
    public var superseded = 0
    /// Versions of an order's line that change its seller, buyer or product: their keys collide. Told in the run's report alone, and so not
    /// carried by checkpoints.
    public private(set) var keyCollisions: KeyCollisions?

    public init(duplicate: Int = 0, superseded: Int = 0) {
        self.duplicate = duplicate
        self.superseded = superseded
    }

    static func += (a: inout SourceOutcome, b: SourceOutcome) {
        a.duplicate += b.duplicate
        a.superseded += b.superseded
        if let more = b.keyCollisions { a.add(more) }
    }

    mutating func add(_ more: KeyCollisions) {
        guard let own = keyCollisions else {
            keyCollisions = more
            return
        }
        keyCollisions = own.line <= more.line ? own : more
        keyCollisions?.versions = own.versions + more.versions
    }
}

/// Versions of one line that are lines of different orders, in one source.
public struct KeyCollisions: Sendable {
    /// How many of them lost.
    public var versions = 1
    /// The line of the source with the first of them.
    public var line: Int
    /// Its key.
    public var orderID: [UInt8]
    public var lineNo: Int64
}

/// How rows that belong to no order fared, by source.
struct RegisterOutcomes: Sendable {
    private(set) var all: [Int: SourceOutcome] = [:]
    /// Of these what is for good, since a new checkpoint does not carry the rows.
    private(set) var settled: [Int: SourceOutcome] = [:]

    /// - Parameters:
    ///   - outcomes: of all rows.
    ///   - tied: of those among them that are carried: what becomes of these is told anew by whoever reads them.
    fileprivate mutating func add(_ outcomes: [Int: SourceOutcome], tied: [Int: Int]) {
        for (source, outcome) in outcomes {
            all[source, default: SourceOutcome()] += outcome
            let carried = tied[source] ?? 0
            precondition(carried <= outcome.superseded, "more rows tie with a winner than lost")
            settled[source, default: SourceOutcome()] +=
                SourceOutcome(duplicate: outcome.duplicate, superseded: outcome.superseded - carried)
        }
    }
}

/// The rows of one kind that belong to no order, and the winning ones among them.
struct Versions: ~Copyable {
    /// Before `resolve` the candidates, ascending; then the winning ones, in order of their first row.
    private(set) var rows = PlainArray<Int>()
    private var contest: VersionContest

    init(_ kind: Kind) { contest = VersionContest(kind, notesTies: true) }

    /// Behind `resolve`: rows that lost to a version of the same time, in any order. A checkpoint carries them: one that comes again would win
    /// if it were not known to be a duplicate.
    var tied: PlainArray<Int> {
        _read { yield contest.tied }
    }

    /// Takes all rows of a kind as candidates.
    mutating func take(_ kind: Kind, of bucket: borrowing BucketRows) {
        rows.removeAll()
        for place in 0..<bucket.count where bucket.kind(of: bucket.row(at: place)) == kind { rows.append(bucket.row(at: place)) }
    }

    /// Takes rows out of the candidates.
    /// - Parameter others: ascending; each is a candidate.
    mutating func take(out others: borrowing PlainArray<Int>) {
        var next = 0
        var kept = 0
        for i in rows.indices {
            if next < others.count && others[next] == rows[i] {
                next += 1
            } else {
                rows[kept] = rows[i]
                kept += 1
            }
        }
        precondition(next == others.count, "a row was taken out that is no candidate")
        rows.truncate(to: kept)
    }

    /// Keeps the winners.
    mutating func resolve(in bucket: borrowing BucketRows, _ outcomes: inout RegisterOutcomes) {
        var own: [Int: SourceOutcome] = [:]
        contest.forgetTies()
        contest.resolve(&rows, in: bucket, &own)
        var tied: [Int: Int] = [:]
        for i in contest.tied.indices { tied[bucket.source(of: contest.tied[i]), default: 0] += 1 }
        outcomes.add(own, tied: tied)
    }
}

/// Finds the winning version of each key among rows of one kind (CONTRACT 1, versions).
///
/// Of rows with one key: identical encodings are duplicates of the earliest; of the rest the latest version time wins, then
/// the later partition, then the rank, then the greater canonical encoding. Rates of one currency and day have one key.
struct VersionContest: ~Copyable {
    /// Rows that lost to a version of the same time, where they are noted.
    private(set) var tied = PlainArray<Int>()
    /// Of rows that name parties: those that lost in the last contest.
    private(set) var lost = PlainArray<Int>()
    /// Whether versions in the last contest differ in their seller, buyer or product.
    private(set) var changesParties = false
    private var first: RowDecoder
    private var second: RowDecoder
    private var order = PlainArray<Int>()
    private var distinct = PlainArray<Int>()
    /// The columns that hold the version time: the first one, and the one that stands in where that is missing.
    private let versionColumns: (first: Int, second: Int)
    /// −1 where the kind ranks no versions.
    private let rankColumn: Int
    /// Rows are lines of orders, whose versions share seller, buyer and product.
    private let namesParties: Bool
    private let isKeyedByDay: Bool
    private let notesTies: Bool
    /// Where ties are noted: rows that lost, and the places of their winners among the winning rows.
    private var losers = PlainArray<Loser>()
    private static let few = 12

    private struct Loser: BitwiseCopyable {
        var row: Int
        var winner: Int
    }

    init(_ kind: Kind, notesTies: Bool = false) {
        let schema = Schema.of(kind)
        self.notesTies = notesTies
        isKeyedByDay = schema.isKeyedByDay
        versionColumns = (schema.version[0], schema.version[schema.version.count - 1])
        rankColumn = schema.rank ?? -1
        namesParties = kind == .transactions
        first = RowDecoder(kind)
        second = RowDecoder(kind)
    }

    /// Forgets what was noted of a former contest.
    mutating func forgetTies() {
        tied.removeAll()
        losers.removeAll()
    }

    /// Keeps the winners among `rows`, which are all of one kind and ascend, in order of their first row.
    mutating func resolve(_ rows: inout PlainArray<Int>, in bucket: borrowing BucketRows, _ outcomes: inout [Int: SourceOutcome]) {
        lost.removeAll()
        changesParties = false
        if rows.count <= 1 { return }
        if rows.count > VersionContest.few {
            resolveMany(&rows, bucket, &outcomes)
        } else if isKeyedByDay || !VersionContest.keysDiffer(rows, bucket) {
            resolveFew(&rows, bucket, &outcomes)
        }
    }

    /// Whether their marks show that all keys differ, as most keys do.
    private static func keysDiffer(_ rows: borrowing PlainArray<Int>, _ bucket: borrowing BucketRows) -> Bool {
        var marks = InlineArray<12, UInt32>(repeating: 0)
        for i in rows.indices {
            let mark = bucket.keyMark(of: rows[i])
            for other in 0..<i where marks[other] == mark { return false }
            marks[i] = mark
        }
        return true
    }

    /// Few rows: each is compared with those before it.
    private mutating func resolveFew(_ rows: inout PlainArray<Int>, _ bucket: borrowing BucketRows, _ outcomes: inout [Int: SourceOutcome])
    {
        distinct.removeAll()
        for i in rows.indices {
            var isDuplicate = false
            for j in distinct.indices where sameRow(distinct[j], rows[i], bucket) { isDuplicate = true }
            if isDuplicate {
                outcomes[bucket.source(of: rows[i]), default: SourceOutcome()].duplicate += 1
            } else {
                distinct.append(rows[i])
            }
        }
        rows.removeAll()
        for i in distinct.indices {
            var known = 0
            while known < rows.count && !sameKey(rows[known], distinct[i], bucket) { known += 1 }
            if known < rows.count { contend(&rows, at: known, distinct[i], bucket, &outcomes) } else { rows.append(distinct[i]) }
        }
        noteTies(rows, bucket)
    }

    /// Many rows: sorted by key and encoding, so that equals stand together.
    private mutating func resolveMany(_ rows: inout PlainArray<Int>, _ bucket: borrowing BucketRows, _ outcomes: inout [Int: SourceOutcome])
    {
        swap(&order, &rows)
        sort(bucket, byEncoding: true)
        distinct.removeAll()
        for i in order.indices {
            if distinct.count > 0, sameRow(distinct[distinct.count - 1], order[i], bucket) {
                outcomes[bucket.source(of: order[i]), default: SourceOutcome()].duplicate += 1
                continue
            }
            distinct.append(order[i])
        }
        rows.removeAll()
        for i in distinct.indices {
            let last = rows.count - 1
            if last >= 0, sameKey(rows[last], distinct[i], bucket) {
                contend(&rows, at: last, distinct[i], bucket, &outcomes)
            } else {
                rows.append(distinct[i])
            }
        }
        noteTies(rows, bucket)
        swap(&order, &rows)
        sort(bucket, byEncoding: false)
        swap(&order, &rows)
    }

    /// The winner so far, at a place among the rows, against another version of its key.
    private mutating func contend(
        _ rows: inout PlainArray<Int>, at place: Int, _ row: Int, _ bucket: borrowing BucketRows, _ outcomes: inout [Int: SourceOutcome]
    ) {
        var loser = row
        if isBefore(rows[place], row, bucket) {
            loser = rows[place]
            rows[place] = row
        }
        outcomes[bucket.source(of: loser), default: SourceOutcome()].superseded += 1
        if notesTies { losers.append(Loser(row: loser, winner: place)) }
        guard namesParties else { return }
        lost.append(loser)
        guard partiesDiffer(bucket) else { return }
        changesParties = true
        outcomes[bucket.source(of: loser), default: SourceOutcome()].add(
            KeyCollisions(
                line: bucket.place(of: loser).line, orderID: bucket.bytes.array(first.text(TransactionColumn.orderID)),
                lineNo: first.values[TransactionColumn.lineNo]))
    }

    /// Whether the two versions that were compared last differ in their seller, buyer or product.
    private func partiesDiffer(_ bucket: borrowing BucketRows) -> Bool {
        let bytes = bucket.bytes
        let columns: [3 of Int] = [TransactionColumn.sellerID, TransactionColumn.buyerID, TransactionColumn.productID]
        for i in columns.indices where !bytes.equals(first.text(columns[i]), second.text(columns[i]), in: bytes) { return true }
        return false
    }

    /// Notes which losers have the version time of the row that won in the end.
    private mutating func noteTies(_ rows: borrowing PlainArray<Int>, _ bucket: borrowing BucketRows) {
        for i in losers.indices {
            first.decode(bucket.bytes, at: losers[i].row)
            second.decode(bucket.bytes, at: rows[losers[i].winner])
            if versionTime(first.values) == versionTime(second.values) { tied.append(losers[i].row) }
        }
    }

    /// Sorts `order`, by key and encoding or by number.
    private mutating func sort(_ bucket: borrowing BucketRows, byEncoding: Bool) {
        // A merge sort by hand: closures cannot borrow the bucket.
        var width = 1
        var target = PlainArray<Int>(repeating: 0, count: order.count)
        while width < order.count {
            var start = 0
            while start < order.count {
                merge(start, width, into: &target, bucket, byEncoding)
                start += 2 * width
            }
            swap(&order, &target)
            width *= 2
        }
    }

    /// Merges two neighbouring runs of `width` rows from `start` on.
    private func merge(
        _ start: Int, _ width: Int, into target: inout PlainArray<Int>, _ bucket: borrowing BucketRows, _ byEncoding: Bool
    ) {
        let middle = min(start + width, order.count)
        let end = min(start + 2 * width, order.count)
        var (left, right) = (start, middle)
        for place in start..<end {
            let takesLeft = right >= end || (left < middle && !precedes(order[right], order[left], bucket, byEncoding))
            target[place] = takesLeft ? order[left] : order[right]
            if takesLeft { left += 1 } else { right += 1 }
        }
    }

    private func precedes(_ a: Int, _ b: Int, _ bucket: borrowing BucketRows, _ byEncoding: Bool) -> Bool {
        byEncoding ? encodingPrecedes(a, b, bucket) : a < b
    }

    /// By key, then by the whole encoding.
    private func encodingPrecedes(_ a: Int, _ b: Int, _ bucket: borrowing BucketRows) -> Bool {
        let (left, right) = (bucket.range(of: a), bucket.range(of: b))
        let bytes = bucket.bytes
        if isKeyedByDay {
            let (leftKey, rightKey) = (VersionContest.dayKey(bytes, at: a), VersionContest.dayKey(bytes, at: b))
            if leftKey != rightKey { return leftKey < rightKey }
            return bytes.precedes(left, right, in: bytes)
        }
        let (leftKey, rightKey) = (RowDecoder.key(bytes, at: left.lowerBound), RowDecoder.key(bytes, at: right.lowerBound))
        if !bytes.equals(leftKey, rightKey, in: bytes) { return bytes.precedes(leftKey, rightKey, in: bytes) }
        return bytes.precedes(left, right, in: bytes)
    }

    private func sameRow(_ a: Int, _ b: Int, _ bucket: borrowing BucketRows) -> Bool {
        let bytes = bucket.bytes
        return bytes.equals(bucket.range(of: a), bucket.range(of: b), in: bytes)
    }

    /// Currency and day of a row of `rates`: its key begins with the currency's three bytes, and ends with an instant.
    private static func dayKey(_ bytes: borrowing RawSpan, at row: Int) -> (currency: UInt64, day: Int32) {
        let start = RowDecoder.key(bytes, at: row).lowerBound
        var cursor = ByteCursor(at: start + 3)
        return (bytes.packed(start..<start + 3), Instant(cursor.instant(bytes)).day.number)
    }

    private func sameKey(_ a: Int, _ b: Int, _ bucket: borrowing BucketRows) -> Bool {
        let bytes = bucket.bytes
        if isKeyedByDay { return VersionContest.dayKey(bytes, at: a) == VersionContest.dayKey(bytes, at: b) }
        let left = RowDecoder.key(bytes, at: a)
        let right = RowDecoder.key(bytes, at: b)
        return bytes.equals(left, right, in: bytes)
    }

    /// Whether version `a` loses against version `b` of the same key.
    private mutating func isBefore(_ a: Int, _ b: Int, _ bucket: borrowing BucketRows) -> Bool {
        let bytes = bucket.bytes
        first.decode(bytes, at: a)
        second.decode(bytes, at: b)
        let (timeA, timeB) = (versionTime(first.values), versionTime(second.values))
        if timeA != timeB { return timeA < timeB }
        let (dayA, dayB) = (bucket.partition(of: a), bucket.partition(of: b))
        if dayA != dayB { return dayA < dayB }
        if rankColumn >= 0 && first.values[rankColumn] != second.values[rankColumn] {
            return first.values[rankColumn] < second.values[rankColumn]
        }
        return first.isLess(than: second, in: bytes)
    }

    private func versionTime(_ values: borrowing InlineArray<24, Int64>) -> Int64 {
        let time = values[versionColumns.first]
        return time != RowEncoder.absent ? time : values[versionColumns.second]
    }
}
