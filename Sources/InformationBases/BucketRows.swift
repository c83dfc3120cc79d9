import Bytes
import Domain
import Records
import Segments

/// The rows of one bucket, of all partitions known, in memory.
///
/// Rows stand in order of partition, source and place, or order by order and within an order so: "the earlier row" is the lesser index,
/// whatever the order in which files were read.
struct BucketRows: ~Copyable {
    private(set) var bytes = ByteBuffer(capacity: 1 << 16)
    private(set) var rows = PlainArray<Row>()
    private(set) var extents = PlainArray<LoadedExtent>()
    /// For the rows that `loadOrders` loaded: half a hash of the order's id, then a number of the row.
    private var byOrder = PlainArray<UInt64>()
    private var regions = OrderRegions()
    private var radix = RadixSort()
    private var otherWords = PlainArray<UInt64>()
    private var otherRows = PlainArray<Row>()
    /// Once the rows were put in the sequence of orders: as they were loaded.
    private(set) var loadedBytes = ByteBuffer(capacity: 1 << 16)
    private(set) var loadedRows = PlainArray<Row>()
    private(set) var isGathered = false

    struct Row: BitwiseCopyable {
        /// Where the row's encoding lies in `bytes`.
        var start: UInt32
        var extent: UInt32
        /// Differs only where keys differ.
        var keyMark: UInt32
        /// Among the rows as they were loaded.
        var number: UInt32
        /// A row has at most 8192 bytes.
        var length: UInt16
        var kind: UInt8
    }

    struct LoadedExtent: BitwiseCopyable {
        /// As a day's number.
        var partition: Int32
        var kind: UInt8
        /// The source's place among all sources of the run.
        var source: Int
        var start: Int
        var extent: Extent
    }

    /// Loads the rows of the kinds that `wanted` holds.
    mutating func load(_ bucket: Int, of input: borrowing BaseInput, wanted: (Kind) -> Bool) throws(SystemFailure) {
        try load(bucket, input, .registers, wanted, Pass(), byOrder: false)
    }

    /// Loads the rows of orders and tells them apart by order; of several passes only the rows of pass `pass`.
    mutating func loadOrders(_ bucket: Int, of input: borrowing BaseInput, pass: Pass) throws(SystemFailure) {
        byOrder.removeAll()
        try load(bucket, input, .orders, { $0.isOrderBound }, pass, byOrder: true)
        swap(&bytes, &loadedBytes)
        swap(&rows, &loadedRows)
        isGathered = true
        regions.fill(loadedRows, loadedBytes, &byOrder)
        radix.sort(&byOrder)
        bytes.removeAll()
        rows.removeAll()
        regions.gather(byOrder, &rows, &bytes)
    }

    /// The number among the rows as they were loaded of the row at a place in the sequence of orders.
    @inline(__always)
    func loadedNumber(of place: Int) -> Int { Int(rows[place].number) }

    /// Where the rows of the order that begins at place `first` end.
    mutating func endOfOrder(at first: Int) -> Int {
        let (end, isOne) = endOfHalfHash(at: first)
        return isOne ? end : separateOrder(first..<end)
    }

    /// Where the rows with the half hash at place `first` end, and whether they are of one order.
    private func endOfHalfHash(at first: Int) -> (end: Int, isOne: Bool) {
        let bytes = bytes.bytes
        let half = byOrder[first] &>> 32
        let id = RowDecoder.firstText(bytes, at: start(of: first))
        var isOne = true
        var end = first &+ 1
        while end < byOrder.count && byOrder[end] &>> 32 == half {
            isOne = bytes.equals(id, RowDecoder.firstText(bytes, at: start(of: end)), in: bytes) && isOne
            end &+= 1
        }
        return (end, isOne)
    }

    /// Ids that differ have one half hash: moves the rows of the first of them before the others.
    @inline(never)
    private mutating func separateOrder(_ places: Range<Int>) -> Int {
        otherWords.removeAll()
        otherRows.removeAll()
        var end = places.lowerBound
        for place in places {
            if sameOrder(place, places.lowerBound) {
                byOrder[end] = byOrder[place]
                rows[end] = rows[place]
                end += 1
            } else {
                otherWords.append(byOrder[place])
                otherRows.append(rows[place])
            }
        }
        for i in otherRows.indices {
            byOrder[end + i] = otherWords[i]
            rows[end + i] = otherRows[i]
        }
        return end
    }

    private func sameOrder(_ a: Int, _ b: Int) -> Bool {
        let bytes = bytes.bytes
        return bytes.equals(RowDecoder.firstText(bytes, at: start(of: a)), RowDecoder.firstText(bytes, at: start(of: b)), in: bytes)
    }

    private mutating func load(
        _ bucket: Int, _ input: borrowing BaseInput, _ section: Checkpoint.Section, _ wanted: (Kind) -> Bool, _ pass: Pass, byOrder: Bool
    ) throws(SystemFailure) {
        isGathered = false
        bytes.removeAll()
        rows.removeAll()
        extents.removeAll()
        try loadCarried(bucket, input, section, wanted, pass, byOrder)
        for (index, segment) in input.segments.enumerated() {
            for extent in segment.extents(of: bucket) where wanted(segment.sources[extent.source].kind) {
                let start = bytes.count
                try ExtentFile.read(extent, of: segment.file, into: &bytes)
                let loaded = LoadedExtent(
                    partition: segment.partition.number, kind: segment.sources[extent.source].kind.rawValue,
                    source: input.firstSource[index] + extent.source, start: start, extent: extent)
                if !add(loaded, pass, byOrder) { bytes.truncate(to: start) }
            }
        }
    }

    /// Loads the rows that the checkpoint carries: they come before those of the segments.
    private mutating func loadCarried(
        _ bucket: Int, _ input: borrowing BaseInput, _ section: Checkpoint.Section, _ wanted: (Kind) -> Bool, _ pass: Pass, _ byOrder: Bool
    ) throws(SystemFailure) {
        guard let checkpoint = input.checkpoint else { return }
        for extent in checkpoint.extents(section, of: bucket) {
            let start = bytes.count
            try ExtentFile.read(extent, of: checkpoint.sealed.file, into: &bytes)
            var at = start
            while at < start + extent.length {
                let (block, rowsAt) = CarriedRows.block(bytes, at: at, bucket: bucket)
                at = rowsAt + block.length
                let source = input.sources[block.source]
                guard wanted(source.record.kind) else { continue }
                let loaded = LoadedExtent(
                    partition: source.partition.number, kind: source.record.kind.rawValue, source: block.source, start: rowsAt,
                    extent: block)
                _ = add(loaded, pass, byOrder)
            }
        }
    }

    /// Adds an extent's rows; false where it has none of the pass.
    private mutating func add(_ loaded: LoadedExtent, _ pass: Pass, _ byOrder: Bool) -> Bool {
        let before = rows.count
        BucketRows.addRows(loaded, place: extents.count, byOrder ? pass : nil, bytes, &rows, &self.byOrder)
        guard rows.count > before else { return false }
        extents.append(loaded)
        return true
    }

    /// The buffer is passed beside the rest: a span of a member would keep all of self borrowed.
    /// - Parameter pass: which rows to take by their orders; nil: all, and orders do not matter.
    private static func addRows(
        _ loaded: LoadedExtent, place: Int, _ pass: Pass?, _ buffer: borrowing ByteBuffer, _ rows: inout PlainArray<Row>,
        _ byOrder: inout PlainArray<UInt64>
    ) {
        var cursor = RowCursor(loaded.extent, at: loaded.start)
        let bytes = buffer.bytes
        while let range = cursor.nextRange(bytes) {
            if let pass {
                let hash = bytes.hash(RowDecoder.firstText(bytes, at: range.lowerBound))
                if pass.count > 1 && !pass.takes(hash) { continue }
                byOrder.append(hash &<< 32 | UInt64(truncatingIfNeeded: rows.count))
            }
            let key = RowDecoder.key(bytes, at: range.lowerBound)
            rows.append(
                Row(
                    start: UInt32(range.lowerBound), extent: UInt32(truncatingIfNeeded: place), keyMark: mark(of: key, bytes),
                    number: UInt32(truncatingIfNeeded: rows.count),
                    length: UInt16(range.count), kind: loaded.kind))
        }
    }

    /// Half a hash of the last bytes of a key: in these most keys differ.
    @inline(__always)
    private static func mark(of key: Range<Int>, _ bytes: borrowing RawSpan) -> UInt32 {
        let end = bytes.packed(max(key.lowerBound, key.upperBound &- 8)..<key.upperBound)
        return UInt32(truncatingIfNeeded: (end &* 0x9E37_79B9_7F4A_7C15) &>> 32)
    }

    @inline(__always)
    func kind(of row: Int) -> Kind { Kind(rawValue: rows[row].kind) ?? .transactions }

    /// The partition in which a row was delivered.
    func partition(of row: Int) -> Day { Day(extents[Int(rows[row].extent)].partition) }

    /// The row's source among all sources of the run.
    func source(of row: Int) -> Int { extents[Int(rows[row].extent)].source }

    /// Where a row's encoding begins.
    func start(of row: Int) -> Int { Int(rows[row].start) }

    /// The range of a row's encoding.
    func range(of row: Int) -> Range<Int> {
        let start = Int(rows[row].start)
        return start..<start &+ Int(rows[row].length)
    }

    /// The place in its source of a row in the sequence of orders. Walks its extent: for rows that cannot be used.
    func place(of row: Int) -> (line: Int, byte: Int) {
        let start = Int(loadedRows[loadedNumber(of: row)].start)
        let extent = extents[Int(rows[row].extent)]
        var cursor = RowCursor(extent.extent, at: extent.start)
        while let range = cursor.next(loadedBytes.bytes), range.lowerBound < start {}
        return (cursor.line, cursor.byte)
    }
}

/// A share of a bucket: what does not fit into memory at once is read in several passes, by further bits of the hash.
struct Pass {
    var index = 0
    var count = 1

    func takes(_ hash: UInt64) -> Bool { Int(hash &>> 40 & 0xFFFF) % count == index }
}
