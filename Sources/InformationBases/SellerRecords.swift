import Bytes
import Segments

/// The records of one bucket's sellers, account by account. What an account comes to is then made in small tables that stay in the nearest
/// cache; in tables of the whole bucket nearly every look-up would miss it.
struct SellerRecords: ~Copyable {
    private let reach: Reach
    private var buffer = ByteBuffer(capacity: 1 << 16)
    private(set) var accounts = IdentifierTable(expected: 1024)
    private var found = PlainArray<Record>()
    private var sorted = PlainArray<Record>()
    /// By account where the records of its settled orders end, and where those of the others do.
    private var ends = PlainArray<Int>()

    private struct Record: BitwiseCopyable {
        var start: Int
        var length: Int32
        /// Twice the account's place; and 1 where the order is not settled.
        var group: UInt32
    }

    init(_ reach: Reach) { self.reach = reach }

    /// Reads a bucket: what its checkpoint has, and what the join scattered.
    mutating func load(_ bucket: Int, from scattered: ScatteredFile, of input: borrowing BaseInput) throws(SystemFailure) {
        buffer.removeAll()
        accounts.removeAll(expected: 1024)
        found.removeAll()
        if let checkpoint = input.checkpoint {
            for extent in checkpoint.extents(.sellers, of: bucket) { try read(extent, of: checkpoint.sealed.file, areSettled: true) }
        }
        for extent in scattered.extents(of: bucket) { try read(extent, of: scattered.file, areSettled: false) }
        sort()
    }

    private mutating func read(_ extent: Extent, of file: RandomAccessFile, areSettled: Bool) throws(SystemFailure) {
        let start = buffer.count
        try ExtentFile.read(extent, of: file, into: &buffer)
        SellerRecords.find(RecordCursor(extent, at: start), buffer, areSettled, reach, &accounts, &found)
    }

    /// Finds the accounts of an extent's records. Records of the past that no longer matter are left out: they make no account.
    private static func find(
        _ records: RecordCursor, _ buffer: borrowing ByteBuffer, _ areSettled: Bool, _ reach: Reach, _ accounts: inout IdentifierTable,
        _ found: inout PlainArray<Record>
    ) {
        var records = records
        let bytes = buffer.bytes
        while let record = records.next(bytes) {
            var cursor = ByteCursor(at: record.lowerBound)
            let tag = cursor.byte(bytes)
            let id = cursor.text(bytes)
            if reach.isOver(BaseRecord(tag), bytes, cursor) { continue }
            let isOpen = !areSettled && tag & BaseRecord.settledBit == 0
            let account = accounts.index(bytes, id)
            found.append(
                Record(
                    start: record.lowerBound, length: Int32(truncatingIfNeeded: record.count),
                    group: UInt32(truncatingIfNeeded: account &<< 1) | (isOpen ? 1 : 0)))
        }
    }

    /// Puts the records in order of their groups, whose ends are then known.
    private mutating func sort() {
        ends.reset(to: 0, count: accounts.count * 2)
        for i in found.indices { ends[Int(found[i].group)] &+= 1 }
        var sum = 0
        for group in ends.indices {
            let count = ends[group]
            ends[group] = sum
            sum += count
        }
        // Starts, until every record has found its place.
        sorted.reset(to: Record(start: 0, length: 0, group: 0), count: found.count)
        for i in found.indices {
            let group = Int(found[i].group)
            sorted[ends[group]] = found[i]
            ends[group] &+= 1
        }
    }

    /// The place of an account; a new one without records where the id was not seen.
    mutating func place(of id: Range<Int>, _ other: borrowing ByteBuffer) -> Int {
        let place = accounts.index(other, id)
        while ends.count < accounts.count * 2 { ends.append(found.count) }
        return place
    }

    /// The places of the records of an account's settled orders, and of its others.
    func settled(of account: Int) -> Range<Int> { (account == 0 ? 0 : ends[account * 2 - 1])..<ends[account * 2] }
    func open(of account: Int) -> Range<Int> { ends[account * 2]..<ends[account * 2 + 1] }

    /// Appends those records of an account's settled orders that no sum stands for.
    /// - Returns: how many they are.
    func writeKept(_ account: Int, into target: inout ByteBuffer) -> Int {
        let bytes = buffer.bytes
        var count = 0
        for place in settled(of: account) {
            switch BaseRecord(bytes.byte(at: sorted[place].start)) {
            case .review, .fault:
                target.appendRecord(bytes, range(of: place))
                count += 1
            case .former, .order, .trade, .lapse, .tradeSum, .product: break
            }
        }
        return count
    }

    /// Where in `bytes` a record lies.
    func range(of place: Int) -> Range<Int> { sorted[place].start..<sorted[place].start &+ Int(sorted[place].length) }

    /// The bytes of all records.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { buffer.bytes }
    }
}
