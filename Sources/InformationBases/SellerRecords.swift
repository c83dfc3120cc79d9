import Bytes
import Parallel
import Segments

/// The records of one bucket's sellers, account by account. What an account comes to is then made in small tables that stay in the nearest
/// cache; in tables of the whole bucket nearly every look-up would miss it.
///
/// A bucket of many records is read once for how many bytes each account has, and then share by share: the records of so many accounts as
/// fit. An account that fills a share by itself is long: its records come in portions.
struct SellerRecords: ~Copyable {
    private let reach: Reach
    /// Bytes of records that are at hand at a time, and that a checkpoint gets at a time: about so many.
    let shareBytes: Int
    /// What the bucket's records are read from.
    private var parts: [Part] = []
    private var buffer = ByteBuffer(capacity: 1 << 16)
    private(set) var accounts = IdentifierTable(expected: 1024)
    private var found = PlainArray<Record>()
    /// In order of their groups.
    private var sorted = PlainArray<Place>()
    /// By account where the records of its settled orders end, and where those of the others do.
    private var ends = PlainArray<Int>()
    /// Whether the records are loaded share by share; else they all are at hand.
    private var isShared = false
    private(set) var shareCount = 1
    /// Where records are loaded share by share, of the accounts that have any.
    private var sizes = PlainArray<Size>()
    /// The part that the next portion begins with.
    private var nextPart = 0
    /// A part of which not all records are kept, and these.
    private var read = ByteBuffer(capacity: 1 << 14)
    private var seen = PlainArray<Record>()

    /// So many bytes of records are at hand at a time, or fewer where the budget is small.
    private static let shareBytesMax = 2 << 20

    private struct Part {
        var file: RandomAccessFile
        var extent: Extent
        var areSettled: Bool
    }

    /// Where a record lies in the bytes at hand.
    private struct Place: BitwiseCopyable {
        var start: UInt32 = 0
        var length: UInt32 = 0
    }

    private struct Record: BitwiseCopyable {
        var place: Place
        /// Twice the account's place; and 1 where the order is not settled.
        var group: UInt32
        var account: Int { Int(group &>> 1) }
    }

    /// What is known of an account before its records are loaded.
    private struct Size: BitwiseCopyable {
        var bytes = 0
        var settled: Int32 = 0
        var open: Int32 = 0
        var share: Int32 = 0
        var isLong = false
    }

    init(_ reach: Reach, _ input: borrowing BaseInput) {
        self.reach = reach
        shareBytes = min(SellerRecords.shareBytesMax, input.budget.share(of: input.collectWorkers, part: 16, least: 1 << 12))
    }

    /// Opens a bucket: what a checkpoint has, and what was scattered.
    mutating func open(_ bucket: Int, from scattered: ScatteredFile, _ checkpoint: Checkpoint?) throws(SystemFailure) {
        parts.removeAll(keepingCapacity: true)
        if let checkpoint {
            for extent in try checkpoint.extents(.sellers, of: bucket) {
                parts.append(Part(file: checkpoint.sealed.file, extent: extent, areSettled: true))
            }
        }
        for extent in try scattered.extents.extents(of: bucket) {
            parts.append(Part(file: scattered.file, extent: extent, areSettled: false))
        }
        accounts.removeAll(expected: 1024)
        sizes.removeAll()
        isShared = false
        shareCount = 1
        if parts.reduce(0, { $0 + $1.extent.length }) > shareBytes { return try share() }
        begin()
        for part in parts {
            let start = buffer.count
            try ExtentFile.read(part.extent, of: part.file, into: &buffer)
            SellerRecords.find(RecordCursor(part.extent, at: start), buffer, part.areSettled, reach, &accounts, &found)
        }
        sort()
    }

    /// Reads how many bytes each account has, and makes shares of them.
    private mutating func share() throws(SystemFailure) {
        isShared = true
        for part in parts.indices {
            try look(at: part)
            for i in seen.indices {
                if seen[i].account == sizes.count { sizes.append(Size()) }
                sizes[seen[i].account].bytes &+= Int(seen[i].place.length)
                if seen[i].group & 1 == 0 { sizes[seen[i].account].settled &+= 1 } else { sizes[seen[i].account].open &+= 1 }
            }
        }
        var (share, filled) = (0, 0)
        for account in sizes.indices {
            sizes[account].isLong = sizes[account].bytes > shareBytes / 2
            if !sizes[account].isLong {
                if filled + sizes[account].bytes > shareBytes { (share, filled) = (share + 1, 0) }
                filled += sizes[account].bytes
            }
            sizes[account].share = Int32(share)
        }
        shareCount = share + 1
    }

    /// Loads a share; where all records are one, they are loaded.
    mutating func load(share: Int) throws(SystemFailure) {
        guard isShared else { return }
        begin()
        for part in parts.indices {
            try look(at: part)
            for i in seen.indices where isIn(share, seen[i].account) { keep(seen[i]) }
        }
        sort()
    }

    /// Whether `load` loads the account's records with this share. A long account's it never does; one without records is in the first.
    func isIn(_ share: Int, _ account: Int) -> Bool {
        account < sizes.count ? Int(sizes[account].share) == share && !sizes[account].isLong : share == 0
    }

    /// Whether the account's records come in portions.
    func isLong(_ account: Int) -> Bool { account < sizes.count && sizes[account].isLong }

    /// How many records a long account has.
    func count(ofLong account: Int) -> Int { Int(sizes[account].settled) + Int(sizes[account].open) }

    /// Begins with the portions of a long account's records.
    mutating func beginPortions() { nextPart = 0 }

    /// Loads the next portion of a long account's records, either of those of settled orders or of the others; false: there is none.
    mutating func loadPortion(of account: Int, areSettled: Bool) throws(SystemFailure) -> Bool {
        let group = UInt32(account &<< 1) | (areSettled ? 0 : 1)
        begin()
        if areSettled && sizes[account].settled == 0 { return false }
        while nextPart < parts.count && buffer.count < shareBytes {
            try look(at: nextPart)
            for i in seen.indices where seen[i].group == group { keep(seen[i]) }
            nextPart += 1
        }
        sort()
        return !found.isEmpty
    }

    private mutating func begin() {
        buffer.removeAll()
        found.removeAll()
    }

    /// Reads a part and finds its records.
    private mutating func look(at part: Int) throws(SystemFailure) {
        read.removeAll()
        seen.removeAll()
        try ExtentFile.read(parts[part].extent, of: parts[part].file, into: &read)
        SellerRecords.find(RecordCursor(parts[part].extent, at: 0), read, parts[part].areSettled, reach, &accounts, &seen)
    }

    /// Keeps a record of what was read.
    private mutating func keep(_ record: Record) {
        let place = Place(start: UInt32(buffer.count), length: record.place.length)
        buffer.append(read, SellerRecords.range(record.place))
        found.append(Record(place: place, group: record.group))
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
            let place = Place(start: UInt32(truncatingIfNeeded: record.lowerBound), length: UInt32(truncatingIfNeeded: record.count))
            found.append(Record(place: place, group: UInt32(truncatingIfNeeded: account &<< 1) | (isOpen ? 1 : 0)))
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
            sum &+= count
        }
        // Starts, until every record has found its place.
        sorted.reset(to: Place(), count: found.count)
        for i in found.indices {
            let group = Int(found[i].group)
            sorted[ends[group]] = found[i].place
            ends[group] &+= 1
        }
    }

    /// The place of an account; a new one without records where the id was not seen.
    mutating func place(of id: Range<Int>, _ other: borrowing ByteBuffer) -> Int {
        let place = accounts.index(other, id)
        while !isShared && ends.count < accounts.count * 2 { ends.append(found.count) }
        return place
    }

    /// The same for an id by itself.
    mutating func place(of id: [UInt8]) -> Int {
        var buffer = ByteBuffer(capacity: id.count)
        buffer.append(id)
        return place(of: 0..<id.count, buffer)
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
            switch BaseRecord(bytes.byte(at: range(of: place).lowerBound)) {
            case .review, .fault:
                target.appendRecord(bytes, range(of: place))
                count += 1
            case .former, .order, .trade, .lapse, .tradeSum, .product, .seen: break
            }
        }
        return count
    }

    /// Where in `bytes` a record lies.
    func range(of place: Int) -> Range<Int> { SellerRecords.range(sorted[place]) }

    @inline(__always)
    private static func range(_ place: Place) -> Range<Int> {
        let start = Int(place.start)
        return start..<start &+ Int(place.length)
    }

    /// The bytes of all records.
    var bytes: RawSpan {
        @_lifetime(borrow self)
        get { buffer.bytes }
    }
}
